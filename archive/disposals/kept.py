"""A disposal file or a batch ↔ its object in the store, which is kept for ever and explains itself without the ledger.

::

    disposal.json            the list, what the council said, the decision, what came of each item
    submission.json          of a batch: the list, the packages, what the other archive answered
    ledger.jsonl             the lines of the ledger that it is made of
    records/0001.json        what stays known of each dossier that was to be destroyed (archive.disposal.remains)
    attachments/ROLE/NAME    what people attached
    papers/NAME              drafts made from the ledger, DOCX, PDF and XLSX
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import msgspec

from archive.disposal import DisposalFile
from archive.draft import measured
from archive.errors import Damaged, Refused, Unreadable
from archive.handover import Batch
from archive.ledger import LedgerLine
from archive.records import Dossier, Package, Receipt
from archive.store import Store
from archive.written import read_record, write_record

LINES, RECORDS = "ledger.jsonl", "records/"
_MAX_ATTACHED = 200 << 20


@dataclass(frozen=True, slots=True)
class _Kind:
    format: str
    state: str
    title: str
    by: str


_DISPOSAL = _Kind("vankho-disposal/1", "disposal.json", "Hồ sơ hủy", "vankho retention")
_BATCH = _Kind("vankho-submission/1", "submission.json", "Hồ sơ nộp lưu", "vankho submit")


def keep(store: Store, file: DisposalFile | Batch, lines: Sequence[LedgerLine], fresh: Mapping[str, bytes]) -> Receipt:
    """Keep ``file`` as it now stands, with ``fresh`` (name in the object → bytes) added, as its object's next version.

    Raises:
        Damaged, StoreError: it could not be written; the earlier version stays.

    """
    kind = _BATCH if isinstance(file, Batch) else _DISPOSAL
    told = {"format": kind.format, **asdict(file)}
    state = msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"
    log = b"".join(msgspec.json.encode(asdict(line)) + b"\n" for line in lines)
    with tempfile.TemporaryDirectory(prefix="vankho-disposal-") as place:
        folder = Path(place) / "file"
        if store.has(file.id):
            store.export(file.id, folder)
        for name, data in {**fresh, kind.state: state, LINES: log}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        files = tuple(measured(path.relative_to(folder).as_posix(), path) for path in paths)
        about = Dossier(file.id, "", "", "", {"title": kind.title}, (), (), (), (), ())
        return store.put(Package(about, files), kind.by)


def record(number: int, remains: Dossier) -> tuple[str, bytes]:
    """Where and how what stays known of the ``number``-th item is kept."""
    return f"{RECORDS}{number:04d}.json", write_record(remains) + b"\n"


def records(store: Store, identity: str) -> Iterator[Dossier]:
    """What stays known of the dossiers that the disposal file was to destroy; whether they are gone, the store says.

    Raises:
        Missing: there is no such disposal file.
        Damaged: a record is not as it was kept.

    """
    for one in store.files(identity):
        if one.name.startswith(RECORDS):
            try:
                yield read_record(store.read(identity, one.name), Dossier)
            except msgspec.MsgspecError as error:
                raise Damaged(f"{identity}: {one.name}: {error}") from error


def attached(path: Path) -> bytes:
    """The bytes of a paper that people attach.

    Raises:
        Unreadable, Refused: it cannot be read, is empty, or too large.

    """
    try:
        data = path.read_bytes() if path.stat().st_size <= _MAX_ATTACHED else b""
    except OSError as error:
        raise Unreadable(error.strerror or str(error), file=str(path)) from error
    if not data:
        raise Refused(f"rỗng hoặc lớn hơn / empty or over {_MAX_ATTACHED >> 20} MiB", file=str(path))
    return data
