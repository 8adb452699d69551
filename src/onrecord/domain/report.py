"""Report, Provenance, Article and Block: one document as received, and the one text read from it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from onrecord.domain.span import Span


class Tlp(StrEnum):
    """Traffic Light Protocol 2.0, from open to closed."""

    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    AMBER_STRICT = "AMBER+STRICT"
    RED = "RED"


class BlockKind(StrEnum):
    """What a stretch of an article's text is."""

    CAPTION = "caption"
    TITLE = "title"
    BYLINE = "byline"
    DATELINE = "dateline"
    BODY = "body"
    BOILERPLATE = "boilerplate"


#: Kinds whose sentences are read for claims.
READ_KINDS = frozenset({BlockKind.CAPTION, BlockKind.TITLE, BlockKind.BODY})


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where a report reached us from; None means not known.

    `published` is the publication date as told by the page or the user, never guessed from the clock.
    """

    url: str | None = None
    publisher: str | None = None
    title: str | None = None
    byline: str | None = None
    published: date | None = None
    licence: str | None = None
    tlp: Tlp = Tlp.CLEAR


@dataclass(frozen=True, kw_only=True)
class Report:
    """One document as received: bytes, media type and provenance; immutable.

    `name` is what the user called it (a path, `-`, a URL); it is shown in messages and never part of the identity.
    """

    payload: bytes
    media_type: str
    provenance: Provenance = field(default_factory=Provenance)
    name: str = "-"

    @property
    def payload_id(self) -> str:
        """`sha256:` and the hash of the bytes as received."""
        return "sha256:" + hashlib.sha256(self.payload).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Block:
    """A stretch of the article's text of one kind. A paragraph is one body block."""

    kind: BlockKind
    span: Span


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Why a reading is empty or doubtful."""

    code: str
    message: str
    span: Span | None = None


@dataclass(frozen=True, kw_only=True)
class Article:
    """The one text read from a report, never altered afterwards.

    `blocks` are sorted, do not overlap, and cover every character of `text` that is not white space.
    `provenance` is the report's, completed from the page (title, byline, published, publisher, url).
    """

    text: str
    blocks: tuple[Block, ...]
    provenance: Provenance
    payload_id: str
    dateline: str | None = None
    language: str = "en"
    problems: tuple[Problem, ...] = ()

    @property
    def id(self) -> str:
        """`sha256:` and the hash of the text as read; the same text gives the same id everywhere."""
        return "sha256:" + hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
