"""ReadPages: saved pages, plain-text stories and crawls (WARC, JSON Lines) as pages."""

from transforms.read_pages.files import PAGE_LIMIT as PAGE_LIMIT
from transforms.read_pages.files import READABLE as READABLE
from transforms.read_pages.files import is_bundle as is_bundle
from transforms.read_pages.files import list_files as list_files
from transforms.read_pages.files import read_file as read_file
from transforms.read_pages.pieces import Piece as Piece
from transforms.read_pages.pieces import cut as cut
from transforms.read_pages.pieces import read_piece as read_piece
from transforms.read_pages.transform import ReadPages as ReadPages
