"""What stands in each container of a page: sums over its blocks and pictures, the innermost first."""

from __future__ import annotations

from transforms.strip_boilerplate import tags
from transforms.strip_boilerplate.tree import Tree

_WALLS = frozenset(tag for tag, level in tags.HEADINGS.items() if level < 3)


def ends(tree: Tree) -> list[int]:
    """By container: the index after its last block."""
    containers = tree.containers
    found = [container.start for container in containers]
    for index, block in enumerate(tree.blocks):
        found[block.container] = index + 1
    for index in range(len(found) - 1, 0, -1):
        parent = containers[index].parent
        if found[parent] < found[index]:
            found[parent] = found[index]
    return found


def photos(tree: Tree) -> list[int]:
    """By container: how many images are in it, without their further sources."""
    containers = tree.containers
    found = [0] * len(containers)
    for picture in tree.pictures:
        if not picture.source:
            found[picture.container] += 1
    for index in range(len(found) - 1, 0, -1):
        found[containers[index].parent] += found[index]
    return found


def walls(tree: Tree, body: set[int], longest: int) -> list[int]:
    """Before each block, and at last: how many blocks there are that no caption holds.

    Such are those of the body, the higher headings, and what has more than `longest` characters.
    """
    containers = tree.containers
    found = [0]
    count = 0
    for index, block in enumerate(tree.blocks):
        if block.tag in _WALLS or len(block.text) > longest or (index in body and not containers[block.container].captioned):
            count += 1
        found.append(count)
    return found
