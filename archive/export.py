"""A dossier in the store → its PDF/A files in a folder."""

import shutil
from pathlib import Path

from archive.errors import UsageError
from archive.store import Store


def export_pdfs(store: Store, dossier: str, folder: Path) -> list[Path]:
    """Copy the PDF/A of every document of ``dossier`` into ``folder``; the paths made, in the documents' order.

    A file of that name that is already there is left alone if it has the same bytes.

    Raises:
        Missing: no such dossier.
        UsageError: another file of that name is in the way.

    """
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for file in store.files(dossier):
        if file.name.startswith("documents/") and file.name.endswith(".pdf"):
            target = folder / Path(file.name).name
            fresh = target.with_name(f".{target.name}.part")
            with store.open(dossier, file.name) as source, fresh.open("wb") as sink:
                shutil.copyfileobj(source, sink)
            if target.exists() and target.read_bytes() != fresh.read_bytes():
                fresh.unlink()
                raise UsageError(f"{target}: đã có tệp khác cùng tên / another file of that name is there")
            fresh.replace(target)
            made.append(target)
    return made
