"""What a sentence is about: the claim nearest to its main clause, and main clauses that only say something."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord.domain.report import Provenance, Report
from onrecord.knowledge.frames import load_frames
from onrecord.reading.article import read_article
from onrecord.reading.parse import parse_article
from onrecord.reading.read import Reader
from onrecord.reading.salience import Level, Salience, salience


def about(reader: Reader, text: str) -> Salience:
    report = Report(payload=text.encode(), media_type="text/plain", provenance=Provenance(published=date(2024, 5, 15)))
    article = read_article(report, reader.knowledge)
    parse = parse_article(article, reader.pipeline)
    support = reader.knowledge.made("events/frames", load_frames).support_verbs
    return salience(parse, parse.sentences[0], reader.read(article).claims, reader.knowledge, support)


@pytest.mark.parametrize(
    ("text", "first", "level"),
    [
        ("Chad condemned Sudan for the attack on the harbour.", "ACCUSE", Level.MAIN),
        ("Chad's government said that Sudanese troops had attacked the harbour.", "ASSAULT", Level.MAIN),
        ("Serbia and Kosovo held talks after the attack on the harbour.", "CONSULT", Level.MAIN),
        ("The harbour, which Sudanese troops attacked in May, has a new crane.", "ASSAULT", Level.FAR),
    ],
)
def test_the_main_clause_comes_first(reader: Reader, text: str, first: str, level: Level) -> None:
    claims = about(reader, text).claims
    assert (claims[0][0].type, claims[0][1]) == (first, level)
    assert [at for _, at in claims] == sorted(at for _, at in claims)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Norway's king expressed his condolences to the families of those killed in the attack.", "018"),
        ("Norway's king expressed support for Chad.", None),
        ("Chad denied charges that it had shelled the village.", "016"),
        ("Chad rejected the proposal.", None),
        ("Chad is considering sending aid to Sudan.", "014"),
        ("Chad is sending aid to Sudan.", None),
        ("The rebels claimed responsibility for the attack.", "015"),
        ("The rebels claimed that they had attacked the village.", "015"),
        ("The rebels claimed that the army had attacked the village.", None),
    ],
)
def test_a_statement_is_told_from_a_deed(reader: Reader, text: str, code: str | None) -> None:
    assert about(reader, text).statement == code


def test_claims_inside_a_statement_are_left_out_and_those_beside_it_stay(reader: Reader) -> None:
    told = about(reader, "Chad has denied charges of fraud, and accused Sudan of lying.")
    assert [claim.type for claim, _ in told.claims] == ["ACCUSE"]


def test_what_another_must_do_is_a_wish(reader: Reader) -> None:
    assert about(reader, "Chad's president said that Sudan must withdraw its troops.").wish
    assert not about(reader, "Chad's president said that he must withdraw his troops.").wish
    assert not about(reader, "Chad's president said that Sudan had withdrawn its troops.").wish


def test_who_is_ready_to_help_offers(reader: Reader) -> None:
    assert about(reader, "Norway is willing to provide more aid to Chad.").offer
    assert not about(reader, "Norway is happy to see more aid for Chad.").offer
