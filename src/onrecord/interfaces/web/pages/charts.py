"""Timeline, network, map and matrix: four drawings of what one search finds.

A timeline draws events, one a row, and counts them by day, week, month or year where there are many. The others count
over the newest claims that answer, and say so where that is not all of them.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from onrecord.interfaces.web.page import Asked, Page, Shown
from onrecord.interfaces.web.search import Search, search_of
from onrecord.interfaces.web.svg import WORLD, bar_of, framed, place, project, ring, unrolled, years
from onrecord.knowledge.places import gazetteer
from onrecord.store import events as store_events
from onrecord.store import overview, queries

#: Rows of the timeline; with more events, they are counted instead.
ROWS = 100
#: Names on one map.
LABELS = 24
#: Claims that charts count over.
COUNTED = 3000


def timeline(asked: Asked) -> Shown:
    """One row an event, uncertain dates as spans; counted by day, week, month or year where there are many."""
    search = search_of(asked)
    tlp = asked.viewer.tlp_max
    with asked.bench.reading() as connection:
        days = asked.bench.days(connection, search.query, tlp)
        total = sum(count for _, _, count in days.rows)
        rows = (
            store_events.page_of_events(connection, search.query, limit=ROWS, tlp_max=tlp, oldest_first=True).rows
            if total <= ROWS
            else ()
        )
        stale = store_events.stale(connection)
    data: dict[str, Any] = {
        "search": search.to_dict(),
        "total": total,
        "all": days.all,
        "stale": stale,
        "window": _window(search, [day for day, _, _ in days.rows]),
    }
    if total > ROWS:
        return Shown(template="bins.html", data={**data, **bins(days.rows, search)})
    return Shown(template="timeline.html", data={**data, **drawn(rows)})


def drawn(events: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Rows of a timeline, first day first, each with its bar; events of no day at all are listed apart."""
    rows: list[dict[str, Any]] = []
    undated: list[dict[str, Any]] = []
    for event in events:
        told = event.get("time") or {}
        reported = event.get("first_reported")
        first = told.get("from") or reported
        row = {
            "link": f"/events/{event['id']}",
            "label": title_of(event),
            "type": event["type"],
            "status": event["status"],
            "polarity": event.get("polarity", "+"),
            "certainty": event["certainty"],
            "origins": sum(1 for o in event["origins"] if o["counted"]),
            "reports": event["n_reports"],
            "disputed": bool(event.get("disputes")),
        }
        if first is None:
            undated.append(row)
            continue
        last = (told.get("to") or first) if told.get("from") else first
        # told: the day is known; span: only that it lies in a stretch; reported: nothing but the first report's day
        row["date_is"] = "reported" if not told.get("from") else "told" if first == last else "span"
        rows.append({**row, "first": first, "last": last})
    rows.sort(key=lambda r: (r["first"], r["last"], r["link"]))
    if not rows:
        return {"rows": [], "undated": undated, "axis": []}
    begins = min(date.fromisoformat(r["first"]) for r in rows)
    ends = max(date.fromisoformat(r["last"]) for r in rows)
    margin = timedelta(days=max(2, (ends - begins).days // 40))
    begins, ends = begins - margin, ends + margin
    for row in rows:
        first, last = date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
        bar = bar_of(first, last + timedelta(days=1), begins, ends)
        row["x"], row["width"] = bar.x, max(bar.width, 14.0)
    return {"rows": rows, "undated": undated, "axis": years(begins, ends)}


def _window(search: Search, days: list[int]) -> dict[str, Any]:
    """Addresses that move the window of days: to what came before and after, wider, and to everything."""
    first, last = search.query.event_from, search.query.event_to
    told: dict[str, Any] = {"from": None if first is None else str(first), "to": None if last is None else str(last)}
    if first is None and last is None:
        return told
    begins = first or (date.fromordinal(min(days)) if days else last)
    ends = last or (date.fromordinal(max(days)) if days else first)
    assert begins is not None and ends is not None
    length = max(timedelta(days=1), ends - begins + timedelta(days=1))

    def to(start: date, end: date) -> str:
        return "/timeline?" + search.instead(event_from=str(start), event_to=str(end))

    everything = search.without(*(p for p in search.pairs if p[0] in ("event_from", "event_to")))
    told["whole"] = f"/timeline?{everything}"
    try:
        told["earlier"] = to(begins - length, begins - timedelta(days=1))
        told["later"] = to(ends + timedelta(days=1), ends + length)
        told["wider"] = to(begins - length, ends + length)
    except OverflowError:
        # at the ends of the calendar there is nowhere to go
        pass
    return told


def bins(rows: Iterable[tuple[int, str, int]], search: Search) -> dict[str, Any]:
    """Columns of a timeline of many events: stretches of equal kind, each with its rungs and an address that zooms."""
    by_day: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for day, status, count in rows:
        by_day[day].append((status, count))
    first, last = date.fromordinal(min(by_day)), date.fromordinal(max(by_day))
    span = (last - first).days
    unit = "day" if span <= 70 else "week" if span <= 420 else "month" if span <= 3700 else "year"
    held: dict[date, Counter[str]] = defaultdict(Counter)
    for day, parts_of_day in by_day.items():
        column = held[_start(date.fromordinal(day), unit)]
        for status, count in parts_of_day:
            column[status] += count
    most = max(sum(counts.values()) for counts in held.values())
    begins, ends = _start(first, unit), _after(_start(last, unit), unit)
    columns = []
    for start, counts in sorted(held.items()):
        end = _after(start, unit) - timedelta(days=1)
        x = place(start, begins, ends)
        y, parts = 300.0, []
        for status, count in sorted(counts.items(), key=lambda kv: (_ORDER.get(kv[0], 99), kv[0])):
            height = round(290 * count / most, 1)
            y -= height
            parts.append({"status": status, "count": count, "y": round(y, 1), "height": height})
        columns.append(
            {
                "first": str(start),
                "last": str(end),
                "x": x,
                "width": round(max(1.5, place(end + timedelta(days=1), begins, ends) - x - 1), 1),
                "parts": parts,
                "count": counts.total(),
                "link": "/timeline?" + search.instead(event_from=str(start), event_to=str(end)),
            }
        )
    return {"columns": columns, "axis": years(begins, ends), "unit": unit, "most": most}


#: Rungs from the foot of a column to its head: what is done below, what is only aimed at above.
_ORDER = {
    status: n
    for n, status in enumerate(
        ("used", "delivered", "done", "shipped", "under_way", "agreed", "pledged", "planned", "discussed", "sought",
         "hypothetical", "failed")
    )
}  # fmt: skip


def _start(day: date, unit: str) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day if unit == "day" else day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)


def _after(start: date, unit: str) -> date:
    if unit in ("day", "week"):
        return start + timedelta(days=1 if unit == "day" else 7)
    if unit == "year" or start.month == 12:
        return date(min(9999, start.year + 1), 1, 1)
    return start.replace(month=start.month + 1)


def title_of(event: dict[str, Any]) -> str:
    """An event in a few words: who to whom, and what."""

    def names(part: str) -> str:
        return ", ".join(a["name"] or a["country"] or "?" for a in event[part][:3])

    told = " → ".join(x for x in (names("actors"), names("recipients")) if x)
    goods = ", ".join(i["item"].replace("_", " ") for i in event["items"][:2])
    return ": ".join(x for x in (told, goods) if x) or event["type"].lower()


def _newest(asked: Asked, connection: Any, search: Search) -> queries.Newest:
    return queries.newest(connection, search.query, most=COUNTED, tlp_max=asked.viewer.tlp_max, newer_than=search.since)


def _told(search: Search, newest: queries.Newest, left: int) -> dict[str, Any]:
    return {"search": search.to_dict(), "counted": len(newest.numbers), "all": newest.all, "left": left}


def network(asked: Asked) -> Shown:
    """Who with whom, by country."""
    search = search_of(asked)
    with asked.bench.reading() as connection:
        newest = _newest(asked, connection, search)
        found = overview.edges(connection, newest, limit=400)
    weights: dict[str, int] = defaultdict(int)
    pairs: dict[tuple[str, str], dict[str, Any]] = {}
    for row in found.rows:
        pair = (row["first"], row["second"])
        held = pairs.setdefault(pair, {"first": pair[0], "second": pair[1], "count": 0, "types": {}, "statuses": {}})
        held["count"] += row["count"]
        held["types"][row["type"]] = held["types"].get(row["type"], 0) + row["count"]
        held["statuses"][row["status"]] = held["statuses"].get(row["status"], 0) + row["count"]
    chosen = dict(sorted(pairs.items(), key=lambda kv: (-kv[1]["count"], kv[0]))[:90])
    left = found.left + sum(held["count"] for pair, held in pairs.items() if pair not in chosen)
    for (a, b), held in chosen.items():
        weights[a] += held["count"]
        weights[b] += held["count"]
    kept = dict(sorted(weights.items(), key=lambda kv: (-kv[1], kv[0]))[:40])
    nodes = ring(tuple(kept.items()), tuple((a, b, held["count"]) for (a, b), held in chosen.items()))
    at = {n.name: n for n in nodes}
    most = max((held["count"] for held in chosen.values()), default=1)
    links = []
    for (a, b), held in sorted(chosen.items()):
        if a not in at or b not in at:
            left += held["count"]
            continue
        one, two = at[a], at[b]
        # each direction bends its own way, so that both can be seen
        mx, my = (one.x + two.x) / 2, (one.y + two.y) / 2
        dx, dy = two.x - one.x, two.y - one.y
        links.append(
            {
                **held,
                "path": f"M{one.x} {one.y} Q{round(mx - dy * 0.14, 1)} {round(my + dx * 0.14, 1)} {two.x} {two.y}",
                "weight": round(1.5 + 6 * held["count"] / most, 1),
                "status": max(held["statuses"], key=lambda s: (held["statuses"][s], s)),
                "link": "/claims?" + search.also(("dyad", f"{a}:{b}")),
            }
        )
    return Shown(
        template="network.html",
        data={
            **_told(search, newest, left),
            "nodes": [
                {
                    "name": n.name,
                    "x": n.x,
                    "y": n.y,
                    "size": n.size,
                    "count": n.count,
                    "link": "/claims?" + search.also(("country", n.name)),
                }
                for n in nodes
            ],
            "links": links,
        },
    )


def map_(asked: Asked) -> Shown:
    """Places of happenings, and ways of transfers: supplier, through whom, recipient."""
    search = search_of(asked)
    with asked.bench.reading() as connection:
        newest = _newest(asked, connection, search)
        found = overview.points(connection, newest, tlp_max=asked.viewer.tlp_max)
        ways = overview.routes(connection, newest, limit=40)
    most = max((row["count"] for row in found.rows), default=1)
    drawn_ways = _ways(asked, search, ways.rows)
    spots = [project(row["lat"], row["lon"]) for row in found.rows] + [p for way in drawn_ways for p in way["points"]]
    whole = asked.one("view") == "world"
    view = WORLD if whole or not spots else framed(spots)
    # what is drawn on a part of the world is drawn smaller, so that it looks the same
    scale = view.width / WORLD.width
    dots = []
    for row in found.rows:
        x, y = project(row["lat"], row["lon"])
        dots.append(
            {
                **row,
                "x": x,
                "y": y,
                "size": round(scale * (4 + 8 * (row["count"] / most) ** 0.5), 2),
                "link": "/claims?" + search.also(("place", row["name"])),
            }
        )
    return Shown(
        template="map.html",
        data={
            **_told(search, newest, found.left + ways.left),
            "dots": dots,
            "labels": _labels(dots, drawn_ways, scale),
            "ways": drawn_ways,
            "view": view.box,
            "part": view != WORLD,
            "world": "/map?" + search.also(("view", "world")),
        },
        hidden={"land": unrolled(tuple(asked.bench.knowledge.table("places/land")["paths"]))},
    )


def _labels(dots: Sequence[dict[str, Any]], ways: Sequence[dict[str, Any]], scale: float) -> list[dict[str, Any]]:
    """Names on the map, the most frequent first; where one would cover another, it is left to the table below."""
    told: list[dict[str, Any]] = []
    ends = [(name, x, y) for way in ways for name, (x, y) in zip(way["way"], way["points"], strict=False)]
    for name, x, y in [*((dot["name"], dot["x"], dot["y"]) for dot in dots), *ends]:
        width = scale * 7.5 * len(name)
        free = all(
            abs(y - other["y"]) > 13 * scale
            or x + width < other["x"]
            or x > other["x"] + scale * 7.5 * len(other["name"])
            for other in told
        )
        if free and name not in {other["name"] for other in told} and len(told) < LABELS:
            told.append(
                {"name": name, "x": round(x + 9 * scale, 1), "y": round(y + 4 * scale, 1), "size": round(12 * scale, 1)}
            )
    return told


def _ways(asked: Asked, search: Search, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Ways as bent lines between the middles of countries; one with a country of no known place is told, not drawn."""
    table = gazetteer(asked.bench.knowledge)
    told = []
    heaviest = max((row["count"] for row in rows), default=1)
    for row in rows:
        middles = [table.country(code) for code in row["way"]]
        points = [project(m.lat, m.lon) for m in middles if m is not None]
        path = ""
        if len(points) == len(middles):
            path = f"M{points[0][0]} {points[0][1]}"
            for (x0, y0), (x1, y1) in itertools.pairwise(points):
                bend = 0.18
                path += (
                    f" Q{round((x0 + x1) / 2 + (y1 - y0) * bend, 1)} {round((y0 + y1) / 2 - (x1 - x0) * bend, 1)}"
                    f" {x1} {y1}"
                )
        told.append(
            {
                **row,
                "path": path,
                "points": points if path else [],
                "weight": round(1 + 3 * row["count"] / heaviest, 1),
                "status": max(row["statuses"], key=lambda s: (row["statuses"][s], s)),
                "link": "/claims?"
                + search.also(("type", "TRANSFER"), ("actor", row["way"][0]), ("recipient", row["way"][-1])),
            }
        )
    return told


def matrix(asked: Asked) -> Shown:
    """Pairs of countries by month."""
    search = search_of(asked)
    with asked.bench.reading() as connection:
        newest = _newest(asked, connection, search)
        found = overview.dyads_by_month(connection, newest, limit=30)
    months = sorted({row["month"] for row in found.rows})[-24:]
    most = max((row["count"] for row in found.rows if row["month"] in months), default=1)
    rows: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in found.rows:
        rows[row["first"], row["second"]][row["month"]] = row["count"]
    told = []
    for (first, second), held in sorted(rows.items(), key=lambda kv: (-sum(kv[1].values()), kv[0])):
        dyad = ("dyad", f"{first}:{second}")
        cells = [
            {
                "count": held[month],
                "heat": -(-held[month] * 5 // most),
                "link": "/claims?" + search.also(dyad, ("published_from", month), ("published_to", month)),
            }
            if month in held
            else None
            for month in months
        ]
        told.append(
            {
                "first": first,
                "second": second,
                "total": sum(held.values()),
                "link": "/claims?" + search.also(dyad),
                "cells": cells,
            }
        )
    return Shown(template="matrix.html", data={**_told(search, newest, found.left), "months": months, "rows": told})


PAGES = (
    Page(path="/timeline", handler=timeline),
    Page(path="/network", handler=network),
    Page(path="/map", handler=map_),
    Page(path="/matrix", handler=matrix),
)
