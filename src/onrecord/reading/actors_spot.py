"""Spot names of actors in a parse: the first half of finding actors.

In: a Parse and the table of actors. Out: Spots, token ranges with the entry that each stands for, longest name first,
none overlapping. Capitals must be met (*Polish* is no *polish*, *US* no *us*), a name must have meant this on the
report's date, and a country inside somebody's own name (*Jordan Smith*) is none. Acronyms of several bodies go to the
one whose country the report speaks of. It does not say whether a capital acts or is a place: `acts` does, by its
grammar.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from onrecord.knowledge.actors import ActorTable, Entry
from onrecord.knowledge.folding import pieces
from onrecord.knowledge.roles import Roles
from onrecord.reading.parse import Parse, Token

_ORDER = ("user", "country", "people", "demonym", "metonym", "capital", "organisation", "outlet", "person")
_KIND_RANK = {kind: i for i, kind in enumerate(_ORDER)}
_HYPHENS = frozenset("-–‐‑")


@dataclass(frozen=True, slots=True)
class Spot:
    """Tokens `first` to `last` (exclusive) that name `entry`; `head` is the token that heads them.

    `apart` is set where the word only tells whom somebody is for or against (*pro-Russian*, *anti-Iran*).
    """

    first: int
    last: int
    head: int
    entry: Entry
    apart: bool = False


def head_of(parse: Parse, first: int, last: int) -> int:
    """The token of a range whose head lies outside it."""
    for token in parse.tokens[first:last]:
        if token.is_root or not first <= token.head.i < last:
            return token.i
    return last - 1


def spot_actors(parse: Parse, table: ActorTable, roles: Roles, day: date | None) -> tuple[Spot, ...]:
    """All names that the table knows, in the order of the text."""
    words: list[str] = []
    at: list[int] = []
    for sentence in parse.sentences:
        for token in parse.words(sentence):
            parts = pieces(token.text)
            if not parts and token.text not in _HYPHENS:
                parts = ("",)
            words.extend(parts)
            at.extend([token.i] * len(parts))
        words.append("")
        at.append(sentence.last - 1)
    told = day.isoformat() if day else None
    sides = roles.words["sides"]
    inside_person = _inside_person(parse)
    rough: list[tuple[int, int, tuple[Entry, ...], bool]] = []
    i = 0
    while i < len(words):
        step = 1
        if words[i]:
            for size, entries in table.longest(words, i):
                first, last = at[i], at[i + size - 1] + 1
                kept = tuple(e for e in entries if _fits(parse, e, first, last, told, inside_person))
                if kept:
                    apart = (i > 0 and words[i - 1] in sides and at[i - 1] >= first - 2) and (
                        at[i - 1] == first or parse.tokens[first - 1].text in _HYPHENS
                    )
                    rough.append((first, last, kept, apart))
                    step = size
                    break
        i += step
    spoken: Counter[str | None] = Counter(
        e.country for _, _, kept, _ in rough for e in {e.country: e for e in kept}.values() if e.country
    )
    text = parse.text.lower()
    return tuple(
        Spot(first, last, head_of(parse, first, last), _choose(kept, spoken, parse.tokens[first], told, text), apart)
        for first, last, kept, apart in rough
    )


def _inside_person(parse: Parse) -> frozenset[int]:
    """Tokens inside a personal name of two words or more, as the recogniser sees it, but for its last."""
    return frozenset(
        i
        for entity in parse.entities
        if entity.label == "PERSON"
        for i in range(entity.first, entity.last)
        if entity.last - entity.first > 1 and all(t.pos == "PROPN" for t in parse.tokens[entity.first : entity.last])
    )


def _fits(parse: Parse, entry: Entry, first: int, last: int, told: str | None, inside_person: frozenset[int]) -> bool:
    if told and (
        (entry.valid_from and told[: len(entry.valid_from)] < entry.valid_from)
        or (entry.valid_to and told[: len(entry.valid_to)] > entry.valid_to)
    ):
        return False
    if not told and entry.subkind == "former_state" and entry.kind != "country" and entry.kind != "demonym":
        return False
    shown = parse.text[parse.tokens[first].start : parse.tokens[last - 1].end]
    if not _capitals(entry.form, shown):
        return False
    token = parse.tokens[first]
    if (
        entry.kind == "person"
        and last < len(parse.tokens)
        and parse.tokens[last].pos == "PROPN"
        and parse.tokens[last - 1].head.i >= last
        and parse.tokens[last].sent == token.sent
        and parse.tokens[last - 1].dep in ("compound", "nmod")
    ):
        return False
    end = parse.tokens[last - 1]
    if entry.kind == "outlet" and last - first == 2 and token.lower == "the" and end.dep == "compound":
        # *The National Council* is not of The National.
        return end.head.pos != "PROPN" or end.head.i < last
    if last - first == 1:
        if token.pos in ("AUX", "PRON", "ADP", "SCONJ", "CCONJ", "DET") and (len(shown) < 4 or not shown.isupper()):
            return False
        if (
            token.pos not in ("PROPN", "NOUN", "ADJ")
            and entry.kind in ("organisation", "outlet")
            and not shown.isupper()
        ):
            return False
        if entry.kind in ("country", "capital", "metonym") and first in inside_person and token.dep == "compound":
            return False
        if (
            entry.kind == "outlet"
            and token.head.i > token.i
            and token.dep == "compound"
            and token.head.pos == "PROPN"
            and token.ent == "PERSON"
        ):
            return False
    return True


def _capitals(form: str, shown: str) -> bool:
    if form == form.lower():
        return True
    letters = form.replace(".", "")
    if letters.isupper() and " " not in letters:
        bare = shown.replace(".", "")
        return bare[:2].isupper() or (len(letters) > 3 and bare[:1].isupper())
    return shown[:1].isupper() or form[:1].islower() or not form[:1].isalpha()


def _choose(kept: Sequence[Entry], spoken: Counter[str | None], token: Token, told: str | None, text: str) -> Entry:
    if len(kept) == 1:
        return kept[0]
    modifies = token.dep in ("amod", "compound", "nmod")

    def rank(entry: Entry) -> tuple[int, int, int, int, int, int, str]:
        kind = _KIND_RANK[entry.kind]
        if modifies and entry.kind == "demonym":
            kind = _KIND_RANK["country"]
        former = entry.subkind == "former_state"
        bodies = entry.kind in ("organisation", "outlet", "person")
        return (
            0 if "user" in (entry.kind, entry.subkind) else 1,
            1 if bodies and any(e.kind not in ("organisation", "outlet", "person") for e in kept) else 0,
            # Of several bodies with one acronym: the one that the report names in full, never first a think tank.
            0 if not bodies or entry.name.lower() in text else 1,
            1 if entry.subkind == "think_tank" else 0,
            -(spoken[entry.country] - 1) if entry.country else 0,
            kind * 2 + (1 if former and not (told and entry.valid_to and told <= entry.valid_to) else 0),
            entry.id,
        )

    return min(kept, key=rank)


def acts(token: Token, roles: Roles) -> bool:
    """Whether a name of a seat of government stands, by its grammar, for those who govern there, not for the place."""
    head, dep = token.head, token.dep
    if dep == "conj":
        return acts(head, roles)
    if dep in ("nsubj", "nsubjpass", "dobj", "dative", "poss", "agent", "iobj", "csubj"):
        return not (dep == "dobj" and head.lemma in roles.words["entering"])
    if dep == "pobj":
        if head.lower in roles.words["locative"]:
            return False
        if head.lower in roles.words["ambivalent"]:
            above = head.head
            return above.lemma not in roles.words["motion"]
        return head.lower in roles.words["agentive"]
    return dep == "ROOT"
