"""Claims: search with facets, and one claim with its words, reasons, decisions and custody."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from onrecord.errors import QueryError
from onrecord.interfaces.web.page import Asked, Page, Shown
from onrecord.interfaces.web.search import Pair, Search, search_of
from onrecord.store import queries
from onrecord.store.detail import claim_detail

#: Facets beside the list, and the filter that a click on one sets.
FACETS = {
    "type": "type",
    "status": "status",
    "certainty": "certainty",
    "stance": "stance",
    "decision": "decision",
    "actor": "actor",
    "recipient": "recipient",
    "item": "item",
    "publisher": "publisher",
    "source": "source",
    "month": "month",
}
#: Counting stops here, and facets count the newest so many; a page then costs the same in every casebook.
MOST, COUNTED = 10_000, 2000


def claims(asked: Asked) -> Shown:
    """Claims that a query finds, with facets."""
    search = search_of(asked)
    tlp = asked.viewer.tlp_max
    with asked.bench.reading() as connection:
        page = queries.find_claims(
            connection, search.query, limit=40, after=asked.one("after"), tlp_max=tlp, newer_than=search.since
        )
        newest = queries.newest(connection, search.query, most=COUNTED, tlp_max=tlp, newer_than=search.since)
        facets = queries.facets(connection, search.query, tuple(FACETS), limit=8, tlp_max=tlp, among=newest)
        total = len(newest.numbers)
        if not newest.all:
            total = (
                queries.count_claims(connection, search.query, tlp_max=tlp, newer_than=search.since, most=MOST)
                if search.pairs or asked.bench.ceiling(tlp)
                else int(asked.bench.holdings(connection)["claims"])
            )
    following = None if page.next is None else "/claims?" + search.also(("after", page.next))
    return Shown(
        template="claims.html",
        data={
            "search": search.to_dict(),
            "total": total,
            "more": total == MOST and bool(search.pairs or asked.bench.ceiling(tlp)),
            "claims": [c.to_dict() for c in page.rows],
            "facets": _facets(search, facets),
            "counted": None if newest.all else len(newest.numbers),
            "next": following,
            "text": asked.one("text"),
        },
    )


def _facets(search: Search, facets: dict[str, list[tuple[str, int]]]) -> list[dict[str, Any]]:
    shown = []
    for name, values in facets.items():
        rows = []
        for value, count in values:
            wanted = _filter(name, value)
            on = all(pair in search.pairs for pair in wanted)
            told = search.without(*wanted) if on else search.also(*wanted)
            rows.append({"value": value, "count": count, "link": f"/claims?{told}", "on": on})
        if rows:
            shown.append({"name": name, "rows": rows})
    return shown


def _filter(name: str, value: str) -> list[Pair]:
    if name == "month":
        return [("published_from", value), ("published_to", value)]
    return [(FACETS[name], value)]


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
    pairs = [(name, value) for name, values in options.items() for value in values]
    following = None if page.next is None else "/attributions?" + urlencode([*pairs, ("after", page.next)])
    return Shown(
        template="attributions.html",
        data={
            "attributions": list(page.rows),
            "speaker": asked.one("speaker"),
            "stance": asked.one("stance"),
            "next": following,
        },
    )


PAGES = (
    Page(path="/claims", handler=claims),
    Page(path="/claims/{key}", handler=claim),
    Page(path="/attributions", handler=attributions),
)
