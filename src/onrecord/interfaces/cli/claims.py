"""`onrecord claims`: find claims in a casebook."""

from __future__ import annotations

import sys
from operator import itemgetter
from typing import Annotated

import typer

from onrecord.interfaces.cli import case_options as o
from onrecord.interfaces.cli.rows import Columns, many, short, who, write

SHEET: Columns = {
    "key": lambda r: r["key"],
    "type": lambda r: r["type"],
    "mode": lambda r: r["mode"],
    "status": lambda r: r["status"],
    "outcome": lambda r: r["outcome"],
    "polarity": lambda r: r["polarity"],
    "certainty": lambda r: r["certainty"],
    "author_certainty": lambda r: r["author_certainty"],
    "actors": lambda r: many(r["actors"]),
    "recipients": lambda r: many(r["recipients"]),
    "intermediaries": lambda r: many(r["intermediaries"]),
    "items": lambda r: [i["item"] for i in r["items"]],
    "quantities": lambda r: [i["quantity"]["text"] for i in r["items"] if i["quantity"]],
    "place": lambda r: r["place"] and r["place"]["name"],
    "time": lambda r: r["time"] and r["time"]["value"],
    "from": lambda r: r["time"] and r["time"]["from"],
    "to": lambda r: r["time"] and r["time"]["to"],
    "source": lambda r: who(r["source"]),
    "stance": lambda r: r["stance"],
    "quote": lambda r: r["quote"],
    "trigger": lambda r: r["trigger_quote"],
    "publisher": lambda r: r["publisher"],
    "published": lambda r: r["published"],
    "url": lambda r: r["url"],
    "report": lambda r: r["report"],
    "decision": lambda r: r["decision"],
    "credibility": lambda r: r["credibility"],
    "reliability": lambda r: [f"{kind} {letter}" for kind, letter in r["reliability"].items()],
    "tlp": lambda r: r["tlp"],
}
TABLE: Columns = {
    "claim": lambda r: r["key"][:12],
    "published": lambda r: r["published"] or "—",
    "type": lambda r: r["type"],
    "status": lambda r: r["status"] + (f" ({r['outcome']})" if r["outcome"] else ""),
    "certainty": lambda r: r["certainty"] + (" not" if r["polarity"] == "-" else ""),
    "who": lambda r: " → ".join(filter(None, [", ".join(many(r["actors"])), ", ".join(many(r["recipients"]))])),
    "what": lambda r: [i["item"] for i in r["items"]],
    "source": lambda r: who(r["source"]) or ("—" if r["chain"] else "the report itself"),
    "outlet": lambda r: r["publisher"] or short(r["report"]),
    "said": lambda r: r["decision"] if r["decision"] != "open" else "",
    "words": lambda r: r.get("snippet") or r["trigger_quote"],
}


def command(
    case: o.CaseName = o.CASE,
    type: o.TypeFilter = None,
    actor: o.ActorFilter = None,
    recipient: o.RecipientFilter = None,
    party: o.PartyFilter = None,
    country: o.CountryFilter = None,
    dyad: o.DyadFilter = None,
    item: o.ItemFilter = None,
    status: o.StatusFilter = None,
    status_from: o.StatusFrom = None,
    certainty: o.CertaintyFilter = None,
    polarity: o.PolarityFilter = None,
    source: o.SourceFilter = None,
    stance: o.StanceFilter = None,
    publisher: o.PublisherFilter = None,
    event_from: o.EventFrom = None,
    event_to: o.EventTo = None,
    published_from: o.PublishedFrom = None,
    published_to: o.PublishedTo = None,
    place: o.PlaceFilter = None,
    vessel: o.VesselFilter = None,
    company: o.CompanyFilter = None,
    report: o.ReportFilter = None,
    text: o.TextFilter = None,
    decision: o.DecisionFilter = None,
    superseded: o.Superseded = False,
    facet: Annotated[
        list[str] | None,
        typer.Option("--facet", metavar="NAME", help="Count by it instead of listing; `all` counts by every facet."),
    ] = None,
    limit: o.Limit = None,
    after: Annotated[str | None, typer.Option("--after", metavar="MARK", help="The next page of a list.")] = None,
    format: o.Format = None,
    tlp_max: o.TlpMax = None,
) -> None:
    """Find claims, newest publication first."""
    from onrecord.store import queries

    told = o.form(format)
    query = o.query_of(
        type=type, actor=actor, recipient=recipient, party=party, country=country, dyad=dyad, item=item,
        status=status, status_from=status_from, certainty=certainty, polarity=polarity, source=source,
        stance=stance, publisher=publisher, event_from=event_from, event_to=event_to,
        published_from=published_from, published_to=published_to, place=place, vessel=vessel, company=company,
        report=report, text=text, decision=decision, superseded=superseded,
    )  # fmt: skip
    level = o.ceiling(tlp_max)
    with o.opened(case) as book, book.read() as connection:
        if facet:
            names = queries.FACETS if "all" in facet else tuple(facet)
            counted = queries.facets(connection, query, names, limit=limit or 20, tlp_max=level)
            rows = [
                {"facet": name, "value": value, "claims": number}
                for name, values in counted.items()
                for value, number in values
            ]
            columns: Columns = {name: itemgetter(name) for name in ("facet", "value", "claims")}
            write(rows, told, table=columns, sheet=columns)
            return
        most = limit if limit is not None else 50 if told == "table" else None
        page = queries.find_claims(connection, query, limit=most, after=after, tlp_max=level)
        write((row.to_dict() for row in page.rows), told, table=TABLE, sheet=SHEET)
        if page.next is not None:
            total = queries.count_claims(connection, query, tlp_max=level)
            print(f"{total:,} claims in all; the next page: --after {page.next}", file=sys.stderr)
        if query.decision is None:
            hidden = queries.count_claims(connection, query.also(decision="rejected"), tlp_max=level)
            if hidden:
                print(f"{hidden:,} rejected left out; --decision any shows them", file=sys.stderr)
