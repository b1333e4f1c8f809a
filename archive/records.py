"""The nouns of the house, frozen, in the order in which they are made.

Pixels and files stay on disk: a record carries their paths and digests. Every record can be written as JSON with
``msgspec`` and read back equal.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Literal

PageKind = Literal["text", "blank", "separator", "cover", "unreadable"]

ImageForm = Literal["mrc", "jpeg", "jp2", "g4"]
"""How a page's picture lies in its PDF/A: in layers (mixed raster content), as one JPEG, as one JPEG 2000
without loss, as one Group 4 picture."""

COVER = "Bìa hồ sơ"
"""The name of the kind of document that a dossier's cover is."""
CO_SIGNERS = "co_signers"
"""The name in ``Document.more`` of those who signed a joint paper besides its signer, parted by "; "."""

Region = Literal["header", "letterhead", "body", "table", "recipients", "signature", "stamp", "footer"]
"""Vùng: page number or running head, letterhead (quốc hiệu, cơ quan, số, ngày), body, table, "Nơi nhận", signature
block, an incoming-mail or other stamp, foot of the page."""

Box = tuple[int, int, int, int]
"""left, top, right, bottom in pixels of the upright page image; right and bottom are exclusive."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Sự cố: why a page, file or dossier could not be taken, as a value that travels on.

    ``page`` counts from 0 in scan order of the dossier; None where the whole file is meant.
    """

    kind: str
    message: str
    file: str | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """Văn bản đã biết: a document as ``dossier.toml`` states it; ``pages`` are scan-order indices from 0."""

    pages: tuple[int, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """Điều đã biết: what a person stated beside the scans (``dossier.toml``), by the law's field names; or what a
    package made by others states, which ``package`` then names (``SIP uuid-…``): its data files are the documents, each
    as it is. ``flags``: what the check of that package found. ``joins``: the digest of the dossier that is kept and
    that the package adds to or replaces, as it was then.
    """

    fields: dict[str, str] = field(default_factory=dict)
    documents: tuple[KnownDocument, ...] = ()
    package: str = ""
    flags: tuple["Flag", ...] = ()
    joins: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Nguồn: where one dossier's scans lie, found but not yet opened: a file, or a folder with its files in natural
    order. ``name`` is the path as the person gave it (NFC), ``known`` the ``dossier.toml`` beside the scans.
    ``package``: a package made by others (folder, ZIP, TAR), to be checked and opened before it is a dossier's scans.
    """

    name: str
    root: Path
    files: tuple[Path, ...]
    known: Path | None = None
    package: Path | None = None


@dataclass(frozen=True, slots=True)
class ScanFile:
    """Tệp quét: one file as the scanner left it. ``name`` is NFC, relative to the dossier, with ``/``."""

    path: Path
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ScanPage:
    """Trang quét: one side of a sheet inside a scan file. ``number`` counts from 1 in its file, ``index`` from 0
    in the dossier. ``trouble`` is set where the page is already known to be unusable.
    """

    index: int
    file: ScanFile
    number: int
    trouble: Trouble | None = None

    @property
    def source(self) -> str:
        """``d-03.pdf#1``: file and page in it, as people are told."""
        return f"{self.file.name}#{self.number}"


@dataclass(frozen=True, slots=True)
class Scan:
    """Bản quét: the files of one dossier before anything was read.

    ``digest`` (SHA-256, hex) stands for the files' bytes in their order; ``fingerprint`` adds what is known.
    """

    source: str
    files: tuple[ScanFile, ...]
    pages: tuple[ScanPage, ...]
    known: Known
    digest: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """Dấu công văn đến: a framed stamp in coloured ink. ``picture`` (PGM) is its ink alone, made level; ``middle`` is
    where its middle lies in pixels of the page, ``tilt`` by how many degrees it is turned there (positive: clockwise).
    """

    picture: Path
    middle: tuple[float, float]
    tilt: float


@dataclass(frozen=True, slots=True)
class Layers:
    """Các lớp ảnh: a page parted (mixed raster content). ``mask``: one-bit, a Group 4 TIFF or JBIG2 segments, a whole
    number of times the page's size, black where print and pen are; ``ink`` (JPEG): their colours; ``ground`` (JPEG or
    JPEG 2000): the paper without them. Ink and ground are of lower resolution and stretched to the page.
    """

    mask: Path
    ink: Path
    ground: Path


@dataclass(frozen=True, slots=True)
class Page:
    """Trang: a scan page turned upright.

    ``image`` is the archival picture (JPEG, JP2, or one-bit TIFF for a one-bit scan), true to the paper; ``reading``
    the cleaned grey picture (PGM) of the very same size in pixels, made for the recogniser. Both are None where nothing
    is to be read or shown. ``rotation``: degrees clockwise by which the scan was turned; ``skew``: degrees by which
    the lines then still fell to the right (positive: a clockwise tilt, corrected counter-clockwise); ``ink``: the share
    of dark pixels; ``stamps``: taken off the reading picture, to be read by themselves.
    ``layers``: what is drawn in the PDF/A instead of ``image``, where the page could be parted without loss that shows;
    ``image_form`` says which, ``image_why`` in a word why it is no more than that (``ingest.layers``).
    """

    index: int
    source: str
    kind: PageKind
    rotation: int = 0
    skew: float = 0.0
    dpi: int = 0
    dpi_estimated: bool = False
    width: int = 0
    height: int = 0
    image: Path | None = None
    reading: Path | None = None
    ink: float = 0.0
    barcode: str | None = None
    trouble: Trouble | None = None
    stamps: tuple[Stamp, ...] = ()
    layers: Layers | None = None
    image_form: ImageForm | None = None
    image_why: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """Từ: one word, NFC. ``confidence``: the chance (0 to 1) that ``text`` is what the paper says. ``read`` is what the
    recogniser had read where that was corrected; None where ``text`` is what it read."""

    text: str
    box: Box
    confidence: float
    read: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Dòng: words of one printed line of one column, left to right.

    ``block`` counts the regions of the page from 0, ``region`` says what kind its region is. In a table ``cell`` is row
    and column from 0; a cell that spans several has the first. ``bold``: whether most of its print is bold; None where
    that cannot be told.
    """

    words: tuple[Word, ...]
    block: int = 0
    region: Region = "body"
    cell: tuple[int, int] | None = None
    bold: bool | None = None

    @property
    def text(self) -> str:
        """The words with single spaces between."""
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        """The smallest box around the words."""
        return (
            min(word.box[0] for word in self.words),
            min(word.box[1] for word in self.words),
            max(word.box[2] for word in self.words),
            max(word.box[3] for word in self.words),
        )

    def follows(self, before: "Line") -> bool:
        """Whether this line stands beside ``before`` in a cell farther right of the same row of a table."""
        if self.cell is None or before.cell is None or self.block != before.block:
            return False
        (_, top, _, bottom), (_, high, _, low) = self.box, before.box
        level = abs(top + bottom - high - low) < 1.2 * min(bottom - top, low - high)
        return level and self.cell[0] == before.cell[0] and self.cell[1] > before.cell[1]


@dataclass(frozen=True, slots=True)
class Dispute:
    """Chỗ đọc chưa chắc: a word of a number, date or name on which two readings disagree. ``box`` is the word's,
    ``other`` what the reading says that was not kept."""

    box: Box
    other: str


@dataclass(frozen=True, slots=True)
class OcrPage:
    """Trang đã đọc: a page with its lines in reading order.

    ``confidence`` (0 to 1) is the share of its words that are right, as far as can be told; None where there are none.
    ``engine`` names recogniser, version and model. ``unread``: boxes around ink of a letter's size that no word
    explains; ``disputed``: words of which another reading says something else.
    """

    page: Page
    lines: tuple[Line, ...] = ()
    confidence: float | None = None
    engine: str = ""
    unread: tuple[Box, ...] = ()
    disputed: tuple[Dispute, ...] = ()

    @property
    def text(self) -> str:
        """The text read, reading order, one line a line; lines of one table row that stand side by side are one."""
        parts = [line.text for line in self.lines[:1]]
        for before, line in pairwise(self.lines):
            parts += [" " if line.follows(before) else "\n", line.text]
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Căn cứ của trường: how sure a read value is and where it stands.

    ``confidence``: the chance (0 to 1) that the whole value is what the paper says. ``page``: scan-order index from 0;
    ``box``: where on the upright page; None where the value has no one place. ``read``: what was read there, where the
    value is another because the dossier's other papers say so; None where the value is what was read.
    """

    confidence: float
    page: int | None = None
    box: Box | None = None
    read: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """Văn bản: consecutive pages under one letterhead. Fields: TT 02/2019/TT-BNV, NĐ 30/2020/NĐ-CP PL VI.

    ``pages`` are scan-order indices from 0. Dates are ISO and may be partial (``2018``, ``2018-09``). What is not
    known is None. ``file`` and ``sha256`` name the PDF/A once it is built. ``evidence``: for each field that was read,
    by its name here; a field that a person stated has none. ``more``: what a person stated besides, by the law's names
    in snake case (``autograph``, ``keyword``, ``sheet_number`` …), and ``co_signers``. ``organ_parent``: the superior
    organ (cơ quan chủ quản) that the letterhead names above the issuer. ``given``: the scan file (its name) that is
    this document's PDF as others made it, kept byte for byte; None where the PDF is made here.
    """

    ordinal: int
    pages: tuple[int, ...]
    type_name: str | None = None
    code_number: str | None = None
    code_notation: str | None = None
    issued_date: str | None = None
    place: str | None = None
    organ_name: str | None = None
    subject: str | None = None
    signer_name: str | None = None
    signer_position: str | None = None
    file: str | None = None
    sha256: str | None = None
    evidence: dict[str, Evidence] = field(default_factory=dict)
    more: dict[str, str] = field(default_factory=dict)
    organ_parent: str | None = None
    given: str | None = None

    @property
    def is_cover(self) -> bool:
        """Whether it is the dossier's cover (bìa), which is kept but is no paper of the matter and is not counted."""
        return self.type_name == COVER


@dataclass(frozen=True, slots=True)
class Flag:
    """Điều cần xem: something a person should look at; it stays on record also when the dossier is accepted.

    ``page`` is a scan-order index from 0, or None; ``box`` where on the page; ``message`` one sentence in Vietnamese.
    """

    kind: str
    message: str
    page: int | None = None
    found: str | None = None
    expected: str | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Sự kiện: one thing that was done to the dossier (PREMIS event): ``at`` is ISO 8601 with zone."""

    at: str
    kind: str
    agent: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Bản đọc: all that was read and understood of one dossier's scans."""

    pages: tuple[OcrPage, ...]
    documents: tuple[Document, ...]
    fields: dict[str, str]
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """Hồ sơ: the scans of one matter, read and described, before they are packaged.

    ``id`` is the dossier's name in the store. ``fields`` holds dossier fields by their names in the law's tables in
    snake case (``title``, ``dossier_code``, ``maintenance``, ``start_date``, ``end_date`` …); unknown is absent.
    """

    id: str
    source: str
    digest: str
    fingerprint: str
    fields: dict[str, str]
    pages: tuple[OcrPage, ...]
    documents: tuple[Document, ...]
    flags: tuple[Flag, ...]
    events: tuple[Event, ...]
    files: tuple[ScanFile, ...]


@dataclass(frozen=True, slots=True)
class PackageFile:
    """One file of a package: ``name`` is its path inside, with ``/``."""

    name: str
    path: Path
    size: int
    sha256: str
    sha512: str


@dataclass(frozen=True, slots=True)
class Package:
    """Gói AIP: a folder on disk (the draft) that holds all of a dossier, ready to be kept."""

    dossier: Dossier
    files: tuple[PackageFile, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """Biên nhận: the store's word that version ``version`` is durable and was read back whole.

    ``root`` is the object's place in the store, ``sha512`` the digest of its inventory.
    """

    dossier: str
    version: int
    root: str
    sha512: str
    stored_at: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Mục tra cứu: one page as the index takes it. ``page`` is the scan-order index; document 0 means none.

    ``codes``: other names of the dossier (file code, one-stop code); ``fonds``: the fonds' name and code; ``cites``:
    the numbers of other papers that the page's text names. ``mode`` and ``unit`` decide, with the fonds, who finds it
    (:class:`archive.access.Marks`).
    """

    dossier: str
    document: int
    page: int
    text: str
    title: str = ""
    type_name: str = ""
    number: str = ""
    organ: str = ""
    subject: str = ""
    signer: str = ""
    issued_date: str = ""
    place: str = ""
    fonds: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    mode: str = "02"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """Kết quả: a page found. ``snippet`` is HTML-escaped text with ``<mark>`` around what matched.

    ``near``: it has a word only in a form that a slip in reading or typing explains. ``pages``: how many pages of its
    group matched among those looked at, where hits are grouped. ``cites``: numbers of papers that the page names.
    ``mode``: the dossier's access mode.
    """

    dossier: str
    document: int
    page: int
    score: float
    title: str
    snippet: str
    type_name: str = ""
    number: str = ""
    issued_date: str = ""
    organ: str = ""
    subject: str = ""
    cites: tuple[str, ...] = ()
    near: bool = False
    pages: int = 1
    mode: str = "02"


@dataclass(frozen=True, slots=True)
class Found:
    """Câu trả lời: the best hits and how many pages match in all; ``took_ms`` in milliseconds.

    ``facets``: pages by value, most first, for ``year``, ``type``, ``organ`` and ``fonds``; empty where not asked for.
    """

    total: int
    hits: tuple[Hit, ...]
    took_ms: float = 0.0
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
