"""Every input has one fate; nothing is lost or doubled, whatever happens on the way."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from casebook_support import TEXT, FakeReader, new_case, reading
from onrecord.domain.casebook import Entry
from onrecord.domain.contract import reading_to_dict
from onrecord.domain.query import ClaimQuery
from onrecord.domain.reading import Reading, Recipe
from onrecord.domain.report import Tlp
from onrecord.errors import CaseError
from onrecord.exports import export
from onrecord.intake.arrival import Arrival
from onrecord.store import queries, reports, runs, writes
from onrecord.store import tables as t
from onrecord.store.case import Case, open_case
from onrecord.workflows.ingest import IngestOptions, ingest
from onrecord.workflows.verify import verify

OPTIONS = IngestOptions(by="ann", fetch=None)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    made = new_case(tmp_path)
    yield made
    made.close()


def add(case: Case, *inputs: Path, reader: FakeReader | None = None, options: IngestOptions = OPTIONS) -> list[Entry]:
    lines: list[Entry] = []
    ingest(case, [str(i) for i in inputs], reader or FakeReader(), options, told=lines.append)
    return lines


def test_each_fate(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT)
    (folder / "b.txt").write_text(TEXT)
    (folder / "c.html").write_text(f"<html><body>{TEXT}</body></html>")
    (folder / "d.txt").write_text(" \n ")
    (folder / "e.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    (folder / "f.txt").write_text("explode")
    (folder / "g.txt").write_bytes(b"\x7fELF" + b"\0" * 64)
    (folder / "h.html").write_text("<html><body><p></p></body></html>")
    lines = add(case, folder)
    told = {Path(e.input).name: str(e.fate) for e in lines}
    assert told == {
        "a.txt": "read",
        "b.txt": "duplicate",
        "c.html": "duplicate",
        "d.txt": "skipped",
        "e.png": "skipped",
        "f.txt": "failed",
        "g.txt": "skipped",
        "h.html": "skipped",
    }
    again = add(case, folder)
    assert {Path(e.input).name: str(e.fate) for e in again}["a.txt"] == "unchanged"
    with case.read() as connection:
        assert len(queries.find_claims(connection, ClaimQuery()).rows) == 3
        logged = runs.runs(connection)
        assert [sum(run.fates.values()) for run in logged] == [8, 8]
        assert runs.account(connection, 1) == lines


def test_the_chain_of_custody_names_every_arrival(case: Case, tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    row = {"id": 5, "url": "http://a.example/1", "publisher": "A", "published": "2024-05-14", "text": TEXT, "desk": "x"}
    file.write_text(json.dumps(row) + "\n" + json.dumps({**row, "publisher": "B", "url": "http://b.example/1"}))
    lines = add(case, file)
    assert [str(e.fate) for e in lines] == ["read", "duplicate"]
    with case.read() as connection:
        arrivals = reports.receipts_of(connection, 1)
        assert [(a["publisher"], a["url"], a["by"]) for a in arrivals] == [
            ("A", "http://a.example/1", "ann"),
            ("B", "http://b.example/1", "ann"),
        ]
        assert arrivals[0]["extra"] == {"id": 5, "desk": "x"}
        assert case.kept.fetch(arrivals[0]["payload"]) == TEXT.encode()


def test_a_date_that_comes_later_is_read_again(case: Case, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT)
    add(case, file)
    lines = add(case, file, options=IngestOptions(by="ann", fetch=None, published=date(2024, 5, 14), publisher="A"))
    assert [str(e.fate) for e in lines] == ["read"]
    with case.read() as connection:
        assert {c.published for c in queries.find_claims(connection, ClaimQuery()).rows} == {"2024-05-14"}
        assert queries.count_claims(connection, ClaimQuery(superseded=True)) == 6
    lines = add(case, file, options=IngestOptions(by="ann", fetch=None, published=date(2024, 5, 15)))
    assert [str(e.fate) for e in lines] == ["unchanged"]


def test_a_marking_given_with_the_input_holds(case: Case, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT)
    add(case, file, options=IngestOptions(by="ann", fetch=None, tlp=Tlp.AMBER))
    with case.read() as connection:
        assert queries.count_claims(connection, ClaimQuery(), tlp_max=Tlp.GREEN) == 0
        assert queries.count_claims(connection, ClaimQuery(), tlp_max=Tlp.AMBER) == 3


def test_a_page_edited_behind_its_claims_is_noticed(case: Case, tmp_path: Path) -> None:
    def page(name: str, text: str) -> Path:
        file = tmp_path / name
        file.write_text(json.dumps({"url": "http://a.example/1", "published": "2024-05-14", "text": text}))
        return file

    add(case, page("one.jsonl", TEXT))
    softer = FakeReader()
    changed = TEXT.replace("Sudania denied it. ", "").replace("aboard the Blue", "this spring aboard the Blue")
    add(case, page("two.jsonl", changed), reader=FakeReader(status=softer.status.__class__.SOUGHT))
    with case.read() as connection:
        (version,) = reports.versions_of(connection)
        kinds = {edit["claim"]: edit["kind"] for edit in version["edits"]}
        types = {c.key: c.data["type"] for c in queries.find_claims(connection, ClaimQuery()).rows}
        assert {types[key]: kind for key, kind in kinds.items()} == {
            "TRANSFER": "softened",
            "REJECT": "removed",
            "CONSULT": "kept",
        }


def test_what_is_exported_is_taken_back_without_loss(case: Case, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT)
    add(case, file)
    with case.read() as connection:
        told = reports.reading(connection, 1)
    out = tmp_path / "out.jsonl"
    out.write_text("".join(export([told], "jsonl")))
    other = new_case(tmp_path, "other.db")
    try:
        assert [str(e.fate) for e in add(other, out)] == ["read"]
        assert [str(e.fate) for e in add(other, out)] == ["unchanged"]
        with other.read() as connection:
            assert reports.reading(connection, 1) == told
        assert verify(other, FakeReader()).faults == ()
    finally:
        other.close()


def test_an_altered_reading_is_not_taken(case: Case, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT)
    add(case, file)
    with case.read() as connection:
        data = reports.reading(connection, 1).to_dict()
    data["report"]["text"] = data["report"]["text"].replace("40", "90")
    out = tmp_path / "out.jsonl"
    out.write_text(json.dumps(data) + "\n" + json.dumps({"format": data["format"]}))
    assert [str(e.fate) for e in add(case, out)] == ["failed", "failed"]


def test_a_run_that_died_is_taken_up_and_its_account_is_whole(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(6):
        (folder / f"{n}.txt").write_text(TEXT + f" Part {n}.")

    class Dies(FakeReader):
        def read(self, article: object) -> object:  # type: ignore[override]
            if self.readings == 3:
                raise KeyboardInterrupt
            return super().read(article)  # type: ignore[arg-type]

    with pytest.raises(KeyboardInterrupt):
        add(case, folder, reader=Dies())
    second = FakeReader()
    lines = add(case, folder, reader=second)
    assert (len(lines), second.readings) == (3, 3)
    with case.read() as connection:
        (run,) = runs.runs(connection)
        assert (run.state, dict(run.fates)) == ("finished", {"read": 6})
    # A run that ended is not taken up; the next one finds all as it was.
    assert {str(e.fate) for e in add(case, folder)} == {"unchanged"}


def test_another_recipe_does_not_take_up_a_dead_run(case: Case, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT)
    with case.write() as connection:
        runs.begin_run(
            connection, "add", inputs=[str(file)], options=OPTIONS.told(), by="ann", program="x", recipe=None
        )
    add(case, file, reader=FakeReader(Recipe(onrecord="9", knowledge="9", models={})))
    with case.read() as connection:
        assert [r.state for r in runs.runs(connection)] == ["finished", "running"]


def test_two_writers_do_not_tread_on_each_other(case: Case, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT)
    other = open_case(case.address, write=True, busy_ms=200)
    try:
        with case.lock("add"), pytest.raises(CaseError, match="onrecord add"):
            add(other, file)
        with case.write(), pytest.raises(CaseError, match="locked"), other.write():
            pass
        # Short writes wait for each other, and readers for nobody.
        with case.write(), other.read() as connection:
            assert queries.count_claims(connection, ClaimQuery()) == 0
    finally:
        other.close()
    assert [str(e.fate) for e in add(case, file)] == ["read"]


def test_a_full_disk_ends_the_run_and_loses_nothing(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(30):
        (folder / f"{n:02}.txt").write_text(TEXT + f" Part {n}. " + f"word{n} " * 3000)
    add(case, folder / "00.txt")
    with case.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    case.engine.dispose()

    @sa.event.listens_for(case.engine, "connect")
    def small(raw: object, _record: object) -> None:
        raw.execute(f"PRAGMA max_page_count = {pages + 60}")  # type: ignore[attr-defined]

    with pytest.raises(CaseError, match="full"):
        add(case, folder)
    sa.event.remove(case.engine, "connect", small)
    case.engine.dispose()
    found = verify(case, FakeReader())
    assert found.faults == () and found.reports < 30
    add(case, folder)
    assert verify(case, FakeReader()).reports == 30


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        missing = Path("/proc/onrecord.db")
        with pytest.raises(CaseError, match="cannot be opened"):
            open_case(missing, write=True)
        return
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    with pytest.raises(CaseError, match="cannot be opened"):
        open_case(folder / "onrecord.db", write=True)


def run_until_killed(address: Path, folder: Path, seconds: float) -> None:
    """An `add` in a process of its own, killed after so long; forked, so that it is at work at once."""
    pid = os.fork()
    if pid == 0:
        try:
            case = open_case(address, write=True)
            ingest(case, [str(folder)], FakeReader(), OPTIONS)
        finally:
            os._exit(0)
    time.sleep(seconds)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


_VOLATILE = {"started", "finished", "at", "made", "added", "received", "first_received", "superseded"}


def content(case: Case) -> dict[str, list[tuple[object, ...]]]:
    """Everything in a case but the times at which it came in."""
    with case.read() as connection:
        return {
            table.name: sorted(
                map(repr, connection.execute(sa.select(*(c for c in table.c if c.name not in _VOLATILE))).all())
            )
            for table in t.metadata.sorted_tables
        }  # type: ignore[return-value]


def test_killed_at_any_moment_it_ends_as_an_undisturbed_run(tmp_path: Path) -> None:
    """Eight kills here; `bench/kill.py` makes two hundred."""
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(60):
        (folder / f"{n:02}.txt").write_text(TEXT + f" Part {n % 57}.")
    calm = new_case(tmp_path, "calm.db")
    add(calm, folder)
    new_case(tmp_path, "killed.db").close()
    chance = random.Random(6)
    for _ in range(8):
        run_until_killed(tmp_path / "killed.db", folder, 0.02 + chance.random() * 0.3)
        again = open_case(tmp_path / "killed.db")
        assert verify(again, FakeReader()).faults == ()
        again.close()
    case = open_case(tmp_path / "killed.db", write=True)
    add(case, folder)
    one, other = content(case), content(calm)
    if len(one["runs"]) == 1:
        assert one == other
    else:
        # A kill after the run had ended makes the next one a run of its own, with its own arrivals.
        for name in ("reports", "claims", "attributions", "actors", "participants", "payloads"):
            assert one[name] == other[name], name
    case.close()
    calm.close()


def ready_made() -> list[Arrival]:
    """Readings as a batch wrote them: new ones, one twice, one of the same text from elsewhere, one that is broken."""
    texts = [f"{TEXT} It was day {number}." for number in range(7)]
    lines = [reading_to_dict(reading(text)) for text in texts]
    broken = {**lines[1], "report": {**lines[1]["report"], "id": "sha256:00"}}
    elsewhere = reading_to_dict(reading(texts[2], publisher="The Other Post"))
    order = [*lines[:4], lines[0], broken, elsewhere, *lines[4:]]
    return [Arrival(name=f"out#{number}", reading=line) for number, line in enumerate(order)]


def rows(case: Case) -> dict[str, list[tuple[object, ...]]]:
    """All rows of the tables that readings go to, without moments."""
    with case.read() as connection:
        return {
            table.name: sorted(
                connection.execute(sa.select(*(c for c in table.c if c.name not in ("made", "received", "added")))).all(),
                key=repr,
            )
            for table in (t.reports, t.readings, t.claims, t.participants, t.attributions, t.blocks, t.receipts, t.relations,
                          t.run_inputs, t.actors)
        }  # fmt: skip


def test_readings_kept_together_are_as_those_kept_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told, kept = [], []
    for together in (1, 3, 100):
        monkeypatch.setattr("onrecord.workflows.ingest.TOGETHER", together)
        made = new_case(tmp_path, f"{together}.db")
        lines: list[Entry] = []
        ingest(made, ["out"], FakeReader(), OPTIONS, told=lines.append, source=lambda wanted: ready_made())
        told.append(lines)
        kept.append(rows(made))
        made.close()
    assert [str(entry.fate) for entry in told[0]] == [*["read"] * 4, "unchanged", "failed", "duplicate", *["read"] * 3]
    assert told[0] == told[1] == told[2]
    assert kept[0] == kept[1] == kept[2]


def test_a_group_that_cannot_be_kept_is_tried_one_by_one(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = writes.save_readings

    def no_more_than_one(connection: sa.Connection, readings: Sequence[Reading], **words: Any) -> Any:
        if len(readings) > 1:
            raise sa.exc.DataError("INSERT", None, ValueError("too much"))
        return whole(connection, readings, **words)

    monkeypatch.setattr(writes, "save_readings", no_more_than_one)
    lines: list[Entry] = []
    ingest(case, ["out"], FakeReader(), OPTIONS, told=lines.append, source=lambda wanted: ready_made())
    assert [str(entry.fate) for entry in lines].count("read") == 7
