"""A batch with engines that need no models: every record has one fate, a dead run is continued, files are whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.batch.parquet import read_table
from onrecord.batch.record import Record, Result, failed
from onrecord.batch.run import run_batch
from onrecord.domain.contract import reading_to_dict
from onrecord.domain.reading import Reading, Recipe
from onrecord.domain.report import Article, Block, BlockKind, Provenance
from onrecord.domain.span import Span
from onrecord.errors import CaseError
from onrecord.intake.arrival import Arrival
from onrecord.settings import Settings

RECIPE: dict[str, object] = {"onrecord": "0", "knowledge": "k", "models": {}}


def arrivals(count: int) -> list[Arrival]:
    made = [Arrival(name=f"in.jsonl:{i + 1}", payload=f"Report {i}.".encode()) for i in range(count)]
    made[3] = Arrival(name="in.jsonl:4", failure="the line is not JSON")
    return made


def reading(text: str) -> dict[str, Any]:
    article = Article(
        text=text,
        blocks=(Block(kind=BlockKind.BODY, span=Span(0, len(text))),),
        provenance=Provenance(),
        payload_id="sha256:0",
    )
    return reading_to_dict(Reading(recipe=Recipe(onrecord="0", knowledge="k"), report=article))


def engine(records: Iterable[Record], settings: Settings) -> Iterator[Result]:
    held = list(records)
    for record in reversed(held):
        if record.arrival.failure is not None:
            yield failed(record, record.arrival.failure)
            continue
        text = (record.arrival.payload or b"").decode()
        yield Result(
            index=record.index, shard=record.shard, name=record.arrival.name, fate="read", reading=reading(text)
        )


def tree(out: Path) -> dict[str, str]:
    return {p.relative_to(out).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in out.rglob("*.parquet")}


def test_every_record_is_in_the_account_once(tmp_path: Path) -> None:
    summary = run_batch(arrivals(10), tmp_path, Settings(), engine, recipe=RECIPE, shard_size=4)
    account = list(read_table(tmp_path, "account"))
    assert [row["index"] for row in account] == list(range(10))
    assert summary.fates == {"read": 9, "failed": 1}
    broken = account[3]
    assert (broken["input"], broken["line"], broken["fate"]) == ("in.jsonl", 4, "failed")
    assert broken["reason"] == "the line is not JSON"
    assert len(list(read_table(tmp_path, "readings"))) == 9


def test_a_run_that_died_is_continued_and_gives_the_same_files(tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    run_batch(arrivals(10), whole, Settings(), engine, recipe=RECIPE, shard_size=4)

    def dying(records: Iterable[Record], settings: Settings) -> Iterator[Result]:
        for count, result in enumerate(engine(list(records)[:9], settings)):
            if count == 7:
                raise KeyboardInterrupt
            yield result

    with pytest.raises(KeyboardInterrupt):
        run_batch(arrivals(10), broken, Settings(), dying, recipe=RECIPE, shard_size=4)
    (broken / "account" / "day=unknown" / "shard-000002.parquet").parent.mkdir(parents=True, exist_ok=True)
    (broken / "account" / "day=unknown" / "shard-000002.parquet").write_bytes(b"half a file")
    summary = run_batch(arrivals(10), broken, Settings(), engine, recipe=RECIPE, shard_size=4)
    assert summary.resumed == 1
    assert tree(broken) == tree(whole)


def test_a_damaged_shard_is_read_again(tmp_path: Path) -> None:
    run_batch(arrivals(10), tmp_path, Settings(), engine, recipe=RECIPE, shard_size=4)
    before = tree(tmp_path)
    target = tmp_path / "readings" / "day=unknown" / "shard-000001.parquet"
    target.write_bytes(target.read_bytes()[:-1] + b"x")
    summary = run_batch(arrivals(10), tmp_path, Settings(), engine, recipe=RECIPE, shard_size=4)
    assert (summary.shards, summary.resumed) == (1, 2)
    assert tree(tmp_path) == before


def test_another_recipe_needs_another_folder(tmp_path: Path) -> None:
    run_batch(arrivals(10), tmp_path, Settings(), engine, recipe=RECIPE)
    with pytest.raises(CaseError, match="another recipe"):
        run_batch(arrivals(10), tmp_path, Settings(), engine, recipe={**RECIPE, "knowledge": "other"})


def test_an_engine_that_loses_records_is_an_error(tmp_path: Path) -> None:
    def losing(records: Iterable[Record], settings: Settings) -> Iterator[Result]:
        yield from list(engine(records, settings))[:-1]

    with pytest.raises(RuntimeError, match="1 records unanswered"):
        run_batch(arrivals(10), tmp_path, Settings(), losing, recipe=RECIPE)


def test_the_reading_comes_back_whole(tmp_path: Path) -> None:
    run_batch(arrivals(5), tmp_path, Settings(), engine, recipe=RECIPE)
    row = next(iter(read_table(tmp_path, "readings")))
    assert json.loads(row["reading"]) == reading("Report 0.")
