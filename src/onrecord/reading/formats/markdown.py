"""Markdown: paragraphs without their marks, headings as titles, `title`, `date` and `author` of a front matter.

In: a Report. Out: a Draft of marked parts. Code blocks and raw HTML are left out.
"""

from __future__ import annotations

import re
from datetime import date

from onrecord.domain.report import BlockKind, Report
from onrecord.reading.formats.draft import Draft, Part, clean
from onrecord.reading.formats.plain import decode

_FRONT = re.compile(r"\A---[^\S\n]*\n(.*?)\n(?:---|\.\.\.)[^\S\n]*\n", re.S)
_FIELD = re.compile(r"^(title|date|author|publisher)[^\S\n]*:[^\S\n]*[\"']?(.+?)[\"']?[^\S\n]*$", re.M | re.I)


def draft(report: Report) -> Draft:
    """The headings and paragraphs of a Markdown text."""
    from markdown_it import MarkdownIt

    text, doubts = decode(report.payload, name=report.name)
    text, replaced = clean(text)
    fields: dict[str, str] = {}
    front = _FRONT.match(text)
    if front:
        fields = {name.lower(): value for name, value in _FIELD.findall(front.group(1))}
        text = text[front.end() :]
    parts: list[Part] = []
    kind = BlockKind.BODY
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "heading_open":
            kind = BlockKind.TITLE
        elif token.type == "heading_close":
            kind = BlockKind.BODY
        elif token.type == "inline":
            told = "".join(
                " " if child.type in ("softbreak", "hardbreak") else child.content
                for child in token.children or ()
                if child.type not in ("html_inline", "image")
            )
            if told.strip():
                parts.append(Part(text=" ".join(told.split()), kind=kind))
    return Draft(
        parts=tuple(parts),
        title=fields.get("title") or next((p.text for p in parts if p.kind is BlockKind.TITLE), None),
        byline=fields.get("author"),
        published=_day(fields.get("date")),
        publisher=fields.get("publisher"),
        problems=doubts + replaced,
    )


def _day(told: str | None) -> date | None:
    try:
        return date.fromisoformat(told[:10]) if told else None
    except ValueError:
        return None
