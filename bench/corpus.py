"""A folder of scanned dossiers with ``manifest.json`` beside each → the scans and what truly stands on their pages."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class TruePage:
    """One page and its truth.

    ``rotation``: degrees by which the scan's content was turned clockwise; ``skew``: degrees clockwise by which it was
    tilted before that quarter turn. To make the page upright, undo the rotation first.
    """

    index: int
    level: str
    blank: bool
    rotation: int
    skew: float
    dpi: int
    text: str


@dataclass(frozen=True, slots=True)
class TrueDossier:
    """One scanned dossier; ``name`` is its folder relative to the corpus, with ``/``."""

    name: str
    pdf: Path
    pages: tuple[TruePage, ...]


def dossiers(corpus: Path) -> list[TrueDossier]:
    """The dossiers below ``corpus``, by name.

    Raises:
        FileNotFoundError: there is none, or a manifest has no ``dossier.pdf`` beside it.

    """
    found = [_dossier(corpus, manifest) for manifest in sorted(corpus.glob("**/manifest.json"))]
    if not found:
        raise FileNotFoundError(f"no manifest.json below {corpus}")
    for dossier in found:
        if not dossier.pdf.is_file():
            raise FileNotFoundError(str(dossier.pdf))
    return found


def _dossier(corpus: Path, manifest: Path) -> TrueDossier:
    truth = json.loads(manifest.read_text(encoding="utf-8"))
    pages = tuple(
        TruePage(
            index=page["index"],
            level=page["level"],
            blank=page["blank"],
            rotation=page["rotation"],
            skew=page["skew_deg"],
            dpi=page["dpi"],
            text=page["text"],
        )
        for page in truth["pages"]
    )
    name = manifest.parent.relative_to(corpus).as_posix()
    return TrueDossier(truth["dossier"] if name == "." else name, manifest.parent / truth["bundle"], pages)
