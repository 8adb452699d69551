"""One report, from what a user names to a Reading: where intake, the article step and the reader meet.

In: a path, bytes or a text, and what the user knows of it. Out: a Reading. `ingest` and `batch` take the same steps and
keep account of failures; here an unreadable report raises.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.domain.reading import Reading
from onrecord.domain.report import Report
from onrecord.errors import PayloadError
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.reading.read import Reader


@lru_cache(maxsize=1)
def make_reader(settings: Settings) -> Reader:
    """A reader with the knowledge that ships with the package; its models are opened at the first report.

    Equal settings give the same reader, so that reading many reports opens the models once.
    """
    from onrecord.knowledge import load_knowledge
    from onrecord.reading.read import Reader

    return Reader(settings=settings, knowledge=load_knowledge())


def read_report(report: Report, reader: Reader) -> Reading:
    """Read one report.

    Raises:
        InputError: The report cannot be read.
    """
    from onrecord.reading.article import read_article

    return reader.read(read_article(report, reader.knowledge))


def read(
    source: str | Path | bytes,
    *,
    published: date | None = None,
    publisher: str | None = None,
    url: str | None = None,
    title: str | None = None,
    settings: Settings | None = None,
) -> Reading:
    """Read one report and give what it claims.

    Args:
        source: Path of a file (HTML, plain text, Markdown, mail), `-` for standard input, or the bytes of one.
        published: Publication date, where you know it; it goes before the page's own. Without any, weekdays and other
            relative dates stay unresolved: the clock is never asked.
        publisher: Publisher, likewise.
        url: Address, likewise.
        title: Title, likewise.
        settings: How to read; the defaults where None.

    Returns:
        The reading. It has no claims, and a problem that says why, where the report has no body or is not in English.

    Raises:
        PayloadError: The file is missing, empty, too large, or of a kind that is not read.
    """
    from onrecord.intake.open import read_bytes, report_of

    chosen = settings or Settings()
    if isinstance(source, str) and ("\n" in source or len(source) > 1000):
        raise PayloadError(
            "this is a text and no path", where=repr(source[:40] + "…"), remedy="Use onrecord.read_text(text)"
        )
    payload = source if isinstance(source, bytes) else read_bytes(source, max_bytes=chosen.max_bytes)
    report = report_of(
        payload,
        name="bytes" if isinstance(source, bytes) else str(source),
        published=published,
        publisher=publisher,
        url=url,
        title=title,
        max_bytes=chosen.max_bytes,
    )
    return read_report(report, make_reader(chosen))


def read_text(
    text: str,
    *,
    published: date | None = None,
    publisher: str | None = None,
    url: str | None = None,
    title: str | None = None,
    settings: Settings | None = None,
) -> Reading:
    """Read a report that is at hand as plain text; arguments and result as for `read`."""
    from onrecord.intake.open import report_of

    chosen = settings or Settings()
    report = report_of(
        text.encode("utf-8", "surrogatepass"),
        name="text",
        published=published,
        publisher=publisher,
        url=url,
        title=title,
        max_bytes=chosen.max_bytes,
        kind="text/plain",
    )
    return read_report(report, make_reader(chosen))
