"""Tense about a word: whether the clause that it stands in tells of the past, the present or what is ahead.

In: a token and the tense words of `resources/times/vocabulary.yml`. Out: `past`, `loosely past` where a noun stands
between (*sold the plant in November*: perhaps the plant's November), `present`, `future` or None. Used to choose which
Wednesday is meant; certainty and status have rules of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onrecord.reading.parse import Token

_WILL = {"will", "shall", "'ll", "’ll", "wo", "sha"}
_MAY = {"may", "might", "could", "can", "should", "must", "would", "'d", "’d"}


def tense_about(token: Token, words: Mapping[str, Any]) -> str | None:
    """The tense of the nearest verb above a token, or of the word of planning that it hangs on."""
    if token.dep in {"poss", "compound", "nmod", "nummod"} and token.head.pos in {"NOUN", "PROPN"}:
        noun = token.head
        if noun.dep in {"nsubj", "nsubjpass"} and noun.head.pos in {"VERB", "AUX"}:
            return _tense_of(noun.head, words)
        return "loosely past"
    nested = False
    for above in (token, *token.ancestors()):
        if above is not token and above.lower in words["future_words"] and above.tag in {"VBN", "JJ", "VBD", "IN"}:
            return "future" if _aside(above) or above.lower in {"scheduled", "slated", "due", "planned"} else "past"
        if above.lower in {"upcoming", "forthcoming"} or any(
            kid.lower in {"upcoming", "forthcoming"} for kid in above.children
        ):
            return "future"
        bounds = above.lower in {"until", "through"} and above.head.lemma not in words["extend_verbs"]
        if above.lower in words["ahead_words"] and not bounds:
            return "future"
        if above.pos in {"VERB", "AUX"} and (above is not token):
            tense = _tense_of(above, words)
            return "loosely past" if tense == "past" and nested else tense
        nested = nested or (above is not token and above.pos in {"NOUN", "PROPN"})
    return None


def _aside(verb: Token) -> bool:
    """A participle after its noun (*talks due Monday*) or with a form of *be* in the present."""
    if verb.dep in {"acl", "amod", "advcl"}:
        return True
    return any(kid.dep in {"aux", "auxpass"} and kid.lower in {"is", "are", "'s", "’s", "'re"} for kid in verb.children)


def _tense_of(verb: Token, words: Mapping[str, Any]) -> str | None:
    helpers = [kid for kid in verb.children if kid.dep in {"aux", "auxpass"}]
    forms = {kid.lower for kid in helpers}
    if forms & _WILL:
        return "future"
    if "to" in forms:
        return _aim(verb, words)
    if forms & _MAY:
        if forms & {"have", "'ve", "’ve"} or ("could" in forms and _negated(verb)):
            return "past"
        return "future"
    if verb.lower == "going" and any(kid.dep == "xcomp" for kid in verb.children):
        return "future"
    if verb.tag == "VBD" or any(kid.tag == "VBD" for kid in helpers):
        return "past"
    if verb.tag in {"VBZ", "VBP"}:
        return "future" if verb.lemma in words["schedule_verbs"] else "present"
    if verb.tag == "VBN":
        if any(kid.lower in {"is", "are", "'s", "’s", "being"} for kid in helpers):
            return "present"
        return "past"
    if verb.tag == "VBG":
        if any(kid.lower in {"is", "are", "'s", "’s", "'re", "’re"} for kid in helpers):
            return "future"
        if verb.dep in {"conj", "xcomp", "advcl", "ccomp", "pcomp"} and verb.head is not verb:
            return _tense_of(verb.head, words)
        return None
    if verb.tag == "VB" and verb.dep in {"conj", "ccomp", "xcomp"} and verb.head.pos in {"VERB", "AUX"}:
        return _tense_of(verb.head, words)
    if verb.dep == "conj" and verb.head.pos in {"VERB", "AUX"}:
        return _tense_of(verb.head, words)
    return None


def _negated(verb: Token) -> bool:
    return any(kid.dep == "neg" or kid.lower in {"neither", "nobody", "none", "never"} for kid in verb.children)


def _aim(verb: Token, words: Mapping[str, Any]) -> str | None:
    """*to meet on Monday*: ahead, where the word above is one of planning; else as the verb above."""
    above = verb.head
    if above is verb:
        return "future"
    if any(kid.lower == "had" for kid in above.children if kid.dep == "aux"):
        return "past"
    if above.lemma in words["aim_verbs"] or above.lower in words["future_words"] or above.pos in {"NOUN", "ADJ"}:
        return "future"
    if above.pos in {"VERB", "AUX"}:
        return "future" if above.lemma == "be" else _tense_of(above, words)
    return "future"
