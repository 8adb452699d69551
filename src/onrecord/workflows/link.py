"""Link: a case's claims joined to events, with the copies and judgements that led there, as rows beside them.

In: a case. Out: current events and links. Claims count as they stand: corrected values are used, rejected claims left
out, people's judgements on pairs override. It can be run again at any time; what comes out the same keeps its row.

A text that came from several outlets is one report with several arrivals: it counts as one report, and its outlets all
count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from onrecord.domain.event import Event, Judgement
from onrecord.domain.reading import Recipe
from onrecord.errors import CaseError
from onrecord.knowledge import Knowledge, load_knowledge
from onrecord.linking.link import Linker
from onrecord.store import events, kept, reports, runs, writes
from onrecord.store.case import Case
from onrecord.store.kept import KeptReport
from onrecord.workflows.ingest import program
from onrecord.workflows.relink import Change, change, marks, rows_of, said_mark


@dataclass(frozen=True, kw_only=True)
class Linkage:
    """What linking made: numbers of reports, claims, events, events new or changed, and copies.

    `fresh` is the number of reports that were read for it: all, or only those that changed since the last run.
    """

    run: int
    reports: int
    claims: int
    events: int
    changed: int
    copies: int
    fresh: int


def link_case(
    case: Case,
    *,
    by: str,
    knowledge: Knowledge | None = None,
    today: date | None = None,
    wait: float = 0.0,
    linker: Callable[..., Any] | None = None,
    whole: bool = True,
) -> Linkage:
    """Link all of a case, or what changed in it.

    Args:
        case: Opened to write.
        by: Who runs it.
        knowledge: Tables; those that ship with the package where None.
        today: Day for due dates that passed; None judges none.
        wait: Seconds to wait for another writer.
        linker: What links everything, for tests; nothing is kept of it for a later run.
        whole: Whether everything is linked; else only what changed since the last run in whatever process, where that
            can be told. The outcome is the same.

    Raises:
        CaseError: The case is locked or cannot be written.
    """
    known = knowledge or load_knowledge()
    with case.lock("link", wait=wait):
        with case.write() as connection:
            recipe = writes.save_recipe(
                connection, Recipe(onrecord=program().partition(" ")[2], knowledge=known.version, models={})
            )
            run = runs.begin_run(
                connection,
                "link",
                options={"today": None if today is None else today.isoformat()},
                by=by,
                program=program(),
                recipe=recipe,
            )
        made: Change | None = None
        with case.read() as connection:
            outlets = reports.outlets_of(connection)
            said = tuple(
                Judgement(left=first, right=second, same=same, by=who)
                for first, second, same, who, _ in events.judgements(connection)
            )
            if not whole:
                made = change(connection, outlets, said, recipe=recipe, knowledge=known, today=today)
            if made is None:
                readings = list(reports.standing_readings(connection))
                now = marks(connection, outlets)
        if made is not None:
            return _write(case, made, outlets, said_mark(said), run.n)
        left: Mapping[int, KeptReport] | None = None
        if linker is None:
            joiner = Linker(said, knowledge=known, today=today)
            joiner.add(readings)
            linked, left = joiner.linked(), rows_of(joiner.kept(), now)
        else:
            linked = linker(readings, said, knowledge=known, today=today)
        rows = [_row(event, _outlets(event, outlets)) for event in linked.events]
        links = [*_copies(linked.copies), *map(_reason, linked.judgements)]
        with case.write() as connection:
            changed = events.save_events(connection, rows, run_n=run.n)
            events.save_links(connection, links, run_n=run.n)
            result: dict[str, Any] = {"events": len(rows), "changed": changed, "copies": len(linked.copies)}
            if left is not None:
                kept.save_kept(connection, left, kept.kept_reports(connection))
                result["said"] = said_mark(said)
            runs.finish_run(connection, run.n, result=result)
    return Linkage(
        run=run.n,
        reports=len(readings),
        claims=sum(len(event["claims"]) for event in rows),
        events=len(rows),
        changed=changed,
        copies=len(linked.copies),
        fresh=len(readings),
    )


def _write(case: Case, made: Change, outlets: Mapping[str, set[str]], said: str, run_n: int) -> Linkage:
    """Write what a run that looked only at what changed came to."""
    rows = [_row(event, _outlets(event, outlets)) for event in made.linked.events]
    reasons = [_reason(j) for j in made.linked.judgements.values() if j is not None]
    with case.write() as connection:
        changed = kept.replace_events(connection, rows, made.linked.gone, run_n=run_n)
        kept.replace_reasons(connection, made.linked.judgements, reasons, run_n=run_n)
        if made.copies is not None:
            kept.replace_copies(connection, _copies(made.copies), run_n=run_n)
        kept.save_kept(connection, made.rows, made.gone)
        n_events, n_copies = kept.counts(connection)
        result = {"events": n_events, "changed": changed, "copies": n_copies, "fresh": made.fresh, "said": said}
        runs.finish_run(connection, run_n, result=result)
    return Linkage(
        run=run_n,
        reports=made.reports,
        claims=made.claims,
        events=n_events,
        changed=changed,
        copies=n_copies,
        fresh=made.fresh,
    )


def _copies(copies: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"kind": "copy", "first": c["earlier"], "second": c["later"], "score": c["jaccard"], "data": dict(c)}
        for c in copies
    ]


def _reason(j: Judgement) -> dict[str, Any]:
    return {
        "kind": "same" if j.same else "different",
        "first": j.left,
        "second": j.right,
        "score": j.score,
        "data": j.to_dict(),
    }


def _row(event: Event, n_outlets: int) -> dict[str, Any]:
    return replace(event, n_outlets=n_outlets).to_dict()


def _outlets(event: Event, outlets: Mapping[str, set[str]]) -> int:
    """How many outlets carried one of an event's texts; a report of no known outlet counts as its own."""
    behind = {report for origin in event.origins for report in origin.reports}
    carried = {outlet for report in behind for outlet in (outlets.get(report) or {report})}
    return max(event.n_outlets, len(carried))


def need_events(stale: int | None, where: str) -> None:
    """Refuse to go on where events were never linked.

    Raises:
        CaseError: They were not.
    """
    if stale is None:
        raise CaseError("no events are linked yet", where=where, remedy="Run `onrecord link` first")
