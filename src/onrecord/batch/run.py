"""A batch, from inputs to Parquet: cut into shards, read by an engine, written by the driver alone, resumed if it dies.

In: inputs as `add` takes them, and settings. Out: Parquet tables, a manifest, and a Summary. Each input record is in
the account exactly once, whatever became of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.batch.manifest import Manifest, fingerprint
from onrecord.batch.parquet import remove_shard, write_shard
from onrecord.batch.record import Record, Result
from onrecord.intake.arrival import Arrival
from onrecord.settings import Settings

#: Records of one shard: what is read again if the driver dies, and the size of a Parquet file.
SHARD = 256
#: Bytes after which a shard is closed before it has as many records: the driver holds a shard while it is read.
_SHARD_BYTES = 32_000_000

Engine = Callable[[Iterable[Record], Settings], Iterator[Result]]


@dataclass(frozen=True, kw_only=True)
class Summary:
    """How a batch ended: records by fate, shards written now, shards found done."""

    fates: Counter[str] = field(default_factory=Counter)
    shards: int = 0
    resumed: int = 0

    @property
    def records(self) -> int:
        return sum(self.fates.values())


def run_batch(
    arrivals: Iterable[Arrival],
    out: Path,
    settings: Settings,
    engine: Engine,
    *,
    recipe: dict[str, object],
    shard_size: int = SHARD,
    progress: Callable[[Result], None] | None = None,
) -> Summary:
    """Read all arrivals into Parquet under `out`.

    Args:
        arrivals: The inputs, in an order that is the same every time.
        out: The output folder; one that holds an interrupted run of the same inputs and recipe is continued.
        settings: How reports are read.
        engine: What reads records: local processes or Ray.
        recipe: Versions that made the readings, kept in the manifest.
        shard_size: Records of a shard.
        progress: Called with every result of this run.

    Raises:
        CaseError: The folder holds a batch of another recipe.
    """
    head = {"format": "onrecord.batch/1", "recipe": recipe, "shard_size": shard_size, "gate": settings.gate}
    manifest = Manifest.open(out, head)
    for shard in manifest.partial:
        remove_shard(out, shard)
    fates: Counter[str] = Counter()
    open_shards: dict[int, tuple[str, int]] = {}
    waiting: dict[int, list[Result]] = {}
    resumed = 0
    written = 0

    def todo() -> Iterator[Record]:
        nonlocal resumed
        for records in _shards(arrivals, shard_size):
            shard, print_ = records[0].shard, fingerprint(records)
            if manifest.done.get(shard) == print_:
                resumed += 1
                continue
            if shard in manifest.done:
                # the inputs changed: what was read from the old ones goes
                remove_shard(out, shard)
            open_shards[shard] = (print_, len(records))
            waiting[shard] = []
            yield from records

    for result in engine(todo(), settings):
        fates[result.fate] += 1
        waiting[result.shard].append(result)
        if progress is not None:
            progress(result)
        print_, count = open_shards[result.shard]
        if len(waiting[result.shard]) == count:
            files = write_shard(out, result.shard, waiting.pop(result.shard))
            manifest.add(result.shard, print_, count, files)
            del open_shards[result.shard]
            written += 1
    if open_shards:
        lost = sum(count - len(waiting[shard]) for shard, (_, count) in open_shards.items())
        raise RuntimeError(f"the engine ended with {lost} records unanswered. Run the command again: it resumes")
    return Summary(fates=fates, shards=written, resumed=resumed)


def _shards(arrivals: Iterable[Arrival], size: int) -> Iterator[Sequence[Record]]:
    """Records by shard: up to `size` of them, and no more bytes than the driver can well hold."""
    held: list[Record] = []
    shard = volume = 0
    for index, arrival in enumerate(arrivals):
        held.append(Record(index=index, shard=shard, arrival=arrival))
        volume += len(arrival.payload or b"")
        if len(held) == size or volume >= _SHARD_BYTES:
            yield held
            held, volume, shard = [], 0, shard + 1
    if held:
        yield held
