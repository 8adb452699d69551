"""Detail: one claim, report or actor with all that stands beside it, as JSON-ready data.

Command line, API and web show these; none of them asks the tables itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from onrecord.domain.casebook import Decision
from onrecord.domain.contract import reading_to_dict
from onrecord.domain.query import ClaimQuery
from onrecord.domain.report import Tlp
from onrecord.errors import QueryError
from onrecord.store import decisions, queries, register, reports
from onrecord.store import tables as t
from onrecord.store.protect import blot, blotter, protected_names, readable

Row = dict[str, Any]


def decision_to_dict(decision: Decision) -> Row:
    """A decision as JSON-ready data."""
    return {
        "id": decision.id,
        "claim": decision.claim,
        "verdict": str(decision.verdict),
        "changes": dict(decision.changes),
        "original": dict(decision.original),
        "by": decision.by,
        "note": decision.note,
        "at": decision.at,
        "undone": decision.undone,
        "carried_from": decision.carried_from,
    }


def claim_detail(connection: sa.Connection, key: str, *, tlp_max: Tlp | None = None) -> Row:
    """A claim with its attributions, relations, decisions, edits, notes, credibility and chain of custody.

    Raises:
        QueryError: There is no such claim, or it lies above the ceiling.
    """
    row = queries.claim_row(connection, key, tlp_max=tlp_max)
    found = queries.finish(connection, [row], tlp_max=tlp_max)[0]
    pattern = blotter(protected_names(connection, tlp_max))
    chain = row["data"].get("chain") or []
    told = connection.execute(
        sa.select(
            t.attributions.c.id,
            t.attributions.c.data,
            t.attributions.c.source,
            t.attributions.c.cue,
            t.attributions.c.content,
        ).where(t.attributions.c.reading_n == row["reading_n"], t.attributions.c.id.in_(chain))
    ).mappings()
    attributions = {
        a["id"]: {**a["data"], "quotes": {"source": a["source"], "cue": a["cue"], "content": a["content"]}}
        for a in told
    }
    related = connection.execute(
        sa.select(t.relations).where(
            t.relations.c.reading_n == row["reading_n"],
            sa.or_(t.relations.c.origin_key == row["key"], t.relations.c.target_key == row["key"]),
        )
    ).mappings()
    text = str(connection.scalar(sa.select(t.reports.c.text).where(t.reports.c.n == row["report_n"])))
    others = connection.execute(
        sa.select(t.readings.c.n, t.readings.c.made, t.readings.c.recipe_id, t.claims.c.status, t.claims.c.certainty)
        .join(t.claims, t.claims.c.reading_n == t.readings.c.n)
        .where(t.claims.c.key == row["key"], t.claims.c.layer == "read")
        .order_by(t.readings.c.n)
    ).mappings()
    events = connection.scalars(
        sa.select(t.events.c.id)
        .join(t.event_claims, t.event_claims.c.event_n == t.events.c.n)
        .where(t.event_claims.c.claim_key == row["key"], t.events.c.current.is_(True))
    )
    told_all: Row = blot(
        {
            "claim": found.to_dict(),
            "context": _context(text, row["sentence_start"], row["sentence_end"]),
            "reasons": [
                {**reason, "quote": None if reason["span"] is None else text[reason["span"][0] : reason["span"][1]]}
                for reason in row["data"]["reasons"]
            ],
            "attributions": [attributions[name] for name in chain if name in attributions],
            "relations": [{"type": r["type"], "from": r["origin_key"], "to": r["target_key"]} for r in related],
            "events": list(events),
            "decisions": [decision_to_dict(d) for d in decisions.decisions_of(connection, row["key"])],
            "edits": reports.edits_of_claim(connection, row["key"]),
            "credibility": register.credibility_of(connection, row["key"]),
            "notes": register.notes_on(connection, "claim", row["key"], tlp_max=tlp_max),
            "readings": [
                {
                    "reading": o["n"],
                    "made": o["made"],
                    "recipe": o["recipe_id"],
                    "status": o["status"],
                    "certainty": o["certainty"],
                }
                for o in others
            ],
            "receipts": reports.receipts_of(connection, row["report_n"]),
        },
        pattern,
    )
    return told_all


def _context(text: str, start: int, end: int, around: int = 200) -> Row:
    return {
        "before": text[max(0, start - around) : start],
        "sentence": text[start:end],
        "after": text[end : end + around],
    }


def report_detail(connection: sa.Connection, report: str, *, tlp_max: Tlp | None = None) -> Row:
    """A report: its current reading, corrections applied, all readings, receipts, versions, markings, notes.

    Raises:
        QueryError: There is no such report, or it lies above the ceiling.
    """
    n = queries.report_number(connection, report, tlp_max=tlp_max)
    told = reports.reading(connection, n)
    pattern = blotter(protected_names(connection, tlp_max))
    marks = reports.readings_of(connection, n)
    claims = queries.find_claims(
        connection, ClaimQuery(report=told.report.id, decision="any"), limit=None, tlp_max=tlp_max, oldest_first=True
    )
    levels = set(readable(tlp_max))
    versions = [
        version
        for version in reports.versions_of(connection, n)
        if tlp_max is None or _levels(connection, version) <= levels
    ]
    told_all: Row = blot(
        {
            "reading": reading_to_dict(told),
            "claims": [claim.to_dict() for claim in claims.rows],
            "tlp": connection.scalar(sa.select(t.reports.c.tlp).where(t.reports.c.n == n)),
            "readings": [
                {
                    "reading": mark.n,
                    "recipe": {"onrecord": mark.onrecord, "knowledge": mark.knowledge, "models": mark.models},
                    "made": mark.made,
                    "current": mark.current,
                    "superseded": mark.superseded,
                    "claims": mark.claims,
                }
                for mark in marks
            ],
            "receipts": reports.receipts_of(connection, n),
            "versions": versions,
            "markings": register.markings_of(connection, n),
            "notes": register.notes_on(connection, "report", told.report.id, tlp_max=tlp_max),
        },
        pattern,
    )
    return told_all


def _levels(connection: sa.Connection, version: Mapping[str, Any]) -> set[str]:
    found = connection.scalars(
        sa.select(t.reports.c.tlp).where(t.reports.c.id.in_([version["earlier"], version["later"]]))
    )
    return {str(level) for level in found}


def actor_detail(connection: sa.Connection, actor: str, *, tlp_max: Tlp | None = None) -> Row:
    """An actor: in how many claims in which part, offices as told, what it said last.

    Raises:
        QueryError: There is no such actor.
    """
    row = (
        connection.execute(sa.select(t.actors).where(t.actors.c.id >= actor, t.actors.c.id < actor + "g").limit(2))
        .mappings()
        .all()
    )
    if len(row) != 1:
        what = "there is no such actor" if not row else "several actors begin so"
        raise QueryError(what, where=actor, remedy="Take an id from `onrecord actors --format jsonl`")
    found = row[0]
    levels = readable(tlp_max)
    shown = (
        sa.select(t.participants.c.part, t.participants.c.office, t.claims.c.day, t.claims.c.n)
        .join(t.claims, t.claims.c.n == t.participants.c.claim_n)
        .join(t.reports, t.reports.c.n == t.claims.c.report_n)
        .where(t.participants.c.actor_n == found["n"], t.claims.c.shown.is_(True), t.reports.c.tlp.in_(levels))
        .subquery()
    )
    parts = connection.execute(sa.select(shown.c.part, sa.func.count(sa.distinct(shown.c.n))).group_by(shown.c.part))
    offices = connection.execute(
        sa.select(shown.c.office, sa.func.min(shown.c.day), sa.func.max(shown.c.day), sa.func.count())
        .where(shown.c.office.is_not(None))
        .group_by(shown.c.office)
        .order_by(sa.func.min(shown.c.day))
    )
    said = (
        sa.select(t.attributions.c.stance, t.attributions.c.content, t.reports.c.id, t.reports.c.published)
        .join(t.reports, t.reports.c.n == t.attributions.c.report_n)
        .where(
            t.attributions.c.speaker_n == found["n"],
            t.attributions.c.current.is_(True),
            t.reports.c.tlp.in_(levels),
        )
        .order_by(t.attributions.c.day.desc(), t.attributions.c.n.desc())
        .limit(20)
    )
    counted = {part: number for part, number in parts}
    spoken = connection.execute(said).all()
    if tlp_max is not None and tlp_max != Tlp.RED and not counted and not spoken:
        raise QueryError("there is no such actor", where=actor, remedy="Take an id from `onrecord actors`")
    pattern = blotter(protected_names(connection, tlp_max))
    told_all: Row = blot(
        {
            "id": found["id"],
            "name": found["name"],
            "country": found["country"],
            "role": found["role"],
            "knowledge_id": found["knowledge_id"],
            "parts": counted,
            "offices": [
                {"office": office, "first": _day(first), "last": _day(last), "claims": number}
                for office, first, last, number in offices
            ],
            "said": [
                {
                    "stance": stance,
                    "content": content,
                    "report": report,
                    "published": None if published is None else published.isoformat(),
                }
                for stance, content, report, published in spoken
            ],
            "reliability": register.reliability_of(connection, kind="speaker", name=found["name"] or ""),
            "notes": register.notes_on(connection, "actor", found["id"], tlp_max=tlp_max),
        },
        pattern,
    )
    return told_all


def _day(number: int) -> str | None:
    from datetime import date

    return None if not number else date.fromordinal(number).isoformat()
