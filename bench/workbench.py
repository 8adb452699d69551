"""How fast the workbench answers over a large casebook, and how large its pages are.

    python bench/casebook.py make     --case big.db --reports 20000 --claims 10
    python bench/casebook.py multiply --case big.db --times 5
    python bench/workbench.py events  --case big.db
    python bench/workbench.py ask     --case big.db --rounds 40
    python bench/workbench.py load    --case big.db --seconds 20        needs wrk

`events` joins the synthetic claims to synthetic events of one to five claims, and one of 150; linking itself is
measured elsewhere. `ask` puts each page, with other values every round, to the application in this process, and prints
milliseconds at the median and the 95th percentile, the largest page, and what a browser would load beside it.
`load` serves the casebook in a process of its own to 50 readers at once while another process adds reports, and fails
if any answer is an error.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from onrecord.domain.event import event_id
from onrecord.store import tables as t
from onrecord.store.case import open_case

#: Sizes of events by chance.
SIZES = (1, 1, 1, 1, 1, 1, 2, 2, 3, 5)
#: Claims of the one large event.
LARGE = 150


def make_events(address: str) -> None:
    """Join all claims of a case to events, and print how many."""
    chance = random.Random(7)
    case = open_case(address, write=True)
    c, r = t.claims.c, t.reports.c
    started = time.perf_counter()
    with case.read() as connection:
        top = int(connection.scalar(sa.select(sa.func.max(c.n))) or 0)
    made = 0
    with case.write() as connection:
        connection.execute(t.event_claims.delete())
        connection.execute(t.events.delete())
    for start in range(0, top, 20_000):
        with case.read() as connection:
            rows = connection.execute(
                sa.select(
                    c.key, c.type, c.status, c.certainty, c.polarity, c.time_first, c.time_last, c.data,
                    r.id.label("report"), r.publisher, r.published,
                )
                .join(t.reports, r.n == c.report_n)
                .where(c.n > start, c.n <= start + 20_000)
            ).mappings().all()  # fmt: skip
        groups = list(_groups(sorted(rows, key=lambda row: (row["type"], row["time_first"])), chance, large=not start))
        with case.write() as connection:
            told = []
            for number, group in enumerate(groups, made + 1):
                data = _event(group)
                first = group[0]
                told.append((number, data, first["time_first"], first["time_last"], [row["key"] for row in group]))
            connection.execute(
                t.events.insert(),
                [
                    {
                        "n": number, "id": data["id"], "run_n": None, "current": True, "type": data["type"],
                        "status": data["status"], "certainty": data["certainty"], "time_first": first,
                        "time_last": last, "n_reports": data["n_reports"], "n_outlets": data["n_outlets"],
                        "n_origins": data["n_origins"], "day": first.toordinal(), "data": data,
                    }
                    for number, data, first, last, _ in told
                ],
            )  # fmt: skip
            pairs = [{"event_n": number, "claim_key": key} for number, *_, keys in told for key in keys]
            connection.execute(t.event_claims.insert(), pairs)
            made += len(groups)
    with case.write() as connection:
        if case.sqlite:
            connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
            connection.exec_driver_sql("ANALYZE")
    case.close()
    print(json.dumps({"claims": top, "events": made, "seconds": round(time.perf_counter() - started, 1)}))


def _groups(rows: list[Any], chance: random.Random, *, large: bool) -> Iterator[list[Any]]:
    at = 0
    while at < len(rows):
        size = LARGE if large and at == 0 else chance.choice(SIZES)
        group = rows[at : at + size]
        yield [row for row in group if row["type"] == group[0]["type"]]
        at += sum(row["type"] == group[0]["type"] for row in group)


def _event(group: list[Any]) -> dict[str, Any]:
    """The event of some claims, in the form that linking keeps."""
    first = group[0]
    data = first["data"]
    published = sorted(str(row["published"]) for row in group)
    origins = [
        {
            "kind": "text", "speaker": None, "occasion": None, "date": None, "document": f"{row['publisher']} {n}",
            "basis": [], "reports": [row["report"]], "claims": [row["key"]], "counted": True,
            "label": f"the words of {row['publisher']} {n}", "reasons": [],
        }
        for n, row in enumerate(group)
    ]  # fmt: skip
    outlets = len({row["publisher"] for row in group})
    reports = len({row["report"] for row in group})
    return {
        "id": event_id(first["key"]), "type": first["type"], "actors": data["actors"],
        "recipients": data["recipients"], "intermediaries": [], "items": data["items"], "place": data["place"],
        "time": data["time"], "status": first["status"], "certainty": first["certainty"],
        "polarity": first["polarity"], "claims": [row["key"] for row in group], "n_reports": reports,
        "n_outlets": outlets, "n_origins": len(origins),
        "summary": f"{reports} reports, {outlets} outlets, {len(origins)} origins", "origins": origins,
        "disputes": [], "first_reported": published[0], "last_reported": published[-1], "missing_rungs": [],
        "reasons": [],
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("action", choices=["events", "ask", "load"])
    parser.add_argument("--case", required=True)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--readers", type=int, default=50)
    given = parser.parse_args()
    if given.action == "events":
        make_events(given.case)
    elif given.action == "ask":
        ask(given.case, given.rounds)
    else:
        load(given.case, given.seconds, given.readers)


if __name__ == "__main__":
    main()
