"""Linking a batch in parts gives what linking all of it at once gives."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from onrecord.batch.link import link_batch, parts_of
from onrecord.batch.parquet import write_links, write_shard
from onrecord.batch.record import Result
from onrecord.domain.contract import reading_to_dict
from onrecord.domain.reading import Reading
from onrecord.errors import PayloadError
from onrecord.linking.link import link
from onrecord.settings import Settings
from onrecord.workflows.read import read_text

TEXTS = (
    ("2024-05-01", "Iran shipped 200 drones to Russia on Monday, Ukraine's defence ministry said. Moscow denied it."),
    ("2024-05-02", "Russia received 200 drones from Iran on Monday, officials in Kyiv said."),
    ("2024-05-02", "Norway's foreign minister met his Swedish counterpart in Oslo on Wednesday."),
    ("2024-05-03", "The foreign ministers of Norway and Sweden met in Oslo on Wednesday, the Norwegian ministry said."),
    ("2024-07-09", "Chad signed a trade agreement with Niger on Tuesday."),
)


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    from datetime import date

    settings = Settings(use_encoder=False)
    return [read_text(text, published=date.fromisoformat(day), settings=settings) for day, text in TEXTS]


@pytest.fixture
def folder(tmp_path: Path, readings: list[Reading]) -> Path:
    results = [
        Result(index=at, shard=0, name=f"r{at}", fate="read", reading=reading_to_dict(reading))
        for at, reading in enumerate(readings)
    ]
    write_shard(tmp_path, 0, results)
    return tmp_path


@pytest.mark.parametrize("workers", [1, 2])
def test_parts_give_what_the_whole_gives(folder: Path, readings: list[Reading], workers: int) -> None:
    whole = link(readings)
    assert len(whole.events) > 2 and any(len(event.claims) > 1 for event in whole.events)
    assert len(parts_of(readings)) > 1
    events, judgements = link_batch(folder, workers=workers)
    assert events == [event.to_dict() for event in whole.events]
    assert judgements == [judgement.to_dict() for judgement in whole.judgements]


def test_events_are_written_beside_the_claims(folder: Path) -> None:
    events, judgements = link_batch(folder)
    write_links(folder, events, judgements)
    rows = pq.read_table(folder / "events" / "events.parquet").to_pylist()
    assert [json.loads(row["event"]) for row in rows] == events
    assert pq.read_table(folder / "links" / "links.parquet").num_rows == len(judgements)


def test_a_folder_without_a_batch_is_named(tmp_path: Path) -> None:
    with pytest.raises(PayloadError, match="there are no readings"):
        link_batch(tmp_path)
