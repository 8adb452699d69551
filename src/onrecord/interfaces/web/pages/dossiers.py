"""Dossiers: saved searches that grow by themselves, with what people pinned, left out and noted."""

from __future__ import annotations

from urllib.parse import urlencode

from onrecord.errors import QueryError
from onrecord.interfaces.web.page import Asked, Page, Shown
from onrecord.interfaces.web.pages.charts import ROWS, drawn
from onrecord.store import dossiers as store_dossiers
from onrecord.store import events as store_events
from onrecord.store import queries
from onrecord.workflows.widen import widen

#: Claims of a dossier on one page.
CLAIMS = 40


def dossiers(asked: Asked) -> Shown:
    """All dossiers."""
    with asked.bench.reading() as connection:
        found = store_dossiers.dossiers(connection, tlp_max=asked.viewer.tlp_max)
    return Shown(template="dossiers.html", data={"dossiers": [d.to_dict() for d in found]})


def dossier(asked: Asked) -> Shown:
    """One dossier: a chronology of its events, its claims less what was left out, and its notes."""
    name, tlp = asked.path("name"), asked.viewer.tlp_max
    with asked.bench.reading() as connection:
        try:
            found = store_dossiers.dossier(connection, name, tlp_max=tlp)
        except QueryError:
            return Shown(template="missing.html", data={"what": f"dossier {name}"}, status=404)
        query = widen(found.query, asked.bench.knowledge)
        page = queries.find_claims(connection, query, limit=CLAIMS, after=asked.one("after"), tlp_max=tlp)
        events = store_events.page_of_events(connection, query, limit=ROWS, tlp_max=tlp)
        seen = store_dossiers.last_seen(connection, found.n, asked.viewer.name)
        new = queries.count_claims(connection, query, tlp_max=tlp, newer_than=seen, most=1000) if seen else None
        pinned = [key for key in found.pinned if key.startswith("clm-")]
        pins = queries.claims_by_key(connection, pinned, tlp_max=tlp) if not asked.one("after") else []
    told = found.to_dict()
    filters = [(k, v) for k, vs in told["filters"].items() for v in (vs if isinstance(vs, list) else [vs])]
    shown = [c for c in page.rows if c.key not in found.excluded and c.key not in found.pinned]
    return Shown(
        template="dossier.html",
        data={
            **told,
            **drawn(e for e in events.rows if e["id"] not in found.excluded),
            "more_events": events.next is not None,
            "pins": [c.to_dict() for c in pins],
            "claims": [c.to_dict() for c in shown],
            "search": {
                "address": urlencode(filters),
                "filters": [{"name": n, "value": v, "without": None} for n, v in filters],
                "values": dict(filters),
            },
            "new": new,
            "next": None if page.next is None else f"?after={page.next}",
        },
    )


PAGES = (
    Page(path="/dossiers", handler=dossiers),
    Page(path="/dossiers/{name:path}", handler=dossier),
)
