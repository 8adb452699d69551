"""Readings made by hand, so that tests of the casebook need no parser."""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from onrecord.domain.actor import Actor
from onrecord.domain.attribution import Attribution, AttributionKind, Occasion, Stance
from onrecord.domain.certainty import Certainty, Reason, Status
from onrecord.domain.claim import Claim, Relation, claim_key
from onrecord.domain.item import Carrier, Item, Quantity, Route
from onrecord.domain.place import Place
from onrecord.domain.reading import Reading, Recipe
from onrecord.domain.report import Article, Block, BlockKind, Problem, Provenance, Report, Tlp
from onrecord.domain.span import Span
from onrecord.domain.times import Time
from onrecord.store.case import Case, open_case
from onrecord.store.files import payload_id

RECIPE = Recipe(onrecord="0.1.0", knowledge="2026-01-01+aaaa", models={"parser": "sm 3.8.0"})
TEXT = (
    "Vostania ships rockets\n\n"
    "Anna Petrova said on Monday that Vostania had shipped 40 rocket launchers to Sudania aboard the Blue Heron. "
    "Sudania denied it. Talks between the two will go on in Larnaca."
)


def span(text: str, words: str, nth: int = 0) -> Span:
    """Where words stand in a text."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(start, start + len(words))


def reading(
    text: str = TEXT,
    *,
    published: date | None = date(2024, 5, 14),
    publisher: str | None = "The Harbour Post",
    url: str | None = "https://harbour.example/rockets",
    payload: bytes | None = None,
    tlp: Tlp = Tlp.CLEAR,
    recipe: Recipe = RECIPE,
    supplier: str = "RUS",
    receiver: str = "SDN",
    speaker: str = "Anna Petrova",
    kind: str = "TRANSFER",
    status: Status = Status.SHIPPED,
) -> Reading:
    """One reading with an attribution and three claims (fewer where the text lacks their words)."""
    provenance = Provenance(url=url, publisher=publisher, title="Vostania ships rockets", published=published, tlp=tlp)
    report = Article(
        text=text,
        blocks=(Block(kind=BlockKind.TITLE, span=Span(0, 22)), Block(kind=BlockKind.BODY, span=Span(24, len(text)))),
        provenance=provenance,
        payload_id=payload_id(payload if payload is not None else text.encode()),
    )
    source = Actor(span=span(text, "Anna Petrova"), name=speaker, country=supplier, role="GOV", office="minister")
    sentence = Span(24, text.index("Heron.") + 6)
    attribution = Attribution(
        id="a1",
        source=(span(text, "Anna Petrova"),),
        cue=(span(text, "said"),),
        content=(Span(text.index("Vostania had"), text.index("Heron") + 5),),
        kind=AttributionKind.INDIRECT,
        stance=Stance.ASSERTS,
        speaker=source,
        basis=("own_statement",),
        occasion=Occasion(kind="briefing", span=span(text, "on Monday")),
        confidence=0.9,
        reasons=(Reason(rule="cue.said", span=span(text, "said")),),
    )
    sender = Actor(span=span(text, "Vostania", 1), name="Vostania", country=supplier, role="GOV")
    taker = Actor(span=span(text, "Sudania"), name="Sudania", country=receiver, role="GOV")
    shipped = span(text, "shipped")
    claims = [
        Claim(
            id="c1",
            key=claim_key(report.id, kind, shipped),
            type=kind,
            plover="AID",
            cameo="072",
            trigger=shipped,
            sentence=sentence,
            actors=(sender,),
            recipients=(taker,),
            items=(
                Item(
                    span=span(text, "rocket launchers"),
                    item="rocket_launcher",
                    quantity=Quantity(text="40", value=40, low=40, high=40, unit="launcher"),
                ),
            ),
            carriers=(Carrier(span=span(text, "Blue Heron"), kind="vessel", name="Blue Heron", imo="9123456"),),
            route=Route(destination=Place(span=span(text, "Sudania"), name="Sudania", country=receiver)),
            time=Time(span=None, type="DATE", value="2024-05-13", first=date(2024, 5, 13), last=date(2024, 5, 13)),
            status=status,
            polarity="+",
            certainty=Certainty.CERTAIN,
            author_certainty=Certainty.UNCOMMITTED,
            chain=("a1",),
            reasons=(Reason(rule="status.shipped", span=shipped),),
        )
    ]
    if "Sudania denied it." in text:
        denied = span(text, "denied")
        claims.append(
            Claim(
                id="c2",
                key=claim_key(report.id, "REJECT", denied),
                type="REJECT",
                trigger=denied,
                sentence=span(text, "Sudania denied it."),
                actors=(taker,),
                recipients=(sender,),
                status=Status.DONE,
                polarity="+",
                certainty=Certainty.CERTAIN,
                author_certainty=Certainty.CERTAIN,
            )
        )
    if "Talks" in text:
        talks = span(text, "Talks")
        claims.append(
            Claim(
                id="c3",
                key=claim_key(report.id, "CONSULT", talks),
                type="CONSULT",
                trigger=talks,
                sentence=Span(talks.start, len(text)),
                actors=(sender, taker),
                place=Place(span=span(text, "Larnaca"), name="Larnaca", country="CYP", lat=34.9, lon=33.6),
                time=Time(span=None, type="DATE", value="FUTURE_REF"),
                status=Status.PLANNED,
                polarity="+",
                certainty=Certainty.UNCOMMITTED,
                author_certainty=Certainty.UNCOMMITTED,
            )
        )
    relations = (
        (Relation(type="about", origin="c2", target="c1", cue=None, certainty=Certainty.PROBABLE),)
        if len(claims) > 1
        else ()
    )
    return Reading(
        recipe=recipe,
        report=report,
        attributions=(attribution,),
        claims=tuple(claims),
        relations=relations,
        problems=(Problem(code="short", message="the article is short", span=None),),
    )


@cache
def _empty_case() -> Path:
    path = Path(tempfile.mkdtemp(prefix="onrecord-case-")) / "empty.db"
    open_case(path, write=True).close()
    return path


def new_case(folder: Path, name: str = "onrecord.db") -> Case:
    """An empty casebook; the tables are made once a test run and copied."""
    shutil.copy(_empty_case(), folder / name)
    return open_case(folder / name, write=True)


class FakeReader:
    """Reads texts without a parser: the claims of `reading` where the words of TEXT stand, none elsewhere."""

    def __init__(self, recipe: Recipe = RECIPE, *, status: Status = Status.SHIPPED):
        self.recipe = recipe
        self.status = status
        self.articles = 0
        self.readings = 0

    def article(self, report: Report) -> Article:
        self.articles += 1
        text = re.sub(r"<[^>]+>", "", report.payload.decode("utf-8", "replace"))
        if "explode" in text:
            raise RuntimeError("a step tripped")
        problems = () if text.strip() else (Problem(code="no-body", message="there is no body text"),)
        end = len(text.rstrip())
        return Article(
            text=text,
            blocks=(Block(kind=BlockKind.BODY, span=Span(0, end)),),
            provenance=report.provenance,
            payload_id=report.payload_id,
            problems=problems,
        )

    def read(self, article: Article) -> Reading:
        self.readings += 1
        told = article.provenance
        claims: tuple[Claim, ...] = ()
        attributions: tuple[Attribution, ...] = ()
        relations: tuple[Relation, ...] = ()
        if "Vostania had shipped 40 rocket launchers" in article.text:
            made = reading(article.text, published=told.published, status=self.status)
            claims, attributions, relations = made.claims, made.attributions, made.relations
        return Reading(
            recipe=self.recipe,
            report=replace(article, problems=()),
            attributions=attributions,
            claims=claims,
            relations=relations,
            problems=article.problems,
        )
