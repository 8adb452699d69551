"""Parsing of example sentences for the tests of goods."""

from __future__ import annotations

from onrecord.domain.report import Article, Block, BlockKind, Provenance
from onrecord.domain.span import Span
from onrecord.reading.parse import Parse, Token, parse_article
from onrecord.reading.read import Reader


def article_of(text: str) -> Article:
    """An article with one body block a line."""
    blocks, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Block(kind=BlockKind.BODY, span=Span(at, at + len(line))))
        at += len(line) + 1
    return Article(text=text, blocks=tuple(blocks), provenance=Provenance(), payload_id="sha256:test")


def parsed(reader: Reader, text: str) -> tuple[Article, Parse]:
    article = article_of(text)
    return article, parse_article(article, reader.pipeline)


def token_of(parse: Parse, word: str) -> Token:
    """The first token with this text."""
    return next(t for t in parse.tokens if t.text == word)
