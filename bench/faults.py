"""Faults on a real Ray cluster of three nodes on one machine: does a batch lose or double a record?

    python bench/faults.py --gold FOLDER [--reports 200] [--faults worker node store driver]

Each fault has a cluster of its own (a head and two further nodes, each with processes and an object store of its own).
`onrecord batch --engine ray` reads the same reports once undisturbed and once for each fault, which strikes after the
first shard stands: a worker is killed, a node is killed, the object stores are filled from outside, the driver is
killed and the command given again. Afterwards every input must be in the account once, and the account, claims and
attributions must be those of the undisturbed run.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent))

from batch import mix
from onrecord.batch.parquet import read_table

FAULTS = ("worker", "node", "store", "driver")
_FILL = """
import sys, time
import numpy, ray
ray.init(address=sys.argv[1], log_to_driver=False)
held = [ray.put(numpy.zeros(10_000_000, "uint8")) for _ in range(60)]
print("filled", flush=True)
time.sleep(20)
"""


def children(parents: set[int], title: str) -> list[int]:
    """Processes below some processes whose title begins so."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        if words.startswith(title) and parent in parents:
            found.append(int(folder.name))
    return sorted(found)


def digest(out: Path) -> dict[str, str]:
    """A hash of the rows of each table, whatever shards and order they lie in."""
    return {
        table: hashlib.sha256("\n".join(sorted(map(repr, read_table(out, table)))).encode()).hexdigest()[:12]
        for table in ("account", "claims", "attributions")
    }


def run(fault: str | None, path: Path, out: Path, extra: list[str]) -> str:
    """One batch on a fresh cluster, with a fault; tells what happened."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(
        initialize_head=True,
        head_node_args={"num_cpus": 1, "object_store_memory": 100_000_000, "include_dashboard": False},
    )
    nodes = [cluster.add_node(num_cpus=1, object_store_memory=100_000_000) for _ in range(2)]
    onrecord = str(Path(sys.executable).parent / "onrecord")
    command = [onrecord, "batch", str(path), "--out", str(out), "--engine", "ray", "--workers", "3", *extra]
    command += ["--address", cluster.address]
    told = ""
    try:
        driver = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        manifest = out / "manifest.jsonl"
        while driver.poll() is None and not (manifest.exists() and manifest.read_text().count("\n") > 1):
            time.sleep(0.2)
        filler = None
        if fault is not None and driver.poll() is not None:
            told = "TOO LATE: the batch had ended; "
        elif fault == "worker":
            raylets = {n.all_processes["raylet"][0].process.pid for n in cluster.list_all_nodes()}
            victims = children(raylets, "ray::Reading")
            os.kill(victims[0], signal.SIGKILL)
            told = f"one of {len(victims)} workers killed; "
        elif fault == "node":
            cluster.remove_node(nodes[0], allow_graceful=False)
            told = "one of 3 nodes killed; "
        elif fault == "store":
            filler = subprocess.Popen([sys.executable, "-c", _FILL, cluster.address], stdout=subprocess.PIPE, text=True)
            assert filler.stdout is not None
            told = f"600 MB put into stores of 300 MB ({filler.stdout.readline().strip() or 'failed'}); "
        elif fault == "driver":
            driver.kill()
            driver.wait()
            done = manifest.read_text().count("\n") - 1
            told = f"driver killed after {done} shards, given again; "
            driver = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        output, _ = driver.communicate()
        if filler is not None:
            filler.kill()
            filler.wait()
        last = [line for line in output.split("\n") if line.strip()][-1:]
        return f"{told}exit {driver.returncode}: {' '.join(last)}"
    finally:
        cluster.shutdown()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--reports", type=int, default=1500)
    parser.add_argument("--faults", nargs="+", choices=FAULTS, default=FAULTS)
    parser.add_argument("--encoder", action="store_true", help="read with the encoder too; slower, the same faults")
    given = parser.parse_args()
    extra = [] if given.encoder else ["--no-encoder"]
    bad = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = mix(given.gold, folder, given.reports)
        wanted: dict[str, str] | None = None
        for fault in (None, *given.faults):
            out = folder / (fault or "calm")
            begun = time.perf_counter()
            told = run(fault, path, out, extra)
            lines = Counter(row["line"] for row in read_table(out, "account"))
            lost = given.reports - len(lines)
            doubled = sum(count - 1 for count in lines.values())
            found = digest(out)
            wanted = wanted or found
            same = found == wanted
            bad += bool(lost or doubled or not same)
            print(
                f"{fault or 'undisturbed'}: lost {lost}, doubled {doubled}, tables {'equal' if same else 'DIFFER'}, "
                f"{time.perf_counter() - begun:.0f} s; {told}",
                flush=True,
            )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
