"""`parse_dateline`: every form that the grammar has, and what only looks like one."""

# ruff: noqa: E501 - a case a line

import datetime
import gc
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas import Dateline
from transforms.extract_dateline import parse_dateline
from transforms.extract_dateline.parse import split_dateline

FILED = datetime.date(2024, 5, 3)
TEXT = "The harbour office opened its new reading room on Friday, two months later than planned, its director said."
LINE = "A reading room for the harbour"

# opening as printed, text, place, agency, date
LATIN = [
    ("MEXICO CITY (AP) — ", "MEXICO CITY (AP)", "MEXICO CITY", "AP", None),
    ("LA CROSSE, Wis. (AP) — ", "LA CROSSE, Wis. (AP)", "LA CROSSE, Wis.", "AP", None),
    ("VANCOUVER, British Columbia, March 4 - ", "VANCOUVER, British Columbia, March 4", "VANCOUVER, British Columbia", None, "2024-03-04"),
    ("PUTRAJAYA, Nov 22 — ", "PUTRAJAYA, Nov 22", "PUTRAJAYA", None, "2023-11-22"),
    ("WASHINGTON/LONDON (Reuters) - ", "WASHINGTON/LONDON (Reuters)", "WASHINGTON/LONDON", "Reuters", None),
    ("(Reuters) - ", "(Reuters)", None, "Reuters", None),
    ("(CNN) ", "(CNN)", None, "CNN", None),
    ("Hong Kong (CNN Business) ", "Hong Kong (CNN Business)", "Hong Kong", "CNN Business", None),
    ("Hong Kong (CNN Business)", "Hong Kong (CNN Business)", "Hong Kong", "CNN Business", None),
    ("Berlin (dpa) - ", "Berlin (dpa)", "Berlin", "dpa", None),
    ("Jerusalem/Gaza (dpa) – ", "Jerusalem/Gaza (dpa)", "Jerusalem/Gaza", "dpa", None),
    ("Rzym (PAP) ", "Rzym (PAP)", "Rzym", "PAP", None),
    ("PARIGI - ", "PARIGI", "PARIGI", None, None),
    ("ROMA, 3 MAG - ", "ROMA, 3 MAG", "ROMA", None, "2024-05-03"),
    ("(ANSA) - ROMA - ", "(ANSA) - ROMA", "ROMA", "ANSA", None),
    ("(ANSA) - ROMA, 03 MAG - ", "(ANSA) - ROMA, 03 MAG", "ROMA", "ANSA", "2024-05-03"),
    ("Madrid, 3 may (EFE).- ", "Madrid, 3 may (EFE)", "Madrid", "EFE", "2024-05-03"),
    ("ZARAGOZA, 9 Feb. (EUROPA PRESS) - ", "ZARAGOZA, 9 Feb. (EUROPA PRESS)", "ZARAGOZA", "EUROPA PRESS", "2024-02-09"),
    ("BRASÍLIA (Reuters) - ", "BRASÍLIA (Reuters)", "BRASÍLIA", "Reuters", None),
    ("Lisboa, 03 mai 2024 (Lusa) - ", "Lisboa, 03 mai 2024 (Lusa)", "Lisboa", "Lusa", "2024-05-03"),
    ("Paris, 3 mai 2024 (AFP) – ", "Paris, 3 mai 2024 (AFP)", "Paris", "AFP", "2024-05-03"),
    ("ANKARA (AA) - ", "ANKARA (AA)", "ANKARA", "AA", None),
    ("Zagreb, 3. svibnja (Hina) - ", "Zagreb, 3. svibnja (Hina)", "Zagreb", "Hina", "2024-05-03"),
    ("KUALA LUMPUR, 3 Mei (Bernama) -- ", "KUALA LUMPUR, 3 Mei (Bernama)", "KUALA LUMPUR", "Bernama", "2024-05-03"),
    ("KOLKATA, May 3 (PTI) ", "KOLKATA, May 3 (PTI)", "KOLKATA", "PTI", "2024-05-03"),
    ("Tokyo, May 3 (Jiji Press)--", "Tokyo, May 3 (Jiji Press)", "Tokyo", "Jiji Press", "2024-05-03"),
    ("LONDON, May 3, 2024 (GLOBE NEWSWIRE) -- ", "LONDON, May 3, 2024 (GLOBE NEWSWIRE)", "LONDON", "GLOBE NEWSWIRE", "2024-05-03"),
    ("WASHINGTON, Friday, May 3, 2024 — ", "WASHINGTON, Friday, May 3, 2024", "WASHINGTON", None, "2024-05-03"),
    ("RICHMOND, Va. April 26 - ", "RICHMOND, Va. April 26", "RICHMOND, Va.", None, "2024-04-26"),
    ("FARMINGTON Conn., April 9 - ", "FARMINGTON Conn., April 9", "FARMINGTON Conn.", None, "2024-04-09"),
    ("JOHANNESBURG April 13 - ", "JOHANNESBURG April 13", "JOHANNESBURG", None, "2024-04-13"),
    ("ERIE, PA, Mar 19 - ", "ERIE, PA, Mar 19", "ERIE, PA", None, "2024-03-19"),
    ("ST. JOSEPH, Mich. (AP) — ", "ST. JOSEPH, Mich. (AP)", "ST. JOSEPH, Mich.", "AP", None),
    ("WASHINGTON, D.C. — ", "WASHINGTON, D.C.", "WASHINGTON, D.C.", None, None),
    ("BUFFALO, N.Y. — ", "BUFFALO, N.Y.", "BUFFALO, N.Y.", None, None),
    ("New York, NY – ", "New York, NY", "New York, NY", None, None),
    ("KYIV, Ukraine — ", "KYIV, Ukraine", "KYIV, Ukraine", None, None),
    ("Geneva, Switzerland (AFP) – ", "Geneva, Switzerland (AFP)", "Geneva, Switzerland", "AFP", None),
    ("Near Kherson, Ukraine (AP) — ", "Near Kherson, Ukraine (AP)", "Near Kherson, Ukraine", "AP", None),
    ("NEAR BAKHMUT, Ukraine — ", "NEAR BAKHMUT, Ukraine", "NEAR BAKHMUT, Ukraine", None, None),
    ("ABOARD AIR FORCE ONE (AP) — ", "ABOARD AIR FORCE ONE (AP)", "ABOARD AIR FORCE ONE", "AP", None),
    ("ABOARD THE RESEARCH SHIP ALBATROS — ", "ABOARD THE RESEARCH SHIP ALBATROS", "ABOARD THE RESEARCH SHIP ALBATROS", None, None),
    ("AT SEA (AP) — ", "AT SEA (AP)", "AT SEA", "AP", None),
    ("München/London – ", "München/London", "München/London", None, None),
    ("DALLA NOSTRA CORRISPONDENTENEW YORK - ", "DALLA NOSTRA CORRISPONDENTENEW YORK", "NEW YORK", None, None),
    ("NEW DELHI: ", "NEW DELHI", "NEW DELHI", None, None),
    ("ASTANA. KAZINFORM – ", "ASTANA. KAZINFORM", "ASTANA", "KAZINFORM", None),
    ("DAMASCUS, (SANA)- ", "DAMASCUS, (SANA)", "DAMASCUS", "SANA", None),
    ("BEIRUT (AP) _ ", "BEIRUT (AP)", "BEIRUT", "AP", None),
    ("Lima, may. 3. ", "Lima, may. 3", "Lima", None, "2024-05-03"),
    ("MADRID, 3 (EUROPA PRESS) ", "MADRID, 3 (EUROPA PRESS)", "MADRID", "EUROPA PRESS", "2024-05-03"),
    ("Hamburg (dpa/lno) - ", "Hamburg (dpa/lno)", "Hamburg", "dpa/lno", None),
    ("Alger, le 3 mai (APS) - ", "Alger, le 3 mai (APS)", "Alger", "APS", "2024-05-03"),
    ("Genève (ats) - ", "Genève (ats)", "Genève", "ats", None),
    ("ZAGREB, 3. svibnja 2024. (Hina) - ", "ZAGREB, 3. svibnja 2024. (Hina)", "ZAGREB", "Hina", "2024-05-03"),
    ("Budapest, 2024. május 3., péntek (MTI) - ", "Budapest, 2024. május 3., péntek (MTI)", "Budapest", "MTI", "2024-05-03"),
    ("Lagos (The Harbour Ledger) - ", "Lagos (The Harbour Ledger)", "Lagos", "The Harbour Ledger", None),
]  # fmt: skip


@pytest.mark.parametrize(("opening", "text", "place", "agency", "date"), LATIN)
def test_a_dateline_in_latin_script_is_read_and_leaves_the_body(opening, text, place, agency, date):
    assert split_dateline(opening + TEXT, filed=FILED) == (Dateline(text, place, agency, date), TEXT)


OTHER_SCRIPTS = [
    ("МОСКВА, 3 мая — РИА Новости. ", "Читальный зал открылся в порту.", "МОСКВА, 3 мая — РИА Новости", "МОСКВА", "РИА Новости", "2024-05-03"),
    ("МОСКВА, 3 мая. /ТАСС/. ", "Читальный зал открылся в порту.", "МОСКВА, 3 мая. /ТАСС/", "МОСКВА", "ТАСС", "2024-05-03"),
    ("Киев. 3 мая. ИНТЕРФАКС-УКРАИНА - ", "Читальный зал открылся.", "Киев. 3 мая. ИНТЕРФАКС-УКРАИНА", "Киев", "ИНТЕРФАКС-УКРАИНА", "2024-05-03"),
    ("［ロンドン ３日 ロイター］ - ", "港の閲覧室が開いた。", "［ロンドン ３日 ロイター］", "ロンドン", "ロイター", "2024-05-03"),
    ("تهران- ایرنا- ", "سالن مطالعه در بندر گشوده شد.", "تهران- ایرنا", "تهران", "ایرنا", None),
    ("मुंबई, 3 मई (आईएएनएस)। ", "बंदरगाह का वाचनालय खुल गया।", "मुंबई, 3 मई (आईएएनएस)", "मुंबई", "आईएएनएस", "2024-05-03"),
    ("新华社北京4月24日电 ", "港口阅览室开放。", "新华社北京4月24日电", "北京", "新华社", "2024-04-24"),
    ("中新社北京5月3日电 (记者 王小明) ", "港口阅览室开放。", "中新社北京5月3日电", "北京", "中新社", "2024-05-03"),
    ("（北京3日讯）", "港口阅览室开放。", "（北京3日讯）", "北京", None, "2024-05-03"),
    ("（中央社台北3日電）", "港口閱覽室開放。", "（中央社台北3日電）", "台北", "中央社", "2024-05-03"),
    ("【ソウル＝小池和樹】", "港の閲覧室が開いた。", "【ソウル＝小池和樹】", "ソウル", None, None),
    ("【ニューヨーク共同】", "港の閲覧室が開いた。", "【ニューヨーク共同】", "ニューヨーク", "共同", None),
    ("(서울=연합뉴스) 김철수 기자 = ", "항구 열람실이 문을 열었다.", "(서울=연합뉴스)", "서울", "연합뉴스", None),
    ("[서울=뉴시스] 홍길동 기자 = ", "항구 열람실이 문을 열었다.", "[서울=뉴시스]", "서울", "뉴시스", None),
    ("नई दिल्ली, 3 मई (भाषा) ", "बंदरगाह का वाचनालय खुल गया।", "नई दिल्ली, 3 मई (भाषा)", "नई दिल्ली", "भाषा", "2024-05-03"),
    ("القاهرة (رويترز) - ", "افتتحت قاعة القراءة في الميناء.", "القاهرة (رويترز)", "القاهرة", "رويترز", None),
    ("תל אביב (רויטרס) - ", "אולם הקריאה בנמל נפתח.", "תל אביב (רויטרס)", "תל אביב", "רויטרס", None),
    ("กรุงเทพฯ (รอยเตอร์) - ", "ห้องอ่านหนังสือเปิดแล้ว", "กรุงเทพฯ (รอยเตอร์)", "กรุงเทพฯ", "รอยเตอร์", None),
]  # fmt: skip


@pytest.mark.parametrize(("opening", "body", "text", "place", "agency", "date"), OTHER_SCRIPTS)
def test_a_dateline_in_another_script_is_read_and_leaves_the_body(opening, body, text, place, agency, date):
    assert split_dateline(opening + body, filed=FILED) == (Dateline(text, place, agency, date), body)


@pytest.mark.parametrize(
    ("opening", "language", "place"),
    [
        ("Berlin. ", "de", "Berlin"),
        ("Dodoma. ", "sw", "Dodoma"),
        ("Köln - ", "de", "Köln"),
        ("Bengaluru: ", "en", "Bengaluru"),
        ("Washington — ", "en", "Washington"),
    ],
)
def test_a_place_in_small_letters_counts_where_its_language_prints_it_so(opening, language, place):
    assert split_dateline(opening + TEXT, filed=FILED, language=language) == (Dateline(place, place), TEXT)


@pytest.mark.parametrize(
    ("line", "dateline"),
    [
        ("January 11, 2022", Dateline("January 11, 2022", date="2022-01-11")),
        ("Friday, 3 May 2024", Dateline("Friday, 3 May 2024", date="2024-05-03")),
        ("3. Mai 2024", Dateline("3. Mai 2024", date="2024-05-03")),
        ("2024年5月3日", Dateline("2024年5月3日", date="2024-05-03")),
        ("2 May", Dateline("2 May", date="2024-05-02")),
        ("İstanbul", Dateline("İstanbul", "İstanbul")),
        ("BAAR, SWITZERLAND", Dateline("BAAR, SWITZERLAND", "BAAR, SWITZERLAND")),
    ],
)
def test_a_place_or_a_day_alone_on_its_line_is_the_dateline(line, dateline):
    assert split_dateline(f"{line}\n\n{TEXT}", filed=FILED) == (dateline, TEXT)


@pytest.mark.parametrize("line", ["Dec 31", "Reading", "Monday", "Chapter One", "Breaking", "The Harbour"])
def test_a_line_that_is_no_day_of_the_filing_and_no_known_place_stays(line):
    assert split_dateline(f"{line}\n\n{TEXT}", filed=FILED) == (None, f"{line}\n\n{TEXT}")


def test_a_dateline_after_a_short_first_line_is_read_where_an_agency_or_a_day_vouches_for_it():
    body = f"{LINE}\n\nTAUPO, New Zealand, May 2 - {TEXT}\n\n{TEXT}"
    dateline = Dateline("TAUPO, New Zealand, May 2", "TAUPO, New Zealand", date="2024-05-02")
    assert split_dateline(body, filed=FILED) == (dateline, f"{LINE}\n\n{TEXT}\n\n{TEXT}")
    assert parse_dateline(f"{LINE}\n\nTAUPO - {TEXT}", filed=FILED) is None


NEAR_MISSES = [
    "The U.S. — and its allies — agreed.", "Paris – the city of light – sleeps.", "BREAKING — The council has met.",
    "Acme Inc. — The company has moved.", "London is a city.", "WASHINGTON is preparing for snow.", "Jordan - the player - scored.",
    "NATO — The alliance met.", "Question: What is a harbour?", "Q: What is a harbour?", "Paris. London. Tokyo. These are cities.",
    "\"I am here,\" she said.", "(From left) Ann Lee and Bo Ek.", "Reading — The art of it.", "Monday — The market opened.",
    "Note: This story was updated.", "By Ann Lee", "New York Times — The paper.", "COVID-19 — The virus spread.",
    "Mr. Lee (45) — The man.", "Ann Lee (26) is a painter.", "Berlin (ots) is a code.", "Manchester United (2) won.",
    "Madrid: a guide to the museums.", "Chelsea — The club has won.", "Mobile — The phone rang.", "Nice - The weather is fine.",
    "ESSEN: Das Buffet ist offen.", "Hinweis: Die Redaktion hat den Text gekürzt.", "ALSO READ: The man who fished.",
    "USA: The relay team has won.", "DOI: The number of a paper.", "PEPA – The office opened.", "Israel: The talks go on.", "WHO: The world needs rest.", "Victoria — The queen.", "CHARLOTTE: I never said so.",
    "May 3 is a holiday.", "Nov 22 — Private companies met.", "10 May was a Friday.", "GOLF: The open begins.", "A — The first letter.",
    "U.S. stocks — The day in numbers.", "Google (Alphabet) - The shares rose.", "Boston Celtics – The team has won.",
    "Toyota (TM) - The maker recalled cars.", "Delta (DAL) - The airline said so.", "Jordan, (R-Ohio) - The chairman said so.",
    "Austin, Texas: A guide to eating.", "Von Anna Schmidt, Berlin - Die Stadt schläft.", "Apple, (AAPL) - The shares rose.",
    "In London, 3 (AP) reporters met.", "LONDON GIANTS; The team has won.", "2024. The year was long.", "3 May. The day was long.",
    "OPINIÓN. La ciudad duerme.", "СПРАВКА. Город спит.", "据路透社报道，会议结束。", "［東京 ホテル 案内］ 開いた。", "لندن- مدينة كبيرة جدا.",
    "北京是中国的首都。", "韩国政府3日表示，会议已经结束。", "(사진=연합뉴스) 정부는 발표했다.", "【速報】首相が会見した。", "МИД России — Мария Иванова заявила.",
    "القاهرة مدينة كبيرة.", "दिल्ली में बारिश हुई।",
]  # fmt: skip


@pytest.mark.parametrize("opening", NEAR_MISSES)
@pytest.mark.parametrize("language", [None, "en"])
def test_what_merely_begins_with_a_place_or_with_capitals_has_no_dateline(opening, language):
    assert split_dateline(f"{opening} {TEXT}", filed=FILED, language=language) == (None, f"{opening} {TEXT}")


@pytest.mark.parametrize(
    ("printed", "filed", "date"),
    [
        ("Dec 31", "2024-01-02", "2023-12-31"),
        ("Jan 1", "2023-12-31", "2024-01-01"),
        ("May 3", "2024-05-03", "2024-05-03"),
        ("May 9", "2024-05-03", "2024-05-09"),
        ("May 20", "2024-05-03", "2023-05-20"),
        ("Feb 29", "2024-03-01", "2024-02-29"),
        ("Feb 29", "2025-03-01", "2024-02-29"),
        ("Feb 30", "2024-03-01", None),
        ("March 5, 1987", "2024-03-01", "1987-03-05"),
    ],
)
def test_a_day_without_a_year_takes_the_year_that_it_was_filed_in_across_new_year(printed, filed, date):
    dateline = parse_dateline(f"LONDON, {printed} - {TEXT}", filed=datetime.date.fromisoformat(filed))
    assert dateline == Dateline(f"LONDON, {printed}", "LONDON", date=date)


def test_a_day_without_a_year_has_no_date_where_nobody_knows_when_it_was_filed():
    assert parse_dateline(f"LONDON, May 3 - {TEXT}") == Dateline("LONDON, May 3", "LONDON")


def test_a_month_is_read_by_the_language_of_the_story():
    assert parse_dateline(f"ZAGREB, 3 listopad - {TEXT}", filed=FILED, language="hr").date == "2023-10-03"
    assert parse_dateline(f"PRAHA, 3 listopad - {TEXT}", filed=FILED, language="cs").date == "2023-11-03"


OPENINGS = [row[0] for row in LATIN] + [row[0] for row in OTHER_SCRIPTS] + NEAR_MISSES


@settings(max_examples=300, deadline=None)
@given(
    opening=st.sampled_from(OPENINGS), middle=st.text(max_size=60), tail=st.text(max_size=80), language=st.sampled_from([None, "de", "en"])
)
@example(opening="", middle="\x00\ud800", tail="", language=None)
@example(opening="", middle="De\nLa", tail="", language=None)
def test_it_never_raises_and_what_it_returns_occurs_in_the_text(opening, middle, tail, language):
    text = opening + middle + tail
    dateline, body = split_dateline(text, filed=FILED, language=language)
    if dateline is None:
        assert body == text
        return
    flat = " ".join(text.split())
    for part in (dateline.text, dateline.place, dateline.agency):
        assert part is None or " ".join(part.split()) in flat
    assert len(body) < len(text)


def steps(text):
    """How many functions, of Python and of C, reading the dateline of a text calls."""
    called = 0

    def note(frame, event, function):
        nonlocal called
        called += event in ("call", "c_call")

    before, collects = sys.getprofile(), gc.isenabled()
    gc.disable()  # what others have hooked into a collection is no step of ours
    sys.setprofile(note)
    try:
        parse_dateline(text, filed=FILED)
    finally:
        sys.setprofile(before)
        if collects:
            gc.enable()
    return called


@pytest.mark.parametrize("unit", ["CAPITALS ", "NEW YORK, ", "A/", "(AP) ", "[", "北京", "St. ", "- ", "3 May ", "\n", "\n ", "É"])
def test_a_hundred_kilobytes_take_as_many_steps_as_two(unit):
    short, long = (unit * (size // len(unit)) for size in (2_000, 100_000))
    parse_dateline(short, filed=FILED)  # what is remembered of names is remembered for both
    assert steps(long) == steps(short)
