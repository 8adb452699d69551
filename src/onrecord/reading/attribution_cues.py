"""The lexicon of cues: which verbs, nouns and phrases attribute, and what they take.

In: the table `attribution/cues` of knowledge. Out: look-ups by lemma. No text is read here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from onrecord.domain.attribution import Stance
from onrecord.knowledge import Knowledge
from onrecord.reading.parse import Token


@dataclass(frozen=True, kw_only=True)
class Cue:
    """One use of a cue word. `kind`: saying, thought, plan, attitude or decree; only sayings enter a reading."""

    id: str
    kind: str
    stance: Stance
    takes: frozenset[str]
    preps: frozenset[str] = frozenset()
    addressee: bool = False
    evidence: bool = False
    particle: str | None = None
    keep: bool = False
    noun: str | None = None


@dataclass(frozen=True, kw_only=True)
class CueTable:
    """All cues by lemma, in the order in which their uses are tried."""

    verbs: dict[str, tuple[Cue, ...]]
    phrasal: dict[str, tuple[Cue, ...]]
    light: dict[str, tuple[Cue, ...]]
    nouns: dict[str, Cue]
    refuse: frozenset[str]
    refrain: frozenset[str]
    short: frozenset[str]
    acts: frozenset[str]
    negated: frozenset[str]
    pending: frozenset[str]
    details: frozenset[str]
    give: frozenset[str]
    claim_nouns: frozenset[str]
    unsaid_governors: frozenset[str]
    said_governors: frozenset[str]
    evidence: frozenset[str]
    experts: frozenset[str]
    carriers: frozenset[str]
    weak: frozenset[str]
    people: frozenset[str]
    mass: frozenset[str]
    asides: frozenset[str]
    occasions: frozenset[str]
    finite: frozenset[str]
    endings: tuple[str, ...]

    def speaks(self, head: Token) -> bool:
        """Whether the noun that heads a source names somebody or something that speaks."""
        if head.pos == "PRON" and head.lower not in ("that", "which", "this", "what"):
            return True
        if head.pos == "PROPN" or head.ent in ("PERSON", "ORG", "NORP", "GPE"):
            return True
        if head.lower in ("that", "which") and head.head.dep == "relcl":
            return head.head.head is not head and self.speaks(head.head.head)
        lemma = head.lemma.lower()
        return lemma in self.people or lemma in self.evidence or lemma in self.nouns or lemma.endswith(self.endings)


def cue_table(knowledge: Knowledge) -> CueTable:
    """The lexicon as look-ups."""
    data: dict[str, Any] = knowledge.table("attribution/cues")
    verbs: dict[str, list[Cue]] = {}
    for group in data["verbs"]:
        cue = _cue(group, group["id"])
        for verb in group["verbs"]:
            head, _, particle = verb.partition(" ")
            if particle:
                continue
            verbs.setdefault(head, []).append(cue)
    phrasal: dict[str, list[Cue]] = {}
    for entry in data["phrasal"]:
        phrasal.setdefault(entry["verb"], []).append(_cue(entry, f"{entry['verb']}-{entry['particle']}"))
    light: dict[str, list[Cue]] = {}
    for entry in data["light"]:
        light.setdefault(entry["verb"], []).append(_cue(entry, f"{entry['verb']}-{entry['noun']}"))
    nouns = {}
    for group in data["nouns"]:
        for noun in group["nouns"]:
            nouns[noun] = _cue(group, f"noun.{noun}")
    silence = data["silence"]
    return CueTable(
        verbs={k: tuple(v) for k, v in verbs.items()},
        phrasal={k: tuple(v) for k, v in phrasal.items()},
        light={k: tuple(v) for k, v in light.items()},
        nouns=nouns,
        **{
            name: frozenset(silence[name])
            for name in ("refuse", "refrain", "short", "acts", "negated", "pending", "details", "give")
        },
        **{
            name: frozenset(data[name])
            for name in (
                "claim_nouns",
                "unsaid_governors",
                "said_governors",
                "evidence",
                "experts",
                "carriers",
                "weak",
                "people",
                "mass",
                "asides",
                "occasions",
                "finite",
            )
        },
        endings=tuple(data["endings"]),
    )


def _cue(entry: dict[str, Any], name: str) -> Cue:
    return Cue(
        id=name,
        kind=entry.get("kind", "saying"),
        stance=Stance(entry["stance"]),
        takes=frozenset(entry.get("takes", ())),
        preps=frozenset(entry.get("preps", ())),
        addressee=bool(entry.get("addressee", False)),
        evidence=entry.get("subject") == "evidence",
        particle=entry.get("particle"),
        keep=bool(entry.get("keep", False)),
        noun=entry.get("noun"),
    )
