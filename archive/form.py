"""Words and a table → a paper for people to print and sign, DOCX, in the layout of NĐ 30/2020/NĐ-CP, PL I.

A :class:`Form` is a title over a table; a :class:`Paper` is a whole văn bản hành chính, from quốc hiệu to nơi nhận.

A4, margins 20 mm above and below, 30 left, 15 right; Times New Roman; pages numbered above the middle from the second.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from archive.records import Dossier
from archive.textlayer import legible

FACE = "Times New Roman"
NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
_LONG, _SHORT = 297, 210
_LEFT, _RIGHT, _EDGE = 30, 15, 20
_HEAD_RIGHT = 100
"""Room for quốc hiệu on one line."""
_MIDDLE = WD_ALIGN_PARAGRAPH.CENTER


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
    their positions and names, side by side. What is left open for a pen bears dots.
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


def write_paper(file: Path, paper: Paper) -> Path:
    """Write ``paper`` as DOCX; ``file`` appears whole or not at all."""
    made = docx.Document()
    _set_up(made, paper.landscape)
    _head(made, paper)
    _line(made, paper.kind, bold=True, size=14, middle=True, before=12)
    _line(made, paper.subject, bold=True, size=14, middle=True)
    for text in paper.body:
        _paragraph(made, text)
    if paper.columns:
        _table(made, paper.columns, paper.rows)
    for text in paper.below:
        _paragraph(made, text)
    _foot(made, paper)
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
    section.page_width, section.page_height = Mm(_LONG if landscape else _SHORT), Mm(_SHORT if landscape else _LONG)
    section.left_margin, section.right_margin = Mm(_LEFT), Mm(_RIGHT)
    section.top_margin = section.bottom_margin = Mm(_EDGE)
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
    whole = (_LONG if told.landscape else _SHORT) - _LEFT - _RIGHT
    table = _bare_table(paper, (whole - _HEAD_RIGHT, _HEAD_RIGHT))
    for cell, lines in zip(table.rows[0].cells, (left, right), strict=True):
        first = cell.paragraphs[0]
        for at, (text, bold, italic) in enumerate(line for line in lines if line[0]):
            made = first if at == 0 else cell.add_paragraph()
            made.alignment = _MIDDLE
            run = made.add_run(legible(text))
            run.bold, run.italic, run.font.size = bold, italic, Pt(12 if text == NATION else 13)


def _foot(paper: Any, told: Paper) -> None:
    """Ô số 7 and 9: who signs, each with room for a hand, and who receives it."""
    if told.signers:
        paper.add_paragraph()
        whole = (_LONG if told.landscape else _SHORT) - _LEFT - _RIGHT
        table = _bare_table(paper, [whole // len(told.signers)] * len(told.signers))
        for cell, (position, name) in zip(table.rows[0].cells, told.signers, strict=True):
            for at, text in enumerate((position.upper(), "", "", "", name)):
                made = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
                made.alignment = _MIDDLE
                made.add_run(legible(text)).bold = True
    for at, text in enumerate(("Nơi nhận:", *told.recipients) if told.recipients else ()):
        made = paper.add_paragraph()
        run = made.add_run(legible(text))
        run.bold = run.italic = at == 0
        run.font.size = Pt(12 if at == 0 else 11)


def _bare_table(paper: Any, widths: Sequence[int]) -> Any:
    """One row without rules; ``widths`` in mm."""
    table = paper.add_table(rows=1, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = Mm(width)
    return table


def _paragraph(paper: Any, text: str) -> None:
    made = paper.add_paragraph()
    made.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    made.paragraph_format.first_line_indent, made.paragraph_format.space_before = Mm(10), Pt(6)
    made.add_run(legible(text)).font.size = Pt(13)


def _table(paper: Any, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    paper.add_paragraph()
    table = paper.add_table(rows=1, cols=len(columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, told in zip(table.columns, columns, strict=True):
        column.width = Mm(told.width)
    _row(table.rows[0], [column.text for column in columns], columns, head=True)
    for cells in rows:
        _row(table.add_row(), cells, columns, head=False)


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
        run = made.add_run(legible(text))
        run.bold, run.font.size = head, Pt(12)
