"""Events: what claims of several reports tell of together, with origins, ladder, disputes and findings."""

from __future__ import annotations

from urllib.parse import urlencode

from onrecord.errors import QueryError
from onrecord.interfaces.web.page import Asked, Page, Shown
from onrecord.store import events as store_events
from onrecord.store import queries

#: Events on one page.
_PAGE = 50


def events(asked: Asked) -> Shown:
    """Events of the claims that a query finds, or all, newest first."""
    options = asked.options("after")
    kinds = [k.upper() for k in options.get("type", ())]
    with asked.bench.reading() as connection:
        found = store_events.find_events(connection, type=kinds, tlp_max=asked.viewer.tlp_max)
    found.sort(key=lambda e: str(e.get("last_reported") or ""), reverse=True)
    start = int(asked.one("from") or 0)
    shown = found[start : start + _PAGE]
    following = None
    if len(found) > start + _PAGE:
        pairs = [(name, value) for name, values in options.items() if name != "from" for value in values]
        following = "/events?" + urlencode([*pairs, ("from", str(start + _PAGE))])
    return Shown(
        template="events.html", data={"events": shown, "total": len(found), "query": options, "next": following}
    )


def event(asked: Asked) -> Shown:
    """One event: its claims side by side, grouped by origin."""
    tlp = asked.viewer.tlp_max
    with asked.bench.reading() as connection:
        try:
            found = store_events.event_by_id(connection, asked.path("id"), tlp_max=tlp)
        except QueryError:
            return Shown(template="missing.html", data={"what": f"event {asked.path('id')}"}, status=404)
        held = {key: queries.claim_by_key(connection, key, tlp_max=tlp).to_dict() for key in found["claims"]}
        findings = store_events.find_findings(connection, event=found["id"], tlp_max=tlp)
    groups = []
    grouped: set[str] = set()
    for origin in found["origins"]:
        grouped.update(origin["claims"])
        groups.append({"origin": origin, "claims": [held[key] for key in origin["claims"] if key in held]})
    rest = [told for key, told in held.items() if key not in grouped]
    if rest:
        groups.append({"origin": None, "claims": rest})
    return Shown(template="event.html", data={"event": found, "groups": groups, "findings": findings})


PAGES = (
    Page(path="/events", handler=events),
    Page(path="/events/{id}", handler=event),
)
