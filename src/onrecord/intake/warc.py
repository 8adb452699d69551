"""WARC and WACZ: the responses in a web archive, one an Arrival (FastWARC).

In: a `.warc`, `.warc.gz` or `.wacz` file. Out: Arrivals named `file#offset`, with address, date and headers of the
capture. Requests, metadata and revisits hold no page and are no inputs. A record that is cut off, broken or too large
is an Arrival with its failure; behind a broken one reading goes on at the next record that can be found.
"""

from __future__ import annotations

import mmap
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from onrecord.domain.report import Provenance
from onrecord.intake.arrival import Arrival

#: Media types of a response that may hold a report.
READ = frozenset({"text/html", "application/xhtml+xml", "text/plain", "application/pdf", "text/markdown"})
_NEXT_GZIP = re.compile(rb"\x1f\x8b\x08")
_NEXT_PLAIN = re.compile(rb"WARC/1\.[01]\r?\n")
#: Places at which reading is tried anew behind one broken record; a broken gzip holds many false beginnings.
_TRIES = 1000


def arrivals(
    path: Path, *, max_bytes: int, wanted: Callable[[str], bool], label: str | None = None
) -> Iterator[Arrival]:
    """The responses of a WARC file.

    Args:
        path: The file.
        max_bytes: Largest page that is read.
        wanted: Whether the input of a name is still to be read.
        label: What to call the file; its path if None.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    name = label or str(path)
    try:
        file = path.open("rb")
    except OSError as error:
        yield Arrival(name=name, failure=f"the file cannot be opened ({error.strerror}). Check the path")
        return
    with file:
        size = path.stat().st_size
        start, last, tries = 0, -1, 0
        while start < size:
            file.seek(start)
            records = ArchiveIterator(file, record_types=WarcRecordType.any_type, parse_http=False)
            seen = False
            try:
                for record in records:
                    position = start + record.stream_pos
                    if position > last:
                        seen, last, tries = True, position, 0
                        yield from _arrival(record, f"{name}#{position}", max_bytes, wanted)
                return
            except OSError as error:
                following = _following(file, max(last, start))
                if tries == 0 or seen:
                    yield Arrival(
                        name=f"{name}#{max(last, start)}+",
                        failure=f"the archive is broken behind byte {max(last, start):,} ({error}). "
                        "Download it again; the records behind the break are read as far as they can be found",
                    )
                tries += 1
                if following is None or tries > _TRIES:
                    return
                start = following
                last = max(last, start - 1)


def _following(file: Any, position: int) -> int | None:
    """Where the next record may begin behind a break, or None."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        packed = data[:2] == b"\x1f\x8b"
        found = (_NEXT_GZIP if packed else _NEXT_PLAIN).search(data, position + 1)
        return None if found is None else found.start()


def _arrival(record: Any, name: str, max_bytes: int, wanted: Callable[[str], bool]) -> Iterator[Arrival]:
    from fastwarc.warc import WarcRecordType

    if record.record_type not in (WarcRecordType.response, WarcRecordType.resource):
        return
    if not wanted(name):
        return
    head = {key: value for key, value in record.headers.items()}
    url = head.get("WARC-Target-URI", "").strip("<>") or None
    told = head.get("Content-Length")
    where = f"{name} ({url})" if url else name
    if told is None:
        yield Arrival(
            name=name, url=url, failure=f"{where}: the record ends within its header. Download the file again"
        )
        return
    if record.content_length > 4 * max_bytes:
        yield Arrival(name=name, url=url, failure=f"{where}: the record has {record.content_length:,} bytes, too many")
        return
    expected = record.content_length
    record.freeze()
    if record.content_length < expected:
        yield Arrival(
            name=name,
            url=url,
            failure=f"{where}: the record ends after {record.content_length:,} of {expected:,} bytes. "
            "Download the file again",
        )
        return
    status, headers = 200, {}
    media_type = head.get("Content-Type", "").partition(";")[0].strip().lower()
    try:
        if record.is_http:
            record.parse_http(auto_decode="all")
            status = record.http_headers.status_code or 0
            headers = dict(record.http_headers.items())
            media_type = (record.http_content_type or "").lower()
        payload = record.reader.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        yield Arrival(name=name, url=url, failure=f"{where}: the response cannot be unpacked ({error})")
        return
    context: dict[str, Any] = {
        "name": name,
        "url": url,
        "status": status,
        "headers": headers,
        "received": head.get("WARC-Date"),
        "extra": {"warc": head},
    }
    if status != 200:
        yield Arrival(**context, skip=f"the server answered {status}")
    elif media_type and media_type not in READ:
        yield Arrival(**context, skip=f"pages of type {media_type} are not read")
    elif len(payload) > max_bytes:
        yield Arrival(**context, failure=f"{where}: more than {max_bytes:,} bytes come out of it. Raise --max-bytes")
    elif not payload.strip():
        yield Arrival(**context, skip="the response is empty")
    else:
        kind = media_type if media_type and media_type != "text/plain" else None
        yield Arrival(**context, payload=payload, media_type=kind, provenance=Provenance(url=url))


def wacz_arrivals(path: Path, *, max_bytes: int, wanted: Callable[[str], bool]) -> Iterator[Arrival]:
    """The responses of all WARC files in a WACZ.

    The archives inside are unpacked one at a time, never to more than the zip's directory says that they hold.
    """
    try:
        with zipfile.ZipFile(path) as holder:
            members = sorted(
                m.filename for m in holder.infolist() if re.fullmatch(r"archive/.+\.warc(\.gz)?", m.filename)
            )
            if not members:
                yield Arrival(
                    name=str(path), failure="the zip archive holds no `archive/*.warc`. Unpack it and add what it holds"
                )
                return
            for member in members:
                info = holder.getinfo(member)
                if info.file_size > 1000 * max(info.compress_size, 1):
                    yield Arrival(
                        name=f"{path}!{member}",
                        failure="it is packed more than 1000:1, as no archive is. Look into it by hand",
                    )
                    continue
                with TemporaryDirectory(prefix="onrecord-wacz-") as folder:
                    target = Path(folder) / "member.warc"
                    with holder.open(member) as source, target.open("wb") as sink:
                        left = info.file_size
                        while left > 0 and (piece := source.read(min(left, 1 << 20))):
                            sink.write(piece)
                            left -= len(piece)
                    yield from arrivals(target, max_bytes=max_bytes, wanted=wanted, label=f"{path}!{member}")
    except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError) as error:
        yield Arrival(name=str(path), failure=f"the zip archive cannot be read on ({error}). Download it again")
