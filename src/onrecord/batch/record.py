"""Record and Result: one input on its way through a batch, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.intake.arrival import Arrival

_LINE = re.compile(r"^(?P<input>.+):(?P<line>\d+)$", re.S)


@dataclass(frozen=True, kw_only=True)
class Record:
    """One input: its place in the batch, its shard, and what arrived."""

    index: int
    shard: int
    arrival: Arrival


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of one record.

    Attributes:
        index, shard: Those of the record.
        name: What the input is called.
        fate: `read`, `gated`, `skipped` or `failed`.
        reason: Why it was not read, or None.
        reading: The reading as data, where it was read.
    """

    index: int
    shard: int
    name: str
    fate: str
    reason: str | None = None
    reading: Mapping[str, Any] | None = None

    @property
    def input(self) -> tuple[str, int | None]:
        """The file or address, and the line in it where it has lines."""
        match = _LINE.match(self.name)
        return (match["input"], int(match["line"])) if match else (self.name, None)


def failed(record: Record, reason: str) -> Result:
    """The result of a record that could not be read."""
    return Result(index=record.index, shard=record.shard, name=record.arrival.name, fate="failed", reason=reason)
