"""Exports: one module a format, from domain objects to text.

A module has `export(readings: Iterable[Reading]) -> Iterator[str]`, pieces of text to be written one after the other.
Command line, API and web read this list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
