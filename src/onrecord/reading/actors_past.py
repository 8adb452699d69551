"""What a reference may go back to: the mentions before it, and how they are taken up.

In: what was found so far. Out: candidates, nearest first, and the reference completed, with a Reason that holds the
words it goes back to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from onrecord.domain.certainty import Reason
from onrecord.domain.span import Span
from onrecord.reading.actors_scene import Found, Scene
from onrecord.reading.parse import Token

_SUBJECT = frozenset(("nsubj", "nsubjpass"))


#: How many sentences back a reference may reach.
_REACH = 4


@dataclass(frozen=True, slots=True)
class Past:
    """A mention that a later one may go back to, with its sentence, its paragraph, and whether it is a subject."""

    found: Found
    sent: int
    block: int
    subject: bool


def candidates(scene: Scene, item: Found, past: Sequence[Past], reach: int = _REACH) -> list[Past]:
    """The mentions of the sentences before, nearest first; `past` is in the order of the text."""
    first = scene.parse.tokens[item.head].sent - reach
    return list(takewhile(lambda mention: mention.sent >= first, reversed(past)))


def is_subject(token: Token) -> bool:
    """Whether it is, or is coordinated with, a subject."""
    while token.dep == "conj":
        token = token.head
    return token.dep in _SUBJECT


def person_like(scene: Scene, f: Found) -> bool:
    """Whether its noun is one that persons bear."""
    noun = scene.roles.nouns.get(f.words)
    return noun is not None and noun.sort in ("people", "bearers")


def known(found: Found, item: Found, rule: str, scene: Scene, whole: bool = True) -> Found:
    """The reference with the actors of what it goes back to, at its own place."""
    span = scene.span(item.first, item.last)
    back = found.actors[0].span if found.actors else None
    actors = tuple(replace(a, span=span) for a in found.actors)
    return replace(
        item,
        actors=actors,
        bare=False,
        gender=item.gender or found.gender,
        reasons=(*item.reasons, Reason(rule=rule, span=back)),
        person=found.person,
        entry=found.entry,
    )


def alike(one: str, other: str) -> bool:
    """Whether two role nouns are the same, or one is the other with more words (*minister*, *foreign minister*)."""
    return one == other or (one.split(" ")[-1] == other.split(" ")[-1] and (one in other or other in one))


def inferred(found: Found) -> bool:
    """Whether its country was lent from elsewhere in the text."""
    return any(
        r.rule in ("actor.whose", "actor.same_noun", "actor.main_country", "actor.whose_forces") for r in found.reasons
    )


def speaks(scene: Scene, token: Token) -> bool:
    """Whether it is the subject of a verb of saying."""
    return token.head.lemma in scene.roles.words["saying"]


def whose_state(
    scene: Scene, item: Found, near: Sequence[Past], main: str | None = None
) -> tuple[str, Span | None] | None:
    """The state whose body is meant: the subject of the sentence or of those before, else the one named last.

    Bodies that do not act for a state (outlets, charities, companies, groups) do not lend theirs.
    """
    states = scene.roles.words["state_roles"]
    best: tuple[float, str, Span | None] | None = None
    sentence = scene.parse.sentence_of(scene.parse.tokens[item.head])
    for place, p in enumerate(near):
        if sentence.index - p.sent > 3:
            break
        if p.found.kind in ("place", "document") or p.found.head == item.head:
            continue
        for actor in p.found.actors:
            if not actor.country or (actor.role is not None and actor.role not in states):
                continue
            score = 2.0 - 0.5 * (sentence.index - p.sent) - 0.05 * place
            score += (0.8 if p.subject else 0.0) + (0.5 if actor.country == main else 0.0)
            if best is None or score > best[0]:
                best = (score, actor.country, actor.span)
    return (best[1], best[2]) if best else None
