"""Feeds and sitemaps: RSS and Atom (feedparser), `urlset` and `sitemapindex` (defusedxml).

In: the bytes of a feed or a sitemap. Out: its entries, with what it says of them. Nothing is fetched here. XML with
entities of its own is refused before any parser sees it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from onrecord.errors import PayloadError

_ENTITY = re.compile(rb"<!ENTITY|<!DOCTYPE[^>]*(?:SYSTEM|PUBLIC|\[)", re.I)
_SITEMAP = re.compile(rb"<(?:\w+:)?(urlset|sitemapindex)[\s>]")
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.I)
_DOCTYPE_RSS = re.compile(rb'<!DOCTYPE\s+(?:rss|rdf:RDF)\s+PUBLIC\s+"-//Netscape[^>\[]*>', re.I)


@dataclass(frozen=True, kw_only=True)
class FeedEntry:
    """One entry. `content` is HTML or text that the feed itself brings, the longest of its fields, or None."""

    link: str | None
    title: str | None = None
    published: date | None = None
    content: str | None = None
    id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A feed or sitemap: its entries in order, and for an index the sitemaps that it lists."""

    title: str | None
    entries: tuple[FeedEntry, ...]
    sitemaps: tuple[str, ...] = ()


def is_feed(data: bytes) -> bool:
    """Whether some bytes begin as a feed or a sitemap does."""
    head = data[:4096]
    return bool(_FEED.search(head[:2048]) or _SITEMAP.search(head))


def read_feed(data: bytes, *, name: str) -> Feed:
    """The entries of a feed or a sitemap.

    Raises:
        PayloadError: It is neither, it declares entities, or it is no XML.
    """
    head = _DOCTYPE_RSS.sub(b"", data[:65536])
    if _ENTITY.search(head):
        raise PayloadError(
            "the feed declares XML entities or an outside document type, and is not read",
            where=name,
            remedy="Ask its publisher for a plain feed",
        )
    if _SITEMAP.search(data[:4096]):
        return _sitemap(data, name)
    return _syndicated(data, name)


def _sitemap(data: bytes, name: str) -> Feed:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise PayloadError(
            f"the sitemap is no well-formed XML ({error})", where=name, remedy="Fetch it again"
        ) from error
    entries: list[FeedEntry] = []
    sitemaps: list[str] = []
    for element in root:
        kind = _local(element.tag)
        link = next((_words(part.text) for part in element if _local(part.tag) == "loc"), None)
        if link is None:
            continue
        if kind == "sitemap":
            sitemaps.append(link)
        elif kind == "url":
            told = {_local(part.tag): _words(part.text) for part in element.iter() if _words(part.text)}
            entries.append(
                FeedEntry(link=link, title=told.get("title"), published=_day(told.get("publication_date")), id=link)
            )
    return Feed(title=None, entries=tuple(entries), sitemaps=tuple(sitemaps))


def _syndicated(data: bytes, name: str) -> Feed:
    import feedparser

    told: Any = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    if not told.entries and (told.get("bozo") or not told.get("version")):
        reason = told.get("bozo_exception") or "it has no entries"
        raise PayloadError(f"this is no feed ({reason})", where=name, remedy="Check the address")
    entries = []
    for item in told.entries:
        bodies = [part.get("value", "") for part in item.get("content", [])] + [item.get("summary", "")]
        content = max(bodies, key=len, default="")
        stamp = item.get("published_parsed") or item.get("updated_parsed")
        entries.append(
            FeedEntry(
                link=item.get("link") or None,
                title=_words(item.get("title")),
                published=date(*stamp[:3]) if stamp else None,
                content=content if content.strip() else None,
                id=item.get("id") or item.get("link") or None,
            )
        )
    return Feed(title=_words(told.feed.get("title")), entries=tuple(entries))


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _words(text: object) -> str | None:
    return " ".join(text.split()) or None if isinstance(text, str) else None


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text[:10])
    except ValueError:
        return None
