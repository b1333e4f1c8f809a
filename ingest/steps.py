"""Steps: which of the steps of cleaning are done. All of them are; one by one they can be left out to measure it."""

from dataclasses import dataclass
from typing import Literal

Profile = Literal["single", "faithful", "compact", "lossless"]
"""Mức nén: how a page is kept in its PDF/A. ``single``: one picture at the scan's own resolution, nothing parted;
``faithful``: in layers, the paper at 150 dpi; ``compact``: at 100 dpi; ``lossless``: one picture, every pixel as it is
once the page is upright."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Các bước làm sạch. Of geometry, which both pictures of a page share: ``orientation`` (which way up), ``skew``,
    ``perspective`` (fanning and bowed lines as well), ``border`` (cropped, and in the reading picture painted). Of the
    reading picture alone: ``seal`` (red taken out), ``background`` (divided out), ``contrast`` (stretched),
    ``round_seal`` (of no colour, lifted), ``signature`` (blue strokes taken out), ``stamp`` (of blue ink, taken
    out to be read by itself), ``leaders`` (dotted ones taken out)."""

    orientation: bool = True
    skew: bool = True
    perspective: bool = True
    border: bool = True
    seal: bool = True
    background: bool = True
    contrast: bool = True
    round_seal: bool = True
    signature: bool = True
    stamp: bool = True
    leaders: bool = True


@dataclass(frozen=True, slots=True)
class Kept(Steps):
    """Cách lưu ảnh: the steps, and by which ``profile`` the archival picture is kept."""

    profile: Profile = "single"


@dataclass(frozen=True, slots=True)
class Turned(Kept):
    """Trang do người xoay: which way up is not found out; a person says by how many quarter ``turns`` clockwise."""

    turns: int = 0


ALL = Steps()
