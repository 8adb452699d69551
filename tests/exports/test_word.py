"""The dossier as a Word document: every statement cites its source, every page bears the marking, nothing of a report
acts as more than text."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from case_exports import MADE, made, make_book, protect
from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml import etree

from onrecord.domain.query import ClaimQuery
from onrecord.domain.report import Tlp
from onrecord.errors import CaseError
from onrecord.exports import word

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_book(tmp_path_factory.mktemp("word"))


def opened(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def words(paragraph: Paragraph) -> str:
    """All text of a paragraph, that of links too."""
    return "".join(node.text or "" for node in paragraph._p.iter(f"{W}t"))


def anchors(paragraph: Paragraph) -> list[str]:
    return [link.get(qn("w:anchor")) for link in paragraph._p.iter(f"{W}hyperlink") if link.get(qn("w:anchor"))]


def parts(document: Document) -> tuple[list[Paragraph], list[Paragraph]]:
    """Paragraphs of the chronology and of the sources."""
    heads = [words(paragraph) for paragraph in document.paragraphs]
    first, last = heads.index("Chronology"), heads.index("Sources")
    return document.paragraphs[first + 1 : last], document.paragraphs[last + 1 :]


def test_every_paragraph_of_the_chronology_cites_a_source_that_is_there(book: Path) -> None:
    chronology, sources = parts(opened(made(book, "docx", title="Rockets & letters")))
    marks = {node.get(qn("w:name")) for source in sources for node in source._p.iter(f"{W}bookmarkStart")}
    assert marks == {"source1", "source2"}
    # Heading, quotation and commitments of six claims.
    assert len(chronology) == 18
    for paragraph in chronology:
        cited = anchors(paragraph)
        assert len(cited) == 1 and cited[0] in marks
        number = cited[0].removeprefix("source")
        assert f"[{number}]" in words(paragraph)
    assert [words(source)[:3] for source in sources] == ["[1]", "[2]"]


def test_sources_tell_outlet_day_address_and_hashes(book: Path) -> None:
    data = made(book, "docx")
    _, sources = parts(opened(data))
    told = " ".join(words(source) for source in sources)
    assert "The Harbour Post, 2024-05-14: Vostania ships rockets" in told
    assert len(re.findall(r"text sha256:[0-9a-f]{64}", told)) == 2
    assert len(re.findall(r"received file sha256:[0-9a-f]{64}", told)) == 2
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        links = archive.read("word/_rels/document.xml.rels").decode()
    external = re.findall(r'Target="([^"]+)" TargetMode="External"', links)
    # Only addresses of the web are links; others are text.
    assert external == ["https://harbour.example/rockets"]
    assert "javascript:alert(1)" in told


def test_the_marking_stands_at_head_and_foot_of_each_page(book: Path) -> None:
    document = opened(made(book, "docx"))
    for section in document.sections:
        assert not section.different_first_page_header_footer
        for part in (section.header, section.footer):
            assert not part.is_linked_to_previous
            assert "TLP:AMBER+STRICT" in words(part.paragraphs[0])
            run = part.paragraphs[0].runs[-1]
            assert str(run.font.color.rgb) == "FFC000"
            assert run._r.rPr.find(f"{W}shd").get(f"{W}fill") == "000000"
        fields = [field.get(f"{W}instr") for field in section.footer.paragraphs[0]._p.iter(f"{W}fldSimple")]
        assert fields == ["PAGE", "NUMPAGES"]
    assert document.core_properties.keywords == "TLP:AMBER+STRICT"
    assert document.core_properties.created.replace(tzinfo=None) == MADE.replace(tzinfo=None)
    below = opened(made(book, "docx", tlp_max=Tlp.GREEN))
    assert "TLP:CLEAR" in words(below.sections[0].header.paragraphs[0])
    assert "Amber" not in " ".join(words(paragraph) for paragraph in below.paragraphs)


def test_telling_words_are_marked_and_quotes_are_whole(book: Path) -> None:
    chronology, _ = parts(opened(made(book, "docx")))
    quotes = [paragraph for paragraph in chronology if paragraph.style is not None and paragraph.style.name == "Quote"]
    marked = {run.text for paragraph in quotes for run in paragraph.runs if run.font.highlight_color is not None}
    assert marked == {"shipped", "denied", "Talks"}
    assert any("“Anna Petrova said on Monday that Vostania had shipped" in words(paragraph) for paragraph in quotes)


def test_what_a_report_says_stays_text(book: Path) -> None:
    data = made(book, "docx", title="\x00<w:p/>\u202e\ud800")
    document = opened(data)
    told = " ".join(words(paragraph) for paragraph in document.paragraphs)
    assert "<b>bold</b> [U+202E]abc[U+0007] More." in told
    assert "[U+0000]<w:p/>[U+202E][U+D800]" in told
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))


def test_protected_names_stay_behind(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    protect(book, "Anna Petrova")

    def text(**options: Any) -> str:
        return " ".join(words(paragraph) for paragraph in opened(made(book, "docx", **options)).paragraphs)

    assert "Petrova" not in text() and "█" in text()
    assert "Petrova" in text(tlp_max=Tlp.RED)


def test_nothing_found_is_told(book: Path) -> None:
    document = opened(made(book, "docx", query=ClaimQuery(type=("RETREAT",))))
    assert "No claim answers." in [words(paragraph) for paragraph in document.paragraphs]


def test_without_the_library_it_says_what_to_do(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "find_spec", lambda name: None)
    with pytest.raises(CaseError, match=r"onrecord\[word\]"):
        made(book, "docx")
