"""FetchPages: entries to pages."""

from transforms.fetch_pages.feed_text import has_full_text as has_full_text
from transforms.fetch_pages.feed_text import is_read_from_feed as is_read_from_feed
from transforms.fetch_pages.feed_text import page_from_feed as page_from_feed
from transforms.fetch_pages.fetch_pages import FetchPages as FetchPages
from transforms.fetch_pages.read_answer import page_of as page_of
