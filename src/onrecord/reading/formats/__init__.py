"""From the bytes of a report to its paragraphs: one module a media type.

In: a Report. Out: a Draft, which `reading.article` cuts into blocks. Nothing here decides what a paragraph is for,
beyond what the markup itself says.
"""

from __future__ import annotations

from importlib import import_module

from onrecord.domain.report import Report
from onrecord.errors import PayloadError
from onrecord.reading.formats.draft import Draft

#: Media type → module with a function `draft(report) -> Draft`.
FORMATS = {
    "application/pdf": "pdf",
    "application/xhtml+xml": "page",
    "message/rfc822": "mail",
    "text/html": "page",
    "text/markdown": "markdown",
    "text/plain": "plain",
}


def draft(report: Report) -> Draft:
    """The paragraphs of a report.

    Raises:
        PayloadError: Its media type is not one that is read, or its bytes are broken.
    """
    module = FORMATS.get(report.media_type)
    if module is None:
        raise PayloadError(
            f"reports of type {report.media_type} are not read",
            where=report.name,
            remedy="Pass HTML, plain text, Markdown, PDF or a mail message",
        )
    made: Draft = import_module(f"onrecord.reading.formats.{module}").draft(report)
    return made
