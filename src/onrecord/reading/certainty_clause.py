"""Tense, aspect, modals, negation and adverbs of one clause.

In: a verb (or the copula's complement) of a Parse. Out: a ClauseMarks. Auxiliaries and negation that stand once for
several coordinated verbs (*will ship and install*) are shared out. Nothing is judged here.
"""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.reading.parse import Token

_AUX = ("aux", "auxpass")
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_NOT = frozenset({"not", "n't", "n’t", "never", "no", "nt", "cannot"})


@dataclass(frozen=True, kw_only=True)
class ClauseMarks:
    """The grammar of a clause. `tense` is `past`, `present` or None where it is not finite."""

    verb: Token
    finite: bool
    tense: str | None
    perfect: bool = False
    progressive: bool = False
    passive: bool = False
    infinitive: bool = False
    modal: Token | None = None
    negations: tuple[Token, ...] = ()
    adverbs: tuple[Token, ...] = ()
    subject: Token | None = None
    mark: Token | None = None


def is_verb(token: Token) -> bool:
    """Whether the token can carry a clause."""
    return token.pos in ("VERB", "AUX")


def _auxiliaries(verb: Token) -> list[Token]:
    return verb.kids(*_AUX)


def _shares(verb: Token, other: Token) -> bool:
    """Whether a coordinated verb without auxiliaries of its own stands under those of the first."""
    if verb.child("nsubj", "nsubjpass", "csubj", "expl") is not None or _auxiliaries(verb):
        return False
    tags = {a.tag for a in _auxiliaries(other)} | {"TO" for a in other.kids("aux") if a.lower == "to"}
    if verb.tag in ("VB", "VBP"):
        return bool(tags & {"MD", "TO"}) or any(a.lemma == "do" for a in _auxiliaries(other))
    if verb.tag in ("VBN", "VBD"):
        return verb.tag == "VBN" and any(
            a.lemma in ("have", "be", "'ve", "’ve", "'s", "’s") for a in _auxiliaries(other)
        )
    if verb.tag == "VBG":
        return any(a.lemma in ("be", "'s", "’s", "'re", "’re") for a in _auxiliaries(other)) or other.tag == "VBG"
    return False


def _stranded(verb: Token) -> Token | None:
    """A modal that an insertion cuts from its verb: *could as early as Monday announce*."""
    for depth, token in enumerate(verb.ancestors()):
        if depth > 2:
            return None
        if token.tag == "MD" and token.i < verb.i and not any(c.tag == "VB" for c in token.children):
            return token
    return None


def first_conjunct(verb: Token) -> Token:
    """The verb whose auxiliaries and governor a coordinated verb shares; itself where it shares none."""
    while verb.dep == "conj" and is_verb(verb.head) and _shares(verb, verb.head):
        verb = verb.head
    return verb


def read_clause(verb: Token) -> ClauseMarks:
    """The marks of the clause that `verb` heads."""
    holder = first_conjunct(verb)
    auxiliaries = sorted(_auxiliaries(verb) + (_auxiliaries(holder) if holder is not verb else []), key=lambda t: t.i)
    modal = next((a for a in auxiliaries if a.tag == "MD"), None)
    if modal is None and verb.tag in ("VB", "VBP") and not auxiliaries:
        modal = _stranded(verb)
    infinitive = any(a.lower == "to" for a in auxiliaries)
    have = any(
        a.lemma in ("have", "'ve", "’ve") or (a.lower in ("'s", "’s", "'d", "’d") and a.lemma == "have")
        for a in auxiliaries
    )
    be = [a for a in auxiliaries if a.lemma in ("be", "'s", "’s", "'re", "’re", "'m", "’m") or a.dep == "auxpass"]
    being = any(a.lower == "being" for a in be)
    tag = verb.tag
    passive = any(a.dep == "auxpass" for a in auxiliaries)
    if tag == "VBN" and be and not passive and not (have and len(be) == 0):
        passive = True
    progressive = (tag == "VBG" and bool(be)) or being
    if tag in ("VBN", "VBD") and be and any(a.lower == "been" for a in be):
        passive = True
    finite_aux = next((a for a in auxiliaries if a.tag in _FINITE), None)
    tense: str | None = None
    if modal is not None:
        tense = "present"
    elif finite_aux is not None:
        tense = "past" if finite_aux.tag == "VBD" else "present"
    elif not infinitive and tag in _FINITE:
        tense = "past" if tag == "VBD" else "present"
    perfect = have and (tag in ("VBN", "VBD") or any(a.lower == "been" for a in be))
    negations = [t for t in verb.children if t.dep == "neg" or (t.lower in _NOT and t.dep in ("advmod", "neg"))]
    if holder is not verb and verb.tag != "VBD":
        negations += [t for t in holder.children if t.dep == "neg"]
    if verb.dep == "conj":
        negations += [t for t in verb.head.children if t.dep == "cc" and t.lower == "nor" and t.i < verb.i]
    adverbs = [t for t in verb.children if t.dep in ("advmod", "npadvmod") and t not in negations]
    if holder is not verb:
        adverbs += [t for t in holder.children if t.dep == "advmod" and t.dep != "neg" and t.i < holder.i]
    for aux in auxiliaries:
        adverbs += [t for t in aux.children if t.dep == "advmod"]
    subject = verb.child("nsubj", "nsubjpass", "csubj", "expl") or (
        holder.child("nsubj", "nsubjpass", "csubj", "expl") if holder is not verb else None
    )
    return ClauseMarks(
        verb=verb,
        finite=tense is not None,
        tense=tense,
        perfect=perfect,
        progressive=progressive,
        passive=passive,
        infinitive=infinitive,
        modal=modal,
        negations=tuple(negations),
        adverbs=tuple(adverbs),
        subject=subject,
        mark=verb.child("mark") or (holder.child("mark") if holder is not verb else None),
    )
