"""Where a story is filed: dateline, text, publisher; and the place that a dateline means."""

# ruff: noqa: E501 - a case a line

import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from pipeline.runners import LOCAL_RUNNER
from schemas import Article, Dateline, Place
from transforms.article_text import with_body
from transforms.assign_region import AssignRegion, assign_region
from transforms.assign_region.about import read_story
from transforms.assign_region.resolve import resolve

NOWHERE = "The reading room has forty seats and is open every day but one. Nobody knows who left the first book there."


def article(body=NOWHERE, **fields):
    return with_body(Article(article_id="a", **fields), body)


def filed(read):
    return read.country, read.region, read.region_basis


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"dateline": Dateline("SUVA", "SUVA")}, ("FJ", "melanesia", "dateline")),
        ({"dateline": Dateline("SUVA", "SUVA"), "country": "AU"}, ("FJ", "melanesia", "dateline")),
        ({"headline": "Kenya opens a reading room in Nairobi"}, ("KE", "eastern-africa", "text")),
        ({"headline": "Kenya opens a reading room in Nairobi", "country": "GB"}, ("KE", "eastern-africa", "text")),
        ({"country": "GB"}, ("GB", "northern-europe", "feed")),
        ({"domain": "harbour-ledger.co.nz"}, ("NZ", "australia-and-new-zealand", "publisher")),
        ({"domain": "harbour-ledger.io"}, (None, "unknown", None)),
        ({"domain": "harbour-ledger.example", "language": "ja"}, ("JP", "eastern-asia", "publisher")),
        ({"language": "en"}, (None, "unknown", None)),
        ({"dateline": Dateline("(Reuters)", agency="Reuters"), "country": "GB"}, ("GB", "northern-europe", "feed")),
        ({"dateline": Dateline("QWERTZIA", "QWERTZIA"), "country": "GB"}, ("GB", "northern-europe", "feed")),
    ],
)
def test_a_story_is_filed_under_its_dateline_else_what_it_is_about_else_its_publisher(fields, expected):
    assert filed(assign_region(article(**fields))) == expected


def test_the_seed_of_the_project_is_filed_under_the_country_that_it_is_about():
    body = "On Monday, Russian President Vladimir Putin joined a meeting about the unrest in Kazakhstan.\n\nKazakhstan's President Tokayev thanked him."
    read = assign_region(
        article(body, headline="Putin speaks of Kazakhstan", language="en", dateline=Dateline("January 11, 2022", date="2022-01-11"))
    )
    assert (read.country, read.countries[0], read.region) == ("KZ", "KZ", "central-asia")


@pytest.mark.parametrize(
    ("printed", "story", "home", "language", "name", "division", "country"),
    [
        ("LA CROSSE, Wis.", {}, None, "en", "La Crosse", "Wisconsin", "US"),
        ("VANCOUVER, British Columbia", {}, None, "en", "Vancouver", "British Columbia", "CA"),
        ("PORTLAND, Maine", {}, None, "en", "Portland", "Maine", "US"),
        ("WASHINGTON", {}, None, "en", "Washington", "District of Columbia", "US"),
        ("NEW YORK", {}, None, "en", "New York City", "New York", "US"),
        ("LONDON", {"CA": 3.0}, None, "en", "London", "England", "GB"),
        ("LONDON, Ontario", {}, None, "en", "London", "Ontario", "CA"),
        ("ST. LOUIS, MO.", {}, None, "en", "St. Louis", "Missouri", "US"),
        ("FARMINGTON Conn.", {}, None, "en", "Farmington", "Connecticut", "US"),
        ("LYON (France)", {}, None, "en", "Lyon", "Auvergne-Rhône-Alpes", "FR"),
        ("Halle (Saale)", {}, None, "de", "Halle (Saale)", "Saxony-Anhalt", "DE"),
        ("PEKING", {}, None, "en", "Beijing", "Beijing", "CN"),
        ("London/Teheran", {"IR": 4.0, "GB": 1.0}, "DE", "de", "Tehran", "Tehran", "IR"),
        ("München/London", {"GB": 4.0}, "DE", "de", "London", "England", "GB"),
        ("Near Kherson, Ukraine", {}, None, "en", "Kherson", "Kherson", "UA"),
        ("TAUPO, New Zealand", {}, None, "en", "Taupo", "Waikato Region", "NZ"),
        ("BERGEN", {"NO": 1.0}, "DE", "no", "Bergen", "Vestland", "NO"),
        ("عمان", {"JO": 1.0}, None, "ar", "Amman", "Amman", "JO"),
        ("SINGAPORE", {}, None, "en", "Singapore", None, "SG"),
        ("ソウル", {}, "JP", "ja", "Seoul", "Seoul", "KR"),
        ("서울", {}, "KR", "ko", "Seoul", "Seoul", "KR"),
        ("Petropavlovsk", {"KZ": 3.0}, None, "en", "Petropavl", "North Kazakhstan", "KZ"),
        ("KIEL, West Germany", {}, None, "en", "Kiel", "Schleswig-Holstein", "DE"),
        ("WASINGTON", {}, None, "en", "Washington", "District of Columbia", "US"),
        ("MAIMI", {}, None, "en", "Miami", "Florida", "US"),
        ("NEDW YORK", {}, None, "en", "New York City", "New York", "US"),
        ("Tuxtla Gutiérrez, Chis.", {}, None, "es", "Tuxtla", "Chiapas", "MX"),
    ],
)
def test_a_datelines_place_is_resolved_by_state_story_publisher_and_people(printed, story, home, language, name, division, country):
    found = resolve(printed, story, home, language)
    assert (found.name, found.division, found.country) == (name, division, country)


def test_a_place_that_the_gazetteer_lacks_is_still_in_its_state():
    found = resolve("NOWHERE CREEK, Wis.", {}, None, "en")
    assert (found.name, found.country, found.kind) == ("Wisconsin", "US", "division")


IRAN = "Iran's budget for the year was passed on Sunday, the Iranian news agency said. Members of the parliament in Tehran had debated it."


@pytest.mark.parametrize(
    ("headline", "body", "place", "home", "expected"),
    [
        ("Iran passes a budget", IRAN, "LONDON", None, ("IR", "southern-asia", "text")),
        ("Iran passes a budget", IRAN, "LONDON", "GB", ("IR", "southern-asia", "text")),
        ("Iran passes a budget", f"Britain heard of it. {IRAN} British traders were glad.", "LONDON", None, ("GB", "northern-europe", "dateline")),
        ("Iran passes a budget, Britain says", IRAN, "LONDON", None, ("GB", "northern-europe", "dateline")),
        ("A budget is passed", IRAN, "LONDON", None, ("GB", "northern-europe", "dateline")),
        ("Iran passes a budget", IRAN, "OXFORD, England", None, ("GB", "northern-europe", "dateline")),
        ("Iran Fund gets an offer", "The Iran Fund got an offer. Holders of Iran Fund shares and of the Iranian Bank agreed.", "NEW YORK", None, ("US", "northern-america", "dateline")),
    ],
)  # fmt: skip
def test_a_story_of_one_country_that_was_filed_from_a_city_of_another_is_filed_under_the_first(headline, body, place, home, expected):
    read = assign_region(article(body, headline=headline, language="en", country=home, dateline=Dateline(place, place)))
    assert filed(read) == expected
    assert read.place.country == ("US" if place == "NEW YORK" else "GB")


def test_the_place_of_a_dateline_keeps_its_id_and_its_coordinates():
    read = assign_region(article(dateline=Dateline("OSLO (NTB)", "OSLO", "NTB")))
    assert read.place == Place("Oslo", "Oslo", "NO", pytest.approx(59.91, abs=0.01), pytest.approx(10.75, abs=0.01), 3143244)


def test_a_city_is_found_in_a_script_whose_letters_unicode_calls_small():
    story = read_story("ქუთაისი ახალ სკოლას გახსნის", None, "ქუთაისი პირველ სკოლას სექტემბერში გახსნის.", language="ka", home="GE")
    assert [city.name for city, _ in story.cities] == ["Kutaisi"]
    assert list(story.countries) == ["GE"]


def test_the_city_that_a_story_names_is_its_place():
    read = assign_region(article(f"A roof in Dunedin, New Zealand, has a camera. {NOWHERE}", headline="A roof in Dunedin", language="en"))
    assert (read.place.name, read.place.country, read.country) == ("Dunedin", "NZ", "NZ")


MENTIONS = [
    ("en", "The Kremlin said on Friday that the talks would go on.", "RU"), ("en", "Whitehall officials declined to comment.", "GB"),
    ("en", "The U.S. government has said so.", "US"), ("en", "Officials in Lagos met Nigerian teachers.", "NG"),
    ("fr", "Le Quai d'Orsay a salué la décision de l'Ukraine et la France a suivi.", "FR"), ("fr", "Un bateau a quitté l'Égypte hier.", "EG"),
    ("de", "Die französische Regierung hat zugestimmt.", "FR"), ("de", "Ein Schiff hat Kasachstans Hafen verlassen.", "KZ"),
    ("ru", "Министр Казахстана открыл читальный зал.", "KZ"), ("ru", "В Киргизии открыли читальный зал.", "KG"),
    ("uk", "Уряд Польщі відкрив читальну залу.", "PL"), ("pl", "Rząd Kazachstanu otworzył czytelnię.", "KZ"),
    ("cs", "Vláda Kazachstánu otevřela čítárnu.", "KZ"), ("hr", "Vlada Kazahstana otvorila je čitaonicu.", "KZ"),
    ("tr", "Türkiye'nin limanında okuma salonu açıldı.", "TR"), ("fi", "Kazakstanin hallitus avasi lukusalin.", "KZ"),
    ("hu", "Kazahsztánban olvasóterem nyílt.", "KZ"), ("es", "El gobierno de Kazajistán abrió una sala.", "KZ"),
    ("it", "Il governo del Kazakistan ha aperto una sala.", "KZ"), ("pt", "O governo do Cazaquistão abriu uma sala.", "KZ"),
    ("nl", "De regering van Kazachstan heeft een zaal geopend.", "KZ"), ("sv", "Kazakstans regering har öppnat en sal.", "KZ"),
    ("no", "Kasakhstans regjering har åpnet en sal.", "KZ"), ("da", "Kasakhstans regering har åbnet en sal.", "KZ"),
    ("ro", "Guvernul Kazahstanului a deschis o sală.", "KZ"), ("el", "Η κυβέρνηση της Ελλάδας άνοιξε αίθουσα.", "GR"),
    ("ar", "افتتحت مصر قاعة القراءة في الميناء.", "EG"), ("he", "אולם קריאה נפתח בישראל השבוע.", "IL"), ("fa", "سالن مطالعه در ایران گشوده شد.", "IR"),
    ("hi", "भारत में वाचनालय खुल गया।", "IN"), ("zh", "哈萨克斯坦政府开放阅览室。", "KZ"), ("ja", "カザフスタン政府が閲覧室を開いた。", "KZ"),
    ("ko", "카자흐스탄의 정부가 열람실을 열었다.", "KZ"), ("th", "รัฐบาลคาซัคสถานเปิดห้องอ่านหนังสือ", "KZ"), ("vi", "Chính phủ Kazakhstan mở phòng đọc.", "KZ"),
    ("id", "Pemerintah Kazakhstan membuka ruang baca.", "KZ"), ("sw", "Serikali ya Kenya imefungua chumba cha kusomea.", "KE"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "country"), MENTIONS)
def test_a_country_is_named_by_its_names_forms_people_and_seats(language, text, country):
    assert next(iter(read_story(None, None, text, language=language).countries)) == country


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "They told us that it was in the bag, and no one asked me to polish it."),
        ("en", "Michael Jordan and Chad Smith read a book to Charlotte."),
        ("ru", "После того как зал открыли, люди стали читать больше."),
        ("sr", "Mali zal je otvoren danas."),
        ("de", "Die Linie der Brücke wird beim Kuchen besprochen, meint der Leser."),
        ("en", NOWHERE),
    ],
)
def test_words_and_persons_that_look_like_countries_are_none(language, text):
    assert read_story(None, None, text, language=language).countries == {}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The bank issued bonds of 50 million Australian dollars and of 75 mln New Zealand dlrs."),
        ("fr", "La banque a émis 50 millions de dollars canadiens et de francs suisses."),
        ("de", "Die Bank gab 50 Millionen kanadische Dollar aus."),
        ("ru", "Банк выпустил 50 миллионов канадских долларов."),
        ("en", "The South American growers met those of Latin America on the Gulf of Mexico."),
        ("es", "Los productores de América Latina hablaron de América del Sur."),
        ("vi", "Người trồng ở Nam Mỹ đã gặp nhau."),
        ("ja", "南アメリカの生産者がメキシコ湾で会った。"),
    ],
)
def test_money_continents_and_seas_are_no_countries(language, text):
    assert read_story(None, None, text, language=language).countries == {}


@pytest.mark.parametrize(
    ("language", "text", "country"),
    [("ru", "Министр посетил Перу.", "PE"), ("es", "El ministro visitó Ecuador.", "EC"), ("hr", "Ministar je posjetio Mali.", "ML"),
     ("ru", "Перу лежало на столе.", None), ("es", "Cruzaron el ecuador en barco.", None), ("hr", "Mali brod je isplovio.", None)],
)  # fmt: skip
def test_a_word_that_is_a_countrys_name_too_counts_with_a_capital_inside_a_sentence(language, text, country):
    assert next(iter(read_story(None, None, text, language=language).countries), None) == country


@pytest.mark.parametrize(("company", "country"), [("Atlanta and the rest of the U.S.", "US"), ("Tbilisi, and Georgian farmers", "GE")])
def test_georgia_is_known_by_its_company(company, country):
    assert next(iter(read_story(None, None, f"Rain fell over Georgia, {company}.", language="en").countries)) == country


def test_a_headline_weighs_more_than_the_lead_and_the_lead_more_than_the_rest():
    read = read_story("A ship leaves Chile", None, "It called at Peru." + " ." * 400 + " It never saw Fiji.", language="en").countries
    assert list(read) == ["CL", "PE", "FJ"]


def test_countries_are_what_it_is_about_most_first_and_at_most_five():
    names = ["Chile", "Peru", "Fiji", "Kenya", "Norway", "Ghana", "Malta"]
    read = assign_region(article(". ".join(names) + ". " + NOWHERE, headline="Chile and Peru, and Chile again", language="en"))
    assert read.countries[:2] == ["CL", "PE"]
    assert len(read.countries) == 5


def test_a_story_about_no_place_is_about_no_country_whoever_published_it():
    assert assign_region(article(country="GB", language="en")).countries == []


def test_the_transform_applies_it_to_each_article():
    with TestPipeline(runner=LOCAL_RUNNER) as pipeline:
        read = pipeline | beam.Create([article(country="GB")]) | AssignRegion(clock=lambda: 0)
        assert_that(read.articles | beam.Map(filed), equal_to([("GB", "northern-europe", "feed")]))
