"""Rules for single sites: what they put right, what they refuse, and that other sites do not notice."""

import dataclasses

import pytest

from schemas import Page
from transforms.reading import read_page
from transforms.strip_boilerplate import strip_boilerplate
from transforms.strip_boilerplate.publisher_rules import ByRule, Rule, RuleError, read_rules, rule_for

STORY = (
    "The harbour council agreed on Monday to open the old dock to walkers, ending nine years of talks about its use.",
    "Work is to begin in spring, when the ice has gone, and to take two years, the mayor told reporters at the quay.",
    "The dock was built in 1911 and has loaded no ship since 1987, but its timbers are sound, an inspection found.",
)
# A live ticker in the shape of an article, longer than the article beside it.
TICKER = "".join(
    f"<p>Minute {n}: the visitors press on after a corner, and the keeper of the home side, in the rain, holds the ball once more.</p>"
    for n in range(12)
)
PAGE = f"""<html lang="en"><head><title>Ledger</title><meta charset="utf-8"></head><body>
<div class="ticker"><h1>Live: the match</h1>{TICKER}</div>
<section class="piece"><div class="kicker-line">Dock to become a walkway</div>
<figure><img src="https://ledger.example/dock.jpg" width="900" height="600"><figcaption>The dock.</figcaption></figure>
<span class="taken-by">Ada Smith</span>
{"".join(f"<p>{paragraph}</p>" for paragraph in STORY)}
<p class="offer">Read on with a subscription for one crown a month, and cancel whenever you like to do so.</p></section>
</body></html>"""
RULE = Rule(container="section.piece", strip=(".offer",), headline=".kicker-line", credit=".taken-by")


def page(url="https://www.ledger.example/dock"):
    return Page(origin=url, url=url, content=PAGE.encode(), content_type="text/html")


def test_a_rule_rescues_a_page_that_the_general_reader_gets_wrong():
    general = strip_boilerplate(page())
    assert STORY[1] not in general.body or "Minute 3" in general.body
    article = ByRule({"ledger.example": RULE}, strip_boilerplate)(page())
    assert article.headline == "Dock to become a walkway"
    assert article.body == "\n\n".join(STORY)
    assert [image.credit for image in article.images] == ["Ada Smith"]


def test_another_site_is_read_as_ever():
    other = page("https://www.other.example/dock")
    assert ByRule({"ledger.example": RULE}, strip_boilerplate)(other) == strip_boilerplate(other)


def test_a_container_that_is_gone_leaves_the_page_as_it_is():
    stale = dataclasses.replace(RULE, container="section.gone", strip=(), headline=None, credit=None)
    read = ByRule({"ledger.example": stale}, strip_boilerplate)
    assert (read(page()).body, read(page()).headline) == (strip_boilerplate(page()).body, strip_boilerplate(page()).headline)


def test_the_steps_after_the_reader_are_the_same():
    assert read_page(page(), {"ledger.example": RULE}).language == "en"


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://www.example.org/a", "domain"),
        ("https://blog.example.org/a", "host"),
        ("https://x.blog.example.org/a", "host"),
        ("https://notexample.org/a", None),
        (None, None),
    ],
)
def test_the_nearest_rule_holds(url, found):
    rules = {"example.org": Rule(container="domain"), "blog.example.org": Rule(container="host")}
    assert getattr(rule_for(rules, url), "container", None) == found


def test_rules_are_read_from_yaml(tmp_path):
    path = tmp_path / "rules.yaml"
    path.write_text("Ledger.example:\n  container: section.piece\n  strip: .offer\n  headline: .kicker-line\n  credit: .taken-by\n")
    assert read_rules(str(path)) == {"ledger.example": RULE}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a\n", "expected sites with their rules"),
        ("example.org: main\n", "example.org: expected container, strip, headline or credit"),
        ("example.org: {body: main}\n", "example.org: body is none of container, credit, headline, strip"),
        ("example.org: {container: 'main[['}\n", r"example.org: 'main\[\[' is no CSS selector"),
        ("example.org: {strip: 7}\n", "example.org: strip is a CSS selector or a list of them"),
        ("example.org: {headline: 7}\n", "example.org: 7 is no CSS selector"),
        ("a: [\n", "rules.yaml"),
    ],
)
def test_a_rule_that_cannot_be_used_is_said_by_its_site(tmp_path, text, said):
    path = tmp_path / "rules.yaml"
    path.write_text(text)
    with pytest.raises(RuleError, match=said):
        read_rules(str(path))
