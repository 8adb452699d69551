"""One report, from what a user names to a Reading: where intake, the article step and the reader meet.

In: a path, bytes or a text, and what the user knows of it. Out: a Reading. `ingest` and `batch` take the same steps and
keep account of failures; here an unreadable report raises.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.domain.reading import Reading
from onrecord.domain.report import Report
from onrecord.errors import InputError, OnrecordError, PayloadError
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.reading.read import Reader


@lru_cache(maxsize=1)
def make_reader(settings: Settings) -> Reader:
    """A reader with the knowledge of the package and the user's own; its models are opened at the first report.

    Equal settings give the same reader, so that reading many reports opens the models once.
    """
    from onrecord.knowledge import load_knowledge
    from onrecord.reading.read import Reader

    return Reader(settings=settings, knowledge=load_knowledge(settings.knowledge))


def read_report(report: Report, reader: Reader) -> Reading:
    """Read one report.

    Raises:
        InputError: The report cannot be read.
    """
    from onrecord.reading.article import read_article

    return reader.read(read_article(report, reader.knowledge))


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one input: its reading, or why there is none. `skipped` tells what was left out on purpose."""

    name: str
    reading: Reading | None = None
    failure: str | None = None
    skipped: str | None = None


def read_many(
    inputs: Sequence[str], reader: Reader, *, published: date | None = None, publisher: str | None = None
) -> Iterator[Outcome]:
    """Read all reports that files, folders, archives and feeds hold, one at a time; nothing is fetched.

    Args:
        inputs: Paths, or `-` for standard input.
        reader: The reader.
        published: Publication date of all of them, where you know it.
        publisher: Publisher, likewise.
    """
    from onrecord.domain.contract import reading_from_dict
    from onrecord.intake.gather import Gatherer
    from onrecord.intake.open import report_of

    limit = reader.settings.max_bytes
    for arrival in Gatherer(max_bytes=limit, wanted=lambda name: True).gather(inputs):
        if arrival.reading is not None:
            yield Outcome(name=arrival.name, reading=reading_from_dict(arrival.reading))
        elif arrival.payload is None:
            yield Outcome(name=arrival.name, failure=arrival.failure, skipped=arrival.skip)
        else:
            told = arrival.provenance
            try:
                report = report_of(
                    arrival.payload,
                    name=arrival.name,
                    published=published or told.published,
                    publisher=publisher or told.publisher,
                    url=told.url,
                    title=told.title,
                    max_bytes=limit,
                    kind=arrival.media_type,
                )
                yield Outcome(name=arrival.name, reading=read_report(report, reader))
            except InputError as error:
                yield Outcome(name=arrival.name, failure=str(error))
            except OnrecordError:
                # Models or knowledge are amiss: no further report would fare better.
                raise
            except Exception as error:
                # A fault of the program in one report must not cost the others; it is told, and nothing is made up.
                reason = f"reading failed inside the program ({type(error).__name__}: {error}). Please report this"
                yield Outcome(name=arrival.name, failure=reason)


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
