"""Happening: one event with the claims behind it, its ladder, its pledges and why its claims were joined.

In: a connection and an event as linking keeps it. Out: JSON-ready rows. It looks at the claims of this event alone, so
that a page costs the same in a casebook of any size; `workflows.matter` does the same over many events.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from onrecord.domain.certainty import HAPPENED
from onrecord.domain.claim import Claim
from onrecord.domain.contract import claim_from_dict
from onrecord.domain.event import Event, event_from_dict
from onrecord.domain.query import ClaimQuery
from onrecord.domain.report import Tlp
from onrecord.linking.digest import digests
from onrecord.linking.ladder import HEIGHT, pledges, rungs
from onrecord.store import events, queries, reports
from onrecord.store.protect import blot, blotter, protected_names

Row = dict[str, Any]
#: Pledges of one event that are looked after, and later events that are held against each.
_PLEDGES, _CONDUCT = 10, 50


@dataclass(frozen=True, kw_only=True)
class _Told:
    claim: Claim
    key: str
    published: date | None


def steps(event: Mapping[str, Any], claims: Sequence[queries.FoundClaim]) -> list[Row]:
    """The highest rung by each origin and day of reporting; `higher` marks one above all that were reached before."""
    told = [
        _Told(
            claim=claim_from_dict(found.data),
            key=found.key,
            published=None if found.published is None else date.fromisoformat(found.published),
        )
        for found in claims
    ]
    rows: list[Row] = []
    height = -1
    for step in rungs(told, event_from_dict(event).origins):
        # What is denied or has failed reaches no rung.
        reached = -1 if str(step.certainty).endswith("-") or step.status == "failed" else HEIGHT[step.status]
        rows.append({**step.to_dict(), "height": reached, "higher": reached > height})
        height = max(height, reached)
    return rows


def pledged(connection: sa.Connection, keys: Sequence[str], *, tlp_max: Tlp | None = None) -> list[Row]:
    """Pledges among some claims, or about them, held against later events by the same party."""
    pairs = queries.relations_of(connection, keys, "about", limit=_PLEDGES)
    if not pairs:
        return []
    numbers = queries.report_numbers_of(connection, sorted({key for pair in pairs for key in pair}))
    members = {d.key: d for d in digests(reports.standing_readings(connection, numbers, tlp_max=tlp_max))}
    rows: list[Row] = []
    pattern = blotter(protected_names(connection, tlp_max))
    for pair in pairs:
        if pair[0] not in members or pair[1] not in members:
            continue
        deed = members[pair[1]]
        parties = tuple(sorted(deed.actor_countries or members[pair[0]].actor_countries))
        later: dict[str, Event] = {}
        if parties:
            query = ClaimQuery(type=(deed.claim.type,), actor=parties, status=tuple(map(str, sorted(HAPPENED))))
            found = events.page_of_events(connection, query, limit=_CONDUCT, tlp_max=tlp_max)
            later = {row["id"]: event_from_dict(row) for row in found.rows}
        for row in pledges(members, [pair], list(later.values())):
            conduct = [
                {
                    "event": id,
                    "date": str(first) if (first := _day(later[id])) else None,
                    "status": str(later[id].status),
                    "certainty": str(later[id].certainty),
                    "summary": later[id].summary,
                }
                for id in row.events
            ]
            told = {**row.to_dict(), "sentence": members[row.pledge].sentence, "deed": deed.claim.type}
            rows.append(blot({**told, "conduct": conduct}, pattern))
    return rows


def _day(event: Event) -> date | None:
    return event.time.first if event.time and event.time.first else event.first_reported
