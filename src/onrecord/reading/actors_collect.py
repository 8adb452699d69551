"""Every phrase of an article that names or describes an actor, before coreference.

In: a Scene. Out: Found in the order of the text: persons, bodies and groups with country and role, countries, demonyms,
seats of government, organisations that only the recogniser sees (*X Trading Co. Ltd* is BUS), documents. Phrases may
lie inside each other (*Russian* in *Russian officials*).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onrecord.domain.actor import Actor
from onrecord.domain.certainty import Reason
from onrecord.knowledge.folding import pieces
from onrecord.reading.actors_document import find_documents
from onrecord.reading.actors_person import find_persons
from onrecord.reading.actors_phrase import Facts, country_of, facts, states_of
from onrecord.reading.actors_scene import Found, Scene, beside, left_edge, named_actor
from onrecord.reading.actors_spot import Spot, acts, head_of
from onrecord.reading.parse import Token

_NOMINAL = frozenset(("NOUN", "PROPN"))


#: Participles that stand for people by themselves.
_PARTICIPLES = frozenset(("displaced", "elderly"))


_STATE_KINDS = frozenset(("country", "demonym", "people", "metonym", "capital"))


def collect(scene: Scene) -> list[Found]:
    """All phrases found, sorted by first token, longer before shorter."""
    persons = list(find_persons(scene))
    taken = {i for p in persons for i in range(p.first, p.last)}
    names = {p.head for p in persons}
    found: list[Found] = list(persons)
    found.extend(_names(scene, taken))
    found.extend(_phrases(scene, names))
    found.extend(_unknown_bodies(scene, taken))
    found.extend(find_documents(scene))
    found.extend(_partitives(scene))
    # *Chile's Defense Department*: the phrase, not the well-known body of that name.
    phrases = {f.head: f for f in found if f.entry is None and f.kind == "organisation"}
    found = [f for f in found if not (f.entry and f.head in phrases and f.kind == "organisation")]
    found.sort(key=lambda f: (f.first, -f.last, f.head))
    return found


def _partitives(scene: Scene) -> Iterable[Found]:
    """*Dozens of soldiers*, *one of them*: words that stand for those after *of*."""
    for token in scene.parse.tokens:
        word = " ".join(pieces(token.text))
        if word not in scene.roles.partitives or token.i in scene.hits or token.i in scene.spots:
            continue
        if any(prep.lower in ("of", "among") for prep in token.kids("prep")):
            yield Found(first=token.i, last=token.i + 1, head=token.i, kind="partitive", actors=(), words=word)


def _names(scene: Scene, taken: set[int]) -> Iterable[Found]:
    """Countries, demonyms, seats of government, bodies and outlets that the table knows."""
    for spot in {s.first: s for s in scene.spots.values()}.values():
        entry = spot.entry
        if (
            spot.apart
            or entry.kind == "person"
            or (spot.head in taken and entry.kind in ("country", "capital") and _inside_name(scene, spot))
        ):
            continue
        head = scene.parse.tokens[spot.head]
        actor = named_actor(scene, entry, scene.span(spot.first, spot.last))
        kind = entry.kind
        reasons: tuple[Reason, ...] = ()
        if entry.kind in ("capital", "metonym"):
            kind = "metonym"
            if entry.kind == "capital" and not acts(head, scene.roles):
                kind = "place"
            reasons = (Reason(rule="actor.seat_of_government", span=actor.span),)
            if entry.kind == "capital":
                actor = Actor(span=actor.span, name=entry.name, country=entry.country, role=actor.role, id=entry.id)
        elif entry.kind == "people":
            kind = "demonym"
        elif entry.kind in ("outlet", "user"):
            kind = "organisation"
        if kind == "organisation" and entry.subkind == "armed_group":
            kind = "group"
        plural = entry.kind == "people" and (entry.form.endswith(("s", "men")) or head.tag.endswith("S"))
        yield Found(
            first=spot.first,
            last=spot.last,
            head=spot.head,
            kind=kind,
            actors=(actor,),
            words=" ".join(pieces(entry.name)),
            plural=plural,
            entry=entry,
            reasons=reasons,
        )


def _inside_name(scene: Scene, spot: Spot) -> bool:
    token = scene.parse.tokens[spot.head]
    return (
        token.dep == "compound" and token.head.pos == "PROPN" and token.ent == "PERSON" and token.head.ent == "PERSON"
    )


def _phrases(scene: Scene, names: set[int]) -> Iterable[Found]:
    """Noun phrases headed by a role noun."""
    tokens = scene.parse.tokens
    for first, last, noun in {h[0]: h for h in scene.hits.values()}.values():
        head = tokens[head_of(scene.parse, first, last)]
        if (
            head.dep == "compound"
            and head.head.i >= last
            and (head.head.i in names or head.head.i in scene.hits or head.head.pos in _NOMINAL)
        ):
            continue
        if head.pos not in ("NOUN", "PROPN", "ADJ") and not (
            head.pos == "VERB" and noun.phrase in _PARTICIPLES and left_edge(head) < head.i
        ):
            continue
        if head.pos == "ADJ" and head.dep in ("amod", "acomp", "advmod"):
            continue
        spot = scene.spots.get(head.i)
        start = min(first, left_edge(head))
        if spot is not None and spot.last - spot.first > 1 and spot.entry.kind in _STATE_KINDS:
            continue
        named = spot is not None and spot.entry.kind in ("organisation", "outlet", "user", "metonym")
        if spot is not None and named and not _other_state(scene, head, start, spot):
            continue
        if _hyphenated(tokens, first, last):
            continue
        told = facts(scene, head, start, max(last, head.i + 1))
        if told.noun is None:
            continue
        yield from _described(scene, head, start, last, told)


def _hyphenated(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether the noun is half of a compound that is not it: *state-owned*, *city-state*."""
    after = last + 1 < len(tokens) and tokens[last].text in ("-", "–") and tokens[last + 1].tag in ("VBN", "VBG", "JJ")
    before = first > 1 and tokens[first - 1].text in ("-", "–") and tokens[first - 2].pos == "NOUN"
    return after or (before and tokens[first].lower in ("state", "power"))


def _other_state(scene: Scene, head: Token, start: int, spot: Spot) -> bool:
    """Whether a name that many states use (*Defense Department*) stands beside another country (*Chile's*)."""
    for i in range(start, spot.first):
        other = scene.spots.get(i)
        if (
            other
            and other.entry.kind in ("country", "demonym", "people", "capital")
            and other.entry.country
            and other.entry.country != spot.entry.country
        ):
            return spot.entry.role not in ("REB", "PRM", "CRM", "BUS", "NGO", "IGO", "JRN")
    return False


def _described(scene: Scene, head: Token, start: int, last: int, told: Facts) -> Iterable[Found]:
    tokens = scene.parse.tokens
    noun = told.noun
    assert noun is not None
    first = start
    while first < head.i and (tokens[first].dep in ("det", "predet") or tokens[first].pos in ("DET", "PUNCT")):
        first += 1
    name = _phrase_name(scene, head, first, last)
    role = "ELI" if told.former and noun.sort in ("people", "bearers") else told.role
    span = scene.span(first, last)
    states = states_of(told)
    body = told.body
    id_ = None
    if not states and body is not None and body.country:
        states = [body.country]
    if not states and told.person is not None:
        told_country = country_of(scene, told)
        states = [told_country] if told_country else []
    if noun.sort == "bodies" and body is not None and body.kind == "organisation" and noun.role is None:
        id_ = None
    actors: list[Actor] = []
    lands: list[str | None] = [*states] or [None]
    for state in lands:
        own = name
        if len(states) > 1:
            noun_words = scene.words(max(first, _noun_start(scene, head)), last)
            own = f"{_demonym(scene, start, last, state)} {noun_words}".strip()
        actors.append(Actor(span=span, name=own, country=state, role=_kurdish(told, role, state), id=id_))
    bare = not told.entries and body is None and told.person is None and not told.proper
    definite = any(
        t.dep in ("det", "poss")
        and t.lower in ("the", "this", "that", "these", "those", "his", "her", "its", "their", "both")
        for t in tokens[start : head.i]
    )
    gender = (
        "m"
        if noun.phrase.endswith(("man", "king", "prince"))
        and noun.phrase != "woman"
        and not noun.phrase.endswith("woman")
        else "f"
        if noun.phrase.endswith("woman")
        else ""
    )
    yield Found(
        first=start,
        last=last,
        head=head.i,
        kind="definite" if bare and definite else ("organisation" if noun.sort == "bodies" else "group"),
        actors=tuple(actors),
        words=noun.phrase,
        plural=noun.plural or len(actors) > 1,
        gender=gender,
        bare=bare,
    )


def _noun_start(scene: Scene, head: Token) -> int:
    hit = scene.hits.get(head.i)
    return hit[0] if hit else head.i


def _demonym(scene: Scene, first: int, last: int, state: str | None) -> str:
    for i in range(first, last):
        spot = scene.spots.get(i)
        if spot and spot.entry.country == state:
            return scene.words(spot.first, spot.last)
    return ""


def _kurdish(told: Facts, role: str | None, state: str | None) -> str | None:
    if role == "MIL" and state in ("SYR", "TUR", "IRN") and any(e.id in ("x-kurdish", "x-aanes") for e in told.entries):
        return "REB"
    return role


def _phrase_name(scene: Scene, head: Token, first: int, last: int) -> str:
    """The phrase without its article, with an *of* phrase that belongs to the name."""
    end = max(last, head.i + 1)
    for child in head.kids("prep"):
        words = (
            ("of", "for", "in", "to")
            if (h := scene.hits.get(head.i)) and h[2].phrase in scene.roles.words["missions"]
            else ("of", "for")
        )
        if child.lower in words and child.i == end:
            objects = child.kids("pobj")
            if objects and (objects[0].pos == "PROPN" or objects[0].i in scene.spots):
                tail = (
                    max(t.i for t in objects[0].subtree() if t.dep not in ("relcl",))
                    if len(objects[0].subtree()) <= 6
                    else objects[0].i
                )
                end = tail + 1
    return scene.words(first, end)


def _unknown_bodies(scene: Scene, taken: set[int]) -> Iterable[Found]:
    """Organisations that only the recogniser sees, with the sector that the last word of the name gives."""
    tokens = scene.parse.tokens
    for entity in scene.parse.entities:
        if entity.label != "ORG":
            continue
        first, last = entity.first, entity.last
        while last > first and (tokens[last - 1].lower in ("'s", "’s") or not pieces(tokens[last - 1].text)):
            last -= 1
        while first < last and (tokens[first].dep == "det" or not pieces(tokens[first].text)):
            first += 1
        if first >= last or taken.intersection(range(first, last)) or not tokens[first].text[:1].isupper():
            continue
        head = tokens[head_of(scene.parse, first, last)]
        spot = scene.spots.get(first)
        if (
            spot
            and first < spot.last < last
            and all(
                " ".join(pieces(t.text)) in scene.roles.endings or not pieces(t.text) for t in tokens[spot.last : last]
            )
        ):
            known = named_actor(scene, spot.entry, scene.span(first, last))
            yield Found(
                first=first,
                last=last,
                head=head.i,
                kind="organisation",
                actors=(known,),
                words=" ".join(pieces(spot.entry.name)),
                entry=spot.entry,
            )
            continue
        if head.i in scene.spots or head.i in scene.hits or (spot and spot.last >= last):
            continue
        told = facts(scene, head, min(first, left_edge(head)), last)
        word = " ".join(pieces(tokens[last - 1].text))
        role = (
            "BUS"
            if word in scene.roles.endings and word not in ("group", "bank")
            else scene.roles.name_endings.get(word) or ("BUS" if word in scene.roles.endings else None)
        )
        states = states_of(told)
        for other in beside(scene, head):
            hit = scene.hits.get(other.i)
            if hit is None or hit[2].sort == "people":
                continue
            more = facts(scene, other, left_edge(other), max(other.i + 1, hit[1]))
            role = role or more.role
            states = states or states_of(more)
        if role is None and told.noun is not None and told.noun.sort == "bodies":
            role = told.noun.role
        actor = Actor(
            span=scene.span(first, last),
            name=scene.words(first, last),
            country=states[0] if states else None,
            role=role,
        )
        yield Found(
            first=first,
            last=last,
            head=head.i,
            kind="organisation",
            actors=(actor,),
            words=" ".join(pieces(actor.name or "")),
        )
