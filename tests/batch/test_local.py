"""The local engine, with workers that need no models: a record that kills or hangs is isolated and named."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing.connection import Connection

from onrecord.batch.local import read_local
from onrecord.batch.record import Record, Result
from onrecord.intake.arrival import Arrival
from onrecord.settings import Settings


def serve(pipe: Connection, settings: Settings) -> None:
    """A worker that does what the record's name says."""
    pipe.send(None)
    while True:
        try:
            record = pipe.recv()
        except EOFError:
            return
        if record.arrival.name == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if record.arrival.name == "hang":
            time.sleep(60)
        pipe.send(Result(index=record.index, shard=0, name=record.arrival.name, fate="read", reason=str(os.getpid())))


def run(names: list[str], workers: int, retire: int = 1000) -> dict[int, Result]:
    records = [Record(index=i, shard=0, arrival=Arrival(name=name, payload=b"x")) for i, name in enumerate(names)]
    results = list(read_local(records, Settings(), workers=workers, limit=2, serve=serve, retire=retire))
    assert sorted(r.index for r in results) == list(range(len(names))), "each record is answered once"
    return {r.index: r for r in results}


def test_all_are_read() -> None:
    assert {r.fate for r in run([f"r{i}" for i in range(40)], workers=2).values()} == {"read"}


def test_a_record_that_kills_its_worker_is_named_after_two_tries() -> None:
    results = run(["a", "kill", "b", "c", "d"], workers=1)
    assert results[1].fate == "failed"
    assert "ended its worker" in str(results[1].reason)
    assert "tried twice" in str(results[1].reason)
    assert [results[i].fate for i in (0, 2, 3, 4)] == ["read"] * 4


def test_a_record_that_hangs_is_named() -> None:
    results = run(["a", "hang", "b"], workers=2)
    assert results[1].fate == "failed"
    assert "longer than 2 s" in str(results[1].reason)


def test_a_worker_is_replaced_after_so_many_records() -> None:
    results = run([f"r{i}" for i in range(25)], workers=1, retire=10)
    processes = [results[i].reason for i in range(25)]
    assert [processes.count(p) for p in dict.fromkeys(processes)] == [10, 10, 5]
