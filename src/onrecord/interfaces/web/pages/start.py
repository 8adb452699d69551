"""Start and runs: what is new since the last visit, what moved, what the casebook holds, what was done to it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from onrecord.domain.query import ClaimQuery
from onrecord.domain.report import Tlp
from onrecord.interfaces.web.bench import Bench
from onrecord.interfaces.web.page import Asked, Page, Shown
from onrecord.store import dossiers, overview, queries, runs
from onrecord.store import events as store_events

#: Minutes without a look at the start page after which the next look is another visit.
AWAY = 30
#: Counting what is new stops here.
MOST = 1000


def cookie(bench: Bench) -> str:
    """Name of the cookie that remembers visits; casebooks served at one host do not share it."""
    return "onrecord-visit-" + hashlib.sha256(bench.address.encode()).hexdigest()[:8]


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Up to which claim and event row a visitor knew the casebook when this visit began (None at the first visit)."""

    claim: int | None
    event: int | None
    keep: str


def visit(asked: Asked, newest: tuple[int, int]) -> Visit:
    """This visit, by the cookie of the last look; a look within `AWAY` minutes belongs to the same visit."""
    minute = int(asked.bench.now().timestamp() // 60)
    told = asked.request.cookies.get(cookie(asked.bench), "").split(".")
    numbers = [int(part) if part.isascii() and part.isdigit() and len(part) < 18 else -1 for part in told]
    if len(numbers) != 5:
        return Visit(claim=None, event=None, keep=f"x.x.{newest[0]}.{newest[1]}.{minute}")
    began, last, when = numbers[:2], numbers[2:4], numbers[4]
    if minute - when > AWAY:
        began = last
    known = None if min(began) < 0 else began
    marks = ".".join("x" if known is None else str(n) for n in began)
    return Visit(
        claim=None if known is None else known[0],
        event=None if known is None else known[1],
        keep=f"{marks}.{newest[0]}.{newest[1]}.{minute}",
    )


def start(asked: Asked) -> Shown:
    """What is new since the last visit, hits of watches and dossiers, rungs that moved, the last runs."""
    tlp = asked.viewer.tlp_max
    with asked.bench.reading() as connection:
        seen = visit(asked, (overview.newest_claim(connection), store_events.newest_event(connection)))
        everything = ClaimQuery()
        new = None
        if seen.claim is not None:
            new = queries.count_claims(connection, everything, tlp_max=tlp, newer_than=seen.claim, most=MOST)
        shown = queries.find_claims(
            connection, everything, limit=8, tlp_max=tlp, newer_than=seen.claim if new else None
        )
        data = {
            "holdings": asked.bench.holdings(connection),
            "since": seen.claim,
            "new": new,
            "most": MOST,
            "claims": [c.to_dict() for c in shown.rows],
            "moved": [] if seen.event is None else store_events.moved(connection, seen.event, tlp_max=tlp),
            "watched": _watched(asked, connection, seen.claim, tlp),
            "stale": store_events.stale(connection),
            "runs": [run.to_dict() for run in runs.runs(connection, limit=6)],
        }
    return Shown(template="start.html", data=data, cookies={cookie(asked.bench): seen.keep})


def _watched(asked: Asked, connection: Any, since: int | None, tlp: Tlp | None) -> list[dict[str, Any]]:
    """Watches of the watchlist and dossiers, each with what came since the last visit."""
    from urllib.parse import quote, urlencode

    told: list[tuple[str, str, ClaimQuery, str]] = []
    for watch in asked.bench.watches:
        pairs = [(n, v) for n, vs in watch.query.to_options().items() for v in (vs if isinstance(vs, list) else [vs])]
        told.append(("watch", watch.name, watch.query, f"/claims?{urlencode(pairs)}"))
    for one in dossiers.dossiers(connection, tlp_max=tlp)[:20]:
        told.append(("dossier", one.name, one.query, f"/dossiers/{quote(one.name, safe='')}"))
    rows = []
    for kind, name, query, link in told:
        row: dict[str, Any] = {"kind": kind, "name": name, "link": link, "new": None, "latest": None}
        if since is not None:
            row["new"] = queries.count_claims(connection, query, tlp_max=tlp, newer_than=since, most=MOST)
        newer = since if row["new"] else None
        found = queries.find_claims(connection, query, limit=1, tlp_max=tlp, newer_than=newer).rows
        if found:
            row["latest"] = found[0].to_dict()
        rows.append(row)
    return rows


def all_runs(asked: Asked) -> Shown:
    """Every run with its account in short."""
    with asked.bench.reading() as connection:
        return Shown(template="runs.html", data={"runs": [r.to_dict() for r in runs.runs(connection, limit=200)]})


def one_run(asked: Asked) -> Shown:
    """One run: each input and its fate; what lies above the viewer's ceiling is counted, not named."""
    number = asked.number("number")
    fate = asked.one("fate")
    with asked.bench.reading() as connection:
        found = runs.runs(connection, run=number)
        entries = runs.account(connection, number, fate=fate) if found else []
        shown = entries[:1000]
        ceiling = asked.viewer.tlp_max
        if ceiling is not None and ceiling != Tlp.RED:
            # inputs that made no report bear no marking, so they are not shown under a ceiling either
            told = {e.report for e in shown if e.report}
            known = queries.reports_shown(connection, sorted(told), tlp_max=ceiling)
            shown = [e for e in shown if e.report in known]
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
                for e in shown
            ],
            "withheld": min(len(entries), 1000) - len(shown),
            "left": max(0, len(entries) - 1000),
        },
    )


PAGES = (
    Page(path="/", handler=start),
    Page(path="/runs", handler=all_runs),
    Page(path="/runs/{number:int}", handler=one_run),
)
