"""HTML pages: the report's paragraphs and what the page says about it, through trafilatura.

In: a Report. Out: a Draft of marked parts: title, captions, body paragraphs, crossheads; and title, author,
publication date, site and canonical address from the page's metadata. Menus, comments, scripts and side columns are
left to trafilatura. Dates are taken where the page states them (metadata, `time` elements), never searched for in the
running text and never bounded by today's date, so that the same page reads the same on any day.

Captions are looked for beside trafilatura, which leaves most of them out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from onrecord.domain.report import BlockKind, Problem, Report
from onrecord.reading.formats.draft import Draft, Part, clean
from onrecord.reading.formats.plain import decode

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.I)
_LANGUAGE = re.compile(r"<html\b[^>]{0,500}?\blang\s*=\s*[\"']?\s*([A-Za-z]{2,3})", re.I)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_CAPTIONS = "//figcaption|//*[contains(concat(' ', @class, ' '), ' caption ') or contains(@class, 'caption-text')]"
#: The names by which pages mean Windows-1252, after the WHATWG encoding standard.
_LATIN = frozenset({"iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii"})
#: Elements of trafilatura's output that are a paragraph each.
_PARAGRAPHS = frozenset({"p", "head", "item", "cell", "quote", "code", "ab", "fw"})
_DATES = {"original_date": True, "extensive_search": False, "max_date": "2199-12-31"}
#: Every tag but those that say what a stretch of text is.
_LAYOUT = re.compile(
    r"</?(?!(?:p|h[1-6]|li|html|head|body|title|meta|link|time|figcaption|article|script|style)\b)[a-z][^>]{0,2000}>",
    re.I,
)


def draft(report: Report) -> Draft:
    """The parts of a page. A page without a body gives its title alone, or nothing."""
    declared = _CHARSET.search(report.payload[:4096])
    encoding = declared.group(1).decode("ascii", "replace").lower() if declared else None
    text, doubts = decode(report.payload, name=report.name, declared="cp1252" if encoding in _LATIN else encoding)
    text, replaced = clean(text)
    return page(text, url=report.provenance.url, problems=doubts + replaced)


def page(text: str, *, url: str | None = None, problems: tuple[Problem, ...] = ()) -> Draft:
    """The parts of a page of HTML."""
    language = _LANGUAGE.search(text[:20_000])
    text = _XML_DECLARATION.sub("", text)
    tree, cut = _tree(text)
    problems += cut
    if tree is None:
        return Draft(parts=(), problems=(*problems, Problem(code="markup", message="the page has no readable markup")))
    captions = [told for told in (_words(node) for node in tree.xpath(_CAPTIONS)) if told]
    extracted = _extract(tree, url)
    parts = list(_parts(extracted.body, captions)) if extracted is not None and extracted.body is not None else []
    if not any(part.kind is BlockKind.BODY for part in parts):
        parts = [Part(text=told, kind=BlockKind.BODY) for told in map(_words, tree.iterfind(".//p")) if told]
    title = _text(getattr(extracted, "title", None)) or next(iter(map(_words, tree.iterfind(".//h1"))), None)
    title = title or next(iter(map(_words, tree.iterfind(".//title"))), None) or None
    if title and not any(part.kind is BlockKind.TITLE and _same(part.text, title) for part in parts):
        parts.insert(0, Part(text=title, kind=BlockKind.TITLE))
    said = {part.text for part in parts}
    head = next((i + 1 for i, part in enumerate(parts) if part.kind is BlockKind.TITLE), 0) if title else 0
    parts[head:head] = [Part(text=told, kind=BlockKind.CAPTION) for told in dict.fromkeys(captions) if told not in said]
    return Draft(
        parts=tuple(parts),
        title=title,
        byline=_text(getattr(extracted, "author", None)),
        published=_day(getattr(extracted, "date", None)),
        publisher=_text(getattr(extracted, "sitename", None)) or _text(getattr(extracted, "hostname", None)),
        url=_text(getattr(extracted, "url", None)),
        licence=_text(getattr(extracted, "license", None)),
        language=language.group(1).lower() if language else None,
        problems=problems,
    )


def _tree(text: str) -> tuple[Any, tuple[Problem, ...]]:
    """The page as a tree, None where there is no markup in it, and what of it could not be read.

    The parser gives up below a depth that no real page has; then the tags that only lay out are dropped and it is
    asked again, so that the words are kept.
    """
    from lxml import etree, html

    for again in (False, True):
        told = _LAYOUT.sub(" ", text) if again else text
        parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8")
        try:
            tree = html.document_fromstring(told.encode("utf-8", "replace"), parser=parser)
        except (etree.ParserError, etree.XMLSyntaxError, ValueError):
            return None, ()
        if not any("RESOURCE_LIMIT" in entry.type_name for entry in parser.error_log):
            return tree, ()
    return tree, (Problem(code="markup", message="the page is nested too deeply; a part of it was not read"),)


def _extract(tree: Any, url: str | None) -> Any:
    """What trafilatura makes of the tree, or None where it finds no body."""
    import copy
    import logging

    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    try:
        return trafilatura.bare_extraction(
            copy.deepcopy(tree),
            url=url,
            with_metadata=True,
            include_comments=False,
            include_tables=True,
            date_extraction_params=dict(_DATES),
        )
    except RecursionError:
        return None


def _words(node: Any) -> str:
    """The words of an element, white space folded."""
    return " ".join("".join(node.itertext()).split())


def _text(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _same(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def _leaves(node: Any) -> Iterator[Any]:
    """The innermost paragraphs of an extracted body, in order."""
    inner = [child for child in node if child.tag in _PARAGRAPHS or child.tag in ("list", "table", "row", "div")]
    if node.tag in _PARAGRAPHS and not inner:
        yield node
        return
    for child in node:
        yield from _leaves(child)


def _parts(body: Any, captions: Iterable[str]) -> Iterator[Part]:
    known = set(captions)
    for node in _leaves(body):
        told = _words(node)
        if not told:
            continue
        if node.tag == "head":
            yield Part(text=told, kind=BlockKind.TITLE)
        elif told in known:
            yield Part(text=told, kind=BlockKind.CAPTION)
        else:
            yield Part(text=told, kind=BlockKind.BODY)
