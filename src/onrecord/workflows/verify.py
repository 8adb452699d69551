"""Verify: whether what a case holds is still what was put in.

In: a case, and a reader to read a sample anew. Out: what was looked at and every fault by name. The database is asked
to check itself; every payload is unpacked and hashed; every text is hashed; every claim's quotes are held against the
text, and its key is made again; a sample of readings by the same recipe is read anew and compared.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from onrecord.domain.casebook import Fault
from onrecord.domain.claim import claim_key
from onrecord.domain.report import Article, Provenance
from onrecord.domain.span import Span
from onrecord.errors import InputError, IntegrityError, QueryError
from onrecord.store import reports
from onrecord.store import tables as t
from onrecord.store.case import Case
from onrecord.workflows.ingest import Reads
from onrecord.workflows.reread import made_by, read_again, same_content

BACKUP = "Restore it from a back-up (`onrecord case copy` makes one)"


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What was looked at, and what was wrong. `unreferenced` payloads are whole but belong to no arrival: a program
    died between keeping them and their transaction. They do no harm."""

    payloads: int
    reports: int
    claims: int
    reread: int
    not_reread: int
    unreferenced: int
    faults: tuple[Fault, ...]


def verify(
    case: Case,
    reader: Reads | None = None,
    *,
    sample: int = 20,
    seed: int | None = None,
    told: Callable[[str], None] = lambda what: None,
) -> Verified:
    """Look at everything.

    Args:
        case: The case; it may be in use.
        reader: Reads the sample anew; without one none is.
        sample: How many readings are read anew.
        seed: Which; by chance where None.
        told: Called with each thing looked at.
    """
    faults = list(_database(case))
    told("database")
    payloads, unreferenced, found = _payloads(case, told)
    faults += found
    n_reports, n_claims, found = _texts(case, told)
    faults += found
    read, left, found = _sample(case, reader, sample, seed, told) if reader is not None else (0, 0, [])
    return Verified(
        payloads=payloads,
        reports=n_reports,
        claims=n_claims,
        reread=read,
        not_reread=left,
        unreferenced=unreferenced,
        faults=tuple(faults + found),
    )


def _database(case: Case) -> list[Fault]:
    if not case.sqlite:
        return []
    with case.read() as connection:
        said = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
        orphans = list(connection.exec_driver_sql("PRAGMA foreign_key_check"))
    faults = [
        Fault(code="database", where=case.address, what=str(line), remedy=BACKUP) for line in said if line != "ok"
    ]
    return faults + [
        Fault(
            code="database",
            where=f"{row[0]} row {row[1]}",
            what=f"refers to a row of {row[2]} that is not there",
            remedy=BACKUP,
        )
        for row in orphans[:20]
    ]


def _payloads(case: Case, told: Callable[[str], None]) -> tuple[int, int, list[Fault]]:
    faults: list[Fault] = []
    with case.read() as connection:
        known = list(connection.execute(sa.select(t.payloads.c.id, t.payloads.c.size).where(t.payloads.c.kept)))
    for payload, size in known:
        told(payload)
        try:
            data = case.kept.fetch(payload)
        except IntegrityError as error:
            faults.append(Fault(code="payload", where=error.where, what=error.what, remedy=error.remedy))
            continue
        if len(data) != size:
            what = f"the payload has {len(data):,} bytes, the case says {size:,}"
            faults.append(Fault(code="payload", where=payload, what=what, remedy=BACKUP))
    ids = {payload for payload, _ in known}
    unreferenced = 0
    for payload in case.kept.ids():
        if payload not in ids:
            unreferenced += 1
            try:
                case.kept.fetch(payload)
            except IntegrityError as error:
                faults.append(
                    Fault(
                        code="payload",
                        where=error.where,
                        what=error.what,
                        remedy="Delete the file; nothing refers to it",
                    )
                )
    return len(known), unreferenced, faults


def _texts(case: Case, told: Callable[[str], None]) -> tuple[int, int, list[Fault]]:
    faults: list[Fault] = []
    n_reports = n_claims = 0
    with case.read() as connection:
        rows = connection.execution_options(yield_per=200).execute(
            sa.select(t.reports.c.n, t.reports.c.id, t.reports.c.text, t.reports.c.day, t.reports.c.published)
        )
        for row in rows:
            n_reports += 1
            told(row.id)
            article = Article(text=row.text, blocks=(), provenance=Provenance(), payload_id="")
            if article.id != row.id:
                faults.append(
                    Fault(code="text", where=row.id, what=f"the text has the hash {article.id}", remedy=BACKUP)
                )
            with case.read() as inner:
                claims = inner.execute(sa.select(t.claims).where(t.claims.c.report_n == row.n)).mappings().all()
                current = inner.scalar(
                    sa.select(sa.func.count()).where(t.readings.c.report_n == row.n, t.readings.c.current.is_(True))
                )
                arrivals = inner.scalar(sa.select(sa.func.count()).where(t.receipts.c.report_n == row.n))
            n_claims += len(claims)
            for claim in claims:
                faults += _claim(row.id, row.text, claim)
            if current is not None and current > 1:
                faults.append(
                    Fault(code="reading", where=row.id, what=f"{current} readings are current", remedy=BACKUP)
                )
            if not arrivals:
                faults.append(Fault(code="custody", where=row.id, what="no arrival of it is on record", remedy=BACKUP))
            if row.day != (0 if row.published is None else date.toordinal(row.published)):
                faults.append(
                    Fault(code="report", where=row.id, what="its day and date of publication differ", remedy=BACKUP)
                )
    return n_reports, n_claims, faults


def _claim(report: str, text: str, row: Any) -> list[Fault]:
    where = f"{row['key']} in {report}"
    faults = []
    for name in ("trigger", "sentence"):
        start, end = row[f"{name}_start"], row[f"{name}_end"]
        if not 0 <= start <= end <= len(text) or text[start:end] != row[name]:
            faults.append(
                Fault(code="evidence", where=where, what=f"its quoted {name} does not stand in the text", remedy=BACKUP)
            )
        if row["data"][name] != [start, end]:
            faults.append(Fault(code="evidence", where=where, what=f"its {name} has two places", remedy=BACKUP))
    made = claim_key(report, row["data"]["type"], Span(row["trigger_start"], row["trigger_end"]))
    if row["layer"] == "read" and made != row["key"]:
        faults.append(Fault(code="key", where=where, what=f"its key should be {made}", remedy=BACKUP))
    return faults


def _sample(
    case: Case, reader: Reads, sample: int, seed: int | None, told: Callable[[str], None]
) -> tuple[int, int, list[Fault]]:
    faults: list[Fault] = []
    with case.read() as connection:
        numbers = made_by(connection, reader)
        total = connection.scalar(
            sa.select(sa.func.count()).select_from(t.readings).where(t.readings.c.current.is_(True))
        )
    chosen = numbers if len(numbers) <= sample else random.Random(seed).sample(numbers, sample)
    for n in chosen:
        with case.read() as connection:
            name = reports.id_of(connection, n)
        told(name)
        try:
            before, fresh = read_again(case, reader, n)
        except (IntegrityError, InputError, QueryError) as error:
            faults.append(
                Fault(code="reread", where=name, what=f"it cannot be read again: {error.what}", remedy=error.remedy)
            )
            continue
        if fresh.report.id != name:
            faults.append(Fault(code="reread", where=name, what=f"its bytes now give another text, {fresh.report.id}"))
        elif not same_content(before, fresh):
            faults.append(
                Fault(
                    code="reread",
                    where=name,
                    what="the same recipe now gives another reading",
                    remedy="Run `onrecord doctor`; if all is well there, please report this",
                )
            )
    return len(chosen), int(total or 0) - len(numbers), faults
