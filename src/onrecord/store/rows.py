"""Rows of a reading: domain objects to table rows, without a database.

In: a Claim or Attribution with its article. Out: plain dicts, one a row. The whole object is kept as `data`, in the
reading format; the other columns repeat what queries ask for, and the quotes that are its evidence.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import permutations
from typing import Any

from onrecord.domain.actor import Actor
from onrecord.domain.attribution import Attribution
from onrecord.domain.certainty import Status
from onrecord.domain.claim import Claim
from onrecord.domain.contract import attribution_to_dict, claim_to_dict
from onrecord.domain.place import Place
from onrecord.domain.reading import Recipe
from onrecord.domain.report import Provenance
from onrecord.domain.span import Span

Row = dict[str, Any]

_RUNGS = {status: number for number, status in enumerate(Status)}
#: FAILED is the last of the ladder's names but no rung of it.
FAILED_RUNG = -1


def rung(status: str) -> int:
    """Height on the status ladder; -1 for *failed*."""
    return FAILED_RUNG if status == Status.FAILED else _RUNGS[Status(status)]


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """A name for comparison: without case, accents and doubled spaces."""
    plain = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def day_number(published: date | None) -> int:
    """A publication day as an ordinal, 0 where unknown."""
    return 0 if published is None else published.toordinal()


def recipe_id(recipe: Recipe) -> str:
    """`sha256:` over a recipe's canonical JSON."""
    told = {"onrecord": recipe.onrecord, "knowledge": recipe.knowledge, "models": dict(recipe.models)}
    return "sha256:" + hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def actor_id(actor: Actor) -> str:
    """`act-` and 16 hex digits over what tells one actor from another: its id in knowledge, else name, country, role.

    Offices change and spans differ from report to report, so neither counts.
    """
    named = actor.id or f"{fold(actor.name or '')}|{actor.country or ''}|{actor.role or ''}"
    return f"act-{hashlib.sha256(named.encode()).hexdigest()[:16]}"


def actor_row(actor: Actor) -> Row:
    """The row of `actors`, without counts."""
    return {
        "id": actor_id(actor),
        "name": actor.name,
        "folded": fold(actor.name or actor.country or ""),
        "country": actor.country,
        "role": actor.role,
        "knowledge_id": actor.id,
    }


def nameable(actor: Actor | None) -> bool:
    """Whether anything is known that a row of `actors` could hold."""
    return actor is not None and bool(actor.id or actor.name or actor.country or actor.role)


def provenance_to_dict(told: Provenance) -> Row:
    """Provenance as JSON-ready data."""
    return {
        "url": told.url,
        "publisher": told.publisher,
        "title": told.title,
        "byline": told.byline,
        "published": None if told.published is None else told.published.isoformat(),
        "licence": told.licence,
        "tlp": str(told.tlp),
    }


@dataclass(frozen=True, kw_only=True)
class ClaimRows:
    """One claim's rows; `claim_n`, `actor_n` and `source_n` are filled in when they are written.

    `actors` are all that it names; `participants`, in the same order, refer to them by `actor_id`.
    """

    claim: Row
    source: Actor | None
    actors: tuple[Actor, ...]
    participants: tuple[Row, ...] = ()
    countries: tuple[Row, ...] = ()
    dyads: tuple[Row, ...] = ()
    items: tuple[Row, ...] = ()
    carriers: tuple[Row, ...] = ()
    places: tuple[Row, ...] = ()
    names: tuple[tuple[str, str], ...] = field(default=())


def claim_rows(
    claim: Claim, *, text: str, published: date | None, attributions: Mapping[str, Attribution], layer: str = "read"
) -> ClaimRows:
    """The rows of one claim.

    Args:
        claim: The claim.
        text: The article's text, for the quotes.
        published: Publication day, or None.
        attributions: The reading's attributions by id.
        layer: `read`, or `corrected` where a person's corrections are in it.
    """
    day = day_number(published)
    nearest = attributions.get(claim.chain[-1]) if claim.chain else None
    speaker = nearest.speaker if nearest is not None and nameable(nearest.speaker) else None
    parts = (("actor", claim.actors), ("recipient", claim.recipients), ("intermediary", claim.intermediaries))
    named = [(part, n, actor) for part, actors in parts for n, actor in enumerate(actors) if nameable(actor)]
    row: Row = {
        "key": claim.key,
        "id": claim.id,
        "layer": layer,
        "day": day,
        "type": claim.type,
        "mode": claim.mode,
        "status": str(claim.status),
        "rung": rung(claim.status),
        "outcome": None if claim.outcome is None else str(claim.outcome),
        "polarity": claim.polarity,
        "certainty": str(claim.certainty),
        "author_certainty": str(claim.author_certainty),
        "time_first": None if claim.time is None else claim.time.first or claim.time.last,
        "time_last": None if claim.time is None else claim.time.last or claim.time.first,
        "place": None if claim.place is None else claim.place.name,
        "place_country": None if claim.place is None else claim.place.country,
        "depth": len(claim.chain),
        "stance": None if nearest is None else str(nearest.stance),
        "trigger": claim.trigger.of(text),
        "sentence": claim.sentence.of(text),
        "trigger_start": claim.trigger.start,
        "trigger_end": claim.trigger.end,
        "sentence_start": claim.sentence.start,
        "sentence_end": claim.sentence.end,
        "data": claim_to_dict(claim),
    }
    return ClaimRows(
        claim=row,
        source=speaker,
        actors=tuple(actor for _, _, actor in named),
        participants=tuple(
            {
                "part": part,
                "position": n,
                "actor_id": actor_id(actor),
                "day": day,
                "office": actor.office,
                "inferred": actor.inferred,
                "words": None if actor.span is None else actor.span.of(text),
            }
            for part, n, actor in named
        ),
        countries=tuple(
            {"part": part, "country": country, "day": day}
            for part, country in dict.fromkeys(
                (part, actor.country) for role, _, actor in named if actor.country for part in (role, "any")
            )
        ),
        dyads=tuple({"first": a, "second": b, "day": day, "type": claim.type} for a, b in dyads_of(claim)),
        items=tuple(_item_rows(claim, text, day)),
        carriers=tuple(
            {
                "position": n,
                "kind": carrier.kind,
                "name": carrier.name,
                "imo": carrier.imo,
                "mmsi": carrier.mmsi,
                "tail": carrier.tail,
                "flag": carrier.flag,
            }
            for n, carrier in enumerate(claim.carriers)
        ),
        places=tuple(_place_rows(claim)),
        names=tuple(_names(claim)),
    )


def _names(claim: Claim) -> Iterable[tuple[str, str]]:
    """Kind and name of each place and vessel: a small dictionary that parts of names are looked up in."""
    for row in _place_rows(claim):
        yield "place", row["name"]
    for carrier in claim.carriers:
        if carrier.name:
            yield "vessel", carrier.name


def dyads_of(claim: Claim) -> list[tuple[str, str]]:
    """Ordered pairs of countries: actor to recipient, or of several actors without recipient each with each."""
    doers = list(dict.fromkeys(a.country for a in claim.actors if a.country))
    others = list(dict.fromkeys(a.country for a in claim.recipients if a.country))
    if others:
        return [(a, b) for a in doers for b in others if a != b]
    return list(permutations(doers, 2)) if not claim.recipients else []


def _item_rows(claim: Claim, text: str, day: int) -> Iterable[Row]:
    for part, items in (("item", claim.items), ("in_return", claim.in_return)):
        for n, item in enumerate(items):
            quantity = item.quantity
            yield {
                "part": part,
                "position": n,
                "item": item.item,
                "words": item.span.of(text),
                "day": day,
                "quantity": None if quantity is None else quantity.text,
                "value": None if quantity is None else quantity.value,
                "low": None if quantity is None else quantity.low,
                "high": None if quantity is None else quantity.high,
                "unit": None if quantity is None else quantity.unit,
            }


def _place_rows(claim: Claim) -> Iterable[Row]:
    told: list[tuple[str, Sequence[Place | None]]] = [
        ("place", [claim.place]),
        ("end_use", [claim.end_use.place if claim.end_use else None]),
    ]
    if claim.route is not None:
        told += [("from", [claim.route.origin]), ("via", claim.route.via), ("to", [claim.route.destination])]
    for part, places in told:
        for n, place in enumerate(places):
            if place is not None:
                yield {
                    "part": part,
                    "position": n,
                    "name": place.name,
                    "country": place.country,
                    "lat": place.lat,
                    "lon": place.lon,
                    "geonames_id": place.geonames_id,
                }


def attribution_row(attribution: Attribution, *, text: str, published: date | None) -> Row:
    """The row of one attribution, without its numbers; parts that are broken are joined with ` … `."""
    return {
        "id": attribution.id,
        "day": day_number(published),
        "kind": str(attribution.kind),
        "stance": str(attribution.stance),
        "source": _quote(attribution.source, text),
        "cue": _quote(attribution.cue, text),
        "content": _quote(attribution.content, text),
        "data": attribution_to_dict(attribution),
    }


def _quote(spans: Sequence[Span], text: str) -> str | None:
    return " … ".join(span.of(text) for span in spans) or None
