"""Dossiers: a saved query with what was pinned, excluded and noted; it grows by itself and knows what is new.

In: a name. Out: a Dossier, and marks of what each viewer saw last. Pins and exclusions are rows that can be undone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from onrecord.domain.query import ClaimQuery
from onrecord.domain.report import Tlp
from onrecord.errors import QueryError
from onrecord.store import tables as t
from onrecord.store.case import now
from onrecord.store.protect import readable

Row = dict[str, Any]
#: What can be put into a dossier.
KINDS = ("pin", "exclude", "note")


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """A saved query. `pinned` and `excluded` are claim keys or event ids; `notes` as rows."""

    n: int
    name: str
    query: ClaimQuery
    tlp: Tlp
    by: str
    at: str
    pinned: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    notes: tuple[Row, ...] = ()

    def to_dict(self) -> Row:
        """As JSON-ready data."""
        return {
            "name": self.name,
            "filters": self.query.to_options(),
            "tlp": str(self.tlp),
            "by": self.by,
            "at": self.at,
            "pinned": list(self.pinned),
            "excluded": list(self.excluded),
            "notes": list(self.notes),
        }


def create_dossier(connection: sa.Connection, name: str, query: ClaimQuery, *, tlp: Tlp, by: str) -> None:
    """Make a dossier.

    Raises:
        QueryError: There is one of that name, or the name is empty.
    """
    if not name.strip():
        raise QueryError("a dossier needs a name", where="dossier")
    if connection.scalar(sa.select(t.dossiers.c.n).where(t.dossiers.c.name == name)) is not None:
        raise QueryError("there is a dossier of that name", where=name, remedy="Choose another name")
    connection.execute(
        t.dossiers.insert().values(name=name, query=query.to_options(), tlp=str(tlp), made_by=by, at=now())
    )


def dossier(connection: sa.Connection, name: str, *, tlp_max: Tlp | None = None) -> Dossier:
    """The dossier of a name.

    Raises:
        QueryError: There is none that may be shown.
    """
    found = [one for one in dossiers(connection, tlp_max=tlp_max) if one.name == name]
    if not found:
        raise QueryError("there is no such dossier", where=name, remedy="See `onrecord dossier list`")
    return found[0]


def dossiers(connection: sa.Connection, *, tlp_max: Tlp | None = None) -> list[Dossier]:
    """All dossiers that may be shown, by name."""
    levels = readable(tlp_max)
    rows = connection.execute(
        sa.select(t.dossiers).where(t.dossiers.c.tlp.in_(levels)).order_by(t.dossiers.c.name)
    ).mappings()
    made = []
    for row in rows.all():
        entries = connection.execute(
            sa.select(t.dossier_entries)
            .where(t.dossier_entries.c.dossier_n == row["n"], t.dossier_entries.c.undone_at.is_(None))
            .order_by(t.dossier_entries.c.n)
        ).mappings()
        kept: dict[str, list[Any]] = {kind: [] for kind in KINDS}
        for entry in entries:
            if entry["kind"] != "note":
                kept[entry["kind"]].append(entry["target"])
            elif entry["tlp"] in levels:
                kept["note"].append(
                    {"text": entry["note"], "tlp": entry["tlp"], "by": entry["said_by"], "at": entry["at"]}
                )
        made.append(
            Dossier(
                n=row["n"],
                name=row["name"],
                query=ClaimQuery.parse(row["query"]),
                tlp=Tlp(row["tlp"]),
                by=row["made_by"],
                at=row["at"],
                pinned=tuple(kept["pin"]),
                excluded=tuple(kept["exclude"]),
                notes=tuple(kept["note"]),
            )
        )
    return made


def put(
    connection: sa.Connection,
    name: str,
    kind: str,
    *,
    by: str,
    target: str | None = None,
    note: str | None = None,
    tlp: Tlp = Tlp.CLEAR,
) -> None:
    """Pin or exclude a claim or an event, or add a note; pinning what was excluded takes the exclusion back."""
    one = dossier(connection, name)
    if kind not in KINDS:
        raise QueryError(f"there is no entry of kind {kind!r}", where=name, remedy=f"Use one of {', '.join(KINDS)}")
    if kind != "note":
        entries = t.dossier_entries.c
        connection.execute(
            t.dossier_entries.update()
            .where(entries.dossier_n == one.n, entries.target == target, entries.undone_at.is_(None))
            .values(undone_at=now())
        )
    connection.execute(
        t.dossier_entries.insert().values(
            dossier_n=one.n, kind=kind, target=target, note=note, tlp=str(tlp), said_by=by, at=now(), undone_at=None
        )
    )


def last_seen(connection: sa.Connection, n: int, viewer: str) -> int:
    """Number of the newest claim when a viewer last looked; 0 where never."""
    v = t.dossier_views.c
    found = connection.scalar(
        sa.select(v.last_claim_n).where(v.dossier_n == n, v.viewer == viewer).order_by(v.n.desc()).limit(1)
    )
    return int(found or 0)


def mark_seen(connection: sa.Connection, n: int, viewer: str) -> None:
    """Note that a viewer has looked now."""
    newest = connection.scalar(sa.select(sa.func.coalesce(sa.func.max(t.claims.c.n), 0)))
    connection.execute(
        t.dossier_views.insert().values(dossier_n=n, viewer=viewer, last_claim_n=int(newest or 0), at=now())
    )
