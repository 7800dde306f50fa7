"""Who originated a story, and the table of agencies."""

# ruff: noqa: E501 - a case a line

import dataclasses

import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from pipeline.runners import LOCAL_RUNNER
from schemas import Article, Dateline
from schemas.regions import REGION_OF_COUNTRY
from transforms.article_text import with_body
from transforms.extract_credits import ExtractCredits, extract_credits
from transforms.extract_credits.agencies import agencies, find_agency, is_outlet

BODY = "The reading room opened on Friday, and forty people came.\n\nIt will be open every day but Monday."


def article(body=BODY, **fields):
    return with_body(Article(article_id="a", **fields), body)


@pytest.mark.parametrize(
    ("end", "source"),
    [
        (" (dpa)", "dpa"), (" (EFE)", "EFE"), (" (AFP/dpa)", "AFP"), (" (AP, Reuters)", "AP"), (" — Reuters", "Reuters"), (" /TASS/", None),
        ("\n\n(AFP/dpa)", "AFP"), ("\n\n— Reuters", "Reuters"), ("\n\nAP", "AP"), ("\n\n©AFP", "AFP"), ("\n\n/ТАСС/", "TASS"),
        ("\n\nSource: TASS", "TASS"), ("\n\nQuelle: dpa", "dpa"), ("\n\nFuente: EFE", "EFE"), ("\n\nИсточник: ТАСС", "TASS"),
        ("\n\n来源：新华社", "Xinhua"), ("\n\n출처: 연합뉴스", "Yonhap"), ("\n\nمصدر: رويترز", "Reuters"), ("\n\nZdroj: ČTK", "ČTK"),
        ("\n\nSource: Harbour Board of Suva", "Harbour Board of Suva"), ("\n\nKaynak: AA", "AA"), ("\n\nKilde: NTB", "NTB"),
    ],
)  # fmt: skip
def test_what_signs_the_text_is_its_source_and_leaves_it(end, source):
    assert extract_credits(article(BODY + end)) == dataclasses.replace(article(BODY if source else BODY + end), source=source)


@pytest.mark.parametrize(
    "end", [" (he said)", " — map", "\n\nIt ended there.", " (see page 4)", "\n\nSource of the river", " (Apple)", "\n\nMap"]
)
def test_an_end_that_signs_nothing_stays(end):
    assert extract_credits(article(BODY + end)) == article(BODY + end)


@pytest.mark.parametrize(
    ("end", "source"),
    [
        ("\n\nWith reporting by AFP.", "AFP"),
        ("\n\nWith inputs from PTI", "PTI"),
        ("\n\nMit Material von dpa.", "dpa"),
        ("\n\nAvec AFP", "AFP"),
        ("\n\nCon información de EFE", "EFE"),
        ("\n\nWith reporting by our staff.", None),
    ],
)
def test_reporting_with_an_agency_names_it(end, source):
    assert extract_credits(article(BODY + end)).source == source


@pytest.mark.parametrize(
    ("fields", "source", "authors"),
    [
        ({"dateline": Dateline("x", agency="РИА Новости")}, "RIA Novosti", []),
        ({"dateline": Dateline("x", agency="AP/Reuters")}, "AP", []),
        ({"authors": ["Reuters", "Ann Lee"]}, "Reuters", ["Ann Lee"]),
        ({"authors": ["Agence France-Presse"]}, "AFP", []),
        ({"authors": ["dpa, mei"]}, "dpa", []),
        ({"authors": ["Ann Lee"]}, None, ["Ann Lee"]),
        ({"byline": "By The Associated Press"}, "AP", []),
        ({"byline": "Von dpa"}, "dpa", []),
        ({"source": "Kremlin Press Service"}, "Kremlin Press Service", []),
        ({"source": "Press Trust of India"}, "PTI", []),
        ({"source": "Harbour Ledger", "publisher": "Harbour Ledger"}, None, []),
        ({"source": "harbourledger", "domain": "harbourledger.example"}, None, []),
        ({"dateline": Dateline("x", agency="TASS"), "source": "Kremlin Press Service"}, "TASS", []),
    ],
)
def test_the_source_comes_from_dateline_byline_and_page(fields, source, authors):
    given = article(**fields)
    assert extract_credits(given) == dataclasses.replace(given, source=source, authors=authors)


def test_the_table_holds_the_agencies_of_the_world():
    table = agencies()
    assert len(table) >= 120
    assert len({agency.name for agency in table}) == len(table)
    assert {agency.country for agency in table} <= set(REGION_OF_COUNTRY)
    assert len({agency.country for agency in table}) >= 90
    assert all(agency.full_name and "." in agency.domain for agency in table)


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("AP", "AP"), ("The Associated Press", "AP"), ("A.P.", "AP"), ("DPA", "dpa"), ("Efe", "EFE"), ("ТАСС", "TASS"), ("ITAR-TASS", "TASS"),
        ("新华社", "Xinhua"), ("共同通信", "Kyodo News"), ("연합뉴스", "Yonhap"), ("भाषा", "PTI"), ("رويترز", "Reuters"), ("ΑΠΕ-ΜΠΕ", "ANA-MPA"),
        ("CTK", "ČTK"), ("anadolu ajansı", "AA"), ("reuters.com", "Reuters"), ("(Lusa)", "Lusa"),
    ],
)  # fmt: skip
def test_an_agency_is_known_by_any_of_its_names(printed, name):
    assert find_agency(printed).name == name


@pytest.mark.parametrize("printed", ["", "map", "ap", "Ann Lee", "The Harbour Ledger", "app", "pa"])
def test_what_is_no_agency_is_none(printed):
    assert find_agency(printed) is None


def test_broadcasters_sign_datelines_too():
    assert is_outlet("CNN Business")
    assert not is_outlet("Ann Lee")


def test_the_transform_applies_it_to_each_article():
    with TestPipeline(runner=LOCAL_RUNNER) as pipeline:
        read = pipeline | beam.Create([article(BODY + " (dpa)")]) | ExtractCredits(clock=lambda: 0)
        assert_that(read.articles | beam.Map(lambda a: (a.source, a.body)), equal_to([("dpa", BODY)]))
