"""Draft: the text of a report before it is cut into blocks, and what its markup says about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from onrecord.domain.report import BlockKind, Problem

#: What cannot stand in a text: NUL and the other control characters that are no white space, and lone surrogates.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True)
class Part:
    """A stretch of text of one kind, as the markup tells it; `kind` None leaves it to `reading.article`."""

    text: str
    kind: BlockKind | None = None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a format gives: either one running text (`parts` has one member without a kind) or marked paragraphs.

    `language` is what the page says of itself, or None; the other fields are as in Provenance.
    """

    parts: tuple[Part, ...]
    title: str | None = None
    byline: str | None = None
    published: date | None = None
    publisher: str | None = None
    url: str | None = None
    licence: str | None = None
    language: str | None = None
    problems: tuple[Problem, ...] = field(default=())


def clean(text: str) -> tuple[str, tuple[Problem, ...]]:
    """The text with control characters turned into blanks and lone surrogates into U+FFFD, one for one.

    Nothing else is altered, and the length stays the same. The problem says how many were replaced.
    """
    text, controls = _CONTROL.subn(" ", text)
    text, surrogates = _SURROGATE.subn("�", text)
    if not controls and not surrogates:
        return text, ()
    told = f"{controls} control characters and {surrogates} lone surrogates were replaced"
    return text, (Problem(code="replaced-characters", message=told),)
