"""`onrecord reports`: what a casebook holds, and full-text search over it."""

from __future__ import annotations

import sys
from operator import itemgetter
from typing import Annotated

import typer

from onrecord.interfaces.cli import case_options as o
from onrecord.interfaces.cli.rows import Columns, short, write

_FIELDS = (
    "id", "payload", "url", "publisher", "title", "byline", "published", "language", "tlp", "added", "characters",
    "claims", "receipts",
)  # fmt: skip
SHEET: Columns = {name: itemgetter(name) for name in _FIELDS}
TABLE: Columns = {
    "report": lambda r: short(r["id"]),
    "published": lambda r: r["published"] or "—",
    "outlet": lambda r: r["publisher"] or "—",
    "title": lambda r: r["title"] or r["url"] or "—",
    "claims": lambda r: r["claims"],
    "arrivals": lambda r: r["receipts"],
    "TLP": lambda r: r["tlp"],
    "words": lambda r: r.get("snippet"),
}


def command(
    case: o.CaseName = o.CASE,
    text: Annotated[
        str | None, typer.Option("--text", metavar="WORDS", help='Words, "phrases" and -exclusions in title or text.')
    ] = None,
    publisher: o.PublisherFilter = None,
    published_from: o.PublishedFrom = None,
    published_to: o.PublishedTo = None,
    url: Annotated[str | None, typer.Option("--url", metavar="PART", help="Part of the address.")] = None,
    limit: o.Limit = None,
    after: Annotated[str | None, typer.Option("--after", metavar="MARK", help="The next page of a list.")] = None,
    format: o.Format = None,
    tlp_max: o.TlpMax = None,
) -> None:
    """List reports, newest first."""
    from onrecord.domain.query import parse_day
    from onrecord.store import queries

    told = o.form(format)
    with o.opened(case) as book, book.read() as connection:
        page = queries.find_reports(
            connection,
            text=text,
            publisher=publisher or (),
            published_from=parse_day(published_from, where="--published-from") if published_from else None,
            published_to=parse_day(published_to, last=True, where="--published-to") if published_to else None,
            url=url,
            limit=limit if limit is not None else 50 if told == "table" else None,
            after=after,
            tlp_max=o.ceiling(tlp_max),
        )
        table = TABLE if text else {name: made for name, made in TABLE.items() if name != "words"}
        write((row.to_dict() for row in page.rows), told, table=table, sheet=SHEET)
        if page.next is not None:
            print(f"The next page: --after {page.next}", file=sys.stderr)
