"""What people of one casebook said, taken out beside a reading, and kept in another: decisions, ratings, notes.

In: a report and keys of its claims; or what was taken out. Out: JSON-ready rows; or how many rows are new. Who said
what and when stays as it was. A row that the casebook holds already is not kept twice, so that the same line may be
taken in again. Protected names that may be seen come along with their protection, so that it is not lost on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from onrecord.domain.casebook import CREDIBILITY, RELIABILITY, Verdict
from onrecord.domain.query import tlp_rank
from onrecord.domain.report import Tlp
from onrecord.store import tables as t
from onrecord.store.decisions import refresh
from onrecord.store.protect import blotter, readable
from onrecord.store.reports import receipts_of
from onrecord.store.writes import save_payload

Row = dict[str, Any]

#: Table → fields of a row in JSON to columns, in which a row is the same as another.
_PARTS: dict[str, tuple[sa.Table, dict[str, str]]] = {
    "credibility": (
        t.credibility,
        {"claim": "claim_key", "figure": "figure", "by": "said_by", "note": "note", "at": "at"},
    ),
    "notes": (
        t.notes,
        {"on": "on_kind", "id": "on_id", "text": "text", "tlp": "tlp", "by": "said_by", "at": "at"},
    ),
    "judgements": (
        t.judgements,
        {
            "kind": "kind",
            "first": "first",
            "second": "second",
            "same": "same",
            "by": "said_by",
            "note": "note",
            "at": "at",
            "undone_at": "undone_at",
        },
    ),
    "reliability": (
        t.reliability,
        {
            "kind": "kind",
            "name": "name",
            "letter": "letter",
            "since": "since",
            "by": "said_by",
            "note": "note",
            "at": "at",
        },
    ),
    "protected": (
        t.protected,
        {"name": "name", "tlp": "tlp", "by": "said_by", "note": "note", "at": "at"},
    ),
}
_DECISION = {
    "id": "n",
    "claim": "claim_key",
    "verdict": "verdict",
    "changes": "changes",
    "original": "original",
    "trigger": "trigger",
    "sentence": "sentence",
    "by": "said_by",
    "note": "note",
    "at": "at",
    "undone_at": "undone_at",
    "undone_by": "undone_by",
    "carried_from": "carried_from",
}


def words_of(
    connection: sa.Connection,
    report_n: int,
    keys: Sequence[str],
    *,
    speakers: Iterable[str] = (),
    text: str = "",
    tlp_max: Tlp | None = None,
) -> Row:
    """All that people said of a report and of claims of it, and how it arrived.

    Args:
        connection: From `Case.read()`.
        report_n: The report.
        keys: Claims.
        speakers: Names whose reliability comes along; that of its outlets does so anyway.
        text: Where names stand whose protection has to come along.
        tlp_max: Ceiling: notes above it, and protected names above it, stay behind. Nothing is blotted out here.
    """
    receipts = receipts_of(connection, report_n)
    outlets = {receipt["publisher"] for receipt in receipts if receipt["publisher"]}
    published = connection.execute(
        sa.select(t.reports.c.id, t.reports.c.publisher).where(t.reports.c.n == report_n)
    ).one()
    named = [*{*outlets, published.publisher} - {None}, *speakers]
    levels = readable(tlp_max)
    open_reports = sa.select(t.claims.c.key).join(t.reports).where(t.reports.c.tlp.in_(levels))
    j, n, p = t.judgements.c, t.notes.c, t.protected.c
    told: Row = {
        "receipts": receipts,
        "decisions": _rows(connection, t.decisions, _DECISION, t.decisions.c.claim_key.in_(keys)),
        "credibility": _part(connection, "credibility", t.credibility.c.claim_key.in_(keys)),
        "notes": _part(connection, "notes", n.on_id.in_([*keys, published.id]), n.tlp.in_(levels)),
        "judgements": _part(
            connection,
            "judgements",
            sa.or_(j.first.in_(keys), j.second.in_(keys)),
            j.first.in_(open_reports),
            j.second.in_(open_reports),
        ),
        "reliability": _part(connection, "reliability", t.reliability.c.name.in_(named)),
        "protected": [],
    }
    if tlp_max is not None:
        for row in _part(connection, "protected", p.ended_at.is_(None)):
            pattern = blotter((row["name"],))
            if tlp_rank(row["tlp"]) <= tlp_rank(tlp_max) and pattern is not None and pattern.search(text):
                told["protected"].append(row)
    return told


def markings_behind(connection: sa.Connection) -> dict[str, str]:
    """For each current event with a report that is not CLEAR behind it, the most closed marking."""
    rows = connection.execute(
        sa.select(t.events.c.id, t.reports.c.tlp)
        .join(t.event_claims, t.event_claims.c.event_n == t.events.c.n)
        .join(t.claims, t.claims.c.key == t.event_claims.c.claim_key)
        .join(t.reports, t.reports.c.n == t.claims.c.report_n)
        .where(t.events.c.current.is_(True), t.reports.c.tlp != str(Tlp.CLEAR))
        .distinct()
    )
    found: dict[str, str] = {}
    for id, level in rows:
        found[id] = max(found.get(id, level), level, key=tlp_rank)
    return found


def check_words(words: Mapping[str, Any]) -> None:
    """Whether what was taken out elsewhere has the right form.

    Raises:
        KeyError, TypeError, ValueError: It has not.
    """
    for decision in words.get("decisions", ()):
        Verdict(decision["verdict"])
        _texts(decision, "claim", "trigger", "sentence", "by", "at")
        _texts(decision, "note", "undone_at", "undone_by", optional=True)
        if not isinstance(decision["changes"], Mapping) or not isinstance(decision["original"], Mapping):
            raise TypeError("changes of a decision")
    for figure in words.get("credibility", ()):
        if figure["figure"] not in CREDIBILITY:
            raise ValueError(f"credibility {figure['figure']!r}")
        _texts(figure, "claim", "by", "at")
    for note in words.get("notes", ()):
        Tlp(note["tlp"])
        _texts(note, "on", "id", "text", "by", "at")
    for judgement in words.get("judgements", ()):
        _texts(judgement, "kind", "first", "second", "by", "at")
        if not isinstance(judgement["same"], bool):
            raise TypeError("same of a judgement")
    for line in words.get("reliability", ()):
        if line["letter"] not in RELIABILITY:
            raise ValueError(f"reliability {line['letter']!r}")
        date.fromisoformat(line["since"])
        _texts(line, "kind", "name", "by", "at")
    for row in words.get("protected", ()):
        Tlp(row["tlp"])
        _texts(row, "name", "by", "at")
    for receipt in words.get("receipts", ()):
        _texts(receipt, "payload", "media_type", "input", "received", "by", "program")
        _texts(receipt, "url", "publisher", "title", "published", optional=True)
        if receipt["published"]:
            date.fromisoformat(receipt["published"])
        if not isinstance(receipt["size"], int) or not isinstance(receipt["headers"], Mapping):
            raise TypeError("size or headers of a receipt")


def keep_words(
    connection: sa.Connection, report_n: int, words: Mapping[str, Any], *, run_n: int | None = None
) -> tuple[int, int]:
    """Keep what people said elsewhere (`words_of`); return how many rows are new, and how many decisions stay away.

    `check_words` comes first. Decisions on claims that the casebook does not hold stay away.

    Raises:
        QueryError: A correction does not fit its claim.
    """
    new = 0
    for receipt in words.get("receipts", ()):
        new += _keep_receipt(connection, report_n, receipt, run_n)
    for name, (table, columns) in _PARTS.items():
        for row in words.get(name, ()):
            values = {column: row.get(field) for field, column in columns.items()}
            if "since" in values:
                values["since"] = date.fromisoformat(values["since"])
            new += _keep(connection, table, values)
    kept, away = _keep_decisions(connection, report_n, words.get("decisions", ()))
    return new + kept, away


def _rows(connection: sa.Connection, table: sa.Table, columns: Mapping[str, str], *where: Any) -> list[Row]:
    found = connection.execute(sa.select(table).where(*where).order_by(table.c.n)).mappings()
    return [{field: _json(row[column]) for field, column in columns.items()} for row in found]


def _part(connection: sa.Connection, name: str, *where: Any) -> list[Row]:
    table, columns = _PARTS[name]
    return _rows(connection, table, columns, *where)


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _texts(row: Mapping[str, Any], *fields: str, optional: bool = False) -> None:
    for field in fields:
        value = row[field]
        if not isinstance(value, str) and not (optional and value is None):
            raise TypeError(f"{field} is {value!r}")


def _keep(connection: sa.Connection, table: sa.Table, values: Mapping[str, Any]) -> int:
    """Insert a row that is not there yet; return 1 where it is new."""
    same = [
        table.c[column].is_(None) if value is None else table.c[column] == value for column, value in values.items()
    ]
    if connection.scalar(sa.select(table.c.n).where(*same).limit(1)) is not None:
        return 0
    connection.execute(table.insert().values(**values))
    return 1


def _keep_receipt(connection: sa.Connection, report_n: int, receipt: Mapping[str, Any], run_n: int | None) -> int:
    payload = receipt["payload"]
    save_payload(connection, payload, size=receipt["size"], media_type=receipt["media_type"], kept=False)
    r = t.receipts.c
    same = (r.payload_id == payload, r.input == receipt["input"], r.received == receipt["received"])
    if connection.scalar(sa.select(r.n).where(*same).limit(1)) is not None:
        return 0
    published = receipt["published"]
    connection.execute(
        t.receipts.insert().values(
            payload_id=payload,
            report_n=report_n,
            run_n=run_n,
            input=receipt["input"],
            url=receipt["url"],
            publisher=receipt["publisher"],
            title=receipt["title"],
            published=date.fromisoformat(published) if published else None,
            received=receipt["received"],
            received_by=receipt["by"],
            program=receipt["program"],
            status=receipt.get("status"),
            headers=dict(receipt["headers"]),
            extra=dict(receipt.get("extra") or {}),
        )
    )
    return 1


def _keep_decisions(
    connection: sa.Connection, report_n: int, decisions: Iterable[Mapping[str, Any]]
) -> tuple[int, int]:
    d = t.decisions.c
    numbers: dict[int, int] = {}
    touched: set[str] = set()
    new = away = 0
    for row in decisions:
        if connection.scalar(sa.select(t.claims.c.n).where(t.claims.c.key == row["claim"]).limit(1)) is None:
            away += 1
            continue
        same = (d.claim_key == row["claim"], d.verdict == row["verdict"], d.said_by == row["by"], d.at == row["at"])
        known = connection.execute(sa.select(d.n, d.undone_at).where(*same).limit(1)).first()
        if known is not None:
            if known.undone_at is None and row["undone_at"]:
                undone = {"undone_at": row["undone_at"], "undone_by": row["undone_by"]}
                connection.execute(t.decisions.update().where(d.n == known.n).values(**undone))
                touched.add(row["claim"])
                new += 1
            numbers[row.get("id") or 0] = known.n
            continue
        values = {column: row.get(field) for field, column in _DECISION.items() if field != "id"}
        values["changes"], values["original"] = dict(row["changes"]), dict(row["original"])
        values["carried_from"] = numbers.get(row.get("carried_from") or 0)
        key = connection.execute(t.decisions.insert().values(**values, report_n=report_n)).inserted_primary_key
        assert key is not None
        numbers[row.get("id") or 0] = int(key[0])
        touched.add(row["claim"])
        new += 1
    for claim in sorted(touched):
        refresh(connection, claim)
    return new, away
