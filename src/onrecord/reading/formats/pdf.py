"""PDF: the text that a PDF carries (pypdf).

In: a Report. Out: a Draft of one running text. Lines are joined to paragraphs: a PDF breaks its lines where the page
ends, not where the sentence does. Words divided at a line's end are put together again. Pages that carry pictures of
text and no text are told as a problem; nothing is recognised from pictures. Encrypted files are refused.
"""

from __future__ import annotations

import io
import re
from typing import Any

from onrecord.domain.report import Problem, Report
from onrecord.errors import PayloadError
from onrecord.reading.formats.draft import Draft, Part, clean

#: Pages that are read; a thousand pages are a book, not a report.
_PAGES = 500
_DIVIDED = re.compile(r"\w-$")
#: A line ends a paragraph if it ends a sentence and is clearly shorter than the page's lines.
_SHORT = 0.75
_ENDS = re.compile(r"[.!?:][\"”’')\]]*$")


def draft(report: Report) -> Draft:
    """The text of a PDF.

    Raises:
        PayloadError: It is broken, encrypted, or holds no text.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        document = PdfReader(io.BytesIO(report.payload))
        if document.is_encrypted and not document.decrypt(""):
            raise PayloadError(
                "the PDF is encrypted", where=report.name, remedy="Save it without a password and pass that"
            )
        pages = [page.extract_text() or "" for page in document.pages[:_PAGES]]
        total = len(document.pages)
        told = document.metadata
    except PayloadError:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError) as error:
        raise PayloadError(
            f"the PDF cannot be read ({error})", where=report.name, remedy="Print it to PDF again, or pass its text"
        ) from error
    text, replaced = clean("\n\n".join(filter(None, map(paragraphs, pages))))
    if not text.strip():
        raise PayloadError(
            "the PDF carries no text, only pictures of it", where=report.name, remedy="Run it through OCR and pass that"
        )
    problems = list(replaced)
    bare = sum(not page.strip() for page in pages)
    if bare:
        problems.append(Problem(code="pages-without-text", message=f"{bare} of {total} pages carry no text"))
    if total > _PAGES:
        problems.append(Problem(code="cut", message=f"only the first {_PAGES} of {total} pages are read"))
    return Draft(
        parts=(Part(text=text),),
        title=_words(getattr(told, "title", None)),
        byline=_words(getattr(told, "author", None)),
        # No `published`: the day a file was made is not the day a report was published.
        problems=tuple(problems),
    )


def paragraphs(page: str) -> str:
    """The page's lines joined to paragraphs, with an empty line between them."""
    lines = [" ".join(line.split()) for line in page.splitlines()]
    width = max((len(line) for line in lines), default=0)
    made: list[str] = []
    open_ = False
    for line in lines:
        if not line:
            open_ = False
            continue
        if open_ and _DIVIDED.search(made[-1]) and line[0].islower():
            made[-1] = made[-1][:-1] + line
        elif open_:
            made[-1] += " " + line
        else:
            made.append(line)
        open_ = not (_ENDS.search(line) and len(line) < _SHORT * width)
    return "\n\n".join(made)


def _words(value: Any) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None
