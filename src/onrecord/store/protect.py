"""What may leave: TLP ceilings of reports, and the names of protected sources.

In: JSON-ready values and a Viewer. Out: the same values with protected names blotted out, letter for letter, so that
offsets stay true. A name is blotted wherever it stands, in quotes and texts too; its parts of three letters and more
as well, since *Kirby* gives away *John Kirby*. Too much is blotted rather than too little.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from onrecord.domain.query import TLP_ORDER, tlp_rank
from onrecord.domain.report import Tlp
from onrecord.store import tables as t

BLOT = "█"
#: Titles and particles that are part of many names and give nobody away.
_COMMON = frozenset(
    {"the", "mr", "mrs", "ms", "dr", "gen", "col", "maj", "von", "van", "bin", "ibn", "der", "and", "for"}
)
#: Fields of JSON whose value is an id or a hash, never a name.
_IDS = frozenset({"key", "payload", "report", "type", "status", "certainty", "rule"})


def readable(viewer_max: Tlp | None) -> list[str]:
    """The levels that may be shown; all of them where no ceiling is given."""
    return (
        list(TLP_ORDER)
        if viewer_max is None
        else [level for level in TLP_ORDER if tlp_rank(level) <= tlp_rank(viewer_max)]
    )


def protected_names(connection: sa.Connection, viewer_max: Tlp | None) -> tuple[str, ...]:
    """Names to blot out for a viewer: those marked above the ceiling, and all of them where none is given."""
    rows = connection.execute(sa.select(t.protected.c.name, t.protected.c.tlp).where(t.protected.c.ended_at.is_(None)))
    return tuple(sorted({name for name, level in rows if viewer_max is None or tlp_rank(level) > tlp_rank(viewer_max)}))


def blotter(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """A pattern of all names and their telling parts, longest first; None where there are none."""
    parts = {name for name in names if name.strip()}
    for name in names:
        words = re.findall(r"[^\W\d_]+", name)
        parts.update(w for w in words if len(w) >= 3 and w.casefold() not in _COMMON)
    if not parts:
        return None
    choices = "|".join(re.escape(part) for part in sorted(parts, key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?:{choices})(?![^\W_])", re.IGNORECASE)


def blot(value: Any, pattern: re.Pattern[str] | None) -> Any:
    """A JSON-ready value with every match blotted out."""
    if pattern is None:
        return value
    if isinstance(value, str):
        return pattern.sub(lambda found: BLOT * len(found.group()), value)
    if isinstance(value, Mapping):
        return {k: v if k in _IDS else blot(v, pattern) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [blot(part, pattern) for part in value]
    return value
