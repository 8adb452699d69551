"""Events as acts: what of an Event is held against the embargo clauses, and the findings of it.

In: an Event as data (`Event.to_dict`, as a casebook keeps it). Out: Acts, and Findings named by the event. Supplies of
goods, launches and deployments are acts; what every claim says does not happen is none. An armed group is its group
where it is known, else only its country as the place where the goods end. An event without a day of its own takes the
day of its first report, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from onrecord.domain.certainty import Certainty, Reason, Status
from onrecord.domain.embargo import Act
from onrecord.domain.finding import Finding, Strength
from onrecord.knowledge import Knowledge
from onrecord.knowledge.embargoes import EmbargoTable, embargo_table
from onrecord.norms.check import check_act

_ACTIONS = {"TRANSFER": "supply", "AID": "supply", "LAUNCH": "launch", "DEPLOY": "deployment"}
_ARMED = frozenset({"REB", "UAF", "OPP"})
_ORDER = {Strength.MATCH: 0, Strength.POSSIBLE: 1, Strength.EXEMPT: 2}


def acts_of_event(event: Mapping[str, Any], knowledge: Knowledge) -> Iterator[Act]:
    """The acts that an event would be if it happened as claimed; none where it is no act or has no day."""
    action = _ACTIONS.get(event["type"])
    if action is None or event.get("polarity") == "-":
        return
    time = event.get("time") or {}
    first, last = _day(time.get("from")), _day(time.get("to"))
    if first is None or last is None:
        first = last = _day(event.get("first_reported"))
    if first is None or last is None:
        return
    table = embargo_table(knowledge)
    items = tuple(dict.fromkeys(i["item"] for i in event["items"]))
    if action == "deployment":
        items = items if items else ("military_personnel",)
    givers: list[dict[str, Any] | None] = list(event["actors"]) or [None]
    takers: list[dict[str, Any] | None] = list(event["recipients"]) or [None]
    middle = tuple(p for p in (_party(a, table)[0] for a in event.get("intermediaries") or ()) if p)
    for giver in givers:
        for taker in takers:
            supplier, _ = _party(giver, table)
            recipient, where = _party(taker, table)
            place = event.get("place") or {}
            if action == "deployment" and recipient is None:
                recipient = place.get("country")
            if supplier is None and recipient is None and where is None:
                continue
            if supplier == recipient:
                continue
            yield Act(
                id=event["id"],
                first=first,
                last=last,
                action=action,
                supplier=supplier,
                recipient=recipient,
                intermediaries=middle,
                items=items,
                end_place=where or (place.get("name") if action == "supply" else None),
                status=Status(event["status"]),
                certainty=Certainty(event["certainty"]),
                origins=event.get("n_origins"),
            )


def _party(actor: Mapping[str, Any] | None, table: EmbargoTable) -> tuple[str | None, str | None]:
    """A party as clauses name it, and the country where the goods end if only that is known."""
    if actor is None:
        return None, None
    for name in (actor.get("id"), actor.get("name")):
        group = table.group(name)
        if group is not None:
            return f"group:{group.id}", None
    if actor.get("role") in _ARMED:
        return None, actor.get("country")
    return actor.get("country"), None


def check_event(event: Mapping[str, Any], knowledge: Knowledge, *, as_of: date | None = None) -> tuple[Finding, ...]:
    """The findings of one event, one a clause: the strongest of its acts."""
    best: dict[str, Finding] = {}
    dated = bool((event.get("time") or {}).get("from"))
    for act in acts_of_event(event, knowledge):
        for finding in check_act(act, knowledge, as_of=as_of, kind="event"):
            held = best.get(finding.clause)
            if held is None or _ORDER[finding.strength] < _ORDER[held.strength]:
                best[finding.clause] = finding
    found = sorted(best.values(), key=lambda f: (_ORDER[f.strength], f.clause))
    return tuple(f if dated else _reported(f) for f in found)


def check_events(
    events: Iterable[Mapping[str, Any]], knowledge: Knowledge, *, as_of: date | None = None
) -> Iterator[Finding]:
    """The findings of several events, in their order."""
    for event in events:
        yield from check_event(event, knowledge, as_of=as_of)


def _reported(finding: Finding) -> Finding:
    note = f"no day is told; the day of the first report, {finding.date}, stands for it"
    return replace(
        finding,
        reasons=(Reason(rule="norm.day_of_report", note=note), *finding.reasons),
        missing=(*finding.missing, "the day of the act"),
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
