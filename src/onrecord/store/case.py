"""Case: one casebook, opened to read or to write.

In: a file name or a `postgresql://` address. Out: a Case with its engine and its kept bytes. SQLite runs in WAL mode:
readers are never kept waiting, short writes queue, and long ones (`add`, `reread`, `link`) take the case's one lock.
A case of an older version is brought up to date when it is opened to write; what is not a casebook is refused.
"""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.exc import DatabaseError, OperationalError

from onrecord.errors import CaseError
from onrecord.store.files import FolderBytes, KeptBytes, TableBytes
from onrecord.store.migrations import HEAD

#: A connection, for those that may not name the library.
Connection = sa.Connection
#: How long a short write waits for another, in milliseconds.
BUSY_MS = 30_000
#: Advisory lock of a case's one long writer on PostgreSQL.
PG_LOCK = 0x6F6E7263


@dataclass(frozen=True, kw_only=True)
class Case:
    """An open casebook. `address` is as the user gave it; `path` is None on PostgreSQL."""

    address: str
    engine: sa.Engine
    kept: KeptBytes
    path: Path | None
    writable: bool

    @property
    def sqlite(self) -> bool:
        """Whether the case is a file."""
        return self.path is not None

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection that sees one state of the case."""
        with _told(self.address), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """One transaction: all of it is kept, or none.

        Raises:
            CaseError: The case was opened to read, is locked, or cannot be written.
        """
        if not self.writable:
            raise CaseError("the casebook was opened to read only", where=self.address)
        with _told(self.address), self.engine.connect() as plain:
            connection = plain.execution_options(onrecord_write=True)
            with connection.begin():
                yield connection

    @contextmanager
    def lock(self, purpose: str, *, wait: float = 0.0) -> Iterator[None]:
        """Be the one long writer.

        Args:
            purpose: What for, shown to others (`add`).
            wait: Seconds to wait for another to end.

        Raises:
            CaseError: Another is at work.
        """
        if self.path is None:
            with self._pg_lock(wait):
                yield
            return
        import fcntl

        file = self.path.with_name(self.path.name + ".files") / "lock"
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise _unwritable(self.address, error) from error
        try:
            until = time.monotonic() + wait
            while True:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except OSError as error:
                    if error.errno not in (errno.EAGAIN, errno.EACCES):
                        raise _unwritable(self.address, error) from error
                    if time.monotonic() >= until:
                        raise _taken(self.address, os.pread(handle, 400, 0)) from error
                    time.sleep(0.1)
            told = {"pid": os.getpid(), "purpose": purpose, "since": now()}
            # The note only tells others who holds the lock; on a full disk the lock is held all the same.
            with suppress(OSError):
                os.ftruncate(handle, 0)
                os.pwrite(handle, json.dumps(told).encode(), 0)
            yield
        finally:
            os.close(handle)

    @contextmanager
    def _pg_lock(self, wait: float) -> Iterator[None]:
        until = time.monotonic() + wait
        with self.engine.connect() as connection:
            while not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(PG_LOCK))):
                if time.monotonic() >= until:
                    raise _taken(self.address, b"")
                time.sleep(0.1)
            connection.commit()
            try:
                yield
            finally:
                connection.scalar(sa.select(sa.func.pg_advisory_unlock(PG_LOCK)))

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def now() -> str:
    """This moment, UTC, ISO 8601 to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def is_server(address: str) -> bool:
    """Whether a case lies on a database server rather than in a file."""
    return address.startswith(("postgresql:", "postgres:", "postgresql+"))


def open_case(address: str | Path, *, write: bool = False, busy_ms: int = BUSY_MS) -> Case:
    """Open a casebook; to write, make it where there is none and bring it up to date.

    Args:
        address: A file, or `postgresql://user@host/name`.
        write: Whether it will be written.
        busy_ms: How long a write waits for another, in milliseconds (SQLite).

    Raises:
        CaseError: There is none, it is no casebook, it is of a newer version, or it cannot be opened.
    """
    name = str(address)
    case = _open_server(name, write) if is_server(name) else _open_file(name, write, busy_ms)
    try:
        _check_version(case)
    except BaseException:
        case.close()
        raise
    return case


def _open_file(name: str, write: bool, busy_ms: int) -> Case:
    if "://" in name:
        raise CaseError("this kind of address is not a casebook", where=name, remedy="Give a file or postgresql://…")
    path = Path(name)
    if not path.exists() and not write:
        raise CaseError(
            "there is no casebook here", where=name, remedy="Make one with `onrecord add`, or name it with --case"
        )
    if path.is_dir():
        raise CaseError("this is a folder", where=name, remedy="Name the casebook's file with --case")
    if write:
        uri = f"file:{_quoted(path)}?mode=rwc"
    else:
        uri = f"file:{_quoted(path)}?mode=ro"
        # Without write access SQLite cannot make the shared memory that WAL needs; a case at rest is read as it lies.
        wal = path.with_name(path.name + "-wal")
        if not _opens(uri) and not (wal.exists() and wal.stat().st_size):
            uri = f"file:{_quoted(path)}?immutable=1"
    engine = _sqlite_engine(uri, write, busy_ms)
    kept = FolderBytes(path.with_name(path.name + ".files"))
    return Case(address=name, engine=engine, kept=kept, path=path, writable=write)


def _quoted(path: Path) -> str:
    from urllib.parse import quote

    return quote(str(path.absolute()))


def _opens(uri: str) -> bool:
    try:
        connection = sqlite3.connect(uri, uri=True)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            connection.close()
    except sqlite3.OperationalError:
        return False
    except sqlite3.DatabaseError:
        return True
    return True


class _Compiler(SQLiteCompiler):
    """SQLite's SQL with hints on tables (`NOT INDEXED`), which SQLAlchemy renders for other databases only."""

    def get_from_hint_text(self, table: sa.FromClause, text: str | None) -> str | None:
        return text


def _sqlite_engine(uri: str, write: bool, busy_ms: int) -> sa.Engine:
    def connect() -> sqlite3.Connection:
        # isolation_level None: transactions begin where this module says so, and nowhere else.
        return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=busy_ms / 1000)

    engine = sa.create_engine(
        "sqlite://",
        creator=connect,
        poolclass=sa.pool.QueuePool,
        pool_size=4,
        max_overflow=16,
        json_serializer=_json,
    )
    engine.dialect.statement_compiler = _Compiler

    @sa.event.listens_for(engine, "connect")
    def set_up(raw: sqlite3.Connection, _record: object) -> None:
        raw.execute(f"PRAGMA busy_timeout = {busy_ms}")
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute("PRAGMA cache_size = -65536")
        raw.execute("PRAGMA mmap_size = 268435456")
        if write:
            raw.execute("PRAGMA journal_mode = WAL")
            raw.execute("PRAGMA synchronous = FULL")
        else:
            raw.execute("PRAGMA query_only = ON")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("onrecord_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _open_server(name: str, write: bool) -> Case:
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise CaseError(
            "PostgreSQL needs the package psycopg", where=_shown(name), remedy="Run `pip install onrecord[postgres]`"
        ) from error
    url = sa.make_url(name).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, pool_size=4, max_overflow=16, pool_pre_ping=True, json_serializer=_json)
    return Case(address=_shown(name), engine=engine, kept=TableBytes(engine), path=None, writable=write)


def _json(value: object) -> str:
    """JSON as kept: no blanks, and letters as they are; lone surrogates, which no database takes, escaped."""
    told = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        told.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))
    return told


def _shown(name: str) -> str:
    """A server's address without its password, for messages and logs."""
    return sa.make_url(name).render_as_string(hide_password=True)


def _check_version(case: Case) -> None:
    with _told(case.address), case.engine.connect() as connection:
        tables = set(sa.inspect(connection).get_table_names())
        version = None
        if "alembic_version" in tables:
            version = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    if version == HEAD:
        return
    if version is None and tables - {"alembic_version"}:
        raise CaseError("this database is not a casebook", where=case.address, remedy="Name another with --case")
    if version is not None and version > HEAD:
        raise CaseError(
            f"the casebook is of version {version}, newer than this program's {HEAD}",
            where=case.address,
            remedy="Upgrade onrecord",
        )
    if not case.writable:
        what = (
            "the casebook is empty"
            if version is None
            else f"the casebook is of version {version}, this program's is {HEAD}"
        )
        raise CaseError(what, where=case.address, remedy="Bring it up to date with `onrecord case upgrade`")
    from onrecord.store.migrations.upgrade import upgrade

    with _told(case.address):
        upgrade(case.engine)


@contextmanager
def _told(address: str) -> Iterator[None]:
    """Say in the package's own words why a database did not answer."""
    try:
        yield
    except OperationalError as error:
        raise _case_error(address, error) from error
    except DatabaseError as error:
        text = str(error.orig)
        if "not a database" in text or "malformed" in text:
            raise CaseError(
                "the file is damaged or not a database" if "malformed" not in text else "the database file is damaged",
                where=address,
                remedy="Name another with --case, or restore it from a back-up (`onrecord case copy` makes one)",
            ) from error
        raise


def _case_error(address: str, error: OperationalError) -> CaseError:
    text = str(error.orig)
    if "locked" in text or "busy" in text:
        return CaseError(
            "the casebook is locked by another program",
            where=address,
            remedy="Wait for it to end, then run the same command again",
        )
    if "full" in text:
        return CaseError("the disk is full", where=address, remedy="Make room, then run the same command again")
    if "readonly" in text or "read-only" in text:
        return CaseError(
            "the casebook cannot be written", where=address, remedy="Give yourself write access, or copy it"
        )
    if "unable to open" in text:
        return CaseError(
            "the casebook cannot be opened", where=address, remedy="See that its folder is there and can be written"
        )
    return CaseError(
        f"the database did not answer ({text.strip()})", where=address, remedy="See that it runs and lets you in"
    )


def _unwritable(address: str, error: OSError) -> CaseError:
    return CaseError(
        f"the casebook's folder cannot be written ({error.strerror})",
        where=address,
        remedy="Name a case in a folder that can be written with --case",
    )


def _taken(address: str, note: bytes) -> CaseError:
    holder = "another program"
    try:
        told: dict[str, Any] = json.loads(note)
        holder = f"`onrecord {told['purpose']}` (process {told['pid']}, since {told['since']})"
    except (ValueError, KeyError):
        pass
    return CaseError(
        f"{holder} is writing to the casebook", where=address, remedy="Wait for it to end, or pass --wait SECONDS"
    )
