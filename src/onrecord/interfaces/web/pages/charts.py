"""Timeline, network, map and matrix: four drawings of the claims that one query finds."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from onrecord.interfaces.web.page import Asked, Page, Shown
from onrecord.interfaces.web.pages.claims import query_of
from onrecord.interfaces.web.svg import bar_of, place, project, ring, years
from onrecord.store import events as store_events
from onrecord.store import overview, queries

#: Rows of the timeline; with more events, months are counted instead.
_ROWS = 120


def _search(asked: Asked) -> str:
    return urlencode([(n, v) for n, vs in asked.options("after").items() for v in vs])


def _days(told: dict[str, Any] | None) -> tuple[date, date] | None:
    if not told or not told.get("from"):
        return None
    first = date.fromisoformat(told["from"])
    return first, date.fromisoformat(told["to"]) if told.get("to") else first


def timeline(asked: Asked) -> Shown:
    """One row an event (or a claim, where nothing is linked), uncertain dates as spans; months where there are many."""
    tlp = asked.viewer.tlp_max
    query = query_of(asked)
    asked_for = bool(asked.options("after"))
    with asked.bench.reading() as connection:
        claims = overview.dated(connection, query, limit=_ROWS, tlp_max=tlp)
        months = overview.by_month(connection, query, tlp_max=tlp) if claims.left else None
        keys = None
        if asked_for and not claims.left:
            keys = [c.key for c in queries.find_claims(connection, query, limit=2000, tlp_max=tlp).rows]
        events = (
            store_events.find_events(connection, claims=keys, limit=_ROWS + 1, tlp_max=tlp) if not claims.left else []
        )
    rows: list[dict[str, Any]] = []
    for event in events[:_ROWS]:
        days = _days(event.get("time"))
        if days is None:
            continue
        rows.append(
            {
                "link": f"/events/{event['id']}",
                "label": _title(event),
                "type": event["type"],
                "status": event["status"],
                "polarity": event.get("polarity", "+"),
                "certainty": event["certainty"],
                "first": days[0],
                "last": days[1],
                "origins": sum(1 for o in event["origins"] if o["counted"]),
                "reports": event["n_reports"],
            }
        )
    linked = bool(rows)
    if not rows:
        rows = [
            {
                "link": f"/claims/{row['key']}",
                "label": row["sentence"],
                "type": row["type"],
                "status": row["status"],
                "polarity": row["polarity"],
                "certainty": row["certainty"],
                "first": row["first"],
                "last": row["last"] or row["first"],
                "origins": 1,
                "reports": 1,
            }
            for row in claims.rows
        ]
    rows.sort(key=lambda r: (r["first"], r["last"], r["link"]))
    if months is not None and months.rows:
        return Shown(template="months.html", data=_months(months.rows, claims.left + len(claims.rows), _search(asked)))
    if not rows:
        return Shown(
            template="timeline.html", data={"rows": [], "axis": [], "search": _search(asked), "linked": linked}
        )
    first, last = min(r["first"] for r in rows), max(r["last"] for r in rows)
    first, last = first - timedelta(days=2), last + timedelta(days=max(3, (last - first).days // 20))
    drawn = []
    for row in rows:
        bar = bar_of(row["first"], row["last"] + timedelta(days=1), first, last)
        drawn.append(
            {
                **row,
                "first": row["first"].isoformat(),
                "last": row["last"].isoformat(),
                "x": bar.x,
                "width": bar.width,
                "sure": row["first"] == row["last"],
            }
        )
    return Shown(
        template="timeline.html",
        data={"rows": drawn, "axis": years(first, last), "search": _search(asked), "linked": linked},
    )


def _months(rows: tuple[dict[str, Any], ...], total: int, search: str) -> dict[str, Any]:
    by_month: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        by_month[row["month"]][row["status"]] = row["count"]
    most = max(sum(held.values()) for held in by_month.values())
    first = date.fromisoformat(min(by_month) + "-01")
    last = date.fromisoformat(max(by_month) + "-28") + timedelta(days=4)
    columns = []
    for month, held in sorted(by_month.items()):
        start = date.fromisoformat(month + "-01")
        x = place(start, first, last)
        width = max(1.0, place(start + timedelta(days=28), first, last) - x)
        y = 300.0
        parts = []
        for status, count in sorted(held.items()):
            height = round(290 * count / most, 1)
            y -= height
            parts.append({"status": status, "count": count, "y": round(y, 1), "height": height})
        columns.append({"month": month, "x": x, "width": round(width, 1), "parts": parts, "count": sum(held.values())})
    return {"columns": columns, "axis": years(first, last), "total": total, "most": most, "search": search}


def _title(event: dict[str, Any]) -> str:
    def names(part: str) -> str:
        return ", ".join(a["name"] or a["country"] or "?" for a in event[part][:3])

    told = " → ".join(x for x in (names("actors"), names("recipients")) if x)
    goods = ", ".join(i["item"].replace("_", " ") for i in event["items"][:2])
    return ": ".join(x for x in (told, goods) if x) or event["type"].lower()


def network(asked: Asked) -> Shown:
    """Who with whom, by country."""
    with asked.bench.reading() as connection:
        found = overview.edges(connection, query_of(asked), limit=150, tlp_max=asked.viewer.tlp_max)
    weights: dict[str, int] = defaultdict(int)
    pairs: dict[tuple[str, str], dict[str, Any]] = {}
    for row in found.rows:
        pair = (row["first"], row["second"])
        held = pairs.setdefault(pair, {"first": pair[0], "second": pair[1], "count": 0, "types": {}, "statuses": {}})
        held["count"] += row["count"]
        held["types"][row["type"]] = held["types"].get(row["type"], 0) + row["count"]
        held["statuses"][row["status"]] = held["statuses"].get(row["status"], 0) + row["count"]
        weights[pair[0]] += row["count"]
        weights[pair[1]] += row["count"]
    kept = dict(sorted(weights.items(), key=lambda kv: (-kv[1], kv[0]))[:40])
    nodes = ring(kept, [(a, b, held["count"]) for (a, b), held in pairs.items()])
    at = {n.name: n for n in nodes}
    most = max((held["count"] for held in pairs.values()), default=1)
    links = []
    for (a, b), held in sorted(pairs.items()):
        if a not in at or b not in at:
            continue
        one, two = at[a], at[b]
        # each direction bends its own way, so that both can be seen
        mx, my = (one.x + two.x) / 2, (one.y + two.y) / 2
        dx, dy = two.x - one.x, two.y - one.y
        links.append(
            {
                **held,
                "path": f"M{one.x} {one.y} Q{round(mx - dy * 0.14, 1)} {round(my + dx * 0.14, 1)} {two.x} {two.y}",
                "weight": round(1 + 6 * held["count"] / most, 1),
                "status": max(held["statuses"], key=lambda s: (held["statuses"][s], s)),
            }
        )
    return Shown(
        template="network.html",
        data={
            "nodes": [{"name": n.name, "x": n.x, "y": n.y, "size": n.size, "count": n.count} for n in nodes],
            "links": links,
            "left": found.left,
            "search": _search(asked),
        },
    )


def map_(asked: Asked) -> Shown:
    """Places of happenings, and ends of routes."""
    with asked.bench.reading() as connection:
        found = overview.points(connection, query_of(asked), tlp_max=asked.viewer.tlp_max)
    most = max((row["count"] for row in found.rows), default=1)
    dots = []
    for row in found.rows:
        x, y = project(row["lat"], row["lon"])
        dots.append({**row, "x": x, "y": y, "size": round(3 + 9 * (row["count"] / most) ** 0.5, 1)})
    return Shown(
        template="map.html",
        data={
            "dots": dots,
            "land": asked.bench.knowledge.table("places/land")["paths"],
            "left": found.left,
            "search": _search(asked),
        },
    )


def matrix(asked: Asked) -> Shown:
    """Pairs of countries by month."""
    with asked.bench.reading() as connection:
        found = overview.dyads_by_month(connection, query_of(asked), limit=30, tlp_max=asked.viewer.tlp_max)
    months = sorted({row["month"] for row in found.rows})[-36:]
    most = max((row["count"] for row in found.rows), default=1)
    rows: dict[str, dict[str, int]] = defaultdict(dict)
    for row in found.rows:
        rows[f"{row['first']}:{row['second']}"][row["month"]] = row["count"]
    return Shown(
        template="matrix.html",
        data={
            "months": months,
            "most": most,
            "rows": [
                {"dyad": dyad, "total": sum(held.values()), "cells": [held.get(m, 0) for m in months]}
                for dyad, held in sorted(rows.items(), key=lambda kv: (-sum(kv[1].values()), kv[0]))
            ],
            "left": found.left,
            "search": _search(asked),
        },
    )


PAGES = (
    Page(path="/timeline", handler=timeline),
    Page(path="/network", handler=network),
    Page(path="/map", handler=map_),
    Page(path="/matrix", handler=matrix),
)
