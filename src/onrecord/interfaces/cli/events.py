"""`onrecord events`: what the claims of a casebook tell of together."""

from __future__ import annotations

import sys

from onrecord.interfaces.cli import case_options as o
from onrecord.interfaces.cli.rows import Columns, many, write

SHEET: Columns = {
    "id": lambda r: r["id"],
    "type": lambda r: r["type"],
    "actors": lambda r: many(r["actors"]),
    "recipients": lambda r: many(r["recipients"]),
    "items": lambda r: [item["item"] for item in r["items"]],
    "place": lambda r: r["place"] and r["place"]["name"],
    "from": lambda r: r["time"] and r["time"]["from"],
    "to": lambda r: r["time"] and r["time"]["to"],
    "status": lambda r: r["status"],
    "certainty": lambda r: r["certainty"],
    "n_reports": lambda r: r["n_reports"],
    "n_outlets": lambda r: r["n_outlets"],
    "n_origins": lambda r: r["n_origins"],
    "origins": lambda r: [origin["label"] for origin in r["origins"] if origin["counted"]],
    "disputes": lambda r: [dispute["kind"] for dispute in r["disputes"]],
    "first_reported": lambda r: r["first_reported"],
    "last_reported": lambda r: r["last_reported"],
    "claims": lambda r: r["claims"],
}
TABLE: Columns = {
    "event": lambda r: r["id"][:12],
    "when": lambda r: (r["time"] and (r["time"]["from"] or r["time"]["value"])) or "—",
    "type": lambda r: r["type"],
    "status": lambda r: f"{r['status']} {r['certainty']}",
    "who": lambda r: " → ".join(filter(None, [", ".join(many(r["actors"])), ", ".join(many(r["recipients"]))])),
    "what": lambda r: [item["item"] for item in r["items"]],
    "counted": lambda r: r["summary"],
    "disputed": lambda r: [dispute["kind"] for dispute in r["disputes"]],
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
    source: o.SourceFilter = None,
    publisher: o.PublisherFilter = None,
    event_from: o.EventFrom = None,
    event_to: o.EventTo = None,
    published_from: o.PublishedFrom = None,
    published_to: o.PublishedTo = None,
    place: o.PlaceFilter = None,
    vessel: o.VesselFilter = None,
    company: o.CompanyFilter = None,
    text: o.TextFilter = None,
    limit: o.Limit = None,
    format: o.Format = None,
    tlp_max: o.TlpMax = None,
) -> None:
    """List events by day, each with its origins; with filters those that a matching claim tells of."""
    from onrecord.domain.query import ClaimQuery
    from onrecord.store import events, queries
    from onrecord.workflows.link import need_events

    told = o.form(format)
    query = o.query_of(
        type=type, actor=actor, recipient=recipient, party=party, country=country, dyad=dyad, item=item, status=status,
        status_from=status_from, source=source, publisher=publisher, event_from=event_from, event_to=event_to,
        published_from=published_from, published_to=published_to, place=place, vessel=vessel, company=company,
        text=text,
    )  # fmt: skip
    level = o.ceiling(tlp_max)
    with o.opened(case) as book, book.read() as connection:
        stale = events.stale(connection)
        need_events(stale, case)
        claims = None
        if query != ClaimQuery():
            claims = [c.key for c in queries.find_claims(connection, query, limit=None, tlp_max=level).rows]
        found = events.find_events(connection, claims=claims, limit=limit, tlp_max=level)
        write(found, told, table=TABLE, sheet=SHEET)
    say_stale(stale)


def say_stale(stale: int | None) -> None:
    """Say that events lag behind the claims, where they do."""
    if stale:
        print(
            f"{stale:,} claims or decisions are newer than the events; `onrecord link` brings them up to date",
            file=sys.stderr,
        )
