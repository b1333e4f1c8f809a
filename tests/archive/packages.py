"""Names and bytes → packages small enough to put by the hundred. Imports little: killed processes start with it."""

import hashlib
import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path

from archive.records import Dossier, Package, PackageFile

ICT = timezone(timedelta(hours=7))
FIRST = {
    "dossier.json": b"{}",
    "documents/QĐ 2576.pdf": b"%PDF-1.7 one",
    "scans/a.pdf": b"scan",
    "scans/b.pdf": b"scan",
}
SECOND = {**FIRST, "dossier.json": b'{"title": "m\xe1\xbb\x9bi"}', "text/p1.txt": b"text"}
THIRD = {"only/renamed.pdf": b"scan", "new": b"new"}
VERSIONS = [FIRST, SECOND, THIRD]
LARGE = {f"pages/{number}.jpg": bytes([number]) * 20_000 for number in range(12)}
ID = "H58.10.2018.000123"


def now() -> datetime:
    return datetime(2026, 11, 24, 12, 0, tzinfo=ICT)


def package(folder: Path, files: dict[str, bytes], identity: str = ID) -> Package:
    shutil.rmtree(folder, ignore_errors=True)
    made = []
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        sha256, sha512 = hashlib.sha256(data).hexdigest(), hashlib.sha512(data).hexdigest()
        made.append(PackageFile(name, path, len(data), sha256, sha512))
    dossier = Dossier(identity, "box/d-01.pdf", "d" * 64, "f" * 64, {}, (), (), (), (), ())
    return Package(dossier, tuple(made))
