"""The steps of Dateline: pure functions, and the Beam transforms of the same names that wire them."""

from transforms.read_article import read_article as read_article
