"""How fast a large casebook answers, and how much room it takes.

    python bench/casebook.py make --case /tmp/bench.db --reports 100000 --claims 10
    python bench/casebook.py multiply --case /tmp/bench.db --times 5
    python bench/casebook.py ask  --case /tmp/bench.db --rounds 40

`make` writes synthetic reports through the ordinary write path (`store.writes.save_readings`, 200 at a time) and
prints the time and the size a report against its raw text. `multiply` makes a large case out of a small one in minutes.
`ask` puts the ten documented queries (`docs/howto/casebook.md`), each with other values every round, in a process that
has just opened the case, and prints milliseconds at the median and the 95th percentile. Texts and names are made by
chance from a fixed seed; none of them is real.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from onrecord.domain.actor import Actor
from onrecord.domain.attribution import Attribution, AttributionKind, Stance
from onrecord.domain.casebook import Receipt
from onrecord.domain.certainty import Certainty, Reason, Status
from onrecord.domain.claim import Claim, claim_key
from onrecord.domain.item import Carrier, Item, Quantity
from onrecord.domain.place import Place
from onrecord.domain.query import ClaimQuery
from onrecord.domain.reading import Reading, Recipe
from onrecord.domain.report import Article, Block, BlockKind, Provenance
from onrecord.domain.span import Span
from onrecord.domain.times import Time
from onrecord.store import detail, queries, writes
from onrecord.store import tables as t
from onrecord.store.case import open_case
from onrecord.store.files import payload_id

WORDS = """
PRK RUS IRN SYR CHN USA UKR YEM SDN LBY MMR ERI KOR JPN TUR SAU ARE EGY ETH SOM BLR ISR LBN IRQ PAK IND VEN CUB GBR FRA
TRANSFER TRANSFER TRANSFER TRANSFER CONSULT AGREE PLEDGE REQUEST ACCUSE REJECT THREATEN SANCTION ASSAULT LAUNCH DEPLOY
artillery_shell ballistic_missile cruise_missile battle_tank rifle loitering_munition drone_parts rocket fuel radar
shipped delivered discussed planned sent requested approved denied launched deployed tested seized
ka lo mi ren tos var dun el bri sha ni gor pe lan ust ev or ima tol zen
"""
COUNTRIES, TYPES, ITEMS, VERBS, SYLLABLES = (line.split() for line in WORDS.strip().splitlines())
LEVELS = list(Status)
FIRST = date(2018, 1, 1)


class World:
    """Names, places and words, made by chance once."""

    def __init__(self, seed: int = 7):
        self.chance = random.Random(seed)
        self.people = [(self.name(2), self.chance.choice(COUNTRIES)) for _ in range(4000)]
        self.outlets = [f"The {self.name(1)} {kind}" for kind in ("Post", "Times", "Herald", "Wire") for _ in range(10)]
        self.places = [(self.name(1), self.chance.choice(COUNTRIES)) for _ in range(800)]
        self.ships = [self.name(2) for _ in range(3000)]
        self.firms = [self.name(1) + " Trading" for _ in range(2000)]
        self.words = [self.name(1).lower() for _ in range(12_000)]
        self.weights = [1 / (n + 10) for n in range(len(self.words))]

    def name(self, parts: int) -> str:
        return " ".join(
            "".join(self.chance.choices(SYLLABLES, k=self.chance.randint(2, 3))).capitalize() for _ in range(parts)
        )

    def filler(self, number: int) -> list[str]:
        return self.chance.choices(self.words, self.weights, k=number)


def make_reading(world: World, recipe: Recipe, claims: int) -> Reading:
    """One report of some 2,500 characters with so many claims, every second of them attributed."""
    chance = world.chance
    published = FIRST + timedelta(days=chance.randint(0, 2500))
    parts: list[str] = []
    length = 0

    def write(words: str) -> Span:
        nonlocal length
        span = Span(length, length + len(words))
        parts.append(words)
        length += len(words)
        return span

    told: list[Claim] = []
    said: list[Attribution] = []
    id_source = []
    for n in range(claims):
        begin = length
        speaker, country = chance.choice(world.people)
        source = write(speaker)
        write(" ")
        cue = write("said")
        write(" that ")
        first, second = chance.sample(COUNTRIES, 2)
        doer, home = chance.choice(world.people) if chance.random() < 0.4 else (first.title(), first)
        who = write(doer)
        write(" ")
        trigger = write(chance.choice(VERBS))
        write(" ")
        item = chance.choice(ITEMS)
        goods = write(item.replace("_", " ") + "s")
        write(" to ")
        whom = write(second.title())
        ship = chance.choice(world.ships) if chance.random() < 0.15 else None
        carrier = None
        if ship:
            write(" aboard the ")
            carrier = write(ship)
        place, there = chance.choice(world.places)
        write(" near ")
        where = write(place)
        write(" " + " ".join(world.filler(14)) + ". ")
        sentence = Span(begin, length - 1)
        day = published - timedelta(days=chance.randint(0, 60))
        if n % 2 == 0:
            said.append(
                Attribution(
                    id=f"a{n}",
                    source=(source,),
                    cue=(cue,),
                    content=(Span(who.start, length - 2),),
                    kind=AttributionKind.INDIRECT,
                    stance=Stance.ASSERTS,
                    speaker=Actor(span=source, name=speaker, country=country, role="GOV"),
                    confidence=0.9,
                )
            )
        status = chance.choice(LEVELS)
        firm = chance.random() < 0.1
        id_source.append((chance.choice(TYPES), trigger))
        told.append(
            Claim(
                id=f"c{n}",
                key="",
                type=id_source[-1][0],
                trigger=trigger,
                sentence=sentence,
                actors=(
                    Actor(span=who, name=doer, country=home, role="GOV"),
                    *((Actor(name=chance.choice(world.firms), country=home, role="BUS"),) if firm else ()),
                ),
                recipients=(Actor(span=whom, name=second.title(), country=second, role="GOV"),),
                items=(
                    Item(span=goods, item=item, quantity=Quantity(text="40", value=40, low=40, high=40, unit="unit")),
                ),
                carriers=(
                    Carrier(span=carrier, kind="vessel", name=ship, imo=str(9_000_000 + world.ships.index(ship))),
                )
                if carrier and ship
                else (),
                place=Place(span=where, name=place, country=there, lat=10.0, lon=20.0, geonames_id=1),
                time=Time(span=None, type="DATE", value=day.isoformat(), first=day, last=day),
                status=status,
                polarity="+",
                certainty=chance.choice(list(Certainty)),
                author_certainty=Certainty.UNCOMMITTED,
                chain=(f"a{n}",) if n % 2 == 0 else (),
                reasons=(Reason(rule="status.verb", span=trigger), Reason(rule="event.frame", span=trigger)),
            )
        )
        write(" ".join(world.filler(18)) + ". ")
    text = "".join(parts)
    report = Article(
        text=text,
        blocks=(Block(kind=BlockKind.BODY, span=Span(0, len(text))),),
        provenance=Provenance(
            url=f"https://news.example/{chance.getrandbits(60):x}",
            publisher=chance.choice(world.outlets),
            title=" ".join(world.filler(8)),
            published=published,
        ),
        payload_id=payload_id(text.encode()),
    )
    from dataclasses import replace

    claims_ = tuple(replace(c, key=claim_key(report.id, c.type, c.trigger)) for c in told)
    return Reading(recipe=recipe, report=report, attributions=tuple(said), claims=claims_)


def make(address: str, reports: int, claims: int) -> None:
    """Write the reports and print what they took."""
    world = World()
    recipe = Recipe(onrecord="bench", knowledge="bench", models={})
    case = open_case(address, write=True)
    raw = made_s = 0.0
    started = time.perf_counter()
    done = 0
    while done < reports:
        begun = time.perf_counter()
        batch = [make_reading(world, recipe, claims) for _ in range(min(200, reports - done))]
        made_s += time.perf_counter() - begun
        with case.write() as connection:
            for reading in batch:
                raw += len(reading.report.text.encode())
                writes.save_payload(
                    connection, reading.report.payload_id, size=3000, media_type="text/plain", kept=False
                )
            for reading, saved in zip(batch, writes.save_readings(connection, batch), strict=True):
                writes.save_receipt(
                    connection,
                    Receipt(input="bench", received="2026-01-01T00:00:00Z", received_by="bench", program="bench"),
                    payload_id=reading.report.payload_id,
                    provenance=reading.report.provenance,
                    report_n=saved.report_n,
                    run_n=None,
                )
        done += len(batch)
    if case.sqlite:
        with case.write() as connection:
            connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
            connection.exec_driver_sql("ANALYZE")
    took = time.perf_counter() - started - made_s
    size = Path(address).stat().st_size if case.sqlite else 0
    print(json.dumps({
        "reports": reports,
        "claims": reports * claims,
        "write_ms_a_report": round(1000 * took / reports, 2),
        "bytes_a_report": round(size / reports),
        "raw_text_bytes_a_report": round(raw / reports),
        "times_raw_text": round(size / raw, 2) if raw else None,
    }))  # fmt: skip
    case.close()


def multiply(address: str, times: int) -> None:
    """Write everything in a SQLite case so many times over, with other keys and days a week apart.

    The writing itself is measured by `make`; this makes a large case out of a small one in minutes.
    """
    case = open_case(address, write=True)
    tables = [table for table in t.metadata.sorted_tables if table.name in _GROWN]
    with case.write() as connection:
        step = {
            table.name: int(connection.scalar(sa.select(sa.func.coalesce(sa.func.max(table.c.n), 0))) or 0)
            for table in tables
            if "n" in table.c
        }
    for turn in range(1, times):
        with case.write() as connection:
            for table in tables:
                values = [_shifted(column, turn, step) for column in table.c]
                names = [f'"{column.name}"' for column in table.c]
                # Only the first copy is taken, so that each turn adds as much as the first.
                first = _FIRST[table.name].format(**step)
                chosen = f"SELECT {', '.join(values)} FROM {table.name} WHERE {first}"
                connection.exec_driver_sql(f"INSERT INTO {table.name} ({', '.join(names)}) {chosen}")
    with case.write() as connection:
        connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
        connection.exec_driver_sql("ANALYZE")
        connection.exec_driver_sql("UPDATE actors SET n_claims = n_claims * ?, n_said = n_said * ?", (times, times))
    case.close()


#: Tables that grow with reports, and what tells the first copy of their rows.
_FIRST = {
    "reports": "n <= {reports}",
    "readings": "n <= {readings}",
    "blocks": "reading_n <= {readings}",
    "attributions": "n <= {attributions}",
    "claims": "n <= {claims}",
    **dict.fromkeys(("participants", "countries", "dyads", "items", "carriers", "places"), "claim_n <= {claims}"),
    "receipts": "n <= {receipts}",
}
_GROWN = frozenset(_FIRST)


def _shifted(column: sa.Column[Any], turn: int, step: dict[str, int]) -> str:
    """How a column's value is made for a further copy."""
    name, table = column.name, column.table.name
    own = f'"{name}"'
    if name == "n":
        return f"n + {turn * step[table]}"
    for reference, target in (("report_n", "reports"), ("reading_n", "readings"), ("claim_n", "claims")):
        if name == reference:
            return f"{name} + {turn * step[target]}"
    if name == "day":
        return f"day + {7 * turn}"
    # The first hexadecimal digit is shifted, so that copies are named like any other; none meets another by chance.
    digit = "substr('0123456789abcdef', 1 + (instr('0123456789abcdef', substr({0}, {1}, 1)) - 1 + {2}) % 16, 1)"
    if table == "reports" and name == "id":
        return f"'sha256:' || {digit.format(own, 8, turn)} || substr(id, 9)"
    if table == "claims" and name in ("key", "data"):
        key = f"'clm-' || {digit.format('key', 5, turn)} || substr(key, 6)"
        return key if name == "key" else f"replace(data, key, {key})"
    return own


def questions(world: World, keys: list[str]) -> dict[str, Callable[[sa.Connection], Any]]:
    """The ten documented queries, with values by chance."""
    chance = world.chance

    def dyad() -> tuple[str, str]:
        first, second = chance.sample(COUNTRIES, 2)
        return first, second

    def days(length: int) -> tuple[date, date]:
        first = FIRST + timedelta(days=chance.randint(0, 2400))
        return first, first + timedelta(days=length)

    def find(**filters: Any) -> Callable[[sa.Connection], Any]:
        return lambda connection: queries.find_claims(connection, ClaimQuery(**filters), limit=50).rows

    week, month = days(7), days(31)
    return {
        "1 newest of a type and rung": find(type=(chance.choice(TYPES),), status=(str(chance.choice(LEVELS)),)),
        "2 dyad": find(dyad=(dyad(),)),
        "3 dyad, item, from a rung on": find(
            dyad=(dyad(),), item=tuple(chance.sample(ITEMS, 3)), status_from="agreed", type=("TRANSFER",)
        ),
        "4 actor by name": find(actor=(chance.choice(world.people)[0],)),
        "5 source and certainty": find(source=(chance.choice(world.people)[0],), certainty=("CT+",)),
        "6 outlet and days": find(
            publisher=(chance.choice(world.outlets),), published_from=month[0], published_to=month[1]
        ),
        "7 event days, country, type": find(
            event_from=week[0], event_to=week[1], country=(chance.choice(COUNTRIES),), type=("TRANSFER",)
        ),
        "8 words": find(text=" ".join(chance.choices(world.words[200:], k=2))),
        "9 one claim in full": lambda connection: [detail.claim_detail(connection, chance.choice(keys))],
        "10 facets of a dyad": lambda connection: queries.facets(
            connection, ClaimQuery(dyad=(dyad(),)), ["type", "status", "item", "month"]
        )["type"],
        "vessel": find(vessel=chance.choice(world.ships)),
        "place": find(place=chance.choice(world.places)[0]),
        "company": find(company=chance.choice(world.firms)),
        "newest of all": find(),
        "reports by words": lambda connection: (
            queries.find_reports(connection, text=" ".join(chance.choices(world.words[200:], k=2))).rows
        ),
        "actors": lambda connection: queries.find_actors(connection).rows,
    }


def ask(address: str, rounds: int) -> None:
    """Ask, and print milliseconds."""
    world = World()
    case = open_case(address)
    with case.read() as connection:
        top = int(connection.scalar(sa.select(sa.func.max(t.claims.c.n))) or 0)
        numbers = [world.chance.randint(1, top) for _ in range(500)]
        found_keys = sa.select(t.claims.c.key).where(t.claims.c.n.in_(numbers))
        keys = list(connection.scalars(found_keys))
    times: dict[str, list[float]] = {}
    found: dict[str, list[int]] = {}
    for _ in range(rounds):
        for name, question in questions(world, keys).items():
            with case.read() as connection:
                begun = time.perf_counter()
                rows = question(connection)
                times.setdefault(name, []).append(1000 * (time.perf_counter() - begun))
                found.setdefault(name, []).append(len(rows))
    print(f"{platform.python_version()} on {platform.machine()}, {top:,} claims, {rounds} rounds")
    for name, taken in times.items():
        p95 = statistics.quantiles(taken, n=20)[-1]
        middle, rows = statistics.median(taken), statistics.mean(found[name])
        print(f"{name:<32} median {middle:8.1f} ms   p95 {p95:8.1f} ms   rows {rows:.0f}")
    case.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("action", choices=["make", "multiply", "ask"])
    parser.add_argument("--case", required=True)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--claims", type=int, default=10)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=40)
    given = parser.parse_args()
    if given.action == "make":
        make(given.case, given.reports, given.claims)
    elif given.action == "multiply":
        multiply(given.case, given.times)
    else:
        ask(given.case, given.rounds)
