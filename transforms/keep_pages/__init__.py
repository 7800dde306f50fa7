"""`KeepPages`: the pages that a run reads, kept in the lake as WARC, so that they can be read again."""

from transforms.keep_pages.archive import PAGES as PAGES
from transforms.keep_pages.archive import archive_path as archive_path
from transforms.keep_pages.archive import to_warc as to_warc
from transforms.keep_pages.keep_pages import KeepPages as KeepPages
