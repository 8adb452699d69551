"""The Ray engine: the same reading on a cluster, one actor a core, each holding its own models.

In: records, lazily. Out: results in the order in which they are done. Ray is imported here and nowhere else. Actors get
Settings and records, build their own reader and return results; the driver alone writes. An actor or node that dies is
replaced; the records that it held are tried again one by one, and one that kills twice fails by name.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from onrecord.batch.record import Record, Result, failed
from onrecord.errors import QueryError
from onrecord.settings import Settings

#: Records that go to an actor at once.
_CHUNK = 8


class _Reading:
    """What runs in an actor."""

    def __init__(self, settings: Settings) -> None:
        from onrecord.workflows.read import make_reader

        self.reader = make_reader(settings)
        _ = self.reader.pipeline, self.reader.encoder

    def read(self, records: Sequence[Record]) -> list[Result]:
        from onrecord.batch.reading import read_record

        return [read_record(record, self.reader) for record in records]


def read_ray(
    records: Iterable[Record], settings: Settings, *, workers: int, limit: float, address: str | None = None
) -> Iterator[Result]:
    """Read records on a Ray cluster.

    Args:
        records: The records; taken only as fast as they are read.
        settings: How they are read.
        workers: Actors, one core each.
        limit: Seconds that one record may take.
        address: The cluster's address; None starts one on this machine.

    Raises:
        QueryError: Ray is not installed.
    """
    try:
        import ray
    except ImportError as error:
        raise QueryError(
            "Ray is not installed", where="--engine ray", remedy="Run `pip install 'onrecord[ray]'`"
        ) from error
    started = not ray.is_initialized()
    if started:
        ray.init(address=address, num_cpus=None if address else workers, include_dashboard=False, log_to_driver=False)
    make = ray.remote(num_cpus=1, max_restarts=0)(_Reading)
    source = iter(records)
    again: deque[list[Record]] = deque()
    deaths: dict[int, int] = {}
    actors: list[Any] = [make.remote(settings) for _ in range(workers)]
    busy: dict[Any, tuple[int, list[Record], float]] = {}
    idle = deque(range(workers))
    drained = False

    def chunk() -> list[Record]:
        nonlocal drained
        if again:
            return again.popleft()
        held: list[Record] = []
        while not drained and len(held) < _CHUNK:
            try:
                held.append(next(source))
            except StopIteration:
                drained = True
        return held

    def lost(at: int, held: list[Record], why: str) -> Iterator[Result]:
        actors[at] = make.remote(settings)
        idle.append(at)
        if len(held) > 1:
            # nobody knows which of them it was: each is tried by itself
            again.extend([record] for record in held)
            return
        record = held[0]
        deaths[record.index] = deaths.get(record.index, 0) + 1
        if deaths[record.index] >= 2:
            yield failed(record, f"{why}; tried twice")
        else:
            again.append(held)

    try:
        while True:
            while idle:
                held = chunk()
                if not held:
                    break
                at = idle.popleft()
                busy[actors[at].read.remote(held)] = (at, held, time.monotonic())
            if not busy:
                return
            done, _ = ray.wait(list(busy), num_returns=1, timeout=1.0)
            for reference in done:
                at, held, _since = busy.pop(reference)
                try:
                    results = ray.get(reference)
                except ray.exceptions.RayError as error:
                    yield from lost(at, held, f"it ended its worker ({type(error).__name__})")
                    continue
                idle.append(at)
                yield from results
            for reference, (at, held, since) in list(busy.items()):
                # the first call of an actor waits until its models are loaded, hence the allowance
                if time.monotonic() - since > limit * len(held) + 120:
                    ray.kill(actors[at])
                    del busy[reference]
                    yield from lost(at, held, f"it took longer than {limit:g} s. Raise --time-limit")
    finally:
        for actor in actors:
            ray.kill(actor)
        if started:
            ray.shutdown()
