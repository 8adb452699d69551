"""Overviews: counts by which the charts of the workbench are drawn, over the claims that a query finds.

In: a connection, a ClaimQuery, a ceiling. Out: plain rows, most frequent first and limited in number, so that a page
stays small however large the casebook is. What is left out by a limit is counted in `Counted.left`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from onrecord.domain.query import ClaimQuery
from onrecord.domain.report import Tlp
from onrecord.store import queries
from onrecord.store import tables as t
from onrecord.store.protect import blot, blotter, protected_names, readable

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Rows, and how many claims stand behind rows that a limit left out."""

    rows: tuple[Row, ...]
    left: int = 0


def _claims(connection: sa.Connection, query: ClaimQuery, tlp_max: Tlp | None) -> sa.Select[Any]:
    return queries.chosen(connection, query, tlp_max=tlp_max)


def _limited(rows: Sequence[Any], limit: int, count: str = "count") -> Counted:
    told = [dict(row) for row in rows]
    return Counted(rows=tuple(told[:limit]), left=sum(row[count] for row in told[limit:]))


def dyads_by_month(
    connection: sa.Connection, query: ClaimQuery, *, limit: int = 30, tlp_max: Tlp | None = None
) -> Counted:
    """Claims by pair of countries and month of publication: rows of `first`, `second`, `month`, `count`.

    The `limit` pairs with most claims are kept, whole.
    """
    chosen = _claims(connection, query, tlp_max)
    d, r = t.dyads.c, t.reports.c
    month = sa.func.substr(sa.cast(r.published, sa.String), 1, 7)
    joined = t.dyads.join(t.claims, t.claims.c.n == d.claim_n).join(t.reports, r.n == t.claims.c.report_n)
    count = sa.func.count().label("count")
    totals = connection.execute(
        sa.select(d.first, d.second, count)
        .where(d.claim_n.in_(chosen))
        .group_by(d.first, d.second)
        .order_by(count.desc(), d.first, d.second)
    ).all()
    kept = {(row.first, row.second) for row in totals[:limit]}
    rows = connection.execute(
        sa.select(d.first, d.second, month.label("month"), count)
        .select_from(joined)
        .where(d.claim_n.in_(chosen), r.published.is_not(None))
        .group_by(d.first, d.second, month)
        .order_by(d.first, d.second, month)
    ).mappings()
    return Counted(
        rows=tuple(dict(row) for row in rows if (row["first"], row["second"]) in kept),
        left=sum(int(row[2]) for row in totals[limit:]),
    )


def edges(connection: sa.Connection, query: ClaimQuery, *, limit: int = 60, tlp_max: Tlp | None = None) -> Counted:
    """Who with whom: rows of `first`, `second`, `type`, `status`, `count`, by the countries of actor and recipient."""
    chosen = _claims(connection, query, tlp_max)
    d, c = t.dyads.c, t.claims.c
    count = sa.func.count().label("count")
    rows = connection.execute(
        sa.select(d.first, d.second, c.type, c.status, count)
        .select_from(t.dyads.join(t.claims, c.n == d.claim_n))
        .where(d.claim_n.in_(chosen), d.first != d.second)
        .group_by(d.first, d.second, c.type, c.status)
        .order_by(count.desc(), d.first, d.second)
    ).mappings()
    return _limited(rows.all(), limit)


def points(connection: sa.Connection, query: ClaimQuery, *, limit: int = 200, tlp_max: Tlp | None = None) -> Counted:
    """Where things are said to be: rows of `name`, `country`, `lat`, `lon`, `part`, `count`; part is place or a leg."""
    chosen = _claims(connection, query, tlp_max)
    p = t.places.c
    count = sa.func.count().label("count")
    rows = connection.execute(
        sa.select(p.name, p.country, p.lat, p.lon, p.part, count)
        .where(p.claim_n.in_(chosen), p.lat.is_not(None))
        .group_by(p.name, p.country, p.lat, p.lon, p.part)
        .order_by(count.desc(), p.name)
    ).mappings()
    pattern = blotter(protected_names(connection, tlp_max))
    found = _limited(rows.all(), limit)
    return Counted(rows=tuple(blot(row, pattern) for row in found.rows), left=found.left)


def dated(connection: sa.Connection, query: ClaimQuery, *, limit: int = 300, tlp_max: Tlp | None = None) -> Counted:
    """Claims whose time is told, by day of the happening: rows of `key`, `type`, `status`, `polarity`, `certainty`,
    `first`, `last`, `sentence`; and in `left` how many more there are."""
    chosen = _claims(connection, query, tlp_max)
    c = t.claims.c
    where = (c.n.in_(chosen), c.time_first.is_not(None))
    total = int(connection.scalar(sa.select(sa.func.count()).where(*where)) or 0)
    rows = connection.execute(
        sa.select(
            c.key,
            c.type,
            c.status,
            c.polarity,
            c.certainty,
            c.time_first.label("first"),
            c.time_last.label("last"),
            c.sentence,
        )
        .where(*where)
        .order_by(c.time_first.desc(), c.n.desc())
        .limit(limit)
    ).mappings()
    pattern = blotter(protected_names(connection, tlp_max))
    told = tuple(blot(dict(row), pattern) for row in rows)
    return Counted(rows=told, left=total - len(told))


def by_month(connection: sa.Connection, query: ClaimQuery, *, tlp_max: Tlp | None = None) -> Counted:
    """Claims by month of the happening and rung: rows of `month`, `status`, `count`; none without time."""
    chosen = _claims(connection, query, tlp_max)
    c = t.claims.c
    month = sa.func.substr(sa.cast(c.time_first, sa.String), 1, 7)
    rows = connection.execute(
        sa.select(month.label("month"), c.status, sa.func.count().label("count"))
        .where(c.n.in_(chosen), c.time_first.is_not(None))
        .group_by(month, c.status)
        .order_by(month, c.status)
    ).mappings()
    return Counted(rows=tuple(dict(row) for row in rows))


def newest_claim(connection: sa.Connection) -> int:
    """Number of the newest claim: what a visitor has seen up to."""
    return int(connection.scalar(sa.select(sa.func.max(t.claims.c.n))) or 0)


def claims_since(connection: sa.Connection, n: int, *, tlp_max: Tlp | None = None) -> int:
    """How many shown claims came after a number."""
    statement = (
        sa.select(sa.func.count())
        .select_from(t.claims.join(t.reports, t.reports.c.n == t.claims.c.report_n))
        .where(t.claims.c.n > n, t.claims.c.shown.is_(True), t.reports.c.tlp.in_(readable(tlp_max)))
    )
    return int(connection.scalar(statement) or 0)


def span_of(connection: sa.Connection) -> tuple[date, date] | None:
    """First and last day of publication, or None where nothing is dated."""
    first, last = connection.execute(
        sa.select(sa.func.min(t.reports.c.published), sa.func.max(t.reports.c.published))
    ).one()
    return None if first is None else (first, last)
