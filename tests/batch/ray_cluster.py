"""Run by `test_ray.py` in a process of its own: a batch on a Ray cluster of two nodes, one of which is killed.

Prints the fates by name as JSON. The actor needs no models and does what the name of a record says.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import ray
from ray.cluster_utils import Cluster

from onrecord.batch.ray_engine import read_ray
from onrecord.batch.record import Record, Result
from onrecord.intake.arrival import Arrival
from onrecord.settings import Settings


class Obeying:
    """An actor that reads nothing."""

    def __init__(self, settings: Settings, limit: float) -> None:
        self.limit = limit

    def node(self) -> str:
        return str(ray.get_runtime_context().get_node_id())

    def read(self, records: Sequence[Record]) -> list[Result]:
        import faulthandler

        made = []
        for record in records:
            name = record.arrival.name
            faulthandler.dump_traceback_later(self.limit, exit=True)
            if name == "kill" or (name.startswith("once:") and not Path(name[5:]).exists()):
                if name != "kill":
                    Path(name[5:]).touch()
                os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(30 if name == "hang" else 0.02)
            faulthandler.cancel_dump_traceback_later()
            made.append(Result(index=record.index, shard=0, name=name, fate="read"))
        return made


def main(folder: str) -> None:
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    second = cluster.add_node(num_cpus=1)
    names = ["kill", f"once:{folder}/died", "hang", *(f"r{n}" for n in range(200))]
    records = [Record(index=at, shard=0, arrival=Arrival(name=name, payload=b"x")) for at, name in enumerate(names)]
    ray.init(address=cluster.address, log_to_driver=False)
    results = []
    try:
        for result in read_ray(records, Settings(), workers=2, limit=2, address=cluster.address, actor=Obeying):
            results.append((result.index, result.name, result.fate, result.reason))
            if len(results) == 20:
                cluster.remove_node(second, allow_graceful=False)
    finally:
        ray.shutdown()
        cluster.shutdown()
    print(json.dumps(results))


if __name__ == "__main__":
    main(sys.argv[1])
