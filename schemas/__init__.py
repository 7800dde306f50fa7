"""What flows through Dateline, and what its lake holds: one record type a file, each with its Arrow schema."""

from schemas.article import ARTICLES as ARTICLES
from schemas.article import Article as Article
from schemas.article import Dateline as Dateline
from schemas.article import Image as Image
from schemas.article import Place as Place
from schemas.entry import ENTRIES as ENTRIES
from schemas.entry import OUTCOMES as OUTCOMES
from schemas.entry import Entry as Entry
from schemas.feed import FETCH_MODES as FETCH_MODES
from schemas.feed import Feed as Feed
from schemas.page import Page as Page
from schemas.poll import POLLS as POLLS
from schemas.poll import Poll as Poll
from schemas.reject import PAYLOAD_LIMIT as PAYLOAD_LIMIT
from schemas.reject import REJECTS as REJECTS
from schemas.reject import Reject as Reject
from schemas.reject import Unusable as Unusable
from schemas.table import SCHEMA_VERSION as SCHEMA_VERSION
from schemas.table import Table as Table

TABLES = (ARTICLES, ENTRIES, POLLS, REJECTS)
