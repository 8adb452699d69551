"""What linking keeps between runs, and how a run that looked only at what changed is written.

In: what `linking.events.Kept` holds, as plain values; changed events and judgements as data. Out: the same, and texts
of reports without their claims. One row a report tells what its reading hung on (its mark) and where its claims stand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from onrecord.domain.report import Article, Block, BlockKind
from onrecord.domain.span import Span
from onrecord.store import tables as t
from onrecord.store.events import _save_event
from onrecord.store.reports import provenance_from_dict

Row = dict[str, Any]
_SOME = 500


@dataclass(frozen=True, kw_only=True)
class KeptReport:
    """A report as the last run left it; `claims` are rows of key, day, place in the text, cluster and blocking keys."""

    mark: str
    claims: list[list[Any]]


@dataclass(frozen=True, kw_only=True)
class LastLink:
    """The last run of linking that was finished."""

    recipe: str | None
    today: str | None
    result: Mapping[str, Any]


def last_link(connection: sa.Connection) -> LastLink | None:
    """The last finished run of linking, or None."""
    r = t.runs.c
    row = connection.execute(
        sa.select(r.recipe_id, r.options, r.result)
        .where(r.command == "link", r.state == "finished")
        .order_by(r.n.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return LastLink(recipe=row.recipe_id, today=row.options.get("today"), result=row.result or {})


def kept_reports(connection: sa.Connection) -> dict[int, KeptReport]:
    """What the last run left, by number of report."""
    rows = connection.execute(sa.select(t.link_reports))
    return {row.report_n: KeptReport(mark=row.mark, claims=row.claims) for row in rows}


def save_kept(connection: sa.Connection, rows: Mapping[int, KeptReport], gone: Iterable[int] = ()) -> None:
    """Keep what a run leaves of some reports in place of what was kept of them; `gone` are kept no more."""
    numbers = sorted({*rows, *gone})
    for start in range(0, len(numbers), _SOME):
        connection.execute(t.link_reports.delete().where(t.link_reports.c.report_n.in_(numbers[start : start + _SOME])))
    values = [{"report_n": n, "mark": one.mark, "claims": one.claims} for n, one in sorted(rows.items())]
    for start in range(0, len(values), _SOME):
        connection.execute(t.link_reports.insert(), values[start : start + _SOME])


def undated_deeds(connection: sa.Connection, happened: Collection[str]) -> list[str]:
    """Ids of current events that are not done, as far as told, and have a day: those for which a due date may pass."""
    e = t.events.c
    return list(
        connection.scalars(
            sa.select(e.id).where(e.current.is_(True), e.status.not_in(sorted(happened)), e.time_first.is_not(None))
        )
    )


def replace_events(
    connection: sa.Connection, rows: Sequence[Mapping[str, Any]], gone: Iterable[str], *, run_n: int | None = None
) -> int:
    """Keep some events in place of those of the same ids, take others out, and return how many are new or changed."""
    e = t.events.c
    fresh = {row["id"]: row for row in rows}
    ids = sorted({*fresh, *gone})
    out: list[int] = []
    for start in range(0, len(ids), _SOME):
        held = connection.execute(
            sa.select(e.n, e.id, e.data).where(e.current.is_(True), e.id.in_(ids[start : start + _SOME]))
        )
        for n, id, data in held.all():
            if id in fresh and fresh[id] == data:
                del fresh[id]
            else:
                out.append(n)
    for start in range(0, len(out), _SOME):
        connection.execute(t.events.update().where(e.n.in_(out[start : start + _SOME])).values(current=False))
    for row in fresh.values():
        _save_event(connection, row, run_n)
    return len(fresh)


def replace_reasons(
    connection: sa.Connection, keys: Iterable[str], links: Sequence[Mapping[str, Any]], *, run_n: int | None = None
) -> None:
    """Keep why some claims joined (`links`) in place of what was kept of them; what people said stays."""
    k = t.links.c
    wanted = sorted(keys)
    for start in range(0, len(wanted), _SOME):
        found = connection.execute(
            sa.select(k.n, k.data).where(k.kind == "same", k.second.in_(wanted[start : start + _SOME]))
        ).all()
        numbers = [n for n, data in found if data.get("by", "rule") == "rule"]
        connection.execute(t.links.delete().where(k.n.in_(numbers)))
    rows = [{**link, "run_n": run_n, "current": True} for link in links]
    if rows:
        connection.execute(t.links.insert(), rows)


def replace_copies(connection: sa.Connection, links: Sequence[Mapping[str, Any]], *, run_n: int | None = None) -> None:
    """Keep pairs of reports that share text in place of those that are kept."""
    connection.execute(t.links.delete().where(t.links.c.kind == "copy"))
    rows = [{**link, "run_n": run_n, "current": True} for link in links]
    for start in range(0, len(rows), _SOME):
        connection.execute(t.links.insert(), rows[start : start + _SOME])


def counts(connection: sa.Connection) -> tuple[int, int]:
    """How many events are current, and how many pairs of reports share text."""
    events = sa.select(sa.func.count()).select_from(t.events).where(t.events.c.current.is_(True))
    copies = sa.select(sa.func.count()).select_from(t.links).where(t.links.c.kind == "copy")
    return int(connection.scalar(events) or 0), int(connection.scalar(copies) or 0)


def articles(connection: sa.Connection) -> Iterator[Article]:
    """The texts of all reports as they are read now, by id, without their claims."""
    r, b = t.readings.c, t.blocks.c
    rows = connection.execute(
        sa.select(r.n, r.article, t.reports.c.text)
        .join(t.reports, t.reports.c.n == r.report_n)
        .where(r.current.is_(True))
        .order_by(t.reports.c.id)
    ).all()
    for start in range(0, len(rows), _SOME):
        some = rows[start : start + _SOME]
        blocks: dict[int, list[Block]] = {}
        for n, kind, first, last in connection.execute(
            sa.select(b.reading_n, b.kind, b.start, b.end)
            .where(b.reading_n.in_([row.n for row in some]))
            .order_by(b.reading_n, b.position)
        ):
            blocks.setdefault(n, []).append(Block(kind=BlockKind(kind), span=Span(first, last)))
        for row in some:
            yield Article(
                text=row.text,
                blocks=tuple(blocks.get(row.n, ())),
                provenance=provenance_from_dict(row.article["provenance"]),
                payload_id=row.article["payload"],
            )
