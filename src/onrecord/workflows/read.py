"""One report, from bytes to Reading: where the article step and the reader meet.

In: a Report and a Reader. Out: a Reading. `ingest` and `batch` call the same two steps and keep account of failures;
here an unreadable report raises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.domain.reading import Reading
from onrecord.domain.report import Report
from onrecord.reading.article import read_article

if TYPE_CHECKING:
    from onrecord.reading.read import Reader
    from onrecord.settings import Settings


def make_reader(settings: Settings) -> Reader:
    """A reader with the knowledge that ships with the package; its models are opened at the first report."""
    from onrecord.knowledge import load_knowledge
    from onrecord.reading.read import Reader

    return Reader(settings=settings, knowledge=load_knowledge())


def read_report(report: Report, reader: Reader) -> Reading:
    """Read one report.

    Raises:
        InputError: The report cannot be read.
    """
    return reader.read(read_article(report, reader.knowledge))
