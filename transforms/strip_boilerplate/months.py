"""Names of the months in every language that news is read in (`data/months.toml`)."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources


def month_number(name: str) -> int | None:
    """1 to 12 for the name of a month, whole or abbreviated, in any of the languages; None for any other word.

    >>> month_number("märz")
    3
    """
    return _months().get(name.casefold().strip("."))


@functools.cache
def _months() -> dict[str, int]:
    table = tomllib.loads(resources.files(__package__).joinpath("data/months.toml").read_text("utf-8"))
    months: dict[str, int] = {}
    for names in table.values():
        for number, forms in enumerate(names, 1):
            for form in forms:
                months.setdefault(form, number)
    return months
