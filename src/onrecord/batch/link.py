"""Link a batch: the claims of its readings joined to events, in parts that do not bear on each other.

In: the `readings` of a batch. Out: the events and judgements that `linking` gives for all of them at once. A claim is
only ever compared with claims under its own blocking keys (type, party, days) and with their clusters, so claims that
are joined by a chain of keys form a part, and parts are linked each by itself with the same code: here, in local
processes, or on Ray. Copies of texts are not looked for.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from onrecord.batch.parquet import read_table
from onrecord.batch.ray_engine import need_ray
from onrecord.domain.contract import reading_from_dict
from onrecord.domain.reading import Reading
from onrecord.errors import PayloadError
from onrecord.knowledge import load_knowledge
from onrecord.linking.digest import Digest, digests
from onrecord.linking.events import Clusters, Place, place_of
from onrecord.linking.link import event_of, word_weights
from onrecord.linking.match import matcher

Rows = list[dict[str, Any]]
#: A judgement with where its claim stands in the order of all.
Placed = tuple[Place, dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Part:
    """Claims that bear on each other and on no others."""

    digests: tuple[Digest, ...]


def link_batch(
    out: Path, *, today: date | None = None, workers: int = 1, engine: str = "local", address: str | None = None
) -> tuple[Rows, Rows]:
    """The events and judgements of a batch, as data, in the order in which `linking.link` gives them.

    Args:
        out: The batch's folder.
        today: Day for due dates that passed; None judges none.
        workers: Processes or Ray tasks at once.
        engine: `local` or `ray`.
        address: A running Ray cluster; None starts one on this machine.

    Raises:
        PayloadError: The folder holds no batch.
        QueryError: Ray is not installed.
    """
    if not (out / "account").is_dir():
        raise PayloadError("there are no readings", where=str(out), remedy="Name the --out folder of an onrecord batch")
    readings = (reading_from_dict(json.loads(row["reading"])) for row in read_table(out, "readings", ["reading"]))
    shares = _shares(parts_of(readings), 4 * workers)
    if engine == "ray":
        done = _on_ray(shares, today, address)
    elif workers > 1 and len(shares) > 1:
        done = _in_processes(shares, today, workers)
    else:
        done = map(link_parts, shares, [today] * len(shares))
    events: Rows = []
    judgements: list[Placed] = []
    for found, why in done:
        events.extend(found)
        judgements.extend(why)
    events.sort(key=lambda e: (e["first_reported"] or date.max.isoformat(), e["id"]))
    judgements.sort(key=lambda row: row[0])
    return events, [row for _, row in judgements]


def parts_of(readings: Iterable[Reading]) -> list[Part]:
    """The claims of some readings in parts, the largest first; a report that was read twice counts once."""
    knowledge = load_knowledge()
    launch_words = knowledge.table("linking/weights")["launch_words"]
    keys_of = Clusters(matcher(knowledge, word_weights(knowledge))).keys
    told: dict[str, Digest] = {}
    seen: set[str] = set()
    for reading in readings:
        if reading.report.id in seen:
            continue
        seen.add(reading.report.id)
        told.update((digest.key, digest) for digest in digests([reading], launch_words))
    above: dict[Any, Any] = {}

    def root(item: Any) -> Any:
        while above.setdefault(item, item) != item:
            above[item] = above[above[item]]
            item = above[item]
        return item

    for digest in told.values():
        for kind, name, bucket in keys_of(digest):
            # a claim looks into the stretches of days beside its own
            for near in (bucket - 1, bucket, bucket + 1):
                above[root((kind, name, near))] = root(digest.key)
    groups: dict[Any, list[Digest]] = defaultdict(list)
    for digest in told.values():
        groups[root(digest.key)].append(digest)
    parts = [Part(digests=tuple(group)) for group in groups.values()]
    return sorted(parts, key=lambda part: (-len(part.digests), part.digests[0].key))


def _shares(parts: Sequence[Part], count: int) -> list[list[Part]]:
    """Parts in shares of about equal weight; comparing grows a little faster than the number of claims."""
    shares: list[list[Part]] = [[] for _ in range(max(1, count))]
    weights = [0.0] * len(shares)
    for part in parts:
        at = weights.index(min(weights))
        shares[at].append(part)
        weights[at] += len(part.digests) ** 1.2
    return [share for share in shares if share]


def link_parts(parts: Sequence[Part], today: date | None) -> tuple[Rows, list[Placed]]:
    """The events of some parts, and the judgements, each with where its claim stands in the order of all."""
    knowledge = load_knowledge()
    voices = knowledge.table("linking/voices")
    events: Rows = []
    judgements: list[Placed] = []
    for part in parts:
        clusters = Clusters(matcher(knowledge, word_weights(knowledge)))
        clusters.update(part.digests)
        events.extend(event_of(c.members, voices, today).to_dict() for c in clusters.clusters)
        places = {digest.key: place_of(digest) for digest in part.digests}
        # the later of the two is the claim that joined
        judgements.extend((max(places[j.left], places[j.right]), j.to_dict()) for j in clusters.judgements)
    return events, judgements


def _in_processes(
    shares: Sequence[Sequence[Part]], today: date | None, workers: int
) -> Iterator[tuple[Rows, list[Placed]]]:
    with ProcessPoolExecutor(min(workers, os.cpu_count() or 1), mp_context=get_context("spawn")) as pool:
        yield from pool.map(link_parts, shares, [today] * len(shares))


def _on_ray(
    shares: Sequence[Sequence[Part]], today: date | None, address: str | None
) -> Iterator[tuple[Rows, list[Placed]]]:
    ray = need_ray()
    started = not ray.is_initialized()
    if started:
        ray.init(address=address, include_dashboard=False, log_to_driver=False)
    try:
        # a task whose worker or node dies is done again: it depends on its part alone
        task = ray.remote(num_cpus=1, max_retries=4)(link_parts)
        waiting = [task.remote(share, today) for share in shares]
        while waiting:
            done, waiting = ray.wait(waiting, num_returns=1)
            yield from ray.get(done)
    finally:
        if started:
            ray.shutdown()
