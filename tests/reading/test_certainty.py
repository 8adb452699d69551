"""The judge, held to contrast sets: sentences that differ in one thing and must be judged apart."""

from __future__ import annotations

import pytest

from onrecord.knowledge import Knowledge
from onrecord.reading.certainty import judge
from onrecord.reading.parse import Parse, parse_article
from onrecord.reading.read import Reader
from reading.contrasts import Case, attributions_of, cases, joined, mention_of

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
