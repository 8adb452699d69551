"""Which time dates a happening or a saying.

In: a parse, and where its times stand. Out: for each time the tokens that it dates, with a rank; and, for a trigger or
a cue, its Time or None. Follows the annotation guide of claims, "Time and place".

A time belongs to the noun that it stands before (*the 2019 summit*), to the noun of happening that it stands behind
(*an attack in May*), else to the verb above it; what follows a word of saying at once is the day of saying, never of
what was said. From its owner a time passes on to nouns that the verb governs, to a complement of beginning or trying,
to a participle beside the verb, and between coordinated verbs where it opens or closes them all. Words of saying pass
nothing on to what is said. Durations, repeated times, *now*, *recently*, *the day before* date nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from onrecord.domain.times import Time
from onrecord.reading.mentions import TimeMention
from onrecord.reading.parse import Parse, Token

_VERBS = frozenset({"VERB", "AUX"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_BEFORE_NOUN = frozenset({"nummod", "compound", "amod", "nmod", "poss"})
_GOVERNED = frozenset({"dobj", "nsubj", "nsubjpass", "attr", "oprd", "dative", "conj", "appos"})
_FARTHEST = 5


def time_for(mentions: Sequence[TimeMention], parse: Parse, clause_token: Token, head_token: Token) -> Time | None:
    """The time that dates the happening at a trigger, or None where nothing told dates it.

    Args:
        mentions: The times of the article.
        parse: Its parse.
        clause_token: The token with tense and negation; the trigger itself if it is a verb.
        head_token: The token that heads the trigger.
    """
    for token in dict.fromkeys((head_token.i, clause_token.i)):
        best = _best(mentions, token)
        if best is not None:
            return best.time
    return None


def saying_time_for(mentions: Sequence[TimeMention], parse: Parse, cue_token: Token) -> Time | None:
    """The time at which something was said, or None: what dates the cue."""
    best = _best(mentions, cue_token.i)
    return best.time if best else None


def _best(mentions: Sequence[TimeMention], token: int) -> TimeMention | None:
    found = [(m.dates[token], abs(m.head - token), m.first, m) for m in mentions if token in m.dates]
    return min(found, key=lambda item: item[:3])[3] if found else None


def dated_by(first: int, last: int, head: Token, time: Time, parse: Parse, words: Mapping[str, Any]) -> dict[int, int]:
    """The tokens that a time at tokens `[first, last)` dates, each with a rank, 0 the surest; empty for durations."""
    if not _can_date(first, last, head, time, parse, words):
        return {}
    found: dict[int, int] = {}
    owner = _owner(head, parse, words)
    if owner is not None:
        _pass_on(owner, 0, head, found, words)
    _pass_left(first, parse, found, words)
    return found


def _can_date(first: int, last: int, head: Token, time: Time, parse: Parse, words: Mapping[str, Any]) -> bool:
    told = " ".join(t.lower for t in parse.tokens[first:last])
    first_of = head
    while first_of.dep == "conj" and not first_of.is_root:
        first_of = first_of.head  # *between May and June*
    preposition = first_of.head.lower if first_of.dep == "pobj" else ""
    if time.type == "DURATION":
        inside = {t.lower for t in parse.tokens[first:last]}
        return bool(
            inside & set(words["window_words"])
            and inside & set(words["window_units"])
            and preposition in words["window_prepositions"]
        )
    points = told in words["pointing"] or (last - first > 1 and parse.tokens[last - 1].lower in words["pointing_ends"])
    if time.type == "SET" or time.value == "PRESENT_REF" or points:
        return False
    if time.value in {"PAST_REF", "FUTURE_REF"}:
        return any(t.lower in words["counting"] for t in parse.tokens[first:last])
    return preposition not in words["bounding_prepositions"]


def _eventive(token: Token, words: Mapping[str, Any]) -> bool:
    if token.pos not in _NOUNS:
        return False
    lemma = token.lemma.lower()
    return lemma in words["event_nouns"] or (token.pos == "NOUN" and lemma.endswith(tuple(words["event_endings"])))


def _saying(token: Token, words: Mapping[str, Any]) -> bool:
    return token.lemma in words["saying_lemmas"]


def _owner(head: Token, parse: Parse, words: Mapping[str, Any]) -> Token | None:
    """The word that a time belongs to."""
    token, below = head.head, head
    if head.is_root:
        return None
    if head.dep in _BEFORE_NOUN and token.pos in _NOUNS and head.i < token.i:
        if token.lemma not in words["time_nouns"]:
            return token
        below, token = token, token.head
    while True:
        if token.pos in _VERBS:
            return _said_at(token, head, words) or token
        if token is not head and _eventive(token, words) and below.dep in {"prep", "npadvmod", "advmod", "tmod"}:
            return token
        if token.is_root:
            return token if token.pos in _NOUNS else None
        below, token = token, token.head


def _said_at(verb: Token, head: Token, words: Mapping[str, Any]) -> Token | None:
    """The word of saying right before a time that the parser hung on what is said (*said Monday it would*)."""
    if verb.dep not in {"ccomp", "xcomp"} or not _saying(verb.head, words) or not verb.head.i < head.i < verb.i:
        return None
    subject = verb.child("nsubj", "nsubjpass", "expl", "csubj")
    marker = verb.child("mark")
    opening = min((t.i for t in (subject, marker) if t is not None), default=verb.i)
    return verb.head if head.i < opening and head.i - verb.head.i <= _FARTHEST else None


def _pass_on(token: Token, rank: int, head: Token, found: dict[int, int], words: Mapping[str, Any]) -> None:
    if found.get(token.i, 99) <= rank or rank > _FARTHEST:
        return
    found[token.i] = rank
    if token.pos in _NOUNS:
        _from_noun(token, rank, head, found, words)
        return
    set_by = token.dep in {"acl", "relcl"} and token.tag == "VBN" and token.lemma in words["setting_verbs"]
    if set_by and token.head.pos in _NOUNS:
        _pass_on(token.head, rank + 1, head, found, words)
    opened = _opened(token, words)
    if opened is not None:
        _pass_on(opened, rank + 1, head, found, words)
    if token.pos in _VERBS:
        _from_verb(token, rank, head, found, words)


def _opened(verb: Token, words: Mapping[str, Any]) -> Token | None:
    """The noun that a verb behind it says to open: *the summit starting on Wednesday*, *talks that start on Friday*."""
    if verb.lemma not in words["opening_verbs"]:
        return None
    if verb.dep in {"acl", "relcl"}:
        noun = verb.head
        while noun.pos in _NOUNS and not _eventive(noun, words) and noun.dep == "pobj":
            # "a summit on the Gulf starting on Wednesday", hung by the parser at the nearer noun
            noun = noun.head.head
        return noun if noun.pos in _NOUNS else verb.head if verb.head.pos in _NOUNS else None
    if verb.dep != "advcl" or verb.tag != "VBG":
        return None
    return next((t for t in verb.head.subtree() if t.i == verb.i - 1 and t.pos in _NOUNS), None)


def _from_noun(noun: Token, rank: int, head: Token, found: dict[int, int], words: Mapping[str, Any]) -> None:
    above = noun.head
    if noun.dep == "pobj" and above.lower in words["occasion_prepositions"] and above.head.pos in _VERBS:
        _pass_up(above.head, rank + 2, found)
    for kid in noun.children:
        if kid.dep == "prep" and kid.lower == "of" and noun.lemma in words["light_nouns"]:
            for below in kid.kids("pobj"):
                _pass_on(below, rank + 1, head, found, words)
            continue
        beside = kid.dep == "conj" and kid.pos in _NOUNS
        tells = kid.dep == "acl" and kid.tag == "VBG" and noun.lemma in words["speech_nouns"]
        if beside or tells:
            _pass_on(kid, rank + 1, head, found, words)


def _from_verb(verb: Token, rank: int, head: Token, found: dict[int, int], words: Mapping[str, Any]) -> None:
    saying = _saying(verb, words)
    for kid in verb.children:
        if kid.i == head.i:
            continue
        if kid.dep in _GOVERNED and kid.pos in _NOUNS and not saying:
            _pass_on(kid, rank + 2, head, found, words)
        elif kid.dep in {"prep", "agent"} and kid.lower in words["sharing_prepositions"] and not saying:
            for below in kid.kids("pobj", "pcomp"):
                if below.i != head.i:
                    _pass_on(below, rank + 2, head, found, words)
        elif kid.dep == "conj" and kid.pos in _VERBS:
            if head.i < verb.i and not _own_time(kid, words):
                _pass_on(kid, rank + 2, head, found, words)
        elif kid.dep in {"xcomp", "ccomp"} and kid.pos in _VERBS and verb.lemma in words["sharing_verbs"]:
            _pass_on(kid, rank + 1, head, found, words)
        elif kid.dep == "advcl" and kid.tag == "VBG" and kid.child("mark", "aux") is None:
            _pass_on(kid, rank + 2, head, found, words)
    closes = verb.dep == "conj" and verb.head.pos in _VERBS and verb.child("nsubj", "nsubjpass") is None
    if closes and head.i > verb.i and not _own_time(verb.head, words):
        _pass_up(verb.head, rank + 2, found)


def _pass_up(verb: Token, rank: int, found: dict[int, int]) -> None:
    found[verb.i] = min(rank, found.get(verb.i, 99))


def _own_time(verb: Token, words: Mapping[str, Any]) -> bool:
    """Whether another time hangs on a verb directly."""
    for kid in verb.children:
        if kid.dep in {"npadvmod", "advmod"} and kid.ent in {"DATE", "TIME"}:
            return True
        if kid.dep == "prep" and any(below.ent in {"DATE", "TIME"} for below in kid.kids("pobj")):
            return True
    return False


def _pass_left(first: int, parse: Parse, found: dict[int, int], words: Mapping[str, Any]) -> None:
    """The noun of happening before a time with no verb between, wherever the parser hung the time."""
    sentence = parse.sentences[parse.tokens[first].sent]
    for at in range(first - 1, max(sentence.first, first - 14) - 1, -1):
        token = parse.tokens[at]
        if token.pos in _VERBS or token.text in {";", ":", "(", ")", "“", "”", '"'} or token.dep == "mark":
            return
        if _eventive(token, words) and token.dep != "compound":
            found[at] = min(found.get(at, 99), 3)
            return
