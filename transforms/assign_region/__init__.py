"""One of the five article steps."""

from schemas import Article


def assign_region(article: Article) -> Article:
    """A copy with the step's fields."""
    return article
