"""Gather: from what the user names to single inputs.

In: files, folders, archives, feeds and addresses. Out: Arrivals, in an order that is the same every time. What kind a
file is is told by its bytes, then by its name. Only an address is fetched, and a feed's or sitemap's pages only where
the feed itself was named by address; a feed on disk is read for what it brings along.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.domain.report import Provenance
from onrecord.errors import FetchError, PayloadError
from onrecord.intake import jsonl, parquet, warc
from onrecord.intake.arrival import Arrival
from onrecord.intake.feed import Feed, is_feed, read_feed
from onrecord.intake.open import media_type, read_bytes
from onrecord.intake.unpack import gunzip_file

if TYPE_CHECKING:
    from onrecord.intake.fetch import Fetched, Fetcher

#: Sitemaps inside sitemaps that are followed.
_DEPTH = 3
_LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
_READ = frozenset({"text/html", "text/plain", "text/markdown", "message/rfc822", "application/pdf"})


class Gatherer:
    """Takes inputs apart.

    Args:
        max_bytes: Largest single report.
        wanted: Whether the input of a name is still to be read; what is not is passed over without opening it.
        fetcher: Who fetches addresses; without one they fail.
    """

    def __init__(self, *, max_bytes: int, wanted: Callable[[str], bool], fetcher: Fetcher | None = None):
        self.max_bytes = max_bytes
        self.wanted = wanted
        self.fetcher = fetcher

    def gather(self, inputs: Sequence[str]) -> Iterator[Arrival]:
        """All single inputs of what the user named; a name that comes twice is one input."""
        seen: set[str] = set()
        for given in inputs:
            for arrival in self._one(given):
                if arrival.name not in seen:
                    seen.add(arrival.name)
                    yield arrival

    def _one(self, given: str) -> Iterator[Arrival]:
        if given.startswith(("http://", "https://")):
            yield from self._address(given, depth=0)
        elif given == "-":
            if self.wanted("-"):
                yield self._guarded("-", lambda: read_bytes("-", max_bytes=self.max_bytes))
        elif Path(given).is_dir():
            yield from self._folder(Path(given))
        else:
            yield from self._file(Path(given), named=True)

    # --- files --------------------------------------------------------------------------------------------------

    def _folder(self, folder: Path) -> Iterator[Arrival]:
        for root, folders, files in os.walk(folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(files):
                if not name.startswith("."):
                    yield from self._file(Path(root) / name, named=False)

    def _file(self, path: Path, *, named: bool) -> Iterator[Arrival]:
        name = str(path)
        try:
            with path.open("rb") as file:
                head = file.read(8192)
        except OSError as error:
            if self.wanted(name):
                yield Arrival(name=name, failure=f"the file cannot be opened ({error.strerror}). Check the path")
            return
        except ValueError:
            yield Arrival(name=name, failure="this is no path. Check it")
            return
        lower = path.name.lower()
        if lower.endswith((".warc", ".warc.gz")) or head.startswith(b"WARC/"):
            yield from warc.arrivals(path, max_bytes=self.max_bytes, wanted=self.wanted)
        elif lower.endswith(".wacz"):
            yield from warc.wacz_arrivals(path, max_bytes=self.max_bytes, wanted=self.wanted)
        elif lower.endswith(_LINES) or (lower.endswith(".json") and jsonl.looks_like(head)):
            yield from jsonl.arrivals(path, max_bytes=self.max_bytes, wanted=self.wanted)
        elif head.startswith(parquet.MAGIC):
            yield from parquet.arrivals(path, max_bytes=self.max_bytes, wanted=self.wanted)
        elif is_feed(head):
            yield from self._feed_file(path)
        elif self.wanted(name):
            yield self._single(path, head, named=named)

    def _single(self, path: Path, head: bytes, *, named: bool) -> Arrival:
        name = str(path)
        if head.startswith(b"\x1f\x8b"):
            return self._guarded(name, lambda: gunzip_file(path, limit=self.max_bytes), inner=path.stem)
        if not head.strip() and path.stat().st_size == len(head):
            return (
                Arrival(name=name, skip="the file is empty")
                if not named
                else Arrival(name=name, failure="the file is empty")
            )
        kind = media_type(head, name)
        if kind not in _READ and not kind.startswith("text/"):
            reason = f"files of type {kind} are not read"
            return Arrival(name=name, failure=reason) if named else Arrival(name=name, skip=reason)
        size = path.stat().st_size
        if size > self.max_bytes:
            return Arrival(
                name=name,
                failure=f"the file has {size:,} bytes; at most {self.max_bytes:,} are read. "
                "Cut it into single reports, or raise the limit with --max-bytes",
            )
        return self._guarded(name, lambda: read_bytes(path, max_bytes=self.max_bytes))

    def _guarded(self, name: str, opened: Callable[[], bytes], inner: str | None = None) -> Arrival:
        try:
            payload = opened()
        except PayloadError as error:
            return Arrival(name=name, failure=str(error))
        return Arrival(name=name, payload=payload, media_type=media_type(payload, inner or name))

    def _feed_file(self, path: Path) -> Iterator[Arrival]:
        try:
            data = read_bytes(path, max_bytes=self.max_bytes)
            feed = read_feed(data, name=str(path))
        except PayloadError as error:
            yield Arrival(name=str(path), failure=str(error))
            return
        if feed.sitemaps or (feed.entries and all(entry.content is None for entry in feed.entries)):
            # A sitemap, or a feed of bare links: its pages lie elsewhere, and nobody asked to fetch.
            yield Arrival(
                name=str(path), skip="it only lists addresses; pass its own address, and its pages are fetched"
            )
            return
        for number, entry in enumerate(feed.entries, 1):
            name = f"{path}#{entry.id or number}"
            if not self.wanted(name):
                continue
            if entry.content is None:
                yield Arrival(name=name, skip="the feed brings no text for this entry")
                continue
            yield Arrival(
                name=name,
                payload=_page(entry.content),
                media_type="text/html",
                provenance=Provenance(
                    url=entry.link, publisher=feed.title, title=entry.title, published=entry.published
                ),
                extra={"feed": str(path), "entry": entry.id},
            )

    # --- addresses ----------------------------------------------------------------------------------------------

    def _address(self, url: str, *, depth: int) -> Iterator[Arrival]:
        # The page behind an address may be a feed, so it is opened even where its own fate is known.
        fetched = self._fetch(url)
        if isinstance(fetched, Arrival):
            if self.wanted(fetched.name):
                yield fetched
            return
        if not is_feed(fetched.payload):
            if self.wanted(url):
                yield fetched_arrival(url, fetched)
            return
        try:
            feed = read_feed(fetched.payload, name=url)
        except PayloadError as error:
            yield Arrival(name=url, failure=str(error), status=fetched.status, headers=fetched.headers)
            return
        yield from self.entries(url, feed)
        for inner in feed.sitemaps:
            if depth < _DEPTH:
                yield from self._address(inner, depth=depth + 1)
            else:
                yield Arrival(name=inner, skip="sitemaps are nested too deep")

    def entries(self, url: str, feed: Feed) -> Iterator[Arrival]:
        """The pages of a feed that was fetched, each fetched; where a page cannot be had, what the feed brings."""
        for number, entry in enumerate(feed.entries, 1):
            name = entry.link or f"{url}#{entry.id or number}"
            if not self.wanted(name):
                continue
            told = Provenance(url=entry.link, publisher=feed.title, title=entry.title, published=entry.published)
            if entry.link is None or not entry.link.startswith(("http://", "https://")):
                if entry.content is None:
                    yield Arrival(name=name, skip="the entry has neither an address nor a text")
                else:
                    yield Arrival(name=name, payload=_page(entry.content), media_type="text/html", provenance=told)
                continue
            fetched = self._fetch(entry.link)
            if isinstance(fetched, Arrival):
                yield replace(fetched, name=name, extra={"feed": url})
            else:
                page = fetched_arrival(name, fetched)
                yield replace(page, extra={**page.extra, "feed": url}, provenance=_later(page.provenance, told))

    def _fetch(self, url: str) -> Fetched | Arrival:
        if self.fetcher is None:
            return Arrival(name=url, failure="fetching is switched off")
        try:
            return self.fetcher.fetch(url)
        except (FetchError, PayloadError) as error:
            return Arrival(name=url, url=url, failure=str(error))


def fetched_arrival(name: str, fetched: Fetched) -> Arrival:
    """A fetched page as an Arrival."""
    context: dict[str, Any] = {
        "name": name,
        "url": fetched.url,
        "status": fetched.status,
        "headers": fetched.headers,
        "received": fetched.received,
        "extra": {"hops": list(fetched.hops)} if fetched.hops else {},
    }
    if fetched.not_modified:
        return Arrival(**context, skip="not modified since it was last fetched")
    kind = fetched.media_type or media_type(fetched.payload, fetched.url)
    if kind not in _READ and kind != "application/xhtml+xml":
        return Arrival(**context, skip=f"pages of type {kind} are not read")
    if not fetched.payload.strip():
        return Arrival(**context, skip="the page is empty")
    exact = None if kind == "text/plain" else kind
    return Arrival(**context, payload=fetched.payload, media_type=exact, provenance=Provenance(url=fetched.url))


def _later(first: Provenance, told: Provenance) -> Provenance:
    """What the address says, and for the rest what the feed says; a feed's title stands behind the page's own."""
    return replace(first, published=first.published or told.published)


def _page(content: str) -> bytes:
    """An entry's content as a page of its own, so that it is read as HTML whatever it begins with."""
    return f"<html><body><article>{content}</article></body></html>".encode("utf-8", "surrogatepass")
