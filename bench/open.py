"""Opening knowledge: the ratio of its times to that of parsing the same amount of JSON, in one run.

    python bench/open.py [--rounds 5] [--entries 100000]

The fastest round of each counts. A list of one's own has invented bodies; importing is measured in a fresh process
against one that imports nothing.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from onrecord.knowledge import load_knowledge
from onrecord.knowledge.actors import actor_table
from onrecord.knowledge.places import gazetteer
from onrecord.knowledge.userlist import Account, UserEntry, merge, open_list, save


def fastest(rounds: int, work: Callable[[], object]) -> float:
    spent = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return min(spent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--entries", type=int, default=100_000)
    given = parser.parse_args()
    data = Path(load_knowledge.__code__.co_filename).parent / "data" / "actors" / "index.json"
    text = data.read_text(encoding="utf-8")
    parsing = fastest(given.rounds, lambda: json.loads(text))
    print(f"parsing {len(text) / 1e6:.1f} MB of JSON: 1")
    print(f"actors: {fastest(given.rounds, lambda: actor_table(load_knowledge())) / parsing:.2g}")
    print(f"gazetteer: {fastest(given.rounds, lambda: gazetteer(load_knowledge()).find('Lagos')) / parsing:.2g}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "own.json")
        kept = open_list(path)
        numbers = range(given.entries)
        merge(
            kept, (UserEntry(id=str(n), name=f"Body {n % 977} of Place {n}", country="NOR") for n in numbers), Account()
        )
        save(kept, path)
        own = path.read_text(encoding="utf-8")
        plain = fastest(given.rounds, lambda: json.loads(own))
        spent = fastest(given.rounds, lambda: actor_table(load_knowledge(path)))
        print(f"a list of {given.entries} of one's own, to parsing its own JSON: {spent / plain:.2g}")

    def process(code: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, "-c", code], check=True)

    start, bare = (fastest(given.rounds, process(code)) for code in ("import onrecord", "pass"))
    print(f"import onrecord, to a process that imports nothing: {start / bare:.2g}")


if __name__ == "__main__":
    main()
