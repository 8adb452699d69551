"""Actors: who takes part and who speaks, with offices as told."""

from __future__ import annotations

from onrecord.errors import QueryError
from onrecord.interfaces.web.page import Asked, Page, Shown
from onrecord.store import queries
from onrecord.store.detail import actor_detail


def actors(asked: Asked) -> Shown:
    """Actors, most frequent first."""
    options = asked.options()
    with asked.bench.reading() as connection:
        page = queries.find_actors(
            connection,
            name=asked.one("name"),
            country=[c.upper() for c in options.get("country", ())],
            role=[r.upper() for r in options.get("role", ())],
            limit=100,
            tlp_max=asked.viewer.tlp_max,
        )
    return Shown(template="actors.html", data={"actors": list(page.rows), "name": asked.one("name"), "query": options})


def actor(asked: Asked) -> Shown:
    """One actor."""
    try:
        with asked.bench.reading() as connection:
            data = actor_detail(connection, asked.path("id"), tlp_max=asked.viewer.tlp_max)
    except QueryError:
        return Shown(template="missing.html", data={"what": f"actor {asked.path('id')}"}, status=404)
    return Shown(template="actor.html", data={"actor": data, "parts": data["parts"], "offices": data["offices"]})


PAGES = (
    Page(path="/actors", handler=actors),
    Page(path="/actors/{id}", handler=actor),
)
