"""JSON lines: one report a line, `{"id", "url", "publisher", "published", "title", "text" or "html"}`.

In: a file, packed or not. Out: Arrivals named `file:line`. The payload is the text or the page itself, so that the
same text has the same hash wherever it lay; unknown keys are kept beside it. A line in the reading format is taken as
the reading that it is. A broken line is an Arrival with its failure, and the rest goes on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from onrecord.domain.query import parse_tlp
from onrecord.domain.reading import FORMAT
from onrecord.domain.report import Provenance
from onrecord.errors import PayloadError, QueryError
from onrecord.intake.arrival import Arrival
from onrecord.intake.unpack import lines_of

_KNOWN = frozenset({"url", "publisher", "published", "title", "byline", "licence", "tlp", "text", "html"})


def arrivals(path: Path, *, max_bytes: int, wanted: Callable[[str], bool]) -> Iterator[Arrival]:
    """The reports of a file of JSON lines.

    Args:
        path: The file.
        max_bytes: Longest line that is read.
        wanted: Whether the input of a name is still to be read.
    """
    name = str(path)
    last = 0
    try:
        for number, line in lines_of(path, limit=2 * max_bytes):
            last = number
            label = f"{name}:{number}"
            if line is not None and not line.strip():
                continue
            if wanted(label):
                yield row_arrival(line, label, max_bytes)
    except PayloadError as error:
        yield Arrival(name=f"{name}:{last + 1}", failure=str(error))


def row_arrival(line: bytes | None, label: str, max_bytes: int) -> Arrival:
    """The report of one line; None is a line that is too long."""
    if line is None:
        return Arrival(name=label, failure=f"the line has more than {2 * max_bytes:,} bytes. Raise --max-bytes")
    try:
        told = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Arrival(name=label, failure=f"the line is not JSON ({error})")
    if not isinstance(told, dict):
        return Arrival(name=label, failure="the line is not a JSON object")
    if told.get("format") == FORMAT:
        return Arrival(name=label, reading=told)
    html, text = told.get("html"), told.get("text")
    body = html if isinstance(html, str) and html.strip() else text
    if not isinstance(body, str) or not body.strip():
        return Arrival(name=label, failure='the line has no "text" and no "html"')
    try:
        provenance = _provenance(told)
    except (QueryError, ValueError) as error:
        return Arrival(name=label, failure=f"{error}")
    extra = {key: value for key, value in told.items() if key not in _KNOWN}
    if body is html and isinstance(text, str):
        extra["text"] = text
    return Arrival(
        name=label,
        payload=str(body).encode("utf-8", "surrogatepass"),
        media_type="text/html" if body is html else "text/plain",
        provenance=provenance,
        extra=extra,
    )


def _provenance(told: dict[str, Any]) -> Provenance:
    def words(key: str) -> str | None:
        value = told.get(key)
        return value if isinstance(value, str) and value.strip() else None

    published = words("published")
    day: date | None = None
    if published is not None:
        try:
            # A time of day may follow the day; only the day is kept.
            day = date.fromisoformat(published.strip()[:10])
        except ValueError as error:
            raise ValueError(f'"published" is {published!r}, which is no date as 2023-08-30') from error
    tlp = words("tlp")
    return Provenance(
        url=words("url"),
        publisher=words("publisher"),
        title=words("title"),
        byline=words("byline"),
        licence=words("licence"),
        published=day,
        **({"tlp": parse_tlp(tlp, where='"tlp"')} if tlp else {}),
    )


def looks_like(head: bytes) -> bool:
    """Whether the beginning of a file is that of JSON lines."""
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")[0].strip()
    if not first.startswith(b"{"):
        return False
    return first.endswith(b"}") or len(first) >= len(head) - 4096
