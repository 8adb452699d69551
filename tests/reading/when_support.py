"""Parsing of example sentences with a day of publication and a publisher, for the tests of times and places."""

from __future__ import annotations

from datetime import date

from onrecord.domain.report import Article, Provenance
from onrecord.evaluation.plain import paragraphs
from onrecord.reading.parse import Parse, Token, parse_article
from onrecord.reading.read import Reader

#: A Wednesday.
DAY = date(2023, 8, 30)


def parsed(
    reader: Reader, text: str, published: date | None = DAY, publisher: str | None = None, dateline: str | None = None
) -> tuple[Article, Parse]:
    article = Article(
        text=text,
        blocks=paragraphs(text),
        provenance=Provenance(published=published, publisher=publisher),
        payload_id="sha256:test",
        dateline=dateline,
    )
    return article, parse_article(article, reader.pipeline)


def token_of(parse: Parse, word: str) -> Token:
    """The first token with this text."""
    return next(t for t in parse.tokens if t.text == word)
