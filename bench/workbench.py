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
import platform
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from onrecord.domain.event import event_id
from onrecord.store import runs
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
        run = runs.begin_run(connection, "link", by="bench", program="bench")
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
        runs.finish_run(connection, run.n)
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


def questions(address: str) -> Callable[[random.Random], dict[str, str]]:
    """Addresses of the pages, with other values by chance each time."""
    case = open_case(address)
    with case.read() as connection:
        top = int(connection.scalar(sa.select(sa.func.max(t.claims.c.n))) or 0)
        events = int(connection.scalar(sa.select(sa.func.max(t.events.c.n))) or 0)
        numbers = random.Random(3).sample(range(1, top + 1), 400)
        reports = list(
            connection.scalars(
                sa.select(t.reports.c.id)
                .join(t.claims, t.claims.c.report_n == t.reports.c.n)
                .where(t.claims.c.n.in_(numbers))
            )
        )
        chosen = random.Random(4).sample(range(1, events + 1), 400)
        ids = list(connection.scalars(sa.select(t.events.c.id).where(t.events.c.n.in_(chosen))))
        large = connection.scalar(sa.select(t.events.c.id).order_by(t.events.c.n_origins.desc()).limit(1))
    case.close()
    from casebook import COUNTRIES, TYPES, World

    words = World().words

    def ask(chance: random.Random) -> dict[str, str]:
        year, month = chance.randint(2018, 2024), chance.randint(1, 12)
        first, second = chance.sample(COUNTRIES, 2)
        return {
            "start": "/",
            "event": f"/events/{chance.choice(ids)}",
            "event of 150 claims": f"/events/{large}",
            "report": f"/reports/{chance.choice(reports)}",
            "timeline, all (bins)": "/timeline",
            "timeline, a type (bins)": f"/timeline?type={chance.choice(TYPES)}",
            "timeline, a month": f"/timeline?event_from={year}-{month}&event_to={year}-{month}",
            "timeline, a dyad": f"/timeline?dyad={first}:{second}",
            "search, two words": "/claims?text=" + "+".join(chance.sample(words[200:], 2)),
            "search, a frequent word": f"/claims?text={words[chance.randint(0, 40)]}",
            "search, dyad and type": f"/claims?dyad={first}:{second}&type=TRANSFER",
            "search, everything": "/claims",
            "events": "/events",
            "network": f"/network?actor={first}",
            "map": f"/map?type={chance.choice(TYPES)}",
            "matrix": "/matrix",
            "reports": "/reports",
        }

    return ask


def ask(address: str, rounds: int) -> None:
    """Ask each page, and print milliseconds of the server and bytes."""
    from starlette.testclient import TestClient

    from onrecord.interfaces.web.app import make_app
    from onrecord.interfaces.web.bench import Bench

    asked = questions(address)
    chance = random.Random(11)
    bench = Bench(address=address, edit=True, user="bench")
    times: dict[str, list[float]] = {}
    sizes: dict[str, int] = {}
    with TestClient(make_app(bench)) as client:
        beside = sum(len(client.get(f"/static/{name}").content) for name in ("style.css", "app.js", "mark.svg"))
        for turn in range(rounds + 1):
            for name, path in asked(chance).items():
                begun = time.perf_counter()
                answer = client.get(path)
                took = 1000 * (time.perf_counter() - begun)
                if answer.status_code != 200:
                    raise SystemExit(f"{path}: {answer.status_code}")
                sizes[name] = max(sizes.get(name, 0), len(answer.content))
                # the first round opens what the program holds: templates, knowledge, the file's first pages
                if turn:
                    times.setdefault(name, []).append(took)
    bench.close()
    print(f"Python {platform.python_version()} on {platform.machine()}, {rounds} rounds")
    print(f"style, script and mark beside each page: {beside:,} bytes")
    for name, taken in times.items():
        p95 = statistics.quantiles(taken, n=20)[-1]
        print(
            f"{name:<26} median {statistics.median(taken):7.1f} ms   p95 {p95:7.1f} ms   page {sizes[name]:>8,} bytes"
        )


def load(address: str, seconds: int, readers: int) -> None:
    """Serve to many readers at once while reports are added, and print what wrk says; any error ends in failure."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("wrk is not here: apt-get install wrk")
    asked = questions(address)
    chance = random.Random(5)
    paths = sorted({path for _ in range(40) for path in asked(chance).values()})
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "paths.lua"
        listed = ",\n".join(json.dumps(path) for path in paths)
        script.write_text(
            f"local paths = {{{listed}}}\nlocal at = 0\n"
            "request = function() at = at % #paths + 1; return wrk.format('GET', paths[at]) end\n"
            "function response(status) if status ~= 200 then io.stderr:write('status ' .. status .. '\\n') end end\n",
            encoding="utf-8",
        )
        port = "8479"
        program = [str(Path(sys.executable).with_name("onrecord"))]
        server = subprocess.Popen([*program, "serve", "--case", address, "--port", port], stdout=subprocess.DEVNULL)
        url = f"http://127.0.0.1:{port}"
        writer: subprocess.Popen[bytes] | None = None
        try:
            for _ in range(120):
                time.sleep(0.5)
                if subprocess.run(["curl", "-s", "-o", "/dev/null", url], check=False).returncode == 0:
                    break
            writer = subprocess.Popen([sys.executable, __file__, "write", "--case", address, "--seconds", str(seconds)])
            options = ["-t2", f"-c{readers}", f"-d{seconds}s", "--timeout", "60s", "--latency", "-s", str(script)]
            told = subprocess.run([wrk, *options, url], capture_output=True, text=True, check=True)
        finally:
            if writer is not None:
                writer.wait()
            server.terminate()
            server.wait()
    print(told.stdout)
    faults = [line for line in told.stdout.splitlines() if re.search(r"Socket errors|Non-2xx", line)]
    faults += sorted(set(told.stderr.splitlines()))
    if faults or (writer is not None and writer.returncode):
        raise SystemExit("\n".join(faults) or "the writer failed")
    print("no error")


def write(address: str, seconds: int) -> None:
    """Add synthetic reports for so many seconds, one transaction each, as `onrecord add` does; print how many."""
    from casebook import World, make_reading

    from onrecord.domain.reading import Recipe
    from onrecord.store import writes

    world = World(seed=time.time_ns())
    case = open_case(address, write=True)
    until, done = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        made = make_reading(world, Recipe(onrecord="bench", knowledge="bench", models={}), 10)
        with case.write() as connection:
            writes.save_payload(connection, made.report.payload_id, size=1, media_type="text/plain", kept=False)
            writes.save_reading(connection, made)
        done += 1
    case.close()
    print(f"{done} reports of 10 claims were added meanwhile")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("action", choices=["events", "ask", "load", "write"])
    parser.add_argument("--case", required=True)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--readers", type=int, default=50)
    given = parser.parse_args()
    if given.action == "events":
        make_events(given.case)
    elif given.action == "ask":
        ask(given.case, given.rounds)
    elif given.action == "write":
        write(given.case, given.seconds)
    else:
        load(given.case, given.seconds, given.readers)


if __name__ == "__main__":
    main()
