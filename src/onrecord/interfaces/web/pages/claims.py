"""Claims: search with facets, and one claim with its words, reasons, decisions and custody."""

from __future__ import annotations

from urllib.parse import urlencode

from onrecord.domain.query import ClaimQuery
from onrecord.errors import QueryError
from onrecord.interfaces.web.page import Asked, Page, Shown
from onrecord.store import queries
from onrecord.store.detail import claim_detail
from onrecord.workflows.widen import widen

#: Facets beside the list, and the filter that a click on one sets.
FACETS = {
    "type": "type",
    "status": "status",
    "certainty": "certainty",
    "stance": "stance",
    "actor": "actor",
    "recipient": "recipient",
    "item": "item",
    "publisher": "publisher",
    "source": "source",
    "month": "month",
}


def query_of(asked: Asked) -> ClaimQuery:
    """The query of an address, items widened to their narrower kinds.

    Raises:
        QueryError: A filter is unknown or cannot be understood.
    """
    return widen(ClaimQuery.parse(asked.options("after", "by")), asked.bench.knowledge)


def claims(asked: Asked) -> Shown:
    """Claims that a query finds, with facets."""
    options = asked.options("after", "by")
    query = query_of(asked)
    tlp = asked.viewer.tlp_max
    with asked.bench.reading() as connection:
        page = queries.find_claims(connection, query, limit=40, after=asked.one("after"), tlp_max=tlp)
        facets = queries.facets(connection, query, tuple(FACETS), limit=8, tlp_max=tlp)
        total = queries.count_claims(connection, query, tlp_max=tlp)
    shown = []
    for name, values in facets.items():
        rows = []
        for value, count in values:
            link = _facet_link(options, name, value)
            rows.append({"value": value, "count": count, "link": link, "on": _is_on(options, name, value)})
        if rows:
            shown.append({"name": name, "rows": rows})
    following = None if page.next is None else "/claims?" + urlencode([*_pairs(options), ("after", page.next)])
    return Shown(
        template="claims.html",
        data={
            "query": options,
            "total": total,
            "claims": [c.to_dict() for c in page.rows],
            "facets": shown,
            "next": following,
            "text": asked.one("text"),
            "search": urlencode(_pairs(options)),
        },
    )


def _pairs(options: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in options.items() for value in values]


def _filter(name: str, value: str) -> list[tuple[str, str]]:
    if name == "month":
        return [("published_from", value), ("published_to", value)]
    return [(FACETS[name], value)]


def _is_on(options: dict[str, list[str]], name: str, value: str) -> bool:
    return all(value in options.get(key, ()) for key, value in _filter(name, value))


def _facet_link(options: dict[str, list[str]], name: str, value: str) -> str:
    """The same search with a value added, or taken out where it is set."""
    wanted = _filter(name, value)
    pairs = _pairs(options)
    pairs = [p for p in pairs if p not in wanted] if _is_on(options, name, value) else [*pairs, *wanted]
    return "/claims?" + urlencode(pairs) if pairs else "/claims"


def claim(asked: Asked) -> Shown:
    """One claim."""
    try:
        with asked.bench.reading() as connection:
            data = claim_detail(connection, asked.path("key"), tlp_max=asked.viewer.tlp_max)
    except QueryError:
        return Shown(template="missing.html", data={"what": f"claim {asked.path('key')}"}, status=404)
    return Shown(template="claim.html", data=data)


def attributions(asked: Asked) -> Shown:
    """Who says what."""
    options = asked.options("after")
    with asked.bench.reading() as connection:
        page = queries.find_attributions(
            connection,
            speaker=options.get("speaker", ()),
            stance=options.get("stance", ()),
            publisher=options.get("publisher", ()),
            limit=50,
            after=asked.one("after"),
            tlp_max=asked.viewer.tlp_max,
        )
    following = None if page.next is None else "/attributions?" + urlencode([*_pairs(options), ("after", page.next)])
    return Shown(
        template="attributions.html", data={"attributions": list(page.rows), "query": options, "next": following}
    )


PAGES = (
    Page(path="/claims", handler=claims),
    Page(path="/claims/{key}", handler=claim),
    Page(path="/attributions", handler=attributions),
)
