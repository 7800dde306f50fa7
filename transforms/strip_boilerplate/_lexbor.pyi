from typing import Any

def read_nodes(
    root: int,
    most: int,
    sorts: bytes,
    telling: frozenset[str],
    custom_images: frozenset[str],
    image: int,
    known_names: tuple[str, ...],
) -> tuple[bytes, list[Any]] | None: ...
