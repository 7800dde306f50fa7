"""ExtractDateline: place, day and agency out of the body's head."""

from transforms.extract_dateline.parse import parse_dateline as parse_dateline
from transforms.extract_dateline.step import ExtractDateline as ExtractDateline
from transforms.extract_dateline.step import extract_dateline as extract_dateline
