"""JSON lines: one reading a line, in the reading format."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from onrecord.domain.reading import Reading


def export(readings: Iterable[Reading]) -> Iterator[str]:
    """One line a reading. Lone surrogates, which JSON files cannot hold, are escaped."""
    for reading in readings:
        yield json.dumps(reading.to_dict(), ensure_ascii=False) + "\n"
