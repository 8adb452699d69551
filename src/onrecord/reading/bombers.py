"""Bombers that are people: *a suicide bomber*, *a bomber blew himself up*, *the bomber* in a report of such an attack.

In: a Parse and the role nouns. Out: the tokens of the word *bomber* that mean a person. A bomber that somebody sends,
with a word of aviation in its sentence, or with a type or a state before it stays an aircraft.
"""

from __future__ import annotations

from onrecord.knowledge.roles import Roles
from onrecord.reading.parse import Parse, Token


def human_bombers(parse: Parse, roles: Roles) -> frozenset[int]:
    """Indices of the tokens *bomber* and *bombers* that mean people."""
    bombers = [t for t in parse.tokens if t.lower in ("bomber", "bombers")]
    if not bombers:
        return frozenset()
    told = any(_suicide_attack(t, roles) for t in parse.tokens)
    return frozenset(t.i for t in bombers if _by_itself(t, roles) or (told and not _flies(parse, t, roles)))


def _suicide_attack(token: Token, roles: Roles) -> bool:
    """*A suicide bombing*, *they blew themselves up*."""
    if token.lower == "suicide":
        return token.head.lemma in roles.words["suicide_attacks"] and token.dep in ("compound", "amod", "nmod")
    return _dies(token, roles.words["exploding"])


def _dies(verb: Token, words: frozenset[str]) -> bool:
    """*Blew himself up*, *detonated his vest*."""
    held = verb.child("dobj")
    if held is None or verb.lemma not in words:
        return False
    owner = held.child("poss")
    return held.lower in ("himself", "herself", "themselves") or (
        owner is not None and owner.lower in ("his", "her", "their")
    )


def _by_itself(token: Token, roles: Roles) -> bool:
    """Whether its own clause says that a bomber is a person."""
    if any(k.lower in roles.words["human_bombers"] for k in token.kids("compound", "amod", "nmod", "poss")):
        return True
    clause = token.child("relcl")
    if clause is not None and any(k.lower == "who" for k in clause.children):
        return True
    verb = token.head
    return token.dep in ("nsubj", "nsubjpass") and any(
        _dies(v, roles.words["exploding"]) for v in (verb, *verb.kids("conj", "xcomp", "advcl"))
    )


def _flies(parse: Parse, token: Token, roles: Roles) -> bool:
    """Whether words of aviation or a state's name stand with it, or somebody sends it."""
    if token.dep in ("dobj", "nsubjpass") and token.head.lemma in roles.words["owning"]:
        return True
    words = roles.words["aviation"]
    if any(t.lemma.lower() in words or t.lower in words for t in parse.words(parse.sentence_of(token))):
        return True
    before = token.kids("compound", "amod", "nmod", "poss")
    return any(k.pos in ("PROPN", "NOUN") or k.ent in ("GPE", "NORP", "PRODUCT", "ORG") for k in before)
