"""Events: what claims of several reports tell of together, with origins, ladder, disputes, findings and pledges."""

from __future__ import annotations

from typing import Any

from onrecord.errors import QueryError
from onrecord.interfaces.web.page import Asked, Page, Shown
from onrecord.interfaces.web.search import search_of
from onrecord.store import events as store_events
from onrecord.store import queries
from onrecord.workflows.happening import pledged, steps

#: Claims of one event on one page, and claims over which its ladder is drawn.
CLAIMS, CLIMBED = 30, 300
#: Counting stops here.
MOST = 10_000
#: Rungs from the lowest to the highest, as the strip of the ladder shows them.
RUNGS = (
    ("hypothetical",), ("sought", "discussed"), ("planned",), ("pledged",), ("agreed",), ("under way",), ("shipped",),
    ("delivered", "done"), ("used",),
)  # fmt: skip


def events(asked: Asked) -> Shown:
    """Events that hold a claim which a query finds, last day first."""
    search = search_of(asked)
    tlp = asked.viewer.tlp_max
    with asked.bench.reading() as connection:
        found = store_events.page_of_events(connection, search.query, limit=40, after=asked.one("after"), tlp_max=tlp)
        total = store_events.count_events(connection, search.query, most=MOST, tlp_max=tlp)
    following = None if found.next is None else "/events?" + search.also(("after", found.next))
    return Shown(
        template="events.html",
        data={
            "search": search.to_dict(),
            "events": list(found.rows),
            "total": total,
            "more": total == MOST,
            "all": found.all,
            "next": following,
        },
    )


def event(asked: Asked) -> Shown:
    """One event: its claims side by side, grouped by origin."""
    tlp = asked.viewer.tlp_max
    start = max(0, asked.count("from"))
    with asked.bench.reading() as connection:
        try:
            found = store_events.event_by_id(connection, asked.path("id"), tlp_max=tlp)
        except QueryError:
            return Shown(template="missing.html", data={"what": f"event {asked.path('id')}"}, status=404)
        ordered = _ordered(found)
        climbed = queries.claims_by_key(connection, ordered[:CLIMBED], tlp_max=tlp)
        held = {c.key: c for c in climbed}
        wanted = ordered[start : start + CLAIMS]
        missing = [key for key in wanted if key not in held]
        if missing:
            held.update((c.key, c) for c in queries.claims_by_key(connection, missing, tlp_max=tlp))
        shown = [held[key] for key in wanted if key in held]
        contexts = queries.contexts(connection, [c.n for c in shown], tlp_max=tlp)
        findings = store_events.find_findings(connection, event=found["id"], tlp_max=tlp)
        pledges = pledged(connection, [c.key for c in climbed], tlp_max=tlp)
        joined = store_events.links_among(connection, found["claims"][:CLIMBED])
        stale = store_events.stale(connection)
    told = {c.key: {**c.to_dict(), "context": contexts.get(c.n)} for c in shown}
    ladder = steps(found, climbed)
    left = len(ordered) - start - CLAIMS
    return Shown(
        template="event.html",
        data={
            "event": found,
            "groups": _groups(found, told),
            "ladder": ladder,
            "rungs": _strip(ladder),
            "findings": findings,
            "pledges": pledges,
            "joined": joined,
            "stale": stale,
            "start": start,
            "total": len(ordered),
            "next": f"/events/{found['id']}?from={start + CLAIMS}" if left > 0 else None,
        },
    )


def _ordered(event: dict[str, Any]) -> list[str]:
    """The event's claims by origin, those of counted origins first."""
    keys = [key for origin in sorted(event["origins"], key=lambda o: not o["counted"]) for key in origin["claims"]]
    return list(dict.fromkeys([*keys, *event["claims"]]))


def _groups(event: dict[str, Any], told: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = []
    grouped: set[str] = set()
    for origin in sorted(event["origins"], key=lambda o: not o["counted"]):
        own = [told[key] for key in origin["claims"] if key in told and key not in grouped]
        grouped.update(origin["claims"])
        if own:
            groups.append({"origin": origin, "claims": own})
    rest = [claim for key, claim in told.items() if key not in grouped]
    return [*groups, {"origin": None, "claims": rest}] if rest else groups


def _strip(ladder: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """For each rung from the lowest: its names, the day on which it was first reached, and by whom."""
    strip: list[dict[str, Any]] = []
    top = max((step["height"] for step in ladder), default=-1)
    for height, names in enumerate(RUNGS):
        first = next((step for step in ladder if step["height"] == height), None)
        strip.append(
            {
                "names": list(names),
                "reached": height <= top,
                "told": first is not None,
                "day": None if first is None else first["date"],
                "origin": None if first is None else first["origin"],
            }
        )
    return strip


PAGES = (
    Page(path="/events", handler=events),
    Page(path="/events/{id}", handler=event),
)
