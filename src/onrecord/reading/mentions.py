"""Mentions: what the reading steps hand to each other about one article.

Indices are token indices of the Parse; ranges are `[first, last)`. These types are internal to reading; what leaves
it are the types of `onrecord.domain`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.domain.actor import Actor
from onrecord.domain.attribution import Attribution
from onrecord.domain.certainty import Reason
from onrecord.domain.item import Carrier, Item
from onrecord.domain.place import Place
from onrecord.domain.times import Time
from onrecord.reading.parse import Token


@dataclass(frozen=True, kw_only=True)
class ActorMention:
    """Words that name or stand for actors.

    `kind`: country, demonym, metonym, person, organisation, group, definite (bare definite noun), pronoun.
    `actors` has several members for a coordinated or plural reference (*the two leaders*); it is empty where the
    words are an actor of unknown identity only if nothing at all is known of them.
    """

    first: int
    last: int
    head: int
    kind: str
    actors: tuple[Actor, ...]
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ActorMentions:
    """All actor mentions of an article, sorted by `first`; `by_token` gives the innermost mention at a token."""

    mentions: tuple[ActorMention, ...]
    by_token: Mapping[int, ActorMention] = field(default_factory=dict)

    def at(self, token: Token) -> ActorMention | None:
        """The mention that the token stands in, or None."""
        return self.by_token.get(token.i)


@dataclass(frozen=True, kw_only=True)
class TimeMention:
    """A time; `dates` ranks the tokens of the happenings and sayings that it dates, 0 the surest."""

    first: int
    last: int
    head: int
    time: Time
    dates: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PlaceMention:
    """A place; `holds` ranks the tokens of the happenings that are there, 0 the surest."""

    first: int
    last: int
    head: int
    place: Place
    holds: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ItemMention:
    first: int
    last: int
    head: int
    item: Item


@dataclass(frozen=True, kw_only=True)
class CarrierMention:
    first: int
    last: int
    head: int
    carrier: Carrier


@dataclass(frozen=True, kw_only=True)
class EventMention:
    """Trigger, type and roles in one report, before it is judged.

    Attributes:
        type: PLOVER type or one of TRANSFER PLEDGE LAUNCH EXERCISE DEPLOY DISCLOSE VIOLATE.
        first, last: Token range of the trigger.
        head: Token that heads the trigger.
        clause: Token that carries tense, modality and negation: the trigger itself if it is a verb; the light or
            governing verb of a nominal trigger (*made* a trip) where the frame names one; else the head.
        frame: Id of the frame that matched.
        status: The rung that the frame itself implies (*authorised a sale* is agreed), or None.
    """

    type: str
    first: int
    last: int
    head: int
    clause: int
    frame: str
    mode: str | None = None
    status: str | None = None
    certainty: str | None = None
    polarity: str | None = None
    actors: tuple[Actor, ...] = ()
    recipients: tuple[Actor, ...] = ()
    intermediaries: tuple[Actor, ...] = ()
    items: tuple[Item, ...] = ()
    reasons: tuple[Reason, ...] = ()


def innermost(attributions: Sequence[Attribution], start: int, end: int) -> Attribution | None:
    """The innermost attribution whose content holds `[start, end)`, or None."""
    best: Attribution | None = None
    size = 0
    for attribution in attributions:
        for span in attribution.content:
            if span.start <= start and end <= span.end and (best is None or span.end - span.start < size):
                best, size = attribution, span.end - span.start
    return best


def chain_of(attribution: Attribution | None, attributions: Sequence[Attribution]) -> tuple[str, ...]:
    """Ids of the attributions that one stands in, outermost first, itself last."""
    by_id = {a.id: a for a in attributions}
    chain: list[str] = []
    while attribution is not None and attribution.id not in chain:
        chain.append(attribution.id)
        attribution = by_id.get(attribution.via) if attribution.via else None
    return tuple(reversed(chain))
