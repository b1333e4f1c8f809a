"""A title, a table and words → a paper for people to print and sign, DOCX, in the layout of NĐ 30/2020/NĐ-CP, PL I.

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
_LONG, _SHORT = 297, 210
_LEFT, _RIGHT, _EDGE = 30, 15, 20
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


def write_form(file: Path, form: Form, dossier: Dossier | None = None) -> Path:
    """Write ``form`` as DOCX; ``file`` appears whole or not at all."""
    paper = docx.Document()
    _set_up(paper, form.landscape)
    for text in form.above:
        _line(paper, text, bold=True)
    _line(paper, form.title, bold=True, size=14, middle=True)
    for text in form.about:
        _line(paper, text, middle=True)
    _table(paper, form)
    for text in form.below:
        _line(paper, text, before=6)
    _describe(paper.core_properties, form.title, dossier)
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


def _table(paper: Any, form: Form) -> None:
    paper.add_paragraph()
    table = paper.add_table(rows=1, cols=len(form.columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, told in zip(table.columns, form.columns, strict=True):
        column.width = Mm(told.width)
    _row(table.rows[0], [column.text for column in form.columns], form.columns, head=True)
    for cells in form.rows:
        _row(table.add_row(), cells, form.columns, head=False)


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
