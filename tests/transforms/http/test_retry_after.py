"""`Retry-After` in both its forms."""

import pytest

from transforms.http import retry_after


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "120"}, 120.0),
        ({"retry-after": " 0 "}, 0.0),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "1.5"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "31536000"}, 7 * 86_400.0),
        ({"retry-after": "9" * 400}, 7 * 86_400.0),
        ({"retry-after": "Tue, 10 Nov 2026 12:30:00 GMT"}, 1800.0),
        ({"retry-after": "Tue, 10 Nov 2026 11:30:00 GMT"}, 0.0),
        ({"retry-after": "Sat, 01 Jan 2000 01:00:00 GMT", "date": "Sat, 01 Jan 2000 00:00:00 GMT"}, 3600.0),
        ({"retry-after": "Tuesday, 10-Nov-26 12:30:00 GMT"}, 1800.0),
        ({"retry-after": "Tue, 31 Nov 2026 12:30:00 GMT"}, None),
    ],
)
def test_retry_after_is_read_in_seconds_from_either_form(noon, headers, seconds):
    assert retry_after(headers, noon) == seconds
