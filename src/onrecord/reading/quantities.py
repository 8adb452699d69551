"""Quantities: numbers with their bounds, in their own words.

In: a Parse. Out: QuantityMentions: how much, and where the counted noun begins. *about 50* gives a value only, *over
50* a lower bound only, *up to 50* an upper bound only, a range both bounds, a plain number all three, and *dozens* none
of them. Money carries its ISO 4217 code; a bare dollar sign is read as the US dollar.

Words and signs stand in `items/words`. Numbers that are parts of names (*S-300*, *152mm*), years, ages, distances and
times are no quantities. What is counted is the business of `reading.items`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.knowledge import Knowledge
from onrecord.reading.parse import Parse, Sentence


@dataclass(frozen=True, kw_only=True)
class QuantityMention:
    """Tokens `first` to `last` (exclusive) and what they say. `currency` is None where no money is meant; `vague`
    where no number is told."""

    first: int
    last: int
    text: str
    value: float | None
    low: float | None
    high: float | None
    currency: str | None
    vague: bool = False


#: The name of a month right before a number.
_MONTH = re.compile(
    r"(?:\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?\s+)$"
)


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=len, reverse=True))


class QuantityWords:
    """The patterns, compiled once from the table of words."""

    def __init__(self, table: Mapping[str, Any]):
        words, money = table["quantity"], table["currency"]
        self.about = {" ".join(w.split()) for w in words["about"]}
        self.over = set(words["over"])
        self.up_to = set(words["up_to"])
        self.after = {
            **dict.fromkeys(words["over_after"], "over"),
            **dict.fromkeys(words["about_after"], "about"),
            **dict.fromkeys(words["up_to_after"], "up_to"),
        }
        self.numbers: Mapping[str, float] = words["numbers"]
        self.scales: Mapping[str, float] = words["scales"]
        self.signs: Mapping[str, str] = money["signs"]
        self.currencies: Mapping[str, str | None] = {k.lower(): v for k, v in money["words"].items()}
        self.not_units = frozenset(form for word in words["not_units"] for form in (word, f"{word}."))

        long_scales = [s for s in self.scales if len(s) > 2 and s != "mln"]
        short_scales = [s for s in self.scales if s not in long_scales]
        units = [n for n in self.numbers if n != "a"]
        digits = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
        written = (
            rf"(?:(?:half\s+a|a|an|{_any(units)})(?:[\s-]+(?:and[\s-]+)?(?:{_any([*units, *long_scales])}))*"
            rf"|(?:{_any(['dozen'])}))"
        )
        scale = (
            rf"(?:\s*[-\s]\s*(?:{_any(long_scales)})\b|(?:{_any(short_scales)})\b"
            rf"|\s(?:{_any(['bn', 'mn', 'mln', 'tn'])})\b)"
        )
        number = rf"(?:{digits}{scale}{{0,2}}|\b{written}\b(?:[\s-]+(?:{_any(long_scales)})\b)*)"
        sign = _any(self.signs)
        before = _any([*self.about, *self.over, *self.up_to, "between", "from"])
        self.pattern = re.compile(
            rf"(?<![\w.,/])(?:(?P<before>{before})\s+(?:the\s+|a\s+)?)?(?P<sign>(?:{sign})\s?)?(?<![\d.,/-])(?P<number>{number})"
            rf"(?:\s*(?P<to>-|–|—|to|and|or)\s*(?P<sign2>(?:{sign})\s?)?(?P<number2>{number}))?"
            rf"(?P<plus>\+)?(?:\s+(?P<money>{_any(self.currencies)})s?\b)?(?:,?\s+(?P<after>{_any(self.after)})\b)?",
            re.IGNORECASE,
        )
        self.vague = re.compile(rf"\b(?:{_any(words['vague'])})\b", re.IGNORECASE)
        #: The last words of vague phrases, and words of number: a text without any of them has no such quantity.
        self.vague_ends = frozenset(phrase.split()[-1].lower() for phrase in words["vague"])
        self.number_words = frozenset((*units, *long_scales, "half", "dozen")) - {"an"}
        self._digits = re.compile(digits)
        self._part = re.compile(rf"{digits}|[a-z]+", re.IGNORECASE)

    def number_of(self, text: str) -> float | None:
        """The value of a written or printed number, or None where the words name none (a lone *a*)."""
        total, current, told = 0.0, 0.0, False
        parts = [p.lower() for p in self._part.findall(text)]
        if parts in (["a"], ["an"]):
            return None
        for part in parts:
            if part[0].isdigit():
                current, told = float(part.replace(",", "")), True
            elif part == "half":
                current, told = 0.5, True
            elif part in {"an", "and"} or (part == "a" and current):
                continue
            elif part in self.scales:
                factor = self.scales[part]
                current = (current if told or current else 1.0) * factor
                told = True
                if factor >= 1000:
                    total, current = total + current, 0.0
            elif part in self.numbers:
                current, told = current + self.numbers[part], True
        return total + current if told else None


def quantity_words(knowledge: Knowledge) -> QuantityWords:
    """The compiled words of quantity, made once for each Knowledge."""
    return knowledge.made("quantities", lambda k: QuantityWords(k.table("items/words")))


def find_quantities(parse: Parse, knowledge: Knowledge) -> tuple[QuantityMention, ...]:
    """All quantities of an article, in the order of the text; empty where there are none."""
    words = quantity_words(knowledge)
    found: list[QuantityMention] = []
    for sentence in parse.sentences:
        found.extend(_in_sentence(parse, sentence, words))
    return tuple(found)


def _in_sentence(parse: Parse, sentence: Sentence, words: QuantityWords) -> list[QuantityMention]:
    text, offsets = _unbracketed(parse.text, sentence.span.start, sentence.span.end)
    found: list[QuantityMention] = []
    taken = 0
    told = text.lower()
    numbered = _DIGIT.search(text) is not None or any(map(told.__contains__, words.number_words))
    for match in words.pattern.finditer(text) if numbered else ():
        mention = _mention(parse, words, match, text, offsets)
        if mention is not None:
            found.append(mention)
            taken = max(taken, match.end())
    covered = {i for m in found for i in range(m.first, m.last)}
    for match in words.vague.finditer(text) if any(map(told.__contains__, words.vague_ends)) else ():
        tokens = _tokens(parse, offsets, match.start(), match.end())
        if tokens is None or covered & set(range(*tokens)):
            continue
        said = text[match.start() : match.end()]
        found.append(
            QuantityMention(
                first=tokens[0], last=tokens[1], text=said, value=None, low=None, high=None, currency=None, vague=True
            )
        )
    return sorted(found, key=lambda m: m.first)


_DIGIT = re.compile(r"\d")
#: What makes a sentence differ from its folded form.
_UNEVEN = re.compile(r"[\[\]‐‑‒]|\s\s|[^\S ]")


def _unbracketed(text: str, start: int, end: int) -> tuple[str, Sequence[int]]:
    """The sentence without square brackets inside words (*[t]wenty*) and folded white space, with offsets."""
    if _UNEVEN.search(text, start, end) is None:
        return text[start:end], range(start, end)
    kept: list[str] = []
    offsets: list[int] = []
    for at in range(start, end):
        character = text[at]
        if character == "[" and at + 2 < end and text[at + 2] == "]":
            continue
        if character == "]" and at - 2 >= start and text[at - 2] == "[":
            continue
        if character.isspace():
            if kept and kept[-1] == " ":
                continue
            character = " "
        kept.append("-" if character in "‐‑‒" else character)
        offsets.append(at)
    return "".join(kept), offsets


def _tokens(parse: Parse, offsets: Sequence[int], start: int, end: int) -> tuple[int, int] | None:
    from onrecord.domain.span import Span

    tokens = parse.within(Span(offsets[start], offsets[end - 1] + 1))
    return (tokens[0].i, tokens[-1].i + 1) if tokens else None


def _mention(
    parse: Parse, words: QuantityWords, match: re.Match[str], text: str, offsets: Sequence[int]
) -> QuantityMention | None:
    value = words.number_of(match["number"])
    if value is None:
        return None
    end = match.end()
    tail = text[end : end + 14].lower()
    if re.match(r"(?:[-/][a-z]|[a-z])", tail) and not match["money"]:
        return None  # part of a name or a compound: 152mm, 20-year, S-300V
    following = re.match(r"\s*[-\s]?([a-z%']+(?:\s+cent)?)", tail)
    if following and following[1].rstrip("s") in words.not_units:
        return None
    sign = (match["sign"] or match["sign2"] or "").strip()
    currency = next((code for s, code in words.signs.items() if s.lower() == sign.lower()), None) if sign else None
    if match["money"]:
        currency = words.currencies.get(match["money"].lower()) or currency
        if match["money"].lower() == "pound" and currency is None:
            return None
    plain_year = re.fullmatch(r"(?:19|20)\d\d", match["number"]) and currency is None and not match["before"]
    if plain_year:
        return None
    if _MONTH.search(text[max(0, match.start("number") - 12) : match.start("number")]) and currency is None:
        return None  # a day of the month: March 4
    before = " ".join((match["before"] or "").lower().split())
    first_char = match.start()
    second = words.number_of(match["number2"]) if match["number2"] else None
    joined = (match["to"] or "").lower()
    if second is not None and joined in {"and", "or"} and before != "between" and joined == "and":
        second, end = None, match.end("number")  # two numbers, no range
        currency = currency if not match["sign2"] or match["sign"] else None
    if (
        second is not None
        and value < second
        and value < 1000 <= second
        and not re.search(r"[a-z,]", match["number"], re.I)
    ):
        value *= _scale_of(words, match["number2"])  # 3 to 4 million
    low: float | None
    high: float | None
    middle: float | None
    after = words.after.get(" ".join((match["after"] or "").lower().split()))
    if second is not None and second >= value:
        middle, low, high = None, value, second
    elif before in words.over or match["plus"] or after == "over":
        middle, low, high = None, value, None
    elif before in words.up_to or after == "up_to":
        middle, low, high = None, None, value
    elif before in words.about or after == "about":
        middle, low, high = value, None, None
    else:
        middle, low, high = value, value, value
    if before in {"between", "from"} and second is None:
        first_char = match.start("sign") if match["sign"] else match.start("number")
    tokens = _tokens(parse, offsets, first_char, end)
    if tokens is None:
        return None
    return QuantityMention(
        first=tokens[0],
        last=tokens[1],
        text=text[first_char:end].strip(),
        value=middle,
        low=low,
        high=high,
        currency=currency,
    )


def _scale_of(words: QuantityWords, number: str) -> float:
    """The factor that the words after a printed number stand for."""
    factor = 1.0
    for part in re.findall(r"[a-z]+", number, re.IGNORECASE):
        factor *= words.scales.get(part.lower(), 1.0)
    return factor
