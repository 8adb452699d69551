"""HTML pages: paragraphs, captions and metadata, whatever state the markup is in."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord.domain.report import Article, Report
from onrecord.knowledge import load_knowledge
from onrecord.reading.article import read_article

KNOWLEDGE = load_knowledge()
BODY = "The two ministers met on Tuesday and agreed to hold further talks on the border next month."
PAGE = f"""<!doctype html><html lang="en"><head><title>Ministers agree - The Harbour Ledger</title>
<meta property="og:title" content="Ministers agree on talks"><meta property="og:site_name" content="The Harbour Ledger">
<meta property="article:published_time" content="2023-09-13T10:00:00+09:00"><meta name="author" content="Ines Halloway">
<link rel="canonical" href="https://harbour-ledger.example/2023/talks.html"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav><article>
<h1>Ministers agree on talks</h1>
<figure><img src="x.jpg"><figcaption>The ministers shake hands in Geneva.</figcaption></figure>
<p>GENEVA — {BODY}</p><p>“We shall <b>see</b>,” one said &lt;i&gt;quietly&lt;/i&gt;.</p>
<script>document.write("Sent by script")</script>
<h2>What comes next</h2><ul><li>Experts meet on Friday in Bern.</li></ul>
<blockquote><p>Both sides are ready, a statement said.</p></blockquote>
</article><section id="comments"><p>Great talks, says a reader.</p></section>
<footer>© 2023 The Harbour Ledger</footer></body></html>"""


def page(markup: str | bytes) -> Article:
    payload = markup if isinstance(markup, bytes) else markup.encode()
    return read_article(Report(payload=payload, media_type="text/html"), KNOWLEDGE)


def kinds(read: Article) -> list[tuple[str, str]]:
    return [(str(block.kind), block.span.of(read.text)) for block in read.blocks]


def test_a_page_gives_its_parts_and_what_it_says_of_itself() -> None:
    read = page(PAGE)
    assert kinds(read) == [
        ("title", "Ministers agree on talks"),
        ("caption", "The ministers shake hands in Geneva."),
        ("dateline", "GENEVA —"),
        ("body", BODY),
        ("body", "“We shall see,” one said <i>quietly</i>."),
        ("title", "What comes next"),
        ("body", "Experts meet on Friday in Bern."),
        ("body", "Both sides are ready, a statement said."),
    ]
    told = read.provenance
    assert (told.title, told.byline, told.publisher) == (
        "Ministers agree on talks",
        "Ines Halloway",
        "The Harbour Ledger",
    )
    assert told.published == date(2023, 9, 13)
    assert told.url == "https://harbour-ledger.example/2023/talks.html"
    assert read.problems == ()


def test_dates_in_the_running_text_are_no_date_of_publication() -> None:
    assert (
        page(
            f"<html><body><p>{BODY} That was on 3 May 2019, he said on June 4, 2020.</p></body></html>"
        ).provenance.published
        is None
    )


def test_a_date_after_today_is_taken_as_told() -> None:
    markup = PAGE.replace("2023-09-13T10:00:00+09:00", "2031-01-02T10:00:00Z")
    assert page(markup).provenance.published == date(2031, 1, 2)


@pytest.mark.parametrize(
    "markup",
    [
        f"<html><head><title>Talks</title><body><div><p>{BODY} <b>So they say<p>Both <i>agreed on it too, a spokesman said.</div></td>",
        f"<html><body>{'<div>' * 50_000}<p>{BODY}</p>{'</div>' * 50_000}</body></html>",
        f"<html><body>{'<blockquote>' * 20_000}<p>{BODY}</p></body></html>",
        f"<html><body>{'<span>' * 1_900}<p>{BODY}</p>{'</span>' * 1_900}</body></html>",
        f"<p>{BODY}",
        f'<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{BODY}</p></body></html>',
        f"<html><body><p>{BODY}</p>\x00<p>\x1b[31mIt was signed in the evening, they said.</p></body></html>",
    ],
    ids=["broken", "deep divs", "deep quotations", "deep spans", "bare", "xhtml", "control characters"],
)
def test_whatever_state_the_markup_is_in_the_words_are_kept(markup: str) -> None:
    assert BODY in page(markup).text


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("cp1252", "iso-8859-1"), ("cp1252", "windows-1252"), ("utf-8", "utf-8"), ("utf-8", "latin1")],
)
def test_the_declared_encoding_is_used_where_the_bytes_are_not_utf8(encoding: str, declared: str) -> None:
    text = "The café talks in Orléans were “useful” and would go on for a week, the minister said on Tuesday."
    markup = f'<html><head><meta charset="{declared}"><title>Talks</title></head><body><p>{text}</p></body></html>'
    read = page(markup.encode(encoding))
    assert text in read.text
    assert read.problems == ()


def test_an_unknown_declared_encoding_is_no_crash() -> None:
    assert (
        "Talks"
        in page(b'<html><head><meta charset="x-klingon"><title>Talks</title></head><body>caf\xe9</body></html>').text
    )


@pytest.mark.parametrize(
    ("markup", "code"),
    [
        (
            "<html><head><title>Ministers agree</title></head><body><h1>Ministers agree</h1></body></html>",
            "headline-only",
        ),
        ("<html></html>", "no-body"),
        ("<html><body><img src=x></body></html>", "no-body"),
    ],
)
def test_a_page_without_a_body_says_so(markup: str, code: str) -> None:
    read = page(markup)
    assert [problem.code for problem in read.problems] == [code]
