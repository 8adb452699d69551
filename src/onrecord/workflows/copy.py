"""Copy: a verified back-up of a case in use.

In: a case, and where the copy shall lie. Out: the copy, every payload of it hashed. SQLite to SQLite takes the
database's own back-up, one state of it however many write meanwhile; other ways (to or from PostgreSQL) copy table by
table within one transaction. Bytes are copied after the rows: a payload is always kept before its row, so none is
missing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from onrecord.errors import CaseError, IntegrityError
from onrecord.store import tables as t
from onrecord.store.case import Case, is_server, open_case


@dataclass(frozen=True, kw_only=True)
class Copied:
    """What was copied."""

    rows: int
    payloads: int


def copy(case: Case, target: str, *, told: Callable[[str], None] = lambda what: None) -> Copied:
    """Copy a case.

    Args:
        case: The case; it may be in use.
        target: A file that is not there yet, or an empty PostgreSQL database.
        told: Called with each table and payload.

    Raises:
        CaseError: The target is taken or cannot be written.
        IntegrityError: A payload is damaged; the copy stays, without it.
    """
    if not is_server(target) and Path(target).exists():
        raise CaseError("there is a file already", where=target, remedy="Name another, or move it away")
    if case.path is not None and not is_server(target):
        _sqlite(case.path, Path(target))
    twin = open_case(target, write=True)
    try:
        rows = _count(twin) if case.sqlite and twin.sqlite else _rows(case, twin, told)
        with twin.read() as connection:
            wanted = list(connection.scalars(sa.select(t.payloads.c.id).where(t.payloads.c.kept)))
        damaged: list[IntegrityError] = []
        for payload in wanted:
            told(payload)
            try:
                twin.kept.keep(case.kept.fetch(payload))
                twin.kept.fetch(payload)
            except IntegrityError as error:
                damaged.append(error)
        if damaged:
            raise IntegrityError(
                f"{len(damaged)} of {len(wanted)} payloads are damaged, the first: {damaged[0].what}",
                where=damaged[0].where,
                remedy="Run `onrecord verify` for all of them; the copy holds the rest",
            )
    finally:
        twin.close()
    return Copied(rows=rows, payloads=len(wanted))


def _sqlite(source: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        part.unlink(missing_ok=True)
        held = sqlite3.connect(f"file:{source.absolute()}?mode=ro", uri=True)
        made = sqlite3.connect(part)
        try:
            held.backup(made, pages=2000)
        finally:
            made.close()
            held.close()
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise CaseError(
            f"the copy cannot be written ({error})", where=str(target), remedy="See that there is room and write access"
        ) from error


def _rows(case: Case, twin: Case, told: Callable[[str], None]) -> int:
    total = 0
    with case.engine.connect() as plain, twin.write() as sink:
        level = "SERIALIZABLE" if case.sqlite else "REPEATABLE READ"
        source = plain if case.sqlite else plain.execution_options(isolation_level=level)
        if sink.scalar(sa.select(sa.func.count()).select_from(t.reports)):
            raise CaseError("the target holds reports already", where=twin.address, remedy="Name an empty database")
        for table in t.metadata.sorted_tables:
            if table is t.payload_bytes:
                continue
            told(table.name)
            order = list(table.primary_key.columns)
            rows = source.execution_options(yield_per=1000).execute(sa.select(table).order_by(*order)).mappings()
            for part in rows.partitions(1000):
                sink.execute(table.insert(), [dict(row) for row in part])
                total += len(part)
            if not twin.sqlite and "n" in table.c and table.c.n.primary_key:
                sink.execute(
                    sa.text(
                        f"SELECT setval(pg_get_serial_sequence('{table.name}', 'n'), "
                        f"(SELECT coalesce(max(n), 1) FROM {table.name}), (SELECT count(*) > 0 FROM {table.name}))"
                    )
                )
    return total


def _count(case: Case) -> int:
    with case.read() as connection:
        return sum(
            int(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)
            for table in t.metadata.sorted_tables
        )
