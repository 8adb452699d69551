"""JSON: all readings as one indented array, for people and for programs that want one document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from onrecord.domain.reading import Reading


def export(readings: Iterable[Reading]) -> Iterator[str]:
    """An array, opened, filled one reading at a time, and closed."""
    opening = "[\n"
    for reading in readings:
        yield opening + json.dumps(reading.to_dict(), ensure_ascii=False, indent=1)
        opening = ",\n"
    yield "[]\n" if opening == "[\n" else "\n]\n"
