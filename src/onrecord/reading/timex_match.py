"""Where times stand: the shapes of `resources/times/patterns.yml` over folded text.

In: a text with single blanks. Out: matches that do not overlap, the longest first come, with the named parts of their
shape. What a match means is decided in `timex_value`. Shapes are tried only where a word of their class stands at
all, and compiled on first need, so that text without times costs next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from onrecord.knowledge import Knowledge

#: How far before and after a seed a shape may reach.
_LEFT, _RIGHT = 64, 48
#: Words of two classes.
_BOTH = frozenset({"days", "time", "second", "fall", "overnight", "night", "nights"})


@dataclass(frozen=True, kw_only=True)
class Match:
    """A stretch `[start, end)` of the folded text, the rule that found it and its named parts."""

    start: int
    end: int
    rule: str
    kind: str
    fixed: tuple[str, str] | None
    parts: Mapping[str, str]


def _either(words: Sequence[str]) -> str:
    """Alternatives, longest first; blanks match blanks, straight apostrophes also curly ones."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(w).replace("\\ ", "[ ]").replace("'", "['’]") for w in ordered) + ")"


class Grammar:
    """The shapes and words of times, compiled. Made once per Knowledge."""

    def __init__(self, vocabulary: Mapping[str, Any], patterns: Mapping[str, Any]):
        self.vocabulary = vocabulary
        self._rules: list[dict[str, str]] = patterns["rules"]
        self._own_macros: Mapping[str, str] = patterns["macros"]
        self._compiled: dict[str, re.Pattern[str]] = {}

    @cached_property
    def _macros(self) -> dict[str, str]:
        words = self.vocabulary
        months = [m for m in words["months"] if len(m) > 4 or m in {"may", "june", "july"}]
        short = [m for m in words["months"] if m not in months]
        weekdays = [d for d in words["weekdays"] if d.endswith("day")]
        short_days = [d for d in words["weekdays"] if not d.endswith("day")]

        def titled(names: Sequence[str]) -> str:
            return _either([form for n in names for form in (n.capitalize(), n.upper())])

        units = list(words["units"])
        plural = [f"{u[:-1]}ies" if u.endswith("y") and not u.endswith("day") else f"{u}s" for u in units]
        ones = [n for n, v in words["numbers"].items() if v < 10 and n not in {"a", "an"}]
        teens = [n for n, v in words["numbers"].items() if 9 < v < 20]
        tens = [n for n, v in words["numbers"].items() if 20 <= v < 100]
        small = f"(?:{_either(tens)}(?:[- ]{_either(ones)})?|{_either(teens)}|{_either(ones)})"
        number = (
            rf"(?:\d[\d,]*(?:\.\d+)?(?:[ ]\d/\d)?|(?:(?:a|{small})[ ](?:hundred|thousand)(?:[ ](?:and[ ])?{small})?)"
            rf"|{small}(?:[ ](?:and[ ](?:a[ ])?half|1/2))?|an?(?:[ ]half)?)"
        )
        macros = {
            "MONTH": rf"(?-i:{titled(months)}\b|{titled(short)}(?:\.|\b))",
            "MONTHALONE": rf"(?-i:{titled(months)}\b|{titled(short)}\.)",
            "WEEKDAY": rf"(?-i:{titled(weekdays)}|{titled(short_days)}\.?)",
            "WEEKDAYALONE": rf"(?-i:{titled(weekdays)})",
            "UNIT": _either(units),
            "UNITS": _either([*units, *plural]),
            "NUM": number,
            "ORD": _either(list(words["ordinals"])),
            "SEASON": _either(list(words["seasons"])),
            "PART": _either(list(words["parts"])),
            "HOLIDAY": _either([" ".join(w.capitalize() for w in h.split(" ")) for h in words["holidays"]]),
            "QMOD": _either(list(words["quantity_mods"])),
            "REF": _either(list(words["references"])),
            "SET": _either(list(words["sets"])),
            "DECADE": _either(list(words["decades"])),
            "YEARWORDS": rf"(?:nineteen[ ](?:hundred[ ]and[ ])?{small}|two[ ]thousand(?:[ ](?:and[ ])?{small})?)",
        }
        for name, pattern in self._own_macros.items():
            macros[name] = self._expand(pattern, macros)
        return macros

    @staticmethod
    def _expand(pattern: str, macros: Mapping[str, str]) -> str:
        return re.sub(r"\{([A-Z]+)\}", lambda found: macros[found[1]], pattern)

    def _pattern(self, rule: Mapping[str, str]) -> re.Pattern[str]:
        made = self._compiled.get(rule["id"])
        if made is None:
            source = rf"(?<![\w])(?:{self._expand(rule['match'], self._macros)})(?!\w)"
            made = self._compiled[rule["id"]] = re.compile(source, re.IGNORECASE)
        return made

    @cached_property
    def _classes(self) -> Mapping[str, str]:
        """Class of each word without which no shape of that class can match; lower case."""
        words = self.vocabulary
        found: dict[str, str] = {}
        plain = ["today", "yesterday", "tomorrow", "tonight", "noon", "midnight", "while", "time", "then", "nineteen"]
        found.update(dict.fromkeys([*plain, "two", *words["decades"], *words["sets"]], "word"))
        found.update({word.split(" ")[-1]: "word" for word in words["references"]})
        found.update(dict.fromkeys((h.split(" ")[0] for h in words["holidays"]), "holiday"))
        found.update(dict.fromkeys(words["parts"], "part"))
        found.update(dict.fromkeys(words["seasons"], "season"))
        units = {u.split(" ")[-1] for u in words["units"]} | {"half", "period"}
        found.update({form: "unit" for u in units for form in (u, f"{u}s")})
        found.update(dict.fromkeys(["centuries", "halves", "quarters"], "unit"))
        found.update(dict.fromkeys([*words["months"], *(f"{m}." for m in words["months"])], "month"))
        found.update({form: "weekday" for d in words["weekdays"] for form in (d, f"{d}s", f"{d}.")})
        return found

    def seeds(self, words: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
        """Where words stand that a time can be about, with their class. A word is its offset and its lower case."""
        found: list[tuple[int, str]] = []
        classes = self._classes
        for at, word in _split(words):
            known = classes.get(word)
            if known is not None:
                found.append((at, known))
                if word in _BOTH:
                    found.append((at, "word" if known != "word" else "unit"))
            elif word[:1].isdigit() or (word[:1] in "'’‘q" and len(word) > 1 and word[1].isdigit()):
                found.append((at, "year" if len(word) >= 4 and word[:4].isdigit() else "digit"))
        return found

    def find(self, text: str, seeds: Sequence[tuple[int, str]]) -> list[Match]:
        """The times of a folded text about its seeds, in its order."""
        windows: dict[str, list[list[int]]] = {}
        for at, name in seeds:
            for key in (name, "digit") if name == "year" else (name,):
                stretches = windows.setdefault(key, [])
                low = max(text.rfind(" ", 0, max(0, at - _LEFT)), 0)
                high = text.find(" ", min(len(text), at + _RIGHT))
                high = len(text) if high < 0 else high
                if stretches and low <= stretches[-1][1]:
                    stretches[-1][1] = max(high, stretches[-1][1])
                else:
                    stretches.append([low, high])
        found: list[tuple[int, int, int, re.Match[str], dict[str, str]]] = []
        for order, rule in enumerate(self._rules):
            for low, high in windows.get(rule["needs"], ()):
                for match in self._pattern(rule).finditer(text, low, high):
                    if match.end() > match.start():
                        found.append((match.start() - match.end(), match.start(), order, match, rule))
        found.sort(key=lambda item: item[:3])
        taken: list[Match] = []
        covered: set[int] = set()
        for _, start, _, match, rule in found:
            stretch = range(start, match.end())
            if covered.isdisjoint(stretch):
                covered.update(stretch)
                fixed = (rule["type"], rule["value"]) if rule["kind"] == "fixed" else None
                parts = {name: part.lower() for name, part in match.groupdict().items() if part is not None}
                taken.append(
                    Match(start=start, end=match.end(), rule=rule["id"], kind=rule["kind"], fixed=fixed, parts=parts)
                )
        taken.sort(key=lambda m: m.start)
        return taken


def _split(words: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The words, and the parts of hyphenated ones (*mid-1990s*)."""
    for at, word in words:
        yield at, word
        if "-" in word[1:]:
            for found in re.finditer(r"[^-]+", word):
                yield at + found.start(), found.group()


def grammar(knowledge: Knowledge) -> Grammar:
    """The grammar of times, made on first use."""
    return knowledge.made(
        "times/grammar", lambda known: Grammar(known.table("times/vocabulary"), known.table("times/patterns"))
    )
