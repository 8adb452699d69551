"""Documents that speak: *a UN report said*, *according to satellite images*.

In: a Scene. Out: a Found for each, with the country and role of its maker where the phrase names one.
"""

from __future__ import annotations

from collections.abc import Iterable

from onrecord.domain.actor import Actor
from onrecord.knowledge.folding import pieces
from onrecord.reading.actors_phrase import country_of, facts, states_of
from onrecord.reading.actors_scene import Found, Scene, left_edge, named_actor
from onrecord.reading.parse import Token


def find_documents(scene: Scene) -> Iterable[Found]:
    """Reports, images, statements where they speak: *a UN report said*, *according to satellite images*."""
    for token in scene.parse.tokens:
        if token.pos not in ("NOUN", "PROPN"):
            continue
        word = " ".join(pieces(token.text))
        if word not in scene.roles.documents or token.i in scene.spots or token.i in scene.hits:
            continue
        subject = token
        while subject.dep == "conj":
            subject = subject.head
        if subject.dep not in ("nsubj", "nsubjpass", "agent") and not (
            subject.dep == "pobj" and subject.head.lower in ("to", "by")
        ):
            continue
        start = left_edge(token)
        told = facts(scene, token, start, token.i + 1)
        maker = _maker(scene, token)
        first = start
        while first < token.i and (
            scene.parse.tokens[first].dep == "det" or scene.parse.tokens[first].pos in ("DET", "PUNCT")
        ):
            first += 1
        span = scene.span(first, token.i + 1)
        if maker is not None:
            actor = maker
        else:
            states = states_of(told)
            role = told.body.role if told.body else told.role
            country = (told.body.country if told.body else None) or (states[0] if len(states) == 1 else None)
            actor = Actor(span=span, name=scene.words(first, token.i + 1), country=country, role=role)
        yield Found(
            first=start,
            last=token.i + 1,
            head=token.i,
            kind="document",
            actors=(actor,),
            words=word.removesuffix("s"),
            plural=scene.roles.documents[word],
            bare=maker is None and not told.entries and told.body is None,
        )


def _maker(scene: Scene, token: Token) -> Actor | None:
    """Who made it: *a report by Human Rights Watch*, *a report in The Times*, *images released by a French company*."""
    for prep in (
        *token.kids("prep", "agent"),
        *(p for clause in token.kids("acl") for p in clause.kids("prep", "agent")),
    ):
        if prep.lower not in ("by", "from", "in"):
            continue
        for obj in prep.kids("pobj"):
            spot = scene.spots.get(obj.i)
            if spot and (
                (spot.entry.kind in ("organisation", "user") and prep.lower != "in") or spot.entry.kind == "outlet"
            ):
                return named_actor(scene, spot.entry, scene.span(spot.first, spot.last))
            hit = scene.hits.get(obj.i)
            if hit and hit[2].sort == "bodies" and prep.lower != "in":
                start = left_edge(obj)
                told = facts(scene, obj, start, max(hit[1], obj.i + 1))
                while start < obj.i and scene.parse.tokens[start].pos == "DET":
                    start += 1
                return Actor(
                    span=scene.span(start, hit[1]),
                    name=scene.words(start, hit[1]),
                    country=country_of(scene, told),
                    role=told.role,
                )
    return None
