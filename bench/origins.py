"""Origins counted in worked cases: events of real reports whose independent origins people worked out.

    python bench/origins.py CASES.json ANNOTATED_FOLDER READINGS.jsonl [--show]

CASES.json holds cases: `event`, `claims` (`report` and `quote`, or `claim` of the annotated report in
ANNOTATED_FOLDER/REPORT/claims.json) and `n_origins`. READINGS.jsonl is what `onrecord read REPORTS.jsonl`
gave with `--format jsonl` for all reports around them, REPORTS.jsonl being the file with their ids (`--reports`).

Prints for each case how many of its claims the readings hold, in how many events linking put them, the origins of the
event with most of them, and of exactly the case's claims put together; then how many cases came out right by each.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.domain.contract import reading_from_dict
from onrecord.domain.event import Origin
from onrecord.domain.reading import Reading
from onrecord.knowledge import load_knowledge
from onrecord.linking.corroboration import origins
from onrecord.linking.digest import Digest, digests
from onrecord.linking.link import link
from onrecord.linking.texts import words


@dataclass(frozen=True)
class Wanted:
    """Where a case's claim stands: the report and its words."""

    report: str
    words: str
    type: str | None


def wanted(case: dict[str, Any], folder: Path) -> list[Wanted]:
    found = []
    for claim in case["claims"]:
        if "quote" in claim:
            found.append(Wanted(claim["report"], claim["quote"], None))
            continue
        annotated = json.loads((folder / claim["report"] / "claims.json").read_text(encoding="utf-8"))
        text = (folder / claim["report"] / "report.txt").read_text(encoding="utf-8")
        told = next(c for c in annotated["claims"] if c["id"] == claim["claim"])
        start, end = told["trigger"]
        around = text[max(0, start - 40) : end + 40]
        found.append(Wanted(claim["report"], f"{text[start:end]}\0{around}", told["type"]))
    return found


def held_by(one: Wanted, reading: Reading, type_: str) -> list[str]:
    """Keys of the claims of a reading that stand on the wanted words, of the case's type or its own first."""
    text = reading.report.text
    trigger, _, around = one.words.partition("\0")
    at = -1
    if around:
        at = text.find(around)
        at = at + around.find(trigger) if at >= 0 else -1
    if at < 0:
        at = text.replace("’", "'").find(trigger.replace("’", "'"))
    if at < 0:
        return []
    inside = [c for c in reading.claims if c.trigger.start < at + len(trigger) and at < c.trigger.end]
    return [c.key for c in sorted(inside, key=lambda c: (c.type != type_, c.type != one.type))][:1]


def by_report(rows: Path, readings: list[Reading]) -> dict[str, Reading]:
    """Readings by the ids that the file of reports gives."""
    told = {" ".join(words(r.report.text)[:80]): r for r in readings}
    starts = {" ".join(words(r.report.text)[3:40]): r for r in readings}
    found = {}
    for line in rows.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        body = words(row["text"])
        reading = told.get(" ".join(body[:80])) or starts.get(" ".join(body[3:40]))
        if reading is not None:
            found[row["id"]] = reading
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("readings", type=Path)
    parser.add_argument("--reports", type=Path, required=True)
    parser.add_argument("--show", action="store_true")
    told = parser.parse_args()
    knowledge = load_knowledge()
    readings = [reading_from_dict(json.loads(line)) for line in told.readings.read_text(encoding="utf-8").splitlines()]
    named = by_report(told.reports, readings)
    linked = link(readings, knowledge=knowledge)
    by_key: dict[str, Digest] = {d.key: d for d in digests(readings)}
    event_of = {key: e for e in linked.events for key in e.claims}
    voices = knowledge.table("linking/voices")
    right: Counter[str] = Counter()
    cases = json.loads(told.cases.read_text(encoding="utf-8"))
    for case in cases:
        claims = wanted(case, told.folder)
        keys = [k for w in claims if w.report in named for k in held_by(w, named[w.report], case["type"])]
        missing = [
            f"{w.report}: {w.words.partition(chr(0))[0]}"
            for w in claims
            if w.report not in named or not held_by(w, named[w.report], case["type"])
        ]
        events = Counter(event_of[k].id for k in keys)
        best = max((event_of[k] for k in keys), key=lambda e: events[e.id], default=None)
        together = origins([by_key[k] for k in dict.fromkeys(keys)], voices) if keys else ()
        right["together"] += sum(o.counted for o in together) == case["n_origins"]
        right["linked"] += best is not None and best.n_origins == case["n_origins"]
        print(
            f"{case['n_origins']} wanted; {sum(o.counted for o in together)} together; "
            f"{best.n_origins if best else 0} linked; {len(keys)} of {len(claims)} claims read, "
            f"in {len(events)} events: {case['event']}"
        )
        if told.show:
            show("together", together, by_key)
            show("linked", best.origins if best else (), by_key)
            for line in missing:
                print("    not read:", line)
    print(json.dumps({"cases": len(cases), **right}))


def show(name: str, found: tuple[Origin, ...], by_key: dict[str, Digest]) -> None:
    for origin in found:
        print(f"    {name}: {'' if origin.counted else 'not counted: '}{origin.kind}: {origin.label}")
        for key in origin.claims:
            d = by_key[key]
            print(f"        {d.outlet} {d.published} {d.claim.type} {d.claim.status}: {d.sentence[:150]}")


if __name__ == "__main__":
    main()
