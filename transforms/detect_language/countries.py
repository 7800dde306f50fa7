"""Which languages a country writes (`data/country_languages.tsv`), and in which country a language is at home."""

from __future__ import annotations

import functools
from importlib.resources import files

# Languages whose news is written in one country, nearly all of it; Arabic, Chinese, English, French, Portuguese and Spanish are not.
_HOMES = dict(
    pair.split(":")
    for pair in """hi:IN bn:BD ta:IN te:IN mr:IN gu:IN kn:IN ml:IN pa:IN or:IN as:IN ur:PK ne:NP si:LK ja:JP ko:KR th:TH vi:VN id:ID
    ms:MY tl:PH my:MM km:KH lo:LA ka:GE hy:AM az:AZ kk:KZ ky:KG uz:UZ tg:TJ tk:TM mn:MN ru:RU uk:UA be:BY bg:BG mk:MK sr:RS hr:HR bs:BA
    sl:SI sk:SK cs:CZ pl:PL hu:HU ro:RO el:GR tr:TR he:IL fa:IR ps:AF dv:MV am:ET so:SO zu:ZA xh:ZA af:ZA sn:ZW rw:RW mg:MG sv:SE no:NO
    da:DK fi:FI is:IS fo:FO et:EE lv:LV lt:LT nl:NL de:DE it:IT sq:AL mt:MT ga:IE cy:GB gd:GB ca:ES eu:ES gl:ES lb:LU ht:HT mi:NZ""".split()
)


def languages_of_country(country: str) -> tuple[str, ...]:
    """BCP 47 primary tags of a country's languages, the most written first; empty for an unknown country."""
    return _table().get(country, ())


def country_of_language(language: str | None) -> str | None:
    """The country in which nearly all of a language's news is written; None for a language of many countries."""
    return _HOMES.get(language or "")


@functools.cache
def _table() -> dict[str, tuple[str, ...]]:
    text = (files("transforms.detect_language") / "data" / "country_languages.tsv").read_text(encoding="utf-8")
    return {line.split("\t")[0]: tuple(line.split("\t")[1].split()) for line in text.splitlines()[1:]}
