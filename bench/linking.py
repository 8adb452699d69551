"""How long linking takes: synthetic reports of happenings that several outlets tell, each in his own words.

    python bench/linking.py [--claims 10000 100000] [--days 1000] [--growing] [--profile]

A happening has a type, a dyad (few dyads make most of the news), goods, a place, a day, figures and words; one to six
outlets tell it within three days, some days later others come back to it, in reports of about ten claims, with speakers
who are quoted by several. All numbers of claims are spread over the same days, so that ten times the claims are ten
times as dense; with --growing the days grow with the claims, as an archive does. Prints seconds of `link` and how time
grows. One process, no models, nothing read from disk but tables. Names and words are made by chance from a
fixed seed. Processor seconds tell what the work costs where others use the machine too; growth is told of them.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from onrecord.domain.actor import Actor
from onrecord.domain.attribution import Attribution, AttributionKind, Stance
from onrecord.domain.certainty import Certainty, Status
from onrecord.domain.claim import Claim, claim_key
from onrecord.domain.item import Item, Quantity
from onrecord.domain.place import Place
from onrecord.domain.reading import Reading, Recipe
from onrecord.domain.report import Article, Block, BlockKind, Provenance
from onrecord.domain.span import Span
from onrecord.domain.times import Time
from onrecord.knowledge import load_knowledge
from onrecord.linking.link import link

WORDS = """
TRANSFER ASSAULT CONSULT AGREE ACCUSE REQUEST SANCTION LAUNCH DEPLOY MOBILIZE AID THREATEN PLEDGE REJECT COERCE DISCLOSE
artillery_ammunition ballistic_missile small_arms ucav one_way_attack_drone refined_petroleum sam_system arms
USA RUS UKR CHN PRK IRN ISR KOR SYR TUR SAU GBR FRA DEU JPN IND PAK IRQ YEM SDN LBY MMR ETH SOM BLR POL VEN EGY ARE QAT
ka lo mi ren tos var dun el bri sha ni gor pe lan ust ev or ima tol zen
"""
TYPES, ITEMS, COUNTRIES, SYLLABLES = (line.split() for line in WORDS.strip().splitlines())
GOODS = ("TRANSFER", "AID", "LAUNCH")
STATUSES = (Status.DONE, Status.DONE, Status.DONE, Status.PLANNED, Status.SOUGHT, Status.UNDER_WAY, Status.DELIVERED)
FIRST = date(2018, 1, 1)


@dataclass(frozen=True)
class Happening:
    """What reports tell of."""

    type: str
    actor: str
    recipient: str
    item: str | None
    place: tuple[str, float, float] | None
    day: date
    number: float | None
    status: Status
    verb: str
    words: tuple[str, ...]
    speakers: tuple[tuple[str, str], ...]


class World:
    """Words and names by chance."""

    def __init__(self, seed: int = 7):
        self.chance = random.Random(seed)
        self.words = [self.name() for _ in range(9000)]
        self.weights = [1 / (n + 8) for n in range(len(self.words))]
        self.dyads = [tuple(self.chance.sample(COUNTRIES, 2)) for _ in range(500)]
        self.dyad_weights = [1 / (n + 3) for n in range(len(self.dyads))]
        self.verbs = {t: [self.name() for _ in range(5)] for t in TYPES}
        self.people = [(f"{self.name().title()} {self.name().title()}", c) for c in COUNTRIES for _ in range(30)]
        self.places = {
            c: [(self.name().title(), self.chance.uniform(-50, 60), self.chance.uniform(-90, 150)) for _ in range(12)]
            for c in COUNTRIES
        }
        self.outlets = [f"The {self.name().title()} Post" for _ in range(120)]

    def name(self) -> str:
        return "".join(self.chance.choices(SYLLABLES, k=self.chance.randint(2, 4)))

    def happening(self, days: int) -> Happening:
        chance = self.chance
        actor, recipient = chance.choices(self.dyads, self.dyad_weights)[0]
        type_ = chance.choice(TYPES)
        return Happening(
            type=type_,
            actor=actor,
            recipient=recipient,
            item=chance.choice(ITEMS) if type_ in GOODS or chance.random() < 0.2 else None,
            place=chance.choice(self.places[recipient]) if chance.random() < 0.4 else None,
            day=FIRST + timedelta(days=chance.randrange(days)),
            number=float(chance.randrange(3, 5000)) if chance.random() < 0.2 else None,
            status=chance.choice(STATUSES),
            verb=chance.choice(self.verbs[type_]),
            words=tuple(chance.choices(self.words, self.weights, k=16)),
            speakers=tuple(chance.sample(self.people, 2)),
        )


def readings(claims: int, days: int, seed: int = 7) -> list[Reading]:
    """Reports with about that many claims over that many days."""
    world = World(seed)
    chance = world.chance
    told: dict[tuple[int, int], list[tuple[Happening, date]]] = {}
    made = 0
    while made < claims:
        happening = world.happening(days)
        times = chance.choice((1, 1, 1, 2, 2, 3, 4, 6))
        for _ in range(times):
            late = chance.choice((0, 0, 1, 1, 2, 3)) if chance.random() < 0.9 else chance.randrange(4, 40)
            day = happening.day + timedelta(days=late)
            # so many reports a day that one holds about ten claims
            key = (day.toordinal(), chance.randrange(max(1, round(claims / days / 10))))
            told.setdefault(key, []).append((happening, day))
            made += 1
    return [report(world, key, those) for key, those in sorted(told.items())]


def report(world: World, key: tuple[int, int], told: Sequence[tuple[Happening, date]]) -> Reading:
    """One report, a sentence a claim."""
    chance = world.chance
    outlet = world.outlets[key[1] % len(world.outlets)]
    published = date.fromordinal(key[0])
    parts: list[str] = []
    claims: list[Claim] = []
    attributions: list[Attribution] = []
    at = 0
    id_ = f"{key[0]}-{key[1]}"
    for n, (h, _) in enumerate(told):
        kept = [w for w in h.words if chance.random() < 0.6] + chance.choices(world.words, world.weights, k=6)
        chance.shuffle(kept)
        verb = h.verb if chance.random() < 0.7 else chance.choice(world.verbs[h.type])
        sentence = f"{h.actor} {verb} {h.recipient} {' '.join(kept)}."
        start = at + len(h.actor) + 1
        whole = Span(at, at + len(sentence))
        trigger = Span(start, start + len(verb))
        chain: tuple[str, ...] = ()
        if chance.random() < 0.6:
            name, country = chance.choice(h.speakers)
            chain = (f"a{n}",)
            attributions.append(
                Attribution(
                    id=f"a{n}", source=(whole,), cue=(whole,), content=(whole,), kind=AttributionKind.INDIRECT,
                    stance=Stance.ASSERTS, speaker=Actor(name=name, country=country, role="GOV"),
                )
            )  # fmt: skip
        quantity = (
            Quantity(text=str(h.number), value=h.number, low=h.number, high=h.number)
            if h.number and chance.random() < 0.7
            else None
        )
        dated = chance.random() < 0.4
        place = h.place if h.place and chance.random() < 0.6 else None
        claims.append(
            Claim(
                id=f"c{n}",
                key=claim_key(id_, h.type, trigger),
                type=h.type,
                trigger=trigger,
                sentence=whole,
                status=h.status if chance.random() < 0.85 else chance.choice(STATUSES),
                polarity="+" if chance.random() < 0.95 else "-",
                certainty=Certainty.CERTAIN,
                author_certainty=Certainty.CERTAIN,
                actors=(Actor(country=h.actor, role="GOV"),) if chance.random() < 0.9 else (),
                recipients=(Actor(country=h.recipient, role="GOV"),) if chance.random() < 0.8 else (),
                items=(Item(span=trigger, item=h.item, quantity=quantity),) if h.item else (),
                place=Place(span=None, name=place[0], country=h.recipient, lat=place[1], lon=place[2], geonames_id=1)
                if place
                else None,
                time=Time(span=None, type="DATE", value=h.day.isoformat(), first=h.day, last=h.day) if dated else None,
                chain=chain,
            )
        )
        parts.append(sentence)
        at += len(sentence) + 1
    text = "\n".join(parts)
    return Reading(
        recipe=Recipe(onrecord="0", knowledge="0"),
        report=Article(
            text=text,
            blocks=(Block(kind=BlockKind.BODY, span=Span(0, len(text))),),
            provenance=Provenance(publisher=outlet, published=published),
            payload_id=f"sha256:{id_}",
        ),
        attributions=tuple(attributions),
        claims=tuple(claims),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--days", type=int, default=1000)
    parser.add_argument("--growing", action="store_true")
    parser.add_argument("--profile", action="store_true")
    told = parser.parse_args()
    knowledge = load_knowledge()
    link(readings(200, 30), knowledge=knowledge)  # opens the tables
    processor: dict[int, float] = {}
    for number in told.claims:
        days = told.days * number // max(told.claims) if told.growing else told.days
        made = readings(number, days)
        profile = cProfile.Profile() if told.profile else None
        begun, used = time.perf_counter(), time.process_time()
        if profile:
            profile.enable()
        linked = link(made, knowledge=knowledge)
        if profile:
            profile.disable()
        seconds = time.perf_counter() - begun
        processor[number] = time.process_time() - used
        claims = sum(len(r.claims) for r in made)
        row = {"claims": claims, "reports": len(made), "days": days, "events": len(linked.events),
               "copies": len(linked.copies), "seconds": round(seconds, 1),
               "processor": round(processor[number], 1)}  # fmt: skip
        print(json.dumps(row), flush=True)
        if profile:
            pstats.Stats(profile).sort_stats("tottime").print_stats(22)
    few, many = min(processor), max(processor)
    if few != many:
        print(json.dumps({"growth": {"claims": many / few, "time": round(processor[many] / processor[few], 1)}}))


if __name__ == "__main__":
    main()
