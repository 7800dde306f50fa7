"""Headlines, days, people: one evidence against another."""

# ruff: noqa: E501 - pages stand here as they are sent

import datetime

import pytest

from schemas import Page
from transforms.instants import from_micros
from transforms.strip_boilerplate import explain_page, strip_boilerplate
from transforms.strip_boilerplate.charset import decode
from transforms.strip_boilerplate.dates import parse_moment
from transforms.strip_boilerplate.headline import without_site
from transforms.strip_boilerplate.names import is_name, split_names

TEXT = "".join(f"<p>The harbour office counted {n} boats that morning, and all of them had their nets out.</p>" for n in range(5))


@pytest.mark.parametrize(
    ("title", "names", "headline"),
    [
        ("Ferry stops | Quay Daily", {"quay daily"}, "Ferry stops"),
        ("Ferry stops - City - Quay Daily", {"quay daily"}, "Ferry stops - City"),
        ("Quay Daily: Ferry stops", {"quay daily"}, "Quay Daily: Ferry stops"),
        ("Quay Daily | Ferry stops", {"quay daily"}, "Ferry stops"),
        ("Ferry stops - quaydaily.com", {"quaydaily com", "quaydailycom"}, "Ferry stops"),
        ("Паром встал :: Причал", {"причал"}, "Паром встал"),
        ("Ferry stops - and nobody knows why", {"quay daily"}, "Ferry stops - and nobody knows why"),
    ],
)
def test_a_title_loses_the_name_of_its_site_and_nothing_else(title, names, headline):
    assert without_site(title, frozenset(names)) == headline


def test_the_headline_is_what_the_best_evidences_say():
    page = f'<title>SEO words about a ferry | Quay</title><meta property="og:title" content="Ferry stops after pump trouble - National | Quay"><meta property="og:site_name" content="Quay"><article><h1>Ferry stops after pump trouble</h1>{TEXT}</article>'
    assert strip_boilerplate(Page("x", page.encode())).headline == "Ferry stops after pump trouble"
    told = {told.field: told for told in explain_page(Page("x", page.encode()))}
    assert (told["headline"].won, told["headline"].value) == ("h1", "Ferry stops after pump trouble")
    assert ("title", "SEO words about a ferry") in told["headline"].lost
    assert told["authors"].won is None


@pytest.mark.parametrize(
    ("printed", "language", "moment"),
    [
        ("2026-05-03T10:00:00+02:00", "", "2026-05-03T08:00:00"),
        ("2026-05-03T10:00:00.123Z", "", "2026-05-03T10:00:00.123000"),
        ("2026-05-03 10:00:00 +0530", "", "2026-05-03T04:30:00"),
        ("20260503T100000Z", "", "2026-05-03T10:00:00"),
        ("1777802400", "", "2026-05-03T10:00:00"),
        ("1777802400000", "", "2026-05-03T10:00:00"),
        ("Sun, 03 May 2026 10:00:00 +0200", "", "2026-05-03T08:00:00"),
        ("3. Mai 2026, 10:00 Uhr", "de", "2026-05-03T10:00:00"),
        ("May 3, 2026 at 4:15 pm", "en", "2026-05-03T16:15:00"),
        ("3 de mayo de 2026", "es", "2026-05-03T00:00:00"),
        ("3 мая 2026 г. 10:00", "ru", "2026-05-03T10:00:00"),
        ("2026年5月3日 10時05分", "ja", "2026-05-03T10:05:00"),
        ("3 मई 2026 16:30", "hi", "2026-05-03T16:30:00"),
        ("03.05.2026", "de", "2026-05-03T00:00:00"),
        ("05/03/2026", "en-US", "2026-05-03T00:00:00"),
        ("05/03/2026", "en-GB", "2026-03-05T00:00:00"),
        ("13/14/2026", "", None),
        ("soon", "", None),
        ("", "", None),
    ],
)
def test_a_printed_moment_is_read(printed, language, moment):
    read = parse_moment(printed, language)
    assert (from_micros(read.micros).replace(tzinfo=None).isoformat() if read else None) == moment


def test_a_day_after_tomorrow_is_no_publication():
    fetched = datetime.datetime(2026, 5, 3, 12, tzinfo=datetime.UTC)
    page = f'<meta property="article:published_time" content="2026-12-24"><meta name="date" content="2026-05-02T09:00:00Z"><article><h1>Boats counted again</h1>{TEXT}</article>'
    article = strip_boilerplate(Page("x", page.encode(), fetched_at=int(fetched.timestamp() * 1_000_000)))
    assert article.published_at == "2026-05-02T09:00:00Z"


@pytest.mark.parametrize(
    ("printed", "told", "ahead"),
    [
        ("2026-05-03T01:28:54+09:00", "2026-05-03T01:28:54+09:00", 540),
        ("2026-05-02T20:00:00-0330", "2026-05-02T20:00:00-03:30", -210),
        ("Sun, 03 May 2026 10:00:00 +0200", "2026-05-03T10:00:00+02:00", 120),
        ("2026-05-02T16:28:54Z", "2026-05-02T16:28:54Z", None),
        ("2026-05-02", "2026-05-02T00:00:00Z", None),
    ],
)
def test_a_day_of_publication_keeps_the_zone_that_the_page_gives(printed, told, ahead):
    page = f'<meta property="article:published_time" content="{printed}"><article><h1>Boats counted again</h1>{TEXT}</article>'
    article = strip_boilerplate(Page("x", page.encode()))
    assert (article.published_at, article.published_utc_offset) == (told, ahead)


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("By Ann Lee", ["Ann Lee"]),
        ("By Ann Lee and Bo Ek", ["Ann Lee", "Bo Ek"]),
        ("Von Jan Sommer und Eva Groß, Berlin", ["Jan Sommer", "Eva Groß", "Berlin"]),
        ("Par Léa Martin", ["Léa Martin"]),
        ("Por Rui Antunes e Inês Lopes", ["Rui Antunes", "Inês Lopes"]),
        ("Di Carla Neri", ["Carla Neri"]),
        ("Автор: Иван Лис", ["Иван Лис"]),
        ("文＝山田太郎", ["山田太郎"]),
        ("김민수 기자", ["김민수"]),
        ("记者 张伟", ["张伟"]),
        ("Ann Lee (ale), Bo Ek (boe)", ["Ann Lee", "Bo Ek"]),
        ("Ann Lee, Senior Reporter", ["Ann Lee"]),
        ("By Ann Lee in London and Bo Ek in Paris", ["Ann Lee", "Bo Ek"]),
        ("Ann Lee, Berlin Correspondent", ["Ann Lee"]),
        ("Words by Ann Lee, photos by Cy Day", ["Ann Lee"]),
        ("Text und Fotos: Eva Groß", ["Eva Groß"]),
        ("Penulis: Budi Santoso Editor: Ani", ["Budi Santoso"]),
        ("Από τον Γιώργο Παπαδόπουλο", ["Γιώργο Παπαδόπουλο"]),
        ("ผู้เขียน: สมชาย ใจดี", ["สมชาย ใจดี"]),
        ("記者張三／台北報導", ["張三"]),
        ("本报记者 张三 李四", ["张三", "李四"]),
        ("取材・文 山田太郎", ["山田太郎"]),
        ("글 김철수 · 사진 이영희", ["김철수"]),
        ("Web Desk", []),
        ("ann@quay.example", []),
        ("https://www.quay.example/ann", []),
    ],
)
def test_the_names_of_a_byline(printed, names):
    assert split_names(printed) == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ann Lee", True),
        ("Carla de la Cruz", True),
        ("山田太郎", True),
        ("Ferry stops after a pump fails", False),
        ("Share", False),
        ("3 May 2026", False),
    ],
)
def test_the_shape_of_a_name(text, name):
    assert is_name(text) is name


@pytest.mark.parametrize(
    ("declared", "byline", "authors"),
    [
        ('{"@type": "Person", "name": "Ann Lee"}', "By Bo Ek", ["Ann Lee"]),
        ('{"@type": "Organization", "name": "Quay Daily"}', "By Bo Ek", ["Bo Ek"]),
        ('{"@type": "Person", "name": "Quay Daily"}', "By Bo Ek", ["Bo Ek"]),
        ('[{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "Bo Ek"}]', "", ["Ann Lee", "Bo Ek"]),
        ('{"@type": "Organization", "name": "Quay Daily"}', "", ["Quay Daily"]),
    ],
)
def test_the_site_named_as_author_gives_way_to_the_byline(declared, byline, authors):
    page = f"""<meta property="og:site_name" content="Quay Daily"><script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Boats counted again", "author": {declared}}}</script>
    <article><h1>Boats counted again</h1><div class="byline">{byline}</div>{TEXT}</article>"""
    assert strip_boilerplate(Page("x", page.encode())).authors == authors


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ('<div class="author"><a href="/authors/ann">Ann Lee</a><span class="job">Travel News Reporter</span></div>', ["Ann Lee"]),
        ('<p class="byline">By <a href="/a">Ann Lee</a> and Bo Ek</p>', ["Ann Lee", "Bo Ek"]),
        ('<p class="author">von <a href="/a">Jan Sommer, QDR SACHSEN</a></p>', ["Jan Sommer"]),
        ('<ul class="authors"><li class="author">Ann Lee</li><li class="author">Bo Ek</li></ul>', ["Ann Lee", "Bo Ek"]),
    ],
)
def test_a_byline_names_people_and_neither_their_offices_nor_another_storys(byline, authors):
    teaser = '<div class="teaser-box"><div class="author">Cy Day</div><h3><a href="/x">A bridge in the fog over the harbour</a></h3></div>'
    page = f"""<meta property="og:site_name" content="QDR"><article><h1>Boats counted again</h1>{byline}{TEXT}</article>{teaser}"""
    assert strip_boilerplate(Page("x", page.encode())).authors == authors


CYRILLIC = "Паром между берегами остановился, сообщили в порту. Ремонт займёт два дня."


@pytest.mark.parametrize(
    ("content", "content_type", "text"),
    [
        ("Grüße".encode(), "text/html", "Grüße"),
        ("Grüße".encode("cp1252"), "text/html; charset=iso-8859-1", "Grüße"),
        ("\ufeffGrüße".encode(), "text/html; charset=latin1", "Grüße"),
        ("Grüße".encode("utf-16"), "text/html", "Grüße"),
        # An archive re-encoded it and left its label.
        (
            f'<meta charset="windows-1251">{CYRILLIC}'.encode(),
            "text/html; charset=windows-1251",
            f'<meta charset="windows-1251">{CYRILLIC}',
        ),
        (f'<meta charset="windows-1251">{CYRILLIC}'.encode("cp1251"), "text/html", f'<meta charset="windows-1251">{CYRILLIC}'),
        ("船が止まった".encode("shift_jis"), "text/html; charset=Shift_JIS", "船が止まった"),
        ('<meta charset="iso-2022-jp">船が止まった'.encode("iso2022_jp"), "text/html", '<meta charset="iso-2022-jp">船が止まった'),
        ((CYRILLIC * 10).encode("cp1251"), "text/html", CYRILLIC * 10),
        (b"plain", "text/html; charset=base64", "plain"),
    ],
)
def test_the_charset_of_a_document(content, content_type, text):
    assert decode(content, content_type) == text
