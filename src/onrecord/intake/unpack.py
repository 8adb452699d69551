"""Unpack gzip with a ceiling: an archive bomb is refused while it is being unpacked, not after.

In: packed bytes or a file. Out: bytes, or a stream that raises once more came out of it than may.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from onrecord.errors import PayloadError

_STEP = 1 << 16


def inflate(chunks: Iterator[bytes], *, limit: int, where: str) -> Iterator[bytes]:
    """Unpacked pieces of a gzip or deflate stream.

    Raises:
        PayloadError: More than `limit` bytes came out, or the stream is broken.
    """
    total = 0
    machine = zlib.decompressobj(47)
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                piece = machine.decompress(rest, _STEP)
                total += len(piece)
                if total > limit:
                    raise too_large(where, limit)
                if piece:
                    yield piece
                rest = machine.unconsumed_tail
                if machine.eof:
                    rest, machine = machine.unused_data, zlib.decompressobj(47)
                    if not rest.strip(b"\0"):
                        rest = b""
        tail = machine.flush()
        if total + len(tail) > limit:
            raise too_large(where, limit)
        if tail:
            yield tail
    except zlib.error as error:
        raise PayloadError(
            f"the packed bytes are broken ({error})", where=where, remedy="Download or pack it again"
        ) from error


def gunzip_file(path: Path, *, limit: int) -> bytes:
    """All bytes of a gzip file.

    Raises:
        PayloadError: More than `limit` bytes come out, or the file is broken or ends too early.
    """
    try:
        with gzip.open(path, "rb") as file:
            data = file.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise PayloadError(
            f"the packed bytes are broken ({error})", where=str(path), remedy="Download or pack it again"
        ) from error
    if len(data) > limit:
        raise too_large(str(path), limit)
    return data


def lines_of(path: Path, *, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines of a plain or gzip file; None stands for a line longer than `limit`, which is read over.

    Raises:
        PayloadError: The file cannot be opened or is broken, after the lines before the break.
    """
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            stream: BinaryIO = io.BufferedReader(gzip.GzipFile(fileobj=raw)) if packed else raw
            number = 0
            while line := stream.readline(limit + 1):
                number += 1
                if len(line) <= limit or line.endswith(b"\n"):
                    yield number, line
                    continue
                while line and not line.endswith(b"\n"):
                    line = stream.readline(limit)
                yield number, None
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise PayloadError(
            f"the file cannot be read on ({reason})", where=str(path), remedy="Check the path, or download it again"
        ) from error


def too_large(where: str, limit: int) -> PayloadError:
    """The error of a payload over the limit."""
    return PayloadError(
        f"more than {limit:,} bytes come out of it; no more are read",
        where=where,
        remedy="Cut it into single reports, or raise the limit with --max-bytes",
    )
