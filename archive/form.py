"""Words and a table → a paper for people to print and sign, DOCX, in the layout of NĐ 30/2020/NĐ-CP, PL I.

A :class:`Form` is a title over a table; a :class:`Paper` is a whole văn bản hành chính, from quốc hiệu to nơi nhận,
which :mod:`archive.pdf.paper` draws as PDF/A too.

A4, margins 20 mm above and below, 30 left, 15 right; Times New Roman; pages numbered above the middle from the second.
"""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from archive.records import Dossier
from archive.textlayer import legible

FACE = "Times New Roman"
NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
LONG, SHORT = 297, 210
LEFT, RIGHT, EDGE = 30, 15, 20
"""Margins in mm."""
HEAD_RIGHT = 95
"""Room for quốc hiệu on one line, in mm."""
RULES = (20, 56)
"""How long the rules under the organ's name (a third to a half of it) and under tiêu ngữ (as long as it) are, in mm."""
Manner = Literal["plain", "ground", "heading"]
_MIDDLE = WD_ALIGN_PARAGRAPH.CENTER
_RUN = qn("w:r")


@dataclass(frozen=True, slots=True)
class Column:
    """Cột: its header, its width in mm, whether its words stand in the middle."""

    text: str
    width: int
    middle: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """Mẫu giấy tờ: ``above`` the title at the left, ``about`` under it in the middle, ``below`` the table."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[str]]
    above: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """Văn bản hành chính: ``organs`` are the superior body and the issuer, ``body`` a paragraph a string, ``signers``
    their positions and names, side by side, ``recipients`` at their left. What is left open for a pen bears dots.

    ``annex``: the table stands under that title on pages of its own, after the signatures.
    """

    organs: tuple[str, str]
    number: str
    dated: str
    kind: str
    subject: str
    body: tuple[str, ...]
    columns: tuple[Column, ...] = ()
    rows: Sequence[Sequence[str]] = ()
    below: tuple[str, ...] = ()
    signers: tuple[tuple[str, str], ...] = ()
    recipients: tuple[str, ...] = ()
    landscape: bool = False
    annex: str = ""

    @property
    def width(self) -> int:
        """Room between the margins, in mm."""
        return (LONG if self.landscape else SHORT) - LEFT - RIGHT


def manner(text: str) -> Manner:
    """How a paragraph stands (NĐ 30/2020, PL I): grounds (căn cứ) in italics, a line in capitals in the middle."""
    if text.startswith("Căn cứ ") and text.endswith(";"):
        return "ground"
    return "heading" if text.isupper() else "plain"


def write_paper(file: Path, paper: Paper) -> Path:
    """Write ``paper`` as DOCX; ``file`` appears whole or not at all."""
    made = docx.Document()
    _set_up(made, paper.landscape)
    _head(made, paper)
    _line(made, paper.kind, bold=True, size=14, middle=True, before=12)
    _line(made, paper.subject, bold=True, size=14, middle=True)
    for text in paper.body:
        _paragraph(made, text)
    if paper.columns and not paper.annex:
        _table(made, paper.columns, paper.rows)
    for text in paper.below:
        _paragraph(made, text).paragraph_format.keep_with_next = True
    _foot(made, paper)
    if paper.columns and paper.annex:
        made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        _line(made, paper.annex, bold=True, size=14, middle=True)
        _table(made, paper.columns, paper.rows)
    _describe(made.core_properties, f"{paper.kind} {paper.subject}", None)
    return _save(made, file)


def write_form(file: Path, form: Form, dossier: Dossier | None = None) -> Path:
    """Write ``form`` as DOCX; ``file`` appears whole or not at all."""
    paper = docx.Document()
    _set_up(paper, form.landscape)
    for text in form.above:
        _line(paper, text, bold=True)
    _line(paper, form.title, bold=True, size=14, middle=True)
    for text in form.about:
        _line(paper, text, middle=True)
    _table(paper, form.columns, form.rows)
    for text in form.below:
        _line(paper, text, before=6)
    _describe(paper.core_properties, form.title, dossier)
    return _save(paper, file)


def _save(paper: Any, file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.part")
    try:
        paper.save(str(fresh))
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
    return file


def _describe(about: Any, title: str, dossier: Dossier | None) -> None:
    """Properties of the file; its times are those of the last thing done to the dossier, in UTC as the format wants."""
    about.title, about.author, about.language, about.comments = title, "Vankho", "vi-VN", ""
    about.subject = dossier.id if dossier else ""
    for event in dossier.events[-1:] if dossier else ():
        about.created = about.modified = datetime.fromisoformat(event.at).astimezone(UTC).replace(tzinfo=None)


def _set_up(paper: Any, landscape: bool) -> None:
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(LONG if landscape else SHORT), Mm(SHORT if landscape else LONG)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.top_margin = section.bottom_margin = Mm(EDGE)
    section.header_distance = Mm(10)
    style = paper.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(13)
    fonts = style.element.rPr.rFonts
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FACE)
    style.paragraph_format.space_after = Pt(0)
    for language in paper.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "vi-VN")  # else Word underlines every word
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = _MIDDLE
    _page_number(number.add_run())


def _page_number(run: Any) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _line(  # noqa: PLR0913
    place: Any, text: str, *, bold: bool = False, size: int = 13, middle: bool = False, before: int = 0
) -> None:
    made = place.add_paragraph()
    made.paragraph_format.space_before = Pt(before)
    if middle:
        made.alignment = _MIDDLE
    run = made.add_run(legible(text))
    run.bold, run.font.size = bold, Pt(size)


def _head(paper: Any, told: Paper) -> None:
    """Ô số 1 to 4: at the left who issues it and its number, at the right quốc hiệu, tiêu ngữ, place and day."""
    superior, organ = told.organs
    left = [(superior.upper(), False, False), (organ.upper(), True, False), (told.number, False, False)]
    right = [(NATION, True, False), (MOTTO, True, False), (told.dated, False, True)]
    widths = (told.width - HEAD_RIGHT, HEAD_RIGHT)
    table = _bare_table(paper, widths)
    for cell, lines, width, rule in zip(table.rows[0].cells, (left, right), widths, RULES, strict=True):
        first = cell.paragraphs[0]
        for at, (text, bold, italic) in enumerate(line for line in lines if line[0]):
            made = first if at == 0 else cell.add_paragraph()
            made.alignment = _MIDDLE
            run = made.add_run(legible(text))
            run.bold, run.italic, run.font.size = bold, italic, Pt(12 if text == NATION else 13)
            if text == MOTTO or (bold and text == organ.upper()):
                _rule(cell.add_paragraph(), (width - 4 - rule) / 2)


def _rule(made: Any, indent: float) -> None:
    """A rule ``indent`` mm away from both sides: the upper edge of a paragraph without words."""
    shape = made.paragraph_format
    shape.left_indent = shape.right_indent = Mm(indent)
    shape.line_spacing = Pt(5)
    edge, line = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    edge.append(line)
    made._p.get_or_add_pPr().insert_element_before(
        edge, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _foot(paper: Any, told: Paper) -> None:
    """Ô số 7 and 9: who receives it at the left; who signs, each with room for a hand."""
    if not told.signers and not told.recipients:
        return
    paper.add_paragraph().paragraph_format.keep_with_next = True
    places = len(told.signers) + bool(told.recipients)
    table = _bare_table(paper, [told.width // places] * places, rows=2)
    cells, under = (list(row.cells)[-len(told.signers) :] for row in table.rows)
    if told.recipients:
        cell = table.cell(0, 0).merge(table.cell(1, 0))
        for at, text in enumerate(("Nơi nhận:", *told.recipients)):
            made = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
            run = made.add_run(legible(text))
            run.bold = run.italic = at == 0
            run.font.size = Pt(12 if at == 0 else 11)
    for above, below, (position, name) in zip(cells, under, told.signers, strict=True):
        lines = [above.paragraphs[0], below.paragraphs[0], *(below.add_paragraph() for _ in range(3))]
        for made, text in zip(lines, (position.upper(), "", "", "", name), strict=True):
            made.alignment = _MIDDLE
            made.paragraph_format.keep_with_next = made is not lines[-1]
            made.add_run(legible(text)).bold = True


def _bare_table(paper: Any, widths: Sequence[int], rows: int = 1) -> Any:
    """Rows without rules; ``widths`` in mm."""
    table = paper.add_table(rows=rows, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)  # LibreOffice goes by the grid, Word by the cells
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def _paragraph(paper: Any, text: str) -> Any:
    made, how = paper.add_paragraph(), manner(text)
    made.paragraph_format.space_before = Pt(6)
    made.alignment = _MIDDLE if how == "heading" else WD_ALIGN_PARAGRAPH.JUSTIFY
    if how != "heading":
        made.paragraph_format.first_line_indent = Mm(10)
    run = made.add_run(legible(text))
    run.font.size, run.italic, run.bold = Pt(13), how == "ground", how == "heading"
    return made


def _table(paper: Any, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    paper.add_paragraph()
    table = paper.add_table(rows=1, cols=len(columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, told in zip(table.columns, columns, strict=True):
        column.width = Mm(told.width)
    _row(table.rows[0], [column.text for column in columns], columns, head=True)
    if not rows:
        return
    bare = table.add_row()  # a list may have thousands of rows: copies of one are made ten times as fast
    _row(bare, [""] * len(columns), columns, head=False)
    for cells in rows:
        made = deepcopy(bare._tr)
        table._tbl.append(made)
        for run, text in zip(made.iter(_RUN), cells, strict=True):
            run.text = "\n".join(map(legible, text.split("\n")))
    table._tbl.remove(bare._tr)


def _row(row: Any, cells: Sequence[str], columns: Sequence[Column], *, head: bool) -> None:
    """One row, never torn between pages; a head comes again on each page."""
    marks = row._tr.get_or_add_trPr()
    marks.append(OxmlElement("w:cantSplit"))
    if head:
        marks.append(OxmlElement("w:tblHeader"))
    for cell, text, column in zip(row.cells, cells, columns, strict=True):
        cell.width = Mm(column.width)
        made = cell.paragraphs[0]
        if head or column.middle:
            made.alignment = _MIDDLE
        for at, line in enumerate(text.split("\n")):
            run = made.add_run()
            if at:
                run.add_break()
            run.add_text(legible(line))
            run.bold, run.font.size = head, Pt(12)
