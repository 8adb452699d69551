"""A reading made by hand, with one of everything that an export can show."""

from __future__ import annotations

from datetime import date

from onrecord.domain.actor import Actor
from onrecord.domain.attribution import Attribution, AttributionKind, Occasion, Stance
from onrecord.domain.certainty import Certainty, Outcome, Reason, Status
from onrecord.domain.claim import Claim, Relation, claim_key
from onrecord.domain.item import Carrier, EndUse, Item, Norm, Quantity, Route
from onrecord.domain.place import Place
from onrecord.domain.reading import Reading, Recipe
from onrecord.domain.report import Article, Block, BlockKind, Problem, Provenance
from onrecord.domain.span import Span
from onrecord.domain.times import Time

TEXT = (
    "A minister said <b>Norland</b> would send up to 50 tanks to Sudria\u202e by ship on Friday.\n\n"
    "Norland denied it & attacked nobody.\n\nCOMMENTS"
)


def at(words: str, after: int = 0) -> Span:
    start = TEXT.index(words, after)
    return Span(start, start + len(words))


def sample() -> Reading:
    """Two claims, an aim and a denial, in a text that holds markup and a character that turns the direction."""
    first, second = TEXT.index("\n\n"), TEXT.index("\n\nCOMMENTS")
    article = Article(
        text=TEXT,
        blocks=(
            Block(kind=BlockKind.BODY, span=Span(0, first)),
            Block(kind=BlockKind.BODY, span=Span(first + 2, second)),
            Block(kind=BlockKind.BOILERPLATE, span=at("COMMENTS")),
        ),
        provenance=Provenance(
            title='Tanks "for" <Sudria>', publisher="The Harbour Ledger", published=date(2023, 9, 13), url="https://x.example/?a=1&b=2"
        ),
        payload_id="sha256:0",
        dateline=None,
    )  # fmt: skip
    norland = Actor(span=at("Norland"), country="NOR", role="GOV")
    sudria = Actor(span=at("Sudria"), country="SDN", role="GOV", inferred=True)
    said = Attribution(
        id="a1",
        source=(at("A minister"),),
        cue=(at("said"),),
        content=(Span(at("<b>").start, first - 1),),
        kind=AttributionKind.INDIRECT,
        stance=Stance.ASSERTS,
        speaker=Actor(span=at("A minister"), name="Ann Lee", country="FRA"),
        basis=("intelligence",),
        occasion=Occasion(kind="briefing", span=at("said")),
        reasons=(Reason(rule="attribution.verb.say", span=at("said")),),
    )
    denied = Attribution(
        id="a2",
        source=(at("Norland", first),),
        cue=(at("denied"),),
        content=(at("it", first),),
        kind=AttributionKind.INDIRECT,
        stance=Stance.DENIES,
        speaker=Actor(span=at("Norland", first), country="NOR"),
    )
    send = at("send")
    aim = Claim(
        id="c1",
        key=claim_key(article.id, "TRANSFER", send),
        type="TRANSFER",
        trigger=send,
        sentence=Span(0, first),
        status=Status.PLANNED,
        polarity="+",
        certainty=Certainty.UNCOMMITTED,
        author_certainty=Certainty.UNCOMMITTED,
        plover="AGREE",
        actors=(norland,),
        recipients=(sudria,),
        items=(Item(span=at("tanks"), item="tank", quantity=Quantity(text="up to 50", high=50, unit="tank")),),
        carriers=(Carrier(span=at("ship"), kind="vessel"),),
        route=Route(destination=Place(span=at("Sudria"), name="Sudria", country="SDN")),
        end_use=EndUse(span=at("Sudria")),
        norm=Norm(span=at("Sudria"), text="a norm", ids=("unscr-1718",)),
        place=Place(span=at("Sudria"), name="Sudria", country="SDN", geonames_id=7),
        time=Time(span=at("Friday"), type="DATE", value="2023-09-15", first=date(2023, 9, 15), last=date(2023, 9, 15)),
        probability=(0.2, 0.45),
        chain=("a1",),
        reasons=(Reason(rule="status.modal", span=at("would"), note="would is not will"),),
    )
    attacked = at("attacked")
    denial = Claim(
        id="c2",
        key=claim_key(article.id, "ASSAULT", attacked),
        type="ASSAULT",
        trigger=attacked,
        sentence=Span(first + 2, second),
        status=Status.DONE,
        polarity="-",
        certainty=Certainty.CERTAINLY_NOT,
        author_certainty=Certainty.UNCOMMITTED,
        actors=(Actor(span=at("Norland", first), country="NOR"),),
        outcome=Outcome.HALTED,
        chain=("a2",),
    )
    return Reading(
        recipe=Recipe(onrecord="0.1.0", knowledge="2026-01-01+0", models={"spacy:en": "3.8"}),
        report=article,
        attributions=(said, denied),
        claims=(aim, denial),
        relations=(Relation(type="response", origin="c2", target="c1", cue=at("it", first)),),
        problems=(Problem(code="too-short", message="the body has <few> words"),),
    )
