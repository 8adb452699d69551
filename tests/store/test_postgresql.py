"""The same casebook on a real PostgreSQL server, started for the test; skipped where none is installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from casebook_support import RECIPE, TEXT, FakeReader, new_case, reading
from onrecord.domain.casebook import Verdict
from onrecord.domain.query import ClaimQuery
from onrecord.errors import CaseError
from onrecord.store import bulk, decisions, queries, reports, writes
from onrecord.store import tables as t
from onrecord.store.case import Case, open_case
from onrecord.workflows.copy import copy
from onrecord.workflows.ingest import IngestOptions, ingest
from onrecord.workflows.reread import reread
from onrecord.workflows.verify import verify

OPTIONS = IngestOptions(by="ann", fetch=None)


def _tool(name: str) -> str | None:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Address of an empty database on a server of its own."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    initdb, pg_ctl = _tool("initdb"), _tool("pg_ctl")
    if initdb is None or pg_ctl is None:
        pytest.skip("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    # The server refuses to run as root.
    run = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="onrecord-pg-"))
    if run:
        shutil.chown(folder, "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"

    def call(*command: str) -> None:
        subprocess.run([*run, *command], check=True, capture_output=True, cwd="/", timeout=120)

    call(initdb, "-D", str(data), "-U", "onrecord", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale", "C.UTF-8")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    call(pg_ctl, "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql://onrecord@127.0.0.1:{port}"
    finally:
        call(pg_ctl, "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def address(server: str) -> Iterator[str]:
    admin = sa.create_engine(
        f"{server}/postgres".replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        connection.execute(sa.text("DROP DATABASE IF EXISTS book WITH (FORCE)"))
        connection.execute(sa.text("CREATE DATABASE book"))
    yield f"{server}/book"
    admin.dispose()


@pytest.fixture
def case(address: str) -> Iterator[Case]:
    made = open_case(address, write=True)
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for n in range(3):
        (made / f"{n}.txt").write_text(TEXT + f" Part {n}.")
    return made


def test_add_find_correct_verify_reread(case: Case, folder: Path) -> None:
    account = ingest(case, [str(folder)], FakeReader(), OPTIONS)
    assert dict(account.fates) == {"read": 3}
    with case.read() as connection:
        assert reports.reading(connection, 1).claims[0].trigger.of(TEXT) == "shipped"
        for filters, number in (
            ({}, 9),
            ({"dyad": "RUS:SDN"}, 6),
            ({"actor": "vostan"}, 6),
            ({"text": '"rocket launchers" -talks'}, 3),
            ({"text": "launcher"}, 3),
            ({"vessel": "heron"}, 3),
            ({"place": "CYP"}, 3),
            ({"source": "Petrova"}, 3),
            ({"event-from": "2024-05-13", "event-to": "2024-05-13"}, 3),
        ):
            query = ClaimQuery.parse(filters)
            assert queries.count_claims(connection, query) == len(queries.find_claims(connection, query).rows) == number
        told = queries.facets(connection, ClaimQuery())
        assert told["dyad"][:2] == [("RUS:SDN", 6), ("SDN:RUS", 6)] and told["type"][0] == ("CONSULT", 3)
        snippet = queries.find_reports(connection, text="launcher").rows[0].snippet
        assert snippet is not None and "[launchers]" in snippet
        assert queries.find_actors(connection, name="sudan").rows[0]["claims"] == 9
        key = queries.find_claims(connection, ClaimQuery(type=("TRANSFER",))).rows[0].key
    with case.write() as connection:
        decisions.decide(connection, key, Verdict.CORRECT, by="ann", changes={"status": "used"})
    with case.read() as connection:
        assert queries.find_claims(connection, ClaimQuery(status=("used",))).rows[0].original == {"status": "shipped"}
    assert verify(case, FakeReader()).faults == ()
    other = FakeReader(RECIPE.__class__(onrecord="2", knowledge="2", models={}))
    assert dict(reread(case, other, by="ann").fates) == {"unchanged": 3}
    with case.read() as connection:
        assert queries.count_claims(connection, ClaimQuery(status=("used",))) == 1


def test_a_reading_comes_back_as_it_was(case: Case) -> None:
    told = reading()
    with case.write() as connection:
        writes.save_payload(connection, told.report.payload_id, size=1, media_type="text/plain", kept=False)
        writes.save_reading(connection, told)
    with case.read() as connection:
        assert reports.reading(connection, 1) == told


def test_one_long_writer_at_a_time(case: Case, address: str, folder: Path) -> None:
    other = open_case(address, write=True)
    try:
        with case.lock("add"), pytest.raises(CaseError, match="is writing"):
            ingest(other, [str(folder)], FakeReader(), OPTIONS)
        assert dict(ingest(other, [str(folder)], FakeReader(), OPTIONS).fates) == {"read": 3}
    finally:
        other.close()


def test_cases_are_copied_both_ways(case: Case, folder: Path, tmp_path: Path, address: str) -> None:
    ingest(case, [str(folder)], FakeReader(), OPTIONS)
    file = tmp_path / "copy.db"
    assert copy(case, str(file)).payloads == 3
    book = open_case(file, write=True)
    try:
        assert verify(book, FakeReader()).faults == ()
        with case.write() as connection:
            for table in reversed(t.metadata.sorted_tables):
                connection.execute(table.delete())
        copy(book, address)
        assert verify(case, FakeReader()).faults == ()
        # Numbers go on behind those that were copied.
        (folder / "new.txt").write_text(TEXT + " New.")
        assert dict(ingest(case, [str(folder)], FakeReader(), OPTIONS).fates) == {"unchanged": 3, "read": 1}
    finally:
        book.close()


def test_no_server_and_no_casebook_are_said_plainly(server: str, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="did not answer"):
        open_case("postgresql://onrecord:secret@127.0.0.1:1/book")
    with pytest.raises(CaseError) as told:
        open_case("postgresql://onrecord:secret@127.0.0.1:1/book")
    assert "secret" not in str(told.value)
    with pytest.raises(CaseError, match="empty"):
        open_case(f"{server}/postgres")
    new_case(tmp_path).close()


HARD = 'tab\there, line\nthere, \\N and \\\\, "quotes", {"json": 1}, Ивáн 🚢, '


def test_copied_rows_are_what_inserted_ones_are(case: Case) -> None:
    """Rows of awkward words, none and JSON, put in at once and one by one."""
    rows = [
        {"kind": kind, "name": f"{HARD}{kind}{number}", "folded": HARD} for kind in ("a", "b") for number in range(3)
    ]
    told = {"inputs": [HARD], "digest": "d", "state": "done", "run_by": "ann", "program": "p", "recipe_id": None}
    runs = [
        {**told, "command": HARD, "started": "2024-01-01", "options": {"words": [HARD, None, 1.5, True]}},
        {**told, "command": "b", "started": "2024-01-02", "options": {}},
    ]
    with case.write() as connection:
        bulk.keep(connection, t.names, rows)
        bulk.keep(connection, t.names, [])
        together = bulk.keep_numbered(connection, t.runs, runs)
        one_by_one = [bulk.keep_numbered(connection, t.runs, [run])[0] for run in runs]
    columns = [column for column in t.runs.c if column.name != "n"]
    with case.read() as connection:
        kept = connection.execute(sa.select(t.names.c.kind, t.names.c.name, t.names.c.folded)).all()
        assert sorted(map(tuple, kept)) == sorted((row["kind"], row["name"], row["folded"]) for row in rows)
        copied, inserted = (
            [tuple(connection.execute(sa.select(*columns).where(t.runs.c.n == n)).one()) for n in numbers]
            for numbers in (together, one_by_one)
        )
    assert copied == inserted
    assert copied[0][columns.index(t.runs.c.options)] == runs[0]["options"]


def test_a_row_that_cannot_be_copied_is_told_as_any_other(case: Case) -> None:
    rows = [{"kind": "a", "name": "same", "folded": "same"}] * 2
    with pytest.raises(sa.exc.IntegrityError), case.write() as connection:
        bulk.keep(connection, t.names, rows)
    with case.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(t.names)) == 0
