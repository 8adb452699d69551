"""The rules' factuality of any word: verbs, nouns and states."""

from __future__ import annotations

import pytest

from onrecord.knowledge import Knowledge
from onrecord.reading.factuality import factuality_rules
from onrecord.reading.parse import parse_article
from onrecord.reading.read import Reader
from reading.contrasts import article_of


@pytest.mark.parametrize(
    ("text", "word", "label"),
    [
        ("The firm opened a plant in Lyon.", "opened", "CT+"),
        ("The firm will open a plant in Lyon.", "open", "CT+"),
        ("The firm is expected to open a plant in Lyon.", "open", "PR+"),
        ("The firm may open a plant in Lyon.", "open", "PS+"),
        ("The firm wants to open a plant in Lyon.", "open", "Uu"),
        ("The firm did not open a plant in Lyon.", "open", "CT-"),
        ("The firm failed to open a plant in Lyon.", "open", "CT-"),
        ("The firm declined to open a plant in Lyon.", "open", "CT-"),
        ("If the firm opens a plant in Lyon, shares will rise.", "opens", "Uu"),
        ("The chairman was ill.", "ill", "CT+"),
        ("The chairman was not ill.", "ill", "CT-"),
        ("The opening of the plant was a success.", "opening", "CT+"),
        ("Investors welcomed the prospect of a merger.", "merger", "Uu"),
        ("Analysts believe the firm opened a plant.", "opened", "PR+"),
    ],
)
def test_labels(text: str, word: str, label: str, reader: Reader, knowledge: Knowledge) -> None:
    parse = parse_article(article_of(text), reader.pipeline)
    token = next(t for t in parse.tokens if t.text == word)
    told = factuality_rules(parse, token, knowledge)
    assert str(told.label) == label, [(r.rule, r.span and r.span.of(text)) for r in told.reasons]
