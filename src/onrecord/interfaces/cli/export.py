"""`onrecord export`: claims of a casebook in a format that other programs, or people without this one, read."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.exports import CASE_FORMATS
from onrecord.interfaces.cli import case_options as o
from onrecord.interfaces.cli.events import say_stale

if TYPE_CHECKING:
    from onrecord.domain.query import ClaimQuery
    from onrecord.domain.report import Tlp
    from onrecord.store.case import Connection
    from onrecord.store.dossiers import Dossier
    from onrecord.workflows.export import Tally

FORMATS = tuple(CASE_FORMATS)


def command(
    format: Annotated[
        str | None, typer.Option("--format", metavar="FORMAT", help=f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}.")
    ] = None,
    list_formats: Annotated[bool, typer.Option("--list", help="List the formats, and do nothing else.")] = False,
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
    filter: Annotated[
        list[str] | None,
        typer.Option("--filter", metavar="FIELD=VALUE", help="The same as --FIELD VALUE, for programs."),
    ] = None,
    dossier: Annotated[
        str | None,
        typer.Option("--dossier", metavar="NAME", help="A kept dossier instead of filters, with pins and exclusions."),
    ] = None,
    tlp_max: o.TlpMax = None,
    title: Annotated[
        str | None, typer.Option("--title", metavar="TEXT", help="Title of a dossier; its name if left out.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="File to write; standard output if left out.")
    ] = None,
) -> None:
    """Write claims, newest publication first, or the events that they tell of, for other programs or for people."""
    from onrecord.store import events
    from onrecord.workflows.export import export

    if list_formats:
        _list()
        return
    told = _chosen(format, out)
    query = _query(
        filter,
        type=type, actor=actor, recipient=recipient, party=party, country=country, dyad=dyad, item=item,
        status=status, status_from=status_from, certainty=certainty, polarity=polarity, source=source,
        stance=stance, publisher=publisher, event_from=event_from, event_to=event_to,
        published_from=published_from, published_to=published_to, place=place, vessel=vessel, company=company,
        report=report, text=text, decision=decision, superseded=superseded,
    )  # fmt: skip
    level = o.ceiling(tlp_max)
    with o.opened(case) as book, book.read() as connection:
        one = None
        if dossier is not None:
            one, query = _kept(connection, dossier, query, level)
        made = export(
            connection,
            query,
            told,
            made=datetime.now(UTC),
            title=title or dossier or "Dossier",
            tlp_max=level,
            dossier=one,
        )
        _write(made.pieces, out)
        stale = events.stale(connection) if CASE_FORMATS[told].events else None
    tally = made.tally
    _note(case, tally, told, query, out, dossier)
    what = f"{tally.events:,} events" if CASE_FORMATS[told].events else f"{tally.claims:,} claims"
    _say(what + (f" written to {out}" if out else ""))
    if tally.uncoded:
        _say(f"{tally.uncoded:,} of them have no {told.upper()} code and are left out")
    if tally.rejected:
        _say(f"{tally.rejected:,} rejected left out; --decision any takes them in")
    if tally.excluded:
        _say(f"{tally.excluded:,} left out of the dossier by people")
    if tally.blotted:
        _say(f"{tally.blotted:,} readings hold a protected name, which is blotted out; their ids are of the new text")
    say_stale(stale)


def _note(address: str, tally: Tally, format: str, query: ClaimQuery, out: Path | None, dossier: str | None) -> None:
    """Keep in the casebook what was handed out; where it cannot be written, say that recalls will not name it."""
    from onrecord.errors import CaseError
    from onrecord.workflows.export import note_export

    try:
        with o.opened(address, write=True) as book:
            to = None if out is None else str(out.resolve())
            note_export(book, tally, format, query, by=o.user(), to=to, dossier=dossier)
    except CaseError as error:
        _say(f"the casebook keeps no note of this export, so that recalls will not name it: {error}")


def _query(filters: list[str] | None, **options: Any) -> ClaimQuery:
    """The filters, given either way."""
    from onrecord.errors import QueryError

    for text in filters or ():
        name, sign, value = text.partition("=")
        if not sign:
            raise QueryError(f"{text!r} is no filter", where="--filter", remedy="Give FIELD=VALUE, as in type=TRANSFER")
        name = name.strip().replace("-", "_")
        options[name] = [*(options.get(name) or ()), value]
    return o.query_of(**options)


def _kept(connection: Connection, name: str, query: ClaimQuery, level: Tlp | None) -> tuple[Dossier, ClaimQuery]:
    """A dossier and what it asks for.

    Raises:
        QueryError: There is none of that name, or other filters are given beside it.
    """
    from onrecord.domain.query import ClaimQuery
    from onrecord.errors import QueryError
    from onrecord.store.dossiers import dossier
    from onrecord.workflows.widen import widen

    if query != ClaimQuery():
        raise QueryError("a dossier has filters of its own", where="--dossier", remedy="Leave out the other filters")
    one = dossier(connection, name, tlp_max=level)
    return one, widen(one.query)


def _list() -> None:
    """Each format with what it is, and whether what it needs is here."""
    from importlib.util import find_spec

    width = max(len(name) for name in FORMATS)
    for name, format in CASE_FORMATS.items():
        missing = format.extra == "word" and find_spec("docx") is None
        needs = f" (needs `pip install 'onrecord[{format.extra}]'`)" if missing else ""
        print(f"{name:{width}}  {format.means}{needs}")


def _chosen(format: str | None, out: Path | None) -> str:
    """The format, checked.

    Raises:
        QueryError: It is missing or unknown, or bytes would go to a terminal.
    """
    from onrecord.errors import QueryError

    if format is None:
        raise QueryError("it needs a format", where="export", remedy=f"Give --format {', '.join(FORMATS)}; see --list")
    told = o.form(format, FORMATS)
    if CASE_FORMATS[told].binary and out is None and sys.stdout.isatty():
        raise QueryError(f"{told} is no text for a terminal", where="--format", remedy="Give --out FILE")
    return told


def _say(line: str) -> None:
    print(line, file=sys.stderr)


def _write(pieces: Iterable[bytes], out: Path | None) -> None:
    """Pieces to a file or standard output."""
    from onrecord.errors import CaseError

    told = iter(pieces)
    if out is None:
        sys.stdout.flush()
        for piece in told:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
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
