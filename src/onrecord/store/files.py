"""Kept bytes: what was received, compressed, under the name of its hash.

In: bytes. Out: their payload id. A file appears whole or not at all: it is written beside its place, synced, then
renamed, then its folder is synced; so a process that dies leaves at most a `*.part` file that nothing refers to. On
PostgreSQL, where a team has no common folder, the same bytes lie in the table `payload_bytes`.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
import zstandard

from onrecord.errors import CaseError, IntegrityError
from onrecord.store.tables import payload_bytes

#: Measured on news pages: level 9 takes a tenth of the time of level 19 and gives 4 % more bytes.
LEVEL = 9


class KeptBytes(Protocol):
    """Where payloads are kept."""

    def keep(self, data: bytes) -> str:
        """Keep bytes; return their payload id. Keeping the same bytes again does nothing."""

    def fetch(self, payload_id: str) -> bytes:
        """The bytes of a payload.

        Raises:
            IntegrityError: They are missing, cannot be unpacked, or have another hash than they should.
        """

    def ids(self) -> Iterator[str]:
        """Ids of all payloads kept, in no order."""

    def stored_size(self, payload_id: str) -> int:
        """Bytes that a payload takes as kept; 0 where it is missing."""


def payload_id(data: bytes) -> str:
    """`sha256:` and the hash of the bytes."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def pack(data: bytes) -> bytes:
    """Compress; the frame holds size and checksum, so a flipped bit shows."""
    return zstandard.ZstdCompressor(level=LEVEL, write_checksum=True, write_content_size=True).compress(data)


def unpack(packed: bytes, expected: str, where: str) -> bytes:
    """Decompress and compare with the hash it is kept under.

    Raises:
        IntegrityError: It cannot be unpacked, or its hash is another.
    """
    remedy = "Restore this file from a back-up (`onrecord case copy` makes one)"
    try:
        data = zstandard.ZstdDecompressor().decompress(packed)
    except zstandard.ZstdError as error:
        raise IntegrityError(f"the kept bytes cannot be unpacked ({error})", where=where, remedy=remedy) from error
    found = payload_id(data)
    if found != expected:
        raise IntegrityError(f"the kept bytes have the hash {found}", where=where, remedy=remedy)
    return data


class FolderBytes:
    """Payloads in a folder: `objects/ab/abcdef….zst`."""

    def __init__(self, folder: Path):
        self.folder = folder

    def path(self, payload: str) -> Path:
        """Where the bytes of a payload lie."""
        digest = payload.removeprefix("sha256:")
        return self.folder / "objects" / digest[:2] / f"{digest}.zst"

    def keep(self, data: bytes) -> str:
        payload = payload_id(data)
        target = self.path(payload)
        if target.exists():
            return payload
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, part = tempfile.mkstemp(prefix=target.name, suffix=".part", dir=target.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(pack(data))
                    file.flush()
                    os.fsync(file.fileno())
                os.chmod(part, 0o444)
                os.replace(part, target)
            except BaseException:
                Path(part).unlink(missing_ok=True)
                raise
            _sync_folder(target.parent)
        except OSError as error:
            raise CaseError(
                f"the received bytes cannot be kept ({error.strerror or error})",
                where=str(target),
                remedy="Make room on the disk, or name a case in a folder that can be written with --case",
            ) from error
        return payload

    def fetch(self, payload_id: str) -> bytes:
        path = self.path(payload_id)
        try:
            packed = path.read_bytes()
        except OSError as error:
            raise IntegrityError(
                "the kept bytes are missing" if not path.exists() else f"the kept bytes cannot be read ({error})",
                where=str(path),
                remedy="Restore this file from a back-up (`onrecord case copy` makes one)",
            ) from error
        return unpack(packed, payload_id, str(path))

    def ids(self) -> Iterator[str]:
        for path in (self.folder / "objects").glob("??/*.zst"):
            yield f"sha256:{path.stem}"

    def stored_size(self, payload_id: str) -> int:
        path = self.path(payload_id)
        return path.stat().st_size if path.exists() else 0


class TableBytes:
    """Payloads in the database itself."""

    def __init__(self, engine: sa.Engine):
        self.engine = engine

    def keep(self, data: bytes) -> str:
        payload = payload_id(data)
        with self.engine.begin() as connection:
            known = connection.scalar(
                sa.select(payload_bytes.c.payload_id).where(payload_bytes.c.payload_id == payload)
            )
            if known is None:
                connection.execute(payload_bytes.insert().values(payload_id=payload, data=pack(data)))
        return payload

    def fetch(self, payload_id: str) -> bytes:
        with self.engine.connect() as connection:
            packed = connection.scalar(sa.select(payload_bytes.c.data).where(payload_bytes.c.payload_id == payload_id))
        if packed is None:
            raise IntegrityError(
                "the kept bytes are missing", where=payload_id, remedy="Restore the database from a back-up"
            )
        return unpack(bytes(packed), payload_id, f"payload_bytes {payload_id}")

    def ids(self) -> Iterator[str]:
        with self.engine.connect() as connection:
            yield from connection.scalars(sa.select(payload_bytes.c.payload_id))

    def stored_size(self, payload_id: str) -> int:
        with self.engine.connect() as connection:
            size = connection.scalar(
                sa.select(sa.func.length(payload_bytes.c.data)).where(payload_bytes.c.payload_id == payload_id)
            )
        return int(size or 0)


def _sync_folder(folder: Path) -> None:
    """A rename is safe only once its folder is on the disk; not every system lets a folder be opened."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
