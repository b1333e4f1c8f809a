"""A dossier in the store → its PDF/A files, its pages as ALTO XML, or its tables as CSV, in a folder."""

import io
import shutil
from pathlib import Path
from typing import BinaryIO

from archive.alto import to_alto
from archive.cells import tables, to_csv
from archive.description import unpack
from archive.errors import UsageError
from archive.places import DOCUMENTS, DOSSIER, SEALED, is_words
from archive.records import OcrPage
from archive.store import Store


def export_pdfs(store: Store, dossier: str, folder: Path, *, sealed: bool = True) -> list[Path]:
    """Copy the PDF/A of every document of ``dossier`` into ``folder``, where ``sealed`` the signed one if there is one;
    the paths made, in the documents' order.

    A file of that name that is already there is left alone if it has the same bytes.

    Raises:
        Missing: no such dossier.
        UsageError: another file of that name is in the way.

    """
    made = []
    kept = {file.name for file in store.files(dossier)}
    for name in sorted(kept):
        if name.startswith(DOCUMENTS) and name.endswith(".pdf"):
            signed = name.replace(DOCUMENTS, SEALED, 1)
            with store.open(dossier, signed if sealed and signed in kept else name) as source:
                made.append(_placed(folder / Path(name).name, source))
    return made


def export_alto(store: Store, dossier: str, folder: Path) -> list[Path]:
    """Write every page of ``dossier`` as ALTO 4 into ``folder``: ``p0000.xml`` …, counted from 0 in scan order.

    They are made from the words, regions and cells in the package, so that one older than its own ALTO has them too.

    Raises:
        Missing: no such dossier.
        Damaged: its description is.
        UsageError: another file of that name is in the way.

    """
    return [
        _placed(folder / f"p{page.page.index:04d}.xml", io.BytesIO(to_alto(page, dossier)))
        for page in _pages(store, dossier)
    ]


def export_tables(store: Store, dossier: str, folder: Path) -> list[Path]:
    """Write every table of ``dossier`` as CSV into ``folder``; no file where there is none.

    ``p0003-1.csv`` is the first table on the page that is 3 in scan order, counted from 0.

    Raises:
        Missing: no such dossier.
        Damaged: its description is.
        UsageError: another file of that name is in the way.

    """
    return [
        _placed(folder / f"p{page.page.index:04d}-{number}.csv", io.BytesIO(to_csv(table)))
        for page in _pages(store, dossier)
        for number, table in enumerate(tables(page), 1)
    ]


def _pages(store: Store, dossier: str) -> tuple[OcrPage, ...]:
    """The pages of ``dossier`` with every word, region and cell that was kept."""
    names = [file.name for file in store.files(dossier)]
    words = (store.read(dossier, name) for name in names if is_words(name))
    return unpack(store.read(dossier, DOSSIER), words).pages


def _placed(target: Path, source: BinaryIO) -> Path:
    """``target``, which now has the bytes of ``source``; never a part of them."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.part")
    with fresh.open("wb") as sink:
        shutil.copyfileobj(source, sink)
    if target.exists() and target.read_bytes() != fresh.read_bytes():
        fresh.unlink()
        raise UsageError(f"{target}: đã có tệp khác cùng tên / another file of that name is there")
    fresh.replace(target)
    return target
