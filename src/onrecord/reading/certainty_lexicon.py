"""What words do to a happening that they govern, looked up by lemma.

In: the tables under `resources/certainty/`. Out: a Lexicon that answers with the name of an effect (`planned`,
`fails`, `denies`, ...) or None. What the effects mean is told in `certainty_state`; which words stand where is
decided in `certainty_walk`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from onrecord.knowledge import Knowledge


def _by_word(groups: Mapping[str, list[Any]]) -> dict[str, str]:
    """Word to effect; where a word stands in two groups the first in the file's sorted order wins."""
    found: dict[str, str] = {}
    for effect in sorted(groups):
        for word in groups[effect] or ():
            found.setdefault(str(word), effect)
    return found


@dataclass(frozen=True, kw_only=True, eq=False)
class Lexicon:
    """Effects by lemma and place. Built once for each Knowledge by `lexicon_of`."""

    verbs: Mapping[str, str]
    special: Mapping[str, Mapping[str, str]]
    nouns: Mapping[str, str]
    adjectives: Mapping[str, str]
    modifiers: Mapping[str, str]
    adverbs: Mapping[str, str]
    modals: Mapping[str, str]
    subordinators: Mapping[str, str]
    ladder: Mapping[str, Any]
    transfer: Mapping[str, str]
    bands: Mapping[str, tuple[float, float]]
    ordinary: Mapping[str, tuple[float, float]]
    sets: Mapping[str, frozenset[str]]
    reach: Mapping[str, Mapping[str, list[str]]]

    def verb(self, lemma: str, relation: str) -> str | None:
        """The effect of a verb on what stands to it in `relation`.

        Args:
            lemma: The verb's lemma.
            relation: `inf`, `ing`, `that`, `obj`, `subj`, or a preposition or particle.
        """
        if lemma not in self.verbs and lemma not in self.special:
            lemma = f"{lemma}e"  # the rule lemmatiser drops the e of *hopes*
        special = self.special.get(lemma)
        if special and relation in special:
            return special[relation]
        if relation == "subj":
            return None
        if relation not in ("inf", "ing", "that", "obj"):
            effect = self.verbs.get(lemma, "")
            return effect if relation in self.reach["verbs"].get(effect, ()) else None
        if special and relation == "ing" and "inf" in special and lemma not in self.verbs:
            return special["inf"]
        return self.verbs.get(lemma)

    def noun(self, lemma: str, relation: str) -> str | None:
        """The effect of a noun on what hangs on it by `inf`, `ing`, `that`, `compound` or a preposition.

        What is counted in it (*plans including striking*) stands as all of it does.
        """
        effect = self.nouns.get(lemma)
        if effect is None or relation in ("inf", "ing", "that", "compound", "including"):
            return effect
        if relation == "against" and effect == "planned":
            return "planned_not"
        return effect if relation in self.reach["nouns"].get(effect, ()) else None


@lru_cache(maxsize=4)
def lexicon_of(knowledge: Knowledge) -> Lexicon:
    """The lexicon in `knowledge`, built on first use."""
    governors = knowledge.table("certainty/governors")
    ladder = knowledge.table("certainty/ladder")
    words = knowledge.table("certainty/words")
    grammar = knowledge.table("certainty/grammar")
    return Lexicon(
        verbs=_by_word(governors["verbs"]),
        special=governors["special"],
        nouns=_by_word(governors["nouns"]),
        adjectives=_by_word(governors["adjectives"]),
        modifiers=_by_word(governors["modifiers"]),
        adverbs=_by_word(governors["adverbs"]),
        modals=_by_word(governors["modals"]),
        subordinators=_by_word(governors["subordinators"]),
        ladder=ladder,
        transfer=_by_word(ladder["transfer"]),
        bands={word: (float(low), float(high)) for word, (low, high) in words["bands"].items()},
        ordinary={word: (float(low), float(high)) for word, (low, high) in words["ordinary"].items()},
        sets={
            name: frozenset(map(str, value))
            for table in (ladder, grammar)
            for name, value in table.items()
            if isinstance(value, list)
        },
        reach=governors["reach"],
    )
