"""Bare nouns that do not say whose: *the ministry*, *officials*, *the two leaders*, *the country*, *the company*.

In: a Scene, the phrase and what came before. Out: the phrase completed, with a Reason; unchanged where the article does
not settle it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.domain.actor import Actor
from onrecord.domain.certainty import Reason
from onrecord.reading.actors_past import Past, alike, candidates, inferred, known, person_like, whose_state
from onrecord.reading.actors_scene import Found, Scene


def resolve_bare(scene: Scene, item: Found, past: Sequence[Past], main: str | None) -> Found:
    """A noun that does not say whose: *the ministry*, *officials*, *the two leaders*, *the country*."""
    tokens = scene.parse.tokens
    own = item.actors[0] if item.actors else Actor(span=scene.span(item.first, item.last))
    words = {t.lower for t in tokens[item.first : item.head]}
    definite = bool(words & {"the", "this", "that", "these", "those", "both"})
    near = candidates(scene, item, past, 8)
    noun = item.words
    last = noun.split(" ")[-1]
    if (
        item.plural
        and words & {"both", "two"}
        and last in scene.roles.words["pairs"]
        and not _same_noun(scene, item, near)
    ):
        pair = _pair(scene, item, near)
        if pair:
            return pair
    if definite and not item.plural:
        if noun in scene.roles.words["states"]:
            state = next(
                (
                    p.found
                    for p in near
                    if p.found.kind in ("country", "metonym")
                    and p.found.actors[0].country
                    and not (p.found.entry and p.found.entry.subkind == "loose_bloc")
                ),
                None,
            )
            if state:
                return known(
                    replace(state, actors=(replace(state.actors[0], role=None),)), item, "actor.the_country", scene
                )
        bearer = _by_office(scene, item, near)
        if bearer is not None:
            return known(bearer, item, "actor.definite", scene)
        if (role_noun := scene.roles.nouns.get(noun)) is not None and role_noun.sort == "bodies":
            body = _by_kind(scene, item, near)
            if body is not None:
                return known(body, item, "actor.definite", scene)
    if definite or noun in scene.roles.shared:
        same = _same_noun(scene, item, near) or _same_noun(scene, item, list(reversed(past)))
        if same is not None:
            actor = replace(own, country=same.actors[0].country, role=own.role or same.actors[0].role)
            return replace(
                item,
                actors=(actor,),
                bare=False,
                reasons=(*item.reasons, Reason(rule="actor.same_noun", span=same.actors[0].span)),
            )
    if (
        noun in scene.roles.shared
        and own.country is None
        and own.role not in ("REB", "CVL", "UAF")
        and (own.role != "JRN" or noun.split(" ")[0] in ("state", "local", "official"))
    ):
        state = whose_state(scene, item, near)
        if state is not None:
            return replace(
                item,
                actors=(replace(own, country=state[0]),),
                bare=False,
                reasons=(*item.reasons, Reason(rule="actor.whose", span=state[1])),
            )
    if (
        main is not None
        and own.country is None
        and own.role in ("REB", "OPP", "JRN")
        and noun in ("rebel", "opposition", "local media", "state media", "separatist", "insurgent")
    ):
        return replace(
            item,
            actors=(replace(own, country=main),),
            bare=False,
            reasons=(*item.reasons, Reason(rule="actor.main_country", span=own.span)),
        )
    return item


def _same_noun(scene: Scene, item: Found, near: Sequence[Past]) -> Found | None:
    """The last phrase with the same noun that says itself whose it is."""
    for p in near:
        f = p.found
        if (
            f.kind in ("group", "organisation", "definite")
            and f.actors
            and f.actors[0].country
            and len({a.country for a in f.actors}) == 1
            and not inferred(f)
            and f.head != item.head
            and alike(f.words, item.words)
            and f.person is None
        ):
            return f
    return None


def _pair(scene: Scene, item: Found, near: Sequence[Past]) -> Found | None:
    """*The two leaders*, *both countries*: the last two that fit."""
    people = item.words.split(" ")[-1] in scene.roles.words["pair_people"]
    chosen: list[Actor] = []
    for p in near:
        f = p.found
        if people and f.kind != "person" and not (f.kind in ("group",) and person_like(scene, f) and not f.plural):
            continue
        if not people and f.kind not in ("country", "metonym", "organisation", "demonym", "person"):
            continue
        for actor in reversed(f.actors):
            if actor.country and all(actor.country != c.country for c in chosen):
                if not people:
                    name = scene.table.countries.get(actor.country)
                    actor = Actor(span=actor.span, name=name, country=actor.country)
                chosen.append(actor)
        if len(chosen) >= 2:
            break
    if len(chosen) < 2:
        return None
    span = scene.span(item.first, item.last)
    chosen = chosen[:2][::-1]
    return replace(
        item,
        actors=tuple(replace(a, span=span) for a in chosen),
        bare=False,
        plural=True,
        reasons=(*item.reasons, *(Reason(rule="actor.the_two", span=a.span) for a in chosen)),
    )


def _by_office(scene: Scene, item: Found, near: Sequence[Past]) -> Found | None:
    """*The spokesman*, *the president*: the last person whose title has that noun."""
    if not person_like(scene, item):
        return None
    last = item.words.split(" ")[-1]
    kin = {"spokesman": "spokes", "spokeswoman": "spokes", "spokesperson": "spokes"}.get(last, last)
    for p in near:
        f = p.found
        if f.kind == "person" and f.actors[0].office and kin in f.actors[0].office.lower():
            return f
        if (
            f.kind in ("group", "definite")
            and not f.plural
            and f.actors
            and f.actors[0].country
            and alike(f.words, item.words)
            and f.head != item.head
        ):
            return f
    return None


def _by_kind(scene: Scene, item: Found, near: Sequence[Past]) -> Found | None:
    """*The company*, *the ministry*, *the group*: the last body of that kind."""
    noun = scene.roles.nouns.get(item.words)
    role = noun.role if noun else None
    for p in near:
        f = p.found
        if f.kind not in ("organisation", "group") or not f.actors or f.plural or f.head == item.head:
            continue
        if f.bare and not f.actors[0].country:
            continue
        actor = f.actors[0]
        if alike(f.words, item.words) or (item.words.split(" ")[-1] in f.words):
            return f
        if f.entry is not None and (role is None or role == actor.role) and person_like(scene, f) is False:
            if item.words in ("group", "organization", "organisation", "movement") and actor.role in (
                "GOV",
                "LEG",
                "MIL",
            ):
                continue
            if item.words not in scene.roles.words["generic"]:
                continue
            return f
    return None
