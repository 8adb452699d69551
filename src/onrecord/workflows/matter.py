"""Matter: the events that a query or a dossier is about, as chronology, ladder, stance board and pledges.

In: a case and a query. Out: rows for people and programs. Nothing is worked out anew that linking has kept; only the
claims behind the chosen events are put together again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from onrecord.domain.event import Event, event_from_dict
from onrecord.domain.query import ClaimQuery
from onrecord.domain.report import Tlp
from onrecord.errors import QueryError
from onrecord.knowledge import load_knowledge
from onrecord.linking.digest import Digest, digests
from onrecord.linking.ladder import HEIGHT, pledges, rungs, stale_since, stance_board
from onrecord.store import events, queries, reports
from onrecord.store.dossiers import Dossier
from onrecord.store.protect import blot, blotter, protected_names

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Matter:
    """Events of a query, with the claims of the query among them. `new` are claims that a viewer has not seen."""

    events: tuple[Event, ...]
    claims: tuple[queries.FoundClaim, ...]
    pinned: frozenset[str] = frozenset()
    new: frozenset[str] = frozenset()


def matter(
    connection: sa.Connection,
    query: ClaimQuery,
    *,
    dossier: Dossier | None = None,
    seen: int | None = None,
    tlp_max: Tlp | None = None,
) -> Matter:
    """What a query is about.

    Args:
        connection: From `Case.read()`.
        query: The filters; of a dossier its own.
        dossier: Whose pins and exclusions count, or None.
        seen: Number of the newest claim that the viewer knows, or None.
        tlp_max: Ceiling.
    """
    found = list(queries.find_claims(connection, query, limit=None, tlp_max=tlp_max).rows)
    pinned = set(dossier.pinned) if dossier else set()
    excluded = set(dossier.excluded) if dossier else set()
    keys = {claim.key for claim in found}
    extra = tuple(key for key in sorted(pinned) if key.startswith("clm-") and key not in keys)
    if extra:
        found += queries.find_claims(connection, ClaimQuery(key=extra), limit=None, tlp_max=tlp_max).rows
    found = [claim for claim in found if claim.key not in excluded]
    told = [
        event_from_dict(data)
        for data in events.find_events(connection, claims=[claim.key for claim in found], tlp_max=tlp_max)
    ]
    told += [
        event_from_dict(events.event_by_id(connection, id, tlp_max=tlp_max))
        for id in sorted(pinned)
        if id.startswith("evt-") and id not in {event.id for event in told}
    ]
    kept = tuple(sorted((e for e in told if e.id not in excluded), key=lambda e: (_day(e) or date.max, e.id)))
    fresh = frozenset(c.key for c in found if seen is not None and c.n > seen)
    return Matter(events=kept, claims=tuple(found), pinned=frozenset(pinned), new=fresh)


def _day(event: Event) -> date | None:
    return event.time.first if event.time and event.time.first else event.first_reported


def timeline(
    connection: sa.Connection,
    about: Matter,
    *,
    sides: tuple[frozenset[str], frozenset[str]] | None = None,
    tlp_max: Tlp | None = None,
) -> list[Row]:
    """One row an event, in the order of days, each with the sentences that it rests on.

    Args:
        connection: From `Case.read()`.
        about: The matter.
        sides: Countries of the sources of one side and of the other; then `side` says who reports it: `A`, `B`,
            `both` or `neither`, by the counted origins.
        tlp_max: Ceiling.
    """
    keys = sorted({key for event in about.events for key in event.claims})
    found = {claim.key: claim for claim in about.claims}
    missing = [key for key in keys if key not in found]
    for start in range(0, len(missing), 400):
        chunk = ClaimQuery(key=tuple(missing[start : start + 400]), decision="any")
        found.update((c.key, c) for c in queries.find_claims(connection, chunk, limit=None, tlp_max=tlp_max).rows)
    rows = []
    for event in about.events:
        quotes = [
            {
                "claim": key,
                "quote": found[key].sentence,
                "publisher": found[key].publisher,
                "published": found[key].published,
                "report": found[key].report,
                "new": key in about.new,
            }
            for key in event.claims
            if key in found
        ]
        data = event.to_dict()
        row: Row = {
            "date": None if _day(event) is None else str(_day(event)),
            "date_is": "told" if event.time and event.time.first else "reported" if event.first_reported else None,
            "to": str(event.time.last) if event.time and event.time.last else None,
            "event": event.id,
            "type": event.type,
            "actors": data["actors"],
            "recipients": data["recipients"],
            "items": [item.item for item in event.items],
            "status": str(event.status),
            "certainty": str(event.certainty),
            "polarity": event.polarity,
            "summary": event.summary,
            "n_reports": event.n_reports,
            "n_outlets": event.n_outlets,
            "n_origins": event.n_origins,
            "disputes": data["disputes"],
            "missing_rungs": list(event.missing_rungs),
            "first_reported": data["first_reported"],
            "last_reported": data["last_reported"],
            "pinned": event.id in about.pinned or bool(about.pinned & set(event.claims)),
            "new": any(quote["new"] for quote in quotes),
            "quotes": quotes,
        }
        if sides is not None:
            row["side"] = _side(event, sides)
        rows.append(row)
    return rows


def _side(event: Event, sides: tuple[frozenset[str], frozenset[str]]) -> str:
    countries = {o.speaker.country for o in event.origins if o.counted and o.speaker is not None and o.speaker.country}
    first, second = bool(countries & sides[0]), bool(countries & sides[1])
    return "both" if first and second else "A" if first else "B" if second else "neither"


def parse_sides(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Two sides from `USA,KOR:PRK,RUS`.

    Raises:
        QueryError: It is not two lists of countries.
    """
    first, colon, second = text.upper().partition(":")
    sides = tuple(frozenset(code.strip() for code in part.split(",") if code.strip()) for part in (first, second))
    if not colon or not all(sides) or any(len(code) != 3 for side in sides for code in side):
        raise QueryError(f"{text!r} is not two sides", where="--sides", remedy="Give countries as USA,KOR:PRK,RUS")
    return sides[0], sides[1]


def _members(connection: sa.Connection, about: Matter, tlp_max: Tlp | None) -> dict[str, Digest]:
    """Digests of all claims behind the events, by key."""
    wanted = {key for event in about.events for key in event.claims}
    numbers = queries.report_numbers_of(connection, sorted(wanted))
    made = digests(reports.standing_readings(connection, numbers, tlp_max=tlp_max))
    return {digest.key: digest for digest in made if digest.key in wanted}


def matter_name(event: Event) -> str:
    """Dyad and kind of goods: *PRK → RUS: artillery_ammunition*; without goods the type."""
    doers = ", ".join(sorted({a.country or a.name or "?" for a in event.actors})) or "?"
    others = ", ".join(sorted({a.country or a.name or "?" for a in event.recipients}))
    what = event.items[0].item if event.items else event.type
    return f"{doers} → {others}: {what}" if others else f"{doers}: {what}"


def ladder(
    connection: sa.Connection, about: Matter, *, today: date | None = None, tlp_max: Tlp | None = None
) -> list[Row]:
    """For each matter, the highest rung by each origin and day of reporting, and where it stands.

    Rows of one matter follow each other by day; `higher` marks a rung above all that were reached before, and
    `stale_since` is the last day on which anybody told of it, where by `today` that is long ago.
    """
    after = load_knowledge().table("linking/weights")["days"]["stale"]
    members = _members(connection, about, tlp_max)
    pattern = blotter(protected_names(connection, tlp_max))
    by_matter: dict[str, list[Event]] = defaultdict(list)
    for event in about.events:
        by_matter[matter_name(event)].append(event)
    rows: list[Row] = []
    for name, those in sorted(by_matter.items()):
        steps = [
            (event, step)
            for event in those
            for step in rungs([members[key] for key in event.claims if key in members], event.origins)
        ]
        steps.sort(key=lambda pair: (pair[1].day or date.max, HEIGHT[pair[1].status], pair[0].id))
        reported = [step.day for _, step in steps if step.day]
        stale = stale_since(reported, today, after)
        height = -1
        for event, step in steps:
            # What is denied or has failed reaches no rung.
            reached = -1 if str(step.certainty).endswith("-") or step.status == "failed" else HEIGHT[step.status]
            higher = reached > height
            height = max(height, reached)
            row: Row = {
                "matter": name,
                "event": event.id,
                **step.to_dict(),
                "higher": higher,
                "first_reported": str(min(reported)) if reported else None,
                "last_reported": str(max(reported)) if reported else None,
                "stale_since": None if stale is None else str(stale),
                "missing_rungs": list(event.missing_rungs),
                "disputes": event.to_dict()["disputes"],
            }
            rows.append(blot(row, pattern))
    return rows


def board(connection: sa.Connection, about: Matter, *, tlp_max: Tlp | None = None) -> list[Row]:
    """The stance board: who asserts, confirms, denies, declines, on which day, of which event."""
    members = _members(connection, about, tlp_max)
    pattern = blotter(protected_names(connection, tlp_max))
    rows: list[Row] = []
    for event in about.events:
        told = stance_board(members[key] for key in event.claims if key in members)
        rows += [blot({"event": event.id, "matter": matter_name(event), **row.to_dict()}, pattern) for row in told]
    return rows


def pledged(connection: sa.Connection, about: Matter, *, tlp_max: Tlp | None = None) -> list[Row]:
    """Pledges among the claims, held against later events of the whole case, with dates and sentences of both."""
    pairs = queries.relation_pairs(connection, "about")
    everything = [event_from_dict(data) for data in events.find_events(connection, tlp_max=tlp_max)]
    wanted = {claim.key for claim in about.claims if claim.data["type"] == "PLEDGE"}
    chosen = [pair for pair in pairs if pair[0] in wanted]
    numbers = queries.report_numbers_of(connection, sorted({key for pair in chosen for key in pair}))
    members = {d.key: d for d in digests(reports.standing_readings(connection, numbers, tlp_max=tlp_max))}
    by_id: Mapping[str, Event] = {event.id: event for event in everything}
    pattern = blotter(protected_names(connection, tlp_max))
    rows: list[Row] = []
    for row in pledges(members, chosen, everything):
        made = members[row.pledge]
        rows.append(
            blot(
                {
                    **row.to_dict(),
                    "sentence": made.sentence,
                    "report": made.report,
                    "deed": members[row.about].claim.type if row.about else None,
                    "conduct": [_conduct(by_id[id]) for id in row.events],
                },
                pattern,
            )
        )
    return rows


def _conduct(event: Event) -> Row:
    return {
        "event": event.id,
        "date": None if _day(event) is None else str(_day(event)),
        "status": str(event.status),
        "certainty": str(event.certainty),
        "summary": event.summary,
    }
