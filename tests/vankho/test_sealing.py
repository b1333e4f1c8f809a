"""A kept dossier is sealed: its next version is an E-ARK package too, and only what is new is written."""

import dataclasses
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from archive.blobs.memory import MemoryBlobs
from archive.eark.tree import folder_of
from archive.ledger import Ledger
from archive.package import Making, pack
from archive.places import DOCUMENTS, METS, PREMIS, README, SEALED
from archive.seal import How, Sealer, open_key
from archive.store import Store
from tests.archive.eark import SPACES, agrees, by_standard, faults, judge
from tests.archive.making import CREATED, dossier
from tests.archive.seal_keys import SECRET, Authority
from vankho.sealing import seal_dossier

NAME = "H58/10 2018:000123"
AGENCY = "Ủy ban nhân dân tỉnh Tiền Giang"
LATER = CREATED + timedelta(days=3)


def sealed(folder: Path, times: int) -> Store:
    """A store whose one dossier was packed, then sealed by the agency and, a day later, by the officer."""
    store = Store(MemoryBlobs(), lambda: CREATED)
    given = dossier(folder)
    pages = [
        dataclasses.replace(page, page=dataclasses.replace(page.page, source="d-03.PDF#1")) for page in given.pages
    ]
    store.put(
        pack(dataclasses.replace(given, pages=tuple(pages)), folder / "draft", Making("0.1", CREATED)), "vankho ingest"
    )
    authority = Authority(folder)
    with open_key(str(authority.p12(AGENCY)), lambda: SECRET) as key:
        for number, role in enumerate(("agency", "officer")[:times]):
            now = LATER + timedelta(days=number)
            house: Any = SimpleNamespace(
                store=store,
                now=lambda now=now: now,
                work=folder / "work",
                ledger=Ledger(folder / "ledger.jsonl", lambda now=now: now),
                catalogue=SimpleNamespace(enter=lambda *told: None),
            )
            seal_dossier(house, NAME, Sealer(key, How(role, "B-B"), now), "Nguyễn Lan")
    return store


def test_the_sealed_version_adds_a_representation_and_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    store = sealed(tmp_path, 1)
    before = {file.name: file.sha512 for file in store.files(NAME, 1)}
    after = {file.name: file.sha512 for file in store.files(NAME, 2)}
    changed = {name for name in after if after[name] != before.get(name)}
    assert before.keys() <= after.keys()
    assert {name for name in changed if not name.startswith("representations/sealed/")} == {
        METS,
        PREMIS,
        "metadata/other/events.json",
    }
    store.export(NAME, tmp_path / "out")
    assert agrees(tmp_path / "out") == after.keys()
    assert folder_of((tmp_path / "out" / METS).read_bytes()) == folder_of(store.open(NAME, METS, 1).read())


def test_the_sealed_version_tells_of_itself_that_it_supplements_and_who_sealed_it(tmp_path: Path) -> None:
    store = sealed(tmp_path, 2)
    mets = by_standard("mets.xsd", store.read(NAME, METS))
    header = mets.find("m:metsHdr", SPACES)
    assert header.get("RECORDSTATUS") == "SUPPLEMENT"
    assert header.get("CREATEDATE").startswith("2026-11-28")
    (readme,) = mets.xpath("//m:file[m:FLocat/@x:href=$name]", name=README, namespaces=SPACES)
    assert readme.get("CREATED") == CREATED.isoformat()
    premis = by_standard("premis.xsd", store.read(NAME, PREMIS))
    done = premis.xpath("//p:event[p:eventType='digital signature generation']", namespaces=SPACES)
    assert [one.findtext("p:linkingAgentIdentifier/p:linkingAgentIdentifierValue", None, SPACES) for one in done] == [
        "Nguyễn Lan",
        "Nguyễn Lan",
    ]
    packed = premis.xpath("//p:event[p:eventType='normalization']/p:eventDateTime/text()", namespaces=SPACES)
    assert packed == [CREATED.isoformat()]
    held = store.read(NAME, "representations/sealed/metadata/preservation/PREMIS_sealed.xml")
    files = by_standard("premis.xsd", held)
    sources = files.xpath("//p:relatedObjectIdentifierValue[contains(., '/data/')]/text()", namespaces=SPACES)
    assert sources == [file.name for file in store.files(NAME) if file.name.startswith(DOCUMENTS)]
    assert len([file for file in store.files(NAME) if file.name.startswith(SEALED)]) == len(sources) == 2


def test_eark_validator_finds_no_error_in_a_sealed_package(tmp_path: Path) -> None:
    sealed(tmp_path, 1).export(NAME, tmp_path / "out")
    for report in judge(tmp_path / "out", tmp_path / "out/representations/sealed"):
        assert faults(report, "Error") == []
