"""What is known of one article while its actors are sought.

In: a parse, the names spotted, the tables. Out: a Scene with names and role nouns by token; and Found, what the steps
of finding actors hand to each other: a phrase with its actors and what serves to refer back to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from onrecord.domain.actor import Actor
from onrecord.domain.certainty import Reason
from onrecord.domain.span import Span
from onrecord.knowledge.actors import ActorTable, Entry, Person
from onrecord.knowledge.folding import pieces
from onrecord.knowledge.places import Gazetteer
from onrecord.knowledge.roles import Noun, Roles
from onrecord.reading.actors_spot import Spot
from onrecord.reading.bombers import human_bombers
from onrecord.reading.parse import Parse, Token

_NOMINAL = frozenset(("NOUN", "PROPN"))


_LEFT = frozenset(
    (
        "det",
        "amod",
        "compound",
        "nmod",
        "poss",
        "nummod",
        "predet",
        "quantmod",
        "advmod",
        "nounmod",
        "case",
        "punct",
        "npadvmod",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A phrase that names or describes actors; token indices as in ActorMention.

    `words` are the folded words of its role noun, `plural` and `gender` serve coreference, `bare` says that the
    phrase by itself does not tell which country or body is meant.
    """

    first: int
    last: int
    head: int
    kind: str
    actors: tuple[Actor, ...]
    words: str = ""
    plural: bool = False
    gender: str = ""
    bare: bool = False
    person: Person | None = None
    entry: Entry | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass
class Scene:
    """What is known of one article while its actors are sought."""

    parse: Parse
    table: ActorTable
    roles: Roles
    day: date | None
    spots: dict[int, Spot] = field(default_factory=dict)
    hits: dict[int, tuple[int, int, Noun]] = field(default_factory=dict)

    gazetteer: Gazetteer | None = None

    def town(self, name: str, people: int = 50_000) -> str | None:
        """The country of a town of that name with so many people, or None."""
        if self.gazetteer is None:
            return None
        places = self.gazetteer.find(name)
        return places[0].country if places and places[0].population > people else None

    def span(self, first: int, last: int) -> Span:
        return Span(self.parse.tokens[first].start, self.parse.tokens[last - 1].end)

    def words(self, first: int, last: int) -> str:
        """The words of a range with white space folded."""
        return " ".join(self.span(first, last).of(self.parse.text).split())


def make_scene(
    parse: Parse,
    table: ActorTable,
    roles: Roles,
    day: date | None,
    spots: tuple[Spot, ...],
    gazetteer: Gazetteer | None = None,
) -> Scene:
    """Names by token and role nouns by token."""
    scene = Scene(parse, table, roles, day, gazetteer=gazetteer)
    for spot in spots:
        for i in range(spot.first, spot.last):
            scene.spots[i] = spot
    folded = [" ".join(pieces(t.text)) for t in parse.tokens]
    people = human_bombers(parse, roles)
    # Inside a longer name a role noun says nothing: *Gulf Military Analysis Institute*.
    within = {
        i: (entity.first, entity.last)
        for entity in parse.entities
        if entity.label == "ORG" and entity.last - entity.first > 2
        for i in range(entity.first, entity.last)
    }
    for sentence in parse.sentences:
        # A hyphen counts for nothing: *vice-president*, *commander-in-chief*.
        at = [i for i in range(sentence.first, sentence.last) if folded[i]]
        words = [folded[i] for i in at]
        n = 0
        while n < len(words):
            hit = roles.longest(words, n)
            if hit is None:
                n += 1
                continue
            size, noun = hit
            first, last = at[n], at[n + size - 1] + 1
            around = within.get(first)
            buried = (
                around is not None and last < around[1] and first > around[0] + (parse.tokens[around[0]].dep == "det")
            )
            if (
                buried
                and parse.tokens[first].text[:1].isupper()
                and noun.sort != "bearers"
                and parse.tokens[last].pos == "PROPN"
            ):
                n += size
                continue
            if any(t.pos in _NOMINAL or t.pos in ("ADJ", "PRON") or t.tag == "VBN" for t in parse.tokens[first:last]):
                if last - 1 in people:
                    noun = roles.nouns[f"suicide {folded[last - 1]}"]
                for i in range(first, last):
                    scene.hits[i] = (first, last, noun)
            n += size
    return scene


def left_edge(token: Token) -> int:
    """The first token of the noun phrase that a token heads, without what follows it."""
    first = token.i
    for child in token.children:
        if child.i < token.i and (child.dep in _LEFT or any(c.tag == "POS" for c in child.children)):
            first = min(first, min(t.i for t in child.subtree()))
    return first


def beside(scene: Scene, token: Token) -> list[Token]:
    """Heads of the phrases in apposition to a token, also where the parser saw two subjects with a comma between."""
    found = token.kids("appos")
    if token.dep == "appos":
        found.append(token.head)
    if not token.is_root:
        tokens = scene.parse.tokens
        for other in token.head.children:
            if (
                other.i == token.i
                or other.pos not in _NOMINAL
                or other.dep not in ("nsubj", "nsubjpass", "dep", "attr")
            ):
                continue
            one, two = (token, other) if token.i < other.i else (other, token)
            edge = left_edge(two)
            if one.i < edge and all(t.text == "," for t in tokens[one.i + 1 : edge]) and edge - one.i == 2:
                found.append(other)
    return found


def named_actor(scene: Scene, entry: Entry, span: Span | None) -> Actor:
    """The actor that an entry of the table stands for."""
    if entry.kind == "person":
        person = scene.table.person(entry.person)
        return person_actor(scene, person, person.name, span)
    role = (
        entry.role
        if entry.kind in ("organisation", "outlet", "user", "metonym", "capital") or entry.role == "IGO"
        else None
    )
    name = entry.name
    if span is not None and (entry.kind in ("organisation", "outlet", "metonym") or role == "IGO"):
        # As the report calls it; the id tells what it is.
        name = " ".join(span.of(scene.parse.text).split())
    return Actor(span=span, name=name, country=entry.country, role=role, id=entry.id)


def person_actor(scene: Scene, person: Person, name: str, span: Span | None) -> Actor:
    """A person as on the report's date."""
    standing = scene.table.standing(person, scene.day)
    country = None if standing.role == "IGO" else standing.country or person.country
    return Actor(span=span, name=name, country=country, role=standing.role, office=standing.office, id=person.id)
