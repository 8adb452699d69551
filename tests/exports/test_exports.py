"""Every format: it keeps what the reading holds, and shows nothing of a report as markup or control sequence."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample import TEXT, sample

from onrecord import reading_from_dict
from onrecord.domain.reading import Reading
from onrecord.domain.report import Block, BlockKind
from onrecord.domain.span import Span
from onrecord.domain.standing import Standing, standing
from onrecord.errors import QueryError
from onrecord.exports import FORMATS, export
from onrecord.exports.lines import lines
from onrecord.exports.marks import Mark, groups, pieces


def shown(format: str, *readings: Reading) -> str:
    return "".join(export(readings or (sample(),), format))


def test_an_unknown_format_is_refused_by_name() -> None:
    with pytest.raises(QueryError, match=r"'xml'.*html, json, jsonl, lines"):
        list(export([sample()], "xml"))


@pytest.mark.parametrize("format", ["json", "jsonl"])
def test_json_gives_back_the_reading(format: str) -> None:
    told = shown(format, sample(), sample())
    rows = json.loads(told) if format == "json" else [json.loads(line) for line in told.splitlines()]
    assert [reading_from_dict(row) for row in rows] == [sample(), sample()]


def test_no_readings_are_still_well_formed() -> None:
    assert "".join(export([], "json")) == "[]\n"
    assert "".join(export([], "jsonl")) == ""
    assert "".join(export([], "lines")) == ""


def test_lines_hold_one_fact_each_with_offsets_and_words() -> None:
    told = lines(sample())
    trigger = f"{TEXT.index('send')}-{TEXT.index('send') + 4}"
    cue = f"{TEXT.index('said')}-{TEXT.index('said') + 4}"
    head = f"{trigger} claim {trigger} TRANSFER"
    assert f'{head} planned + Uu author=Uu plover=AGREE probability=0.2-0.45 chain={cue} "send"' in told
    assert any(line.endswith('actor NOR GOV "Norland"') for line in told)
    assert any('item tank quantity=-/-/50 unit=tank "tanks"' in line for line in told)
    assert any(line.endswith('recipient SDN GOV inferred "Sudria"') for line in told)
    assert any('reason status.modal "would"' in line for line in told)
    assert any(line.startswith("problem too-short") for line in told)
    assert any(" relation response " in line for line in told)
    facts = [line for line in told if line[0].isdigit()]
    starts = [int(line.split("-")[0]) for line in facts]
    assert starts == sorted(starts)
    assert len(set(told)) == len(told)


def test_a_further_claim_adds_lines_and_changes_none() -> None:
    both = lines(sample())
    one = lines(replace(sample(), claims=sample().claims[:1], relations=()))
    assert set(one) < set(both)


class _Tags(HTMLParser):
    """Balance, attributes and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self.references: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in ("meta", "br", "hr", "img", "link"):
            self.open.append(tag)
        for name, value in attrs:
            assert not name.startswith("on"), name
            if name == "id":
                self.ids.append(value or "")
            if name in ("src", "href", "action"):
                self.references.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parsed(page: str) -> _Tags:
    tags = _Tags()
    tags.feed(page)
    tags.close()
    assert tags.open == []
    assert len(set(tags.ids)) == len(tags.ids)
    return tags


def test_the_page_is_self_contained_and_well_formed() -> None:
    page = shown("html", sample(), sample())
    tags = parsed(page)
    assert not tags.tags & {"script", "iframe", "img", "link", "object", "form"}
    assert all(reference.startswith("#") for reference in tags.references)
    assert {reference[1:] for reference in tags.references} <= set(tags.ids)
    assert "default-src 'none'" in page
    assert not re.search(r"url\(|@import|https?://(?!x\.example)", page)


def test_the_page_shows_text_as_text() -> None:
    page = shown("html")
    assert "&lt;b&gt;" in page
    assert "<b>Norland</b>" not in page
    assert "Tanks &quot;for&quot; &lt;Sudria&gt;" in page
    assert "\u202e" not in page
    assert "[U+202E]" in page
    assert "the body has &lt;few&gt; words" in page


def test_the_page_tells_status_source_and_reasons() -> None:
    page = shown("html")
    for words in (
        "planned",
        "Ann Lee (FRA) [intelligence]",
        "status.modal",
        "would is not will",
        "denied or negated",
        "20% to 45%",
    ):
        assert words in page


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=60), st.sampled_from(["html", "lines"]))
def test_no_text_reaches_an_export_as_control_or_markup(text: str, format: str) -> None:
    span = Span(0, len(text))
    article = replace(sample().report, text=text, blocks=(Block(kind=BlockKind.CAPTION, span=span),))
    claim = replace(sample().claims[1], trigger=span, sentence=span, actors=(), chain=(), outcome=None)
    told = shown(format, Reading(recipe=sample().recipe, report=article, claims=(claim,)))
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", told)
    if format == "html":
        parsed(told)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from("abc")), max_size=8))
def test_pieces_tell_everything_once(raw: list[tuple[int, int, str]]) -> None:
    marks = [Mark(span=Span(min(a, b), max(a, b)), name=name) for a, b, name in raw]
    found = list(pieces(Span(5, 25), marks))
    assert [span.start for span, _ in found] == [5, *[span.end for span, _ in found][:-1]]
    assert found[-1][0].end == 25
    for span, names in found:
        assert list(names) == sorted(m.name for m in marks if m.span.covers(span) and m.span.end > m.span.start)


def test_groups_join_what_overlaps() -> None:
    assert groups([Span(5, 9), Span(0, 3), Span(8, 12), Span(12, 14)]) == [Span(0, 3), Span(5, 12), Span(12, 14)]


def test_standing_never_says_more_than_the_weakest() -> None:
    reading = sample()
    aim, denial = reading.claims
    assert standing(aim, reading.attributions) is Standing.AIM
    assert standing(denial, reading.attributions) is Standing.DENIED


def test_every_listed_format_can_be_made() -> None:
    for format in FORMATS:
        assert shown(format)
