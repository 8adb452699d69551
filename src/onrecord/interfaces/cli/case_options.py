"""Options that the casebook's commands share, and what they open."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from onrecord.domain.query import ClaimQuery
    from onrecord.domain.report import Tlp
    from onrecord.store.case import Case

CaseName = Annotated[
    str, typer.Option("--case", metavar="FILE|URL", help="The casebook: a file, or postgresql://user@host/name.")
]
CASE = "onrecord.db"
Format = Annotated[
    str | None,
    typer.Option("--format", metavar="FORMAT", help="table, csv or jsonl; a table on a terminal, else JSON lines."),
]
TlpMax = Annotated[
    str | None,
    typer.Option("--tlp-max", metavar="LEVEL", help="Show nothing above it: CLEAR, GREEN, AMBER, AMBER+STRICT or RED."),
]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who says so; your user name if left out.")]
Note = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Why.")]
Limit = Annotated[
    int | None,
    typer.Option("--limit", min=1, metavar="N", help="Most rows; a table stops at 50 unless told otherwise."),
]
Wait = Annotated[float, typer.Option("--wait", min=0, metavar="SECONDS", help="How long to wait for another writer.")]


@contextmanager
def opened(address: str, *, write: bool = False) -> Iterator[Case]:
    """The casebook, closed afterwards."""
    from onrecord.store.case import open_case

    case = open_case(address, write=write)
    try:
        yield case
    finally:
        case.close()


def user() -> str:
    """The account that runs the program."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "unknown"


def ceiling(text: str | None) -> Tlp | None:
    """`--tlp-max`; None where it was not given."""
    from onrecord.domain.query import parse_tlp

    return None if text is None else parse_tlp(text)


def form(text: str | None, allowed: tuple[str, ...] = ("table", "csv", "jsonl")) -> str:
    """`--format`, checked; where it is not given a table for people and JSON lines for programs.

    Raises:
        QueryError: There is no such format here.
    """
    from onrecord.errors import QueryError

    if text is None:
        return "table" if sys.stdout.isatty() else "jsonl"
    if text not in allowed:
        raise QueryError(f"there is no format {text!r}", where="--format", remedy=f"Give one of {', '.join(allowed)}")
    return text


def query_of(**options: Any) -> ClaimQuery:
    """The filters given on the command line as a query; items are widened to the narrower ones they cover."""
    from onrecord.domain.query import ClaimQuery
    from onrecord.workflows.widen import widen

    return widen(ClaimQuery.parse(options))


Many = list[str] | None


def _filter(name: str, metavar: str, help: str) -> Any:
    return typer.Option(f"--{name}", metavar=metavar, help=help)


TypeFilter = Annotated[Many, _filter("type", "TYPE", "Claim type (TRANSFER); may be given several times.")]
ActorFilter = Annotated[Many, _filter("actor", "WHO", "Who does it: alpha-3 country or part of a name.")]
RecipientFilter = Annotated[Many, _filter("recipient", "WHO", "To whom: alpha-3 country or part of a name.")]
PartyFilter = Annotated[Many, _filter("party", "WHO", "Anybody in it: alpha-3 country or part of a name.")]
CountryFilter = Annotated[Many, _filter("country", "CODE", "Country of anybody in it, alpha-3.")]
DyadFilter = Annotated[Many, _filter("dyad", "A:B", "Actor's and recipient's country, as PRK:RUS.")]
ItemFilter = Annotated[Many, _filter("item", "ID", "Item id; narrower items are found too.")]
StatusFilter = Annotated[Many, _filter("status", "RUNG", "How far it got.")]
StatusFrom = Annotated[str | None, _filter("status-from", "RUNG", "The lowest rung that counts.")]
CertaintyFilter = Annotated[Many, _filter("certainty", "LABEL", "FactBank label (CT+).")]
PolarityFilter = Annotated[str | None, _filter("polarity", "+|-", "Polarity.")]
SourceFilter = Annotated[Many, _filter("source", "WHO", "Nearest source: country, part of a name, or `report`.")]
StanceFilter = Annotated[Many, _filter("stance", "STANCE", "How that source stands to it.")]
PublisherFilter = Annotated[Many, _filter("publisher", "NAME", "Outlet.")]
EventFrom = Annotated[str | None, _filter("event-from", "DATE", "First day of the happening.")]
EventTo = Annotated[str | None, _filter("event-to", "DATE", "Last day of the happening.")]
PublishedFrom = Annotated[str | None, _filter("published-from", "DATE", "First day of publication.")]
PublishedTo = Annotated[str | None, _filter("published-to", "DATE", "Last day of publication.")]
PlaceFilter = Annotated[str | None, _filter("place", "PLACE", "Part of a place name, or a country.")]
VesselFilter = Annotated[str | None, _filter("vessel", "NAME|IMO", "Ship, aircraft, train or truck.")]
CompanyFilter = Annotated[str | None, _filter("company", "NAME", "A business in it.")]
ReportFilter = Annotated[str | None, _filter("report", "ID", "Report id or its beginning.")]
TextFilter = Annotated[str | None, _filter("text", "WORDS", 'Words, "phrases" and -exclusions in the sentence.')]
DecisionFilter = Annotated[
    str | None,
    _filter("decision", "STATE", "open, accepted, rejected, corrected or any; rejected claims are left out otherwise."),
]
Superseded = Annotated[bool, typer.Option("--superseded", help="Claims of earlier readings too.")]
