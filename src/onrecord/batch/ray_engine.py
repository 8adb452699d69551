"""The Ray engine: the same reading on a cluster, one actor a core, each holding its own models.

In: records, lazily. Out: results in the order in which they are done. Ray is imported here and nowhere else. Actors get
Settings and records, build their own reader and return results; the driver alone writes.

An actor gets records when it stands ready, so that none waits for a node that is not there. An actor that dies is
replaced, on whichever node has room. If its node died with it, what it held is tried again and nothing is held against
it; else each record that it held is tried by itself, and one that twice ends its actor alone fails by name. A record
that takes longer than the limit ends its actor by a timer of the operating system's, which no busy code can hold up.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from onrecord.batch.local import RETIRE
from onrecord.batch.record import Record, Result, failed
from onrecord.errors import QueryError
from onrecord.settings import Settings

#: Records, and bytes of them, that go to an actor at once: enough to hide the way there, few enough to lose little.
_CHUNK = 16
_CHUNK_BYTES = 8_000_000
#: Seconds beyond the limit after which the driver itself ends an actor that does not answer.
_GRACE = 30.0
#: Seconds without any actor, none having been ready, after which the cluster is said to have no room.
_PATIENCE = 300.0


def need_ray() -> Any:
    """Ray's module.

    Raises:
        QueryError: It is not installed.
    """
    try:
        import ray
    except ImportError as error:
        raise QueryError(
            "Ray is not installed", where="--engine ray", remedy="Run `pip install 'onrecord[ray]'`"
        ) from error
    return ray


class Reading:
    """What runs in an actor."""

    def __init__(self, settings: Settings, limit: float) -> None:
        from onrecord.batch.memory import keep_for_good
        from onrecord.workflows.read import make_reader

        self._limit = limit
        self._reader = make_reader(settings)
        _ = self._reader.pipeline, self._reader.encoder
        self._count = 0
        keep_for_good()

    def node(self) -> str:
        """The node that it runs on; answered once the models are loaded."""
        import ray

        return str(ray.get_runtime_context().get_node_id())

    def read(self, records: Sequence[Record]) -> list[Result]:
        """Read some records."""
        import faulthandler

        from onrecord.batch.memory import EVERY, give_back
        from onrecord.batch.reading import read_record

        results = []
        for record in records:
            faulthandler.dump_traceback_later(self._limit, exit=True)
            results.append(read_record(record, self._reader))
            faulthandler.cancel_dump_traceback_later()
            self._count += 1
            if self._count % EVERY == 0:
                give_back()
        return results


@dataclass(eq=False)
class _Actor:
    """An actor and what it is at: `call` answers `node` while it starts, and its records afterwards."""

    handle: Any
    call: Any
    node: str | None = None
    held: list[Record] = field(default_factory=list)
    since: float = field(default_factory=time.monotonic)
    done: int = 0


def read_ray(
    records: Iterable[Record],
    settings: Settings,
    *,
    workers: int,
    limit: float,
    address: str | None = None,
    actor: type[Any] = Reading,
) -> Iterator[Result]:
    """Read records on a Ray cluster.

    Args:
        records: The records; taken only as fast as they are read.
        settings: How they are read.
        workers: Actors, one core each.
        limit: Seconds that one record may take.
        address: The cluster's address; None starts one on this machine.
        actor: What runs in an actor.

    Raises:
        QueryError: Ray is not installed, or the cluster has no room for a single actor.
    """
    ray = need_ray()
    started = not ray.is_initialized()
    if started:
        ray.init(address=address, num_cpus=None if address else workers, include_dashboard=False, log_to_driver=False)
    make = ray.remote(num_cpus=1, max_restarts=0)(actor)
    source = iter(records)
    again: deque[list[Record]] = deque()
    deaths: dict[int, int] = {}
    drained = False

    def begin() -> _Actor:
        handle = make.remote(settings, limit)
        return _Actor(handle=handle, call=handle.node.remote())

    def chunk() -> list[Record]:
        nonlocal drained
        if again:
            return again.popleft()
        held: list[Record] = []
        size = 0
        while not drained and len(held) < _CHUNK and size < _CHUNK_BYTES:
            try:
                held.append(next(source))
            except StopIteration:
                drained = True
            else:
                size += len(held[-1].arrival.payload or b"")
        return held

    def lost(gone: _Actor, why: str) -> Iterator[Result]:
        held, gone.held = gone.held, []
        if not held:
            return
        nodes: Any = ray.nodes
        if not any(node["NodeID"] == gone.node and node["Alive"] for node in nodes()):
            again.append(held)
        elif len(held) > 1:
            # nobody knows which of them it was: each is tried by itself
            again.extend([record] for record in held)
        else:
            record = held[0]
            deaths[record.index] = deaths.get(record.index, 0) + 1
            if deaths[record.index] >= 2:
                yield failed(record, f"{why}; tried twice")
            else:
                again.append(held)

    actors = [begin() for _ in range(workers)]
    stillborn = 0
    alive = time.monotonic()
    try:
        while True:
            for one in actors:
                if one.node is not None and not one.held:
                    one.held = chunk()
                    if one.held:
                        one.call, one.since = one.handle.read.remote(one.held), time.monotonic()
            if drained and not again and not any(one.held for one in actors):
                return
            waiting = {one.call: one for one in actors if one.node is None or one.held}
            done, _ = ray.wait(list(waiting), num_returns=1, timeout=1.0)
            if any(one.node is not None for one in actors):
                alive = time.monotonic()
            elif time.monotonic() - alive > _PATIENCE:
                raise QueryError(
                    f"no actor was ready for {_PATIENCE:g} s", where=address or "Ray", remedy="See `ray status`"
                )
            for reference in done:
                one = waiting[reference]
                try:
                    answer = ray.get(reference)
                except ray.exceptions.RayError as error:
                    if one.node is None:
                        stillborn += 1
                        if stillborn > 2 * workers + 8:
                            raise QueryError(
                                f"actors end before they are ready ({type(error).__name__})",
                                where=address or "Ray",
                                remedy="Run `onrecord doctor` on every node",
                            ) from error
                    late = time.monotonic() - one.since >= limit
                    why = f"it took longer than {limit:g} s. Raise --time-limit" if late else "it ended its worker"
                    actors[actors.index(one)] = begin()
                    yield from lost(one, why)
                    continue
                if one.node is None:
                    one.node, stillborn = answer, 0
                else:
                    one.held = []
                    one.done += len(answer)
                    if one.done >= RETIRE:
                        ray.kill(one.handle)
                        actors[actors.index(one)] = begin()
                    yield from answer
            for at, one in enumerate(actors):
                if one.held and time.monotonic() - one.since > limit * len(one.held) + _GRACE:
                    ray.kill(one.handle)
                    actors[at] = begin()
                    yield from lost(one, f"it took longer than {limit:g} s. Raise --time-limit")
    finally:
        for one in actors:
            ray.kill(one.handle)
        if started:
            ray.shutdown()
