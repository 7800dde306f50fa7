"""The dates of feeds, as they are written and not only as the standards want them."""

from __future__ import annotations

import datetime
import functools
import re
import unicodedata

from transforms.assign_region.names import fold
from transforms.extract_dateline.vocabulary import months
from transforms.instants import to_micros

# Hours east of UTC. Names that mean several zones stand in _AMBIGUOUS.
_ZONES: dict[str, float] = {
    **dict.fromkeys(("z", "ut", "utc", "gmt", "wet", "uct"), 0),
    **dict.fromkeys(("cet", "mez", "met", "west", "wat"), 1),
    **dict.fromkeys(("cest", "mesz", "mest", "eet", "cat", "sast"), 2),
    **dict.fromkeys(("eest", "msk", "eat", "trt", "idt"), 3),
    **dict.fromkeys(("msd", "samt", "azt", "get"), 4),
    **dict.fromkeys(("pkt", "uzt", "tmt", "tjt", "yekt", "mvt"), 5),
    **dict.fromkeys(("omst", "kgt", "btt"), 6),
    **dict.fromkeys(("wib", "ict", "krat", "novt", "hovt"), 7),
    **dict.fromkeys(("hkt", "sgt", "myt", "awst", "wita", "pht", "irkt", "ulat"), 8),
    **dict.fromkeys(("jst", "kst", "wit", "yakt", "tlt"), 9),
    **dict.fromkeys(("aest", "vlat", "chst", "pgt"), 10),
    **dict.fromkeys(("aedt", "magt", "sbt", "nct"), 11),
    **dict.fromkeys(("nzst", "fjt", "pett"), 12),
    **dict.fromkeys(("nzdt", "tot", "phot"), 13),
    **dict.fromkeys(("brt", "art", "clst", "uyt", "adt", "gft", "srt"), -3),
    **dict.fromkeys(("clt", "bot", "vet", "edt", "pyt", "gyt"), -4),
    **dict.fromkeys(("est", "cdt", "pet", "cot", "ect"), -5),
    **dict.fromkeys(("mdt",), -6),
    **dict.fromkeys(("mst", "pdt"), -7),
    **dict.fromkeys(("pst", "akdt"), -8),
    **dict.fromkeys(("akst", "hdt"), -9),
    **dict.fromkeys(("hst",), -10),
    **dict.fromkeys(("sst",), -11),
    "irst": 3.5,
    "irdt": 4.5,
    "aft": 4.5,
    "npt": 5.75,
    "slst": 5.5,
    "mmt": 6.5,
    "acst": 9.5,
    "acdt": 10.5,
    "nst": -3.5,
    "ndt": -2.5,
}
# The same letters, another zone by the publisher's country; "" is what they mean elsewhere.
_AMBIGUOUS: dict[str, dict[str, float]] = {
    "ist": {"IE": 1, "IL": 2, "": 5.5},
    "cst": {"CN": 8, "TW": 8, "HK": 8, "MO": 8, "CU": -5, "": -6},
    "bst": {"BD": 6, "": 1},
    "ast": {"SA": 3, "IQ": 3, "KW": 3, "BH": 3, "QA": 3, "YE": 3, "": -4},
    "gst": {"GU": 10, "": 4},
    "amt": {"BR": -4, "": 4},
}
# Countries of one zone whose own way of writing dates leaves it out.
_CJK_HOURS = {"JP": 9, "KR": 9, "CN": 8, "TW": 8, "HK": 8, "MO": 8, "SG": 8}
# Stems of month names, without accents, in the languages that feeds come in; the longest stem that fits decides.
_STEMS = (
    "jan ian ene gen janv ocak tammi sty leden ledn янв яну січ студ ιαν يناير كانون जनवरी ינואר",
    "feb fev fevr febr subat helmi lut unor фев лют φεβ فبراير شباط फरवरी फ़रवरी פברואר",
    "mar mrt maart maret maerz mars mart maalis marz brez мар бер μαρ مارس اذار मार्च מרץ",
    "apr abr avr nisan huhti kwi dub апр кві απρ ابريل نيسان अप्रैल אפריל",
    "may mai maj mei mag mayis touko kvet мая май тра μαι مايو ايار मई מאי",
    "jun juin giu iun haziran kesa cze cerven июн юни чер ιουν يونيو حزيران जून יוני",
    "jul juil lug iul temmuz heina lip cervenec июл юли лип ιουλ يوليو تموز जुलाई יולי",
    "aug aou ago agosto avg agustos elo sie srp авг серп αυγ اغسطس اب अगस्त אוגוסט",
    "sep set sept setem settem eylul syys wrz zari szept сен сеп верес σεπ سبتمبر ايلول सितंबर सितम्बर ספטמבר",
    "oct okt ott out outub ekim loka paz rij окт жов οκτ اكتوبر अक्टूबर अक्तूबर אוקטובר",
    "nov noi kasim marras lis listopad ноя ное лис νοε نوفمبر नवंबर नवम्बर נובמבר",
    "dec dez des desem dic dis disem aralik joulu gru prosin дек гру δεκ ديسمبر दिसंबर दिसम्बर דצמבר",
)
# Stems so short that other words begin with them.
_WHOLE_WORDS = frozenset({"out", "set", "ago", "des", "dis", "اب"})
_RELATIVE = re.compile(r"\b(?:second|minute|min|hour|day|week|month|year)s?\b")

_TIME = r"(?P<h>\d{1,2})\s?[:h時时시点](?:\s*(?P<m>\d{1,2}))(?:[:分분]\s*(?P<s>\d{1,2})(?:[.,]\d+)?)?[分분秒초]?"
_ISO = re.compile(
    r"(?P<y>\d{4})(?:[-/.](?P<mo>\d{1,2})[-/.](?P<d>\d{1,2})|(?P<mo2>\d\d)(?P<d2>\d\d))"
    r"(?:(?:\s*t\s*|\s+|,\s*)(?P<h>\d{1,2}):?(?P<m>\d\d)(?::?(?P<s>\d\d)(?:[.,]\d+)?)?)?(?P<rest>.*)"
)
# Korean also writes `2026. 11. 10.`
_CJK = re.compile(r"(?P<y>\d{4})\s*(?:[年년]|\.\s)\s*(?P<mo>\d{1,2})\s*(?:[月월]|\.\s)\s*(?P<d>\d{1,2})\s*[日일.]?")
# The year before the first of each era.
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_ERA_YEAR = re.compile(f"({'|'.join(_ERAS)})\\s*(\\d{{1,3}}|元)(?=\\s*年)")
# Years of the Buddhist era are 543 ahead (Thailand).
_BUDDHIST, _BUDDHIST_AHEAD = 2_400, 543
# Vietnamese months have numbers for names.
_NUMBERED_MONTH = re.compile(r"\b(?:tháng|thg\.?)\s*(\d{1,2})")
_CJK_LATER_HALF = re.compile("下午|午後|午后|晚上|오후")
_CLOCK = re.compile(_TIME + r"\s*(?P<half>[ap]\.?\s?m\b\.?)?")
_NUMERIC = re.compile(r"\b(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d\d)\b")
_OFFSET = re.compile(r"(?:gmt|utc|ut|z)?\s*(?P<sign>[+\u2212-])\s*(?P<h>\d{1,2}):?(?P<m>\d\d)?(?:\s[a-z]{3,5})?$")
_LONGEST = 100
_COMMENT = re.compile(r"\s*\([^)]*\)\s*$")
_AROUND = " .,;[]"
_WORD = re.compile(r"[^\s\d.,;:/()-]+(?:\.[^\s\d.,;:/()-]+)*")
_NUMBER = re.compile(r"\d+")


def parse_date(text: str, *, country: str | None = None, language: str | None = None) -> int | None:
    """Microseconds since 1970 UTC of a date as feeds write it; None for what names no day, or leaves open which.

    Reads RFC 822 and its misuses, ISO 8601 whole or compact, epoch seconds and milliseconds, CJK dates, and month names in all the
    languages of `extract_dateline`; those that mean two months (`listopad`) by `language` (BCP 47). Zone names are read
    everywhere; those with several meanings by the publisher's `country` (ISO 3166-1 alpha-2). Without a zone it is UTC.
    Refused: relative dates, `02/03/2023`, zone names that nobody knows.

        >>> parse_date("Mon, 02 Jan 2023 15:04:05 CET") == parse_date("2023-01-02T14:04:05Z")
        True
    """
    if len(text) > _LONGEST:
        return None
    plain = _ascii_digits(text)
    epoch = re.fullmatch(r"(\d{9,10})(?:\.\d+)?|(\d{12,13})", plain)
    if epoch:
        return int(epoch[1]) * 1_000_000 if epoch[1] else int(epoch[2]) * 1_000
    plain = _ERA_YEAR.sub(lambda era: str(_ERAS[era[1]] + (1 if era[2] == "元" else int(era[2]))), plain)
    for instant in (_iso(plain, country), _cjk(plain, country), _worded(plain, country, (language or "").partition("-")[0].lower())):
        if instant is not None:
            return instant
    return None


def _iso(plain: str, country: str | None) -> int | None:
    match = _ISO.match(plain)
    if match is None:
        return None
    month, day = match["mo"] or match["mo2"], match["d"] or match["d2"]
    time = int(match["h"] or 0), int(match["m"] or 0), int(match["s"] or 0)
    return _instant(int(match["y"]), int(month), int(day), *time, _offset(match["rest"], country))


def _cjk(plain: str, country: str | None) -> int | None:
    match = _CJK.search(plain)
    if match is None:
        return None
    rest = plain[match.end() :]
    clock = _CLOCK.search(rest)
    hour, minute, second = _time_of(clock)
    if hour < 12 and _CJK_LATER_HALF.search(rest):
        hour += 12
    zone = rest[clock.end() :].strip() if clock else ""
    offset = _offset(zone, country) if zone else float(_CJK_HOURS.get(country or "", 0))
    return _instant(int(match["y"]), int(match["mo"]), int(match["d"]), hour, minute, second, offset)


def _worded(plain: str, country: str | None, language: str) -> int | None:
    """Day, month and year in any order, the month by name; or day-first with dots; the clock and the zone after them."""
    if _RELATIVE.search(plain):
        return None
    clock = _CLOCK.search(plain)
    head, zone = (plain[: clock.start()], plain[clock.end() :]) if clock else (plain, "")
    if clock and (year := re.match(r"\s*(?P<zone>[^\d+-]*?)\s+(?P<year>\d{4})$", zone)):  # Mon Jan  2 15:04:05 MST 2023
        head, zone = f"{head} {year['year']}", year["zone"]
    day_month_year = _numeric_day(head) or _named_day(head, language)
    if day_month_year is None:
        return None
    day, month, year_number = day_month_year
    return _instant(year_number, month, day, *_time_of(clock), _offset(zone, country))


def _numeric_day(head: str) -> tuple[int, int, int] | None:
    match = _NUMERIC.search(head)
    if match is None:
        return None
    first, second, year = int(match["a"]), int(match["b"]), _full_year(match["y"])
    if match["sep"] == "." or first > 12:
        return first, second, year
    return (second, first, year) if second > 12 else None


def _named_day(head: str, language: str) -> tuple[int, int, int] | None:
    # The last name counts: `mar. 3 janv. 2023` opens with a Tuesday.
    named = [month for word in _WORD.findall(head) if (month := _month(word, language))]
    if numbered := _NUMBERED_MONTH.search(head):
        named, head = [int(numbered[1])], head[: numbered.start()] + head[numbered.end() :]
    numbers = _NUMBER.findall(head)
    if not named or len(numbers) < 2:
        return None
    year = next((number for number in numbers if len(number) == 4), numbers[-1])
    numbers.remove(year)
    return int(numbers[0]), named[-1], _full_year(year)


@functools.lru_cache(maxsize=4_096)
def _month(word: str, language: str) -> int | None:
    if named := months().get(fold(word)):
        meant = [month for month, languages in named.items() if len(named) == 1 or language in languages]
        return meant[0] if meant else None
    word = _unaccented(word)
    for length in range(min(len(word), 8), 1, -1):
        stem = word[:length]
        if stem in _stems() and (length == len(word) or stem not in _WHOLE_WORDS):
            return _stems()[stem]
    return None


@functools.cache
def _stems() -> dict[str, int]:
    return {_unaccented(stem): month for month, stems in enumerate(_STEMS, start=1) for stem in stems.split()}


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year - _BUDDHIST_AHEAD if year > _BUDDHIST else year
    return year + (2000 if year < 50 else 1900)  # RFC 2822 §4.3


def _time_of(clock: re.Match[str] | None) -> tuple[int, int, int]:
    if clock is None:
        return 0, 0, 0
    hour, half = int(clock["h"]), clock["half"]
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return hour, int(clock["m"]), int(clock["s"] or 0)


def _offset(zone: str, country: str | None) -> float | None:
    """Hours east of UTC, 0 where nothing is said; None for a zone that nobody knows."""
    name = _COMMENT.sub("", zone).strip(_AROUND) or zone.strip(_AROUND + "()")
    name = name.removeprefix("uhr").strip()
    if not name:
        return 0.0
    if match := _OFFSET.match(name):
        hours = int(match["h"]) + int(match["m"] or 0) / 60
        # UTC+14 is the farthest there is (Kiribati).
        return None if hours > 14 else (hours if match["sign"] == "+" else -hours)
    if name in _AMBIGUOUS:
        return _AMBIGUOUS[name].get(country or "", _AMBIGUOUS[name][""])
    return _ZONES.get(name)


def _instant(year: int, month: int, day: int, hour: int, minute: int, second: int, offset: float | None) -> int | None:
    # 24:00 is the end of the day, :60 a leap second.
    if offset is None or hour > 24 or minute > 59 or second > 60:
        return None
    try:
        moment = datetime.datetime(year, month, day, tzinfo=datetime.UTC)
        return to_micros(moment + datetime.timedelta(hours=hour - offset, minutes=minute, seconds=min(second, 59)))
    except (ValueError, OverflowError):
        return None


def _ascii_digits(text: str) -> str:
    """NFKC, lower case, every script's digits as ASCII, one space for any run of them."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in plain)
    return " ".join(plain.lower().split())


def _unaccented(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).replace("ł", "l").replace("ı", "i")
