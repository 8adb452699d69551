"""Parquet in: a report a row, broken rows and files named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from onrecord.intake.gather import Gatherer


def gathered(path: Path) -> list:
    return list(Gatherer(max_bytes=10_000, wanted=lambda name: True).gather([str(path)]))


def test_a_report_a_row(tmp_path: Path) -> None:
    path = tmp_path / "news.parquet"
    rows = [
        {"text": "Norway sent a ship.", "html": None, "published": date(2024, 5, 1), "publisher": "Example"},
        {"text": None, "html": "<p>Chad met Niger.</p>", "published": None, "publisher": None},
        {"text": None, "html": None, "published": None, "publisher": "Example"},
        {"text": "x" * 30_000, "html": None, "published": None, "publisher": None},
    ]
    pq.write_table(pa.Table.from_pylist(rows), path)
    first, second, third, fourth = gathered(path)
    assert (first.name, first.payload, first.media_type) == (f"{path}:1", b"Norway sent a ship.", "text/plain")
    assert (first.provenance.published, first.provenance.publisher) == (date(2024, 5, 1), "Example")
    assert (second.payload, second.media_type) == (b"<p>Chad met Niger.</p>", "text/html")
    assert third.failure == 'the line has no "text" and no "html"'
    assert fourth.payload is None and "20,000 bytes" in str(fourth.failure)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "news.parquet"
    path.write_bytes(b"PAR1 and nothing else")
    (only,) = gathered(path)
    assert only.name == f"{path}:1"
    assert "the Parquet file cannot be read here" in str(only.failure)
