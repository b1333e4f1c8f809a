"""A package's folder → Received: its METS files, its dossier's and documents' descriptions, and whose each file is."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from lxml import etree

from archive.places import FETCH
from archive.received.errors import NotAPackage
from archive.received.markup import BadMarkup, children, local, parse, said
from archive.received.mets import read_mets
from archive.received.opening import METS, files_of
from archive.received.record import Described, Kind, ListedFile, Mets, Received, ReceivedDocument, Variant

_DESCRIPTIVE = "metadata/descriptive/"
_DOCUMENT = re.compile(r"^EAD[_-]?(doc|pic|media)[_-]?(.*)$", re.IGNORECASE)
_IDS = ("docId", "docCode", "arcDocCode")
_DATA = re.compile(r"^representations/[^/]+/data/")


def read_package(root: Path, name: str) -> Received:
    """The package in the folder ``root``, called ``name`` to people. A metadata file that cannot be read is told in
    ``unreadable`` and the rest goes on.

    Raises:
        NotAPackage: there is no ``METS.xml``, or it cannot be read as XML.
    """
    files = files_of(root)
    if METS not in files:
        raise NotAPackage(f"không có / no {METS}", file=name)
    trees, unreadable = _parsed(files)
    if METS not in trees:
        raise NotAPackage(f"{METS}: {unreadable[METS]}", file=name)
    mets = tuple(read_mets(trees[one], one) for one in _mets_names(trees))
    main = {one: _described(tree, one) for one, tree in trees.items() if one.startswith(_DESCRIPTIVE)}
    dossier = next((one for one in main.values() if one.fields), Described(f"{_DESCRIPTIVE}EAD.xml"))
    papers = [
        _described(tree, one)
        for one, tree in trees.items()
        if one.startswith("representations/") and _DESCRIPTIVE in one and _DOCUMENT.match(PurePosixPath(one).stem)
    ]
    documents, loose = _matched(papers, mets, files)
    return Received(
        name=name,
        root=root,
        files=files,
        kind=_kind(mets[0]),
        variant=_variant(trees),
        mets=mets,
        dossier=dossier,
        documents=documents,
        loose=loose,
        unreadable=unreadable,
    )


def _parsed(files: Mapping[str, Path]) -> tuple[dict[str, etree._Element], dict[str, str]]:
    """The METS and metadata files; data that happen to be XML are data."""
    trees: dict[str, etree._Element] = {}
    unreadable: dict[str, str] = {}
    for name, path in files.items():
        if name.lower().endswith(".xml") and not _DATA.match(name) and not name.startswith("documentation/"):
            try:
                trees[name] = parse(path, name)
            except BadMarkup as error:
                unreadable[name] = error.detail
    return trees, unreadable


def _mets_names(trees: Iterable[str]) -> list[str]:
    """The package's own first, then those of its representations."""
    inner = sorted(one for one in trees if re.match(r"^representations/[^/]+/METS\.xml$", one))
    return [METS, *inner]


def _described(root: etree._Element, name: str) -> Described:
    """Leaf elements by name; the law's EAD are flat, a wrapper around them changes nothing."""
    fields: dict[str, list[str]] = {}
    for node in root.iter():
        if isinstance(node.tag, str) and node is not root and not any(True for _ in children(node)):
            fields.setdefault(local(node), []).append(said(node))
    return Described(name, {key: tuple(values) for key, values in fields.items()})


def _kind(mets: Mets) -> Kind:
    told = mets.package_type.upper()
    return told if told in ("SIP", "AIP", "DIP") else ""  # type: ignore[return-value]


def _variant(trees: Mapping[str, etree._Element]) -> Variant:
    names = any(PurePosixPath(one).name.startswith("EAD_DOC_") for one in trees)
    return "reference" if names else "circular"


def _matched(
    papers: list[Described], mets: tuple[Mets, ...], files: Mapping[str, Path]
) -> tuple[tuple[ReceivedDocument, ...], tuple[str, ...]]:
    """Each description with its data files: as METS links them, else by name: ``EAD_doc_X.xml``, its docId or its
    docCode to ``data/X.pdf``; where all else fails and the numbers agree, one by one in order. A representation without
    descriptions (scans, texts) holds no documents, and its files are nobody's to claim."""
    described = {_representation(paper.name) for paper in papers} or {"rep1"}
    data = [one for one in files if _DATA.match(one) and _representation(one) in described]
    linked = _linked(mets)
    papers = sorted(papers, key=_order)
    claimed: dict[str, list[str]] = {
        paper.name: [one for one in linked.get(paper.name, ()) if one in files] for paper in papers
    }
    taken = {one for names in claimed.values() for one in names}
    free = [one for one in data if one not in taken]
    for paper in papers:
        if not claimed[paper.name]:
            keys = set(_keys(paper))
            claimed[paper.name] = [one for one in free if _stem(one) in keys]
            free = [one for one in free if one not in claimed[paper.name]]
    bare = [paper for paper in papers if not claimed[paper.name]]
    if bare and len(bare) == len(free) == len(papers):
        for paper, one in zip(bare, sorted(free), strict=True):
            claimed[paper.name] = [one]
        free = []
    documents = tuple(_document(paper, claimed[paper.name]) for paper in papers)
    return documents, tuple(free)


def _representation(name: str) -> str:
    return name.split("/")[1]


def _document(paper: Described, names: list[str]) -> ReceivedDocument:
    holey = tuple(one for one in names if one.lower().endswith(FETCH))
    return ReceivedDocument(paper, tuple(one for one in names if one not in holey), holey)


def _linked(mets: tuple[Mets, ...]) -> dict[str, list[str]]:
    """By description, the data files that a METS gives to it."""
    found: dict[str, list[str]] = {}
    for one in mets:
        sections = {
            key: file.name for file in one.files if file.role == "metadata" and file.name for key in file.described
        }
        for file in _data(one.files):
            for key in file.described:
                if (paper := sections.get(key)) and file.name:
                    found.setdefault(paper, []).append(file.name)
    return {paper: list(dict.fromkeys(names)) for paper, names in found.items()}


def _data(files: Iterable[ListedFile]) -> Iterator[ListedFile]:
    return (one for one in files if one.role == "file" and one.name and _DATA.match(one.name))


def _keys(paper: Described) -> Iterator[str]:
    match = _DOCUMENT.match(PurePosixPath(paper.name).stem)
    if match and match[2]:
        yield match[2].lower()
    yield from (paper.first(one).lower() for one in _IDS if paper.first(one))


def _stem(name: str) -> str:
    bare = PurePosixPath(name).name.lower()
    return PurePosixPath(bare.removesuffix(FETCH)).stem


def _order(paper: Described) -> tuple[int, list[tuple[int, str]]]:
    """By ordinal (docOrdinal, else the end of docCode), then by name with numbers in their order."""
    told = paper.first("docOrdinal") or (paper.first("docCode") or paper.first("arcDocCode")).rpartition(".")[2]
    parts = [(int(one), "") if one.isdecimal() else (-1, one) for one in re.split(r"(\d+)", paper.name) if one]
    return int(told) if told.isdecimal() and len(told) < 12 else 1 << 40, parts
