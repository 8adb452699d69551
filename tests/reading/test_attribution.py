"""Attribution: whole relations from the project's own paragraphs, quotation marks of all sorts, and properties."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.domain.attribution import Attribution, AttributionKind
from onrecord.domain.report import Article, Block, BlockKind, Provenance
from onrecord.domain.span import Span
from onrecord.reading.actors import find_actors
from onrecord.reading.attribution import find_attributions, sayings_by_rule
from onrecord.reading.attribution_quotes import find_quotes
from onrecord.reading.parse import Parse, parse_article
from onrecord.reading.read import Reader
from onrecord.reading.times import find_times

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "attribution" / "paragraphs.yml").read_text(encoding="utf-8")
)


def article_of(text: str) -> Article:
    """One body block for each line that is not empty."""
    blocks, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            start = at + len(line) - len(line.lstrip())
            blocks.append(Block(kind=BlockKind.BODY, span=Span(start, at + len(line.rstrip()))))
        at += len(line) + 1
    return Article(text=text, blocks=tuple(blocks), provenance=Provenance(), payload_id="sha256:0")


def parsed(text: str, reader: Reader) -> tuple[Article, Parse]:
    article = article_of(text)
    return article, parse_article(article, reader.pipeline)


def said(text: str, reader: Reader) -> tuple[Attribution, ...]:
    article, parse = parsed(text, reader)
    actors = find_actors(parse, article, reader.knowledge)
    times = find_times(parse, article, reader.knowledge)
    return find_attributions(
        parse, sayings_by_rule(parse, article, reader.knowledge), actors, times, reader.knowledge, None
    )


def words(spans: tuple[Span, ...], text: str) -> str:
    return " / ".join(span.of(text) for span in spans)


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:60] for case in CASES])
def test_paragraph(case: dict[str, Any], reader: Reader) -> None:
    text = case["text"]
    found = said(text, reader)
    by_id = {a.id: a for a in found}
    told = [
        {
            "source": words(a.source, text),
            "cue": words(a.cue, text),
            "content": words(a.content, text) or None,
            "stance": str(a.stance),
            "speaker": a.speaker.name.split()[-1] if a.speaker and a.speaker.name else None,
            **({"occasion": a.occasion.kind} if a.occasion else {}),
            **({"basis": a.basis[0]} if a.basis else {}),
            **({"via": words(by_id[a.via].cue, text)} if a.via else {}),
        }
        for a in found
    ]
    expected = [
        {**want, "content": " / ".join(want["content"]) if isinstance(want["content"], list) else want["content"]}
        for want in case["said"]
    ]
    for want in expected:
        want["cue"] = want["cue"].replace("…", " / ")
    assert told == expected


def quoted(text: str, reader: Reader) -> list[tuple[str, bool, bool]]:
    article, parse = parsed(text, reader)
    return [(q.span.of(text), q.closed, q.speech) for q in find_quotes(parse, article)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "no more shells" and left.', [('"no more shells"', True, False)]),
        ("“We will wait,” he said.", [("“We will wait,”", True, True)]),
        # never closed: to the end of its paragraph where it opened one, else to the end of its sentence
        ("“We will wait for them. They will come.", [("“We will wait for them. They will come.", False, True)]),
        (
            "The envoy said “we will wait for them. The road was empty.",
            [("“we will wait for them.", False, True)],
        ),
        # opened twice, closed once
        (
            '"We will wait for them, he said. "They will come."',
            [('"We will wait for them, he said.', False, True), ('"They will come."', True, True)],
        ),
        # nested, both ways
        (
            "“He told us ‘the guns are gone’ and hung up,” she said.",
            [("“He told us ‘the guns are gone’ and hung up,”", True, True), ("‘the guns are gone’", True, True)],
        ),
        (
            "'He told us \"the guns are gone\" and hung up,' she said.",
            [("'He told us \"the guns are gone\" and hung up,'", True, True), ('"the guns are gone"', True, True)],
        ),
        # single marks beside apostrophes and plural possessives
        (
            "'They don't know the rebels' plans,' the officer said.",
            [("'They don't know the rebels' plans,'", True, True)],
        ),
        ("‘It’s over,’ said the officer. The rebels’ guns were found.", [("‘It’s over,’", True, True)]),
        ("The rebels' guns and the army's trucks were found in the '90s.", []),
        # straight and curly mixed
        ('“We will never sell them arms," he said.', [('“We will never sell them arms,"', True, True)]),
        # titles, names, scare quotes
        (
            "The band played “Hey Jude” for the so-called ‘volunteers’.",
            [("“Hey Jude”", True, False), ("‘volunteers’", True, False)],
        ),
        # other styles
        ("«We have no comment on that,» he said.", [("«We have no comment on that,»", True, True)]),
        ("„We have no comment on that“, he said.", [("„We have no comment on that“", True, True)]),
    ],
)
def test_quotes(text: str, expected: list[tuple[str, bool, bool]], reader: Reader) -> None:
    assert quoted(text, reader) == expected


def test_quotation_over_paragraphs_is_one(reader: Reader) -> None:
    text = (
        "“We have counted every shell,” Colonel Ada Brandt said.\n\n"
        "“None of them left the depot.\n\n“That is all that I can say.”\n\nThe depot lies near the border."
    )
    found = said(text, reader)
    assert len(found) == 1
    assert words(found[0].content, text).split(" / ") == [
        "“We have counted every shell,”",
        "“None of them left the depot.",
        "“That is all that I can say.”",
    ]
    assert found[0].kind is AttributionKind.DIRECT


def test_quotation_without_a_cue_is_marked_as_carried_over(reader: Reader) -> None:
    text = "Minister Jonas Falk said that the sale was off.\n\n“We will not arm anyone who shoots at us.”"
    found = said(text, reader)
    assert [a.carried_over for a in found] == [False, True]
    carried = found[1]
    assert carried.speaker is not None and carried.speaker.name == "Jonas Falk" and carried.speaker.inferred
    assert carried.confidence is not None and found[0].confidence is not None
    assert carried.confidence < found[0].confidence
    assert any(reason.rule == "attribution.carried.quotation" and reason.note for reason in carried.reasons)


def test_quoted_words_of_a_headline_are_no_speech_of_the_next_speaker(reader: Reader) -> None:
    text = "Envoy calls arms talks ‘useless’\n\nThe talks ended on Monday. Envoy Lena Holt said that she was tired."
    found = said(text, reader)
    assert [words(a.cue, text) for a in found] == ["calls", "said"]
    assert words(found[0].content, text) == "arms talks ‘useless’"


def test_song_titles_and_scare_quotes_attribute_nothing(reader: Reader) -> None:
    text = "The choir sang “Katyusha” while the so-called “volunteers” marched past."
    assert said(text, reader) == ()


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        ("Crowds gathered. A banner READ “The port is shut!” above the gate.", []),
        ("Ministers met on Monday. MOST READ IN NEWS 'THE PORT IS SHUT!' Harbour master tells of it", ["tells"]),
    ],
)
def test_a_verb_in_capitals_beside_a_quotation_stops_nothing(text: str, cues: list[str], reader: Reader) -> None:
    assert [words(one.cue, text) for one in said(text, reader)] == cues


def test_a_passage_after_a_colon_is_one_attribution(reader: Reader) -> None:
    text = (
        "As the Evening Mail reports:\n\nThe ship left Rason in May. It carried shells.\n\nThe port was closed in June."
    )
    found = said(text, reader)
    assert [words(a.content, text) for a in found] == ["The ship left Rason in May. It carried shells."]


def test_pronouns_go_to_the_speaker_before(reader: Reader) -> None:
    text = (
        "Defence Minister Petra Novak met General Igor Belov. Novak said the guns were old. She said they would be "
        "scrapped. “They are of no use to anyone,” she added."
    )
    assert [a.speaker.name if a.speaker else None for a in said(text, reader)] == ["Petra Novak"] * 3


def test_a_surname_is_not_that_of_another_person(reader: Reader) -> None:
    [saying] = said("Luis Vega came.\nPeople waited. Kerry said that the plan would fail.", reader)
    assert saying.speaker is not None
    assert saying.speaker.name == "Kerry"


def test_silence_names_what_is_withheld(reader: Reader) -> None:
    text = "The general declined to detail how the agency gathered the intelligence, citing sources and methods."
    (found,) = said(text, reader)
    assert found.withholds is not None and found.withholds.what == "sources and methods"


def test_every_attribution_has_reasons(reader: Reader) -> None:
    for case in CASES[:20]:
        for attribution in said(case["text"], reader):
            assert attribution.reasons and attribution.reasons[0].rule.startswith("attribution.")


_PIECES = st.sampled_from(
    [
        "“", "”", '"', "'", "‘", "’", "«", "»", "said", "Kirby", "denied", "that", "the", "minister", "ministry", ",",
        ".", ":", "\n", "\n\n", "\u200f", "e\u0301", "according to", "has not commented", "We", "shells", "told",
        "reporters", "—", "(", ")", "مرحبا", "claims", "who",
    ]
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_PIECES, max_size=30))
def test_any_text_gives_spans_inside_it_and_the_same_twice(reader: Reader, pieces: list[str]) -> None:
    text = " ".join(pieces)
    found = said(text, reader)
    assert found == said(text, reader)
    ids = [a.id for a in found]
    assert len(set(ids)) == len(ids)
    for attribution in found:
        assert attribution.via is None or attribution.via in ids
        for span in (*attribution.source, *attribution.cue, *attribution.content):
            assert 0 <= span.start < span.end <= len(text)
        assert attribution.carried_over or attribution.cue


def test_white_space_moves_offsets_and_nothing_else(reader: Reader) -> None:
    text = "“We have sent nothing,” the minister told reporters. He declined to say more about the cargo."
    wide = text.replace(" ", " \t ")
    first, second = said(text, reader), said(wide, reader)
    assert [words(a.content, text) for a in first] == [" ".join(words(a.content, wide).split()) for a in second]
    assert [(a.stance, a.kind) for a in first] == [(a.stance, a.kind) for a in second]
