"""The pages in a real browser: what is drawn, what the filters and the search do, and that nothing leaves the page.

Needs chromium (`make browser`). Each test leaves a screenshot in `$DATELINE_SCREENSHOTS`, if that is set.
"""

import os
import re
from pathlib import Path

import pytest
from conftest import serving
from known_rows import SCRIPT

from pipeline.report import write_report
from transforms.ids import digest

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report_page(known_lake, tmp_path_factory, clock):
    """The address of the known lake's report on the disk."""
    out = tmp_path_factory.mktemp("report") / "report.html"
    write_report(known_lake, out, clock)
    return out.as_uri()


@pytest.fixture
def look(chromium, request):
    """Opens a page and watches it: no message on the console, no error, no request but to where it came from."""
    opened = []

    def look(address, *, scheme="light", width=1280, drawn=True):
        page = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        complaints = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request", lambda asked: complaints.append(asked.url) if not asked.url.startswith((home(address), "data:", "blob:")) else None
        )
        page.goto(address)
        if drawn:
            page.wait_for_selector("html[data-drawn]", timeout=30_000)
        opened.append((page, complaints))
        return page

    yield look
    for nth, (page, complaints) in enumerate(opened):
        if folder := os.environ.get("DATELINE_SCREENSHOTS"):
            name = re.sub(r"\W+", "-", request.node.name.removeprefix("test_")).strip("-")
            page.screenshot(path=Path(folder, f"{name}-{nth}.png"), full_page=True)
        page.close()
        assert complaints == []


def home(address):
    return address if address.startswith("file:") else "/".join(address.split("/")[:3])


def rows_of(page, figure):
    """The table under a chart, as text."""
    return page.eval_on_selector_all(
        f"#{figure} details.data tbody tr", "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_chart_is_drawn_and_has_its_table(look, report_page, scheme):
    page = look(report_page, scheme=scheme)
    for figure, shape in (
        ("by-day", "svg rect"),
        ("by-country", "svg path"),
        ("by-language", "ul.bars li"),
        ("by-publisher", "ul.bars li"),
        ("by-source", "ul.bars li"),
        ("by-credit", "ul.bars li"),
        ("errors", "svg rect"),
        ("latency", "svg path"),
    ):
        assert page.locator(f"#{figure} {shape}").count() > 0, figure
        assert page.locator(f"#{figure} details.data tbody tr").count() > 0, figure
    for label in page.eval_on_selector_all("svg[role=img]", "all => all.map(one => one.getAttribute('aria-label'))"):
        assert label
    assert rows_of(page, "by-source") == [["Reuters", "2"], ["AP", "1"]]
    assert rows_of(page, "by-country") == [
        ["Ireland", "IE", "2"],
        ["unknown", "·", "1"],
        ["United Kingdom", "GB", "1"],
        ["Kazakhstan", "KZ", "1"],
        ["Singapore", "SG", "1"],
    ]


@pytest.mark.parametrize(
    ("filters", "articles", "publishers"),
    [
        ({}, "6 articles", [["Island Times", "2"], ["Morning Post", "2"], ["Harbour Ledger", "1"], ["Steppe Herald", "1"]]),
        ({"region": "Northern Europe"}, "3 articles", [["Morning Post", "2"], ["Harbour Ledger", "1"]]),
        ({"language": "Russian"}, "1 article", [["Steppe Herald", "1"]]),
        ({"publisher": "Island Times"}, "2 articles", [["Island Times", "2"]]),
        ({"from": "2026-11-09", "to": "2026-11-09"}, "1 article", [["Morning Post", "1"]]),
        ({"region": "Northern Europe", "from": "2026-11-10"}, "1 article", [["Morning Post", "1"]]),
        ({"region": "Central Asia", "language": "English"}, "0 articles", []),
    ],
)
def test_the_filters_filter(look, report_page, filters, articles, publishers):
    page = look(report_page)
    for name, value in filters.items():
        control = page.locator(f"#filter-{name}")
        control.fill(value) if name in ("from", "to") else control.select_option(label=value)
        control.dispatch_event("change")
    assert page.locator("#filter-count").inner_text() == articles
    assert (rows_of(page, "by-publisher") if publishers else []) == publishers
    assert page.locator("#coverage-table tbody tr").count() == len(publishers)
    page.locator("#filter-reset").click()
    assert page.locator("#filter-count").inner_text() == "6 articles"


def test_a_headline_with_a_script_is_shown_and_not_run(look, report_page, served):
    for address in (report_page, f"{served}/", f"{served}/search?q=zebras", f"{served}/article/{digest('article', 'script')}"):
        page = look(address, drawn="search" not in address and "article" not in address)
        assert page.get_by_text(SCRIPT, exact=True).count() >= 1
        assert page.title() != "run"
        assert page.locator("img").count() == 0


def test_no_link_leads_to_a_script(look, report_page, served):
    for address in (report_page, f"{served}/", f"{served}/article/{digest('article', 'island')}"):
        page = look(address, drawn="article" not in address)
        links = page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))")
        assert [link for link in links if link.lower().startswith("javascript:")] == []


def test_the_report_fits_a_phone(look, report_page):
    page = look(report_page, width=360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("path", ["/search?q=council", "/feeds", "/rejects", "/sql?q=select+headline+from+articles", "/api"])
def test_every_view_fits_a_phone(look, served, path):
    page = look(served + path, width=360, drawn=False)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_live_report_leads_to_an_article(look, served):
    page = look(f"{served}/")
    page.locator("#newest-list a", has_text="Под Алматы собрали урожай").click()
    page.wait_for_selector("html[data-drawn]")
    assert page.locator("h1").inner_text() == "Под Алматы собрали урожай"
    assert page.locator("#place svg").count() == 1
    assert page.get_by_text("by the dateline “АЛМАТЫ, 8 ноября (Рейтер)”").count() > 0


def test_the_search_finds(look, served):
    page = look(f"{served}/search", drawn=False)
    page.locator("input[name=q]").fill("mayor")
    page.get_by_role("button", name="Search").click()
    page.wait_for_selector("#found")
    assert page.locator("#found a.headline").all_inner_texts() == ["Council meets, again"]
    assert page.locator("#found mark").all_inner_texts() == ["mayor"]
    page.locator("#found a.headline").click()
    assert page.locator("#copies + ol a.headline").all_inner_texts() == ["Council meets again"]


def test_a_revision_is_shown_as_what_changed(look, served):
    page = look(f"{served}/article/{digest('article', 'council')}", drawn=False)
    assert page.locator(".diff del").all_inner_texts() == ["Council meets", " Monday.", "The mayor"]
    assert page.locator(".diff ins").all_inner_texts() == ["Council meets again", " Tuesday.", "Nobody else"]


def test_sql_is_answered_in_the_page(look, served):
    page = look(f"{served}/sql", drawn=False)
    page.locator("textarea").fill("select publisher, count(*) as n from articles_latest group by all order by all limit 1")
    page.get_by_role("button", name="Run").click()
    page.wait_for_selector("#answer")
    assert page.locator("#answer td").all_inner_texts() == ["Harbour Ledger", "1"]
    page.locator("textarea").fill("copy articles to '/tmp/x'")
    page.get_by_role("button", name="Run").click()
    page.wait_for_selector("[role=alert]")
    assert "only reads" in page.locator("[role=alert]").inner_text()


def test_a_token_is_asked_for_and_lets_in(look, known_lake, clock):
    with serving(known_lake, clock, token="sesame") as address:
        page = look(f"{address}/healthz", drawn=False)
        page.goto(f"{address}/?token=sesame")
        page.wait_for_selector("html[data-drawn]")
        assert "token" not in page.url
