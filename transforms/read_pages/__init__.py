"""ReadPages: files and folders of saved pages and plain-text stories, as pages."""

from transforms.read_pages.files import READABLE as READABLE
from transforms.read_pages.files import list_files as list_files
from transforms.read_pages.files import read_file as read_file
from transforms.read_pages.transform import ReadPages as ReadPages
