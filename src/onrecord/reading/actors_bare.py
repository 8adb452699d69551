"""Bare nouns that do not say whose: *the ministry*, *officials*, *the two leaders*, *the country*, *the company*.

In: a Scene, the phrase and what came before. Out: the phrase completed, with a Reason; unchanged where the article does
not settle it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from onrecord.domain.actor import Actor
from onrecord.domain.certainty import Reason
from onrecord.domain.span import Span
from onrecord.knowledge.folding import pieces
from onrecord.reading.actors_past import Past, alike, candidates, inferred, known, person_like, whose_state
from onrecord.reading.actors_scene import Found, Scene


def resolve_bare(
    scene: Scene, item: Found, past: Sequence[Past], main: str | None, stated: Mapping[str, frozenset[str]]
) -> Found:
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
            tellers = _tellers(scene, item, near)
            state = next(
                (
                    p.found
                    for p in near
                    if p.found.kind in ("country", "metonym")
                    and p.found.actors[0].country
                    and p.found.actors[0].country not in tellers
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
        role_noun = scene.roles.nouns.get(noun)
        if noun in scene.roles.words["generic"] or (role_noun is not None and role_noun.sort == "bodies"):
            body = _by_kind(scene, item, near)
            if body is not None:
                return known(body, item, "actor.definite", scene)
    stranger = _stranger(scene, item)
    if not stranger and (definite or noun in scene.roles.shared):
        same = _same_noun(scene, item, near) or _same_noun(scene, item, list(reversed(past)))
        if same is not None:
            actor = replace(own, country=same.actors[0].country, role=own.role or same.actors[0].role)
            return replace(
                item,
                actors=(actor,),
                bare=False,
                reasons=(*item.reasons, Reason(rule="actor.same_noun", span=same.actors[0].span)),
            )
    if own.country is not None or (stranger and own.role != "REB"):
        return item
    owner = _owner(scene, item, near)
    if owner is not None:
        return _lent(item, own, owner[0], owner[1], "actor.whose_forces")
    if own.role in ("REB", "OPP"):
        # The rebels of the conflict that the report tells of, where it names those of one country only.
        told = stated.get(own.role, frozenset())
        if len(told) == 1 and noun in scene.roles.words["insurgents"]:
            return _lent(item, own, next(iter(told)), own.span, "actor.same_noun")
        if main is not None and not told and noun in scene.roles.words["insurgents"]:
            return _lent(item, own, main, own.span, "actor.main_country")
        return item
    if (
        noun in scene.roles.shared
        and own.role not in ("CVL", "UAF")
        and (own.role != "JRN" or noun.split(" ")[0] in ("state", "local", "official"))
    ):
        lent = whose_state(scene, item, near, main)
        if lent is not None:
            return _lent(item, own, lent[0], lent[1], "actor.whose")
    return item


def _tellers(scene: Scene, item: Found, near: Sequence[Past]) -> set[str]:
    """Countries that the subjects of the clauses above name: *US officials said the country* is another country."""
    named: set[str] = set()
    heads = {p.found.head: p.found for p in near}
    head = scene.parse.tokens[item.head]
    for above in head.ancestors():
        subject = above.child("nsubj", "nsubjpass")
        if subject is None or head in subject.subtree():
            continue
        for token in subject.subtree():
            found = heads.get(token.i)
            if found is not None and found.kind in ("country", "metonym", "demonym", "group"):
                named |= {a.country for a in found.actors if a.country and not a.inferred}
    return named


def _lent(item: Found, own: Actor, country: str, span: Span | None, rule: str) -> Found:
    return replace(
        item, actors=(replace(own, country=country),), bare=False, reasons=(*item.reasons, Reason(rule=rule, span=span))
    )


def _stranger(scene: Scene, item: Found) -> bool:
    """Whether the phrase itself says that it is not of the state spoken of: *hostile forces*."""
    strangers, sides = scene.roles.words["strangers"], scene.roles.words["sides"]
    for token in scene.parse.tokens[item.first : item.head]:
        parts = pieces(token.text)
        if any(part in strangers for part in parts) or (parts and parts[0] in sides):
            return True
    return False


def _owner(scene: Scene, item: Found, near: Sequence[Past]) -> tuple[str, Span | None] | None:
    """The state that sends, keeps or withdraws the forces: the subject of the verb that they are the object of."""
    own = item.actors[0] if item.actors else None
    if own is None or own.role != "MIL":
        return None
    token = scene.parse.tokens[item.head]
    while token.dep in ("conj", "pobj", "prep", "compound") and not token.is_root:
        token = token.head
    if token.dep != "dobj":
        return None
    verb = token.head
    if verb.lemma not in scene.roles.words["owning"]:
        return None
    while verb.child("nsubj") is None and verb.dep in ("xcomp", "ccomp", "conj", "advcl") and not verb.is_root:
        verb = verb.head
    subject = verb.child("nsubj")
    if subject is None:
        return None
    for p in near:
        if p.found.head == subject.i and len(p.found.actors) == 1:
            actor = p.found.actors[0]
            if actor.country and (actor.role is None or actor.role in scene.roles.words["state_roles"]):
                return actor.country, actor.span
    return None


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
            if actor.role is not None and actor.role not in scene.roles.words["state_roles"]:
                continue
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
