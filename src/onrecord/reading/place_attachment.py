"""Where a happening is: the place that a trigger's own clause names.

In: a parse, and where its places stand. Out: for each place the tokens of the happenings that it holds, with a rank;
and, for a trigger, its Place or None. Follows the annotation guide of claims, "Time and place": only what the sentence
names or points to, never what the talk is about.

*In*, *at*, *near* place what they hang on. *To* and *from* do so only for words of movement (*a visit to Hanoi*; not
*weapons to Iraq*), *on* and *over* also for words of striking. From a verb the place passes on to what it governs; from
soldiers and fighters (*rebels in the north*) to the fighting with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from onrecord.domain.place import Place
from onrecord.reading.mentions import PlaceMention
from onrecord.reading.parse import Parse, Token

_VERBS = frozenset({"VERB", "AUX"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_FARTHEST = 4


def place_for(mentions: Sequence[PlaceMention], parse: Parse, clause_token: Token, head_token: Token) -> Place | None:
    """The place of the happening at a trigger, or None where its clause names none.

    Args:
        mentions: The places of the article.
        parse: Its parse.
        clause_token: The token with tense and negation; the trigger itself if it is a verb.
        head_token: The token that heads the trigger.
    """
    for token in dict.fromkeys((head_token.i, clause_token.i)):
        found = [(m.holds[token], abs(m.head - token), m.first, m) for m in mentions if token in m.holds]
        if found:
            return min(found, key=lambda item: item[:3])[3].place
    return None


def held_by(head: Token, words: Mapping[str, Any]) -> dict[int, int]:
    """The tokens that a place at `head` holds, each with a rank, 0 the surest."""
    found: dict[int, int] = {}
    top = head
    while top.dep in {"conj", "appos", "compound", "nmod", "amod"} and top.head.pos in _NOUNS and not top.is_root:
        top = top.head
        if top.lemma in words["event_nouns"]:
            return {top.i: 1}
    if top.dep in {"dobj", "obj"} and top.head.lemma in words["motion_verbs"]:
        _from_verb(top.head, 0, found, words)
        return found
    if top.dep != "pobj":
        return found
    preposition = top.head
    while preposition.head.dep == "prep" and preposition.head is not preposition:
        preposition = preposition.head  # *out of*, *as part of*
    owner, kind = preposition.head, preposition.lower
    if owner.pos in _NOUNS and owner.lemma in words["inner_nouns"] and owner.dep == "pobj":
        preposition = owner.head  # *in the city of Aden*, *at an airport in Aden*
        kind, owner = preposition.lower, preposition.head
    moving = _moves(owner, words)
    striking = owner.lemma in words["striking"]
    if kind in words["upon"] and not striking and owner.dep == "dobj" and owner.head.lemma in words["striking"]:
        owner, striking = owner.head, True  # *shot down a plane over the sea*
    if not (
        kind in words["where"]
        or (kind in words["whither"] and moving)
        or (kind in words["upon"] and (striking or moving))
    ):
        return found
    if owner.pos in _VERBS:
        _from_verb(owner, 0, found, words)
    elif owner.pos in _NOUNS or owner.pos in {"ADJ", "ADV"}:
        _from_noun(owner, found, words)
    if found:
        for kid in head.kids("acl"):
            if kid.tag == "VB" and kid.kids("aux"):
                found.setdefault(kid.i, 2)  # *is bound for Oslo to meet X*, hung by the parser at the town
    behind = 0 if top is head else 1  # *the Red Sea city of Aden*: Aden is the place
    return {token: rank + behind for token, rank in found.items()}


def _moves(owner: Token, words: Mapping[str, Any]) -> bool:
    if owner.lemma in words["moving_verbs"] or owner.lemma in words["motion_nouns"]:
        return True
    if owner.lemma in words["motion_verbs"] and owner.pos in _VERBS:
        return True
    if owner.lemma in words["sending_verbs"]:
        return any(kid.lemma in words["fighters"] for kid in owner.kids("dobj", "nsubjpass"))
    return False


def _fights(noun: Token, words: Mapping[str, Any]) -> bool:
    """Whether a noun names people under arms or their machines: *the Lebanese Army*, *the rebel Houthis*."""
    told = (noun, *noun.kids("compound", "amod"))
    return any(token.lemma.lower() in words["fighters"] for token in told)


def _from_noun(noun: Token, found: dict[int, int], words: Mapping[str, Any]) -> None:
    found[noun.i] = 0
    above, rank, group = noun, 1, False
    if noun.lemma in words["fighters"]:
        for kid in noun.children:
            if kid.dep in {"acl", "relcl"} and kid.tag in {"VBN", "VBG"}:
                found.setdefault(kid.i, 2)
    if noun.lemma in words["light_nouns"]:
        for below in (inner for p in noun.kids("prep") if p.lower == "of" for inner in p.kids("pobj")):
            if below.lemma in words["event_nouns"]:
                found.setdefault(below.i, 1)  # *signs of attacks in X*
    while above.dep in {"pobj", "dobj", "conj", "appos", "nsubj", "nsubjpass"} and rank < _FARTHEST:
        group = group or _fights(above, words)
        light = above.lemma in words["light_nouns"]
        if above.dep in {"conj", "appos"}:
            above = above.head
            continue
        occasion = above.dep == "pobj" and above.head.lower in words["occasions"]
        struck = above.dep in {"dobj", "nsubjpass"}
        above = above.head.head if above.dep == "pobj" else above.head
        striking = above.lemma in words["striking"]
        if above.pos in _NOUNS and (striking or light):
            found[above.i] = rank
        elif above.pos in _VERBS:
            if (group and (striking or above.lemma in words["posting"])) or (struck and striking):
                # *killed fighters in X*, *increased the number of troops in X*, *bombed a hospital in X*
                _from_verb(above, rank, found, words)
            elif occasion and noun.lemma in words["event_nouns"]:
                found[above.i] = rank + 1
            elif noun.lemma in words["event_nouns"] and above.lemma in words["making"]:
                found[above.i] = rank
            elif group and above.lemma in words["making"]:
                told = above.kids("dobj", "nsubjpass")
                told += [below for kid in above.kids("prep") for below in kid.kids("pobj")]
                found.update({kid.i: rank + 1 for kid in told if kid.lemma in words["striking"]})
            return
        else:
            return
        rank += 1


def _from_verb(verb: Token, rank: int, found: dict[int, int], words: Mapping[str, Any]) -> None:
    if found.get(verb.i, 99) <= rank or rank > _FARTHEST:
        return
    found[verb.i] = rank
    if verb.lemma in words["saying_lemmas"]:
        return
    if verb.lemma in words["opening"]:
        clause = verb
        while clause.dep in {"xcomp", "ccomp"} and clause.head.pos in _VERBS:
            clause = clause.head
        if clause.dep in {"relcl", "acl"} and clause.head.lemma in words["event_nouns"]:
            found.setdefault(clause.head.i, rank + 1)  # *the conference, which many hoped to see open in X*
    for kid in verb.children:
        if kid.dep in {"nsubj", "nsubjpass", "dobj"} and kid.lemma in words["light_nouns"]:
            for inner in (below for p in kid.kids("prep") if p.lower == "of" for below in p.kids("pobj")):
                if inner.lemma in words["event_nouns"]:
                    found.setdefault(inner.i, rank + 2)  # *a series of strikes killed people in X*
        if kid.dep in {"dobj", "nsubjpass", "attr", "nsubj"} and kid.lemma in words["fighters"]:
            found.setdefault(kid.i, rank + 2)
        elif kid.dep in {"dobj", "nsubjpass", "attr", "nsubj"} and kid.lemma in words["event_nouns"]:
            found.setdefault(kid.i, rank + 1)
            for inner in (below for p in kid.kids("prep") if p.lower == "of" for below in p.kids("pobj")):
                if kid.lemma in words["light_nouns"] and inner.lemma in words["event_nouns"]:
                    found.setdefault(inner.i, rank + 2)
        elif kid.dep in {"prep", "agent"} and kid.lower in words["sharing"]:
            for below in kid.kids("pobj"):
                if below.lemma in words["event_nouns"]:
                    found.setdefault(below.i, rank + 2)
        elif kid.dep in {"xcomp", "advcl"} and kid.pos in _VERBS:
            free = kid.child("mark", "nsubj") is None
            if free and (kid.tag == "VB" or verb.lemma in words["making"]):
                _from_verb(kid, rank + 2, found, words)
    if verb.dep == "xcomp" and verb.head.pos in _VERBS and verb.head.lemma in words["making"]:
        found.setdefault(verb.head.i, rank + 1)
