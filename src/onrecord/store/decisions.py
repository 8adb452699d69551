"""Decisions: what people accept, reject and correct; rows beside the claim, with history, undone at will.

In: a claim's key, a verdict, who says so. Out: a decision row, and the claim as it now stands: corrections are laid
over what was read in a row of layer `corrected`, which queries show instead. What was read is never touched.

The last verdict that is not undone counts; corrections of several decisions add up. A decision follows its claim into
a new reading when the quoted trigger and sentence are the same, even if the reading gives the claim another type.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from onrecord.domain.casebook import Decision, Verdict
from onrecord.domain.contract import attribution_from_dict, claim_from_dict, claim_to_dict
from onrecord.errors import QueryError
from onrecord.store import tables as t
from onrecord.store.case import now
from onrecord.store.queries import claim_row
from onrecord.store.writes import save_corrected, show_instead

Row = dict[str, Any]

#: Fields of a claim that say where it stands; a correction of them would be another claim.
FIXED = frozenset({"id", "key", "trigger", "sentence"})
_STATE = {Verdict.ACCEPT: "accepted", Verdict.REJECT: "rejected", Verdict.CORRECT: "corrected"}


def decide(
    connection: sa.Connection,
    key: str,
    verdict: Verdict,
    *,
    by: str,
    note: str | None = None,
    changes: Mapping[str, Any] | None = None,
) -> Decision:
    """Say something of a claim.

    Args:
        connection: From `Case.write()`.
        key: The claim's key or its unique beginning.
        verdict: Accept, reject or correct.
        by: Who says so.
        note: Why.
        changes: For a correction, fields in the reading format to their right values.

    Raises:
        QueryError: There is no such claim, a field is unknown or fixed, or a value is of the wrong form.
    """
    row = claim_row(connection, key)
    told = dict(changes or {})
    if verdict is Verdict.CORRECT and not told:
        raise QueryError(
            "a correction needs a field and its right value", where=key, remedy="Give one, as --status sought"
        )
    if verdict is not Verdict.CORRECT and told:
        raise QueryError("only a correction changes fields", where=key, remedy="Use `onrecord correct`")
    for name in told:
        if name not in row["data"] or name in FIXED:
            raise QueryError(f"the field {name} cannot be corrected", where=key, remedy="Reject the claim instead")
    read = _read_row(connection, row["key"])
    _corrected(read["data"], told, where=row["key"])
    n = _insert(
        connection,
        claim_key=row["key"],
        report_n=row["report_n"],
        verdict=str(verdict),
        changes=told,
        original={name: row["data"][name] for name in told},
        trigger=row["trigger"],
        sentence=row["sentence"],
        said_by=by,
        note=note,
        carried_from=None,
    )
    refresh(connection, row["key"])
    return _decision(connection, n)


def undo(connection: sa.Connection, key: str, *, by: str, decision: int | None = None) -> Decision:
    """Take back a decision: the last one that stands, or one by number.

    Raises:
        QueryError: There is none.
    """
    row = claim_row(connection, key)
    live = [d for d in decisions_of(connection, row["key"]) if d.undone is None]
    chosen = [d for d in live if decision is None or d.id == decision]
    if not chosen:
        raise QueryError("there is no decision to undo", where=row["key"], remedy="See `onrecord show` for its history")
    n = chosen[-1].id
    connection.execute(t.decisions.update().where(t.decisions.c.n == n).values(undone_at=now(), undone_by=by))
    refresh(connection, row["key"])
    return _decision(connection, n)


def decisions_of(connection: sa.Connection, key: str) -> list[Decision]:
    """All that people said of a claim, first to last, what was undone included."""
    rows = connection.execute(
        sa.select(t.decisions).where(t.decisions.c.claim_key == key).order_by(t.decisions.c.at, t.decisions.c.n)
    ).mappings()
    return [_to_decision(connection, dict(row)) for row in rows]


def decided(connection: sa.Connection) -> list[str]:
    """Keys of claims on which a decision stands."""
    return list(
        connection.scalars(
            sa.select(t.decisions.c.claim_key)
            .where(t.decisions.c.undone_at.is_(None))
            .distinct()
            .order_by(t.decisions.c.claim_key)
        )
    )


def refresh(connection: sa.Connection, key: str) -> None:
    """Let a claim stand as its live decisions say."""
    read = _read_row(connection, key)
    live = list(
        connection.execute(
            sa.select(t.decisions)
            .where(t.decisions.c.claim_key == key, t.decisions.c.undone_at.is_(None))
            # By time: what another casebook's people said earlier, and was taken in later, is not the last word.
            .order_by(t.decisions.c.at, t.decisions.c.n)
        ).mappings()
    )
    state = _STATE[Verdict(live[-1]["verdict"])] if live else "open"
    changes: Row = {}
    for row in live:
        changes.update(row["changes"])
    standing = list(
        connection.execute(sa.select(t.claims.c.n, t.claims.c.data).where(t.claims.c.base_n == read["n"])).mappings()
    )
    if changes:
        claim = _corrected(read["data"], changes, where=key)
        wanted = claim_to_dict(claim)
        same = [row["n"] for row in standing if row["data"] == wanted]
        show_instead(connection, [read["n"], *(row["n"] for row in standing if row["n"] not in same[:1])], same[:1])
        if not same:
            report = connection.execute(
                sa.select(t.reports.c.text, t.reports.c.published).where(t.reports.c.n == read["report_n"])
            ).one()
            data = connection.scalars(
                sa.select(t.attributions.c.data).where(t.attributions.c.reading_n == read["reading_n"])
            )
            attributions = {a.id: a for a in map(attribution_from_dict, data)}
            save_corrected(
                connection,
                claim,
                base=read,
                text=report.text,
                published=report.published,
                attributions=attributions,
            )
    else:
        show_instead(connection, [row["n"] for row in standing], [read["n"]])
    connection.execute(
        t.claims.update()
        .where(sa.or_(t.claims.c.n == read["n"], t.claims.c.base_n == read["n"]))
        .values(decision=state)
    )


def carry_over(connection: sa.Connection, reading_n: int) -> int:
    """Let decisions follow into a new reading; return how many claims they reach.

    They come from earlier readings of the same text, of the same bytes, or of an earlier version of the same page.
    """
    report_n = connection.scalar(sa.select(t.readings.c.report_n).where(t.readings.c.n == reading_n))
    related = _related_reports(connection, int(report_n or 0))
    live = list(
        connection.execute(
            sa.select(t.decisions)
            .where(t.decisions.c.report_n.in_(related), t.decisions.c.undone_at.is_(None))
            .order_by(t.decisions.c.n)
        ).mappings()
    )
    if not live:
        return 0
    fresh = list(
        connection.execute(
            sa.select(t.claims).where(t.claims.c.reading_n == reading_n, t.claims.c.layer == "read")
        ).mappings()
    )
    keys = {row["key"] for row in fresh}
    reached: set[str] = set()
    for row in live:
        if row["claim_key"] in keys:
            reached.add(row["claim_key"])
            continue
        target = _same_words(connection, row, fresh)
        if target is None or _carried(connection, row["n"], target["key"]):
            continue
        _insert(
            connection,
            claim_key=target["key"],
            report_n=target["report_n"],
            verdict=row["verdict"],
            changes=row["changes"],
            original={name: target["data"].get(name) for name in row["changes"]},
            trigger=target["trigger"],
            sentence=target["sentence"],
            said_by=row["said_by"],
            note=row["note"],
            carried_from=row["n"],
        )
        reached.add(target["key"])
    for key in sorted(reached):
        refresh(connection, key)
    return len(reached)


def _related_reports(connection: sa.Connection, report_n: int) -> list[int]:
    r = t.receipts.c
    payloads = sa.select(r.payload_id).where(r.report_n == report_n)
    own = sa.select(t.reports.c.payload_id).where(t.reports.c.n == report_n)
    urls = sa.select(r.url).where(r.report_n == report_n, r.url.is_not(None))
    found = connection.scalars(
        sa.select(r.report_n).where(r.report_n.is_not(None), sa.or_(r.payload_id.in_(payloads), r.url.in_(urls)))
    )
    same = connection.scalars(sa.select(t.reports.c.n).where(t.reports.c.payload_id.in_(own)))
    return sorted({report_n, *(int(n) for n in found if n is not None), *(int(n) for n in same)})


def _same_words(connection: sa.Connection, decision: Any, fresh: Sequence[Any]) -> Any:
    """The claim of the new reading on the same words; of several that of the same type and the same spot."""
    alike = [r for r in fresh if r["trigger"] == decision["trigger"] and r["sentence"] == decision["sentence"]]
    if not alike:
        return None
    old = (
        connection.execute(
            sa.select(t.claims.c.type, t.claims.c.trigger_start, t.claims.c.sentence_start)
            .where(t.claims.c.key == decision["claim_key"])
            .limit(1)
        )
        .mappings()
        .first()
    )
    if old is None:
        return alike[0]
    spot = old["trigger_start"] - old["sentence_start"]
    return min(alike, key=lambda r: (abs(r["trigger_start"] - r["sentence_start"] - spot), r["type"] != old["type"]))


def _carried(connection: sa.Connection, decision_n: int, key: str) -> bool:
    """Whether a decision was carried to this claim before, be it undone since."""
    found = connection.scalar(
        sa.select(t.decisions.c.n).where(t.decisions.c.carried_from == decision_n, t.decisions.c.claim_key == key)
    )
    return found is not None


def _read_row(connection: sa.Connection, key: str) -> Row:
    """The claim as the current reading has it, or the last one that had it."""
    row = (
        connection.execute(
            sa.select(t.claims)
            .join(t.readings, t.readings.c.n == t.claims.c.reading_n)
            .where(t.claims.c.key == key, t.claims.c.layer == "read")
            .order_by(t.readings.c.current.desc(), t.claims.c.n.desc())
            .limit(1)
        )
        .mappings()
        .first()
    )
    if row is None:
        raise QueryError("there is no such claim", where=key, remedy="Take a key from `onrecord claims`")
    return dict(row)


def _corrected(data: Mapping[str, Any], changes: Mapping[str, Any], *, where: str) -> Any:
    try:
        return claim_from_dict({**data, **changes})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise QueryError(
            f"the corrected value is not understood ({error})", where=where, remedy="See docs/reference/reading.md"
        ) from error


def _insert(connection: sa.Connection, **values: Any) -> int:
    key = connection.execute(
        t.decisions.insert().values(**values, at=now(), undone_at=None, undone_by=None)
    ).inserted_primary_key
    assert key is not None
    return int(key[0])


def _decision(connection: sa.Connection, n: int) -> Decision:
    row = connection.execute(sa.select(t.decisions).where(t.decisions.c.n == n)).mappings().one()
    return _to_decision(connection, dict(row))


def _to_decision(connection: sa.Connection, row: Row) -> Decision:
    carried = None
    if row["carried_from"] is not None:
        carried = connection.scalar(sa.select(t.decisions.c.claim_key).where(t.decisions.c.n == row["carried_from"]))
    return Decision(
        id=row["n"],
        claim=row["claim_key"],
        verdict=Verdict(row["verdict"]),
        by=row["said_by"],
        at=row["at"],
        note=row["note"],
        changes=row["changes"],
        original=row["original"],
        undone=None if row["undone_at"] is None else f"{row['undone_at']} by {row['undone_by']}",
        carried_from=carried,
    )
