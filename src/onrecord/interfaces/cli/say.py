"""What goes to the terminal: plain lines, with nothing from a report that a terminal would obey."""

from __future__ import annotations

import re
import sys
from datetime import date

from onrecord.errors import QueryError

#: Control characters, line and paragraph separators, directional overrides and isolates, lone surrogates.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def safe(text: str) -> str:
    """The text on one line: white space folded, anything that a terminal would obey as `\\xNN`."""
    return _UNSAFE.sub(lambda found: _escaped(found.group()), " ".join(text.split()))


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def complain(message: str) -> None:
    """One line on standard error."""
    print(f"onrecord: {safe(message)}", file=sys.stderr)


def day(text: str | None, option: str) -> date | None:
    """A date as the user gave it.

    Raises:
        QueryError: It is no date.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise QueryError(f"{option} {text!r} is not a date", remedy="Write it as YYYY-MM-DD") from error
