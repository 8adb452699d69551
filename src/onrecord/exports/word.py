"""A dossier as a Word document: the chronology of `exports.dossier`, numbered sources, and the marking on each page.

In: claim rows as `onrecord claims --format jsonl` prints them; for reports, where known, the hash of what was received.
Out: the bytes of a `.docx`. Each statement and each quoted sentence ends in the number of its source, which leads
to it. Only web addresses become links. Needs the extra `word` (python-docx).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from onrecord.errors import CaseError
from onrecord.exports.claims_csv import is_web
from onrecord.exports.dossier import (
    COLOURS,
    chronology,
    commitments,
    heading,
    highest,
    marked,
    numbered,
    source_line,
    visible,
)
from onrecord.exports.sheet import Row

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_GREY = "595959"
_BLUE = "1F4E9E"


def export(
    rows: Iterable[Row],
    *,
    made: datetime,
    title: str = "Dossier",
    payloads: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> Iterator[bytes]:
    """The document, whole.

    Args:
        rows: The claims.
        made: When, UTC.
        title: Title of the dossier.
        payloads: Hashes of received files by report.
        notes: What people wrote beside it.

    Raises:
        CaseError: python-docx is not installed.
    """
    document = _blank()
    told = chronology(rows)
    sources = numbered(told)
    level = highest(told)
    core = document.core_properties
    core.title, core.author, core.language = visible(title), "onrecord", "en"
    core.created = core.modified = made.replace(tzinfo=None)
    core.keywords, core.comments, core.last_modified_by = f"TLP:{level}", "", "onrecord"
    _mark_pages(document, level)
    document.add_heading(visible(title), level=0)
    _small(
        document.add_paragraph(),
        f"{len(told):,} claims of {len(sources):,} reports, put together {made:on %Y-%m-%d at %H:%M UTC}. An entry is "
        "what a source is reported to have said, not what is established. Numbers in brackets lead to the sources.",
    )
    if notes:
        document.add_heading("Notes", level=1)
        for note in notes:
            document.add_paragraph(visible(note), style="List Bullet")
    document.add_heading("Chronology", level=1)
    for row in told:
        _entry(document, row, sources[row["report"]])
    if not told:
        document.add_paragraph("No claim answers.")
    document.add_heading("Sources", level=1)
    first = {row["report"]: row for row in reversed(told)}
    for report, number in sources.items():
        _source(document, first[report], number, (payloads or {}).get(report))
    out = io.BytesIO()
    document.save(out)
    yield out.getvalue()


def need() -> None:
    """Refuse to go on without python-docx.

    Raises:
        CaseError: It is not installed.
    """
    if find_spec("docx") is None:
        raise CaseError(
            "Word documents need the package python-docx",
            where="--format docx",
            remedy="Run `pip install 'onrecord[word]'`",
        )


def _blank() -> Document:
    """An empty document on A4."""
    need()
    import docx
    from docx.shared import Cm, Pt

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin = section.bottom_margin = Cm(2.2)
    styles: Any = document.styles
    styles["Normal"].font.name, styles["Normal"].font.size = "Calibri", Pt(11)
    styles["Quote"].paragraph_format.left_indent = Cm(0.6)
    styles["Heading 3"].paragraph_format.space_before = Pt(12)
    return document


def _mark_pages(document: Document, level: str) -> None:
    """The marking at the head and foot of every page, as TLP 2.0 wants it, and the page's number."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    section: Any = document.sections[0]
    for part in (section.header, section.footer):
        paragraph = part.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if part is section.footer or part._element is section.footer._element:
            _small(paragraph, "Page ")
            _field(paragraph, "PAGE")
            _small(paragraph, " of ")
            _field(paragraph, "NUMPAGES")
            _small(paragraph, "   ")
        run = paragraph.add_run(f" TLP:{level} ")
        run.bold = True
        run.font.color.rgb = _rgb(COLOURS[level])
        _shade(run, "000000")


def _entry(document: Document, row: Row, number: int) -> None:
    """One claim: heading, sentence with its telling words marked, who says it and how sure; each with its source."""
    from docx.enum.text import WD_COLOR_INDEX

    head = document.add_heading(visible(heading(row)), level=3)
    _cite(head, number)
    quote = document.add_paragraph(style="Quote")
    quote.paragraph_format.keep_with_next = True
    before, words, after = (visible(part) for part in marked(row))
    quote.add_run(f"“{before}")
    if words:
        quote.add_run(words).font.highlight_color = WD_COLOR_INDEX.YELLOW
    quote.add_run(f"{after}” ")
    _cite(quote, number)
    line = document.add_paragraph()
    _small(line, visible(commitments(row)) + " ")
    _cite(line, number, small=True)
    _small(line, f" {row['key']}", grey=True)


def _source(document: Document, row: Row, number: int, payload: str | None) -> None:
    from docx.shared import Cm

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.left_indent = Cm(1)
    paragraph.paragraph_format.first_line_indent = Cm(-1)
    paragraph.paragraph_format.keep_together = True
    _bookmark(paragraph, f"source{number}", number)
    paragraph.add_run(f"[{number}]\t").bold = True
    paragraph.add_run(visible(source_line(row)) + " ")
    url = row["url"] or ""
    if is_web(url):
        _link(paragraph, visible(url), address=url)
    elif url:
        paragraph.add_run(visible(url))
    _small(paragraph, f" TLP:{row['tlp']}")
    for what, value in (("text", row["report"]), ("received file", payload)):
        if value:
            paragraph.add_run().add_break()
            _small(paragraph, f"{what} {value}", grey=True)


def _rgb(code: str) -> Any:
    from docx.shared import RGBColor

    full = code.removeprefix("#")
    full = "".join(digit * 2 for digit in full) if len(full) == 3 else full
    return RGBColor.from_string(full.upper())


def _small(paragraph: Paragraph, text: str, *, grey: bool = False) -> None:
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.font.size = Pt(9)
    if grey:
        run.font.color.rgb = _rgb(_GREY)


def _cite(paragraph: Paragraph, number: int, *, small: bool = False) -> None:
    paragraph.add_run(" ")
    _link(paragraph, f"[{number}]", anchor=f"source{number}", small=small)


def _element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _shade(run: Any, fill: str) -> None:
    run._r.get_or_add_rPr().append(_element("w:shd", val="clear", color="auto", fill=fill))


def _field(paragraph: Paragraph, code: str) -> None:
    """A field that the word processor fills in: the page's number, the number of pages."""
    field = _element("w:fldSimple", instr=code)
    run = _element("w:r")
    size = _element("w:rPr")
    size.append(_element("w:sz", val="18"))
    run.append(size)
    text = _element("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    paragraph._p.append(_element("w:bookmarkStart", id=str(number), name=name))
    paragraph._p.append(_element("w:bookmarkEnd", id=str(number)))


def _link(paragraph: Paragraph, text: str, *, anchor: str = "", address: str = "", small: bool = False) -> None:
    """A link to a bookmark of the document, or to an address of the web."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn

    link = _element("w:hyperlink", **({"anchor": anchor} if anchor else {}))
    if address:
        link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run, looks, shown = _element("w:r"), _element("w:rPr"), _element("w:t")
    looks.append(_element("w:color", val=_BLUE))
    if small:
        looks.append(_element("w:sz", val="18"))
    if address:
        looks.append(_element("w:u", val="single"))
    shown.text = text
    run.append(looks)
    run.append(shown)
    link.append(run)
    paragraph._p.append(link)
