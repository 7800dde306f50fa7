"""Countries and their UN M49 leaf sub-regions."""

import pytest

from schemas.regions import COUNTRIES_OF_REGION, REGION_OF_COUNTRY, REGIONS, UNKNOWN, region_of


def test_every_country_of_iso_3166_and_kosovo_lies_in_one_region():
    listed = [code for codes in COUNTRIES_OF_REGION.values() for code in codes]
    assert len(listed) == len(set(listed)) == len(REGION_OF_COUNTRY) == 250
    assert all(len(code) == 2 and code.isascii() and code.isupper() for code in listed)


def test_a_region_is_a_slug_that_a_path_can_carry():
    assert len(REGIONS) == 23
    assert all(slug.replace("-", "").isalpha() and slug.islower() for slug in REGIONS)


@pytest.mark.parametrize(
    ("country", "region"),
    [
        ("KZ", "central-asia"), ("US", "northern-america"), ("MX", "central-america"), ("BR", "south-america"), ("CU", "caribbean"),
        ("KE", "eastern-africa"), ("CD", "middle-africa"), ("ZA", "southern-africa"), ("NG", "western-africa"), ("EG", "northern-africa"),
        ("IR", "southern-asia"), ("TR", "western-asia"), ("CY", "western-asia"), ("VN", "south-eastern-asia"), ("JP", "eastern-asia"),
        ("RU", "eastern-europe"), ("EE", "northern-europe"), ("GR", "southern-europe"), ("AT", "western-europe"), ("JE", "northern-europe"),
        ("NZ", "australia-and-new-zealand"), ("FJ", "melanesia"), ("GU", "micronesia"), ("WS", "polynesia"),
        ("TW", "eastern-asia"), ("XK", "southern-europe"), ("AQ", "antarctica"), ("GL", "northern-america"), ("IO", "eastern-africa"),
    ],
)  # fmt: skip
def test_a_country_lies_in_the_leaf_sub_region_of_m49(country, region):
    assert region_of(country) == region


@pytest.mark.parametrize("nothing", [None, "", "ZZ", "UK", "kz"])
def test_what_is_no_country_lies_in_no_region(nothing):
    assert region_of(nothing) == UNKNOWN == "unknown"
