"""Events, findings and links as rows: worked out of claims, thrown away and worked out again at will.

In: what linking and norms computed, as data in the forms that `CONTRACT.md` fixes. Out: the same, filtered. Earlier
results stay, marked as not current.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

import sqlalchemy as sa

from onrecord.domain.query import ClaimQuery
from onrecord.domain.report import Tlp
from onrecord.errors import QueryError
from onrecord.store import queries
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


def judged(connection: sa.Connection, keys: Sequence[str]) -> list[Row]:
    """What people said of pairs with one of these claims, the last first: `first`, `second`, `same`, `by`, `at`."""
    j = t.judgements.c
    rows: dict[int, Row] = {}
    for start in range(0, len(keys), 400):
        chunk = keys[start : start + 400]
        found = connection.execute(
            sa.select(j.n, j.first, j.second, j.same, j.said_by.label("by"), j.at)
            .where(j.undone_at.is_(None), sa.or_(j.first.in_(chunk), j.second.in_(chunk)))
            .order_by(j.n.desc())
            .limit(200)
        ).mappings()
        rows.update((row["n"], {name: value for name, value in row.items() if name != "n"}) for row in found)
    return [rows[n] for n in sorted(rows, reverse=True)]


def links_among(connection: sa.Connection, keys: Sequence[str], *, limit: int = 30) -> list[Row]:
    """Why claims were joined: current links of kind `same` between some of these, surest first."""
    k = t.links.c
    rows: list[Row] = []
    for start in range(0, len(keys), 400):
        found = connection.scalars(
            sa.select(k.data)
            .where(k.current.is_(True), k.kind == "same", k.first.in_(keys[start : start + 400]))
            .order_by(k.n)
            .limit(2000)
        )
        rows += found
    wanted = set(keys)
    among = [row for row in rows if row["left"] in wanted and row["right"] in wanted]
    among.sort(key=lambda row: (-(row["score"] if row["score"] is not None else 2.0), row["left"], row["right"]))
    return among[:limit]


def stale(connection: sa.Connection) -> int | None:
    """How many claims came in, and how often people decided on claims or pairs, since events were last linked; None
    where they never were."""
    last = connection.execute(
        sa.select(t.runs.c.started)
        .where(t.runs.c.command == "link", t.runs.c.state == "finished")
        .order_by(t.runs.c.n.desc())
        .limit(1)
    ).scalar()
    if last is None:
        return None
    # readings are numbered in the order in which they were made, so the walk ends at the first that is older
    older = connection.scalar(
        sa.select(t.readings.c.n).where(t.readings.c.made < last).order_by(t.readings.c.n.desc()).limit(1)
    )
    read = (
        sa.select(sa.func.count())
        .select_from(t.claims)
        # `coalesce` keeps the planner from the index on what is shown, which is nearly all
        .where(t.claims.c.reading_n > (older or 0), sa.func.coalesce(t.claims.c.shown, False).is_(True))
    )
    said = (
        sa.select(sa.func.count())
        .select_from(t.decisions)
        .where(sa.or_(t.decisions.c.at >= last, t.decisions.c.undone_at >= last))
    )
    pairs = (
        sa.select(sa.func.count())
        .select_from(t.judgements)
        .where(sa.or_(t.judgements.c.at >= last, t.judgements.c.undone_at >= last))
    )
    return sum(int(connection.scalar(counted) or 0) for counted in (read, said, pairs))


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


def _may_be_shown(tlp_max: Tlp | None) -> list[sa.ColumnElement[bool]]:
    """That every report behind an event may be shown; asked event by event, so that a page costs a page."""
    if tlp_max is None or tlp_max == Tlp.RED:
        return []
    above = (
        sa.select(t.event_claims.c.event_n)
        .join(t.claims, t.claims.c.key == t.event_claims.c.claim_key)
        .join(t.reports, t.reports.c.n == t.claims.c.report_n)
        .where(t.event_claims.c.event_n == t.events.c.n, t.reports.c.tlp.not_in(readable(tlp_max)))
        .correlate(t.events)
    )
    return [~sa.exists(above)]


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
    where: list[sa.ColumnElement[bool]] = [e.current.is_(True), *_may_be_shown(tlp_max)]
    if type:
        where.append(e.type.in_(type))
    if from_day is not None:
        where.append(sa.func.coalesce(e.time_last, e.time_first) >= from_day)
    if to_day is not None:
        where.append(e.time_first <= to_day)
    pattern = None if raw else blotter(protected_names(connection, tlp_max))
    statement = sa.select(e.day, e.n, e.data).where(*where).order_by(e.day, e.n)
    if claims is None:
        if limit is not None:
            statement = statement.limit(limit)
        return [blot(data, pattern) for _, _, data in connection.execute(statement)]
    found: set[int] = set()
    for start in range(0, len(claims), 500):
        chunk = t.event_claims.c.claim_key.in_(claims[start : start + 500])
        found.update(connection.scalars(sa.select(t.event_claims.c.event_n).where(chunk)))
    numbers = sorted(found)
    rows: list[tuple[int, int, Row]] = []
    for start in range(0, len(numbers), 500):
        chosen = statement.where(e.n.in_(numbers[start : start + 500]))
        rows += [(day, n, data) for day, n, data in connection.execute(chosen)]
    rows.sort(key=lambda row: row[:2])
    return [blot(data, pattern) for _, _, data in rows[:limit]]


def each_event(
    connection: sa.Connection, *, claims: Iterable[str] | None = None, tlp_max: Tlp | None = None, page: int = 500
) -> Iterator[Row]:
    """What `find_events` finds, in the same order, held a page at a time: for those that take all of them away."""
    e = t.events.c
    where = [e.current.is_(True), *_may_be_shown(tlp_max)]
    pattern = blotter(protected_names(connection, tlp_max))
    if claims is None:
        last = (-1, 0)
        while True:
            after = sa.tuple_(e.day, e.n) > sa.tuple_(*map(sa.literal, last))
            rows = connection.execute(
                sa.select(e.day, e.n, e.data).where(*where, after).order_by(e.day, e.n).limit(page)
            ).all()
            if not rows:
                return
            yield from (blot(data, pattern) for _, _, data in rows)
            last = (rows[-1][0], rows[-1][1])
    numbers: set[int] = set()
    for chunk in _chunks(claims, page):
        numbers.update(
            connection.scalars(sa.select(t.event_claims.c.event_n).where(t.event_claims.c.claim_key.in_(chunk)))
        )
    placed: list[tuple[int, int]] = []
    for some in _chunks(sorted(numbers), page):
        placed += [(day, n) for day, n in connection.execute(sa.select(e.day, e.n).where(e.n.in_(some), *where))]
    for some in _chunks([n for _, n in sorted(placed)], page):
        found = {n: data for n, data in connection.execute(sa.select(e.n, e.data).where(e.n.in_(some)))}
        yield from (blot(found[n], pattern) for n in some)


def _chunks(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    left = iter(values)
    while chunk := list(islice(left, size)):
        yield chunk


#: Claims of a query that are looked at for their events.
MOST_CLAIMS = 2500


@dataclass(frozen=True, kw_only=True)
class FoundEvents:
    """Events that hold a claim which answers a query.

    Attributes:
        rows: Of one page, as linking keeps them.
        next: Mark of the next page, or None.
        all: Whether every claim that answers was looked at, not only the newest.
    """

    rows: tuple[Row, ...]
    next: str | None = None
    all: bool = True


@dataclass(frozen=True, kw_only=True)
class _Chosen:
    """Conditions on events that answer a query; `by_number` where they name events by number."""

    where: list[sa.ColumnElement[bool]]
    all: bool
    by_number: bool = False

    def select(self, *columns: Any, also: Sequence[sa.ColumnElement[bool]] = ()) -> sa.Select[Any]:
        """A selection of them. SQLite would else walk all events in the order of days to meet those that are named."""
        chosen = sa.select(*columns).where(*self.where, *also)
        return chosen.with_hint(t.events, "NOT INDEXED", "sqlite") if self.by_number else chosen


#: Filters that hold for an event as well as for its claims.
_OWN = frozenset({"type", "status", "certainty", "event_from", "event_to"})


def _chosen(connection: sa.Connection, query: ClaimQuery, tlp_max: Tlp | None) -> _Chosen:
    """What answers: by the event's own columns where the query asks for nothing else, else by its claims."""
    e = t.events.c
    where: list[sa.ColumnElement[bool]] = [e.current.is_(True)]
    if set(query.to_options()) <= _OWN:
        for column, values in ((e.type, query.type), (e.status, query.status), (e.certainty, query.certainty)):
            if values:
                where.append(column.in_(values))
        if query.event_from is not None or query.event_to is not None:
            where.append(_meets(query.event_from, query.event_to))
        return _Chosen(where=[*where, *_may_be_shown(tlp_max)], all=True)
    found = queries.newest(connection, query, most=MOST_CLAIMS, tlp_max=tlp_max)
    keys = sa.select(t.claims.c.key).where(found.clause)
    holding = sa.select(t.event_claims.c.event_n).where(t.event_claims.c.claim_key.in_(keys))
    numbers = sorted(set(connection.scalars(holding)))
    listed = ",".join(str(n) for n in numbers) or "NULL"
    where.append(e.n.op("IN", is_comparison=True)(sa.literal_column(f"({listed})")))
    return _Chosen(where=[*where, *_may_be_shown(tlp_max)], all=found.all, by_number=True)


def _meets(first: date | None, last: date | None) -> sa.ColumnElement[bool]:
    """That an event's time meets a window. Where no time is told, the day of its first report stands for it."""
    e = t.events.c
    told: list[sa.ColumnElement[bool]] = [e.day > 0]
    if last is not None:
        told.append(e.day <= last.toordinal())
    if first is not None:
        # those that began before and reach into the window are few, and have an index of their own
        reaching = sa.select(e.n).where(e.time_last > e.time_first, e.time_last >= first)
        told.append(sa.or_(e.day >= first.toordinal(), e.n.in_(reaching)))
    return sa.and_(*told)


def page_of_events(
    connection: sa.Connection,
    query: ClaimQuery,
    *,
    limit: int = 50,
    after: str | None = None,
    tlp_max: Tlp | None = None,
    oldest_first: bool = False,
) -> FoundEvents:
    """Events that hold a claim which answers a query, last day first.

    Raises:
        QueryError: `after` is no page mark.
    """
    e = t.events.c
    chosen = _chosen(connection, query, tlp_max)
    where = []
    if after is not None:
        place, last = sa.tuple_(e.day, e.n), sa.tuple_(*map(sa.literal, queries.cursor(after)))
        where.append(place > last if oldest_first else place < last)
    order = (e.day.asc(), e.n.asc()) if oldest_first else (e.day.desc(), e.n.desc())
    rows = connection.execute(
        chosen.select(e.day, e.n, e.data, also=where).order_by(*order).limit(limit + 1)
    ).all()  # fmt: skip
    pattern = blotter(protected_names(connection, tlp_max))
    return FoundEvents(
        rows=tuple(blot(row.data, pattern) for row in rows[:limit]),
        next=f"{rows[limit - 1].day}.{rows[limit - 1].n}" if len(rows) > limit else None,
        all=chosen.all,
    )


def count_events(connection: sa.Connection, query: ClaimQuery, *, most: int, tlp_max: Tlp | None = None) -> int:
    """How many events hold a claim which answers a query; counting stops at `most`."""
    some = _chosen(connection, query, tlp_max).select(t.events.c.n).limit(most).subquery()
    return int(connection.scalar(sa.select(sa.func.count()).select_from(some)) or 0)


@dataclass(frozen=True, kw_only=True)
class Days:
    """Events by day and rung: rows of (ordinal day, status, count). `all` tells whether none was left out."""

    rows: tuple[tuple[int, str, int], ...]
    all: bool


def event_days(
    connection: sa.Connection, query: ClaimQuery, *, tlp_max: Tlp | None = None, most: int = MOST_CLAIMS
) -> Days:
    """How many events of each rung begin on each day; those that have no day at all are left out.

    Under a ceiling below RED the newest `most` are counted, since each has to be asked whether it may be shown.
    """
    e = t.events.c
    chosen = _chosen(connection, query, tlp_max)
    if _may_be_shown(tlp_max):
        newest = chosen.select(e.day, e.status, also=[e.day > 0]).order_by(e.day.desc()).limit(most).subquery()
        counted = sa.select(newest.c.day, newest.c.status, sa.func.count()).group_by(newest.c.day, newest.c.status)
        rows = connection.execute(counted).all()
        whole = chosen.all and sum(row[2] for row in rows) < most
    else:
        counted = chosen.select(e.day, e.status, sa.func.count(), also=[e.day > 0])
        rows = connection.execute(counted.group_by(e.day, e.status)).all()
        whole = chosen.all
    return Days(rows=tuple((int(day), str(status), int(count)) for day, status, count in rows), all=whole)


def newest_event(connection: sa.Connection) -> int:
    """Number of the newest event row: what a visitor has seen up to."""
    return int(connection.scalar(sa.select(sa.func.max(t.events.c.n))) or 0)


def moved(connection: sa.Connection, n: int, *, limit: int = 10, tlp_max: Tlp | None = None) -> list[Row]:
    """Events whose rung, certainty or polarity changed in rows after a number, newest first.

    Rows are the event with `was`: its `status`, `certainty` and `polarity` before.
    """
    e = t.events.c
    old = t.events.alias("old")
    before = (
        sa.select(old.c.data)
        .where(old.c.id == e.id, old.c.n <= n)
        .order_by(old.c.n.desc())
        .limit(1)
        .correlate(t.events)
        .scalar_subquery()
    )
    # type_coerce: a scalar subquery would else come back as the text that the database keeps
    statement = (
        sa.select(e.data, sa.type_coerce(before, t.events.c.data.type).label("before"))
        .where(e.current.is_(True), e.n > n, *_may_be_shown(tlp_max))
        .order_by(e.n.desc())
        .limit(2000)
    )
    pattern = blotter(protected_names(connection, tlp_max))
    told: list[Row] = []
    for data, earlier in connection.execute(statement):
        if earlier is None:
            continue
        was = {name: earlier[name] for name in ("status", "certainty", "polarity")}
        if any(data[name] != value for name, value in was.items()):
            told.append(blot({**data, "was": was}, pattern))
    return told[:limit]


def event_by_id(connection: sa.Connection, id: str, *, tlp_max: Tlp | None = None) -> Row:
    """The current event of an id or its unique beginning.

    Raises:
        QueryError: There is none that may be shown, or several.
    """
    e = t.events.c
    # by id first, then what is current of it: asked together, a database may walk all that is current
    numbers = list(connection.scalars(sa.select(e.n).where(e.id >= id, e.id < id + "g").limit(500)))
    rows = connection.execute(
        sa.select(e.id, e.data).where(e.n.in_(numbers), e.current.is_(True), *_may_be_shown(tlp_max)).limit(3)
    ).all()
    if len(rows) != 1:
        what = "there is no such event" if not rows else "several events begin so"
        raise QueryError(what, where=id, remedy="Take an id from `onrecord events`")
    told: Row = blot(rows[0].data, blotter(protected_names(connection, tlp_max)))
    return told


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
    connection: sa.Connection,
    *,
    event: str | None = None,
    clause: str | None = None,
    tlp_max: Tlp | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Row]:
    """Current findings, by event and clause; with a ceiling those of events that may be shown."""
    f = t.findings.c
    statement = sa.select(f.data).where(f.current.is_(True)).order_by(f.event_id, f.clause, f.n)
    if limit is not None:
        statement = statement.limit(limit).offset(offset)
    if event is not None:
        statement = statement.where(f.event_id == event)
    if clause is not None:
        statement = statement.where(f.clause == clause)
    if tlp_max is not None:
        e = t.events.c
        own = sa.select(e.n).where(e.id == f.event_id, e.current.is_(True), *_may_be_shown(tlp_max))
        statement = statement.where(sa.exists(own.correlate(t.findings)))
    pattern = blotter(protected_names(connection, tlp_max))
    return [blot(data, pattern) for data in connection.scalars(statement)]
