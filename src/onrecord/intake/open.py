"""Open what a user names: a file, or standard input. Bytes in, a Report out; the media type is told by the bytes.

Nothing is decoded or extracted here: the bytes are kept as they came, and `reading.article` reads them. Refused with
a reason: empty files, files over the size limit, folders, and bytes that are of no kind that is read.
"""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

from onrecord.domain.report import Provenance, Report
from onrecord.errors import PayloadError

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (b"\x7fELF", "application/x-executable"),
    (b"WARC/", "application/warc"),
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0", "application/msword"),
)
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<article[\s>]|<p[\s>][^<]*|<div[\s>]", re.I)
_FEED = re.compile(rb"<(rss|feed|rdf:RDF)[\s>]", re.I)
_MAIL = re.compile(rb"\A(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}\r?\n", re.M)
_MAIL_FIELD = re.compile(rb"^(from|subject|message-id|mime-version):", re.I | re.M)
_SUFFIXES = {".md": "text/markdown", ".markdown": "text/markdown", ".eml": "message/rfc822"}


def media_type(payload: bytes, name: str = "-") -> str:
    """The media type of some bytes, by the bytes first and by the name's ending where they leave it open."""
    for magic, told in _MAGIC:
        if payload.startswith(magic):
            return told
    if payload.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return "text/plain"
    head = payload[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if _FEED.search(head[:1024]):
        return "application/rss+xml"
    suffix = Path(name).suffix.lower()
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    if _HTML.search(head[:2048]) and (head.startswith(b"<") or suffix in (".html", ".htm", ".xhtml")):
        return "text/html"
    if suffix in (".html", ".htm", ".xhtml"):
        return "text/html"
    if _MAIL.match(head) and len(_MAIL_FIELD.findall(head)) >= 2:
        return "message/rfc822"
    sample = payload[:65536]
    odd = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in sample)
    if odd > max(8, len(sample) // 20):
        return "application/octet-stream"
    return "text/plain"


def report_of(
    payload: bytes,
    *,
    name: str = "-",
    published: date | None = None,
    publisher: str | None = None,
    url: str | None = None,
    title: str | None = None,
    max_bytes: int = 20_000_000,
    kind: str | None = None,
) -> Report:
    """A Report of some bytes.

    Args:
        payload: The bytes as received.
        name: What to call them in messages.
        published: Publication date, if the user knows it; it goes before what the page says.
        publisher: Publisher, likewise.
        url: Address, likewise.
        title: Title, likewise.
        max_bytes: Larger payloads are refused.
        kind: Media type, where it is known; else it is told by the bytes.

    Raises:
        PayloadError: The bytes are empty, too many, or of no kind that is read.
    """
    if not payload.strip():
        raise PayloadError("the report is empty", where=name, remedy="Pass a file that holds a text or a page")
    if len(payload) > max_bytes:
        raise PayloadError(
            f"the report has {len(payload):,} bytes; at most {max_bytes:,} are read",
            where=name,
            remedy="Cut it into single reports, or raise the limit with --max-bytes",
        )
    found = kind or media_type(payload, name)
    return Report(
        payload=payload,
        media_type=found,
        provenance=Provenance(url=url, publisher=publisher, title=title, published=published),
        name=name,
    )


def read_bytes(source: str | Path, *, max_bytes: int = 20_000_000) -> bytes:
    """The bytes of a file, or of standard input for `-`; never more than one over the limit.

    Raises:
        PayloadError: There is no such file, or it cannot be read.
    """
    if str(source) == "-":
        return sys.stdin.buffer.read(max_bytes + 1)
    path = Path(source)
    try:
        with path.open("rb") as file:
            return file.read(max_bytes + 1)
    except OSError as error:
        reason = "is a folder" if path.is_dir() else (error.strerror or str(error)).lower()
        raise PayloadError(f"cannot be opened ({reason})", where=str(source), remedy="Check the path") from error
    except ValueError as error:
        raise PayloadError("is not a path", where=repr(str(source)), remedy="Check the path") from error
