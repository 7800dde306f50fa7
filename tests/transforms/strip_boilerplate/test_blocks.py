"""Typed blocks, Markdown, and images with their captions."""

# ruff: noqa: E501 - pages stand here as they are sent

import pytest

from schemas import Image, Page
from transforms.strip_boilerplate import TypedBlock, explain_page, read_blocks, strip_boilerplate, to_markdown
from transforms.strip_boilerplate.lines import is_correction

LONG = "The harbour office counted the boats that morning, and all of them had their nets out, as the pilot saw."
PAGE = f"""<title>Boats counted | Quay</title><article><h1>Boats counted in the harbour</h1><p>{LONG}</p><h2>Why it <em>matters</em></h2>
<p>It matters, <a href="https://www.quay.example/why">the office said</a>, for the quota.</p><ul><li>Cod: twelve boats</li><li>Herring: nine boats</li></ul>
<blockquote><p>“We count them by hand,” said Cy Day, who has the pier's only chair.</p></blockquote><p>{LONG[::-1].capitalize()}.</p></article>"""


def test_the_blocks_of_an_article_have_kinds():
    assert [(block.kind, block.level) for block in read_blocks(Page("x", PAGE.encode()))] == [
        ("heading", 1),
        ("paragraph", 0),
        ("heading", 2),
        ("paragraph", 0),
        ("list_item", 1),
        ("list_item", 1),
        ("quote", 0),
        ("paragraph", 0),
    ]


def test_blocks_as_markdown():
    markdown = to_markdown(read_blocks(Page("x", PAGE.encode())))
    assert markdown.startswith(
        f"# Boats counted in the harbour\n\n{LONG}\n\n## Why it matters\n\nIt matters, [the office said](https://www.quay.example/why), for the quota.\n\n- Cod: twelve boats\n- Herring: nine boats\n\n> “We count"
    )


WHOLE = f"""<article><h1>Boats counted in the harbour</h1><p class="standfirst">Twelve for cod, nine for herring, and a chair</p><p class="byline">By Ann Lee</p>
<figure><img src="/a.jpg"><figcaption>The pier at dawn. Photo: Cy Day</figcaption></figure><div class="text"><p>HUSUM, May 3 (AP) — {LONG}</p>
<aside class="c-factbox"><h3>The harbour in figures</h3><p>Built in 1848, it has 21 berths.</p></aside><p>{LONG.replace("boats", "barges")}</p>
<blockquote class="twitter-tweet"><p>Two chairs now, if you ask me, and the second one is taken.</p>— Bo Ek (@boek) <a href="/s">May 3, 2026</a></blockquote>
<p>{LONG.replace("boats", "liners")}</p><p>Correction: An earlier version of this article said the harbour was built in 1847.</p></div></article>"""


def test_the_blocks_of_an_article_have_roles_in_the_order_of_print():
    blocks = read_blocks(Page("x", WHOLE.encode()))
    assert [(block.role, block.kind, block.text[:16]) for block in blocks] == [
        ("headline", "heading", "Boats counted in"),
        ("standfirst", "paragraph", "Twelve for cod, "),
        ("byline", "paragraph", "By Ann Lee"),
        ("caption", "caption", "The pier at dawn"),
        ("credit", "caption", "Cy Day"),
        ("dateline", "paragraph", "HUSUM, May 3 (AP"),
        ("body", "paragraph", "The harbour offi"),
        ("fact_box", "heading", "The harbour in f"),
        ("fact_box", "paragraph", "Built in 1848, i"),
        ("body", "paragraph", "The harbour offi"),
        ("body", "embed", "Two chairs now, "),
        ("body", "embed", "— Bo Ek (@boek) "),
        ("body", "paragraph", "The harbour offi"),
        ("correction", "paragraph", "Correction: An e"),
    ]
    article = strip_boilerplate(Page("x", WHOLE.encode()))
    assert "Built in 1848" not in article.body
    assert "Correction" not in article.body
    assert "> ### The harbour in figures\n>\n> Built in 1848, it has 21 berths.\n\n" in to_markdown(blocks)


@pytest.mark.parametrize(
    ("line", "correction"),
    [
        ("Korrektur: In einer früheren Version stand eine falsche Zahl.", True),
        ("Editor’s note: The ferry has since been repaired.", True),
        ("Mise à jour : le bac circule de nouveau.", True),
        ("Nota de la redacción: el transbordador ya circula.", True),
        ("От редакции: паром уже ходит.", True),
        ("تصحيح: بُني المرفأ عام 1848.", True),
        ("更正：港口建于1848年。", True),
        ("【訂正】港は1848年に造られました。", True),
        ("[정정] 항구는 1848년에 지어졌다.", True),
        ("The correction of the harbour's depth took two years.", False),
        ("Updates are printed on the pier every day.", False),
    ],
)
def test_a_note_on_the_text_is_told_from_the_text(line, correction):
    assert is_correction(line) is correction


@pytest.mark.parametrize(
    ("blocks", "markdown"),
    [
        ([TypedBlock("paragraph", "1. May was * cold_", "body")], "1\\. May was \\* cold\\_"),
        ([TypedBlock("list_item", "One", "body", 1, True), TypedBlock("list_item", "Two", "body", 1, True)], "1. One\n2. Two"),
        ([TypedBlock("table_row", "a b", "body", cells=("a", "b|c"))], "| a | b\\|c |\n| --- | --- |"),
        ([TypedBlock("quote", "One.", "body"), TypedBlock("quote", "Two.", "body")], "> One.\n>\n> Two."),
        ([], ""),
    ],
)
def test_each_kind_of_block_as_markdown(blocks, markdown):
    assert to_markdown(blocks) == markdown


def test_the_cells_of_a_tables_row_are_one_block_and_columns_of_prose_are_paragraphs():
    table = (
        "<table><thead><tr><th>Boat</th><th>Berth</th></tr></thead>"
        "<tbody><tr><td>Ann Lee</td><td>4</td></tr><tr><td>Bo <b>Ek</b></td><td>17</td></tr></tbody></table>"
    )
    prose = LONG.replace("boats", "barges") + " " + LONG.replace("boats", "ferries")
    columns = f"<table><tr><td>{prose}</td><td>{prose.replace('harbour', 'river')}</td></tr></table>"
    blocks = read_blocks(Page("x", f"<h1>Boats</h1><article><p>{LONG}</p>{table}<p>{LONG[::-1]}.</p>{columns}</article>".encode()))
    rows = [block for block in blocks if block.kind == "table_row"]
    assert [row.cells for row in rows] == [("Boat", "Berth"), ("Ann Lee", "4"), ("Bo Ek", "17"), (), ()]
    assert "| Boat | Berth |\n| --- | --- |\n| Ann Lee | 4 |\n| Bo Ek | 17 |" in to_markdown(blocks)
    assert [row.text for row in rows[3:]] == [prose, prose.replace("harbour", "river")]


BODY = f"<p>{LONG}</p><p>{LONG.replace('boats', 'barges')}</p>"


@pytest.mark.parametrize(
    ("markup", "images"),
    [
        (
            '<figure><img src="/s.jpg" data-srcset="/m.jpg 600w, /l.jpg 1200w"><figcaption>The pier at dawn</figcaption><small class="credit">Cy Day</small></figure>',
            [Image("https://www.quay.example/l.jpg", "The pier at dawn", "Cy Day")],
        ),
        (
            '<div class="c-media"><div><img src="/a.jpg"></div><div class="c-media__caption">The pier at dawn</div><div class="c-media__copyright">Foto: Cy Day</div></div>',
            [Image("https://www.quay.example/a.jpg", "The pier at dawn", "Foto: Cy Day")],
        ),
        (
            '<div class="q1"><img src="/a.jpg"><span>The pier at dawn</span></div>',
            [Image("https://www.quay.example/a.jpg", "The pier at dawn", None)],
        ),
        (
            '<figure><img src="data:image/gif;base64,R0"><noscript><img src="/lazy.jpg"></noscript><figcaption>The pier at dawn</figcaption></figure>',
            [Image("https://www.quay.example/lazy.jpg", "The pier at dawn", None)],
        ),
        (
            '<img src="/a.jpg"><figcaption>The pier at dawn</figcaption>',
            [Image("https://www.quay.example/a.jpg", "The pier at dawn", None)],
        ),
        (
            '<div class="modal-photo"><figure><img src="/a.jpg"><figcaption>The pier at dawn</figcaption></figure></div>',
            [Image("https://www.quay.example/a.jpg", "The pier at dawn", None)],
        ),
        (
            '<div class="q1"><img src="/a.jpg" alt="Two boats at the pier at dawn."></div><div class="meta2"><span>Two boats at the pier at dawn.</span><small>dpa</small></div>',
            [Image("https://www.quay.example/a.jpg", "Two boats at the pier at dawn.", "dpa")],
        ),
        (
            '<figure><img src="/a.jpg"><div class="line copyright"><span class="figcaption">The pier at dawn.</span><span class="copyright">Bild © Cy Day</span></div></figure>',
            [Image("https://www.quay.example/a.jpg", "The pier at dawn.", "Bild © Cy Day")],
        ),
        (
            '<figure><img src="/a.jpg" alt="The pier at dawn © QDR Foto: Cy Day"></figure>',
            [Image("https://www.quay.example/a.jpg", None, "Cy Day")],
        ),
        (
            '<button class="open"><div><picture><img src="/a.jpg"></picture></div><p>View 6 images</p><figcaption><p>The pier at dawn<cite class="caption-credit">(Image: Cy Day)</cite></p></figcaption></button>',
            [Image("https://www.quay.example/a.jpg", "The pier at dawn", "(Image: Cy Day)")],
        ),
        (
            '<div class="flex"><img class="rounded-full w-10" src="/ann.jpg" alt="Ann Lee"><div><span>Ann Lee, who writes on boats</span></div></div>',
            [],
        ),
        ('<div class="author-box"><figure><img src="/ann.jpg"><figcaption>Ann Lee</figcaption></figure></div>', []),
        ('<aside class="related"><figure><img src="/b.jpg"><figcaption>Another story</figcaption></figure></aside>', []),
        ('<figure><img src="/v.jpg"><span>2:05</span><figcaption>Watch the pier</figcaption></figure>', []),
    ],
)
def test_images_of_the_article_and_no_others(markup, images):
    page = f"<article><h1>Boats counted in the harbour</h1><p>{LONG} Twice.</p>{markup}{BODY}</article>"
    article = strip_boilerplate(Page("x", page.encode(), url="https://www.quay.example/2026/boats"))
    assert article.images == images
    assert article.body.count("\n\n") == 2


def test_every_field_tells_its_evidence():
    told = {told.field: told for told in explain_page(Page("x", PAGE.encode(), url="https://www.quay.example/2026/boats"))}
    assert list(told) == [
        *("headline", "subheadline", "byline", "authors", "published_at", "modified_at", "publisher", "canonical_url"),
        *("section", "source", "body"),
    ]
    assert (told["canonical_url"].value, told["canonical_url"].won) == ("https://www.quay.example/2026/boats", "address")
    assert told["body"].value.startswith("1 heading, 2 list_item, 3 paragraph, 1 quote")
