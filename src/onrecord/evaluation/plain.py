"""Plain text as blocks: what evaluation items give is a text without furniture."""

from __future__ import annotations

import re

from onrecord.domain.report import Block, BlockKind
from onrecord.domain.span import Span

_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*", re.MULTILINE)


def paragraphs(text: str) -> tuple[Block, ...]:
    """One body block for each stretch of text between empty lines."""
    blocks = []
    for found in _PARAGRAPH.finditer(text):
        end = found.start() + len(found.group().rstrip())
        blocks.append(Block(kind=BlockKind.BODY, span=Span(found.start(), end)))
    return tuple(blocks)
