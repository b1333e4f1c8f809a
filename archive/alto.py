"""OcrPage → ALTO 4, the standard XML of libraries and archives for the layout and text of a page.

Library of Congress, ALTO 4.3; nothing here is other in 4.1 to 4.4. All places are pixels of the upright page picture.
Blocks stand in reading order, each with a tag that names its region. A table is a ``ComposedBlock`` of a ``TextBlock``
a cell, whose ID ends in row and column from 0. The words of a line in bold print have the style ``bold``; without it
they are regular, or their weight could not be told. A word that was corrected has as ``ALTERNATIVE`` what the
recogniser had read. Ink that no word explains is a ``GraphicalElement`` with the tag ``unread``.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from archive.cells import Table, tables
from archive.records import Box, Line, OcrPage, Page, Word
from archive.textlayer import legible

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
VERSION = "4.3"

_SCHEMA = f"http://www.loc.gov/standards/alto/v4/alto-{VERSION.replace('.', '-')}.xsd"
_SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_LANGUAGE = "vi"
_UNREAD = "unread"
_LINE = {"TextLine", "String", "SP", "ALTERNATIVE"}
_REGIONS = {
    "header": "số trang, tiêu đề đầu trang / page number, running head",
    "letterhead": "quốc hiệu, cơ quan ban hành, số, ngày / letterhead",
    "body": "nội dung / body",
    "table": "bảng / table",
    "recipients": "nơi nhận / recipients",
    "signature": "chữ ký / signature block",
    "stamp": "dấu, dấu đến / stamp",
    "footer": "chân trang / foot of the page",
    _UNREAD: "nét mực không từ nào giải thích / ink that no word explains",
}


def to_alto(page: OcrPage, dossier: str = "") -> bytes:
    """The ALTO file of ``page`` in the dossier of id ``dossier``; the same page gives the same bytes.

    Every page has one: on a blank page it says how large the page is, on an unreadable one only that there is one.
    What XML cannot hold is left out of the words, and a word of nothing else with it.
    """
    page = replace(page, lines=tuple(line for line in map(_legible, page.lines) if line.words))
    xsi = {"xmlns": NAMESPACE, "xmlns:xsi": _SCHEMA_INSTANCE, "xsi:schemaLocation": f"{NAMESPACE} {_SCHEMA}"}
    root = ET.Element("alto", xsi | {"SCHEMAVERSION": VERSION})
    _describe(root, page, dossier)
    _tag(root, page)
    _lay_out(root, page)
    for element in root.iter():
        if element.tag not in _LINE and len(element):
            element.text = "\n"
        if element.tag not in _LINE or element.tag == "TextLine":
            element.tail = "\n"
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _legible(line: Line) -> Line:
    words = (
        replace(word, text=text, read=legible(word.read) or None if word.read else None)
        for word in line.words
        if (text := legible(word.text))
    )
    return replace(line, words=tuple(words))


def _describe(root: ET.Element, page: OcrPage, dossier: str) -> None:
    description = ET.SubElement(root, "Description")
    _say(description, "MeasurementUnit", "pixel")
    source = ET.SubElement(description, "sourceImageInformation")
    _say(source, "fileName", page.page.source)
    _say(source, "documentIdentifier", dossier)
    if page.page.width:
        turned = ET.SubElement(description, "Processing", ID="upright")
        _say(turned, "processingCategory", "preOperation")
        _say(
            turned,
            "processingStepDescription",
            "turned clockwise by rotation, then counter-clockwise by skew (degrees)",
        )
        _say(turned, "processingStepSettings", _turn(page.page))
        _say(ET.SubElement(turned, "processingSoftware"), "softwareName", "Vankho")
    if page.engine:
        name, version, model = (*page.engine.split(" ", 2), "", "")[:3]
        read = ET.SubElement(description, "Processing", ID="read")
        _say(read, "processingCategory", "contentGeneration")
        _say(read, "processingStepSettings", model)
        software = ET.SubElement(read, "processingSoftware")
        _say(software, "softwareName", name)
        _say(software, "softwareVersion", version)


def _turn(page: Page) -> str:
    estimated = " (estimated)" if page.dpi_estimated else ""
    return f"rotation={page.rotation} skew={page.skew:g} dpi={page.dpi}{estimated}"


def _tag(root: ET.Element, page: OcrPage) -> None:
    """A tag for each region that the page has."""
    used = {line.region for line in page.lines} | ({_UNREAD} if page.unread else set())
    if used:
        tags = ET.SubElement(root, "Tags")
        for label, meaning in _REGIONS.items():
            if label in used:
                ET.SubElement(tags, "LayoutTag", ID=_region(label), TYPE="region", LABEL=label, DESCRIPTION=meaning)


def _region(label: str) -> str:
    return f"region_{label}"


def _lay_out(root: ET.Element, page: OcrPage) -> None:
    paper = page.page
    about = {"ID": f"page{paper.index}", "PHYSICAL_IMG_NR": str(paper.index + 1), "PAGECLASS": paper.kind}
    if page.confidence is not None:
        about["PC"] = _share(page.confidence)
    size = {"WIDTH": str(paper.width), "HEIGHT": str(paper.height)} if paper.width else {}
    sheet = ET.SubElement(ET.SubElement(root, "Layout"), "Page", about | size)
    if size or page.lines:
        _fill(ET.SubElement(sheet, "PrintSpace", {"HPOS": "0", "VPOS": "0"} | size), page)


def _fill(space: ET.Element, page: OcrPage) -> None:
    found = {table.block: (number, table) for number, table in enumerate(tables(page), 1)}
    runs = groupby(page.lines, key=lambda line: (line.block, line.region, line.cell is not None))
    for number, ((block, region, in_cell), run) in enumerate(runs, 1):
        if not in_cell:
            _text_block(space, f"block{number}", tuple(run), {"TAGREFS": _region(region)})
        elif block in found:
            _table(space, *found.pop(block))
    for number, box in enumerate(page.unread, 1):
        mark = {"ID": f"{_UNREAD}{number}", "TAGREFS": _region(_UNREAD)}
        ET.SubElement(space, "GraphicalElement", mark | _place(box))


def _table(space: ET.Element, number: int, table: Table) -> None:
    lines = [line for cell in table.cells.values() for line in cell]
    about = {"ID": f"table{number}", "TYPE": "table", "TAGREFS": _region(lines[0].region)}
    outer = ET.SubElement(space, "ComposedBlock", about | _place(_around(lines)))
    for (row, column), cell in table.cells.items():
        _text_block(outer, f"table{number}_r{row}_c{column}", cell, {})


def _text_block(parent: ET.Element, identity: str, lines: Sequence[Line], tag: dict[str, str]) -> None:
    about = {"ID": identity} | tag | {"LANG": _LANGUAGE} | _place(_around(lines))
    block = ET.SubElement(parent, "TextBlock", about)
    for number, line in enumerate(lines, 1):
        made = ET.SubElement(block, "TextLine", {"ID": f"{identity}_{number}"} | _place(line.box))
        for place, word in enumerate(line.words):
            if place:
                ET.SubElement(made, "SP")
            _string(made, word, {"STYLE": "bold"} if line.bold else {})


def _string(line: ET.Element, word: Word, style: dict[str, str]) -> None:
    about = {"CONTENT": word.text} | _place(word.box) | style | {"WC": _share(word.confidence)}
    string = ET.SubElement(line, "String", about)
    if word.read:
        ET.SubElement(string, "ALTERNATIVE", PURPOSE="recognised").text = word.read


def _say(parent: ET.Element, name: str, text: str) -> None:
    """Add what is to be said, if it is anything."""
    if text := legible(text):
        ET.SubElement(parent, name).text = text


def _around(lines: Iterable[Line]) -> Box:
    """The smallest box around ``lines``, of which there is one at least."""
    lefts, tops, rights, bottoms = zip(*(line.box for line in lines), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _place(box: Box) -> dict[str, str]:
    left, top, right, bottom = box
    width, height = max(right - left, 0), max(bottom - top, 0)
    return {"HPOS": str(left), "VPOS": str(top), "WIDTH": str(width), "HEIGHT": str(height)}


def _share(value: float) -> str:
    """A chance from 0 to 1 with up to three digits behind the point."""
    return f"{min(max(value, 0.0), 1.0):.3f}".rstrip("0").rstrip(".")
