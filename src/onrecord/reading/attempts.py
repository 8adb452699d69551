"""Attempts that the report says came to nothing: *tried to launch a missile, but the test failed*.

In: event mentions and their Judged. Out: the Judged again; what somebody tried to do, past and not denied, has the
status *failed* where the same clause, a coordinated one or the next sentence of the paragraph says so; so has what is
named and failed (*the attack failed*, *a bid to buy missiles failed*). That it was tried is as firm as it was told.
Looks at no other sentences: an attempt of which nothing more is said stays *sought*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from onrecord.domain.certainty import Certainty, Judged, Reason, Status
from onrecord.knowledge import Knowledge
from onrecord.reading.mentions import EventMention
from onrecord.reading.parse import Parse, Token

_PASSED = frozenset({"VBD", "VBN"})


def mark_failed(
    events: Sequence[EventMention], judgements: Sequence[Judged], parse: Parse, knowledge: Knowledge
) -> list[Judged]:
    """The judgements, where attempts that are said to have come to nothing have failed.

    Args:
        events: Event mentions in the order of the text.
        judgements: What was judged of each.
        parse: The article's parse.
        knowledge: Tables; `certainty/grammar` is read.
    """
    words = knowledge.table("certainty/grammar")["attempts"]
    found = list(judgements)
    for index, (event, judged) in enumerate(zip(events, judgements, strict=True)):
        if judged.polarity == "-" or judged.certainty is Certainty.CERTAINLY_NOT:
            continue
        failure = _failure(event, judged, parse, words)
        if failure is None:
            continue
        found[index] = replace(
            judged,
            status=Status.FAILED,
            certainty=Certainty.CERTAIN if _plainly_tried(judged) else judged.certainty,
            reasons=(*judged.reasons, Reason(rule="status.attempt-failed", span=failure.span)),
        )
    return found


def _plainly_tried(judged: Judged) -> bool:
    """Whether somebody is told to have tried, with no hearsay, doubt or guess beside it: *reportedly tried*."""
    doubts = {r.rule for r in judged.reasons if r.rule.startswith("certainty.")} - {"certainty.saying"}
    return judged.status is Status.SOUGHT and not doubts


def _failure(event: EventMention, judged: Judged, parse: Parse, words: Mapping[str, Any]) -> Token | None:
    head = parse.tokens[event.head]
    if judged.status is Status.SOUGHT:
        attempt = _attempt(judged, parse, words)
        if attempt is None:
            return None
        if attempt.pos == "NOUN":
            return _predicate(attempt, words)
        return _in_clause(attempt, words) or _told_after(attempt, event, parse, words)
    named = head.pos in ("NOUN", "PROPN") and judged.outcome is None
    if named and judged.status is Status.DONE and event.type in words["may_fail"]:
        return _predicate(head, words)
    return None


def _attempt(judged: Judged, parse: Parse, words: Mapping[str, Any]) -> Token | None:
    """The verb or noun of trying that the judgement rests on; a verb is told as past."""
    rules = {reason.rule for reason in judged.reasons}
    for reason in judged.reasons:
        if reason.rule != "status.sought" or reason.span is None:
            continue
        word = next(iter(parse.within(reason.span)), None)
        if word is None:
            continue
        if word.pos == "NOUN" and word.lemma in words["nouns"]:
            return word
        if word.lemma in words["verbs"] and word.tag in _PASSED and "status.past" in rules:
            return word
    return None


def _predicate(noun: Token, words: Mapping[str, Any]) -> Token | None:
    """The verb by which the noun, its subject, is said to have failed, or None."""
    if noun.dep not in ("nsubj", "nsubjpass"):
        return None
    verb = noun.head
    under = [verb, *verb.kids("xcomp")] if noun.dep == "nsubjpass" else [verb]
    return next((v for v in under if _fails(v, words)), None)


def _in_clause(attempt: Token, words: Mapping[str, Any]) -> Token | None:
    """*Tried without success*, *tried but failed*, *tried to storm the base but were repelled*."""
    for verb in (attempt, *attempt.kids("xcomp")):
        for prep in verb.kids("prep"):
            noun = prep.child("pobj")
            if noun is not None and f"{prep.lower} {noun.lower}" in words["in_vain"]:
                return noun
        for other in verb.kids("conj"):
            if other.child("nsubj", "nsubjpass") is None and _fails(other, words):
                return other
    return None


def _told_after(attempt: Token, event: EventMention, parse: Parse, words: Mapping[str, Any]) -> Token | None:
    """The verb by which a later clause, of this sentence or the next, says of the attempt that it failed."""
    head = parse.tokens[event.head]
    sentence = parse.sentence_of(attempt)
    following = next((s for s in parse.sentences if s.first == sentence.last and s.block == sentence.block), None)
    end = following.last if following is not None else sentence.last
    for noun in parse.tokens[head.i + 1 : end]:
        det = noun.child("det", "poss")
        if det is None or det.lower in words["other_than_told"]:
            continue
        if noun.lemma in words["nouns"] or noun.lemma in (head.lemma, head.lower):
            failure = _predicate(noun, words)
        elif event.type == "LAUNCH" and noun.lemma in words["launched"] and noun.dep == "nsubj":
            failure = noun.head if noun.head.lemma in words["bursts"] and noun.head.tag in _PASSED else None
        else:
            continue
        if failure is not None:
            return failure
    return None


def _fails(verb: Token, words: Mapping[str, Any]) -> bool:
    """A verb in the past, or under *is said to have*, by which an attempt comes to nothing; not *failed to agree*."""
    if verb.child("neg") is not None or verb.child("xcomp") is not None or any(a.tag == "MD" for a in verb.kids("aux")):
        return False
    if verb.tag not in _PASSED:
        return False
    if verb.child("auxpass") is not None or (verb.tag == "VBN" and verb.dep == "conj" and verb.child("aux") is None):
        return verb.lemma in words["stopped_by"]
    if verb.lemma in words["end"]:
        return any(prep.lower == "in" and _holds(prep, words["failures"]) for prep in verb.kids("prep"))
    return verb.lemma in words["fail"]


def _holds(prep: Token, nouns: Sequence[str]) -> bool:
    noun = prep.child("pobj")
    return noun is not None and noun.lemma in nouns
