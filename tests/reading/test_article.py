"""The article step: one unaltered text, its blocks, and what is doubtful about it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.domain.report import Article, BlockKind, Provenance, Report
from onrecord.knowledge import load_knowledge
from onrecord.reading.article import read_article

KNOWLEDGE = load_knowledge()


def article(text: str, media_type: str = "text/plain", **told: object) -> Article:
    payload = text.encode("utf-8", "surrogatepass")
    return read_article(
        Report(payload=payload, media_type=media_type, provenance=Provenance(**told)),  # type: ignore[arg-type]
        KNOWLEDGE,
    )


def kinds(read: Article) -> list[tuple[str, str]]:
    return [(str(block.kind), " ".join(block.span.of(read.text).split())) for block in read.blocks]


BODY = "The two ministers met on Tuesday and agreed to hold further talks on the border next month."


@pytest.mark.parametrize(
    ("line", "dateline", "place"),
    [
        ("SEOUL — ", "SEOUL —", "SEOUL"),
        ("SEOUL, South Korea — ", "SEOUL, South Korea —", "SEOUL, South Korea"),
        ("MOSCOW (Reuters) - ", "MOSCOW (Reuters) -", "MOSCOW (Reuters)"),
        ("BEIJING/WASHINGTON (Reuters) - ", "BEIJING/WASHINGTON (Reuters) -", "BEIJING/WASHINGTON (Reuters)"),
        ("TEHRAN, May 21 (MNA) – ", "TEHRAN, May 21 (MNA) –", "TEHRAN, May 21 (MNA)"),
        ("SEOUL, Aug. 30 (Yonhap) -- ", "SEOUL, Aug. 30 (Yonhap) --", "SEOUL, Aug. 30 (Yonhap)"),
        ("London (CNN) ", "London (CNN)", "London (CNN)"),
        ("(Reuters) - ", "(Reuters) -", "(Reuters)"),
        ("Washington — ", "Washington —", "Washington"),
    ],
)
def test_a_dateline_is_a_block_of_its_own(line: str, dateline: str, place: str) -> None:
    read = article(line + BODY)
    assert kinds(read) == [("dateline", dateline), ("body", BODY)]
    assert read.dateline == place


@pytest.mark.parametrize(
    "line",
    [
        "North Korea — a country that seldom speaks — announced a launch on Tuesday and said no more.",
        "The U.S. said on Tuesday that it had seen no sign of a launch - and would say so if it did.",
        "He met the (AP) reporters on Tuesday and spoke with them about the launch for an hour.",
    ],
)
def test_a_sentence_is_no_dateline(line: str) -> None:
    assert [kind for kind, _ in kinds(article(line))] == ["body"]


@pytest.mark.parametrize(
    "line",
    [
        "COMMENTS",
        "Read more",
        "Sign up for our daily newsletter",
        "© 2024 The Harbour Ledger. All rights reserved.",
        "Copyright 2024 Lakeside Courier",
        "Advertisement",
        "###",
        "The Associated Press contributed to this report.",
        "Ines Halloway contributed to this report from Geneva.",
        "Follow our reporter on Twitter",
        "Reporting by A. Writer; Editing by B. Editor",
        "How the talks began – a guide Read more",
        "Related: What the ministers want",
    ],
)
def test_furniture_is_not_body(line: str) -> None:
    assert kinds(article(f"{BODY}\n\n{line}"))[-1][0] == "boilerplate"
    assert kinds(article(f"{BODY}\n{line}")) == [("body", BODY), ("boilerplate", line)]


def test_furniture_glued_to_a_paragraph_is_cut_off() -> None:
    assert kinds(article(f"{BODY} © 2024 The Harbour Ledger. All rights reserved. No copying.")) == [
        ("body", BODY),
        ("boilerplate", "© 2024 The Harbour Ledger. All rights reserved. No copying."),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "The ministers pose for a photo before their talks in Geneva. | Pool Photo by A. Photographer",
        "A satellite image shows the port on Tuesday. (Handout/Reuters)",
        "FILE PHOTO: The minister speaks to reporters in Geneva, January 3, 2023.",
        "The minister (pictured on Tuesday) has denied the report",
        "Crowds wait outside the palace in the capital before the arrival of the two ministers on Tuesday",
    ],
)
def test_a_caption_is_told_from_the_body(line: str) -> None:
    assert kinds(article(f"{BODY}\n\n{line}\n\n{BODY}")) == [("body", BODY), ("caption", line), ("body", BODY)]


def test_title_byline_and_crossheads() -> None:
    read = article(f"Ministers agree on talks\nBy Ines Halloway\n\nGENEVA — {BODY}\n\nWhat comes next\n\n{BODY}")
    assert [kind for kind, _ in kinds(read)] == ["title", "byline", "dateline", "body", "title", "body"]
    assert read.provenance.title == "Ministers agree on talks"
    assert read.provenance.byline == "By Ines Halloway"
    assert read.dateline == "GENEVA"


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    wrapped = (
        "The two ministers met on Tuesday and agreed to hold further\n"
        "talks on the border next month, a spokesman said after they\n"
        "had spoken for three hours.\n\n"
        "They did not say where the talks would be held, and nobody\n"
        "would tell reporters who else had been asked to come.\n"
    )
    assert [kind for kind, _ in kinds(article(wrapped))] == ["body", "body"]


def test_single_line_breaks_part_paragraphs_that_are_whole() -> None:
    assert len(article(f"{BODY} {BODY}\n{BODY} {BODY}\n{BODY}").blocks) == 3


def test_list_items_stay_body() -> None:
    read = article(f"{BODY} They include:\n\n- 300 vehicles;\n\n- 20 boats; and\n\n- medical kits.")
    assert {kind for kind, _ in kinds(read)} == {"body"}


@pytest.mark.parametrize(
    "line", ["Published: 30 August 2023", "Published 2023-08-30", "Posted on August 30, 2023 at 10:00"]
)
def test_a_stated_day_of_publication_is_taken(line: str) -> None:
    assert article(f"{line}\n\n{BODY}").provenance.published == date(2023, 8, 30)
    assert article(f"{line}\n\n{BODY}", published=date(2023, 9, 1)).provenance.published == date(2023, 9, 1)


@pytest.mark.parametrize("text", [BODY, f"Published: 31 February 2023\n\n{BODY}", f"Updated: 30 August 2023\n\n{BODY}"])
def test_without_a_stated_day_there_is_none(text: str) -> None:
    assert article(text).provenance.published is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("COMMENTS", "no-body"),
        ("Ministers agree on further talks", "headline-only"),
        ("They met on Tuesday and agreed.", "too-short"),
        ("Министр обороны прибыл в столицу во вторник, сообщило министерство. Переговоры продолжатся в среду.", "language"),
        ("북한은 화요일 러시아에 포탄을 보냈다는 보도를 부인했다. 외무성은 성명을 발표했다.", "language"),
        ("Der Minister sagte am Dienstag, dass die Gespräche in Genf im kommenden Monat fortgesetzt werden sollen.", "language"),
        ("Le ministre a déclaré mardi que les discussions se poursuivraient à Genève le mois prochain.", "language"),
        ("They met\x00 on Tuesday and agreed to hold further talks on the border next month, he said.", "replaced-characters"),
        ("They met \udcff on Tuesday and agreed to hold further talks on the border next month, he said.", "replaced-characters"),
    ],
)  # fmt: skip
def test_doubts_are_told(text: str, code: str) -> None:
    assert [problem.code for problem in article(text).problems] == [code]


def test_english_with_foreign_words_is_english() -> None:
    read = article(f"{BODY} “Мы не будем комментировать это,” he said, or in English: we shall not comment on it.")
    assert read.language == "en"
    assert read.problems == ()


def test_right_to_left_marks_stay_in_the_text() -> None:
    text = f"{BODY} \u200fHe said so\u202e."
    assert article(text).text == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_byte_order_marks_tell_the_encoding(encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    payload = (mark + BODY + " – “so”").encode(encoding)
    read = read_article(Report(payload=payload, media_type="text/plain"), KNOWLEDGE)
    assert read.text == BODY + " – “so”"
    assert read.problems == ()


def test_another_encoding_is_guessed_and_said_so() -> None:
    text = "The café in Orléans was closed, the owner said, and so were “all” the others – for a week or more. " * 5
    read = read_article(Report(payload=text.encode("cp1252"), media_type="text/plain"), KNOWLEDGE)
    assert read.text == text
    assert [problem.code for problem in read.problems] == ["encoding"]


def characters() -> st.SearchStrategy[str]:
    words = st.sampled_from(
        ["SEOUL", " — ", "(Reuters)", " - ", "\n", "\n\n", "\r\n", "\t", "COMMENTS", "By Ann Lee", "He said so.",
         "| Pool Photo by X", "\u202e", "\x00", "\x1b[31m", "é", "e\u0301", "שלום", "\ud800", "😀", "© 2024 X", " "]
    )  # fmt: skip
    return st.lists(st.one_of(words, st.text(max_size=20)), max_size=25).map("".join)


@settings(max_examples=150, deadline=None)
@given(characters())
def test_blocks_cover_all_and_the_text_keeps_its_length(text: str) -> None:
    read = article(text)
    assert len(read.text) == len(text)
    changed = [(a, b) for a, b in zip(text, read.text, strict=True) if a != b]
    assert all(b in " �" and (ord(a) < 32 or 127 <= ord(a) < 160 or 0xD800 <= ord(a) < 0xE000) for a, b in changed)
    at = 0
    for block in read.blocks:
        assert at <= block.span.start < block.span.end
        assert not read.text[at : block.span.start].strip()
        assert block.span.of(read.text) == block.span.of(read.text).strip()
        at = block.span.end
    assert not read.text[at:].strip()


@settings(max_examples=40, deadline=None)
@given(characters())
def test_reading_twice_gives_the_same_article(text: str) -> None:
    assert article(text) == article(text)


def test_titles_of_marked_pages_are_kept_apart() -> None:
    read = article("# Talks end\n\nGENEVA — They *met* on\nTuesday.\n", media_type="text/markdown")
    assert kinds(read) == [("title", "Talks end"), ("dateline", "GENEVA —"), ("body", "They met on Tuesday.")]
    assert read.provenance.title == "Talks end"
    assert {block.kind for block in read.blocks} <= set(BlockKind)
