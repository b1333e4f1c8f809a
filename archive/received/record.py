"""What a package made by others says of itself, as it says it: nothing is put right, nothing is believed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Kind = Literal["SIP", "AIP", "DIP", ""]
Variant = Literal["circular", "reference"]
"""The two ways in which packages after TT 05/2025/TT-BNV are met: as the circular writes them, and as a widely copied
reference package has them. They differ in names and types of metadata files, not in what they hold."""


@dataclass(frozen=True, slots=True)
class ListedFile:
    """Tệp được kê: a file as a METS lists it. ``name``: its place in the package; None where the link leads outside or
    is no link to a file. ``by``: the METS that lists it, ``at``: where in it (XPath). ``use``: the group's USE."""

    name: str | None
    href: str
    by: str
    at: str
    identifier: str = ""
    size: str = ""
    checksum: str = ""
    checksum_type: str = ""
    mimetype: str = ""
    use: str = ""
    described: tuple[str, ...] = ()
    role: Literal["file", "metadata", "mets"] = "file"


@dataclass(frozen=True, slots=True)
class Mets:
    """METS: one of the package's tables of contents. ``name`` is its place in the package; ``earlier``: the package
    that it adds to or replaces, where it names one."""

    name: str
    objid: str
    type: str
    profile: str
    status: str
    created: str
    package_type: str
    content_type: str
    files: tuple[ListedFile, ...]
    earlier: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """Mô tả (EAD): fields by the law's element names, each with all its values; ``order`` as they stand there."""

    name: str
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def first(self, element: str) -> str:
        """The first value of ``element``; empty where there is none."""
        return next(iter(self.fields.get(element, ())), "")


@dataclass(frozen=True, slots=True)
class ReceivedDocument:
    """Văn bản nhận được: its description and its data files, by their places in the package. ``holey``: what stands
    there instead of a file is the identifier of a document handed in before (``….fetch.txt``)."""

    described: Described
    files: tuple[str, ...] = ()
    holey: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """Gói nhận được: a package (SIP, AIP, DIP) as found. ``root`` is where it lies, ``files`` all files in it by name;
    ``unreadable``: XML files that could not be read, with the reason; ``loose``: data files that no document claims."""

    name: str
    root: Path
    files: Mapping[str, Path]
    kind: Kind
    variant: Variant
    mets: tuple[Mets, ...]
    dossier: Described
    documents: tuple[ReceivedDocument, ...]
    loose: tuple[str, ...] = ()
    unreadable: Mapping[str, str] = field(default_factory=dict)

    @property
    def objid(self) -> str:
        """OBJID of the package."""
        return self.mets[0].objid if self.mets else ""

    @property
    def status(self) -> str:
        """RECORDSTATUS of the package: what it is to one that was handed in before."""
        return self.mets[0].status.upper() if self.mets else ""


Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Điểm phát hiện: one thing that the check found. ``rule``: its name in ``rules.toml``; ``file``: in the package;
    ``where``: XPath or field. ``vi``, ``en``: one sentence."""

    severity: Severity
    rule: str
    file: str
    where: str
    found: str
    expected: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Report:
    """Biên bản kiểm gói: what was looked at and all that was found, errors first."""

    package: str
    kind: str
    variant: str
    objid: str
    documents: int
    files: int
    findings: tuple[Finding, ...]

    def count(self, severity: Severity) -> int:
        """How many findings of this severity."""
        return sum(one.severity == severity for one in self.findings)

    @property
    def sound(self) -> bool:
        """No error."""
        return not self.count("error")
