"""Decide: a person's word on a claim, with what follows from it.

In: a key, a verdict, corrected fields. Out: the decision. PLOVER and CAMEO codes follow from type, status and polarity,
so a correction of these corrects them too, unless the person gives a code. `gold_file` gives decided claims as training
examples in the gold format.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from onrecord.domain.casebook import Decision, Verdict
from onrecord.domain.certainty import Certainty, Judged, Status
from onrecord.domain.claim import Claim
from onrecord.domain.contract import claim_from_dict
from onrecord.domain.query import ClaimQuery
from onrecord.domain.report import Tlp
from onrecord.errors import QueryError
from onrecord.knowledge import Knowledge, load_knowledge
from onrecord.reading.codes import codes_of
from onrecord.reading.mentions import EventMention
from onrecord.store import decisions, queries, reports
from onrecord.store import tables as t
from onrecord.store.case import Case
from onrecord.store.protect import blot, blotter, protected_names

#: Fields from which the codes follow.
_CODED = frozenset({"type", "status", "polarity", "actors"})
#: Fields of a claim in the gold format.
_GOLD = (
    "id", "sentence", "trigger", "type", "actors", "recipients", "intermediaries", "items", "status", "polarity",
    "certainty", "author_certainty",
)  # fmt: skip


def decide(
    case: Case,
    key: str,
    verdict: Verdict,
    *,
    by: str,
    note: str | None = None,
    changes: Mapping[str, Any] | None = None,
    knowledge: Knowledge | None = None,
) -> Decision:
    """Accept, reject or correct a claim, in one transaction.

    Args:
        case: Opened to write.
        key: The claim's key or its unique beginning.
        verdict: What is said of it.
        by: Who says so.
        note: Why.
        changes: For a correction, fields in the reading format to their right values.
        knowledge: For the codes; what ships with the package where None.

    Raises:
        QueryError: There is no such claim, or a correction makes no sense.
    """
    with case.write() as connection:
        told = dict(changes or {})
        if told.keys() & _CODED and not told.keys() & {"plover", "cameo"}:
            told.update(_codes(queries.claim_row(connection, key)["data"], told, knowledge or load_knowledge()))
        return decisions.decide(connection, key, verdict, by=by, note=note, changes=told)


def undo(case: Case, key: str, *, by: str, decision: int | None = None) -> Decision:
    """Take back the last decision on a claim, or one by number."""
    with case.write() as connection:
        return decisions.undo(connection, key, by=by, decision=decision)


def _codes(data: Mapping[str, Any], changes: Mapping[str, Any], knowledge: Knowledge) -> dict[str, Any]:
    try:
        claim: Claim = claim_from_dict({**data, **changes})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise QueryError(
            f"the corrected value is not understood ({error})",
            where=str(data["key"]),
            remedy="See docs/reference/reading.md for what a field may hold",
        ) from error
    frame = next((r.rule for r in claim.reasons if claim.type == data["type"] and "." in r.rule), "")
    event = EventMention(
        type=claim.type, first=0, last=0, head=0, clause=0, frame=frame.removeprefix("event."), actors=claim.actors
    )
    judged = Judged(
        status=claim.status,
        polarity=claim.polarity,
        certainty=claim.certainty,
        author_certainty=claim.author_certainty,
    )
    plover, cameo = codes_of(event, judged, bool(claim.chain), None, knowledge)
    fresh = {"plover": plover, "cameo": cameo}
    return {name: value for name, value in fresh.items() if value != data[name]}


def gold_file(connection: sa.Connection, report_n: int, *, tlp_max: Tlp | None = None) -> dict[str, Any] | None:
    """What people decided on a report's claims, in the gold format; None where nobody decided.

    Accepted and corrected claims are `claims` (`must` true), rejected ones `rejected`, with who said so and why.
    """
    told = reports.reading(connection, report_n)
    found = queries.find_claims(
        connection, ClaimQuery(report=told.report.id, decision="any"), limit=None, tlp_max=tlp_max, oldest_first=True
    )
    decided = [claim for claim in found.rows if claim.decision != "open"]
    if not decided:
        return None
    rows = [(claim, _gold_claim(connection, claim)) for claim in decided]
    pattern = blotter(protected_names(connection, tlp_max))
    gold: dict[str, Any] = {
        "report": "report.txt",
        "published": None if told.report.provenance.published is None else told.report.provenance.published.isoformat(),
        "publisher": told.report.provenance.publisher,
        "blocks": [{"kind": str(b.kind), "span": b.span.to_list()} for b in told.report.blocks],
        "attributions": [],
        "claims": [row for claim, row in rows if claim.decision != "rejected"],
        "rejected": [row for claim, row in rows if claim.decision == "rejected"],
        "relations": [],
        "text": told.report.text,
    }
    # Letters are blotted out one for one, so the offsets stay true.
    blotted: dict[str, Any] = blot(gold, pattern)
    return blotted


def _gold_claim(connection: sa.Connection, claim: queries.FoundClaim) -> dict[str, Any]:
    row: dict[str, Any] = {name: claim.data[name] for name in _GOLD}
    row["must"] = True
    row["source"] = claim.source and {name: claim.source[name] for name in ("name", "country", "role")}
    for name in ("place", "time"):
        if claim.data[name] is not None:
            row[name] = claim.data[name]
    live = [d for d in decisions.decisions_of(connection, claim.key) if d.undone is None]
    row["key"] = claim.key
    row["decided"] = [
        {"verdict": str(d.verdict), "by": d.by, "at": d.at, "note": d.note, "original": dict(d.original)} for d in live
    ]
    return row


def decided_reports(connection: sa.Connection) -> list[int]:
    """Numbers of reports on whose claims a decision stands."""
    return list(
        connection.scalars(
            sa.select(t.decisions.c.report_n)
            .where(t.decisions.c.undone_at.is_(None))
            .distinct()
            .order_by(t.decisions.c.report_n)
        )
    )


#: Statuses and certainties that may be given on the command line, for its help.
STATUSES = tuple(Status)
CERTAINTIES = tuple(Certainty)
