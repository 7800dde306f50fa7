"""Syndicated copy: how much of it shares a `story_id`, and how much that shares one is it.

    python benchmarks/story_clusters.py articles.jsonl

Each line of the file has `body`, a list of paragraphs. Of each text, copies are made as desks make them: the headline changed, the
end cut to fit, the lead rewritten, a paragraph put in, a word here and there, and several of these at once. What must share an id is
said by exact arithmetic: two texts whose 4-shingles have a Jaccard similarity of 0.8 or more. A third of the copies is in the lake
before the rest comes.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import datetime
import itertools
import json
import pathlib
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping

from rich.console import Console
from rich.table import Table

from transforms.article_text import normal_tokens
from transforms.ids import digest
from transforms.stories import FEWEST_TOKENS, Prints, cluster_stories, pack, sign
from transforms.stories.cluster import SIMILAR
from transforms.stories.signature import SHINGLE_TOKENS

FIRST_DAY = datetime.date(2026, 3, 1)
Paragraphs = list[str]
Rewriting = Callable[[random.Random, Paragraphs, Paragraphs], Paragraphs]


def cut(chance: random.Random, text: Paragraphs, _other: Paragraphs) -> Paragraphs:
    """The end left off: up to a third of the paragraphs."""
    return text[: max(1, len(text) - chance.randint(1, max(1, len(text) // 3)))]


def relead(_chance: random.Random, text: Paragraphs, other: Paragraphs) -> Paragraphs:
    """The first paragraph written anew."""
    return [other[0], *text[1:]]


def insert(chance: random.Random, text: Paragraphs, other: Paragraphs) -> Paragraphs:
    """A paragraph of the desk's own."""
    at = chance.randint(1, len(text))
    return [*text[:at], chance.choice(other), *text[at:]]


def edit(chance: random.Random, text: Paragraphs, _other: Paragraphs) -> Paragraphs:
    """One word in a hundred is another."""
    words = " \n\n ".join(text).split(" ")
    for at in chance.sample(range(len(words)), max(1, len(words) // 100)):
        words[at] = f"edited{at}" if words[at].strip() else words[at]
    return " ".join(words).split("\n\n")


def reheadline(_chance: random.Random, text: Paragraphs, _other: Paragraphs) -> Paragraphs:
    """Another headline: the text is the same but for a credit line."""
    return [*text, "Additional reporting by our desk."]


REWRITINGS: tuple[tuple[Rewriting, ...], ...] = (
    (reheadline,),
    (cut,),
    (relead,),
    (insert,),
    (edit,),
    (cut, reheadline),
    (relead, cut),
    (edit, insert),
)


@dataclasses.dataclass(frozen=True)
class Copy:
    article_id: str
    origin: int
    day: str
    text: str


def copies(bodies: list[Paragraphs], seed: int) -> Iterator[Copy]:
    chance = random.Random(seed)
    for origin, body in enumerate(bodies):
        first = FIRST_DAY + datetime.timedelta(days=chance.randrange(30))
        printed = [body]
        for rewritings in REWRITINGS:
            text = body
            for rewrite in rewritings:
                text = rewrite(chance, text, chance.choice(bodies))
            printed.append(text)
        for number, text in enumerate(printed):
            day = first + datetime.timedelta(days=chance.randrange(14))
            yield Copy(digest(str(origin), str(number)), origin, day.isoformat(), "\n\n".join(text))


def shingles(text: str) -> set[tuple[str, ...]]:
    tokens = normal_tokens(text)
    return set(zip(*(tokens[start:] for start in range(SHINGLE_TOKENS)), strict=False)) if len(tokens) >= FEWEST_TOKENS else set()


def alike(printed: list[Copy]) -> set[tuple[str, str]]:
    """Every pair whose similarity is at least `SIMILAR`, by exact arithmetic."""
    sets = {copy.article_id: shingles(copy.text) for copy in printed}
    holders: dict[tuple[str, ...], list[str]] = collections.defaultdict(list)
    for id_, its in sets.items():
        for shingle in its:
            holders[shingle].append(id_)
    shared = collections.Counter(pair for ids in holders.values() for pair in itertools.combinations(sorted(ids), 2))
    return {(a, b) for (a, b), both in shared.items() if both / (len(sets[a]) + len(sets[b]) - both) >= SIMILAR}


def found(printed: list[Copy], seed: int) -> tuple[dict[str, str], float, float]:
    """The story of each copy, and milliseconds a copy to sign and to cluster."""
    started = time.perf_counter()
    packed = {}
    for copy in printed:
        signature = sign(copy.text)
        if signature:
            packed[copy.article_id] = (copy.day, copy.article_id, copy.article_id, signature)
    signed = time.perf_counter()
    ids = sorted(packed)
    random.Random(seed).shuffle(ids)
    earlier, later = ids[: len(ids) // 3], ids[len(ids) // 3 :]
    story = {copy.article_id: copy.article_id for copy in printed}
    story |= cluster_stories(Prints.of(b"".join(pack(*packed[id_]) for id_ in earlier)), Prints.of(b""))
    lake = [(day, id_, story[id_], signature) for day, id_, _, signature in map(packed.__getitem__, earlier)]
    story |= cluster_stories(Prints.of(b"".join(pack(*packed[id_]) for id_ in later)), Prints.of(b"".join(itertools.starmap(pack, lake))))
    ended = time.perf_counter()
    return story, (signed - started) / len(printed) * 1e3, (ended - signed) / len(printed) * 1e3


def pairs_of(groups: Mapping[str, str]) -> set[tuple[str, str]]:
    members: dict[str, list[str]] = collections.defaultdict(list)
    for id_, group in groups.items():
        members[group].append(id_)
    return {pair for ids in members.values() for pair in itertools.combinations(sorted(ids), 2)}


def joined(ids: Iterable[str], pairs: set[tuple[str, str]]) -> dict[str, str]:
    """The cluster of each id, where pairs join."""
    group = {id_: id_ for id_ in ids}

    def root(id_: str) -> str:
        while group[id_] != id_:
            group[id_] = id_ = group[group[id_]]
        return id_

    for one, other in pairs:
        group[root(one)] = root(other)
    return {id_: root(id_) for id_ in group}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("articles", type=pathlib.Path)
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_args()
    bodies = [json.loads(line)["body"] for line in arguments.articles.open(encoding="utf-8")]
    bodies = [body for body in bodies if len(body) > 1]
    table = Table("seed", "copies", "pairs alike", "recall", "precision", "pairs of one origin", "sign ms", "cluster ms")
    for seed in range(arguments.seeds):
        printed = list(copies(bodies, seed))
        origins = {copy.article_id: str(copy.origin) for copy in printed}
        truth = alike(printed)
        story, sign_ms, cluster_ms = found(printed, seed)
        named = pairs_of(story)
        right = truth | pairs_of(joined(origins, truth))
        of_one = sum(origins[one] == origins[other] for one, other in named)
        table.add_row(
            str(seed),
            f"{len(printed):,}",
            f"{len(truth):,}",
            f"{len(named & truth) / len(truth):.4f}",
            f"{len(named & right) / len(named):.4f}",
            f"{of_one / len(named):.4f}",
            f"{sign_ms:.2f}",
            f"{cluster_ms:.3f}",
        )
    Console().print(table)


if __name__ == "__main__":
    main()
