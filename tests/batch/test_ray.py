"""The Ray engine on a real cluster of two nodes: a worker dies, a record kills, one hangs, a node is lost."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


@pytest.mark.skipif(
    importlib.util.find_spec("ray") is None, reason="Ray is not installed (pip install 'onrecord[ray]')"
)
def test_no_record_is_lost_or_doubled_when_workers_and_a_node_die(tmp_path: Path) -> None:
    # a process of its own: Ray opens sockets, and the tests forbid them
    path = os.pathsep.join([str(HERE), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, str(HERE / "ray_cluster.py"), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=110,
        env={**os.environ, "PYTHONPATH": path, "RAY_USAGE_STATS_ENABLED": "0"},
    )
    assert done.returncode == 0, done.stderr[-4000:]
    results = json.loads(done.stdout.strip().split("\n")[-1])
    assert sorted(index for index, *_ in results) == list(range(203)), "each record is answered once"
    fates = {name: (fate, reason) for _, name, fate, reason in results}
    assert {name for name, (fate, _) in fates.items() if fate != "read"} == {"kill", "hang"}
    assert fates["kill"][1] == "it ended its worker; tried twice"
    assert fates["hang"][1].startswith("it took longer than 2 s")
    assert (tmp_path / "died").exists()
