"""What was handed out: for each export which claims it held, so that a recall finds whom it concerns.

In: keys of claims, and how they were written. Out: the exports that hold given claims. Keys are kept as their eight
bytes, sorted; a run of the command `export` tells the rest: when, by whom, in which format, where to, of what.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from onrecord.store import tables as t
from onrecord.store.runs import begin_run, finish_run

Row = dict[str, Any]
_SIZE = 8
_PREFIX = "clm-"


def save_export(
    connection: sa.Connection, keys: Iterable[str], *, options: Mapping[str, Any], by: str, program: str
) -> int:
    """Keep that some claims were handed out; returns the number of the run.

    Args:
        connection: From `Case.write()`.
        keys: Of the claims.
        options: `format`, `to` (a path, or None for standard output), `dossier` or `query`.
        by: Who exported.
        program: Name and version.
    """
    packed = sorted({_pack(key) for key in keys})
    run = begin_run(connection, "export", options=options, by=by, program=program)
    connection.execute(t.exported.insert().values(run_n=run.n, claims=b"".join(packed)))
    finish_run(connection, run.n, result={"claims": len(packed)})
    return run.n


def exports_of(connection: sa.Connection, keys: Sequence[str]) -> dict[str, list[Row]]:
    """For each claim the exports that hold it, the first first: `run`, `at`, `by`, `format`, `to`, `dossier`."""
    wanted = {key: _pack(key) for key in keys}
    found: dict[str, list[Row]] = {key: [] for key in wanted}
    if not wanted:
        return found
    statement = (
        sa.select(t.runs.c.n, t.runs.c.started, t.runs.c.run_by, t.runs.c.options, t.exported.c.claims)
        .join(t.exported, t.exported.c.run_n == t.runs.c.n)
        .order_by(t.runs.c.n)
    )
    for row in connection.execute(statement):
        told = {
            "run": row.n,
            "at": row.started,
            "by": row.run_by,
            "format": row.options.get("format"),
            "to": row.options.get("to"),
            "dossier": row.options.get("dossier"),
        }
        held = _Packed(row.claims)
        for key, packed in wanted.items():
            if packed in held:
                found[key].append(told)
    return found


class _Packed(Sequence[bytes]):
    """Sorted keys in one run of bytes."""

    def __init__(self, data: bytes):
        self._data = data

    def __len__(self) -> int:
        return len(self._data) // _SIZE

    def __getitem__(self, at: Any) -> Any:
        return self._data[at * _SIZE : (at + 1) * _SIZE]

    def __contains__(self, key: object) -> bool:
        at = bisect_left(self, key)
        return at < len(self) and self[at] == key


def _pack(key: str) -> bytes:
    return bytes.fromhex(key.removeprefix(_PREFIX))
