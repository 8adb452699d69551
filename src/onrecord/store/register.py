"""The register: reliability, credibility, notes, TLP markings and protected sources; each with its history.

Setting something anew adds a row; the last one counts. `F` and `6` mean that there is no basis to judge.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from onrecord.domain.casebook import CREDIBILITY, RELIABILITY
from onrecord.domain.report import Tlp
from onrecord.errors import QueryError
from onrecord.store import tables as t
from onrecord.store.case import now
from onrecord.store.protect import blot, blotter, protected_names, readable
from onrecord.store.queries import claim_row, report_number

Row = dict[str, Any]
KINDS = ("outlet", "speaker")


def set_reliability(
    connection: sa.Connection, kind: str, name: str, letter: str, *, since: date, by: str, note: str | None = None
) -> None:
    """Set the reliability of an outlet or a speaker from a day on.

    Raises:
        QueryError: The kind or the letter is unknown.
    """
    if kind not in KINDS:
        raise QueryError(f"there is no kind {kind!r}", where="reliability", remedy="Give outlet or speaker")
    if letter.upper() not in RELIABILITY:
        raise QueryError(
            f"{letter!r} is not a reliability letter", where=name, remedy="Give A to F; F is no basis to judge"
        )
    connection.execute(
        t.reliability.insert().values(
            kind=kind, name=name, letter=letter.upper(), since=since, said_by=by, note=note, at=now()
        )
    )


def reliability_of(
    connection: sa.Connection, *, kind: str | None = None, name: str | None = None, on: date | None = None
) -> list[Row]:
    """The register's lines, oldest first; with `on` only the one in force on that day for each name."""
    r = t.reliability.c
    statement = sa.select(t.reliability).order_by(r.kind, r.name, r.since, r.n)
    if kind is not None:
        statement = statement.where(r.kind == kind)
    if name is not None:
        statement = statement.where(r.name == name)
    if on is not None:
        statement = statement.where(r.since <= on)
    lines = [
        {
            "kind": row["kind"],
            "name": row["name"],
            "letter": row["letter"],
            "meaning": RELIABILITY[row["letter"]],
            "since": row["since"].isoformat(),
            "by": row["said_by"],
            "note": row["note"],
            "at": row["at"],
        }
        for row in connection.execute(statement).mappings()
    ]
    return lines if on is None else list({(line["kind"], line["name"]): line for line in lines}.values())


def set_credibility(connection: sa.Connection, key: str, figure: int, *, by: str, note: str | None = None) -> None:
    """Set the credibility of a claim.

    Raises:
        QueryError: There is no such claim or figure.
    """
    if figure not in CREDIBILITY:
        raise QueryError(
            f"{figure} is not a credibility figure", where=key, remedy="Give 1 to 6; 6 is no basis to judge"
        )
    row = claim_row(connection, key)
    connection.execute(
        t.credibility.insert().values(claim_key=row["key"], figure=figure, said_by=by, note=note, at=now())
    )


def credibility_of(connection: sa.Connection, key: str) -> list[Row]:
    """All figures set for a claim, oldest first."""
    rows = connection.execute(
        sa.select(t.credibility).where(t.credibility.c.claim_key == key).order_by(t.credibility.c.n)
    ).mappings()
    return [
        {
            "figure": r["figure"],
            "meaning": CREDIBILITY[r["figure"]],
            "by": r["said_by"],
            "note": r["note"],
            "at": r["at"],
        }
        for r in rows
    ]


def mark_report(connection: sa.Connection, report: str, tlp: Tlp, *, by: str, note: str | None = None) -> str:
    """Mark a report; return its id.

    Raises:
        QueryError: There is no such report.
    """
    n = report_number(connection, report)
    connection.execute(t.markings.insert().values(report_n=n, tlp=str(tlp), said_by=by, note=note, at=now()))
    connection.execute(t.reports.update().where(t.reports.c.n == n).values(tlp=str(tlp)))
    return str(connection.scalar(sa.select(t.reports.c.id).where(t.reports.c.n == n)))


def markings_of(connection: sa.Connection, report_n: int) -> list[Row]:
    """The markings of a report, oldest first."""
    rows = connection.execute(
        sa.select(t.markings).where(t.markings.c.report_n == report_n).order_by(t.markings.c.n)
    ).mappings()
    return [{"tlp": r["tlp"], "by": r["said_by"], "note": r["note"], "at": r["at"]} for r in rows]


def protect_source(connection: sa.Connection, name: str, tlp: Tlp, *, by: str, note: str | None = None) -> None:
    """Protect a source: its name leaves only in what is shown up to this level, asked for by name."""
    if not name.strip():
        raise QueryError("a protected source needs a name", where="protect")
    connection.execute(
        t.protected.insert().values(name=name.strip(), tlp=str(tlp), said_by=by, note=note, at=now(), ended_at=None)
    )


def unprotect_source(connection: sa.Connection, name: str) -> int:
    """End the protection of a source; return how many rows that ended."""
    result = connection.execute(
        t.protected.update()
        .where(t.protected.c.name == name.strip(), t.protected.c.ended_at.is_(None))
        .values(ended_at=now())
    )
    return int(result.rowcount)


def add_note(connection: sa.Connection, on_kind: str, on_id: str, text: str, tlp: Tlp, *, by: str) -> None:
    """Put a note beside a claim, report, actor, event or dossier."""
    connection.execute(
        t.notes.insert().values(on_kind=on_kind, on_id=on_id, text=text, tlp=str(tlp), said_by=by, at=now())
    )


def notes_on(connection: sa.Connection, on_kind: str, on_id: str, *, tlp_max: Tlp | None = None) -> list[Row]:
    """The notes beside something, oldest first, none above the ceiling."""
    rows = connection.execute(
        sa.select(t.notes)
        .where(t.notes.c.on_kind == on_kind, t.notes.c.on_id == on_id, t.notes.c.tlp.in_(readable(tlp_max)))
        .order_by(t.notes.c.n)
    ).mappings()
    pattern = blotter(protected_names(connection, tlp_max))
    return [{"text": blot(r["text"], pattern), "tlp": r["tlp"], "by": r["said_by"], "at": r["at"]} for r in rows]
