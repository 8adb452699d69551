"""How far a matter has got, and by whose word: ladder, stance board, disputes, missing rungs, due dates, pledges.

In: Digests and Events. Out: frozen rows for dossiers, timelines and pages. Silence is told only where a report says
that an answer was sought. Quantities keep their bounds and are added only where they cannot overlap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from onrecord.domain.certainty import HAPPENED, Certainty, Status
from onrecord.domain.claim import Claim
from onrecord.domain.event import Dispute, Event, Origin, Side
from onrecord.linking.digest import Digest

#: Rungs in order; what stands on the same height is equal.
HEIGHT: Mapping[Status, int] = {
    Status.HYPOTHETICAL: 0,
    Status.SOUGHT: 1,
    Status.DISCUSSED: 1,
    Status.PLANNED: 2,
    Status.PLEDGED: 3,
    Status.AGREED: 4,
    Status.FAILED: 4,
    Status.UNDER_WAY: 5,
    Status.SHIPPED: 6,
    Status.DELIVERED: 7,
    Status.DONE: 7,
    Status.USED: 8,
}
_SURE = (Certainty.CERTAIN, Certainty.PROBABLE)
_AGAINST = (Certainty.CERTAINLY_NOT, Certainty.PROBABLY_NOT, Certainty.POSSIBLY_NOT)


class Told(Protocol):
    """A claim with the day of its report: all that rungs look at. A Digest is one."""

    @property
    def claim(self) -> Claim: ...

    @property
    def key(self) -> str: ...

    @property
    def published(self) -> date | None: ...


@dataclass(frozen=True, kw_only=True)
class Rung:
    """The highest rung that one origin states, on one day of reporting."""

    day: date | None
    status: Status
    certainty: Certainty
    origin: str
    claims: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "date": self.day.isoformat() if self.day else None,
            "status": str(self.status),
            "certainty": str(self.certainty),
            "origin": self.origin,
            "claims": list(self.claims),
        }


@dataclass(frozen=True, kw_only=True)
class StanceRow:
    """One voice's stance on one day: asserts, confirms, denies, doubts, concedes, declines, pending."""

    day: date | None
    speaker: str
    country: str | None
    stance: str
    status: Status
    claim: str
    report: str

    def to_dict(self) -> dict[str, Any]:
        return {
            "date": self.day.isoformat() if self.day else None,
            "speaker": self.speaker,
            "country": self.country,
            "stance": self.stance,
            "status": str(self.status),
            "claim": self.claim,
            "report": self.report,
        }


def highest(members: Sequence[Told]) -> tuple[Status, Certainty]:
    """The rung to show for an event: the highest that somebody states with certainty; else the highest told."""
    positive = [m for m in members if m.claim.polarity == "+"] or list(members)
    sure = [m for m in positive if m.claim.certainty in _SURE]
    pool = sure or [m for m in positive if m.claim.certainty not in _AGAINST] or positive
    best = max(pool, key=lambda m: (HEIGHT[m.claim.status], _firmness(m.claim.certainty)))
    return best.claim.status, best.claim.certainty


def _firmness(certainty: Certainty) -> int:
    order = ("CT-", "PR-", "PS-", "Uu", "PS+", "PR+", "CT+")
    return order.index(str(certainty))


def rungs(members: Sequence[Told], found: Sequence[Origin]) -> tuple[Rung, ...]:
    """The highest rung by each origin and day of reporting, in the order of days."""
    by_claim = {key: origin for origin in found for key in origin.claims}
    best: dict[tuple[str, date | None], list[Told]] = defaultdict(list)
    for member in members:
        origin = by_claim.get(member.key)
        if origin is not None:
            best[origin.label, member.published].append(member)
    rows = []
    for (label, day), those in best.items():
        status, certainty = highest(those)
        rows.append(Rung(day=day, status=status, certainty=certainty, origin=label, claims=tuple(m.key for m in those)))
    return tuple(sorted(rows, key=lambda r: (r.day or date.max, HEIGHT[r.status], r.origin)))


def stale_since(reported: Iterable[date], today: date | None, after: int) -> date | None:
    """The last day of reporting, where by `today` nobody has told of a matter for more than `after` days; else None.

    `today` is handed in, never taken from the clock; without it nothing is stale.
    """
    last = max(reported, default=None)
    return last if last is not None and today is not None and (today - last).days > after else None


def stance_board(members: Iterable[Digest]) -> tuple[StanceRow, ...]:
    """Who asserts, confirms, denies, declines or has yet to answer, on which day."""
    rows = []
    for member in members:
        for attribution in member.chain:
            speaker = attribution.speaker
            if speaker is None:
                continue
            day = attribution.time.first if attribution.time and attribution.time.first else member.published
            rows.append(
                StanceRow(
                    day=day,
                    speaker=speaker.name or speaker.country or "unnamed",
                    country=speaker.country,
                    stance=str(attribution.stance),
                    status=member.claim.status,
                    claim=member.key,
                    report=member.report,
                )
            )
    unique = {(r.day, r.speaker, r.stance, r.claim): r for r in rows}
    return tuple(sorted(unique.values(), key=lambda r: (r.day or date.max, r.speaker, r.claim)))


def disputes(members: Sequence[Digest], found: Sequence[Origin]) -> tuple[Dispute, ...]:
    """Denials, and figures for the same goods that cannot both be right, side by side with their origins."""
    label = {key: origin.label for origin in found for key in origin.claims}
    made = []
    denying = [m for m in members if _denies(m)]
    asserting = [m for m in members if not _denies(m) and m.claim.certainty in _SURE and m.claim.polarity == "+"]
    if denying and asserting:
        made.append(Dispute(kind="denial", sides=(_side("stated", asserting, label), _side("denied", denying, label))))
    figures: dict[tuple[str, str | None], dict[tuple[float | None, float | None], list[tuple[str, Digest]]]] = {}
    for member in members:
        for item in member.claim.items:
            quantity = item.quantity
            if quantity is None or (quantity.value is None and quantity.low is None and quantity.high is None):
                continue
            low = quantity.low if quantity.low is not None else (None if quantity.high is not None else quantity.value)
            high = (
                quantity.high if quantity.high is not None else (None if quantity.low is not None else quantity.value)
            )
            figures.setdefault((item.item, quantity.unit), {}).setdefault((low, high), []).append(
                (quantity.text, member)
            )
    for (_, unit), told in figures.items():
        if len(told) > 1 and _clash(list(told)):
            sides = tuple(
                _side(f"{those[0][0]}{f' {unit}' if unit else ''}", [m for _, m in those], label)
                for those in told.values()
            )
            made.append(Dispute(kind="figures", sides=sides))
    return tuple(made)


def _denies(member: Digest) -> bool:
    stance = str(member.chain[-1].stance) if member.chain else ""
    return (
        member.claim.certainty in _AGAINST or stance == "denies" or (member.claim.polarity == "-" and member.happened)
    )


def _side(says: str, those: Sequence[Digest], label: Mapping[str, str]) -> Side:
    return Side(
        says=says,
        origins=tuple(dict.fromkeys(label.get(m.key, "") for m in those)),
        claims=tuple(m.key for m in those),
    )


def _clash(ranges: Sequence[tuple[float | None, float | None]]) -> bool:
    """Whether at least two ranges have nothing in common."""
    for i, (low, high) in enumerate(ranges):
        for other_low, other_high in ranges[i + 1 :]:
            if high is not None and other_low is not None and high < other_low:
                return True
            if other_high is not None and low is not None and other_high < low:
                return True
    return False


def missing_rungs(members: Sequence[Digest], today: date | None = None) -> tuple[str, ...]:
    """Rungs that a higher one presupposes and nobody tells, and due dates that passed: *used, no delivery on record*.

    `today` is handed in, never taken from the clock; without it no due date is judged.
    """
    told = {m.claim.status for m in members if m.claim.certainty in _SURE and m.claim.polarity == "+"}
    found = []
    if Status.USED in told and not told & {Status.DELIVERED, Status.DONE, Status.SHIPPED}:
        found.append("used, but no delivery on record")
    goods = any(m.claim.type in {"TRANSFER", "AID"} for m in members)
    if goods and Status.DELIVERED in told and not any(m.claim.actors for m in members):
        found.append("delivered, but no supplier on record")
    if today is not None and not told & HAPPENED:
        due = [
            m.days[1] for m in members if m.days and m.claim.status in (Status.PLANNED, Status.PLEDGED, Status.AGREED)
        ]
        if due and max(due) < today:
            found.append(f"due by {max(due)}, and nothing done is on record")
    return tuple(found)


@dataclass(frozen=True, kw_only=True)
class PledgeRow:
    """A pledge (not) to do something, and later events of that kind by the same party."""

    pledge: str
    by: str
    negative: bool
    day: date | None
    about: str | None
    events: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "pledge": self.pledge,
            "by": self.by,
            "negative": self.negative,
            "date": self.day.isoformat() if self.day else None,
            "about": self.about,
            "events": list(self.events),
        }


def pledges(
    members: Mapping[str, Digest], about: Iterable[tuple[str, str]], events: Sequence[Event]
) -> tuple[PledgeRow, ...]:
    """Hold pledges against what was done later.

    Args:
        members: Digests by claim key.
        about: Pairs of claim keys: a pledge, and the deed inside it (relation `about`).
        events: Events to hold them against.
    """
    rows = []
    by_claim = {key: event for event in events for key in event.claims}
    for pledge_key, deed_key in sorted(about):
        pledge, deed = members.get(pledge_key), members.get(deed_key)
        if pledge is None or deed is None or pledge.claim.type != "PLEDGE":
            continue
        parties = deed.actors or pledge.actors
        later = [
            e.id
            for e in events
            if e.type == deed.claim.type
            and e.status in HAPPENED
            and e.polarity == "+"
            and e is not by_claim.get(deed_key)
            and any(a.country in parties or a.id in parties for a in e.actors)
            and _after(e, pledge.published)
            and _same_receiver(e, deed)
        ]
        rows.append(
            PledgeRow(
                pledge=pledge_key,
                by=", ".join(sorted(parties)) or "?",
                negative=deed.claim.polarity == "-",
                day=pledge.published,
                about=deed_key,
                events=tuple(later),
            )
        )
    return tuple(rows)


def _after(event: Event, day: date | None) -> bool:
    first = event.time.first if event.time and event.time.first else event.first_reported
    return day is None or first is None or first >= day


def _same_receiver(event: Event, deed: Digest) -> bool:
    told = {a.country for a in event.recipients if a.country}
    return not deed.recipient_countries or not told or bool(told & deed.recipient_countries)


def total(quantities: Sequence[tuple[float | None, float | None, frozenset[str]]]) -> tuple[float | None, float | None]:
    """Sum of quantities with bounds, where no two can be the same goods.

    Args:
        quantities: Lower bound, upper bound, and ids of events behind each.

    Returns:
        Bounds of the sum; (None, None) where two rest on one event and so may overlap.
    """
    seen: set[str] = set()
    low: float | None = 0.0
    high: float | None = 0.0
    for one_low, one_high, events in quantities:
        if events & seen:
            return None, None
        seen |= events
        low = None if low is None or one_low is None else low + one_low
        high = None if high is None or one_high is None else high + one_high
    return low, high
