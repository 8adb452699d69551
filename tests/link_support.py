"""Readings made by hand for the tests of linking: one sentence a claim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from onrecord.domain.actor import Actor
from onrecord.domain.attribution import Attribution, AttributionKind, Occasion, Stance
from onrecord.domain.certainty import Certainty, Status
from onrecord.domain.claim import Claim, Relation, claim_key
from onrecord.domain.item import Item, Quantity
from onrecord.domain.place import Place
from onrecord.domain.reading import Reading, Recipe
from onrecord.domain.report import Article, Block, BlockKind, Provenance
from onrecord.domain.span import Span
from onrecord.domain.times import Time


@dataclass(frozen=True, kw_only=True)
class Saying:
    """One sentence of a report as a claim."""

    text: str
    word: str
    type: str = "TRANSFER"
    actor: str | None = "PRK"
    recipient: str | None = "RUS"
    item: str | None = None
    number: float | None = None
    status: Status = Status.SHIPPED
    certainty: Certainty = Certainty.CERTAIN
    polarity: str = "+"
    day: date | None = None
    place: str | None = None
    country: str | None = None
    speaker: str | None = None
    speaker_country: str | None = None
    role: str | None = "GOV"
    stance: Stance = Stance.ASSERTS
    occasion: str | None = None
    said: Time | None = None
    basis: tuple[str, ...] = ()
    person: str | None = None
    party_words: tuple[str, str] | None = None


def _span(one: Saying, at: int, word: str) -> Span | None:
    if not word:
        return None
    start = at + one.text.index(word)
    return Span(start, start + len(word))


def reading(
    publisher: str, published: date | None, *sayings: Saying, relations: tuple[tuple[str, int, int], ...] = ()
) -> Reading:
    """A report of one sentence a saying."""
    text = "\n".join(s.text for s in sayings)
    article = Article(
        text=text,
        blocks=(Block(kind=BlockKind.BODY, span=Span(0, len(text))),),
        provenance=Provenance(publisher=publisher, published=published),
        payload_id=f"sha256:{publisher}",
    )
    claims, attributions = [], []
    at = 0
    for number, one in enumerate(sayings):
        sentence = Span(at, at + len(one.text))
        start = at + one.text.index(one.word)
        trigger = Span(start, start + len(one.word))
        chain: tuple[str, ...] = ()
        if one.speaker is not None:
            chain = (f"a{number}",)
            attributions.append(
                Attribution(
                    id=f"a{number}",
                    source=(sentence,),
                    cue=(sentence,),
                    content=(sentence,),
                    kind=AttributionKind.INDIRECT,
                    stance=one.stance,
                    speaker=Actor(name=one.speaker, country=one.speaker_country, role=one.role),
                    basis=one.basis,
                    occasion=Occasion(kind=one.occasion, span=sentence) if one.occasion else None,
                    time=one.said,
                )
            )
        spans = [_span(one, at, word) for word in one.party_words or ("", "")]
        quantity = (
            Quantity(text=str(one.number), value=one.number, low=one.number, high=one.number) if one.number else None
        )
        claims.append(
            Claim(
                id=f"c{number}",
                key=claim_key(article.id + publisher, one.type, trigger),
                type=one.type,
                trigger=trigger,
                sentence=sentence,
                status=one.status,
                polarity=one.polarity,
                certainty=one.certainty,
                author_certainty=one.certainty,
                actors=(
                    Actor(
                        span=spans[0],
                        country=one.actor,
                        role="GOV",
                        name=one.person,
                        office="x" if one.person else None,
                    ),
                )
                if one.actor
                else (),
                recipients=(Actor(span=spans[1], country=one.recipient, role="GOV"),) if one.recipient else (),
                items=(Item(span=trigger, item=one.item, quantity=quantity),) if one.item else (),
                place=Place(span=None, name=one.place, country=one.country, geonames_id=1) if one.place else None,
                time=Time(span=None, type="DATE", value=one.day.isoformat(), first=one.day, last=one.day)
                if one.day
                else None,
                chain=chain,
            )
        )
        at += len(one.text) + 1
    return Reading(
        recipe=Recipe(onrecord="0", knowledge="0"),
        report=article,
        attributions=tuple(attributions),
        claims=tuple(claims),
        relations=tuple(Relation(type=t, origin=f"c{a}", target=f"c{b}") for t, a, b in relations),
    )
