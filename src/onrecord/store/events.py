"""Events, findings and links as rows: worked out of claims, thrown away and worked out again at will.

In: what linking and norms computed, as data in the forms that `CONTRACT.md` fixes. Out: the same, filtered. Earlier
results stay, marked as not current.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from onrecord.domain.report import Tlp
from onrecord.errors import QueryError
from onrecord.store import tables as t
from onrecord.store.case import now
from onrecord.store.protect import blot, blotter, protected_names, readable

Row = dict[str, Any]


def save_events(connection: sa.Connection, events: Iterable[Mapping[str, Any]], *, run_n: int | None = None) -> int:
    """Keep events in place of those that are current; return how many are new or changed.

    An event that came out as before keeps its row, so that its number tells since when it stands.
    """
    e = t.events.c
    current = {
        id: (n, data) for n, id, data in connection.execute(sa.select(e.n, e.id, e.data).where(e.current.is_(True)))
    }
    changed, gone = 0, {n for n, _ in current.values()}
    for event in events:
        n, data = current.get(event["id"], (0, None))
        if data == event:
            gone.discard(n)
            continue
        _save_event(connection, event, run_n)
        changed += 1
    for number in sorted(gone):
        connection.execute(t.events.update().where(e.n == number).values(current=False))
    return changed


def _save_event(connection: sa.Connection, event: Mapping[str, Any], run_n: int | None) -> None:
    time = event.get("time") or {}
    first = date.fromisoformat(time["from"]) if time.get("from") else None
    last = date.fromisoformat(time["to"]) if time.get("to") else first
    reported = event.get("first_reported")
    day = first or (date.fromisoformat(reported) if reported else None)
    key = connection.execute(
        t.events.insert().values(
            id=event["id"],
            run_n=run_n,
            current=True,
            type=event["type"],
            status=event["status"],
            certainty=event["certainty"],
            time_first=first,
            time_last=last,
            n_reports=event["n_reports"],
            n_outlets=event["n_outlets"],
            n_origins=event.get("n_origins", len(event["origins"])),
            day=day.toordinal() if day else 0,
            data=dict(event),
        )
    ).inserted_primary_key
    assert key is not None
    rows = [{"event_n": key[0], "claim_key": claim} for claim in dict.fromkeys(event["claims"])]
    if rows:
        connection.execute(t.event_claims.insert(), rows)


def save_links(connection: sa.Connection, links: Iterable[Mapping[str, Any]], *, run_n: int | None = None) -> int:
    """Keep links (`kind`, `first`, `second`, `score`, `data`) in place of those that are current; return how many."""
    connection.execute(t.links.delete().where(t.links.c.current.is_(True)))
    rows = [{**link, "run_n": run_n, "current": True} for link in links]
    for start in range(0, len(rows), 1000):
        connection.execute(t.links.insert(), rows[start : start + 1000])
    return len(rows)


def judge(connection: sa.Connection, first: str, second: str, same: bool, *, by: str, note: str | None = None) -> None:
    """Keep a person's word that two claims tell of one event, or do not; it overrides every score."""
    connection.execute(
        t.judgements.insert().values(
            kind="event", first=first, second=second, same=same, said_by=by, note=note, at=now(), undone_at=None
        )
    )


def judgements(connection: sa.Connection) -> list[tuple[str, str, bool, str, str | None]]:
    """What people said of pairs of claims and did not take back: first, second, same, by, note."""
    j = t.judgements.c
    rows = connection.execute(
        sa.select(j.first, j.second, j.same, j.said_by, j.note).where(j.undone_at.is_(None)).order_by(j.n)
    )
    return [(first, second, same, by, note) for first, second, same, by, note in rows]


def stale(connection: sa.Connection) -> int | None:
    """How many claims came in, or were decided on, since events were last linked; None where they never were."""
    last = connection.execute(
        sa.select(t.runs.c.started)
        .where(t.runs.c.command == "link", t.runs.c.state == "finished")
        .order_by(t.runs.c.n.desc())
        .limit(1)
    ).scalar()
    if last is None:
        return None
    read = (
        sa.select(sa.func.count())
        .select_from(t.claims.join(t.readings, t.readings.c.n == t.claims.c.reading_n))
        .where(t.readings.c.made >= last, t.claims.c.shown.is_(True))
    )
    said = (
        sa.select(sa.func.count())
        .select_from(t.decisions)
        .where(sa.or_(t.decisions.c.at >= last, t.decisions.c.undone_at >= last))
    )
    return int(connection.scalar(read) or 0) + int(connection.scalar(said) or 0)


def recalls(connection: sa.Connection, *, tlp_max: Tlp | None = None) -> list[Row]:
    """Claims whose sentence a later version of the page softened or removed, and the events that lean on them."""
    rows = connection.execute(
        sa.select(t.edits, t.versions.c.url, t.versions.c.noticed, t.reports.c.id.label("report"))
        .join(t.versions, t.versions.c.n == t.edits.c.version_n)
        .join(t.reports, t.reports.c.n == t.versions.c.earlier_n)
        .where(t.edits.c.kind.in_(["softened", "removed"]), t.reports.c.tlp.in_(readable(tlp_max)))
        .order_by(t.edits.c.n)
    ).mappings()
    pattern = blotter(protected_names(connection, tlp_max))
    told = []
    for row in rows.all():
        events = connection.scalars(
            sa.select(t.events.c.id)
            .join(t.event_claims, t.event_claims.c.event_n == t.events.c.n)
            .where(t.event_claims.c.claim_key == row["claim_key"], t.events.c.current.is_(True))
            .order_by(t.events.c.n)
        )
        told.append(
            {
                "claim": row["claim_key"],
                "kind": row["kind"],
                "before": blot(row["before"], pattern),
                "after": blot(row["after"], pattern),
                "url": row["url"],
                "noticed": row["noticed"],
                "report": row["report"],
                "events": list(events),
            }
        )
    return told


def find_events(
    connection: sa.Connection,
    *,
    type: Sequence[str] = (),
    claims: Sequence[str] | None = None,
    from_day: date | None = None,
    to_day: date | None = None,
    limit: int | None = None,
    tlp_max: Tlp | None = None,
    raw: bool = False,
) -> list[Row]:
    """Current events, first day first; those of certain claims only where `claims` is given.

    With a ceiling, an event is shown only where every report behind it may be shown. `raw` leaves protected names as
    they are, for computing with them; what is shown is never raw.
    """
    e = t.events.c
    where: list[sa.ColumnElement[bool]] = [e.current.is_(True)]
    if type:
        where.append(e.type.in_(type))
    if from_day is not None:
        where.append(sa.func.coalesce(e.time_last, e.time_first) >= from_day)
    if to_day is not None:
        where.append(e.time_first <= to_day)
    if claims is not None:
        found: set[int] = set()
        for start in range(0, len(claims), 500):
            found.update(
                connection.scalars(
                    sa.select(t.event_claims.c.event_n).where(
                        t.event_claims.c.claim_key.in_(claims[start : start + 500])
                    )
                )
            )
    if tlp_max is not None:
        above = (
            sa.select(t.event_claims.c.event_n)
            .join(t.claims, t.claims.c.key == t.event_claims.c.claim_key)
            .join(t.reports, t.reports.c.n == t.claims.c.report_n)
            .where(t.reports.c.tlp.not_in(readable(tlp_max)))
        )
        where.append(e.n.not_in(above))
    statement = sa.select(e.n, e.data).where(*where).order_by(e.day, e.n)
    if limit is not None and claims is None:
        statement = statement.limit(limit)
    rows = [(n, data) for n, data in connection.execute(statement) if claims is None or n in found]
    pattern = None if raw else blotter(protected_names(connection, tlp_max))
    return [blot(data, pattern) for _, data in rows[:limit]]


def event_by_id(connection: sa.Connection, id: str, *, tlp_max: Tlp | None = None) -> Row:
    """The current event of an id or its unique beginning.

    Raises:
        QueryError: There is none that may be shown, or several.
    """
    e = t.events.c
    rows = connection.execute(
        sa.select(e.id, e.data).where(e.current.is_(True), e.id >= id, e.id < id + "g").limit(3)
    ).all()
    if len(rows) != 1:
        what = "there is no such event" if not rows else "several events begin so"
        raise QueryError(what, where=id, remedy="Take an id from `onrecord events`")
    shown = find_events(connection, claims=list(rows[0].data["claims"]), tlp_max=tlp_max)
    found = [event for event in shown if event["id"] == rows[0].id]
    if not found:
        raise QueryError("there is no such event", where=id, remedy="Take an id from `onrecord events`")
    return found[0]


def save_findings(
    connection: sa.Connection, findings: Iterable[Mapping[str, Any]], *, as_of: date | None, run_n: int | None = None
) -> int:
    """Keep findings in place of those that are current; return how many."""
    connection.execute(t.findings.update().where(t.findings.c.current.is_(True)).values(current=False))
    rows = [
        {
            "run_n": run_n,
            "current": True,
            "event_id": finding.get("event"),
            "clause": finding["clause"],
            "strength": finding["strength"],
            "as_of": as_of,
            "data": dict(finding),
        }
        for finding in findings
    ]
    if rows:
        connection.execute(t.findings.insert(), rows)
    return len(rows)


def find_findings(
    connection: sa.Connection, *, event: str | None = None, clause: str | None = None, tlp_max: Tlp | None = None
) -> list[Row]:
    """Current findings, by event and clause; with a ceiling those of events that may be shown."""
    f = t.findings.c
    statement = sa.select(f.data).where(f.current.is_(True)).order_by(f.event_id, f.clause, f.n)
    if event is not None:
        statement = statement.where(f.event_id == event)
    if clause is not None:
        statement = statement.where(f.clause == clause)
    if tlp_max is not None:
        shown = [row["id"] for row in find_events(connection, tlp_max=tlp_max)]
        statement = statement.where(f.event_id.in_(shown))
    pattern = blotter(protected_names(connection, tlp_max))
    return [blot(data, pattern) for data in connection.scalars(statement)]
