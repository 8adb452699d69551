"""The `events` task: what type of event a sentence tells of, and between whom.

In: items with id, text and date; with `given="pair"` also the spans of actor and recipient, whose event is then asked
for. Out: `{"id", "events": [{"event", "actors", "recipients"}]}` in PLOVER types, most salient first.

Types are judged by the encoder's type head and by the claims that the reading makes of the sentence: a claim adds to
the probability of its type, the more the nearer it stands to the main clause (`reading/salience.py`). Actors and
recipients are those of the claim of that type, else of the likeliest claim, else subject and object of the main clause.
A sentence that is likeliest no event is left uncoded, and so is one whose main clause only says something (CAMEO's root
01), unless a deed stands beside it. Of a sentence with several likely events the first is the likeliest, further ones
need a claim and `FURTHER`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from onrecord.domain.report import Article, Provenance
from onrecord.evaluation.plain import paragraphs
from onrecord.knowledge.frames import load_frames
from onrecord.reading.actors import actors_of, find_actors
from onrecord.reading.parse import Parse, Sentence, parse_article
from onrecord.reading.salience import Level, Salience, salience

if TYPE_CHECKING:
    from onrecord.domain.actor import Actor
    from onrecord.domain.claim import Claim
    from onrecord.reading.mentions import ActorMentions
    from onrecord.reading.read import Reader

Json = dict[str, Any]
NONE = "NONE"
#: What a claim adds to the encoder's probability of its type, by where it stands in the sentence.
CODED: Mapping[Level, float] = {Level.MAIN: 0.7, Level.NEAR: 0.2, Level.FAR: 0.1}
#: Odds by which NONE is likelier in news than among the sentences that the type head was trained on.
QUIET = 7.0
#: Least joint weight of a further event of the same sentence.
FURTHER = 0.8
_OLD_NAMES = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT",
              "YIELD": "CONCEDE|RETREAT"}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Scene:
    """One item as read."""

    parse: Parse
    mentions: ActorMentions
    claims: Sequence[Claim]


def predict(items: Sequence[Json], reader: Reader, given: str | None = None) -> list[Json]:
    """Events of each item; of the item only id, text, date and, if pairs are given, the two spans are looked at."""
    return [{"id": item["id"], "events": _events(item, reader, given == "pair")} for item in items]


def _events(item: Mapping[str, Any], reader: Reader, paired: bool) -> list[Json]:
    text = item["text"]
    told = item.get("date")
    article = Article(
        text=text,
        blocks=paragraphs(text),
        provenance=Provenance(published=date.fromisoformat(told[:10]) if told else None),
        payload_id="",
    )
    parse = parse_article(article, reader.pipeline)
    scene = _Scene(
        parse=parse, mentions=find_actors(parse, article, reader.knowledge), claims=reader.read(article).claims
    )
    encoded = reader.encoder.encode(text) if reader.encoder is not None else None
    pair = {side: _first_span(item, side) if paired else None for side in ("actor", "recipient")}
    support = reader.knowledge.made("events/frames", load_frames).support_verbs
    weights: list[tuple[float, str, Sentence]] = []
    for sentence in parse.sentences:
        own = [claim for claim in scene.claims if sentence.span.covers(claim.trigger)]
        span = sentence.span
        types = encoded.event_types(span.start, span.end, **pair) if encoded is not None else {}
        about = salience(parse, sentence, own, reader.knowledge, support)
        weights.extend((weight, type_, sentence) for type_, weight in _weights(types, about, paired))
    found = [_event(type_, sentence, scene) for _, type_, sentence in sorted(weights, key=lambda w: -w[0])]
    return found[:1] if paired else found


def _first_span(item: Mapping[str, Any], side: str) -> tuple[int, int] | None:
    spans = (item.get(side) or {}).get("spans") or ()
    return (spans[0][0], spans[0][1]) if spans else None


def _weights(types: Mapping[str, float], about: Salience, paired: bool) -> list[tuple[str, float]]:
    """Types of one sentence with their weight, none where it is likeliest no event."""
    joint = dict(types)
    if joint:
        joint[NONE] *= QUIET
        total = sum(joint.values())
        joint = {type_: weight / total for type_, weight in joint.items()}
    added: dict[str, float] = {}
    for claim, level in about.claims:
        if claim.plover is not None:
            weight = CODED[Level.FAR if about.wish else level]
            added[claim.plover] = max(weight, added.get(claim.plover, 0.0))
    if about.wish:
        added["REQUEST"] = CODED[Level.MAIN]
    if about.offer:
        added["AGREE"] = max(CODED[Level.NEAR], added.get("AGREE", 0.0))
    # A given pair stands in a relation: which one is asked, not whether.
    if about.statement is not None and not paired:
        if not any(weight >= CODED[Level.NEAR] for weight in added.values()):
            return []
        joint = {}
    for type_, weight in added.items():
        joint[type_] = joint.get(type_, 0.0) + weight
    quiet = joint.pop(NONE, 0.0)
    if not joint:
        return []
    ranked = sorted(joint.items(), key=lambda pair: -pair[1])
    if not paired and quiet > ranked[0][1]:
        return []
    return [pair for at, pair in enumerate(ranked) if at == 0 or (pair[1] >= FURTHER and pair[0] in added)]


def _event(type_: str, sentence: Sentence, scene: _Scene) -> Json:
    own = [claim for claim in scene.claims if sentence.span.covers(claim.trigger)]
    same = [claim for claim in own if claim.plover == type_] or own
    actors: list[str] = []
    recipients: list[str] = []
    for claim in same:
        actors, recipients = actors or _codes(claim.actors), recipients or _codes(claim.recipients)
    if not actors and not recipients:
        root = scene.parse.root(sentence)
        actors = _codes(a for t in root.kids("nsubj", "agent") for a in actors_of(scene.mentions, t))
        below = [t for t in root.children if t.dep in ("dobj", "nsubjpass", "dative", "prep")]
        recipients = _codes(a for t in below for a in actors_of(scene.mentions, t))
    return {"event": type_, "actors": actors, "recipients": [code for code in recipients if code not in actors]}


def _codes(actors: Iterable[Actor]) -> list[str]:
    """Countries without repetition; a body of states as IGO."""
    codes = [actor.country or ("IGO" if actor.role == "IGO" else None) for actor in actors]
    return list(dict.fromkeys(code for code in codes if code))


def score(items: Sequence[Json], predictions: Sequence[Json]) -> dict[str, float]:
    """Micro-F1 of types, of the first type, of dyads and triples where countries are told; by sentence, as the gold.

    Sentences that hold no event count only as false alarms; `left_uncoded` is the share of them without any, REQUEST
    not counted.
    """
    by_id = {row["id"]: row["events"] for row in predictions}
    units: dict[str, list[Json]] = {}
    for item in items:
        if _labelled(item):
            units.setdefault(re.sub(r"\W+", " ", str(item.get("text") or item["id"]).lower()).strip(), []).append(item)
    counts: dict[str, list[int]] = {}
    quiet = silent = 0
    for records in units.values():
        gold = [event for item in records for event in _gold(item)]
        told = [event for item in records for event in _told(by_id.get(item["id"], ()))]
        types = list(dict.fromkeys((kinds,) for kinds, _, _ in told))
        wanted = list(dict.fromkeys((kinds,) for kinds, _, _ in gold))
        _add(counts, "event", wanted, types)
        _add(counts, "event_first", wanted, types[:1])
        if any("actors" in item for item in records):
            _add(counts, "triple", _expand(gold), _expand(told))
            dyads = [list(dict.fromkeys((frozenset("x"), a, r) for _, a, r in _expand(side))) for side in (gold, told)]
            _add(counts, "dyad", *dyads)
        if not gold:
            quiet += 1
            silent += all(kinds == {"REQUEST"} for (kinds,) in types)
    figures = {f"{name}_f1": 2 * hits / (a + b) if a + b else 0.0 for name, (hits, a, b) in counts.items()}
    if "event" in counts:
        figures["n"] = float(len(units))
    if quiet:
        figures["left_uncoded"] = silent / quiet
    return {name: round(value, 4) for name, value in figures.items()}


def _labelled(item: Mapping[str, Any]) -> bool:
    if item.get("events") == [] or item.get("no_event"):
        return True
    return bool(_gold(item))


_Event = tuple[frozenset[str], list[str | None], list[str | None]]


def _gold(item: Mapping[str, Any]) -> list[_Event]:
    raw = item["events"] if "events" in item else [] if item.get("no_event") else [item]
    return _told({**event, "event": event.get("event") or event.get("event_current")} for event in raw)


def _told(events: Iterable[Mapping[str, Any]]) -> list[_Event]:
    out = []
    for event in events:
        if event.get("event"):
            names = [_OLD_NAMES.get(part, part) for part in str(event["event"]).upper().split("|")]
            sides = [_sides(event.get(side)) for side in ("actors", "recipients")]
            out.append((frozenset(name for part in names for name in part.split("|")), sides[0], sides[1]))
    return out


def _sides(items: Any) -> list[str | None]:
    if isinstance(items, str | dict):
        items = [items]
    codes: list[str | None] = []
    for item in items or ():
        code = (item.get("country") or item.get("code")) if isinstance(item, dict) else item
        if code:
            codes.append(str(code)[:3].upper())
    return codes or [None]


def _expand(events: Iterable[_Event]) -> list[tuple[Any, ...]]:
    return list(
        dict.fromkeys((kinds, a, r) for kinds, actors, recipients in events for a in actors for r in recipients)
    )


def _add(
    counts: dict[str, list[int]], name: str, gold: Sequence[tuple[Any, ...]], told: Sequence[tuple[Any, ...]]
) -> None:
    """Add hits of a maximum matching, and both sizes."""
    owner: dict[int, int] = {}

    def augment(i: int, seen: set[int]) -> bool:
        for j, other in enumerate(told):
            if j not in seen and gold[i][1:] == other[1:] and gold[i][0] & other[0]:
                seen.add(j)
                if j not in owner or augment(owner[j], seen):
                    owner[j] = i
                    return True
        return False

    hits = sum(augment(i, set()) for i in range(len(gold)))
    old = counts.get(name, [0, 0, 0])
    counts[name] = [old[0] + hits, old[1] + len(gold), old[2] + len(told)]
