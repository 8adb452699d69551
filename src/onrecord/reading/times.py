"""Times: TIMEX3 spans, types and values, and the time that dates a happening or a saying.

In: a Parse, its Article (for the day of publication) and Knowledge. Out: TimeMentions in the order of the text; and,
for a trigger or a cue, the Time that belongs to it. Follows the TIMEX3 guidelines (TimeML 1.2.1) and, for which time
dates a claim, the annotation guide of claims, "Time and place".

Values hang on the day of publication, else on a full date in the dateline, never on the clock: without either a
weekday is `XXXX-WXX-3` and covers no days. Times told by clauses (*when the war ended*) are not read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from onrecord.domain.report import Article
from onrecord.domain.span import Span
from onrecord.domain.times import Time
from onrecord.knowledge import Knowledge
from onrecord.reading.mentions import TimeMention
from onrecord.reading.parse import Parse, Token
from onrecord.reading.tense import tense_about
from onrecord.reading.time_attachment import dated_by, saying_time_for, time_for
from onrecord.reading.timex_calendar import days_of, shift_days
from onrecord.reading.timex_match import Grammar, Match, grammar
from onrecord.reading.timex_value import Setting, Values

__all__ = ["find_times", "saying_time_for", "time_for"]


def find_times(parse: Parse, article: Article, knowledge: Knowledge) -> tuple[TimeMention, ...]:
    """All times of an article, in the order of its text.

    Args:
        parse: The parse of the article.
        article: Gives the day of publication; where that is None, a full date in its dateline anchors instead.
        knowledge: Gives the words and shapes of times.
    """
    shapes = grammar(knowledge)
    words = {**shapes.vocabulary, **knowledge.table("times/attachment")}
    values = Values(shapes.vocabulary)
    anchor = article.provenance.published or _dateline_day(article.dateline, shapes, values)
    found: list[TimeMention] = []
    quarter: str | None = None
    told: str | None = None
    eve = False
    lead = parse.sentences[: words["lead_sentences"]]
    surnames = {t.text for t in parse.tokens if _named(t)}
    for block in _blocks(parse):
        text, starts = _line(block)
        near: str | None = None
        for match in shapes.find(text, shapes.seeds([(at, t.lower) for at, t in zip(starts, block, strict=True)])):
            first = bisect_right(starts, match.start) - 1
            last = bisect_right(starts, match.end - 1)
            inside = block[first:last]
            head = _head(inside)
            if _not_a_time(match, text, inside, head, words) or _somebody(match, inside, surnames):
                continue
            ahead = text[max(0, match.start - 20) : match.start].lower().endswith(tuple(words["ahead_phrases"]))
            tense = "future" if ahead else tense_about(head, words)
            if not eve and lead and inside[0].i < lead[-1].last:
                eve = _tells_of_tomorrow(match, text, anchor, tense, words)
            setting = Setting(anchor=anchor, tense=tense, told=told, near=near, quarter=quarter, eve=eve)
            read = values.read(match, setting)
            if read is None:
                continue
            type_, value, mod = read
            if type_ in {"DATE", "TIME"} and value[:4].isdigit():
                told = near = value
                if match.kind == "quarter" and re.fullmatch(r"\d{4}-Q\d", value):
                    quarter = value
            first_day, last_day = days_of(value) if type_ in {"DATE", "TIME"} else (None, None)
            start = inside[0].start + (match.start - starts[first])
            end = inside[-1].end - (starts[last - 1] + len(inside[-1].text) - match.end)
            time = Time(
                span=Span(start, end),
                type=type_,
                value=value,
                mod=mod,
                first=first_day,
                last=last_day,
            )
            begin, end = inside[0].i, inside[-1].i + 1
            found.append(
                TimeMention(
                    first=begin, last=end, head=head.i, time=time, dates=dated_by(begin, end, head, time, parse, words)
                )
            )
    return tuple(found)


def _blocks(parse: Parse) -> Iterator[Sequence[Token]]:
    """The tokens of each block: an expression may run over a sentence border that an abbreviation's dot has made."""
    first = 0
    for index, sentence in enumerate(parse.sentences):
        following = parse.sentences[index + 1] if index + 1 < len(parse.sentences) else None
        if following is None or following.block != sentence.block:
            yield parse.tokens[first : sentence.last]
            first = sentence.last


def _line(words: Sequence[Token]) -> tuple[str, list[int]]:
    """The words with single blanks where any white space stood, and where each begins."""
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    for number, token in enumerate(words):
        if number and words[number - 1].end < token.start:
            parts.append(" ")
            at += 1
        starts.append(at)
        parts.append(token.text)
        at += len(token.text)
    return "".join(parts), starts


def _head(inside: Sequence[Token]) -> Token:
    """The token of the stretch whose own head stands outside, the last such noun before any other."""
    numbers = {token.i for token in inside}
    outer = [token for token in inside if token.head.i not in numbers or token.is_root]
    nouns = [token for token in outer if token.pos in {"NOUN", "PROPN", "NUM"}]
    return (nouns or outer or list(inside))[-1]


def _tells_of_tomorrow(
    match: Match, text: str, anchor: date | None, tense: str | None, words: Mapping[str, Any]
) -> bool:
    """A lead that tells as past what the weekday after the anchor brought.

    Leads tell what is freshest, so that the day is not the one six days back: the page bears the date of a place where
    it was still the day before, or of its first version.
    """
    parts = match.parts
    if anchor is None or tense not in {"past", "loosely past"} or match.kind != "weekday":
        return False
    if parts.get("dir") or parts.get("week") or parts.get("shift"):
        return False
    if (text[: match.start].split() or [""])[-1].lower() in words["reaching"]:
        return False
    return int(words["weekdays"][parts["wd"]]) == shift_days(anchor, 1).isoweekday()


def _not_a_time(match: Match, text: str, inside: Sequence[Token], head: Token, words: Mapping[str, Any]) -> bool:
    """Words that look like a time and are none: *may*, a verb; *the fall of Kabul*; *a second vote*; *60 Minutes*."""
    parts = match.parts
    after = text[match.end : match.end + 16].lower()
    if match.rule == "month" and len(inside) == 1:
        return head.tag.startswith(("MD", "VB")) or head.ent in {"PERSON", "GPE", "ORG", "NORP", "FAC"}
    if match.kind == "season":
        return _not_a_season(match, text[max(0, match.start - 12) : match.start].lower(), after, inside, head)
    unit = parts.get("unit", "")
    if unit in {"second", "seconds"} and parts.get("num") in {"a", "an", "one", None}:
        return True
    if unit == "quarters" and text[match.start : match.end].lower().endswith("three-quarters"):
        return True
    if unit and match.kind in {"duration", "dir_unit"} and inside[-1].text[0].isupper() and len(inside) > 1:
        return any(t.text.isupper() or t.ent in {"WORK_OF_ART", "ORG"} for t in inside) or _lower_around(text)
    if match.rule == "year" and "mod" not in parts:
        following = after.split(" ")[1].strip(".,;") if after.startswith(" ") else ""
        return after.startswith("%") or following in words["counted"]
    return False


def _named(token: Token) -> bool:
    """Whether a first name stands before a word: *Theresa May*, not *Monday May 4*."""
    before = [k for k in token.kids("compound") if k.i == token.i - 1 and k.tag == "NNP" and k.text.isalpha()]
    return token.tag == "NNP" and bool(before) and before[0].ent not in {"DATE", "TIME"}


def _somebody(match: Match, inside: Sequence[Token], surnames: set[str]) -> bool:
    """*May's visit* in a report of Theresa May: a bare month that is the surname of somebody named in full."""
    token = inside[0]
    if match.rule != "month" or len(inside) != 1 or token.text not in surnames:
        return False
    return _named(token) or token.dep in {"poss", "nsubj", "nsubjpass", "dobj", "compound", "agent"}


def _not_a_season(match: Match, before: str, after: str, inside: Sequence[Token], head: Token) -> bool:
    parts = match.parts
    if head.pos not in {"NOUN", "PROPN"} and len(inside) == 1:
        return True
    if parts.keys() & {"year", "year2", "dir", "dirs"}:
        return False
    if parts["season"] == "fall":
        opened = before.endswith((" in ", "the ", " by ", " until ", " since "))
        return after.startswith((" of", " in", " from")) or not (parts.keys() & {"mod", "mod2"} or opened)
    return after.startswith(" of") or (parts["season"] == "spring" and len(inside) == 1 and head.pos != "NOUN")


def _lower_around(text: str) -> bool:
    """Whether a text is no headline: most of its words begin with a small letter."""
    told = [word for word in text.split(" ") if word[:1].isalpha()]
    return 2 * sum(word[0].islower() for word in told) > len(told)


def _dateline_day(dateline: str | None, shapes: Grammar, values: Values) -> date | None:
    """The day that a dateline tells in full, year included; else None."""
    line = " ".join((dateline or "").split())
    words = [(found.start(), found.group().lower()) for found in re.finditer(r"[\w.’']+", line)]
    for match in shapes.find(line, shapes.seeds(words)):
        read = values.read(match, Setting(anchor=None))
        first, last = days_of(read[1]) if read else (None, None)
        if first is not None and first == last:
            return first
    return None
