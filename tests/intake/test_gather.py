"""Single inputs out of whatever holds them; broken and hostile containers included."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from onrecord.errors import PayloadError
from onrecord.intake.arrival import Arrival
from onrecord.intake.feed import read_feed
from onrecord.intake.gather import Gatherer

PAGE = b"<html><body><p>Hello there.</p></body></html>"


def gather(*inputs: Path | str, max_bytes: int = 100_000, done: frozenset[str] = frozenset()) -> list[Arrival]:
    return list(Gatherer(max_bytes=max_bytes, wanted=lambda name: name not in done).gather([str(i) for i in inputs]))


def fates(arrivals: list[Arrival]) -> list[str]:
    return ["failure" if a.failure else "skip" if a.skip else "reading" if a.reading else "payload" for a in arrivals]


def warc(
    url: str,
    body: bytes,
    *,
    kind: str = "text/html",
    status: str = "200 OK",
    head: bytes = b"",
    type_: str = "response",
) -> bytes:
    http = b"HTTP/1.1 " + status.encode() + b"\r\nContent-Type: " + kind.encode() + b"\r\n" + head + b"\r\n" + body
    fields = (
        f"WARC/1.0\r\nWARC-Type: {type_}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-03-01T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:0000>\r\nContent-Type: application/http; msgtype={type_}\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return fields.encode() + http + b"\r\n\r\n"


def test_a_folder_is_walked_in_order_and_what_is_not_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.html").write_bytes(PAGE)
    (tmp_path / "one.txt").write_text("Hello.")
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    (tmp_path / ".hidden").write_text("no input")
    found = gather(tmp_path)
    assert [Path(a.name).name for a in found] == ["empty.txt", "one.txt", "photo.png", "two.html"]
    assert fates(found) == ["skip", "payload", "skip", "payload"]
    assert "image/png" in (found[2].skip or "")
    assert fates(gather(tmp_path / "photo.png")) == ["failure"]
    assert fates(gather(tmp_path / "nothing.txt")) == ["failure"]


def test_a_name_given_twice_is_one_input_and_a_done_one_is_not_opened(tmp_path: Path) -> None:
    file = tmp_path / "one.txt"
    file.write_text("Hello.")
    assert len(gather(file, file)) == 1
    assert gather(file, done=frozenset({str(file)})) == []


def test_json_lines_keep_what_they_bring_and_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    lines = [
        json.dumps(
            {
                "id": 7,
                "url": "http://a.example/",
                "publisher": "A",
                "published": "2024-03-01T09:00:00Z",
                "title": "T",
                "text": "One.",
                "topic": "x",
            }
        ),
        "{broken",
        json.dumps({"id": 8, "html": "<p>Two.</p>", "text": "Two."}),
        json.dumps({"id": 9}),
        json.dumps([1]),
        json.dumps({"text": "Three.", "published": "yesterday"}),
        "",
        json.dumps({"text": "Four.", "tlp": "amber"}),
    ]
    file.write_text("\n".join(lines))
    found = gather(file)
    assert [a.name.rpartition(":")[2] for a in found] == ["1", "2", "3", "4", "5", "6", "8"]
    assert fates(found) == ["payload", "failure", "payload", "failure", "failure", "failure", "payload"]
    first = found[0]
    assert (first.payload, first.media_type, first.extra) == (b"One.", "text/plain", {"id": 7, "topic": "x"})
    assert str(first.provenance.published) == "2024-03-01"
    assert found[2].media_type == "text/html" and found[2].extra == {"id": 8, "text": "Two."}
    assert found[6].provenance.tlp == "AMBER"
    packed = tmp_path / "in.jsonl.gz"
    packed.write_bytes(gzip.compress(file.read_bytes()))
    assert [a.payload for a in gather(packed)] == [a.payload for a in found]
    packed.write_bytes(gzip.compress(file.read_bytes())[:-30])
    assert fates(gather(packed))[-1] == "failure"


def test_a_line_longer_than_the_limit_costs_only_itself(tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text(json.dumps({"text": "x" * 5000}) + "\n" + json.dumps({"text": "Two."}) + "\n")
    assert fates(gather(file, max_bytes=1000)) == ["failure", "payload"]


@pytest.mark.parametrize("packed", [False, True])
def test_a_web_archive_gives_its_pages(tmp_path: Path, packed: bool) -> None:
    records = [
        warc("http://a.example/1", PAGE),
        warc("http://a.example/2", gzip.compress(PAGE), head=b"Content-Encoding: gzip\r\n"),
        warc("http://a.example/3", b"gone", status="404 Not Found"),
        warc("http://a.example/4", b"\xff\xd8\xff", kind="image/jpeg"),
        warc("http://a.example/1", b"GET / HTTP/1.1\r\n\r\n", type_="request"),
    ]
    file = tmp_path / ("a.warc.gz" if packed else "a.warc")
    file.write_bytes(b"".join(gzip.compress(r) if packed else r for r in records))
    found = gather(file)
    assert fates(found) == ["payload", "payload", "skip", "skip"]
    assert [a.payload for a in found[:2]] == [PAGE, PAGE]
    assert found[0].received == "2024-03-01T10:00:00Z"
    assert found[0].headers == {"Content-Type": "text/html"}
    assert found[0].provenance.url == "http://a.example/1"


def test_a_record_that_is_cut_off_is_named_with_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "a.warc"
    file.write_bytes((warc("http://a.example/1", PAGE) + warc("http://a.example/2", b"x" * 5000))[:-1500])
    found = gather(file)
    assert fates(found) == ["payload", "failure"]
    assert "http://a.example/2" in (found[1].failure or "") and "of 5,0" in (found[1].failure or "")


def test_behind_a_broken_record_reading_goes_on(tmp_path: Path) -> None:
    members = [bytearray(gzip.compress(warc(f"http://a.example/{n}", PAGE * 50 + b"%d" % n))) for n in range(4)]
    for position in range(20, len(members[1]) - 10):
        members[1][position] ^= 0x5A
    file = tmp_path / "a.warc.gz"
    file.write_bytes(b"".join(members))
    found = gather(file)
    good = [a.provenance.url for a in found if a.payload]
    assert "http://a.example/2" in good and "http://a.example/3" in good
    assert "failure" in fates(found)


def test_bombs_are_refused_while_they_unpack(tmp_path: Path) -> None:
    bomb = gzip.compress(b"a" * 20_000_000)
    (tmp_path / "bomb.txt.gz").write_bytes(bomb)
    (tmp_path / "bomb.warc").write_bytes(warc("http://a.example/", bomb, head=b"Content-Encoding: gzip\r\n"))
    with zipfile.ZipFile(tmp_path / "bomb.wacz", "w", zipfile.ZIP_DEFLATED) as holder:
        holder.writestr("archive/data.warc", b"\0" * 20_000_000)
    found = gather(tmp_path)
    assert fates(found) == ["failure", "failure", "failure"]


def test_a_file_over_the_limit_is_not_read_into_memory(tmp_path: Path) -> None:
    file = tmp_path / "huge.txt"
    with file.open("wb") as sparse:
        sparse.write(b"Hello there. " * 1000)
        sparse.truncate(1_000_000_000)
    (found,) = gather(file)
    assert "1,000,000,000" in (found.failure or "")


def test_a_wacz_gives_the_pages_of_its_archives(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as holder:
        holder.writestr("datapackage.json", "{}")
        holder.writestr("archive/data.warc.gz", gzip.compress(warc("http://a.example/1", PAGE)))
    (found,) = gather(tmp_path / "a.wacz")
    assert found.payload == PAGE and found.name.endswith("a.wacz!archive/data.warc.gz#0")
    (tmp_path / "broken.wacz").write_bytes(b"PK\x03\x04 nothing")
    assert fates(gather(tmp_path / "broken.wacz")) == ["failure"]


RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>The Post</title>
<item><title>One</title><link>http://a.example/1</link><pubDate>Fri, 01 Mar 2024 10:00:00 GMT</pubDate>
<description>&lt;p&gt;Vostania sent rockets.&lt;/p&gt;</description></item>
<item><title>Two</title><link>http://a.example/2</link></item></channel></rss>"""


def test_a_feed_on_disk_is_read_for_what_it_brings(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_bytes(RSS)
    found = gather(tmp_path / "feed.xml")
    assert fates(found) == ["payload", "skip"]
    told = found[0].provenance
    assert (told.url, told.publisher, str(told.published)) == ("http://a.example/1", "The Post", "2024-03-01")
    assert b"Vostania sent rockets." in (found[0].payload or b"")


def test_a_feed_of_ten_thousand_entries_keeps_them_all() -> None:
    items = "".join(f"<item><link>http://a.example/{n}</link><title>{n}</title></item>" for n in range(10_000))
    feed = read_feed(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), name="feed")
    assert [e.link for e in feed.entries] == [f"http://a.example/{n}" for n in range(10_000)]


def test_sitemaps_list_pages_and_sitemaps() -> None:
    urls = (
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>http://a.example/1</loc></url></urlset>'
    )
    assert [e.link for e in read_feed(urls, name="s").entries] == ["http://a.example/1"]
    index = b'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>http://a.example/s.xml</loc></sitemap></sitemapindex>'
    assert read_feed(index, name="s").sitemaps == ("http://a.example/s.xml",)


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title></channel></rss>',
        b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><feed><title>&b;</title></feed>',
        b'<!DOCTYPE urlset SYSTEM "http://a.example/x.dtd"><urlset></urlset>',
        b"<urlset><url><loc>http://a.example/",
        b"<rss>",
        b"nothing of the kind",
    ],
)
def test_entities_and_nonsense_are_refused(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(PayloadError):
        read_feed(data, name="feed")
    file = tmp_path / "feed.rss"
    file.write_bytes(data)
    assert "root:" not in str(gather(file))
