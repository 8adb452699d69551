"""Event, Origin, Judgement, Dispute, Ladder: what claims of several reports tell of together."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from onrecord.domain.actor import Actor
from onrecord.domain.certainty import Certainty, Reason, Status
from onrecord.domain.contract import (
    actor_from_dict,
    actor_to_dict,
    item_from_dict,
    item_to_dict,
    place_from_dict,
    place_to_dict,
    time_from_dict,
    time_to_dict,
)
from onrecord.domain.item import Item
from onrecord.domain.place import Place
from onrecord.domain.times import Time


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where the knowledge in claims comes from: a speaker on an occasion, a document, an unsourced text.

    Attributes:
        kind: speaker, document or text.
        speaker: Who speaks, or None for documents and texts.
        occasion: Kind of occasion (briefing, statement …), or None where it is not told.
        day: Day of saying, or None where it is not told.
        document: The document's or the text's name, or None.
        basis: What it says that it rests on.
        reports, claims: Ids of reports and keys of claims that rest on it.
        counted: Whether it counts as an independent origin: an unsourced text does not where others name one.
        reasons: Why these belong together.
    """

    kind: str
    speaker: Actor | None = None
    occasion: str | None = None
    day: date | None = None
    document: str | None = None
    basis: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    counted: bool = True
    reasons: tuple[Reason, ...] = ()

    @property
    def label(self) -> str:
        """The origin in words: *John Kirby, briefing of 30 August 2023, resting on intelligence*."""
        name = self.document or "the report itself"
        if self.speaker is not None:
            name = self.speaker.name or self.speaker.country or "unnamed"
        parts = [name]
        when = f"{self.day.day} {self.day:%B %Y}" if self.day else ""
        if self.occasion:
            parts.append(f"{self.occasion} of {when}" if when else self.occasion)
        elif when:
            parts.append(when)
        if self.basis:
            parts.append(f"resting on {' and '.join(self.basis)}")
        return ", ".join(parts)

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "speaker": actor_to_dict(self.speaker),
            "occasion": self.occasion,
            "date": self.day.isoformat() if self.day else None,
            "document": self.document,
            "basis": list(self.basis),
            "reports": list(self.reports),
            "claims": list(self.claims),
            "counted": self.counted,
            "label": self.label,
            "reasons": [_reason(r) for r in self.reasons],
        }


@dataclass(frozen=True, kw_only=True)
class Side:
    """One side of a dispute: what is said, by which origins, in which claims."""

    says: str
    origins: tuple[str, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Dispute:
    """Claims of one event that do not agree. `kind`: denial, figures, or status."""

    kind: str
    sides: tuple[Side, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "sides": [{"says": s.says, "origins": list(s.origins), "claims": list(s.claims)} for s in self.sides],
        }


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """That two claims tell of the same event, or not: by rule, with reasons, or by a person, who overrides."""

    left: str
    right: str
    same: bool
    by: str = "rule"
    score: float | None = None
    reasons: tuple[Reason, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "left": self.left,
            "right": self.right,
            "same": self.same,
            "by": self.by,
            "score": self.score,
            "reasons": [_reason(r) for r in self.reasons],
        }


@dataclass(frozen=True, kw_only=True)
class Event:
    """What several claims tell of.

    Attributes:
        id: `evt-` and 16 hex digits, from its first claim: stable when later reports join.
        status: The highest rung that an origin states with certainty; else the highest that is told.
        certainty: Of that rung.
        polarity: `-` where every claim says that it does not happen.
        claims: Keys, earliest report first.
        n_reports, n_outlets: Counted, copies included.
        origins: Independent origins first. `n_origins` counts those that count.
        first_reported, last_reported: Publication days, or None.
    """

    id: str
    type: str
    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    intermediaries: tuple[Actor, ...]
    items: tuple[Item, ...]
    place: Place | None
    time: Time | None
    status: Status
    certainty: Certainty
    polarity: str
    claims: tuple[str, ...]
    n_reports: int
    n_outlets: int
    origins: tuple[Origin, ...]
    disputes: tuple[Dispute, ...]
    first_reported: date | None = None
    last_reported: date | None = None
    missing_rungs: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def n_origins(self) -> int:
        return sum(o.counted for o in self.origins)

    @property
    def summary(self) -> str:
        """*8 reports, 6 outlets, 1 origin: John Kirby, briefing of 30 August 2023.*"""
        counted = [o for o in self.origins if o.counted]
        names = "; ".join(o.label for o in counted[:3]) + ("; …" if len(counted) > 3 else "")
        return (
            f"{_count(self.n_reports, 'report')}, {_count(self.n_outlets, 'outlet')}, "
            f"{_count(len(counted), 'origin')}{': ' + names if names else ''}"
        )

    def to_dict(self) -> dict[str, Any]:
        """The event as JSON-ready data."""
        return {
            "id": self.id,
            "type": self.type,
            "actors": [actor_to_dict(a) for a in self.actors],
            "recipients": [actor_to_dict(a) for a in self.recipients],
            "intermediaries": [actor_to_dict(a) for a in self.intermediaries],
            "items": [item_to_dict(i) for i in self.items],
            "place": place_to_dict(self.place),
            "time": time_to_dict(self.time),
            "status": str(self.status),
            "certainty": str(self.certainty),
            "polarity": self.polarity,
            "claims": list(self.claims),
            "n_reports": self.n_reports,
            "n_outlets": self.n_outlets,
            "n_origins": self.n_origins,
            "summary": self.summary,
            "origins": [o.to_dict() for o in self.origins],
            "disputes": [d.to_dict() for d in self.disputes],
            "first_reported": self.first_reported.isoformat() if self.first_reported else None,
            "last_reported": self.last_reported.isoformat() if self.last_reported else None,
            "missing_rungs": list(self.missing_rungs),
            "reasons": [_reason(r) for r in self.reasons],
        }


@dataclass(frozen=True, kw_only=True)
class Linked:
    """What linking makes of readings: events, the judgements that joined claims, and reports that share text."""

    events: tuple[Event, ...]
    judgements: tuple[Judgement, ...]
    copies: tuple[Mapping[str, Any], ...] = field(default=())


def event_id(first_claim: str) -> str:
    """The id of an event that begins with a claim."""
    return "evt-" + hashlib.sha256(f"event|{first_claim}".encode()).hexdigest()[:16]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _reason(reason: Reason) -> dict[str, Any]:
    return {"rule": reason.rule, "span": None, "note": reason.note}


def event_from_dict(data: Mapping[str, Any]) -> Event:
    """The inverse of `Event.to_dict`."""

    def day(value: str | None) -> date | None:
        return None if value is None else date.fromisoformat(value)

    def reasons(rows: Any) -> tuple[Reason, ...]:
        return tuple(Reason(rule=row["rule"], note=row.get("note")) for row in rows)

    origins = tuple(
        Origin(
            kind=row["kind"],
            speaker=None if row["speaker"] is None else actor_from_dict(row["speaker"]),
            occasion=row["occasion"],
            day=day(row["date"]),
            document=row["document"],
            basis=tuple(row["basis"]),
            reports=tuple(row["reports"]),
            claims=tuple(row["claims"]),
            counted=row["counted"],
            reasons=reasons(row["reasons"]),
        )
        for row in data["origins"]
    )
    disputes = tuple(
        Dispute(
            kind=row["kind"],
            sides=tuple(
                Side(says=side["says"], origins=tuple(side["origins"]), claims=tuple(side["claims"]))
                for side in row["sides"]
            ),
        )
        for row in data["disputes"]
    )
    return Event(
        id=data["id"],
        type=data["type"],
        actors=tuple(actor_from_dict(a) for a in data["actors"]),
        recipients=tuple(actor_from_dict(a) for a in data["recipients"]),
        intermediaries=tuple(actor_from_dict(a) for a in data["intermediaries"]),
        items=tuple(item_from_dict(i) for i in data["items"]),
        place=place_from_dict(data["place"]),
        time=time_from_dict(data["time"]),
        status=Status(data["status"]),
        certainty=Certainty(data["certainty"]),
        polarity=data["polarity"],
        claims=tuple(data["claims"]),
        n_reports=data["n_reports"],
        n_outlets=data["n_outlets"],
        origins=origins,
        disputes=disputes,
        first_reported=day(data["first_reported"]),
        last_reported=day(data["last_reported"]),
        missing_rungs=tuple(data["missing_rungs"]),
        reasons=reasons(data["reasons"]),
    )
