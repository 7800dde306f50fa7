"""Builds `transforms/extract_dateline/data/months.tsv`: month and weekday names of the languages of the news, from CLDR (Babel).

    python scripts/build_months.py

A row: the folded spelling, `m3` for March or `d0` for Monday, the languages that use it so. Same Babel, same bytes.
"""

from __future__ import annotations

import collections
from pathlib import Path

from babel import Locale

from transforms.assign_region.names import fold

OUTPUT = Path(__file__).resolve().parent.parent / "transforms/extract_dateline/data/months.tsv"
LANGUAGES = """
    af am ar ar_DZ ar_IQ ar_MA az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu ha he hi hr hu hy id is it ka
    kk kn ky lo lt lv mk ml mn mr ms my nb ne nl nn pa pl ps pt ro ru si sk sl so sq sr sr_Latn sv sw ta te th
    tr uk ur uz vi xh yo zu
"""
# Printings that CLDR lacks: the forms of wire copy, and the misspellings that wires let through.
PRINTED = """
en 1:jan 2:feb,febr,feburary,febuary 3:mar,mch 4:apr 6:june,jun 7:july,jul 8:aug 9:sept,sep 10:oct 11:nov 12:dec
es 1:ene 3:mar 4:abr 5:may 9:set,setiembre 12:dic
it 1:gen 5:mag 6:giu 7:lug 8:ago 9:set,sett 10:ott 12:dic
pt 2:fev 4:abr 5:mai 8:ago 9:set 10:out 12:dez
fr 1:janv 2:fev,fevr 7:juil 12:dec
de 1:januar,janner,jan 2:feber 3:marz,maerz 12:dez
ar 2:شباط 3:اذار 4:نيسان 5:ايار 6:حزيران 7:تموز 8:اب 9:ايلول
"""


def main() -> None:
    """Writes the table."""
    used: dict[tuple[str, str], set[str]] = collections.defaultdict(set)
    for identifier in LANGUAGES.split():
        locale = Locale.parse(identifier)
        language = "no" if identifier in ("nb", "nn") else locale.language
        for kind, names in (("m", locale.months), ("d", locale.days)):
            for context in ("format", "stand-alone"):
                for width in ("wide", "abbreviated"):
                    for number, name in names[context][width].items():
                        folded = fold(name)
                        if len(folded) > 1 and not any(c.isdigit() for c in folded):
                            used[folded, f"{kind}{number}"].add(language)
    for language, *months in (line.split() for line in PRINTED.strip().splitlines()):
        for number, _, spellings in (month.partition(":") for month in months):
            for spelling in spellings.split(","):
                used[fold(spelling), f"m{number}"].add(language)
    lines = [f"{spelling}\t{meaning}\t{' '.join(sorted(languages))}" for (spelling, meaning), languages in sorted(used.items())]
    OUTPUT.write_text("spelling\tmeaning\tlanguages\n" + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
