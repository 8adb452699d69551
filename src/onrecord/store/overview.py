"""Overviews: counts by which the charts of the workbench are drawn, over the claims that a query finds.

In: a connection, and the newest claims that answer a query (`queries.newest`). Out: plain rows, most frequent first and
limited in number, so that a page stays small however large the casebook is. What is left out by a limit is counted in
`Counted.left`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from onrecord.domain.report import Tlp
from onrecord.store import tables as t
from onrecord.store.protect import blot, blotter, protected_names
from onrecord.store.queries import Newest

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Rows, and how many claims stand behind rows that a limit left out."""

    rows: tuple[Row, ...]
    left: int = 0


def _limited(rows: Sequence[Any], limit: int) -> Counted:
    told = [dict(row) for row in rows]
    return Counted(rows=tuple(told[:limit]), left=sum(row["count"] for row in told[limit:]))


def dyads_by_month(connection: sa.Connection, found: Newest, *, limit: int = 30) -> Counted:
    """Claims by pair of countries and month of publication: rows of `first`, `second`, `month`, `count`.

    The `limit` pairs with most claims are kept, whole; claims of undated reports are left out.
    """
    d = t.dyads.c
    rows = connection.execute(
        sa.select(d.first, d.second, d.day, sa.func.count())
        .where(found.of(d.claim_n), d.day > 0)
        .group_by(d.first, d.second, d.day)
    )
    pairs: Counter[tuple[str, str]] = Counter()
    months: Counter[tuple[str, str, str]] = Counter()
    for first, second, day, count in rows:
        pairs[first, second] += count
        months[first, second, date.fromordinal(day).strftime("%Y-%m")] += count
    ordered = sorted(pairs, key=lambda pair: (-pairs[pair], pair))
    kept = set(ordered[:limit])
    return Counted(
        rows=tuple(
            {"first": first, "second": second, "month": month, "count": count}
            for (first, second, month), count in sorted(months.items())
            if (first, second) in kept
        ),
        left=sum(pairs[pair] for pair in ordered[limit:]),
    )


def edges(connection: sa.Connection, found: Newest, *, limit: int = 60) -> Counted:
    """Who with whom: rows of `first`, `second`, `type`, `status`, `count`, by the countries of actor and recipient."""
    d, c = t.dyads.c, t.claims.c
    count = sa.func.count().label("count")
    rows = connection.execute(
        sa.select(d.first, d.second, c.type, c.status, count)
        .select_from(t.dyads.join(t.claims, c.n == d.claim_n))
        .where(found.of(d.claim_n), d.first != d.second)
        .group_by(d.first, d.second, c.type, c.status)
        .order_by(count.desc(), d.first, d.second, c.type, c.status)
    ).mappings()
    return _limited(rows.all(), limit)


def points(connection: sa.Connection, found: Newest, *, limit: int = 200, tlp_max: Tlp | None = None) -> Counted:
    """Where things are said to be: rows of `name`, `country`, `lat`, `lon`, `part`, `count`; part is place or a leg."""
    p = t.places.c
    count = sa.func.count().label("count")
    rows = connection.execute(
        sa.select(p.name, p.country, p.lat, p.lon, p.part, count)
        .where(found.of(p.claim_n), p.lat.is_not(None), p.lon.is_not(None))
        .group_by(p.name, p.country, p.lat, p.lon, p.part)
        .order_by(count.desc(), p.name, p.part)
    ).mappings()
    pattern = blotter(protected_names(connection, tlp_max))
    told = _limited(rows.all(), limit)
    return Counted(rows=tuple(blot(row, pattern) for row in told.rows), left=told.left)


def routes(connection: sa.Connection, found: Newest, *, limit: int = 60) -> Counted:
    """Ways of transfers by country: rows of `way` (supplier, intermediaries, recipient), `count`, `statuses`.

    A transfer with several suppliers or recipients counts on each way.
    """
    k, c = t.countries.c, t.claims.c
    rows = connection.execute(
        sa.select(k.claim_n, k.part, k.country, c.status)
        .select_from(t.countries.join(t.claims, c.n == k.claim_n))
        .where(found.of(k.claim_n), c.type == "TRANSFER", k.part.in_(("actor", "recipient", "intermediary")))
        .order_by(k.claim_n, k.country)
    )
    parts: dict[int, dict[str, list[str]]] = {}
    status_of: dict[int, str] = {}
    for n, part, country, status in rows:
        parts.setdefault(n, {}).setdefault(part, []).append(country)
        status_of[n] = status
    ways: dict[tuple[str, ...], Counter[str]] = {}
    for n, held in parts.items():
        between = tuple(held.get("intermediary", ()))
        for supplier in held.get("actor", ()):
            for recipient in held.get("recipient", ()):
                if supplier != recipient:
                    ways.setdefault((supplier, *between, recipient), Counter())[status_of[n]] += 1
    told = [{"way": list(way), "count": held.total(), "statuses": dict(held)} for way, held in ways.items()]
    told.sort(key=lambda row: (-int(row["count"]), row["way"]))  # type: ignore[call-overload]
    return _limited(told, limit)


def newest_claim(connection: sa.Connection) -> int:
    """Number of the newest claim: what a visitor has seen up to."""
    return int(connection.scalar(sa.select(sa.func.max(t.claims.c.n))) or 0)
