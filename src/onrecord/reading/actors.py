"""Actors: who is named, described or referred to, and what an argument stands for.

In: a Parse, its Article and Knowledge. Out: ActorMentions, every phrase that names or stands for an actor, its country,
role, office on the report's date and full name; and, for a token that heads a noun phrase, the actors that it stands
for. The order of the steps: names (`actors_spot`), phrases (`actors_phrase`, `actors_collect`), references
(`actors_coref`). Sectors and countries follow PLOVER 2.0 and the annotation guide; what is not known stays None.
"""

from __future__ import annotations

from onrecord.domain.actor import Actor
from onrecord.domain.report import Article
from onrecord.knowledge import Knowledge
from onrecord.knowledge.actors import actor_table
from onrecord.knowledge.places import gazetteer
from onrecord.knowledge.roles import role_nouns
from onrecord.reading.actors_collect import collect
from onrecord.reading.actors_coref import resolve
from onrecord.reading.actors_scene import Found, make_scene
from onrecord.reading.actors_spot import spot_actors
from onrecord.reading.mentions import ActorMention, ActorMentions
from onrecord.reading.parse import Parse, Token

_THROUGH = frozenset(("of", "among", "from"))


def find_actors(parse: Parse, article: Article, knowledge: Knowledge) -> ActorMentions:
    """Find every actor that an article names, describes or refers to.

    Offices are those of the publication date; without one the newest holder known is meant and no office is told.
    """
    day = article.provenance.published
    table = actor_table(knowledge)
    roles = role_nouns(knowledge)
    scene = make_scene(parse, table, roles, day, spot_actors(parse, table, roles, day), gazetteer(knowledge))
    return _mentions(resolve(scene, collect(scene)))


def _mentions(found: list[Found]) -> ActorMentions:
    mentions = tuple(
        ActorMention(first=f.first, last=f.last, head=f.head, kind=f.kind, actors=f.actors, reasons=f.reasons)
        for f in sorted(found, key=lambda f: (f.first, -f.last, f.head))
    )
    by_token: dict[int, ActorMention] = {}
    # Short phrases last, so that the innermost wins; the head of a phrase always answers for it.
    for mention in sorted(mentions, key=lambda m: m.first - m.last):
        for i in range(mention.first, mention.last):
            by_token[i] = mention
    for mention in mentions:
        if by_token[mention.head].head != mention.head:
            by_token[mention.head] = mention
    return ActorMentions(mentions=mentions, by_token=by_token)


def actors_of(mentions: ActorMentions, token: Token) -> tuple[Actor, ...]:
    """The actors that the noun phrase headed by `token` stands for, without repetition, in the order of the text.

    Sees through coordination (*Russia and China*), partitives (*one of the officials*, *a delegation of Russian
    officials*) and prepositions (*between X and Y*). Empty where the phrase names no actor.
    """
    found: list[Actor] = []
    for part in _parts(token):
        for actor in _own(mentions, part):
            if not any(_same(actor, other) for other in found):
                found.append(actor)
    return tuple(found)


def _parts(token: Token) -> list[Token]:
    if token.pos in ("ADP", "SCONJ") or token.dep in ("prep", "agent"):
        return [part for obj in token.kids("pobj") for part in obj.conjuncts()]
    return token.conjuncts()


def _own(mentions: ActorMentions, token: Token) -> tuple[Actor, ...]:
    mention = mentions.at(token)
    if (mention is None or mention.head != token.i or mention.kind == "partitive") and (
        token.pos in ("NUM", "PRON", "DET") or (mention is not None and mention.kind == "partitive")
    ):
        through = tuple(
            actor
            for prep in token.kids("prep")
            if prep.lower in _THROUGH
            for obj in prep.kids("pobj")
            for actor in actors_of(mentions, obj)
        )
        if through:
            return through
    if mention is None:
        return ()
    if mention.head == token.i or token.dep in ("amod", "poss", "compound", "nmod"):
        return mention.actors
    return ()


def _same(one: Actor, other: Actor) -> bool:
    if one.id and other.id and one.name == other.name:
        return True
    return (one.name, one.country, one.role) == (other.name, other.country, other.role)
