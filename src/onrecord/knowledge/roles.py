"""Role nouns by sector: what *warplanes*, *foreign ministry* or *Lt. Gen.* say of their bearer.

In: the tables `actors/roles`, `actors/names` and `actors/grammar`. Out: hits of the longest phrase at a place among
folded words. Plurals
are made here, so that the table holds singulars. It knows no countries and no names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.knowledge.folding import key
from onrecord.knowledge.tables import Knowledge

_IRREGULAR = {
    "man": "men",
    "woman": "women",
    "child": "children",
    "person": "persons",
    "wife": "wives",
    "thief": "thieves",
    "people": "people",
    "police": "police",
    "media": "media",
    "staff": "staff",
    "aircraft": "aircraft",
    "personnel": "personnel",
    "troops": "troops",
    "authorities": "authorities",
    "elite": "elites",
    "crew": "crew",
    "youth": "youths",
    "chief": "chiefs",
    "cleric": "clerics",
    "clergy": "clergy",
    "gi": "gis",
}
_PLURALS = frozenset(
    (
        "people",
        "police",
        "troops",
        "authorities",
        "forces",
        "marines",
        "commandos",
        "media",
        "clergy",
        "deputies",
        "displaced",
        "elderly",
    )
)


@dataclass(frozen=True, slots=True)
class Noun:
    """What a role noun says: `sort` is people, bearers, bodies or assets; `role` a sector or None."""

    phrase: str
    sort: str
    role: str | None
    plural: bool


@dataclass(frozen=True, slots=True)
class Roles:
    """Role nouns, modifiers and titles under folded words."""

    nouns: Mapping[str, Noun]
    starts: Mapping[str, int]
    modifiers: Mapping[str, str]
    titles: Mapping[str, str]
    courtesy: frozenset[str]
    former: frozenset[str]
    partitives: frozenset[str]
    endings: frozenset[str]
    name_endings: Mapping[str, str]
    shared: frozenset[str]
    feminine: frozenset[str]
    masculine: frozenset[str]
    documents: Mapping[str, bool]
    words: Mapping[str, frozenset[str]]
    offices: Mapping[str, frozenset[str]]

    def longest(self, words: Sequence[str], at: int) -> tuple[int, Noun] | None:
        """The longest role noun that begins at `at`, with its number of words, or None."""
        for size in range(min(self.starts.get(words[at], 0), len(words) - at), 0, -1):
            noun = self.nouns.get(words[at] if size == 1 else " ".join(words[at : at + size]))
            if noun:
                return size, noun
        return None


def plural_of(phrase: str) -> str:
    """The plural of a noun phrase, its last word (or the word before *of*, *in*) inflected."""
    words = phrase.split(" ")
    at = next((i - 1 for i, w in enumerate(words) if w in ("of", "in", "to", "d") and i), len(words) - 1)
    word = words[at]
    if word in _IRREGULAR:
        plural = _IRREGULAR[word]
    elif word.endswith("man") and word not in ("german", "ottoman"):
        plural = word[:-3] + "men"
    elif word.endswith(("s", "sh", "ch", "x")):
        plural = word if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word + "es"
    elif word.endswith("y") and word[-2:-1] not in "aeiou":
        plural = word[:-1] + "ies"
    else:
        plural = word + "s"
    return " ".join((*words[:at], plural, *words[at + 1 :]))


def _make(knowledge: Knowledge) -> Roles:
    table: Mapping[str, Any] = knowledge.table("actors/roles")
    names: Mapping[str, Any] = knowledge.table("actors/names")
    nouns: dict[str, Noun] = {}
    for sort in ("people", "bearers", "bodies", "assets"):
        for role, phrases in table[sort].items():
            for phrase in phrases:
                folded = key(phrase)
                sector = None if role == "none" else role
                many = folded.split(" ")[-1] in _PLURALS
                nouns.setdefault(folded, Noun(folded, sort, sector, many))
                plural = plural_of(folded)
                if plural != folded:
                    nouns.setdefault(plural, Noun(folded, sort, sector, True))
    starts: dict[str, int] = {}
    for phrase in nouns:
        first, size = phrase.split(" ", 1)[0], phrase.count(" ") + 1
        starts[first] = max(size, starts.get(first, 0))

    def turned(part: Mapping[str, Sequence[str]]) -> dict[str, str]:
        return {key(word): role for role, group in part.items() for word in group}

    return Roles(
        nouns=nouns,
        starts=starts,
        modifiers=turned(table["modifiers"]),
        titles=turned(table["titles"]),
        courtesy=frozenset(map(key, table["courtesy"])),
        former=frozenset(map(key, table["former"])),
        partitives=frozenset(map(key, table["partitives"])),
        endings=frozenset(map(key, table["company_endings"])),
        name_endings=turned(table["name_endings"]),
        shared=frozenset(map(key, table["shared"])),
        feminine=frozenset(map(key, names["feminine"])),
        masculine=frozenset(map(key, names["masculine"])),
        documents={
            form: form != key(word) for word in table["documents"] for form in (key(word), plural_of(key(word)))
        },
        words={name: frozenset(group) for name, group in knowledge.table("actors/grammar")["words"].items()},
        offices={key(noun): frozenset(map(key, titles)) for noun, titles in table["offices"].items()},
    )


def role_nouns(knowledge: Knowledge) -> Roles:
    """The role nouns of a knowledge, made on first use and kept with it."""
    return knowledge.made("roles", _make)
