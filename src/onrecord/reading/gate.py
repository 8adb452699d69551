"""The gate: whether a page or a text can hold a claim, told before it is extracted or parsed.

In: raw bytes of a page or a text, an article's text, or an article. Out: a Verdict with its reason, or the stretches
that are parsed. Words are looked up, case folded, in the forms of the triggers of `events/frames`, the names and
adjectives of countries, the names of goods and the word lists of `gate/words`. A small linear model (`gate/weights`,
trained by `training/gate/`) weighs how many of each a text has in a hundred words, another which of them a sentence
has. Both are set for recall: what they close on is all but sure to hold nothing. They decide nothing about what a text
says.

A short text shows less of what it is about than a long one does, so the bar that a text must pass hangs on its length.

A sentence is parsed if it may hold a claim; so are its neighbours, the first sentences of the text, and those that are
the first to bring a name which a parsed one repeats, since references and quotations lead there.
"""

from __future__ import annotations

import html
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.domain.report import READ_KINDS, Article
from onrecord.domain.span import Span
from onrecord.knowledge import Knowledge

#: Kinds of words that are counted in a hundred words of a text.
KINDS = ("force", "state", "local", "leisure", "business", "self", "trigger", "country", "goods", "saying")
#: What the model of texts weighs, in the order of the weights: those shares; how many different countries and triggers
#: there are; how long the text is. The last three are logarithms.
FEATURES = (*KINDS, "countries", "triggers", "long")
#: Classes of words that the model of sentences weighs.
CLASSES = ("trigger", "force", "country", "office", "goods", "saying")

_TRIGGER = KINDS.index("trigger")
_WORD = re.compile(r"[a-z]+")
#: Where a sentence may end. Cut too seldom rather than too often: what is not cut is kept or left out as one.
_END = re.compile(r"[.!?][\"”’)\]]*\s+(?=[\"“‘(\[]*[A-Z0-9])")
#: What ends with a full stop and ends no sentence: initials, titles, months, *U.S.*
_ABBREVIATION = re.compile(
    r"(?:^|[^\w.])(?:[A-Z][a-z]{0,2}|[A-Z][a-z]*(?:pt|of|ov|ept|ust)|(?:[A-Za-z]\.)+[A-Za-z]|[a-z])\.$"
)
_NAME = re.compile(r"(?<!^)\b[A-Z][\w’'-]{2,}")
_MARKS = ("“", "”", '"', "‘")
#: Lengths in words that a sentence is weighed by.
_LENGTHS = (6, 12, 20, 30, 40)
#: Sentences at the beginning that are always parsed: they bring in who and where.
_LEAD = 2
#: Where elements begin and end that hold no prose of the report.
_EDGE = re.compile(rb"<(/?)(script|style|svg|noscript|template|nav|select|button|iframe)\b|(<!--)|(-->)", re.I)
_TITLE = re.compile(rb"<title\b[^>]*>(.*?)</title", re.S | re.I)
_ARTICLE = re.compile(rb"<(/?)article\b", re.I)
#: A link up to its end, not over another one: a page that leaves many open takes no longer than one that does not.
_LINK = re.compile(rb"<a\b[^>]{0,2000}>([^<]*(?:<(?!/?a\b)[^<]*)*)</a\s*>", re.I)
_BREAK = re.compile(
    rb"</?(?:p|div|li|ul|ol|dl|dd|dt|h[1-6]|t[dhr]|table|section|article|header|footer|aside|main|figure|figcaption"
    rb"|blockquote|form|br|hr|body|head)\b[^>]{0,2000}>",
    re.I,
)
_TAG = re.compile(rb"<[^>]{0,2000}>")
#: Where a page carries the text of its report for machines, what it shows may be a notice in its place.
_CARRIED = re.compile(rb'"articleBody"\s*:')


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`score` is the log-odds that there is something to read; `reason` says why not where `keep` is false."""

    keep: bool
    score: float
    reason: str | None = None


def forms(verb: str, irregular: Mapping[str, Sequence[str]]) -> set[str]:
    """The inflected forms of a verb by the rules of spelling, and those that the table adds."""
    found = {verb, *irregular.get(verb, ())}
    if verb.endswith("e"):
        found |= {verb + "s", verb + "d", verb[:-1] + "ing"}
    elif verb.endswith("y") and verb[-2:-1] not in "aeiou":
        found |= {verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"}
    elif verb.endswith(("s", "x", "z", "ch", "sh")):
        found |= {verb + "es", verb + "ed", verb + "ing"}
    else:
        found |= {verb + "s", verb + "ed", verb + "ing"}
        if len(verb) > 2 and verb[-1] not in "aeiouwxy" and verb[-2] in "aeiou" and verb[-3] not in "aeiou":
            found |= {verb + verb[-1] + "ed", verb + verb[-1] + "ing"}
    return found


@dataclass(frozen=True, kw_only=True)
class Pages:
    """How the prose of a page is told before it is extracted; counts are of words.

    `line` is the least of a line within what is marked as the report, `paragraph` elsewhere; `headline` that of a link
    to another report; with less than `bare` of prose nothing is told, with less than `short` nothing where the page
    carries its text in a script. A report may lie below the bar by the slacks, where it is marked and where not.
    """

    line: int
    paragraph: int
    headline: int
    bare: int
    short: int
    marked_slack: float
    unmarked_slack: float


@dataclass(frozen=True, kw_only=True)
class Gate:
    """Word classes and weights; built once from the knowledge."""

    kinds: Mapping[str, int]
    countries: Mapping[str, int]
    weights: tuple[float, ...]
    bias: float
    #: Log-odds that a text of fewer words than the first number must reach; the last is that of all longer ones.
    bars: tuple[tuple[float, float], ...]
    pages: Pages
    raw_slack: float
    classes: Mapping[str, int]
    personal: frozenset[str]
    sentence_weights: Mapping[str, float]
    sentence_bias: float
    sentence_threshold: float

    def features(self, text: str) -> tuple[float, ...]:
        """What the model weighs, in the order of FEATURES; `text` has its case folded."""
        words = _WORD.findall(text)
        counts = [0] * len(KINDS)
        for held, count in Counter(map(self.kinds.get, words)).items():
            if held:
                for kind in range(len(KINDS)):
                    if held >> kind & 1:
                        counts[kind] += count
        different = set(words)
        countries = {self.countries[word] for word in different & self.countries.keys()}
        triggers = sum(self.kinds.get(word, 0) >> _TRIGGER & 1 for word in different)
        share = 100 / max(1, len(words))
        return (
            *(share * count for count in counts),
            math.log1p(len(countries)),
            math.log1p(triggers),
            math.log1p(len(words)),
        )

    def score(self, text: str) -> float:
        """Log-odds that a text (any case) holds something to read."""
        return self.bias + sum(w * f for w, f in zip(self.weights, self.features(text.lower()), strict=True))

    def bar(self, words: int) -> float:
        """The log-odds that a text of so many words must reach."""
        return next((bar for end, bar in self.bars if words < end), self.bars[-1][1])

    def page(self, payload: bytes) -> Verdict:
        """Stage one: raw bytes of a page, before extraction. Its report is only guessed at, so its bar is lower.

        A page marks its report as an article, or as its main part; of several articles any may be it. Else all of the
        page is taken, with what stands around the report. One that shows too little prose to tell is let through.
        """
        unknown = Verdict(keep=True, score=0.0)
        if b"\0" in payload[:1000]:
            # two bytes a letter: nothing could be told
            return unknown
        pages = self.pages
        title = _TITLE.search(payload)
        head = f"{_plain(title[1])}\n" if title else ""
        begin, end = payload.find(b"<main"), payload.rfind(b"</main")
        for parts, least, slack in (
            (_articles(payload), pages.line, pages.marked_slack),
            ([payload[begin:end]] if 0 <= begin < end else [], pages.line, pages.marked_slack),
            ([payload], pages.paragraph, pages.unmarked_slack),
        ):
            texts = [text for part in parts if (text := _prose(part, least, pages.headline)).count(" ") >= pages.bare]
            if not texts:
                continue
            if max(text.count(" ") for text in texts) < pages.short and _CARRIED.search(payload):
                return unknown
            verdicts = [self._verdict(head + text, slack, "page") for text in texts]
            return max(verdicts, key=lambda verdict: (verdict.keep, verdict.score))
        return unknown

    def raw(self, text: str) -> Verdict:
        """Stage one of what is no page: the text before its parts are told. Furniture counts too: its bar is lower."""
        return self._verdict(text, self.raw_slack, "text")

    def text(self, text: str) -> Verdict:
        """Stage two: the text of an article, before it is parsed."""
        return self._verdict(text, 0.0, "text")

    def _verdict(self, text: str, slack: float, what: str) -> Verdict:
        score = self.score(text)
        if score >= self.bar(len(text.split())) - slack:
            return Verdict(keep=True, score=score)
        return Verdict(keep=False, score=score, reason=f"gate: the {what} names no happening that is read")

    def marks(self, text: str) -> set[str]:
        """What the model of sentences weighs: the words that the tables know, and how many there are of each class."""
        words = _WORD.findall(text.lower())
        counts = [0] * 6
        found = set()
        for word in words:
            held = self.classes.get(word)
            if held is None:
                if word in self.personal:
                    found.add(word)
                continue
            if held & 0b111011:
                found.add(word)
            for kind in range(6):
                counts[kind] += held >> kind & 1
        names = len(_NAME.findall(text))
        for name, count in zip((*CLASSES, "name"), (*counts, names), strict=True):
            found.update(f"{name}>{least}" for least in range(1, min(count, 4) + 1))
        found.update(f"long>{least}" for least in _LENGTHS if len(words) > least)
        if counts[0] + counts[1]:
            found.update(
                f"trigger+{name}" for name, n in (("country", counts[2]), ("office", counts[3]), ("name", names)) if n
            )
        return found

    def sentence(self, text: str) -> float:
        """Log-odds that a sentence holds a claim."""
        weights = self.sentence_weights
        return self.sentence_bias + sum(weights.get(mark, 0.0) for mark in self.marks(text))

    def parts(self, article: Article) -> list[list[Span]]:
        """For each block of an article, the stretches that are parsed; sentences that follow each other are one."""
        text = article.text
        units = [
            (index, span)
            for index, block in enumerate(article.blocks)
            if block.kind in READ_KINDS
            for span in sentences(text, block.span)
        ]
        may = [self.sentence(span.of(text)) >= self.sentence_threshold for _, span in units]
        keep = list(may)
        for at, (index, span) in enumerate(units):
            if not may[at]:
                continue
            if at:
                keep[at - 1] = True
            after = at + 1
            if after < len(units) and units[after][0] == index and any(mark in span.of(text) for mark in _MARKS):
                keep[after] = True
        if any(keep):
            keep[:_LEAD] = [True] * min(_LEAD, len(keep))
            self._introduce(text, units, keep)
        found: list[list[Span]] = [[] for _ in article.blocks]
        for at, (index, span) in enumerate(units):
            if not keep[at]:
                continue
            held = found[index]
            if held and at and keep[at - 1] and units[at - 1][0] == index:
                held[-1] = Span(held[-1].start, span.end)
            else:
                held.append(span)
        return found

    @staticmethod
    def _introduce(text: str, units: Sequence[tuple[int, Span]], keep: list[bool]) -> None:
        """Keep the sentences that are the first to bring a name which a kept one has."""
        first: dict[str, int] = {}
        names: list[list[str]] = []
        for at, (_, span) in enumerate(units):
            names.append(_NAME.findall(span.of(text)))
            for name in names[-1]:
                first.setdefault(name, at)
        for at in [at for at, kept in enumerate(keep) if kept]:
            for name in names[at]:
                keep[first[name]] = True


def _articles(payload: bytes) -> list[bytes]:
    """The articles of a page, each with those within it; one that is left open goes on to the end."""
    found, depth, begun = [], 0, 0
    for edge in _ARTICLE.finditer(payload):
        if edge[1]:
            depth -= depth > 0
            if not depth and begun:
                found.append(payload[begun : edge.start()])
                begun = 0
        else:
            begun = begun or edge.end()
            depth += 1
    return [*found, payload[begun:]] if begun else found


def _prose(part: bytes, least: int, headline: int) -> str:
    """Lines of a part of a page that have enough words to be prose; links as long as a headline lead elsewhere."""

    def inline(link: re.Match[bytes]) -> bytes:
        return link[1] if len(_TAG.sub(b" ", link[1]).split()) < headline else b"\n"

    body = _LINK.sub(inline, _without_asides(part))
    lines = _TAG.sub(b"", _BREAK.sub(b"\n", body.replace(b"\n", b" "))).split(b"\n")
    return "\n".join(_plain(line) for line in lines if len(line.split()) >= least)


def _without_asides(part: bytes) -> bytes:
    """Without scripts, styles, menus and comments; one that is left open stays. Every edge is looked at once."""
    kept, at, begun, inside = [], 0, 0, b""
    for edge in _EDGE.finditer(part):
        name = b"!" if edge[3] or edge[4] else edge[2].lower()
        opens = edge[3] is not None or edge[1] == b""
        if not inside and opens:
            inside, begun = name, edge.start()
        elif inside == name and not opens:
            kept.append(part[at:begun])
            at, inside = edge.end(), b""
    return b"\n".join((*kept, part[at:]))


def _plain(words: bytes) -> str:
    return html.unescape(words.decode("utf-8", "replace"))


def sentences(text: str, span: Span) -> list[Span]:
    """A block cut where sentences end beyond doubt; together the parts are the block."""
    cuts = [
        match.end()
        for match in _END.finditer(text, span.start, span.end)
        if not _ABBREVIATION.search(text, max(span.start, match.start() - 12), match.start() + 1)
    ]
    return [Span(start, end) for start, end in zip([span.start, *cuts], [*cuts, span.end], strict=True)]


def load_gate(knowledge: Knowledge) -> Gate:
    """The gate of the knowledge."""
    return build_gate(knowledge, knowledge.table("gate/weights"))


def build_gate(knowledge: Knowledge, weights: Mapping[str, Any]) -> Gate:
    """A gate with given weights; training builds it with zeros to compute features."""
    irregular = knowledge.table("gate/forms")["irregular"]
    frames = knowledge.table("events/frames")
    classes: dict[str, int] = {}

    def add(word: str, kind: int) -> None:
        for part in _WORD.findall(word.lower()):
            if len(part) > 2:
                classes[part] = classes.get(part, 0) | 1 << kind

    for row in frames["frames"]:
        kind = 1 if row["type"] in ("ASSAULT", "TRANSFER", "LAUNCH", "DEPLOY", "SANCTION") else 0
        for pattern in row.get("verbs", ()):
            verb = re.split(r"[ :]", pattern)[0]
            for form in forms(verb, irregular):
                add(form, kind)
        for noun in row.get("nouns", ()):
            head = noun.split(" ")[-1]
            add(head, kind)
            add(head + "s", kind)
        for word in row.get("adjectives", ()):
            add(word, kind)
    generic = frozenset(weights["generic"])
    for rows in knowledge.table("actors/index")["forms"].values():
        for form, kind_of, *_ in rows:
            if kind_of in ("country", "demonym", "people", "metonym", "capital") and form[:1].isupper():
                for part in _WORD.findall(form.lower()):
                    if part not in generic:
                        add(part, 2)
    for word in weights["offices"]:
        add(word, 3)
    for row in knowledge.table("items/items")["categories"]:
        if row.get("arms"):
            for name in row.get("synonyms", row.get("forms", ())):
                add(str(name).split(" ")[-1], 4)
    for verb in weights["sayings"]:
        for form in forms(verb, irregular):
            add(form, 5)
    kinds, countries = _kinds(knowledge, classes)
    return Gate(
        kinds=kinds,
        countries=countries,
        weights=tuple(float(w) for w in weights["weights"]),
        bias=float(weights["bias"]),
        bars=tuple((float(long), float(bar)) for long, bar in weights["bars"]),
        pages=Pages(**weights["pages"]),
        raw_slack=float(weights["raw_slack"]),
        classes=classes,
        personal=frozenset(weights["personal"]),
        sentence_weights=weights.get("sentence_weights", {}),
        sentence_bias=float(weights.get("sentence_bias", 0)),
        sentence_threshold=float(weights.get("sentence_threshold", 0)),
    )


def _kinds(knowledge: Knowledge, classes: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """The kinds of each word, as bits in the order of KINDS, and which country a word names."""
    table = knowledge.table("gate/words")
    kinds: dict[str, int] = {}

    def add(word: str, kind: str) -> None:
        kinds[word] = kinds.get(word, 0) | 1 << KINDS.index(kind)

    for kind in ("force", "state", "local", "leisure", "business", "self"):
        for word in table[kind].split():
            add(word, kind)
    # parts of names of several words are left out (*Isle of Man*, *Cape Town*), but for those that the table has
    countries = {word: -1 - at for at, word in enumerate(table["countries"].split())}
    plain = frozenset(table["plain"].split())
    index = knowledge.table("actors/index")
    for rows in index["forms"].values():
        for form, kind_of, number, *_ in rows:
            word = form.lower()
            if len(word) < 4 or word in plain or not _WORD.fullmatch(word):
                continue
            if kind_of in ("country", "demonym", "people", "capital"):
                countries.setdefault(word, number)
            elif kind_of == "organisation" and (role := index["refs"][number][3]) in table["roles"]:
                add(word, table["roles"][role])
    for word in countries:
        add(word, "country")
    for word, held in classes.items():
        for at, kind in ((0, "trigger"), (1, "trigger"), (4, "goods"), (5, "saying")):
            if held >> at & 1:
                add(word, kind)
    return kinds, countries
