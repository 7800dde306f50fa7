"""StripBoilerplate: what stands between a page and a row. Pages, feed entries and plain text in; articles out.

strip_boilerplate(page)   the article that a page holds, every field read
StripBoilerplate          the Beam transform that does it to each
read_blocks(page)         the article's typed blocks; to_markdown(blocks) renders them
explain_page(page)        for each field, the evidence that won and those that lost
"""

from transforms.strip_boilerplate.article import EXTRACTOR_VERSION as EXTRACTOR_VERSION
from transforms.strip_boilerplate.article import StripBoilerplate as StripBoilerplate
from transforms.strip_boilerplate.article import read_blocks as read_blocks
from transforms.strip_boilerplate.article import strip_boilerplate as strip_boilerplate
from transforms.strip_boilerplate.blocks import TypedBlock as TypedBlock
from transforms.strip_boilerplate.explain import Explanation as Explanation
from transforms.strip_boilerplate.explain import explain_page as explain_page
from transforms.strip_boilerplate.markdown import to_markdown as to_markdown
