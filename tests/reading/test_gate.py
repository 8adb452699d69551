"""The gate: what it lets through, and which sentences are parsed."""

from __future__ import annotations

import time

import pytest

from onrecord.domain.report import Report
from onrecord.domain.span import Span
from onrecord.knowledge import load_knowledge
from onrecord.reading.article import read_article
from onrecord.reading.gate import Gate, load_gate, sentences
from onrecord.reading.read import Reader

FIELD = (
    "Iran shipped 200 drones to Russia in August, the Ukrainian defence ministry said. Moscow denied the transfer. "
    "The foreign minister of Iran met his Russian counterpart in Moscow, where the two governments signed an agreement. "
    "Officials in Washington warned that the United States would impose sanctions on the army of Iran. "
)
COOKING = (
    "Peel the onions and let them soften in butter over a low heat. Stir the stock in slowly and taste as you go. "
    "The soup wants a good hour, and is better the day after. Serve it with bread. "
)


@pytest.fixture(scope="module")
def gate() -> Gate:
    return load_gate(load_knowledge())


def test_it_tells_the_field_from_the_rest(gate: Gate) -> None:
    assert gate.text(FIELD).keep and gate.page(f"<html><p>{FIELD}</p></html>".encode()).keep
    for verdict in (gate.text(COOKING * 3), gate.page(f"<html><p>{COOKING * 3}</p></html>".encode())):
        assert not verdict.keep
        assert str(verdict.reason).startswith("gate: ")


@pytest.mark.parametrize(
    "text",
    [
        "Iran shipped 200 drones to Russia in August, the Ukrainian defence ministry said.",
        "North Korea fired two short-range missiles into the sea off its east coast, South Korea's military said.",
        "The European Union agreed to extend sanctions against Belarus by a year, diplomats said on Friday.",
        FIELD,
        FIELD * 6,
    ],
)
def test_a_short_report_passes_as_a_long_one_does(gate: Gate, text: str) -> None:
    assert gate.text(text).keep and gate.raw(text).keep


@pytest.mark.parametrize("times", [1, 3, 12])
def test_courts_and_councils_do_not_pass_however_long(gate: Gate, times: int) -> None:
    crime = (
        "A Clinton man was arrested on Tuesday after police officers found a gun in his car on Main Street. The county "
        "attorney charged the driver with assault, and a judge set his bail. Residents told the city council that the "
        "school board should pay for two more officers at the high school next season. "
    )
    assert not gate.text(crime * times).keep


def test_the_bar_rises_with_the_length(gate: Gate) -> None:
    assert gate.bar(20) < gate.bar(80) < gate.bar(5000)


TEASERS = "".join(
    f'<div><h3><a href="/{at}">{FIELD}</a></h3><p>Football: the season opens with a match of two teams, and the fans '
    f"who buy tickets now save money on the way to the stadium and back.</p></div>"
    for at in range(20)
)


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>{teasers}<article><h1>News</h1><p>{text}</p></article>{teasers}</body></html>",
        "<article>Short.</article><article><p>{text}</p></article><footer>{teasers}</footer>",
        "<html><body><main><p>{text}</p></main>{teasers}</body></html>",
        "<article><article><p>Read more.</p></article><p>{text}</p></article><footer>{teasers}</footer>",
    ],
)
def test_what_stands_around_the_report_of_a_page_does_not_count(gate: Gate, page: str) -> None:
    assert gate.page(page.format(text=FIELD * 2, teasers=TEASERS).encode()).keep
    assert not gate.page(page.format(text=COOKING * 6, teasers=TEASERS).encode()).keep


@pytest.mark.parametrize("tag", ["a", "article", "main", "p", "nav"])
def test_tags_left_open_do_not_hold_it_up(gate: Gate, tag: str) -> None:
    def seconds(count: int) -> float:
        page = f"<article><p>{COOKING * 3}</p>".encode() + f"<{tag} x>word ".encode() * count + b"</article>"
        begun = time.process_time()
        gate.page(page)
        return time.process_time() - begun

    few = min(seconds(20_000) for _ in range(3))
    assert seconds(160_000) < 32 * few, "eight times as many may take eight times as long, not sixty-four"


def test_any_article_of_a_page_may_be_the_report(gate: Gate) -> None:
    dull = f"<article><p>{COOKING * 9}</p></article>"
    assert gate.page(f"{dull}<article><p>{FIELD}</p></article>{dull}".encode()).keep
    assert not gate.page((dull * 3).encode()).keep


@pytest.mark.parametrize(
    "payload",
    [
        f"<article><p>{COOKING * 3}</p></article>".encode("utf-16"),
        f'<script>{{"articleBody": "{FIELD}"}}</script><article><p>{COOKING}</p></article>'.encode(),
    ],
)
def test_a_page_of_which_nothing_can_be_told_is_let_through(gate: Gate, payload: bytes) -> None:
    assert gate.page(payload).keep


def test_a_page_whose_text_is_not_in_its_bytes_is_let_through(gate: Gate) -> None:
    assert gate.page(b"<html><title>Soup</title><div id=app></div><script src=app.js></script></html>").keep


def test_scripts_and_tags_do_not_count(gate: Gate) -> None:
    assert not gate.page(f"<p>{COOKING * 3}</p><script>{FIELD * 5}</script><!-- {FIELD} -->".encode()).keep


def test_sentences_are_the_block() -> None:
    text = "Gen. J. Smith of the U.S. Army left. He met Mr. Xi on Aug. 3. “We agreed.” Then he went."
    found = sentences(text, Span(0, len(text)))
    assert "".join(span.of(text) for span in found) == text
    assert [span.of(text).strip() for span in found] == [
        "Gen. J. Smith of the U.S. Army left.",
        "He met Mr. Xi on Aug. 3.",
        "“We agreed.”",
        "Then he went.",
    ]


def test_what_can_hold_nothing_is_not_parsed_and_neighbours_are(gate: Gate) -> None:
    dull = "The weather was fine and the sea was calm. The band played until it was late. "
    text = f"{dull * 2}{FIELD}{dull * 3}"
    article = read_article(Report(payload=text.encode(), media_type="text/plain"), load_knowledge())
    parts = gate.parts(article)
    parsed = " ".join(span.of(article.text) for block in parts for span in block)
    assert FIELD.strip() in parsed
    assert len(parsed) < len(article.text)
    assert parsed.startswith("The weather"), "the first sentences bring in who and where"


def test_the_sentence_that_brings_a_name_is_parsed(gate: Gate) -> None:
    dull = "The weather was fine and the sea was calm. The band played until it was late. " * 3
    text = f"{dull}Among them stood one Petrossian. {dull}{FIELD}Petrossian denied that Iran had sent troops to Syria."
    article = read_article(Report(payload=text.encode(), media_type="text/plain"), load_knowledge())
    parsed = [span.of(article.text) for block in gate.parts(article) for span in block]
    assert any("one Petrossian" in part for part in parsed)


def test_a_reading_of_parts_says_so_and_how_much_was_left_out(gate: Gate, reader: Reader) -> None:
    dull = "The weather was fine and the sea was calm. The band played until it was late. "
    article = read_article(
        Report(payload=f"{dull * 2}{FIELD}{dull * 3}".encode(), media_type="text/plain"), load_knowledge()
    )
    part, whole = reader.read(article, gate.parts(article)), reader.read(article)
    assert [p.code for p in whole.problems] == [] and [p.code for p in part.problems] == ["left-out"]
    assert "characters were not parsed" in part.problems[0].message
    assert part.recipe != whole.recipe, "equal recipes give equal readings"
    assert [c.key for c in part.claims] == [c.key for c in whole.claims]
