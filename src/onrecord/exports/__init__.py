"""Exports: one module a format, from domain objects or rows to text or bytes.

`FORMATS` are formats of readings: a module has `export(readings: Iterable[Reading]) -> Iterator[str]`, pieces of text
to be written one after the other. `CASE_FORMATS` are formats of what a casebook holds; `workflows.export` gathers what
each needs. Command line, API and web read these lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module

from onrecord.domain.reading import Reading
from onrecord.errors import QueryError

#: Format of readings → module below `onrecord.exports`.
FORMATS: dict[str, str] = {
    "html": "page",
    "json": "jsonarray",
    "jsonl": "jsonl",
    "lines": "lines",
}


@dataclass(frozen=True, kw_only=True)
class CaseFormat:
    """A format in which a casebook is handed on.

    Attributes:
        means: What it is, in a few words.
        suffix: Ending of a file's name.
        media_type: For the web.
        binary: Whether it is bytes that no terminal should show.
        events: Whether its rows are events; else they are claims.
        extra: The extra of the package that it needs, or None.
    """

    means: str
    suffix: str
    media_type: str
    binary: bool = False
    events: bool = False
    extra: str | None = None


_PARQUET = "application/vnd.apache.parquet"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Format of a casebook → what it is.
CASE_FORMATS: Mapping[str, CaseFormat] = {
    "csv": CaseFormat(means="claims as a sheet", suffix=".csv", media_type="text/csv"),
    "parquet": CaseFormat(means="claims as a typed table", suffix=".parquet", media_type=_PARQUET, binary=True),
    "events-csv": CaseFormat(means="events as a sheet", suffix=".csv", media_type="text/csv", events=True),
    "events-parquet": CaseFormat(
        means="events as a typed table", suffix=".parquet", media_type=_PARQUET, binary=True, events=True
    ),
    "jsonl": CaseFormat(
        means="readings with what people said of them, which `onrecord add` takes back",
        suffix=".jsonl",
        media_type="application/x-ndjson",
    ),
    "plover": CaseFormat(means="event data as POLECAT lays it out (CSV)", suffix=".csv", media_type="text/csv"),
    "cameo": CaseFormat(means="event data with GDELT's columns (CSV)", suffix=".csv", media_type="text/csv"),
    "ftm": CaseFormat(
        means="FollowTheMoney entities (JSON lines)", suffix=".ftm.json", media_type="application/x-ndjson"
    ),
    "stix": CaseFormat(means="STIX 2.1 bundle", suffix=".json", media_type="application/stix+json;version=2.1"),
    "annotation": CaseFormat(means="W3C Web Annotations (JSON-LD)", suffix=".jsonld", media_type="application/ld+json"),
    "prov": CaseFormat(means="where each record comes from (PROV-JSON)", suffix=".json", media_type="application/json"),
    "dossier": CaseFormat(means="a page for readers, one HTML file", suffix=".html", media_type="text/html"),
    "docx": CaseFormat(
        means="the same as a Word document", suffix=".docx", media_type=_WORD, binary=True, extra="word"
    ),
}


def export(readings: Iterable[Reading], format: str) -> Iterator[str]:
    """Readings in a format, piece by piece.

    Raises:
        QueryError: There is no such format.
    """
    module = FORMATS.get(format)
    if module is None:
        raise QueryError(f"there is no format {format!r}", remedy=f"Choose one of {', '.join(sorted(FORMATS))}")
    made: Iterator[str] = import_module(f"onrecord.exports.{module}").export(readings)
    return made
