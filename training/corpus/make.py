"""Write the corpus from its families.

    python training/corpus/make.py            write training/corpus/corpus.jsonl
    python training/corpus/make.py --check    exit 1 if what is there differs

In: `families/*.yml` (hand-written frames and verb phrases with their labels) and `fillers.yml`. Out: one JSON line a
sentence: id, family, set (sentences of one set differ in one thing), split, text, and for each trigger its span, type,
status, polarity, certainty, source and roles with spans. Every choice is drawn from a generator seeded by the
family's id, so the same files give the same corpus. Families marked `test` are the fixed test part, about a tenth: none
of their frames stands in the training part.

Marks: `[trigger]`, `<cue>`, `{content of what is said}`. Slots: @A @R @B countries (`@A.adj`, `@A.cap`), @S speaker,
@I item, @Q quantity, @P place, @W town, @G @H groups, @T time, @O office;
`%` the verb phrase, `%%` its form in reported speech.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
OUT = HERE / "corpus.jsonl"
FILLINGS = 3
AHEAD = ("planned", "hypothetical", "sought", "pledged", "agreed", "discussed")
PAST = ("was", "were", "did", "had", "would", "sought", "began", "told", "sent")
_SLOT = re.compile(r"@([A-Z])(?:\.(adj|cap))?")


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def fill(fillers: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """One filling for every slot."""
    first, second, third = dice.sample(fillers["countries"], 3)
    one, other = dice.sample(fillers["groups"], 2)
    return {
        "A": first,
        "R": second,
        "B": third,
        "S": dice.choice(fillers["speakers"]),
        "I": dice.choice(fillers["items"]),
        "Q": dice.choice(fillers["quantities"]),
        "P": dice.choice(fillers["places"]),
        "W": dice.choice(fillers["towns"]),
        "G": one,
        "H": other,
        "T": dice.choice(fillers["times"]),
        "O": dice.choice(fillers["titles"]),
    }


def tense_of(phrase: str, status: str, certainty: str) -> str:
    """Which form of a time fits a verb phrase: of the past, of what goes on, or of what is ahead."""
    first = phrase.replace("[", "").split()[0] if phrase else ""
    if status == "under_way":
        return "present"
    past = first.endswith("ed") or first in PAST
    ahead = status in AHEAD and not past
    return "future" if ahead and certainty != "CT-" else "past"


def words_of(value: Any, form: str | None) -> str:
    if isinstance(value, dict):
        if "past" in value:
            return str(value[form or "past"])
        if "text" in value:
            return str(value["text"])
        return str(value[{"adj": "adj", "cap": "capital"}.get(form or "", "name")])
    return str(value)


def render(
    marked: str, filling: dict[str, Any], tense: str
) -> tuple[str, dict[str, list[list[int]]], dict[str, list[int]]]:
    """The plain text, the spans of its marks by opening bracket, and the span of each slot's first filling."""
    plain, spans, opened, slots = "", {"[": [], "{": [], "<": []}, {}, {}
    tokens: list[str] = []
    for match in re.finditer(r"@[A-Z](?:\.(?:adj|cap))?|[\[\]{}<>]|[^@\[\]{}<>]+|@", marked):
        tokens.append(match.group(0))
    for token in tokens:
        slot = _SLOT.fullmatch(token)
        if slot:
            word = words_of(filling[slot.group(1)], tense if slot.group(1) == "T" else slot.group(2))
            start_of_sentence = plain == "" or plain.endswith((". ", "“", "? ", "\n"))
            if start_of_sentence:
                word = word[:1].upper() + word[1:]
            slots.setdefault(slot.group(1), [len(plain), len(plain) + len(word)])
            plain += word
        elif token in "[{<" and len(token) == 1:
            opened[token] = len(plain)
        elif token in "]}>" and len(token) == 1:
            start = {"]": "[", "}": "{", ">": "<"}[token]
            spans[start].append([opened[start], len(plain)])
        else:
            if plain == "" or plain.endswith((". ", "“", "? ")):
                token = token[:1].upper() + token[1:]
            plain += token
    return plain, spans, slots


def inside(span: list[int], spans: list[list[int]]) -> bool:
    return any(s <= span[0] and span[1] <= e for s, e in spans)


def sentences(family: dict[str, Any], fillers: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All sentences of one family."""
    dice = random.Random(family["id"])
    rows = family["vps"]
    for number, frame in enumerate(family["frames"]):
        if isinstance(frame, str):
            frame = {"text": frame}
        reported = "%%" in frame["text"]
        for filled in range(frame.get("fillings", family.get("fillings", FILLINGS))):
            filling = fill(fillers, dice)
            for variant, row in enumerate(rows):
                phrase = row[1] if reported else row[0]
                status, polarity, certainty = row[2].split()
                if phrase is None:
                    continue
                override = frame.get("certainty")
                if frame.get("raise") and certainty == "Uu" and status in ("delivered", "done", "shipped"):
                    certainty = "CT+"
                if override:
                    if (polarity, certainty) != ("+", "CT+"):
                        continue
                    certainty = override
                marked = frame["text"].replace("%%", "%").replace("%", phrase)
                text, spans, slots = render(marked, filling, tense_of(phrase, status, certainty))
                others = [t for t in frame.get("also", ())]
                triggers = []
                labels = [[family["type"], status, polarity, certainty], *[o.split() for o in others]]
                if len(row) > 3:
                    labels += [o.split() for o in row[3:]]
                for span, label in zip(spans["["], labels, strict=True):
                    said = inside(span, spans["{"])
                    roles = {
                        role: {"span": slots[slot], "name": words_of(filling[slot], None)}
                        for role, slot in family.get("roles", {}).items()
                        if slot in slots
                    }
                    triggers.append(
                        {
                            "span": span,
                            "type": label[0],
                            "status": label[1],
                            "polarity": label[2],
                            "certainty": label[3],
                            "source": {"span": slots["S"], "kind": filling["S"].get("kind")}
                            if said and "S" in slots
                            else None,
                            "roles": roles,
                        }
                    )
                yield {
                    "id": f"{family['id']}-{number}-{filled}-{variant}",
                    "family": family["id"],
                    "set": f"{family['id']}-{number}-{filled}",
                    "split": "test" if family.get("test") else "train",
                    "text": text,
                    "stance": frame.get("stance", "asserts") if spans["{"] else None,
                    "cue": spans["<"],
                    "content": spans["{"],
                    "triggers": triggers,
                }


def corpus() -> list[dict[str, Any]]:
    """Every sentence of every family, equal texts once."""
    fillers = load(HERE / "fillers.yml")
    seen: set[str] = set()
    out = []
    for path in sorted((HERE / "families").glob("*.yml")):
        for family in load(path):
            for sentence in sentences(family, fillers):
                if sentence["text"] not in seen:
                    seen.add(sentence["text"])
                    out.append(sentence)
    return out


def main() -> int:
    lines = [json.dumps(s, ensure_ascii=False) for s in corpus()]
    body = "\n".join(lines) + "\n"
    if "--check" in sys.argv[1:]:
        same = OUT.exists() and OUT.read_text(encoding="utf-8") == body
        print("corpus.jsonl is up to date" if same else "corpus.jsonl differs: run training/corpus/make.py")
        return 0 if same else 1
    OUT.write_text(body, encoding="utf-8")
    print(f"{len(lines)} sentences")
    return 0


if __name__ == "__main__":
    sys.exit(main())
