"""Runs and their accounts: what was started, what became of every input, and what is still to do.

A run that died is taken up again by the next one of the same command, inputs and options; inputs that already have a
fate keep it. So the account of an interrupted run, once finished, is that of an undisturbed one.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from onrecord.domain.casebook import Entry, Fate
from onrecord.store import tables as t
from onrecord.store.case import now


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run as begun or taken up; `done` maps inputs that have a fate already to their entry."""

    n: int
    resumed: bool
    done: Mapping[str, Entry]


@dataclass(frozen=True, kw_only=True)
class FoundRun:
    """A run as `log` lists it."""

    n: int
    command: str
    inputs: tuple[str, ...]
    options: Mapping[str, Any]
    started: str
    finished: str | None
    state: str
    by: str
    program: str
    recipe: str | None
    fates: Mapping[str, int]
    result: Any = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return {
            "run": self.n,
            "command": self.command,
            "inputs": list(self.inputs),
            "options": dict(self.options),
            "started": self.started,
            "finished": self.finished,
            "state": self.state,
            "by": self.by,
            "program": self.program,
            "recipe": self.recipe,
            "fates": dict(self.fates),
            "result": self.result,
        }


def _digest(command: str, inputs: Sequence[str], options: Mapping[str, Any]) -> str:
    told = json.dumps([command, list(inputs), dict(options)], sort_keys=True)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def begin_run(
    connection: sa.Connection,
    command: str,
    *,
    inputs: Sequence[str] = (),
    options: Mapping[str, Any] | None = None,
    by: str,
    program: str,
    recipe: str | None = None,
    resume: bool = False,
) -> Run:
    """Begin a run, or take up the last one that died over the same inputs.

    Whoever resumes must hold the case's lock: only then is an unfinished run known to be dead.
    """
    digest = _digest(command, inputs, options or {})
    if resume:
        last = (
            connection.execute(
                sa.select(t.runs.c.n, t.runs.c.state, t.runs.c.recipe_id)
                .where(t.runs.c.digest == digest)
                .order_by(t.runs.c.n.desc())
                .limit(1)
            )
            .mappings()
            .first()
        )
        if last is not None and last["state"] == "running" and last["recipe_id"] == recipe:
            return Run(n=last["n"], resumed=True, done={e.input: e for e in account(connection, last["n"])})
    result = connection.execute(
        t.runs.insert().values(
            command=command,
            inputs=list(inputs),
            options=dict(options or {}),
            digest=digest,
            started=now(),
            finished=None,
            state="running",
            run_by=by,
            program=program,
            recipe_id=recipe,
            result=None,
        )
    )
    key = result.inserted_primary_key
    assert key is not None
    return Run(n=int(key[0]), resumed=False, done={})


def record(connection: sa.Connection, run_n: int, entry: Entry) -> None:
    """Write one input's fate into the account."""
    connection.execute(
        t.run_inputs.insert().values(
            run_n=run_n,
            input=entry.input,
            fate=str(entry.fate),
            reason=entry.reason,
            report_id=entry.report,
            problems=list(entry.problems),
            claims=entry.claims,
        )
    )


def finish_run(connection: sa.Connection, run_n: int, *, state: str = "finished", result: Any = None) -> None:
    """Close a run: `finished`, `stopped` (by the user) or `failed`."""
    connection.execute(t.runs.update().where(t.runs.c.n == run_n).values(finished=now(), state=state, result=result))


def account(connection: sa.Connection, run_n: int, *, fate: str | None = None) -> list[Entry]:
    """What became of the inputs of a run, in order."""
    statement = sa.select(t.run_inputs).where(t.run_inputs.c.run_n == run_n).order_by(t.run_inputs.c.n)
    if fate is not None:
        statement = statement.where(t.run_inputs.c.fate == fate)
    return [
        Entry(
            input=row["input"],
            fate=Fate(row["fate"]),
            reason=row["reason"],
            report=row["report_id"],
            problems=tuple(row["problems"]),
            claims=row["claims"],
        )
        for row in connection.execute(statement).mappings()
    ]


def runs(connection: sa.Connection, *, limit: int | None = 20, run: int | None = None) -> list[FoundRun]:
    """Runs, last first, with the number of inputs by fate."""
    statement = sa.select(t.runs).order_by(t.runs.c.n.desc())
    if run is not None:
        statement = statement.where(t.runs.c.n == run)
    if limit is not None:
        statement = statement.limit(limit)
    rows = list(connection.execute(statement).mappings())
    counted: dict[int, Counter[str]] = {row["n"]: Counter() for row in rows}
    fates = connection.execute(
        sa.select(t.run_inputs.c.run_n, t.run_inputs.c.fate, sa.func.count())
        .where(t.run_inputs.c.run_n.in_(list(counted)))
        .group_by(t.run_inputs.c.run_n, t.run_inputs.c.fate)
    )
    for n, fate, number in fates:
        counted[n][fate] = number
    return [
        FoundRun(
            n=row["n"],
            command=row["command"],
            inputs=tuple(row["inputs"]),
            options=row["options"],
            started=row["started"],
            finished=row["finished"],
            state=row["state"],
            by=row["run_by"],
            program=row["program"],
            recipe=row["recipe_id"],
            fates=dict(sorted(counted[row["n"]].items())),
            result=row["result"],
        )
        for row in rows
    ]
