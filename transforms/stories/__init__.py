"""Stories: which articles are one text, printed again and again (syndicated copy)."""

from transforms.stories.cluster import cluster_stories as cluster_stories
from transforms.stories.prints import Prints as Prints
from transforms.stories.prints import pack as pack
from transforms.stories.prints import unpack as unpack
from transforms.stories.signature import FEWEST_TOKENS as FEWEST_TOKENS
from transforms.stories.signature import SIGNATURE_BYTES as SIGNATURE_BYTES
from transforms.stories.signature import sign as sign
from transforms.stories.signature import similarities as similarities
from transforms.stories.stored import StoredPrints as StoredPrints
