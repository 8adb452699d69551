"""The parse of an article: tokens, sentences and entities with offsets into `Article.text`.

In: an Article and a loaded spaCy pipeline. Out: a Parse of plain tokens, free of spaCy, so that steps can be tested
without a model and a reading can be sent between processes.

Only blocks that are read (body, captions, titles) are parsed, each by itself, so that a caption or a trailing
"COMMENTS" is never glued to a sentence. White space is folded before parsing and offsets are mapped back: white space
changes move offsets and nothing else. A token's `i` counts over the whole article; heads never cross sentences.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from onrecord.domain.report import READ_KINDS, Article, BlockKind
from onrecord.domain.span import Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


class Token:
    """One word. `start`, `end` are offsets into the article's text; `head` is itself for a root."""

    __slots__ = ("children", "dep", "end", "ent", "head", "i", "lemma", "lower", "pos", "sent", "start", "tag", "text")

    def __init__(self, i: int, text: str, lemma: str, pos: str, tag: str, dep: str, ent: str, start: int, end: int):
        self.i, self.text, self.lemma, self.pos, self.tag, self.dep, self.ent = i, text, lemma, pos, tag, dep, ent
        self.lower = text.lower()
        self.start, self.end = start, end
        self.head: Token = self
        self.children: tuple[Token, ...] = ()
        self.sent = 0

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def is_root(self) -> bool:
        return self.head is self

    def ancestors(self) -> Iterator[Token]:
        """Heads from the nearest outwards, the token itself left out."""
        token = self
        while token.head is not token:
            token = token.head
            yield token

    def subtree(self) -> list[Token]:
        """The token and all below it, in the order of the text."""
        found, todo = [], [self]
        while todo:
            token = todo.pop()
            found.append(token)
            todo.extend(token.children)
        found.sort(key=lambda t: t.i)
        return found

    def child(self, *deps: str) -> Token | None:
        """The first child with one of these dependency labels, or None."""
        for token in self.children:
            if token.dep in deps:
                return token
        return None

    def kids(self, *deps: str) -> list[Token]:
        """All children with one of these dependency labels."""
        return [token for token in self.children if token.dep in deps]

    def conjuncts(self) -> list[Token]:
        """The token and those coordinated below it."""
        found = [self]
        for token in found:
            found.extend(token.kids("conj"))
        return found

    def __repr__(self) -> str:
        return f"<{self.i} {self.text} {self.pos}/{self.dep}>"


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """Tokens `first` to `last` (exclusive) and the stretch of text from the first to the last of them."""

    index: int
    first: int
    last: int
    span: Span
    kind: BlockKind
    block: int


@dataclass(frozen=True, kw_only=True)
class Entity:
    """A named entity as the pipeline's recogniser sees it: tokens `first` to `last` (exclusive), OntoNotes label."""

    first: int
    last: int
    label: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Parse:
    """Tokens, sentences and entities of an article."""

    text: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    entities: tuple[Entity, ...]

    def sentence_of(self, token: Token) -> Sentence:
        return self.sentences[token.sent]

    def words(self, sentence: Sentence) -> Sequence[Token]:
        """The tokens of a sentence."""
        return self.tokens[sentence.first : sentence.last]

    def root(self, sentence: Sentence) -> Token:
        """The root of a sentence; its first token where the parser gives none."""
        for token in self.words(sentence):
            if token.is_root:
                return token
        return self.tokens[sentence.first]

    def within(self, span: Span) -> list[Token]:
        """The tokens that share at least one character with a span of the text."""
        starts = self._starts
        i = max(0, bisect_right(starts, span.start) - 1)
        found = []
        while i < len(self.tokens) and self.tokens[i].start < span.end:
            if self.tokens[i].end > span.start:
                found.append(self.tokens[i])
            i += 1
        return found

    def span(self, first: int, last: int) -> Span:
        """The stretch of text of tokens `first` to `last` (exclusive)."""
        return Span(self.tokens[first].start, self.tokens[last - 1].end)

    @cached_property
    def _starts(self) -> list[int]:
        return [t.start for t in self.tokens]


#: A run of what is no white space.
_UNBROKEN = re.compile(r"\S+")


def fold(text: str, span: Span) -> tuple[str, list[int]]:
    """The words of `text[span]` with white space folded to single blanks, and each character's offset in `text`."""
    parts: list[str] = []
    offsets: list[int] = []
    end = span.start
    for word in _UNBROKEN.finditer(text, span.start, span.end):
        start, after = word.span()
        if parts:
            # the blank stands where the gap began
            offsets.append(end)
        end = after
        parts.append(word.group())
        offsets.extend(range(start, after))
    return " ".join(parts), offsets


#: What is read of a token, by spaCy's names; the head as steps from the token, last.
_ATTRIBUTES: list[int | str] = ["ORTH", "LEMMA", "POS", "TAG", "DEP", "ENT_TYPE", "SPACY", "HEAD"]


#: Strings that are kept at hand: those of some thousand reports.
_STRINGS = 100_000


class _Strings(dict[int, str]):
    """Strings by their hash, each asked of spaCy once."""

    def __init__(self, store: Any) -> None:
        super().__init__({0: ""})
        self._store = store

    def __missing__(self, key: int) -> str:
        found: str = self._store[key]
        self[key] = found
        return found


_strings: WeakKeyDictionary[Language, _Strings] = WeakKeyDictionary()


def _known_strings(pipeline: Language) -> _Strings:
    held = _strings.get(pipeline)
    if held is None or len(held) > _STRINGS:
        held = _strings[pipeline] = _Strings(pipeline.vocab.strings)
    return held


#: Characters that are parsed in one go: an article of any usual length, and a bound on memory for one that has none.
_AT_ONCE = 100_000


def parse_article(article: Article, pipeline: Language, parts: Sequence[Sequence[Span]] | None = None) -> Parse:
    """Parse the blocks of `article` that are read.

    Args:
        article: The article.
        pipeline: A loaded spaCy pipeline with parser, tagger, lemmatiser and entity recogniser.
        parts: For each block, the stretches of the text that are parsed, each by itself; None parses all blocks whole.
    """
    chosen = [
        (index, block, *fold(article.text, span))
        for index, block in enumerate(article.blocks)
        if block.kind in READ_KINDS
        for part in ((block.span,) if parts is None else parts[index])
        for span in _bounded(article.text, part)
    ]
    chosen = [part for part in chosen if part[2]]
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    entities: list[Entity] = []
    # read out in one go: asking spaCy for each attribute of each token took as long as some of the steps
    strings = _known_strings(pipeline)
    for (index, block, _, offsets), doc in zip(chosen, _parsed([part[2] for part in chosen], pipeline), strict=True):
        base = len(tokens)
        made: list[Token] = []
        rows = doc.to_array(_ATTRIBUTES)
        heads = rows[:, -1].astype("int64").tolist()
        start = 0
        for at, (orth, lemma, pos, tag, dep, ent, blank) in enumerate(rows[:, :-1].tolist()):
            word = strings[orth]
            end = start + len(word)
            made.append(
                Token(
                    base + at,
                    word,
                    strings[lemma] or word.lower(),
                    strings[pos],
                    strings[tag],
                    strings[dep],
                    strings[ent],
                    offsets[start],
                    offsets[end - 1] + 1,
                )
            )
            start = end + bool(blank)
        below: list[list[Token]] = [[] for _ in made]
        for at, step in enumerate(heads):
            if step:
                made[at].head = made[at + step]
                below[at + step].append(made[at])
        for token, kids in zip(made, below, strict=True):
            token.children = tuple(kids)
        _rejoin(made)
        for sent in doc.sents:
            words = made[sent.start : sent.end]
            number = len(sentences)
            for token in words:
                token.sent = number
            sentences.append(
                Sentence(
                    index=number,
                    first=base + sent.start,
                    last=base + sent.end,
                    span=Span(words[0].start, words[-1].end),
                    kind=block.kind,
                    block=index,
                )
            )
        entities.extend(Entity(first=base + e.start, last=base + e.end, label=e.label_) for e in doc.ents)
        tokens.extend(made)
    return Parse(text=article.text, tokens=tuple(tokens), sentences=tuple(sentences), entities=tuple(entities))


def _rejoin(tokens: Sequence[Token]) -> None:
    """Hang a gerund that the parser joins to a finite verb at the gerund that it goes with.

    *Accused X of violating a treaty to reduce arms, and breaching another*: *breaching* goes with *violating*.
    """
    for token in tokens:
        verb = token.head
        if token.tag != "VBG" or token.dep != "conj" or verb.tag not in ("VBD", "VBZ", "VBP"):
            continue
        if token.child("aux", "nsubj", "nsubjpass") is not None:
            continue
        between = [t for t in verb.subtree() if verb.i < t.i < token.i and t.tag == "VBG" and t.dep == "pcomp"]
        if not between:
            continue
        verb.children = tuple(t for t in verb.children if t is not token)
        token.head = between[-1]
        between[-1].children = tuple(sorted((*between[-1].children, token), key=lambda t: t.i))


def _parsed(texts: Sequence[str], pipeline: Language) -> Iterator[Doc]:
    """The Docs of some texts, as many at once as have up to `_AT_ONCE` characters together."""
    held: list[str] = []
    size = 0
    for text in texts:
        if held and size + len(text) > _AT_ONCE:
            yield from pipeline.pipe(held)
            held, size = [], 0
        held.append(text)
        size += len(text)
    yield from pipeline.pipe(held)


def _bounded(text: str, span: Span) -> Iterator[Span]:
    """The span, cut after a full stop or blank where it is longer than is parsed in one go."""
    start = span.start
    while span.end - start > _AT_ONCE:
        window = text[start : start + _AT_ONCE]
        at = max(window.rfind(". ") + 1, window.rfind(" ") if window.rfind(". ") < 0 else 0) or _AT_ONCE
        yield Span(start, start + at)
        start += at
    yield Span(start, span.end)
