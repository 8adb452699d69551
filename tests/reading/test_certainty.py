"""The judge, held to contrast sets: sentences that differ in one thing and must be judged apart."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord.domain.attribution import Stance
from onrecord.domain.certainty import Judged, Outcome, Status
from onrecord.domain.report import Provenance, Report
from onrecord.knowledge import Knowledge
from onrecord.reading.article import read_article
from onrecord.reading.certainty import judge
from onrecord.reading.mentions import EventMention
from onrecord.reading.parse import Parse, parse_article
from onrecord.reading.read import Reader
from reading.contrasts import Case, article_of, attributions_of, cases, joined, mention_of, parse_marks

ALL = list(cases())


@pytest.fixture(scope="module")
def parsed(reader: Reader) -> tuple[Parse, dict[str, int]]:
    article, starts = joined(sorted({case.text for case in ALL}))
    return parse_article(article, reader.pipeline), starts


@pytest.mark.parametrize("case", ALL, ids=[f"{c.type}-{c.marked}" for c in ALL])
def test_contrast_sets_are_judged_apart(case: Case, parsed: tuple[Parse, dict[str, int]], knowledge: Knowledge) -> None:
    parse, starts = parsed
    at = starts[case.text]
    judged = judge(mention_of(parse, case, at), parse, attributions_of(case, at), knowledge)
    assert (str(judged.status), judged.polarity, str(judged.certainty)) == case.expected, [
        (r.rule, r.span and r.span.of(parse.text)) for r in judged.reasons
    ]


def test_contrast_sets_hold_enough_pairs() -> None:
    pairs = len(ALL) - len({case.set for case in ALL})
    assert pairs >= 250


def judged_of(marked: str, type_: str, reader: Reader, knowledge: Knowledge, stance: str = "asserts") -> Judged:
    text, spans, _ = parse_marks(marked)
    case = Case(
        set="one",
        type=type_,
        text=text,
        trigger=spans["["],
        content=spans.get("{"),
        cue=spans.get("<"),
        stance=Stance(stance),
        expected=("", "", ""),
        marked=marked,
    )
    parse = parse_article(article_of(text), reader.pipeline)
    return judge(mention_of(parse, case), parse, attributions_of(case), knowledge)


@pytest.mark.parametrize(
    ("marked", "band"),
    [
        ("Rome very likely [sent] rifles to Chad.", (0.80, 0.95)),
        ("Rome probably [sent] rifles to Chad.", (0.55, 0.80)),
        ("It is unlikely that Rome [sent] rifles to Chad.", (0.20, 0.45)),
        ("Rome presumably [sent] rifles to Chad.", (0.55, 0.80)),
        ("There is little chance of Rome [sending] rifles to Chad.", (0.05, 0.20)),
        ("Rome apparently [sent] rifles to Chad.", None),
        ("Rome may have [sent] rifles to Chad.", None),
        ("Rome [sent] rifles to Chad.", None),
    ],
)
def test_probability_stands_only_where_the_text_uses_estimative_words(
    marked: str, band: tuple[float, float] | None, reader: Reader, knowledge: Knowledge
) -> None:
    assert judged_of(marked, "TRANSFER", reader, knowledge).probability == band


def test_the_outlet_commits_to_what_it_says_itself_or_passes_on_as_confirmed(
    reader: Reader, knowledge: Knowledge
) -> None:
    own = judged_of("Rome [sent] rifles to Chad.", "TRANSFER", reader, knowledge)
    told = judged_of("Envoys <said> {Rome had [sent] rifles to Chad}.", "TRANSFER", reader, knowledge)
    owned = judged_of("Rome <admitted> {that it had [sent] rifles}.", "TRANSFER", reader, knowledge, "concedes")
    assert [str(j.author_certainty) for j in (own, told, owned)] == ["CT+", "Uu", "CT+"]


@pytest.mark.parametrize(
    ("marked", "outcome"),
    [
        ("Rome suspended the [delivery] of rifles.", Outcome.HALTED),
        ("Rome cancelled the [delivery] of rifles.", Outcome.CANCELLED),
        ("Rome refused to [send] rifles.", Outcome.REFUSED),
        ("Rome [sent] rifles.", None),
    ],
)
def test_outcome_tells_how_it_ended_short(
    marked: str, outcome: Outcome | None, reader: Reader, knowledge: Knowledge
) -> None:
    assert judged_of(marked, "TRANSFER", reader, knowledge).outcome is outcome


def test_every_judgement_has_reasons_with_words(reader: Reader, knowledge: Knowledge) -> None:
    for marked in ("The [attack] on Gao shocked Bamako.", "Rome [sent] rifles to Chad.", "Rome may [send] rifles."):
        judged = judged_of(marked, "ASSAULT", reader, knowledge)
        assert any(r.rule.startswith("status.") and r.span is not None for r in judged.reasons)


def test_a_frame_lowers_and_never_raises(reader: Reader, knowledge: Knowledge) -> None:
    text, spans, _ = parse_marks("Rome may [send] rifles to Chad.")
    parse = parse_article(article_of(text), reader.pipeline)
    at = next(t.i for t in parse.tokens if t.start == spans["["].start)
    event = EventMention(type="TRANSFER", first=at, last=at + 1, head=at, clause=at, frame="f", status="agreed")
    assert judge(event, parse, (), knowledge).status is Status.HYPOTHETICAL


@pytest.mark.parametrize(("published", "status"), [("2019-02-11", "planned"), ("2019-02-14", "done"), (None, "done")])
def test_what_is_dated_after_publication_has_not_happened(published: str | None, status: str, reader: Reader) -> None:
    text = "It was cold in Warsaw.\n\nPoland and Egypt attended the summit starting on 13 February 2019.\n"
    day = date.fromisoformat(published) if published else None
    report = Report(payload=text.encode(), media_type="text/plain", provenance=Provenance(published=day))
    (summit,) = [c for c in reader.read(read_article(report, reader.knowledge)).claims if c.type == "CONSULT"]
    assert (summit.status, summit.certainty) == (status, "Uu" if status == "planned" else "CT+")


def test_a_season_before_publication_does_not_put_ahead_what_is_told_as_past(reader: Reader) -> None:
    text = "Ukrainians this winter ousted President Viktor Yanukovych.\n"
    told = Provenance(published=date(2014, 7, 26))
    report = Report(payload=text.encode(), media_type="text/plain", provenance=told)
    (ousted,) = [c for c in reader.read(read_article(report, reader.knowledge)).claims if c.type == "ASSAULT"]
    assert ousted.status is Status.DONE
