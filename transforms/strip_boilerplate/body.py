"""Which blocks of a page are the article: arithmetic over the two short lists that the walk gives.

Every block of prose weighs its length. Containers that call themselves furniture die unless they hold too much of the page's prose to be
it (the guard is the most sensitive number there is: reference/extraction.md §3c). The seed is the container with the best sum of prose,
decayed by a factor a level; siblings of its kind and the paragraphs between headline and seed join it; lines that are no prose leave it.
"""

from __future__ import annotations

import dataclasses
import re

from transforms.strip_boilerplate import tags
from transforms.strip_boilerplate.class_words import HARD, HIDDEN, NEVER, SOFT
from transforms.strip_boilerplate.lines import ends_article, furniture_kind, says_cut
from transforms.strip_boilerplate.shapes import is_timestamp
from transforms.strip_boilerplate.tree import Block, Tree

# A container that calls itself furniture is it when it holds less than this share of the page's prose.
GUARD = {SOFT: 0.35, HARD: 0.75, NEVER: 0.75, HIDDEN: 0.9}
# What a level between a paragraph and its container takes off its weight.
DECAY = 0.7
# A block is a list of links from this share of linked text on; below it a link farm of the same length is prose.
LINKED = 0.5
# Characters of scripts in which one says what 2.2 Latin ones do.
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_DENSE_FACTOR = 2.2
# From this share of them on a page is in such a script, its Latin navigation included.
_DENSE_SHARE = 0.15
SENTENCE_ENDS = frozenset(".!?\"”»。…’:)」“'！？;›‹』）।؟۔]】")
_CAPTION_LINE = re.compile(
    r"\((?:image|photo|picture|pic|foto|bild|credit|getty|afp|ap photo|reuters|fot|фото)s?\b[^)]{0,80}\)\s*$"
    r"|^(?:photos?|images?|picture|foto|bild|credit|©|фото|写真|사진|image source|photo credit)\s*(?:credit|source|courtesy)?\s*[:：=＝/]",
    re.IGNORECASE,
)


# Constants of the loops, which `body.pxd` makes C's.
_H1, _P, _LI, _MAIN, _ARTICLE = tags.H1, tags.P, tags.LI, tags.MAIN, tags.ARTICLE
_HEADINGS, _FURNITURE, _TABLE_PARTS = frozenset(tags.HEADINGS), tags.FURNITURE, tags.TABLE_PARTS


@dataclasses.dataclass(slots=True)
class Reading:
    """The choice made on one page.

    Attributes:
      blocks: indices of the blocks of the body, in order.
      seed: index of the container that they were found in. inside, dead: by container, whether it belongs to the body, and
        whether it is furniture.
      heading: index of the block with the page's h1, -1 where it has none.
      prose: weight of the prose on the page; alive: of that outside furniture; kept: of that in the body.
      dropped: lines within the body's container that were left out: the kind of furniture, and the line.
      factor: what a character of this page counts for (more in scripts that say more in one).
    """

    blocks: list[int]
    seed: int
    inside: list[bool]
    dead: list[bool]
    heading: int
    prose: float
    alive: float
    kept: float
    factor: float
    dropped: list[tuple[str, str]]


def read_body(tree: Tree) -> Reading:
    """The body's blocks; of a page that yields next to nothing, with verdicts by name left out (`soft` and `hard`, never `never`)."""
    sample = " ".join(block.text for block in tree.blocks[::4])
    dense = not sample.isascii() and len(_DENSE.findall(sample)) > _DENSE_SHARE * len(sample)
    factor = _DENSE_FACTOR if dense else 1.0
    best = _Reader(tree, factor, relaxed=0).read()
    for relaxed in (1, 2):
        length = sum(len(tree.blocks[index].text) for index in best.blocks) * factor
        if length >= 250 and (length >= 800 or length >= 0.2 * best.prose or relaxed > 1):
            break
        again = _Reader(tree, factor, relaxed).read()
        if sum(len(tree.blocks[index].text) for index in again.blocks) * factor > 1.5 * length + 60:
            best = again
    return best


class _Reader:
    def __init__(self, tree: Tree, factor: float, relaxed: int) -> None:
        self.tree = tree
        self.containers = tree.containers
        self.blocks = tree.blocks
        self.factor = factor
        self.relaxed = relaxed

    def read(self) -> Reading:
        weights = [self._weight(block) for block in self.blocks]
        dead, prose = self._dead(weights)
        own, total, score = self._scores(weights, dead)
        seed = max(range(len(score)), key=score.__getitem__)
        heading = self._heading(weights, dead, prose)
        inside = self._inside(seed, own, total, weights, dead)
        kept, dropped = self._filtered(heading, inside, dead)
        chosen = self._lead(heading, inside, weights, dead) + kept
        return Reading(chosen, seed, inside, dead, heading, prose, total[0], sum(weights[index] for index in chosen), self.factor, dropped)

    def _weight(self, block: Block) -> float:
        """Prose counts by length; lists of links and headings that are links count against their container."""
        length = len(block.text) * self.factor
        linked = block.link_chars > len(block.text) * LINKED
        if block.tag in _HEADINGS or linked or length < 25:
            return 0.0
        weight = length * (1.0 if block.tag == _P else 0.4 if block.tag == _LI else 0.7)
        return weight if block.text[-1] in SENTENCE_ENDS else weight * 0.5

    def _dead(self, weights: list[float]) -> tuple[list[bool], float]:
        containers = self.containers
        mass = [0.0] * len(containers)
        for block, weight in zip(self.blocks, weights, strict=True):
            mass[block.container] += weight
        # Whether it holds the h1, the main element or the article's text by itemprop.
        holds = [container.text == 3 or container.tag == _MAIN for container in containers]
        for block in self.blocks:
            if block.tag == _H1:
                holds[block.container] = True
        for index in range(len(containers) - 1, 0, -1):
            parent = containers[index].parent
            mass[parent] += mass[index]
            holds[parent] = holds[parent] or holds[index]
        prose = mass[0] or 1.0
        dead = [False] * len(containers)
        for index in range(1, len(containers)):
            container = containers[index]
            furniture = container.furniture
            if dead[container.parent]:
                dead[index] = True
            elif not furniture:
                pass
            elif furniture == HIDDEN:
                dead[index] = mass[index] < GUARD[HIDDEN] * prose
            elif (
                (self.relaxed and furniture != NEVER and (self.relaxed > 1 or container.tag not in _FURNITURE or holds[index]))
                or (furniture == SOFT and container.text >= 2)
                or (holds[index] and mass[index] > 0.1 * prose)
            ):
                pass
            else:
                dead[index] = mass[index] < GUARD[furniture] * prose
        return dead, prose

    def _scores(self, weights: list[float], dead: list[bool]) -> tuple[list[float], list[float], list[float]]:
        containers = self.containers
        own = [0.0] * len(containers)
        for block, weight in zip(self.blocks, weights, strict=True):
            if not dead[block.container]:
                own[block.container] += weight
        total, score = own[:], own[:]
        for index in range(len(containers) - 1, 0, -1):
            parent = containers[index].parent
            total[parent] += total[index]
            score[parent] += DECAY * score[index]
            score[index] *= 1 + 0.25 * containers[index].text
        return own, total, score

    def _heading(self, weights: list[float], dead: list[bool], prose: float) -> int:
        """The h1 after which the page's prose stands."""
        for index, block in enumerate(self.blocks):
            if block.tag == _H1 and len(block.text) * self.factor > 12 and self.containers[block.container].furniture != HIDDEN:
                after = 0.0
                for below in range(index, len(self.blocks)):
                    if not dead[self.blocks[below].container]:
                        after += weights[below]
                return index if after >= 0.3 * prose else -1
        return -1

    def _inside(self, seed: int, own: list[float], total: list[float], weights: list[float], dead: list[bool]) -> list[bool]:
        """The seed, what is in it, and its siblings of the same kind: articles are cut into several boxes."""
        containers = self.containers
        size = len(containers)
        paragraphs, linked, length = [0] * size, [0] * size, [0] * size
        for block, weight in zip(self.blocks, weights, strict=True):
            index = block.container
            if not dead[index]:
                length[index] += len(block.text)
                linked[index] += block.link_chars
                paragraphs[index] += weight > 60 and block.tag == _P
        for index in range(size - 1, 0, -1):
            parent = containers[index].parent
            paragraphs[parent] += paragraphs[index]
            linked[parent] += linked[index]
            length[parent] += length[index]
        # The way up from the seed: each ancestor's child on it, and how many levels up it is.
        child_on_path: dict[int, int] = {}
        level: dict[int, int] = {}
        reach = 0
        at, up = seed, 0
        while at > 0:
            parent = containers[at].parent
            up += 1
            child_on_path[parent] = at
            level[parent] = up
            if not reach and (containers[parent].tag in (_ARTICLE, _MAIN) or containers[parent].text == 3):
                reach = up
            at = parent
        reach = reach or 6
        inside = [False] * size
        inside[seed] = True
        for index in range(1, size):
            parent = containers[index].parent
            if dead[index] or index == seed:
                continue
            if inside[parent]:
                inside[index] = True
            elif (
                parent in level
                and child_on_path[parent] != index
                and level[parent] <= reach
                and total[index] > 0
                and linked[index] < 0.3 * length[index]
            ):
                inside[index] = self._is_sibling(index, child_on_path[parent], total, paragraphs, total[seed] or 1.0)
        return inside

    def _is_sibling(self, index: int, on_path: int, total: list[float], paragraphs: list[int], mass: float) -> bool:
        own, other = self.containers[index], self.containers[on_path]
        if own.tag == other.tag and own.name.split() == other.name.split():
            # Wrappers of one make: named ones whatever they hold, nameless ones where they hold a paragraph of prose.
            return own.name != "" or (paragraphs[index] > 0 and total[index] > 80)
        if total[index] <= 0:
            return False
        kind = own.name.partition(" ")[0]
        if kind and kind == other.name.partition(" ")[0] and (total[index] > 0.08 * mass or own.text >= 2):
            return True
        return paragraphs[index] >= 3 and total[index] > 0.3 * mass

    def _lead(self, heading: int, inside: list[bool], weights: list[float], dead: list[bool]) -> list[int]:
        """Paragraphs between the headline and the seed, each alone in its container."""
        if heading < 0:
            return []
        first = next((i for i, block in enumerate(self.blocks) if inside[block.container] and weights[i] > 0), 0)
        length: dict[int, int] = {}
        for block in self.blocks[heading:first]:
            length[block.container] = length.get(block.container, 0) + len(block.text)
        lead = []
        for index in range(heading + 1, first):
            block = self.blocks[index]
            if dead[block.container] or inside[block.container] or weights[index] < 50 or block.tag == _LI or block.tag in _TABLE_PARTS:
                continue
            if (
                block.link_chars < 0.2 * len(block.text)
                and block.text[-1] in SENTENCE_ENDS
                and length[block.container] < 1.6 * len(block.text)
            ):
                lead.append(index)
        return lead

    def _filtered(self, heading: int, inside: list[bool], dead: list[bool]) -> tuple[list[int], list[tuple[str, str]]]:
        """The blocks inside that are prose, and the lines among them that are not, with what they are."""
        start = heading if heading >= 0 and inside[self.blocks[heading].container] else 0
        kept, dropped, prompts = self._sorted_out(start, inside, dead)
        # A prompt that cuts the text ends it, unless most of it is still to come.
        for before in prompts:
            after = sum(self._weight(self.blocks[index]) for index in kept[before:])
            if before and after < 0.5 * sum(self._weight(self.blocks[index]) for index in kept[:before]):
                dropped += [("below a prompt", self.blocks[index].text) for index in kept[before:]]
                del kept[before:]
                break
        # What trails the last paragraph and is neither sentence nor list belongs to what follows.
        while kept and self._trails(self.blocks[kept[-1]]):
            dropped.append(("trailing line", self.blocks[kept.pop()].text))
        return kept, dropped

    def _sorted_out(self, start: int, inside: list[bool], dead: list[bool]) -> tuple[list[int], list[tuple[str, str]], list[int]]:
        """The blocks inside, from `start` on, that are no furniture; the lines that are; how many blocks stand before each prompt."""
        seen: set[str] = set()
        kept: list[int] = []
        dropped: list[tuple[str, str]] = []
        prompts: list[int] = []
        for index in range(start, len(self.blocks)):
            block = self.blocks[index]
            if dead[block.container] or not inside[block.container] or block.tag == _H1 or self.containers[block.container].captioned:
                continue
            kind = self._furniture(block, seen)
            if kind:
                dropped.append((kind, block.text))
                if kind == "paywall" and says_cut(block.text):
                    prompts.append(len(kept))
            else:
                kept.append(index)
        return kept, dropped, prompts

    def _trails(self, block: Block) -> bool:
        if block.tag in _HEADINGS:
            return True
        return block.tag != _LI and not block.strong_chars and len(block.text) * self.factor < 25 and block.text[-1] not in SENTENCE_ENDS

    def _furniture(self, block: Block, seen: set[str]) -> str | None:
        """What kind of furniture a block inside the body is, None for prose."""
        text, length = block.text, len(block.text)
        if block.link_chars > 0.6 * length and length < 250:
            return "links"
        if length > 50:
            if text in seen:
                return "duplicate"
            seen.add(text)
        if length < 220:
            if block.tag in _HEADINGS and ends_article(text):
                return "read_more"
            if length < 48 and text[-1].isdigit() and is_timestamp(text):
                return "timestamp"
            return furniture_kind(text) or ("caption" if _CAPTION_LINE.search(text) else None)
        return None
