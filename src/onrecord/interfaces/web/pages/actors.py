"""Actors: who takes part and who speaks, with offices over time: as told by reports, and as the tables know them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from onrecord.errors import QueryError
from onrecord.interfaces.web.page import Asked, Page, Shown
from onrecord.interfaces.web.svg import bar_of, years
from onrecord.knowledge.actors import actor_table
from onrecord.store import queries
from onrecord.store.detail import actor_detail


def actors(asked: Asked) -> Shown:
    """Actors, most frequent first."""
    options = asked.options("after")
    with asked.bench.reading() as connection:
        page = queries.find_actors(
            connection,
            name=asked.one("name"),
            country=[c.upper() for c in options.get("country", ())],
            role=[r.upper() for r in options.get("role", ())],
            limit=100,
            after=asked.one("after"),
            tlp_max=asked.viewer.tlp_max,
        )
    pairs = [(name, value) for name, values in options.items() for value in values]
    return Shown(
        template="actors.html",
        data={
            "actors": list(page.rows),
            "name": asked.one("name"),
            "country": asked.one("country"),
            "next": None if page.next is None else "/actors?" + urlencode([*pairs, ("after", page.next)]),
        },
    )


def actor(asked: Asked) -> Shown:
    """One actor."""
    try:
        with asked.bench.reading() as connection:
            data = actor_detail(connection, asked.path("id"), tlp_max=asked.viewer.tlp_max)
    except QueryError:
        return Shown(template="missing.html", data={"what": f"actor {asked.path('id')}"}, status=404)
    offices = [
        {"office": o["office"], "first": o["first"], "last": o["last"], "known": "told", "claims": o["claims"]}
        for o in data["offices"]
    ]
    offices += [
        {"office": o["office"], "first": o["first"], "last": o["last"], "known": "table", "claims": None}
        for o in _known(asked, data["knowledge_id"], data["name"])
    ]
    return Shown(template="actor.html", data={"actor": data, **_bars(offices)})


def _known(asked: Asked, id: str | None, name: str | None) -> list[dict[str, Any]]:
    """Offices of a person in the tables that ship with the package."""
    if id is None or name is None:
        return []
    person = next((p for p in actor_table(asked.bench.knowledge).persons(name) if p.id == id), None)
    return [
        {"office": ", ".join(x for x in (o.title, o.country) if x), "first": o.first, "last": o.last}
        for o in (person.offices if person else ())
    ]


def _bars(offices: list[dict[str, Any]]) -> dict[str, Any]:
    """Offices with bars on one axis of days; those of no day at all have none."""
    days = [d for o in offices for d in (_day(o["first"]), _day(o["last"])) if d]
    if not days:
        return {"offices": offices, "axis": []}
    begins, ends = min(days) - timedelta(days=30), max(days) + timedelta(days=180)
    told = []
    for office in offices:
        first, last = _day(office["first"]), _day(office["last"])
        bar = None
        if first is not None:
            # an office in the tables without an end is open; one as told lasts to the last report that tells it
            end = last if last is not None else None if office["known"] == "table" else first
            made = bar_of(first, end, begins, ends)
            bar = {"x": made.x, "width": max(made.width, 8.0), "open": made.open}
        told.append({**office, "bar": bar})
    return {"offices": told, "axis": years(begins, ends)}


def _day(text: str | None) -> date | None:
    """A day from `2004-03-09`, `2004-03` or `2004`."""
    if not text:
        return None
    parts = [int(part) for part in text.split("-")]
    return date(parts[0], *([*parts[1:], 1, 1])[:2])


PAGES = (
    Page(path="/actors", handler=actors),
    Page(path="/actors/{id}", handler=actor),
)
