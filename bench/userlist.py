"""A long list of one's own: how long it takes to add and open it, and by how much it slows reading.

    python bench/userlist.py [--entries 100000] [--rounds 5] [FILE …]

Half the entries are persons, half companies, with invented names of the forms that sanction lists have; their first
words are common ones, so that look-ups meet many of them. FILEs are reports; the example reports where none are given.
With and without the list each report is read in turn, in one process; the fastest round of each report counts.
"""

from __future__ import annotations

import argparse
import csv
import random
import tempfile
import time
from pathlib import Path

from onrecord.knowledge import load_knowledge
from onrecord.knowledge.actors import actor_table
from onrecord.knowledge.userlist import Account, entries_of, merge, open_list, save
from onrecord.reading.read import Reader
from onrecord.settings import Settings
from onrecord.workflows.read import read_many

ROOT = Path(__file__).resolve().parent.parent
FIRST = (
    "Ali",
    "Ahmed",
    "Ivan",
    "Maria",
    "Kim",
    "Li",
    "Mohammed",
    "John",
    "Sergei",
    "Anna",
    "The",
    "New",
    "North",
    "United",
)
PARTS = ["bar", "kor", "len", "mad", "nov", "pol", "ras", "sen", "tar", "vel", "zim", "dor", "fal", "gan", "hul", "jas"]
ENDS = ["Trading Co", "Shipping Ltd", "Holding", "Group", "Bank", "Petroleum", "Industries"]


def make(path: Path, entries: int) -> None:
    """Write a CSV list of invented actors."""
    draw = random.Random(0)
    with path.open("w", encoding="utf-8", newline="") as sink:
        rows = csv.writer(sink)
        rows.writerow(["name", "aliases", "country", "role", "kind"])
        for number in range(entries):
            word = "".join(draw.choices(PARTS, k=3)).title()
            first = draw.choice(FIRST)
            if number % 2:
                rows.writerow([f"{first} {word} {number}", f"{word} {first} {number}", "RUS", "CRM", "person"])
            else:
                rows.writerow([f"{first} {word} {draw.choice(ENDS)} {number}", "", "IRN", "BUS", "company"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("files", nargs="*")
    given = parser.parse_args()
    reports = sorted((ROOT / "demo" / "reports").iterdir())
    files = given.files or [str(p) for p in reports if p.suffix in (".html", ".txt")]
    with tempfile.TemporaryDirectory() as folder:
        source, own = Path(folder, "list.csv"), Path(folder, "own.json")
        make(source, given.entries)
        start = time.perf_counter()
        kept, account = open_list(own), Account()
        merge(kept, entries_of(source, actor_table(load_knowledge()).codes, account), account)
        save(kept, own)
        print(f"added {account.added} entries: {time.perf_counter() - start:.1f} s")
        start = time.perf_counter()
        longer = Reader(settings=Settings(knowledge=str(own)), knowledge=load_knowledge(own))
        actor_table(longer.knowledge)
        print(f"opened: {time.perf_counter() - start:.1f} s")
        readers = [Reader(settings=Settings(), knowledge=load_knowledge()), longer]
        best = {}
        for round_ in range(given.rounds + 1):
            for file in files:
                for which, reader in enumerate(readers if round_ % 2 else readers[::-1]):
                    at = which if round_ % 2 else 1 - which
                    start = time.process_time()
                    list(read_many([file], reader))
                    spent = time.process_time() - start
                    if round_:
                        best[at, file] = min(spent, best.get((at, file), spent))
        plain, long = (sum(spent for (at, _), spent in best.items() if at == which) for which in (0, 1))
        print(f"reading {len(files)} reports with the list, to reading them without: {long / plain:.3f}")


if __name__ == "__main__":
    main()
