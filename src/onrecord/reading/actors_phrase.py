"""What the words around a role noun say of its bearer: country, body, sector.

In: a Scene and a stretch of words with its head. Out: Facts. *Russian officials* (RUS, GOV), *US warplanes* (USA, MIL),
*police spokesman* (COP), *members of Hezbollah* (LBN, REB), *a retired general* (ELI). Sectors follow the PLOVER manual
2.0. It sees one phrase at a time: what earlier sentences add is in `actors_coref`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from onrecord.knowledge.actors import Entry, Person
from onrecord.knowledge.folding import pieces
from onrecord.knowledge.roles import Noun
from onrecord.reading.actors_scene import Scene, left_edge
from onrecord.reading.actors_spot import Spot
from onrecord.reading.parse import Token

_BODY_KINDS = frozenset(("organisation", "outlet", "user"))


_STATE_KINDS = frozenset(("country", "demonym", "people", "metonym", "capital"))


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands around a role noun."""

    entries: tuple[Entry, ...]
    body: Entry | None
    noun: Noun | None
    role: str | None
    former: bool
    person: Person | None
    proper: bool = False


def facts(scene: Scene, head: Token, first: int, last: int) -> Facts:
    """What the words `first` to `last` and the prepositional phrases of `head` say."""
    tokens, words = scene.parse.tokens, scene.roles.words
    noun: Noun | None = None
    noun_at = -1
    inner: list[Noun] = []
    entries: list[Entry] = []
    body: Entry | None = None
    person: Person | None = None
    former = False
    seen: set[int] = set()
    for i in range(first, last):
        word = " ".join(pieces(tokens[i].text))
        if word in scene.roles.former:
            former = True
        hit = scene.hits.get(i)
        if hit and hit[0] == i and hit[1] <= last:
            if noun is not None:
                inner.append(noun)
            noun, noun_at = hit[2], hit[0]
        spot = scene.spots.get(i)
        if spot is None or spot.first in seen or spot.last > last:
            continue
        seen.add(spot.first)
        if spot.apart or _behind(scene, spot):
            continue
        named = spot.entry
        if named.kind == "person":
            person = person or scene.table.person(named.person)
        elif named.kind in _BODY_KINDS or named.role == "IGO":
            body = body or named
        else:
            entries.append(named)
    if person is None:
        for i in range(first, last):
            if (
                i not in scene.spots
                and tokens[i].dep in ("poss", "compound")
                and tokens[i].pos == "PROPN"
                and i != head.i
            ):
                person = scene.table.surnamed(tokens[i].text, scene.day)
                if person:
                    break
    for child in head.children:
        if child.dep != "prep" or child.i < last - 1:
            continue
        for obj in child.kids("pobj"):
            entry, other_noun = _object(scene, obj)
            if (
                entry is None
                and other_noun is None
                and noun
                and noun.sort in ("people", "bearers", "bodies")
                and child.lower in ("of", "in", "from")
            ):
                entry = _town(scene, obj)
            serving = noun is not None and (noun.sort == "bearers" or noun.phrase in words["envoys"])
            if entry is None:
                if other_noun and serving and child.lower in ("of", "for", "at", "in", "from"):
                    inner.append(other_noun)
                if noun and noun.sort == "bearers" and child.lower in ("of", "for", "to") and obj.pos == "PROPN":
                    person = person or scene.table.surnamed(obj.text, scene.day)
                continue
            if other_noun and serving and child.lower in ("of", "for", "at", "in", "from"):
                inner.append(other_noun)
            word = noun.phrase.split(" ")[-1] if noun else ""
            staffed = serving or word in words["staff"]
            if entry.kind in _BODY_KINDS or entry.role == "IGO":
                if child.lower in ("of", "for", "at", "from", "with", "in") and (staffed or child.lower == "of"):
                    body = body or entry
            elif entry.kind == "person":
                led = noun is not None and noun.sort == "bodies" and noun.phrase in words["administrations"]
                if child.lower in ("of", "for") and (staffed or led):
                    # "the regime of Syria's leader" is that of his state
                    person = person or scene.table.person(entry.person)
            elif not entries and child.lower in ("of", "from", "in", "for", "across", "inside"):
                at_home = noun is not None and noun.phrase in words["abroad"]
                if child.lower == "of" or not at_home:
                    entries.append(entry)
                    entries.extend(s.entry for c in obj.kids("conj") if (s := scene.spots.get(c.i)))
    if noun is not None and noun.phrase.split(" ")[-1] in words["apart"] and noun.sort == "bearers":
        # An ally of a state is not of that state; a *Russian partner* is Russian.
        entries = [e for e in entries if e.kind == "demonym" and noun.phrase != "ally"]
        body = person = None
    proper, town = (
        _proper(scene, head, first, noun_at if noun_at >= 0 else last)
        if not entries and body is None and person is None
        else (False, None)
    )
    if town is not None:
        entries.append(town)
    role = None
    before = range(first, noun_at if noun_at >= 0 else last)
    for i in before:
        one = " ".join(pieces(tokens[i].text))
        two = f"{one} {' '.join(pieces(tokens[i + 1].text))}" if i + 1 < last else one
        role = scene.roles.modifiers.get(two) or scene.roles.modifiers.get(one) or role
    if role is None and noun is not None and noun.phrase in words["envoys"]:
        role = _sender(scene, head)
    sector = _role(scene.roles.words, noun, inner, body, role, bool(entries), person)
    if noun is not None and noun.phrase in words["captains"] and _of_trade(scene, head):
        sector = "BUS"
    return Facts(
        tuple(entries),
        body,
        noun,
        sector,
        former,
        person,
        proper,
    )


def _sender(scene: Scene, head: Token) -> str | None:
    """The sector that stands before those whom an envoy is of: *negotiator of the opposition delegation*."""
    tokens = scene.parse.tokens
    for prep in head.kids("prep"):
        for obj in prep.kids("pobj") if prep.lower in ("of", "for") else ():
            for i in range(left_edge(obj), obj.i):
                role = scene.roles.modifiers.get(" ".join(pieces(tokens[i].text)))
                if role in ("OPP", "REB"):
                    return role
    return None


def _of_trade(scene: Scene, head: Token) -> bool:
    """*Captains of industry*, *the captains of Russian business*."""
    objects = (obj for prep in head.kids("prep") if prep.lower == "of" for obj in prep.kids("pobj"))
    return any(obj.lemma.lower() in scene.roles.words["trades"] for obj in objects)


def _proper(scene: Scene, head: Token, first: int, last: int) -> tuple[bool, Entry | None]:
    """Whether an unknown name stands before the noun, and the country of the town or region that it is."""
    tokens = scene.parse.tokens
    run = [
        i
        for i in range(first, last)
        if tokens[i].pos == "PROPN"
        and i not in scene.spots
        and i not in scene.hits
        and i != head.i
        and tokens[i].text[:1].isupper()
    ]
    if not run:
        return False, None
    if scene.gazetteer is not None and head.i in scene.hits:
        whole = scene.words(run[0], run[-1] + 1)
        for name, sure in ((whole, True), (tokens[run[0]].text, tokens[run[0]].ent in ("GPE", "LOC", "FAC", "NORP"))):
            places = scene.gazetteer.find(name) if sure else ()
            if (
                places
                and places[0].country
                and (places[0].population > 100_000 or places[0].kind in ("state", "capital"))
            ):
                return True, Entry(name, "capital", str(places[0].geonames_id), name, places[0].country, None)
    return True, None


def _object(scene: Scene, obj: Token) -> tuple[Entry | None, Noun | None]:
    """What the object of a preposition stands for: *of Ukraine*, *of the Russian navy*, *of the rebel group*."""
    spot = scene.spots.get(obj.i)
    if spot and not spot.apart:
        return spot.entry, None
    hit = scene.hits.get(obj.i)
    for i in range(left_edge(obj), obj.i):
        inner = scene.spots.get(i)
        if inner and not inner.apart and not _behind(scene, inner) and inner.entry.kind in _STATE_KINDS:
            return replace_role(inner.entry, hit[2].role if hit else None), hit[2] if hit else None
    return None, hit[2] if hit else None


def _town(scene: Scene, obj: Token) -> Entry | None:
    """The country of a town or region that a preposition names: *residents of Aleppo*."""
    if scene.gazetteer is None or obj.pos != "PROPN":
        return None
    first = min((t.i for t in obj.kids("compound")), default=obj.i)
    name = scene.words(first, obj.i + 1)
    places = scene.gazetteer.find(name)
    if places and places[0].country and (places[0].population > 50_000 or places[0].kind in ("state", "capital")):
        return Entry(name, "country", str(places[0].geonames_id), name, places[0].country, None)
    return None


def replace_role(entry: Entry, role: str | None) -> Entry:
    return replace(entry, role=role) if role else entry


def _behind(scene: Scene, spot: Spot) -> bool:
    """Whether the name only tells who stands behind (*Iran-backed*, *Russian-made*)."""
    tokens = scene.parse.tokens
    head = tokens[spot.head].head
    if head.i >= spot.last and head.i - spot.last <= 2 and head.lower.split("-")[-1] in scene.roles.words["behind"]:
        return True
    tail = tokens[spot.last - 1].lower
    if "-" in tail and tail.split("-")[-1] in scene.roles.words["behind"]:
        return True
    after = spot.last
    return (
        after + 1 < len(tokens) and tokens[after].text == "-" and tokens[after + 1].lower in scene.roles.words["behind"]
    )


def _role(
    words: Mapping[str, frozenset[str]],
    noun: Noun | None,
    inner: list[Noun],
    body: Entry | None,
    modifier: str | None,
    state: bool,
    person: Person | None,
) -> str | None:
    if noun is None:
        return (body.role if body else None) or modifier
    if noun.sort == "bearers" and person is not None and body is None and not inner:
        return "GOV"
    if noun.sort == "bearers":
        near = next((n.role for n in reversed(inner) if n.role), None)
        role = (body.role if body else None) or near or modifier or noun.role
        if role is None and state and noun.phrase in words["voices"]:
            role = "GOV"
        return role
    if noun.role is None:
        return modifier or (body.role if body and noun.sort == "bodies" else None)
    if noun.role == "UAF" and body and body.role in ("REB", "CRM", "PRM"):
        return body.role
    if noun.role == "CVL" and modifier in ("REL", "REF", "OPP", "UAF"):
        return modifier
    if noun.phrase in words["envoys"]:
        senders = ((body.role if body else None), modifier, *(n.role for n in inner))
        if "OPP" in senders:
            return "OPP"
        if "REB" in senders and noun.phrase in words["negotiators"]:
            return "REB"
    if noun.role == "MIL" and modifier in ("REB", "PRM", "OPP"):
        return "REB" if modifier == "OPP" else modifier
    if noun.sort == "people" and body and noun.phrase.split(" ")[-1] in words["staff"] and noun.role in ("EDU", "CVL"):
        return body.role
    if noun.phrase in words["heads"] and body and body.role not in ("GOV", "IGO", "MIL", None):
        return body.role
    return noun.role


def country_of(scene: Scene, told: Facts) -> str | None:
    for entry in told.entries:
        if entry.country:
            return entry.country
    if told.body is not None:
        return told.body.country
    if told.person is not None and not told.entries:
        return scene.table.standing(told.person, scene.day).country or told.person.country
    return None


def states_of(told: Facts) -> list[str]:
    """Countries of coordinated names (*Russian and Belarusian*); of others the first."""
    found: list[str] = []
    for entry in told.entries:
        if entry.country and entry.country not in found:
            found.append(entry.country)
    return found
