"""PDF: the text that it carries, joined to paragraphs, and clear refusals."""

from __future__ import annotations

import pytest

from onrecord.domain.report import Article, Report
from onrecord.errors import PayloadError
from onrecord.knowledge import load_knowledge
from onrecord.reading.article import read_article

LINES = (
    "The two ministers met on Tuesday and agreed to hold further talks on the bor-",
    "der next month, a spokesman told reporters.",
    "They did not say where the talks would be held, and nobody would tell reporters",
    "who else had been asked to come.",
)


def pdf(*pages: tuple[str, ...], title: str = "Ministers agree") -> bytes:
    """A small PDF, a page for each group of lines."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"]
    kids = []
    for lines in pages:
        shown = b" ".join(f"({line}) Tj T*".encode() for line in lines)
        stream = b"BT /F1 10 Tf 12 TL 40 700 Td " + shown + b" ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 900 800] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
            % len(objects)
        )
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    objects.append(f"<< /Title ({title}) >>".encode())
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        len(objects),
        start,
    )
    return bytes(out)


def read(payload: bytes) -> Article:
    return read_article(Report(payload=payload, media_type="application/pdf", name="a.pdf"), load_knowledge())


def test_lines_are_joined_and_divided_words_put_together() -> None:
    article = read(pdf(LINES))
    assert [block.span.of(article.text) for block in article.blocks] == [
        "The two ministers met on Tuesday and agreed to hold further talks on the border next month, a spokesman told reporters.",
        "They did not say where the talks would be held, and nobody would tell reporters who else had been asked to come.",
    ]
    assert article.provenance.title == "Ministers agree"
    assert article.provenance.published is None


def test_pages_without_text_are_told() -> None:
    assert [problem.code for problem in read(pdf(LINES, ())).problems] == ["pages-without-text"]


@pytest.mark.parametrize(
    ("payload", "words"),
    [(pdf(()), "only pictures"), (b"%PDF-1.4\nnothing", "cannot be read"), (b"", "cannot be read")],
)
def test_what_cannot_be_read_says_so(payload: bytes, words: str) -> None:
    with pytest.raises(PayloadError, match=words):
        read(payload)
