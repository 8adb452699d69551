"""Mail messages: subject, sender, date, and the part that is read."""

from __future__ import annotations

from datetime import date

from onrecord.domain.report import Article, Report
from onrecord.knowledge import load_knowledge
from onrecord.reading.article import read_article

BODY = "The two ministers met on Tuesday and agreed to hold further talks on the border next month."
HEAD = (
    "From: Desk <desk@wire.example>\nSubject: =?utf-8?q?Talks_in_Orl=C3=A9ans?=\n"
    "Date: Wed, 13 Sep 2023 23:00:00 +0900\nMIME-Version: 1.0\n"
)


def mail(message: str) -> Article:
    return read_article(Report(payload=message.encode(), media_type="message/rfc822"), load_knowledge())


def test_a_plain_message() -> None:
    read = mail(f"{HEAD}Content-Type: text/plain; charset=utf-8\n\n{BODY}\n\nSign up for more\n")
    assert [str(block.kind) for block in read.blocks] == ["title", "body", "boilerplate"]
    assert read.provenance.title == "Talks in Orléans"
    assert read.provenance.published == date(2023, 9, 13)
    assert read.provenance.byline == "Desk <desk@wire.example>"


def test_plain_text_goes_before_html_and_attachments_are_counted() -> None:
    message = (
        f'{HEAD}Content-Type: multipart/mixed; boundary="X"\n\n--X\nContent-Type: multipart/alternative; boundary="Y"\n\n'
        f"--Y\nContent-Type: text/plain\n\n{BODY}\n--Y\nContent-Type: text/html\n\n<p>Something else was said here.</p>\n--Y--\n"
        "--X\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n\nabc\n--X--\n"
    )
    read = mail(message)
    assert BODY in read.text
    assert "Something else" not in read.text
    assert [problem.code for problem in read.problems] == ["attachments"]


def test_html_alone_is_read_as_a_page() -> None:
    read = mail(
        f"{HEAD}Content-Type: text/html; charset=utf-8\n\n<html><body><p>{BODY}</p><script>x()</script></body></html>"
    )
    assert [str(block.kind) for block in read.blocks] == ["title", "body"]


def test_broken_headers_are_no_crash() -> None:
    read = mail(f"From: a\nSubject: b\nDate: yesterday\nContent-Type: text/plain; charset=x-unknown\n\n{BODY}\n")
    assert read.provenance.published is None
    assert BODY in read.text
