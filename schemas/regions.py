"""Where a country lies: every ISO 3166-1 code and the UN M49 leaf sub-region that it is filed under.

Source: UN Statistics Division, *Standard country or area codes for statistical use* (M49). The leaf is the intermediate
region where M49 has one (Eastern Africa, Caribbean, …), else the sub-region. Four entries need a reason:

* `TW` (Taiwan): in ISO 3166-1, not listed by M49, which counts it within eastern Asia; filed there.
* `XK` (Kosovo): in neither (a user-assigned code, which the EU, the IMF and CLDR use); filed with its neighbours in southern Europe.
* `AQ` (Antarctica): M49 puts it in no region; it is a region of its own here, so that a story from a station there can be found.
* `GG`, `JE`: filed under Northern Europe, M49's sub-region; its old intermediate group of Channel Islands has no other member.
"""

from __future__ import annotations

from typing import Final

UNKNOWN: Final = "unknown"
"""The region of a story about no place."""

COUNTRIES_OF_REGION: Final[dict[str, tuple[str, ...]]] = {
    slug: tuple(codes.split())
    for slug, codes in {
        "northern-africa": "DZ EG EH LY MA SD TN",
        "eastern-africa": "BI DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TF TZ UG YT ZM ZW",
        "middle-africa": "AO CD CF CG CM GA GQ ST TD",
        "southern-africa": "BW LS NA SZ ZA",
        "western-africa": "BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG",
        "caribbean": "AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI",
        "central-america": "BZ CR GT HN MX NI PA SV",
        "south-america": "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE",
        "northern-america": "BM CA GL PM US",
        "central-asia": "KG KZ TJ TM UZ",
        "eastern-asia": "CN HK JP KP KR MN MO TW",
        "south-eastern-asia": "BN ID KH LA MM MY PH SG TH TL VN",
        "southern-asia": "AF BD BT IN IR LK MV NP PK",
        "western-asia": "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE",
        "eastern-europe": "BG BY CZ HU MD PL RO RU SK UA",
        "northern-europe": "AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ",
        "southern-europe": "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA XK",
        "western-europe": "AT BE CH DE FR LI LU MC NL",
        "australia-and-new-zealand": "AU CC CX HM NF NZ",
        "melanesia": "FJ NC PG SB VU",
        "micronesia": "FM GU KI MH MP NR PW UM",
        "polynesia": "AS CK NU PF PN TK TO TV WF WS",
        "antarctica": "AQ",
    }.items()
}
"""The ISO 3166-1 alpha-2 codes of each region slug: 249 of the standard and `XK`."""

REGIONS: Final[tuple[str, ...]] = tuple(COUNTRIES_OF_REGION)
"""Every slug that the `region` partition can take, without `unknown`."""

REGION_OF_COUNTRY: Final[dict[str, str]] = {code: slug for slug, codes in COUNTRIES_OF_REGION.items() for code in codes}


def region_of(country: str | None) -> str:
    """The UN M49 leaf sub-region of an ISO 3166-1 alpha-2 code, as a slug; `unknown` for None and for what is no such code.

    >>> region_of("KZ")
    'central-asia'
    """
    return REGION_OF_COUNTRY.get(country or "", UNKNOWN)
