"""Dossier ↔ the JSON and text files that describe it in its package.

``dossier.json`` holds the whole record with the text of every page line by line, so that catalogue and index can be
made again with one read a dossier. Words with boxes and confidence, rarely needed and many times the size, are in
``text/pNNNN.json``, a file a page. No path in ``dossier.json`` is absolute: scans and source bear names.
"""

import dataclasses
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from archive.errors import Damaged
from archive.records import Dossier, Event, Line, OcrPage, Word
from archive.written import plain, rich

FORMAT = "vankho-dossier/1"
PAGE_FORMAT = "vankho-page/1"
_LEARNT = msgspec.json.Decoder(Dossier, dec_hook=rich)
"""msgspec learns a type when it is first asked for it; two threads that first ask at once end the process, so it is
asked here, while the module is imported."""


def pack_dossier(dossier: Dossier) -> bytes:
    """``dossier.json``: pretty, UTF-8, one line a line of text, keys in the order of the records."""
    record: dict[str, Any] = msgspec.to_builtins(dossier, enc_hook=plain)
    record["source"] = portable(dossier.source)
    for stored, page in zip(record["pages"], dossier.pages, strict=True):
        stored["page"]["image"] = stored["page"]["reading"] = stored["page"]["layers"] = None
        stored["lines"] = page.text.split("\n") if page.lines else []
    for stored_file, file in zip(record["files"], dossier.files, strict=True):
        stored_file["path"] = file.name
    return msgspec.json.format(msgspec.json.encode({"format": FORMAT} | record), indent=1) + b"\n"


def unpack(data: bytes, texts: Iterable[bytes] = ()) -> Dossier:
    """The dossier kept as ``dossier.json``; paths are names only, pages have no pictures.

    Lines have their words but no boxes (all 0) and the page's confidence, unless the page's ``text/pNNNN.json`` is
    among ``texts``. With all of them the pages have every word, box and confidence that was kept.

    Raises:
        Damaged: it is not such a file.
    """
    try:
        record = msgspec.json.decode(data)
        if record["format"] != FORMAT:
            raise Damaged(f"dossier.json: format {record['format']}")
        for stored in record["pages"]:
            stored["lines"] = [_bare(text, stored["confidence"]) for text in stored["lines"]]
        dossier = msgspec.convert(record, Dossier, dec_hook=rich)
        exact = dict(_page(text) for text in texts)
    except (msgspec.MsgspecError, KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
        raise Damaged(f"dossier.json: {error}") from error
    pages = tuple(dataclasses.replace(page, lines=exact.get(page.page.index, page.lines)) for page in dossier.pages)
    return dataclasses.replace(dossier, pages=pages)


def pack_page(page: OcrPage) -> bytes:
    """``text/pNNNN.json``: one row a line with its block, region, in a table its cell (row, column) and, where the
    weight of its print could be told, ``bold``; a word is text, box (left, top, right, bottom), confidence and, where
    it was corrected, what the recogniser had read.
    ``disputed`` are boxes of words with what another reading says."""
    head = {
        "format": PAGE_FORMAT,
        "index": page.page.index,
        "source": page.page.source,
        "engine": page.engine,
        "confidence": page.confidence,
        "dpi": page.page.dpi,
        "width": page.page.width,
        "height": page.page.height,
        "unread": page.unread,
        "disputed": [(dispute.box, dispute.other) for dispute in page.disputed],
    }
    rows = ",\n".join(_json(_row(line)) for line in page.lines)
    return (_json(head)[:-1] + ',"lines":[\n' + rows + "\n]}\n").encode()


def _row(line: Line) -> dict[str, Any]:
    words = [(word.text, word.box, word.confidence, *([word.read] if word.read else [])) for word in line.words]
    cell = {} if line.cell is None else {"cell": line.cell}
    bold = {} if line.bold is None else {"bold": line.bold}
    return {"block": line.block, "region": line.region, **cell, **bold, "words": words}


def pack_events(events: Iterable[Event]) -> bytes:
    """``events.json``: what was done to the dossier, in order."""
    return msgspec.json.format(msgspec.json.encode(tuple(events)), indent=1) + b"\n"


def portable(source: str) -> str:
    """``source`` as it may stand in a package: as given where that was relative, else its last part."""
    return Path(source).name if Path(source).is_absolute() else source


def unpack_page(data: bytes) -> tuple[Line, ...]:
    """The lines kept as ``text/pNNNN.json``, with every word, box and confidence.

    Raises:
        Damaged: it is not such a file.
    """
    try:
        return _page(data)[1]
    except (msgspec.MsgspecError, KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
        raise Damaged(f"text: {error}") from error


def _page(data: bytes) -> tuple[int, tuple[Line, ...]]:
    record = msgspec.json.decode(data)
    if record["format"] != PAGE_FORMAT:
        raise Damaged(f"text: format {record['format']}")
    lines = tuple(
        Line(
            tuple(Word(text, tuple(box), sure, *read) for text, box, sure, *read in line["words"]),
            line["block"],
            line.get("region", "body"),
            tuple(line["cell"]) if "cell" in line else None,
            line.get("bold"),
        )
        for line in record["lines"]
    )
    return record["index"], lines


def _bare(text: str, confidence: float | None) -> dict[str, Any]:
    words = text.split(" ") if text else []
    return {"words": [{"text": word, "box": (0, 0, 0, 0), "confidence": confidence or 0.0} for word in words]}


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
