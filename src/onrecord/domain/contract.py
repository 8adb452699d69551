"""The JSON form of a reading: domain objects to plain data and back, without loss.

Offsets are `[start, end)` in code points of `report.text`. Nothing here is renamed or left out between versions of
one format number; fields may be added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from onrecord.domain.actor import Actor
from onrecord.domain.attribution import Attribution, AttributionKind, Occasion, Stance, Withheld
from onrecord.domain.certainty import Certainty, Outcome, Reason, Status
from onrecord.domain.claim import Claim, Relation
from onrecord.domain.item import Carrier, EndUse, Item, Norm, Quantity, Route
from onrecord.domain.place import Place
from onrecord.domain.reading import FORMAT, Reading, Recipe
from onrecord.domain.report import Article, Block, BlockKind, Problem, Provenance, Tlp
from onrecord.domain.span import Span
from onrecord.domain.times import Time

Json = dict[str, Any]


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _to_span(data: Sequence[int] | None) -> Span | None:
    return None if data is None else Span(int(data[0]), int(data[1]))


def _a_span(data: Sequence[int]) -> Span:
    return Span(int(data[0]), int(data[1]))


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _to_day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def actor_to_dict(actor: Actor | None) -> Json | None:
    if actor is None:
        return None
    return {
        "span": _span(actor.span),
        "name": actor.name,
        "country": actor.country,
        "role": actor.role,
        "office": actor.office,
        "id": actor.id,
        "inferred": actor.inferred,
    }


def actor_from_dict(data: Mapping[str, Any]) -> Actor:
    return Actor(
        span=_to_span(data["span"]),
        name=data["name"],
        country=data["country"],
        role=data["role"],
        office=data["office"],
        id=data["id"],
        inferred=bool(data.get("inferred", False)),
    )


def _to_actor(data: Mapping[str, Any] | None) -> Actor | None:
    return None if data is None else actor_from_dict(data)


def place_to_dict(place: Place | None) -> Json | None:
    if place is None:
        return None
    return {
        "span": _span(place.span),
        "name": place.name,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "geonames_id": place.geonames_id,
    }


def _to_place(data: Mapping[str, Any] | None) -> Place | None:
    if data is None:
        return None
    return Place(
        span=_to_span(data["span"]),
        name=data["name"],
        country=data["country"],
        lat=data["lat"],
        lon=data["lon"],
        geonames_id=data["geonames_id"],
    )


def time_to_dict(time: Time | None) -> Json | None:
    if time is None:
        return None
    return {
        "span": _span(time.span),
        "type": time.type,
        "value": time.value,
        "mod": time.mod,
        "from": _day(time.first),
        "to": _day(time.last),
    }


def _to_time(data: Mapping[str, Any] | None) -> Time | None:
    if data is None:
        return None
    return Time(
        span=_to_span(data["span"]),
        type=data["type"],
        value=data["value"],
        mod=data["mod"],
        first=_to_day(data["from"]),
        last=_to_day(data["to"]),
    )


def _number(value: float | None) -> float | int | None:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def item_to_dict(item: Item) -> Json:
    quantity = item.quantity
    return {
        "span": _span(item.span),
        "item": item.item,
        "quantity": None
        if quantity is None
        else {
            "text": quantity.text,
            "value": _number(quantity.value),
            "low": _number(quantity.low),
            "high": _number(quantity.high),
            "unit": quantity.unit,
        },
    }


def _to_item(data: Mapping[str, Any]) -> Item:
    quantity = data.get("quantity")
    return Item(
        span=_a_span(data["span"]),
        item=data["item"],
        quantity=None
        if quantity is None
        else Quantity(
            text=quantity["text"],
            value=quantity["value"],
            low=quantity["low"],
            high=quantity["high"],
            unit=quantity["unit"],
        ),
    )


def _carrier(carrier: Carrier) -> Json:
    return {
        "span": _span(carrier.span),
        "kind": carrier.kind,
        "name": carrier.name,
        "ids": {"imo": carrier.imo, "mmsi": carrier.mmsi, "tail": carrier.tail},
        "flag": carrier.flag,
    }


def _to_carrier(data: Mapping[str, Any]) -> Carrier:
    ids = data.get("ids") or {}
    return Carrier(
        span=_a_span(data["span"]),
        kind=data["kind"],
        name=data["name"],
        imo=ids.get("imo"),
        mmsi=ids.get("mmsi"),
        tail=ids.get("tail"),
        flag=data["flag"],
    )


def _route(route: Route | None) -> Json:
    told = route or Route()
    return {
        "from": place_to_dict(told.origin),
        "via": [place_to_dict(place) for place in told.via],
        "to": place_to_dict(told.destination),
    }


def _to_route(data: Mapping[str, Any] | None) -> Route | None:
    if data is None or not (data["from"] or data["via"] or data["to"]):
        return None
    via = tuple(place for place in (_to_place(part) for part in data["via"]) if place is not None)
    return Route(origin=_to_place(data["from"]), via=via, destination=_to_place(data["to"]))


def reason_to_dict(reason: Reason) -> Json:
    told: Json = {"rule": reason.rule, "span": _span(reason.span)}
    if reason.note is not None:
        told["note"] = reason.note
    return told


def _to_reason(data: Mapping[str, Any]) -> Reason:
    return Reason(rule=data["rule"], span=_to_span(data["span"]), note=data.get("note"))


def claim_to_dict(claim: Claim) -> Json:
    """One claim in the reading format."""
    return {
        "id": claim.id,
        "key": claim.key,
        "type": claim.type,
        "mode": claim.mode,
        "plover": claim.plover,
        "cameo": claim.cameo,
        "trigger": _span(claim.trigger),
        "sentence": _span(claim.sentence),
        "actors": [actor_to_dict(a) for a in claim.actors],
        "recipients": [actor_to_dict(a) for a in claim.recipients],
        "intermediaries": [actor_to_dict(a) for a in claim.intermediaries],
        "items": [item_to_dict(i) for i in claim.items],
        "in_return": [item_to_dict(i) for i in claim.in_return],
        "carriers": [_carrier(c) for c in claim.carriers],
        "route": _route(claim.route),
        "end_use": None
        if claim.end_use is None
        else {"span": _span(claim.end_use.span), "place": place_to_dict(claim.end_use.place)},
        "norm": None
        if claim.norm is None
        else {"span": _span(claim.norm.span), "text": claim.norm.text, "ids": list(claim.norm.ids)},
        "place": place_to_dict(claim.place),
        "time": time_to_dict(claim.time),
        "status": str(claim.status),
        "outcome": None if claim.outcome is None else str(claim.outcome),
        "polarity": claim.polarity,
        "certainty": str(claim.certainty),
        "author_certainty": str(claim.author_certainty),
        "probability": None if claim.probability is None else list(claim.probability),
        "chain": list(claim.chain),
        "reasons": [reason_to_dict(r) for r in claim.reasons],
    }


def claim_from_dict(data: Mapping[str, Any]) -> Claim:
    """The inverse of `claim_to_dict`."""
    end_use, norm, probability = data["end_use"], data["norm"], data["probability"]
    return Claim(
        id=data["id"],
        key=data["key"],
        type=data["type"],
        mode=data["mode"],
        plover=data["plover"],
        cameo=data["cameo"],
        trigger=_a_span(data["trigger"]),
        sentence=_a_span(data["sentence"]),
        actors=tuple(actor_from_dict(a) for a in data["actors"]),
        recipients=tuple(actor_from_dict(a) for a in data["recipients"]),
        intermediaries=tuple(actor_from_dict(a) for a in data["intermediaries"]),
        items=tuple(_to_item(i) for i in data["items"]),
        in_return=tuple(_to_item(i) for i in data["in_return"]),
        carriers=tuple(_to_carrier(c) for c in data["carriers"]),
        route=_to_route(data["route"]),
        end_use=None if end_use is None else EndUse(span=_a_span(end_use["span"]), place=_to_place(end_use["place"])),
        norm=None
        if norm is None
        else Norm(span=_a_span(norm["span"]), text=norm["text"], ids=tuple(norm.get("ids") or ())),
        place=_to_place(data["place"]),
        time=_to_time(data["time"]),
        status=Status(data["status"]),
        outcome=None if data["outcome"] is None else Outcome(data["outcome"]),
        polarity=data["polarity"],
        certainty=Certainty(data["certainty"]),
        author_certainty=Certainty(data["author_certainty"]),
        probability=None if probability is None else (probability[0], probability[1]),
        chain=tuple(data["chain"]),
        reasons=tuple(_to_reason(r) for r in data["reasons"]),
    )


def attribution_to_dict(attribution: Attribution) -> Json:
    """One attribution in the reading format."""
    occasion, withholds = attribution.occasion, attribution.withholds
    return {
        "id": attribution.id,
        "source": [_span(s) for s in attribution.source],
        "cue": [_span(s) for s in attribution.cue],
        "content": [_span(s) for s in attribution.content],
        "kind": str(attribution.kind),
        "stance": str(attribution.stance),
        "speaker": actor_to_dict(attribution.speaker),
        "basis": list(attribution.basis),
        "occasion": None if occasion is None else {"kind": occasion.kind, "span": _span(occasion.span)},
        "time": time_to_dict(attribution.time),
        "withholds": None if withholds is None else {"span": _span(withholds.span), "what": withholds.what},
        "via": attribution.via,
        "carried_over": attribution.carried_over,
        "confidence": attribution.confidence,
        "reasons": [reason_to_dict(r) for r in attribution.reasons],
    }


def attribution_from_dict(data: Mapping[str, Any]) -> Attribution:
    """The inverse of `attribution_to_dict`."""
    occasion, withholds = data["occasion"], data["withholds"]
    return Attribution(
        id=data["id"],
        source=tuple(_a_span(s) for s in data["source"]),
        cue=tuple(_a_span(s) for s in data["cue"]),
        content=tuple(_a_span(s) for s in data["content"]),
        kind=AttributionKind(data["kind"]),
        stance=Stance(data["stance"]),
        speaker=_to_actor(data["speaker"]),
        basis=tuple(data["basis"]),
        occasion=None if occasion is None else Occasion(kind=occasion["kind"], span=_a_span(occasion["span"])),
        time=_to_time(data["time"]),
        withholds=None if withholds is None else Withheld(span=_a_span(withholds["span"]), what=withholds["what"]),
        via=data["via"],
        carried_over=bool(data["carried_over"]),
        confidence=data["confidence"],
        reasons=tuple(_to_reason(r) for r in data.get("reasons", ())),
    )


def relation_to_dict(relation: Relation) -> Json:
    """One relation in the reading format."""
    return {
        "type": relation.type,
        "from": relation.origin,
        "to": relation.target,
        "cue": _span(relation.cue),
        "certainty": None if relation.certainty is None else str(relation.certainty),
    }


def relation_from_dict(data: Mapping[str, Any]) -> Relation:
    """The inverse of `relation_to_dict`."""
    certainty = data.get("certainty")
    return Relation(
        type=data["type"],
        origin=data["from"],
        target=data["to"],
        cue=_to_span(data["cue"]),
        certainty=None if certainty is None else Certainty(certainty),
    )


def problem_to_dict(problem: Problem) -> Json:
    return {"code": problem.code, "message": problem.message, "span": _span(problem.span)}


def problem_from_dict(data: Mapping[str, Any]) -> Problem:
    return Problem(code=data["code"], message=data["message"], span=_to_span(data["span"]))


def article_to_dict(article: Article) -> Json:
    """Report and article together, as the reading format shows them."""
    told = article.provenance
    return {
        "id": article.id,
        "payload": article.payload_id,
        "url": told.url,
        "publisher": told.publisher,
        "title": told.title,
        "byline": told.byline,
        "published": _day(told.published),
        "licence": told.licence,
        "tlp": str(told.tlp),
        "dateline": article.dateline,
        "language": article.language,
        "text": article.text,
        "blocks": [{"kind": str(b.kind), "span": _span(b.span)} for b in article.blocks],
    }


def article_from_dict(data: Mapping[str, Any]) -> Article:
    """The inverse of `article_to_dict`."""
    return Article(
        text=data["text"],
        blocks=tuple(Block(kind=BlockKind(b["kind"]), span=_a_span(b["span"])) for b in data["blocks"]),
        provenance=Provenance(
            url=data["url"],
            publisher=data["publisher"],
            title=data["title"],
            byline=data["byline"],
            published=_to_day(data["published"]),
            licence=data.get("licence"),
            tlp=Tlp(data.get("tlp", "CLEAR")),
        ),
        payload_id=data["payload"],
        dateline=data["dateline"],
        language=data["language"],
    )


def reading_to_dict(reading: Reading) -> Json:
    """A reading as JSON-ready data."""
    return {
        "format": FORMAT,
        "recipe": {
            "onrecord": reading.recipe.onrecord,
            "knowledge": reading.recipe.knowledge,
            "models": dict(reading.recipe.models),
        },
        "report": article_to_dict(reading.report),
        "attributions": [attribution_to_dict(a) for a in reading.attributions],
        "claims": [claim_to_dict(c) for c in reading.claims],
        "relations": [relation_to_dict(r) for r in reading.relations],
        "problems": [problem_to_dict(p) for p in reading.problems],
    }


def reading_from_dict(data: Mapping[str, Any]) -> Reading:
    """The inverse of `reading_to_dict`."""
    recipe = data["recipe"]
    return Reading(
        recipe=Recipe(onrecord=recipe["onrecord"], knowledge=recipe["knowledge"], models=dict(recipe["models"])),
        report=article_from_dict(data["report"]),
        attributions=tuple(attribution_from_dict(a) for a in data["attributions"]),
        claims=tuple(claim_from_dict(c) for c in data["claims"]),
        relations=tuple(relation_from_dict(r) for r in data["relations"]),
        problems=tuple(problem_from_dict(p) for p in data["problems"]),
    )


def item_from_dict(data: Mapping[str, Any]) -> Item:
    """The inverse of `item_to_dict`."""
    return _to_item(data)


def place_from_dict(data: Mapping[str, Any] | None) -> Place | None:
    """The inverse of `place_to_dict`."""
    return _to_place(data)


def time_from_dict(data: Mapping[str, Any] | None) -> Time | None:
    """The inverse of `time_to_dict`."""
    return _to_time(data)
