"""`onrecord export`: claims of a casebook in a format that other programs, or people without this one, read."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.interfaces.cli import case_options as o

if TYPE_CHECKING:
    from onrecord.domain.query import ClaimQuery
    from onrecord.domain.report import Tlp
    from onrecord.store.case import Connection

Row = dict[str, Any]
FORMATS = ("csv", "jsonl", "plover", "cameo", "stix", "annotation", "dossier")
#: Claims taken from the casebook at a time.
PAGE = 1000


def command(
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]} (HTML).")
    ],
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
    tlp_max: o.TlpMax = None,
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="Title of a dossier.")] = "Dossier",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="File to write; standard output if left out.")
    ] = None,
) -> None:
    """Write claims, newest publication first, in a format for other programs or as a page for people."""
    told = o.form(format, FORMATS)
    query = o.query_of(
        type=type, actor=actor, recipient=recipient, party=party, country=country, dyad=dyad, item=item,
        status=status, status_from=status_from, certainty=certainty, polarity=polarity, source=source,
        stance=stance, publisher=publisher, event_from=event_from, event_to=event_to,
        published_from=published_from, published_to=published_to, place=place, vessel=vessel, company=company,
        report=report, text=text, decision=decision, superseded=superseded,
    )  # fmt: skip
    level = o.ceiling(tlp_max)
    tally = {"claims": 0, "uncoded": 0}
    with o.opened(case) as book, book.read() as connection:
        rows = _counted(_rows(connection, query, level), tally, told)
        _write(_made(connection, rows, told, title), out)
        if query.decision is None:
            _say_hidden(connection, query, level)
    print(f"{tally['claims']:,} claims" + (f" written to {out}" if out else ""), file=sys.stderr)
    if tally["uncoded"]:
        print(f"{tally['uncoded']:,} of them have no {told.upper()} code and are left out", file=sys.stderr)


def _rows(connection: Connection, query: ClaimQuery, level: Tlp | None) -> Iterator[Row]:
    """The claims that answer, page by page."""
    from onrecord.store import queries

    after: str | None = None
    while True:
        page = queries.find_claims(connection, query, limit=PAGE, after=after, tlp_max=level)
        yield from (row.to_dict() for row in page.rows)
        if page.next is None:
            return
        after = page.next


def _counted(rows: Iterable[Row], tally: dict[str, int], format: str) -> Iterator[Row]:
    for row in rows:
        tally["claims"] += 1
        if format in ("plover", "cameo") and not row[format]:
            tally["uncoded"] += 1
        yield row


def _made(connection: Connection, rows: Iterable[Row], format: str, title: str) -> Iterable[str]:
    """The rows in a format."""
    import json

    from onrecord.exports import annotation, claims_csv, dossier, event_codes, stix
    from onrecord.store import reports

    now = datetime.now(UTC)
    if format == "csv":
        return claims_csv.export(rows)
    if format == "jsonl":
        return (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if format == "plover":
        return event_codes.plover(rows)
    if format == "cameo":
        return event_codes.cameo(rows)
    if format == "stix":
        return stix.export(rows, made=now.strftime("%Y-%m-%dT%H:%M:%S.000Z"))
    if format == "annotation":
        return annotation.export(rows)
    held = list(rows)
    known = ((id, reports.by_id(connection, id)) for id in dict.fromkeys(row["report"] for row in held))
    payloads = {id: str(row["payload_id"]) for id, row in known if row is not None}
    return dossier.export(held, made=now.strftime("on %Y-%m-%d at %H:%M UTC"), title=title, payloads=payloads)


def _write(pieces: Iterable[str], out: Path | None) -> None:
    """Text to a file or standard output; half a character is written as `\\udc80`, since UTF-8 has no form for it."""
    from onrecord.errors import CaseError

    told = (piece.encode("utf-8", "backslashreplace") for piece in pieces)
    if out is None:
        for piece in told:
            sys.stdout.write(piece.decode())
        return
    # The first piece is made before the file is opened, so that a query that fails leaves what was there.
    first = next(told, b"")
    try:
        with out.open("wb") as file:
            for piece in chain([first], told):
                file.write(piece)
    except OSError as error:
        raise CaseError(
            f"it cannot be written ({error.strerror})", where=str(out), remedy="Give another --out"
        ) from error


def _say_hidden(connection: Connection, query: ClaimQuery, level: Tlp | None) -> None:
    from onrecord.store import queries

    hidden = queries.count_claims(connection, query.also(decision="rejected"), tlp_max=level)
    if hidden:
        print(f"{hidden:,} rejected left out; --decision any takes them in", file=sys.stderr)
