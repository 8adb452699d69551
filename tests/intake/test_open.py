"""Opening what a user names: media types by the bytes, and clear refusals."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from onrecord.errors import PayloadError
from onrecord.intake.open import media_type, read_bytes, report_of


@pytest.mark.parametrize(
    ("payload", "name", "expected"),
    [
        (b"<!DOCTYPE html><html><body>x</body></html>", "-", "text/html"),
        (b"  \n<html><p>x</p></html>", "a.txt", "text/html"),
        (b"\xef\xbb\xbf<!doctype html><p>x", "-", "text/html"),
        (b"<p>Talks go on.", "a.html", "text/html"),
        (b"Talks <p> go on.", "-", "text/plain"),
        (b"Talks go on.", "a.md", "text/markdown"),
        (b"From: a@b.example\nSubject: Talks\n\nThey go on.", "-", "message/rfc822"),
        (b"Note: this is text.\nThey go on.\n", "-", "text/plain"),
        (b"%PDF-1.7 ...", "report.txt", "application/pdf"),
        (b"PK\x03\x04....", "-", "application/zip"),
        ("Talks go on.".encode("utf-16"), "-", "text/plain"),
        (bytes(range(256)) * 8, "-", "application/octet-stream"),
        (b'<?xml version="1.0"?><rss version="2.0"></rss>', "-", "application/rss+xml"),
    ],
)
def test_media_type_is_told_by_the_bytes(payload: bytes, name: str, expected: str) -> None:
    assert media_type(payload, name) == expected


@pytest.mark.parametrize("payload", [b"", b" \n\t "])
def test_an_empty_report_is_refused(payload: bytes) -> None:
    with pytest.raises(PayloadError, match=r"a\.txt: the report is empty"):
        report_of(payload, name="a.txt")


def test_a_report_over_the_limit_is_refused_with_both_sizes() -> None:
    with pytest.raises(PayloadError, match="has 11 bytes; at most 10"):
        report_of(b"x" * 11, max_bytes=10)


def test_a_file_over_the_limit_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    path.write_bytes(b"x" * 1000)
    assert len(read_bytes(path, max_bytes=10)) == 11


@pytest.mark.parametrize("name", ["nothing-here.txt", ".", "bad\0name"])
def test_what_cannot_be_opened_says_so(name: str) -> None:
    with pytest.raises(PayloadError, match="path"):
        read_bytes(name)


def test_what_the_user_knows_is_kept() -> None:
    report = report_of(
        b"Talks go on.", published=date(2023, 8, 30), publisher="The Harbour Ledger", url="https://x.example/"
    )
    assert report.provenance.published == date(2023, 8, 30)
    assert report.provenance.publisher == "The Harbour Ledger"
    assert report.payload_id.startswith("sha256:")
