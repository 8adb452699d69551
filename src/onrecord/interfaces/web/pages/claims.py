"""Claims: search with facets, and one claim with its words, reasons, decisions and custody."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from onrecord.errors import QueryError
from onrecord.interfaces.web.page import Asked, Page, Shown
from onrecord.interfaces.web.pages.charts import title_of
from onrecord.interfaces.web.search import Pair, Search, search_of
from onrecord.store import events as store_events
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
#: Facets and totals count over the newest so many; a page then costs the same in every casebook.
COUNTED = 2000
#: Claims of one page.
ROWS = 40


def claims(asked: Asked) -> Shown:
    """Claims that a query finds, with facets; the newest are looked for once, for list, facets and total."""
    search = search_of(asked)
    tlp, after = asked.viewer.tlp_max, asked.one("after")
    with asked.bench.reading() as connection:
        newest = queries.newest(connection, search.query, most=COUNTED, tlp_max=tlp, newer_than=search.since)
        facets = queries.facets(connection, search.query, tuple(FACETS), limit=8, tlp_max=tlp, among=newest)
        if after is None:
            rows = queries.claims_by_number(connection, newest.numbers[:ROWS], tlp_max=tlp, text=search.query.text)
            following = queries.mark_of(connection, rows[-1].n) if len(newest.numbers) > ROWS else None
        else:
            page = queries.find_claims(
                connection, search.query, limit=ROWS, after=after, tlp_max=tlp, newer_than=search.since
            )
            rows, following = list(page.rows), page.next
        total, more = len(newest.numbers), not newest.all
        if more and not search.pairs and not asked.bench.ceiling(tlp):
            total, more = int(asked.bench.holdings(connection)["claims"]), False
    return Shown(
        template="claims.html",
        data={
            "search": search.to_dict(),
            "total": total,
            "more": more,
            "claims": [c.to_dict() for c in rows],
            "facets": _facets(search, facets),
            "counted": None if newest.all else len(newest.numbers),
            "next": None if following is None else "/claims?" + search.also(("after", following)),
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
            titles = {}
            for id in data["events"]:
                # an event that leans on reports above the ceiling is not shown
                with suppress(QueryError):
                    event = store_events.event_by_id(connection, id, tlp_max=asked.viewer.tlp_max)
                    titles[id] = f"{event['type']}: {title_of(event)}"
    except QueryError:
        return Shown(template="missing.html", data={"what": f"claim {asked.path('key')}"}, status=404)
    return Shown(template="claim.html", data=data, hidden={"titles": titles})


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
