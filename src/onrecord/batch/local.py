"""The local engine: worker processes, each with its own reader; a record that kills or hangs its worker is isolated.

In: records, lazily. Out: results in the order in which they are done. A worker takes a few records at a time and
answers after each, so that the driver knows which one it is at. If a worker dies or a record takes longer than the
limit, the worker is replaced, the record is tried once more by itself, and fails by name if it kills a second time;
records that the worker had not begun go back to the queue.
"""

from __future__ import annotations

import itertools
import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any, TypeAlias

from onrecord.batch.record import Record, Result, failed
from onrecord.settings import Settings

#: Records that a worker holds at once: enough to hide the pipe, few enough to lose little when it dies.
_HELD = 8
#: Records after which a worker is replaced: its memory grows with the words and shapes that it has met.
RETIRE = 4000

#: What runs in a worker: takes records from the pipe and answers each with a result.
Serve: TypeAlias = Callable[[Connection, Settings], None]


class _Worker:
    """One process, the pipe to it, and the records that it holds, the first of them being read."""

    def __init__(self, settings: Settings, serve: Serve) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: Any = context.Process(target=serve, args=(theirs, settings), daemon=True)
        self.process.start()
        theirs.close()
        self.held: deque[Record] = deque()
        self.since = time.monotonic()
        self.ready = False
        self.given = 0

    def give(self, record: Record) -> None:
        if not self.held:
            self.since = time.monotonic()
        self.held.append(record)
        self.given += 1
        self.pipe.send(record)

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def serve(pipe: Connection, settings: Settings) -> None:
    """What a worker does: build a reader, then read what comes until the pipe closes."""
    from onrecord.batch.memory import EVERY, give_back, keep_for_good
    from onrecord.batch.reading import read_record
    from onrecord.workflows.read import make_reader

    reader = make_reader(settings)
    _ = reader.pipeline, reader.encoder
    keep_for_good()
    pipe.send(None)
    for count in itertools.count(1):
        try:
            record: Record = pipe.recv()
        except EOFError:
            return
        pipe.send(read_record(record, reader))
        if count % EVERY == 0:
            give_back()


def read_local(
    records: Iterable[Record],
    settings: Settings,
    *,
    workers: int,
    limit: float,
    serve: Serve = serve,
    retire: int = RETIRE,
) -> Iterator[Result]:
    """Read records in local processes.

    Args:
        records: The records; taken only as fast as they are read.
        settings: How they are read.
        workers: Processes.
        limit: Seconds that one record may take.
        serve: What runs in a worker.
        retire: Records after which a worker is replaced.
    """
    source = iter(records)
    again: deque[Record] = deque()
    deaths: dict[int, int] = {}
    pool = [_Worker(settings, serve) for _ in range(workers)]
    drained = False
    try:
        while True:
            for at, worker in enumerate(pool):
                if worker.given >= retire:
                    if worker.held:
                        continue
                    worker.stop()
                    worker = pool[at] = _Worker(settings, serve)
                # a record that has killed a worker is tried by itself
                while (
                    len(worker.held) < _HELD
                    and worker.given < retire
                    and not any(r.index in deaths for r in worker.held)
                ):
                    if again:
                        if deaths.get(again[0].index) and worker.held:
                            break
                        worker.give(again.popleft())
                        continue
                    if drained:
                        break
                    try:
                        worker.give(next(source))
                    except StopIteration:
                        drained = True
            busy = [w for w in pool if w.held]
            if not busy and drained and not again:
                return
            ready = wait([w.pipe for w in busy] + [w.process.sentinel for w in busy], timeout=1.0)
            for at, worker in enumerate(pool):
                if not worker.held:
                    continue
                lost: str | None = None
                if worker.pipe in ready:
                    try:
                        while worker.pipe.poll():
                            answer = worker.pipe.recv()
                            worker.since = time.monotonic()
                            if answer is None:
                                worker.ready = True
                                continue
                            worker.held.popleft()
                            yield answer
                    except (EOFError, OSError):
                        lost = f"it ended its worker (exit status {worker.process.exitcode})"
                if lost is None and not worker.process.is_alive() and not worker.pipe.poll():
                    lost = f"it ended its worker (exit status {worker.process.exitcode})"
                if lost is None and worker.ready and worker.held and time.monotonic() - worker.since > limit:
                    lost = f"it took longer than {limit:g} s. Raise --time-limit"
                if lost is None:
                    continue
                worker.stop()
                pool[at] = _Worker(settings, serve)
                if not worker.ready:
                    raise RuntimeError("a worker ended before it could read anything. Run `onrecord doctor`")
                culprit, rest = worker.held[0], list(worker.held)[1:]
                again.extendleft(reversed(rest))
                deaths[culprit.index] = deaths.get(culprit.index, 0) + 1
                if deaths[culprit.index] >= 2:
                    yield failed(culprit, f"{lost}; tried twice")
                else:
                    again.append(culprit)
    finally:
        for worker in pool:
            worker.stop()
