"""Scanned dossiers → what a program makes of them: PDFs, page texts, fields, at a cost."""

import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bench import upright
from bench.corpus import TrueDossier
from bench.cost import Cost, run

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Taken:
    """What came out: ``cost`` is None where it is not measured; ``pdf_bytes`` of the PDFs made, ``kept_bytes`` of all
    that was stored; ``troubles`` in the program's words, ``lost`` the dossiers it made nothing of.
    """

    cost: Cost | None = None
    pdf_bytes: int = 0
    kept_bytes: int = 0
    troubles: tuple[str, ...] = ()
    lost: int = 0

    def __add__(self, other: "Taken") -> "Taken":
        cost = None if self.cost is None or other.cost is None else self.cost + other.cost
        return Taken(
            cost,
            self.pdf_bytes + other.pdf_bytes,
            self.kept_bytes + other.kept_bytes,
            self.troubles + other.troubles,
            self.lost + other.lost,
        )


class Peer(Protocol):
    """A program to measure. ``together``: it takes all dossiers in one call, as its users would."""

    name: str
    together: bool

    def version(self) -> str:
        """The program's own word."""

    def take(self, dossiers: Sequence[TrueDossier], pred: Path) -> Taken:
        """Work on ``dossiers``; put ``pNNN.txt`` of every page (and ``meta.json``) below ``pred/<dossier>``."""


class OcrMyPdf:
    """OCRmyPDF, one call a dossier: rotate, deskew, read, PDF/A-2."""

    name = "ocrmypdf"
    together = False

    def __init__(self, program: Path, processes: int, work: Path) -> None:
        self.program = program
        self.processes = processes
        self.work = work

    def version(self) -> str:
        """``OCRmyPDF 17.13.0``."""
        return "OCRmyPDF " + _said([self.program, "--version"])

    def take(self, dossiers: Sequence[TrueDossier], pred: Path) -> Taken:
        """See :class:`Peer`. The page texts are the sidecar's, split at its form feeds."""
        taken = [self._one(dossier, pred) for dossier in dossiers]
        return sum(taken[1:], taken[0])

    def _one(self, dossier: TrueDossier, pred: Path) -> Taken:
        folder = _fresh(self.work / self.name)
        made, sidecar = folder / "out.pdf", folder / "out.txt"
        options = ["-l", "vie", "--rotate-pages", "--deskew", "--output-type", "pdfa-2", "--jobs", str(self.processes)]
        ended = run([self.program, *options, "--sidecar", sidecar, dossier.pdf, made], environment(), folder / "log")
        if not made.is_file():
            raise RuntimeError(f"{dossier.name}: OCRmyPDF made no PDF, {ended.reason()}")
        texts = pages_of_sidecar(sidecar.read_text(encoding="utf-8"), len(dossier.pages))
        write_texts(texts, pred / dossier.name)
        size = made.stat().st_size
        troubles = () if ended.status == 0 else (f"{dossier.name}: exit {ended.status}",)
        return Taken(ended.cost, size, size, troubles)


class Vankho:
    """Vankho: ``vankho ingest --accept`` into a fresh archive home; with ``together`` one call for all dossiers.

    The cost is the ingest's: pages, text, PDF/A, package, store read back, catalogue and index. The exports that show
    what was made are not counted.
    """

    def __init__(self, processes: int, work: Path, *, together: bool = True) -> None:
        self.together = together
        self.name = "vankho" if together else "vankho, a call a dossier"
        self.work = work / ("vankho" if together else "vankho-each")
        self.environ = environment() | {
            "VANKHO_HOME": str(self.work / "home"),
            "VANKHO_RUNNER": f"pool:{processes}",
            "PYTHONPATH": str(ROOT),
        }
        self.program: list[str | Path] = [sys.executable, "-m", "vankho"]

    def version(self) -> str:
        """``Vankho 0.1.0``."""
        return "Vankho " + _said([*self.program, "--version"], self.environ).split()[-1]

    def take(self, dossiers: Sequence[TrueDossier], pred: Path) -> Taken:
        """See :class:`Peer`. The page texts are the package's own."""
        self.work.mkdir(parents=True, exist_ok=True)
        paths = [dossier.pdf.absolute() for dossier in dossiers]
        ended = run([*self.program, "ingest", "--json", "--accept", *paths], self.environ, self.work / "ingest.log")
        if ended.status not in (0, 3):
            raise RuntimeError(f"vankho ingest: {ended.reason()}")
        outcomes = {line["source"]: line for line in map(json.loads, ended.output.splitlines())}
        taken = [
            self._shown(dossier, outcomes.get(unicodedata.normalize("NFC", str(path)), {"source": str(path)}), pred)
            for dossier, path in zip(dossiers, paths, strict=True)
        ]
        return sum(taken, Taken(ended.cost))

    def _shown(self, dossier: TrueDossier, outcome: dict[str, Any], pred: Path) -> Taken:
        if outcome.get("status") != "archived":
            write_texts([""] * len(dossier.pages), pred / dossier.name)
            said = json.dumps(outcome.get("error"), ensure_ascii=False)
            return Taken(
                Cost(), troubles=(f"{dossier.name}: {outcome.get('status', 'no word of it')}, {said}",), lost=1
            )
        package = self._export(outcome["dossier"], "aip")
        write_texts(texts_of_package(package, len(dossier.pages)), pred / dossier.name)
        meta = json.dumps(
            {"documents": [as_truth(found) for found in outcome["documents"] if found["pages"]]}, ensure_ascii=False
        )
        (pred / dossier.name / "meta.json").write_text(meta, encoding="utf-8")
        pdfs = self._export(outcome["dossier"], "pdf")
        return Taken(Cost(), _size(pdfs.rglob("*.pdf")), _size(package.rglob("*")))

    def _export(self, identity: str, form: str) -> Path:
        folder = _fresh(self.work / form)
        _said([*self.program, "export", identity, "--to", folder, "--as", form], self.environ)
        return folder


class Tesseract:
    """Tesseract on pages that the truth has turned upright: how well the text could be read. Its time means nothing."""

    name = "tesseract, true upright"
    together = False

    def __init__(self, processes: int, work: Path) -> None:
        self.processes = processes
        self.work = work

    def version(self) -> str:
        """``tesseract 5.3.0``."""
        return _said(["tesseract", "--version"])

    def take(self, dossiers: Sequence[TrueDossier], pred: Path) -> Taken:
        """See :class:`Peer`."""
        for dossier in dossiers:
            folder = self.work / "upright"
            shutil.rmtree(folder, ignore_errors=True)
            write_texts(upright.read(dossier, folder, self.processes), pred / dossier.name)
        return Taken()


def environment() -> dict[str, str]:
    """The environment without what would speak for a program: thread limits, Vankho's own variables."""
    silent = ("OMP_", "VANKHO_", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
    return {name: value for name, value in os.environ.items() if not name.startswith(silent)}


def pages_of_sidecar(text: str, count: int) -> list[str]:
    """The pages of an OCRmyPDF sidecar, in which every page, also an empty one, is closed or parted by a form feed.

    Raises:
        ValueError: they are not ``count``.

    """
    pages = text.split("\f")
    if len(pages) == count + 1 and not pages[-1].strip():
        pages.pop()
    if len(pages) != count:
        raise ValueError(f"the sidecar has {len(pages)} pages, the scan {count}")
    return pages


def texts_of_package(package: Path, count: int) -> list[str]:
    """The texts of the ``count`` pages in an exported package: ``text/data/pNNNN.txt``; where there is none, nothing.

    Raises:
        ValueError: there is a text of a page that the scan does not have.
    """
    texts = [""] * count
    for file in package.rglob("text/data/p*.txt"):
        number = re.fullmatch(r"p(\d+)\.txt", file.name)
        if number is None or int(number[1]) >= count:
            raise ValueError(f"{file}: not a text of one of {count} pages")
        texts[int(number[1])] = file.read_text(encoding="utf-8")
    return texts


def write_texts(texts: Sequence[str], folder: Path) -> None:
    """``p000.txt`` and so on into ``folder``, as the scorer wants them."""
    folder.mkdir(parents=True, exist_ok=True)
    for index, text in enumerate(texts):
        (folder / f"p{index:03d}.txt").write_text(text, encoding="utf-8")


_CLASSES = {"giay tiep nhan ho so va hen tra ket qua": "giay_tiep_nhan", "to khai": "don_de_nghi"}
"""Names of kinds that the measuring corpus puts into one class with others."""


def as_truth(document: dict[str, Any]) -> dict[str, Any]:
    """A document of ``vankho ingest --json`` by the names of the manifests."""
    name = unicodedata.normalize("NFD", (document["type_name"] or "").casefold().replace("đ", "d"))
    letters = "".join(letter for letter in name if not unicodedata.combining(letter))
    return {
        "page_from": min(document["pages"]),
        "page_to": max(document["pages"]),
        "type": _CLASSES.get(" ".join(letters.split()), "_".join(letters.split())),
        "number": document["code_number"],
        "notation": document["code_notation"],
        "issued_date": document["issued_date"],
        "place": document["place"],
        "organ": document["organ_name"],
        "subject": document["subject"],
        "signer": document["signer_name"],
        "signer_title": document["signer_position"],
    }


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _size(files: Any) -> int:
    return sum(file.stat().st_size for file in files if file.is_file())


def _said(command: Sequence[str | Path], environ: dict[str, str] | None = None) -> str:
    """The first line of what a short command says."""
    ended = subprocess.run(command, env=environ, check=True, capture_output=True, encoding="utf-8")
    return ended.stdout.strip().split("\n")[0]
