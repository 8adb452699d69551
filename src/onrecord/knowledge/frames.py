"""Event frames: which words can name which type of event, and which grammatical slot is which role.

In: `resources/events/{grammars,frames}.yml`. Out: a FrameTable, indexed by lemma.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.errors import KnowledgeError
from onrecord.knowledge.tables import Knowledge

Slots = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One frame; the fields are described at the head of `resources/events/frames.yml`."""

    id: str
    type: str
    verb: Slots
    noun: Slots
    needs: frozenset[str]
    status: str | None = None
    mode: str | None = None
    bare: bool = False
    weak: bool = False


@dataclass(frozen=True, kw_only=True)
class FrameTable:
    """Frames by the lemma that heads them, with the second word where one is needed.

    `verbs[lemma]` holds (frame, second, kind): kind `plain`; `particle` (second is a particle or preposition);
    `object` (second is the object's lemma). `nouns[lemma]` holds (frame, words before it).
    """

    verbs: Mapping[str, tuple[tuple[Frame, str | None, str], ...]]
    nouns: Mapping[str, tuple[tuple[Frame, tuple[str, ...]], ...]]
    adjectives: Mapping[str, Frame]
    plural_only: frozenset[str]
    clause_only: frozenset[str]
    support_verbs: frozenset[str]
    object_control: frozenset[str]
    eventive: frozenset[str]
    words: Mapping[str, frozenset[str]]
    not_before: Mapping[str, frozenset[str]]
    weak_both: float
    weak_one: float


def _slots(data: Mapping[str, Any]) -> Slots:
    return {slot: tuple(roles) if isinstance(roles, list) else (roles,) for slot, roles in data.items()}


def load_frames(knowledge: Knowledge) -> FrameTable:
    """The frames of the knowledge.

    Raises:
        KnowledgeError: A frame names a grammar that is not there.
    """
    data = knowledge.table("events/frames")
    grammars = knowledge.table("events/grammars")["grammars"]
    verbs: dict[str, list[tuple[Frame, str | None, str]]] = {}
    nouns: dict[str, list[tuple[Frame, tuple[str, ...]]]] = {}
    adjectives: dict[str, Frame] = {}
    plural: set[str] = set()
    clause: set[str] = set()
    for row in data["frames"]:
        if row["grammar"] not in grammars:
            raise KnowledgeError(
                f"frame {row['id']} names the grammar {row['grammar']!r}, which is not there",
                where="events/frames",
                remedy="Add it to resources/events/grammars.yml",
            )
        grammar = grammars[row["grammar"]]
        frame = Frame(
            id=row["id"],
            type=row["type"],
            verb=_slots(grammar["verb"]),
            noun=_slots(grammar["noun"]),
            needs=frozenset(row.get("needs", ())),
            status=row.get("status"),
            mode=row.get("mode"),
            bare=bool(row.get("bare", False)),
            weak=bool(row.get("weak", False)),
        )
        for word in row.get("verbs", ()):
            verb, _, noun = word.partition(":")
            if noun:
                head, _, particle = verb.partition(" ")
                verbs.setdefault(head, []).append((frame, f"{particle} {noun}".strip(), "object"))
            else:
                head, _, particle = verb.partition(" ")
                verbs.setdefault(head, []).append((frame, particle or None, "particle" if particle else "plain"))
        for word in row.get("nouns", ()):
            # the parser splits at hyphens, so a pattern does too
            *before, head = word.replace("-", " - ").split()
            nouns.setdefault(head, []).append((frame, tuple(before)))
        for word in row.get("adjectives", ()):
            adjectives[word] = frame
        plural.update(row.get("plural", ()))
        clause.update(row.get("clause", ()))
    return FrameTable(
        # the longer pattern is the more telling one, so it is tried first
        verbs={k: tuple(sorted(v, key=lambda row: -len(row[1] or ""))) for k, v in verbs.items()},
        nouns={k: tuple(sorted(v, key=lambda row: -len(row[1]))) for k, v in nouns.items()},
        adjectives=adjectives,
        plural_only=frozenset(plural),
        clause_only=frozenset(clause),
        support_verbs=frozenset(data["support_verbs"]),
        object_control=frozenset(data["object_control"]),
        eventive=frozenset(data["eventive"]),
        words={name: frozenset(data[name]) for name in data if name.endswith(("_words", "_items"))},
        weak_both=float(data["weak_thresholds"]["both"]),
        weak_one=float(data["weak_thresholds"]["one"]),
        not_before={word: frozenset(before) for word, before in data["not_before"].items()},
    )
