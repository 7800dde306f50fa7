"""A body as it came, unpacked within bounds."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Generator, Iterator

import pyarrow as pa

from transforms.http.errors import FetchError

# What we can unpack, and so what we ask for. pyarrow, which is here anyway, brings br and zstd.
ACCEPT_ENCODING = "gzip, deflate, br, zstd"

_CHUNK = 1 << 16
# A short text of blanks packs better than any bomb: the ratio counts from here on.
_RATIO_FROM = 1 << 20
_GZIP_MAGIC = b"\x1f\x8b"
# A server that packs a document twice (or a `.gz` file that is served packed) has two layers; more are a trick.
_MAX_LAYERS = 2


def decode_body(raw: bytes, encoding: str, *, max_bytes: int, max_ratio: int) -> bytes:
    """The document in a body with this `Content-Encoding`.

    What says gzip and is not is given as it came; what is gzip and does not say so (a `.gz` file) is unpacked all the same.

    Raises:
      FetchError: `too-large`, `compression-bomb`, `truncated`, `bad-encoding`.
    """
    codings = [coding.strip().lower() for coding in encoding.split(",") if coding.strip()]
    if len(codings) > _MAX_LAYERS:
        raise FetchError("bad-encoding", f"{len(codings)} layers: {encoding}")
    body = raw
    for coding in reversed(codings):
        body = _unpacked(body, coding, max_bytes, max_ratio)
    layers = len(codings)
    while body.startswith(_GZIP_MAGIC) and layers < _MAX_LAYERS:
        body = _unpacked(body, "gzip", max_bytes, max_ratio)
        layers += 1
    if len(body) > max_bytes:
        raise FetchError("too-large", f"more than {max_bytes} bytes")
    return body


def _unpacked(packed: bytes, coding: str, max_bytes: int, max_ratio: int) -> bytes:
    unpack = _UNPACKERS.get(coding)
    if unpack is None:
        raise FetchError("bad-encoding", f"Content-Encoding: {coding}")
    if not packed or (coding.endswith("gzip") and not packed.startswith(_GZIP_MAGIC)):
        return packed
    limit = max(_RATIO_FROM, len(packed) * max_ratio)
    pieces: list[bytes] = []
    size = 0
    try:
        for piece in unpack(packed):
            pieces.append(piece)
            size += len(piece)
            if size > limit:
                raise FetchError("compression-bomb", f"{len(packed)} bytes unpack to more than {max_ratio} times as many")
            if size > max_bytes:
                raise FetchError("too-large", f"more than {max_bytes} bytes")
    except EOFError as error:
        raise FetchError("truncated", f"{coding}: the body ends early", retry=True) from error
    except (zlib.error, OSError) as error:
        reason = "truncated" if "runcated" in str(error) else "bad-encoding"
        raise FetchError(reason, f"{coding}: {error}", retry=reason == "truncated") from error
    return b"".join(pieces)


def _identity(packed: bytes) -> Iterator[bytes]:
    yield packed


def _gzip(packed: bytes) -> Iterator[bytes]:
    """Every member of a gzip stream; what follows the last one is no part of it (RFC 1952 §2.2; servers do append)."""
    while packed.startswith(_GZIP_MAGIC):
        packed = yield from _inflated(packed, 16 + zlib.MAX_WBITS)


def _deflate(packed: bytes) -> Iterator[bytes]:
    """RFC 9110 §8.4.1.2 means zlib's format; some servers send the bare stream."""
    zlib_header = len(packed) > 1 and packed[0] & 0x0F == 8 and (packed[0] << 8 | packed[1]) % 31 == 0
    yield from _inflated(packed, zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS)


def _inflated(packed: bytes, wbits: int) -> Generator[bytes, None, bytes]:
    stream = zlib.decompressobj(wbits)
    piece = stream.decompress(packed, _CHUNK)
    while piece or stream.unconsumed_tail:
        yield piece
        piece = stream.decompress(stream.unconsumed_tail, _CHUNK)
    if not stream.eof:
        raise EOFError
    return stream.unused_data


def _by_arrow(codec: str) -> Callable[[bytes], Iterator[bytes]]:
    def unpack(packed: bytes) -> Iterator[bytes]:
        with pa.CompressedInputStream(pa.BufferReader(packed), codec) as stream:
            while piece := stream.read(_CHUNK):
                yield piece

    return unpack


_UNPACKERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "identity": _identity,
    "none": _identity,
    "utf-8": _identity,  # seen in the wild: a charset in the wrong header
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _by_arrow("brotli"),
    "zstd": _by_arrow("zstd"),
}
