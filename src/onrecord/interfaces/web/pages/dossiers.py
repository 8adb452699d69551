"""Dossiers: saved searches that grow by themselves."""

from __future__ import annotations

from urllib.parse import urlencode

from onrecord.errors import QueryError
from onrecord.interfaces.web.page import Asked, Page, Shown
from onrecord.store import dossiers as store_dossiers
from onrecord.store import queries


def dossiers(asked: Asked) -> Shown:
    """All dossiers."""
    with asked.bench.reading() as connection:
        found = store_dossiers.dossiers(connection, tlp_max=asked.viewer.tlp_max)
    return Shown(template="dossiers.html", data={"dossiers": [d.to_dict() for d in found]})


def dossier(asked: Asked) -> Shown:
    """One dossier: the claims of its search, less what was excluded, and its notes."""
    name, tlp = asked.path("name"), asked.viewer.tlp_max
    with asked.bench.reading() as connection:
        try:
            found = store_dossiers.dossier(connection, name, tlp_max=tlp)
        except QueryError:
            return Shown(template="missing.html", data={"what": f"dossier {name}"}, status=404)
        page = queries.find_claims(connection, found.query, limit=200, tlp_max=tlp)
    told = found.to_dict()
    filters = [(k, v) for k, vs in told["filters"].items() for v in (vs if isinstance(vs, list) else [vs])]
    return Shown(
        template="dossier.html",
        data={
            **told,
            "claims": [c.to_dict() for c in page.rows if c.key not in found.excluded],
            "search": urlencode(filters),
        },
    )


PAGES = (
    Page(path="/dossiers", handler=dossiers),
    Page(path="/dossiers/{name}", handler=dossier),
)
