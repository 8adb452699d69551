"""The judge, held to contrast sets: sentences that differ in one thing and must be judged apart."""

from __future__ import annotations

import pytest
from reading.contrasts import Case, article_of, attributions_of, cases, mention_of

from onrecord.knowledge import Knowledge
from onrecord.reading.certainty import judge
from onrecord.reading.parse import Parse, parse_article
from onrecord.reading.read import Reader

ALL = list(cases())


@pytest.fixture(scope="module")
def parses(reader: Reader) -> dict[str, Parse]:
    return {text: parse_article(article_of(text), reader.pipeline) for text in {case.text for case in ALL}}


@pytest.mark.parametrize("case", ALL, ids=[f"{c.type}-{c.marked}" for c in ALL])
def test_contrast_sets_are_judged_apart(case: Case, parses: dict[str, Parse], knowledge: Knowledge) -> None:
    parse = parses[case.text]
    judged = judge(mention_of(parse, case), parse, attributions_of(case), knowledge)
    assert (str(judged.status), judged.polarity, str(judged.certainty)) == case.expected, [
        (r.rule, r.span and r.span.of(case.text)) for r in judged.reasons
    ]


def test_contrast_sets_hold_enough_pairs() -> None:
    pairs = len(ALL) - len({case.set for case in ALL})
    assert pairs >= 250
