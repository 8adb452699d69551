"""Plain text: bytes to characters.

In: a Report. Out: a Draft of one running text. UTF-8 first, then byte-order marks, then what charset-normalizer makes
of the bytes; what was guessed is told as a problem. Characters stay as they are but for those that cannot stand in a
text (`draft.clean`).
"""

from __future__ import annotations

import codecs

from onrecord.domain.report import Problem, Report
from onrecord.errors import PayloadError
from onrecord.reading.formats.draft import Draft, Part, clean

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(payload: bytes, *, name: str = "-", declared: str | None = None) -> tuple[str, tuple[Problem, ...]]:
    """The characters of some bytes, and what was doubtful about them.

    Args:
        payload: The bytes.
        name: What to call them in an error.
        declared: The encoding that a header names, tried after UTF-8.

    Raises:
        PayloadError: No encoding fits.
    """
    for mark, encoding in _MARKS:
        if payload.startswith(mark):
            return payload.decode(encoding, "replace"), ()
    try:
        return payload.decode("utf-8", "surrogatepass"), ()
    except UnicodeDecodeError:
        pass
    if declared:
        try:
            return payload.decode(declared), ()
        except (UnicodeDecodeError, LookupError):
            pass
    from charset_normalizer import from_bytes

    best = from_bytes(payload[:200_000]).best()
    if best is None:
        raise PayloadError("the bytes are not text in any known encoding", where=name, remedy="Save it as UTF-8")
    text = payload.decode(best.encoding, "replace")
    return text, (Problem(code="encoding", message=f"not UTF-8; read as {best.encoding}, which is a guess"),)


def draft(report: Report) -> Draft:
    """The whole of a plain text as one part."""
    text, doubts = decode(report.payload, name=report.name)
    text, replaced = clean(text)
    return Draft(parts=(Part(text=text),), problems=doubts + replaced)
