"""Start and runs: what the casebook holds, what is new, what was done to it."""

from __future__ import annotations

from onrecord.domain.query import ClaimQuery
from onrecord.interfaces.web.page import Asked, Page, Shown
from onrecord.store import overview, queries, runs

#: The cookie that remembers up to which claim a visitor has seen.
SEEN = "onrecord-seen"


def start(asked: Asked) -> Shown:
    """What is held, what is new since the last visit, the newest claims, the last runs."""
    with asked.bench.reading() as connection:
        newest = overview.newest_claim(connection)
        told = asked.request.cookies.get(SEEN, "")
        seen = int(told) if told.isascii() and told.isdigit() and len(told) < 16 else None
        data = {
            "holdings": queries.holdings(connection),
            "seen": seen,
            "newest": newest,
            "new": None if seen is None else overview.claims_since(connection, seen, tlp_max=asked.viewer.tlp_max),
            "claims": [
                c.to_dict()
                for c in queries.find_claims(connection, ClaimQuery(), limit=12, tlp_max=asked.viewer.tlp_max).rows
            ],
            "runs": [run.to_dict() for run in runs.runs(connection, limit=6)],
        }
    return Shown(template="start.html", data=data)


def all_runs(asked: Asked) -> Shown:
    """Every run with its account in short."""
    with asked.bench.reading() as connection:
        return Shown(template="runs.html", data={"runs": [r.to_dict() for r in runs.runs(connection, limit=200)]})


def one_run(asked: Asked) -> Shown:
    """One run: each input and its fate."""
    number = int(asked.path("number"))
    fate = asked.one("fate")
    with asked.bench.reading() as connection:
        found = runs.runs(connection, run=number)
        entries = runs.account(connection, number, fate=fate) if found else []
    if not found:
        return Shown(template="missing.html", data={"what": f"run {number}"}, status=404)
    return Shown(
        template="run.html",
        data={
            "run": found[0].to_dict(),
            "fate": fate,
            "entries": [
                {
                    "input": e.input,
                    "fate": str(e.fate),
                    "reason": e.reason,
                    "report": e.report,
                    "problems": list(e.problems),
                    "claims": e.claims,
                }
                for e in entries[:1000]
            ],
            "left": max(0, len(entries) - 1000),
        },
    )


PAGES = (
    Page(path="/", handler=start),
    Page(path="/runs", handler=all_runs),
    Page(path="/runs/{number:int}", handler=one_run),
)
