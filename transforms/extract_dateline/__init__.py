"""One of the five article steps."""

from schemas import Article


def extract_dateline(article: Article) -> Article:
    """A copy with the step's fields."""
    return article
