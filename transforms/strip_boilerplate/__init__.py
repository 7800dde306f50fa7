"""StripBoilerplate: page to article."""

from schemas import Article, Page
from transforms.article_text import with_body
from transforms.ids import digest


def strip_boilerplate(page: Page) -> Article:
    """The article on a page."""
    return with_body(Article(article_id=digest("content", page.content), fetched_at=page.fetched_at), page.content.decode("utf-8", "replace"))
