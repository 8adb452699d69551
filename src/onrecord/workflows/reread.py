"""Reread: what a changed recipe affects is read anew from the kept bytes; the old readings stay as superseded.

In: a case and a reader. Out: a run whose account has one line a report: `read` where claims or attributions came out
otherwise, `unchanged` where only the recipe is new. Each report is one transaction, so an interrupted run goes on with
the rest. Decisions follow where the words are the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import sqlalchemy as sa

from onrecord.domain.casebook import Entry, Fate, Receipt
from onrecord.domain.reading import Reading
from onrecord.domain.report import Report
from onrecord.errors import CaseError, InputError
from onrecord.store import reports, runs, writes
from onrecord.store import tables as t
from onrecord.store.case import Case, now
from onrecord.store.decisions import carry_over
from onrecord.store.rows import recipe_id
from onrecord.workflows.ingest import Account, Reads, program


def affected(connection: sa.Connection, recipe: str, *, everything: bool = False) -> list[int]:
    """Numbers of reports whose current reading was made by another recipe, or of all reports."""
    statement = sa.select(t.readings.c.report_n).where(t.readings.c.current.is_(True)).order_by(t.readings.c.report_n)
    if not everything:
        statement = statement.where(t.readings.c.recipe_id != recipe)
    return [int(n) for n in connection.scalars(statement)]


def reread(
    case: Case,
    reader: Reads,
    *,
    by: str,
    report: int | None = None,
    everything: bool = False,
    wait: float = 0.0,
    told: Callable[[Entry], None] = lambda entry: None,
) -> Account:
    """Read again what another recipe made.

    Args:
        case: Opened to write.
        reader: Reads with the new recipe.
        by: Who runs it.
        report: Only the report of this number, whatever its recipe.
        everything: Also what the same recipe made.
        wait: Seconds to wait for another writer.
        told: Called with each line of the account.

    Raises:
        CaseError: The case is locked or cannot be written.
    """
    with case.lock("reread", wait=wait):
        with case.write() as connection:
            recipe = writes.save_recipe(connection, reader.recipe)
            run = runs.begin_run(
                connection,
                "reread",
                options={"everything": everything, "report": report},
                by=by,
                program=program(),
                recipe=recipe,
                resume=True,
            )
            numbers = [report] if report is not None else affected(connection, recipe, everything=everything)
        for n in numbers:
            with case.read() as connection:
                name = reports.id_of(connection, n)
            if name not in run.done:
                told(_again(case, reader, n, name, run.n, by))
        with case.write() as connection:
            lines = runs.account(connection, run.n)
            runs.finish_run(connection, run.n)
    fates = Counter(str(entry.fate) for entry in lines)
    return Account(run=run.n, resumed=run.resumed, fates=dict(fates), claims=sum(entry.claims for entry in lines))


def _again(case: Case, reader: Reads, n: int, name: str, run_n: int, by: str) -> Entry:
    try:
        before, fresh = read_again(case, reader, n)
    except CaseError as error:
        # Bytes that are damaged are named, and cost only their own report.
        return _line(case, run_n, Entry(input=name, fate=Fate.FAILED, reason=str(error), report=name))
    except InputError as error:
        return _line(case, run_n, Entry(input=name, fate=Fate.FAILED, reason=str(error), report=name))
    same = same_content(before, fresh)
    entry = Entry(
        input=name,
        fate=Fate.UNCHANGED if same else Fate.READ,
        reason=None if fresh.report.id == name else f"the text comes out otherwise; now {fresh.report.id}",
        report=fresh.report.id,
        problems=tuple(problem.code for problem in fresh.problems),
        claims=len(fresh.claims),
    )
    with case.write() as connection:
        if fresh.report.id != name:
            writes.supersede(connection, n)
        saved = writes.save_reading(connection, fresh, run_n=run_n)
        if fresh.report.id != name:
            receipt = Receipt(
                input=name, received=now(), received_by=by, program=program(), extra={"reread_from": name}
            )
            writes.save_receipt(
                connection,
                receipt,
                payload_id=fresh.report.payload_id,
                provenance=fresh.report.provenance,
                report_n=saved.report_n,
                run_n=run_n,
            )
        carry_over(connection, saved.reading_n)
        runs.record(connection, run_n, entry)
    return entry


def _line(case: Case, run_n: int, entry: Entry) -> Entry:
    with case.write() as connection:
        runs.record(connection, run_n, entry)
    return entry


def read_again(case: Case, reader: Reads, report_n: int) -> tuple[Reading, Reading]:
    """The current reading of a report, and a fresh one from its kept bytes.

    An imported reading has no bytes; its text is read anew instead.

    Raises:
        IntegrityError: The kept bytes are missing or damaged.
        InputError: They cannot be read any more.
    """
    with case.read() as connection:
        before = reports.reading(connection, report_n)
        payload = reports.payload_of(connection, before.report.payload_id)
        tlp = reports.tlp_of(connection, report_n)
    told = replace(before.report.provenance, tlp=tlp)
    if payload is None or not payload["kept"]:
        return before, reader.read(replace(before.report, provenance=told))
    data = case.kept.fetch(before.report.payload_id)
    article = reader.article(
        Report(payload=data, media_type=payload["media_type"], provenance=told, name=before.report.id)
    )
    return before, reader.read(article)


def same_content(before: Reading, fresh: Reading) -> bool:
    """Whether two readings say the same, recipe and marking aside."""
    report = replace(before.report, provenance=replace(before.report.provenance, tlp=fresh.report.provenance.tlp))
    return replace(before, report=report, recipe=fresh.recipe) == fresh


def made_by(connection: sa.Connection, reader: Reads) -> list[int]:
    """Numbers of reports whose current reading this reader's recipe made."""
    return [
        int(n)
        for n in connection.scalars(
            sa.select(t.readings.c.report_n)
            .where(t.readings.c.current.is_(True), t.readings.c.recipe_id == recipe_id(reader.recipe))
            .order_by(t.readings.c.report_n)
        )
    ]
