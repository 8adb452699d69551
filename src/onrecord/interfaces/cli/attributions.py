"""`onrecord attributions`: who said what."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from onrecord.interfaces.cli import case_options as o
from onrecord.interfaces.cli.rows import Columns, short, who, write

SHEET: Columns = {
    "report": lambda r: r["report"],
    "id": lambda r: r["id"],
    "published": lambda r: r["published"],
    "publisher": lambda r: r["publisher"],
    "speaker": lambda r: who(r["speaker"]),
    "kind": lambda r: r["kind"],
    "stance": lambda r: r["stance"],
    "basis": lambda r: r["basis"],
    "occasion": lambda r: r["occasion"] and r["occasion"]["kind"],
    "source": lambda r: r["quotes"]["source"],
    "cue": lambda r: r["quotes"]["cue"],
    "content": lambda r: r["quotes"]["content"],
    "via": lambda r: r["via"],
    "confidence": lambda r: r["confidence"],
    "tlp": lambda r: r["tlp"],
}
TABLE: Columns = {
    "report": lambda r: short(r["report"]),
    "id": lambda r: r["id"],
    "published": lambda r: r["published"] or "—",
    "speaker": lambda r: who(r["speaker"]) or "—",
    "stance": lambda r: r["stance"],
    "cue": lambda r: r["quotes"]["cue"],
    "content": lambda r: r["quotes"]["content"],
}


def command(
    case: o.CaseName = o.CASE,
    speaker: Annotated[
        list[str] | None, typer.Option("--speaker", metavar="WHO", help="Alpha-3 country or part of a name.")
    ] = None,
    stance: o.StanceFilter = None,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", metavar="KIND", help="direct, indirect, mixed or no-comment.")
    ] = None,
    publisher: o.PublisherFilter = None,
    report: o.ReportFilter = None,
    published_from: o.PublishedFrom = None,
    published_to: o.PublishedTo = None,
    limit: o.Limit = None,
    after: Annotated[str | None, typer.Option("--after", metavar="MARK", help="The next page of a list.")] = None,
    format: o.Format = None,
    tlp_max: o.TlpMax = None,
) -> None:
    """List attributions, newest report first."""
    from onrecord.domain.query import parse_day
    from onrecord.store import queries

    told = o.form(format)
    with o.opened(case) as book, book.read() as connection:
        page = queries.find_attributions(
            connection,
            speaker=speaker or (),
            stance=stance or (),
            kind=kind or (),
            publisher=publisher or (),
            report=report,
            published_from=parse_day(published_from, where="--published-from") if published_from else None,
            published_to=parse_day(published_to, last=True, where="--published-to") if published_to else None,
            limit=limit if limit is not None else 50 if told == "table" else None,
            after=after,
            tlp_max=o.ceiling(tlp_max),
        )
        write(page.rows, told, table=TABLE, sheet=SHEET)
        if page.next is not None:
            print(f"The next page: --after {page.next}", file=sys.stderr)
