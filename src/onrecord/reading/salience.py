"""Salience: what a sentence is about, of all that it mentions.

In: a parse and the claims of one of its sentences. Out: each claim with how far its trigger stands from the main
clause, nearest first; and whether the main clause only says something. A report's every mention is a claim; whoever
wants one event a sentence, as event data sets do, takes the nearest. A clause of saying (*the ministry said that …*)
counts as no step: what it reports is the news. The lists and steps are in `resources/events/salience.yml`.

Public statements are CAMEO's root 01, which PLOVER does not code: condolences, denials, options that are weighed, what
one says of one's own doing, hopes and doubts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from onrecord.domain.claim import Claim
from onrecord.knowledge import Knowledge
from onrecord.reading.parse import Parse, Sentence, Token


class Level(IntEnum):
    """Where a happening stands in its sentence."""

    MAIN = 0
    NEAR = 1
    FAR = 2


@dataclass(frozen=True, kw_only=True)
class Salience:
    """What one sentence is about.

    Attributes:
        claims: The claims with their level, the nearest to the main clause first; those inside a statement left out.
        statement: CAMEO code (root 01) where the main clause only says something, else None.
        wish: Whether the main clause, under a clause of saying, says what somebody else must or should do.
        offer: Whether somebody is ready or willing to do something.
    """

    claims: tuple[tuple[Claim, Level], ...]
    statement: str | None
    wish: bool
    offer: bool


def salience(
    parse: Parse, sentence: Sentence, claims: Sequence[Claim], knowledge: Knowledge, support: frozenset[str]
) -> Salience:
    """What a sentence is about.

    Args:
        parse: The parsed article.
        sentence: One of its sentences.
        claims: The claims whose triggers stand in it.
        knowledge: Holds the table `events/salience`.
        support: Verbs that only carry a noun (*hold* talks), as the event frames have them.
    """
    table: Mapping[str, Any] = knowledge.table("events/salience")
    root = parse.root(sentence)
    main, code = root, _statement(root, table)
    while code is None and (content := _content(main, table)) is not None:
        main, code = content, _statement(content, table)
    found: list[tuple[float, int, Claim]] = []
    for claim in claims:
        head = _head(parse, sentence, claim)
        if code is not None and _inside(head, main):
            continue
        found.append((_distance(head, table, support), claim.trigger.start, claim))
    found.sort(key=lambda row: row[:2])
    levels = [
        (claim, Level.MAIN if far < table["main"] else Level.NEAR if far < table["near"] else Level.FAR)
        for far, _, claim in found
    ]
    modals = {t.lemma for t in main.kids("aux")} | {main.lemma}
    subject = main.child("nsubj", "nsubjpass")
    # "said he must go" is no wish that somebody else should
    other = subject is not None and subject.tag != "PRP"
    told = other and (main is not root or any(t.dep in ("ccomp", "parataxis") for t in root.children))
    return Salience(
        claims=tuple(levels),
        statement=code,
        wish=told and bool(modals & set(table["wish"])),
        offer=any(t.lemma in table["offer"] for t in main.kids("acomp") if t.child("xcomp") is not None),
    )


def _content(verb: Token, table: Mapping[str, Any]) -> Token | None:
    """The verb of what a verb of saying reports, or None."""
    if verb.lemma not in table["saying"]:
        return None
    return next((t for t in verb.kids("ccomp") if t.pos in ("VERB", "AUX")), None)


def _statement(verb: Token, table: Mapping[str, Any]) -> str | None:
    objects = [one for held in verb.kids("dobj") for one in held.conjuncts()]
    named = {t.lemma for held in objects for t in (held, *held.kids("compound"))}
    for row in table["statements"]:
        if verb.lemma not in row["verbs"]:
            continue
        clause = row.get("clause")
        if named & set(row.get("objects", ())) or (clause is not None and _clause(verb, clause)):
            code: str = row["code"]
            return code
    return None


def _clause(verb: Token, kind: str) -> bool:
    clauses = verb.kids("ccomp", "xcomp", "pcomp")
    if kind == "any":
        return bool(clauses) or any(t.tag == "VBG" for t in verb.kids("dobj"))
    if kind == "gerund":
        return any(t.tag == "VBG" for t in clauses)
    # of one's own doing: "claimed that they had attacked"
    return any(
        subject.tag == "PRP" and subject.lower in ("he", "she", "it", "they", "we", "i")
        for t in clauses
        if t.dep == "ccomp"
        for subject in t.kids("nsubj", "nsubjpass")
    )


def _inside(token: Token, verb: Token) -> bool:
    """Whether a word stands in the clause of a verb, and not in one that is coordinated with it."""
    above = token
    while above is not verb:
        if above.is_root or (above.dep == "conj" and above.pos in ("VERB", "AUX") and above.head is verb):
            return False
        above = above.head
    return True


def _head(parse: Parse, sentence: Sentence, claim: Claim) -> Token:
    inside = [t for t in parse.words(sentence) if t.start < claim.trigger.end and t.end > claim.trigger.start]
    for token in inside:
        if token.is_root or token.head not in inside:
            return token
    return inside[0] if inside else parse.root(sentence)


def _distance(token: Token, table: Mapping[str, Any], support: frozenset[str]) -> float:
    """Steps from a word up to the main clause of its sentence, each with its weight."""
    steps: Mapping[str, float] = table["steps"]
    far = 0.0
    while not token.is_root:
        far += steps[_step(token, table, support)] if token.dep not in ("aux", "auxpass", "prt") else 0.0
        token = token.head
    return far


def _step(token: Token, table: Mapping[str, Any], support: frozenset[str]) -> str:
    head, dep = token.head, token.dep
    if dep == "conj":
        return "conjoined_verb" if token.tag.startswith("V") else "conjoined"
    if dep in ("ccomp", "parataxis"):
        return "supported" if head.lemma in table["saying"] else "clause"
    if dep == "xcomp":
        return "supported" if head.lemma in table["light"] else "open_clause"
    if dep in ("dobj", "attr", "nsubjpass", "oprd") and head.lemma in support:
        return "supported"
    if dep in ("dobj", "nsubj", "nsubjpass", "attr"):
        return "argument"
    if dep in ("advcl", "relcl", "acl", "pcomp"):
        return "modifying_clause"
    if dep == "prep":
        return "supported_preposition" if head.tag.startswith("V") and head.lemma in support else "preposition"
    if dep == "pobj":
        return "supported_preposition"
    return "other"
