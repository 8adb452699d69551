"""Places: toponyms with coordinates, and where a happening is.

In: a Parse, its Article (publisher), the actor mentions and Knowledge. Out: PlaceMentions in the order of the text;
and, for a trigger, the Place that its clause names. Toponyms come from `toponyms`, their places from `place_choice`.

A name that acts or is acted upon is an actor, not a place (*Moscow said*, *talks with Iran*), and the adjective of a
country is neither. *The country*, *the city* stand for the country or town last named. Streets and buildings have no
coordinates in the gazetteer and are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from onrecord.domain.place import Place
from onrecord.domain.report import Article
from onrecord.knowledge import Knowledge
from onrecord.knowledge.places import Candidate, PlaceNames, place_names
from onrecord.reading.mentions import ActorMentions, PlaceMention
from onrecord.reading.parse import Parse, Token
from onrecord.reading.place_attachment import held_by, place_for
from onrecord.reading.place_choice import Chooser, group, home_of
from onrecord.reading.toponyms import Recogniser, Toponym

__all__ = ["find_places", "grounded_toponyms", "place_for"]


#: Scores of the toponym model: below the first no place; above the others a place although the parser's label speaks
#: against it, behind *to* or *from*, or anywhere. Set on news texts by what was lost and what crept in.
_LEAST, _BEHIND_TO, _ANYWHERE = 0.5, 0.6, 0.85


def find_places(
    parse: Parse, article: Article, actors: ActorMentions | None, knowledge: Knowledge
) -> tuple[PlaceMention, ...]:
    """The places of an article, in the order of its text.

    Args:
        parse: The parse of the article.
        article: Its publisher is a hint to where a name such as *Paris* lies.
        actors: Actor mentions; persons and organisations among them are no places.
        knowledge: Gives the gazetteer and the models.
    """
    words = _words(knowledge)
    people = {t for m in (actors.mentions if actors else ()) if m.kind == "person" for t in range(m.first, m.last)}
    found: list[PlaceMention] = []
    named: list[tuple[Toponym, Candidate]] = []
    for toponym, place in grounded_toponyms(parse, article.provenance.publisher, knowledge):
        head = _head(parse.tokens[toponym.first : toponym.last])
        adjective = toponym.people or (head.tag == "JJ" and place is not None and place.kind == "country")
        if adjective and place is not None:
            found.extend(_soil(parse, toponym, head, place, words))
            continue
        if toponym.people or toponym.first in people or _doubtful(parse, toponym, head, words):
            continue
        if place is not None and head.dep not in {"compound", "amod", "poss", "nmod"}:
            named.append((toponym, place))
        if not acts(head, place, words):
            spoken = _place(parse, toponym.first, toponym.last, place, toponym.name)
            found.append(
                PlaceMention(
                    first=toponym.first, last=toponym.last, head=head.i, place=spoken, holds=held_by(head, words)
                )
            )
    found.extend(_references(parse, found, named, words))
    return tuple(sorted(found, key=lambda m: m.first))


def _words(knowledge: Knowledge) -> Mapping[str, Any]:
    """The words of attachment, and those of saying from the table of times."""
    saying = knowledge.table("times/vocabulary")["saying_lemmas"]
    return {**knowledge.table("places/attachment"), "saying_lemmas": saying}


def _doubtful(parse: Parse, toponym: Toponym, head: Token, words: Mapping[str, Any]) -> bool:
    """A word taken for an adjective, a person, a firm or a product, with nothing of a place about it."""
    if toponym.score < _LEAST:
        return True
    if head.ent in {"GPE", "LOC", "FAC", ""} and head.tag not in {"JJ", "NNPS"}:
        return False
    before = parse.tokens[toponym.first - 1].lower if toponym.first else ""
    after = parse.tokens[toponym.last].lower if toponym.last < len(parse.tokens) else ""
    if after in words["inner_nouns"] or before in words["where"] or before in words["inner_nouns"] or before == "on":
        return False
    if before in words["whither"] and toponym.score >= _BEHIND_TO:
        return False
    return toponym.score < _ANYWHERE or head.tag == "JJ" or head.ent == "NORP"


def grounded_toponyms(
    parse: Parse, publisher: str | None, knowledge: Knowledge
) -> list[tuple[Toponym, Candidate | None]]:
    """All toponyms, those that stand for governments or peoples too, each with the place that it names, if known."""
    names = place_names(knowledge)
    found = knowledge.made("places/recogniser", _recogniser).find(parse, names)
    return list(zip(found, _chosen(parse, found, names, publisher, knowledge), strict=True))


def _chosen(
    parse: Parse, found: Sequence[Toponym], names: PlaceNames, publisher: str | None, knowledge: Knowledge
) -> list[Candidate | None]:
    spans = [(t.first, t.last, t.name, t.candidates, t.people) for t in found]
    return ground(parse, spans, names, publisher, knowledge)


def ground(
    parse: Parse,
    spans: Sequence[tuple[int, int, str, tuple[Candidate, ...], bool]],
    names: PlaceNames,
    publisher: str | None,
    knowledge: Knowledge,
) -> list[Candidate | None]:
    """The place of each span `(first, last, name, candidates, people)`, or None where it has no candidate."""
    chooser = knowledge.made("places/chooser", _chooser)
    named = group(parse, spans, names)
    chosen = chooser.choose(named, home_of(publisher, chooser.endings))
    by_name = {n.name: pick[0] if pick else None for n, pick in zip(named, chosen, strict=True)}
    return [by_name[name] for _, _, name, _, _ in spans]


def _recogniser(knowledge: Knowledge) -> Recogniser:
    return Recogniser(knowledge.table("places/toponym_cues"), knowledge.table("places/toponym_weights"))


def _chooser(knowledge: Knowledge) -> Chooser:
    return Chooser(knowledge.table("places/choice_weights"), knowledge.table("places/publishers"))


def _head(inside: Sequence[Token]) -> Token:
    numbers = {token.i for token in inside}
    outer = [token for token in inside if token.head.i not in numbers or token.is_root]
    return (outer or list(inside))[-1]


def _place(parse: Parse, first: int, last: int, found: Candidate | None, name: str) -> Place:
    span = parse.span(first, last)
    if found is None:
        return Place(span=span, name=name)
    return Place(
        span=span,
        name=name,
        country=found.country,
        lat=found.lat,
        lon=found.lon,
        geonames_id=found.geonames_id,
    )


def acts(head: Token, found: Candidate | None, words: Mapping[str, Any]) -> bool:
    """Whether a country, capital or division stands for its government: a subject, an owner, a partner."""
    if found is None or found.kind not in {"country", "capital", "state"}:
        return False
    top = head
    while top.dep == "conj" and top.head is not top:
        top = top.head
    if top.dep in {"nsubj", "nsubjpass", "csubj", "agent", "dative", "iobj"}:
        return found.kind != "state" and top.head.lemma not in words["place_verbs"]
    if top.dep in {"poss", "compound", "nmod", "amod"}:
        return found.kind == "country"
    if top.dep in {"dobj", "oprd", "attr"}:
        return top.head.lemma not in words["motion_verbs"] and found.kind != "state"
    if top.dep == "pobj" and found.kind != "state":
        return top.head.lower in words["partner_prepositions"]
    return False


def _soil(
    parse: Parse, toponym: Toponym, head: Token, place: Candidate, words: Mapping[str, Any]
) -> list[PlaceMention]:
    """*Ukrainian territory*, *a Saudi airport*: ground of the country that its adjective names."""
    noun = head.head
    if head.dep not in {"amod", "compound", "nmod"} or noun.lemma not in words["ground_nouns"] or noun.i < head.i:
        return []
    elsewhere = [below for kid in noun.kids("prep") if kid.lower in words["where"] for below in kid.kids("pobj")]
    if any(below.ent in {"GPE", "LOC"} for below in elsewhere):
        return []  # *American bases in Iraq*
    opener = noun.child("det")
    first = opener.i if opener is not None and opener.i < toponym.first else toponym.first
    spoken = _place(parse, first, noun.i + 1, place, toponym.name)
    return [PlaceMention(first=first, last=noun.i + 1, head=noun.i, place=spoken, holds=held_by(noun, words))]


def _references(
    parse: Parse,
    found: Sequence[PlaceMention],
    named: Sequence[tuple[Toponym, Candidate]],
    words: Mapping[str, Any],
) -> list[PlaceMention]:
    """*The country*, *this city*, behind a preposition of place: the one of that kind last named before."""
    made: list[PlaceMention] = []
    kinds = {"country": {"country"}, "town": {"town", "capital"}}
    for token in parse.tokens:
        kind = words["references"].get(token.lower)
        if kind is None or token.dep != "pobj":
            continue
        inner = token.head.lower == "of" and token.head.head.lemma in words["inner_nouns"]
        if not inner and token.head.lower not in words["place_prepositions"]:
            continue
        opener = token.child("det")
        if opener is None or opener.lower not in {"the", "this", "that"}:
            continue
        if any(kid.dep in {"amod", "compound", "relcl", "prep", "nmod"} for kid in token.children):
            continue
        if any(m.first <= token.i < m.last for m in found):
            continue
        before = [
            (toponym, place)
            for toponym, place in named
            if toponym.last <= token.i and (place.kind in kinds[kind] or (kind == "town" and _city_state(place)))
        ]
        literal = {m.first for m in found}
        before = [pair for pair in before if pair[0].first in literal] or before
        if before:
            toponym, place = before[-1]
            spoken = _place(parse, opener.i, token.i + 1, place, toponym.name)
            made.append(
                PlaceMention(first=opener.i, last=token.i + 1, head=token.i, place=spoken, holds=held_by(token, words))
            )
    return made


def _city_state(place: Candidate) -> bool:
    return place.country in {"HKG", "SGP", "MAC", "MCO", "VAT"}
