"""A dossier that was handed over and then supplemented: what is sent, and how the other side joins it."""

import hashlib
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lxml import etree

from archive.description import unpack
from archive.errors import VankhoError
from archive.law import tt05_document, tt05_dossier
from archive.places import DOCUMENTS, DOSSIER, FETCH
from archive.records import Dossier
from tests.archive.eark import SPACES, faults, judge
from tests.archive.received.building import CODE, UUID, Built, Pdfs, document
from vankho.cli import cli
from vankho.joining import SUPPLEMENTS
from vankho.settings import Settings
from vankho.submitting import Paper, Submitter
from vankho.wiring import House


class Home:
    """The command line in this process, on one archive home: many commands a test."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def run(self, *arguments: object, expect: int = 0) -> str:
        """What ``vankho ARGUMENTS`` prints; fails unless it ends with ``expect``."""
        environment = {"VANKHO_HOME": str(self.home), "VANKHO_USER": "lan", "VANKHO_RUNNER": "here"}
        environment |= {"VANKHO_OCR_ENGINE": "program"}  # the library is not for several threads
        ended = CliRunner().invoke(cli, list(map(str, arguments)), env=environment)
        code = ended.exception.exit_code if isinstance(ended.exception, VankhoError) else ended.exit_code
        assert code == expect, (ended.exception, ended.output)
        return ended.stdout

    def json(self, *arguments: object, expect: int = 0) -> Any:
        """The one JSON value that it prints."""
        return json.loads(self.run(*arguments, "--json", expect=expect))

    def lines(self, *arguments: object, expect: int = 0) -> list[Any]:
        """The JSON values that it prints, one a line."""
        return [json.loads(line) for line in self.run(*arguments, "--json", expect=expect).splitlines()]


@pytest.fixture
def vankho(tmp_path: Path) -> Home:
    return Home(tmp_path / "kho")


pytestmark = pytest.mark.usefixtures("no_log_file")


OTHER = UUID.replace("6f1c", "7a1c")
LATER = {"totalDoc": "3", "numberOfPage": "4", "endDate": "20/12/2002"}
SAID = {"SUPPLEMENT": "bổ sung", "REPLACEMENT": "thay"}


@pytest.fixture(scope="module")
def pdfs(tmp_path_factory: pytest.TempPathFactory) -> Pdfs:
    return Pdfs(tmp_path_factory.mktemp("pdfs"))


Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path, pdfs: Pdfs) -> Make:
    """A package in a folder of its own: ``status`` towards an earlier one, ``objid`` its name."""

    def made(where: str, status: str = "NEW", objid: str = UUID, earlier: str = "", **about: object) -> Path:
        root = Built(**about).write(tmp_path / where, pdfs)  # type: ignore[arg-type]
        mets = root / "METS.xml"
        text = mets.read_text(encoding="utf-8").replace(f'OBJID="uuid-{UUID}"', f'OBJID="uuid-{objid}"')
        named = f'<altRecordID TYPE="PREVIOUSPACKAGE">{earlier}</altRecordID></metsHdr>' if earlier else "</metsHdr>"
        text = text.replace('RECORDSTATUS="NEW"', f'RECORDSTATUS="{status}"').replace("</metsHdr>", named)
        mets.write_text(text, encoding="utf-8")
        return root.rename(root.with_name(f"uuid-{objid}"))

    return made


@pytest.fixture
def first(make: Make) -> Path:
    return make("first")


def supplement(make: Make, where: str = "second", **about: object) -> Path:
    """The package of a third document, and the dossier's fields as they are now."""
    told = {"dossier": Built().dossier | LATER, "documents": [document(3, 1) | {"subject": "Về việc bổ sung"}]}
    return make(where, **({"status": "SUPPLEMENT", "objid": OTHER} | told | about))


def kept(vankho: Home, identity: str = CODE) -> tuple[Dossier, list[str]]:
    """The dossier as the store has it, and the digests of its PDFs."""
    with House(Settings(home=vankho.home, runner="here")) as house:
        found = unpack(house.store.read(identity, DOSSIER))
        pdfs = [file.name for file in house.store.files(identity) if file.name.startswith(DOCUMENTS)]
        return found, [hashlib.sha256(house.store.read(identity, name)).hexdigest() for name in pdfs]


def refused(vankho: Home, package: Path, *options: str) -> str:
    (one,) = vankho.lines("ingest", package, *options, expect=3)
    assert one["status"] == "refused"
    return str(one["error"]["message"])


def digests(package: Path) -> list[str]:
    data = sorted((package / "representations/rep1/data").iterdir())
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in data]


def test_a_supplement_waits_for_a_person_and_then_stands_after_what_was_there(
    vankho: Home, make: Make, first: Path
) -> None:
    vankho.run("ingest", first, "--accept")
    second = supplement(make)
    new = digests(second)
    (waits,) = vankho.lines("ingest", second)
    assert waits["status"] == "review" and "package-supplement" in {flag["kind"] for flag in waits["flags"]}
    assert len(kept(vankho)[0].documents) == 2, "nothing is joined before a person has looked"
    vankho.run("review", "accept", CODE)
    dossier, pdfs = kept(vankho)
    assert pdfs == [*digests(first), *new], "what was there stays byte for byte, what is new follows"
    told = [tt05_document(dossier, one, "sip") for one in dossier.documents]
    assert [one["docId"] for one in told] == ["00001", "00002", "00003"]
    assert told[:2] == Built().documents and told[2]["subject"] == "Về việc bổ sung"
    assert [one.pages for one in dossier.documents] == [(0,), (1, 2), (3,)]
    assert tt05_dossier(dossier, "sip") == Built().dossier | LATER
    with House(Settings(home=vankho.home, runner="here")) as house:
        names = {file.name for file in house.store.files(CODE)}
        assert {f"representations/scans/data/{SUPPLEMENTS}/uuid-{OTHER}/METS.xml"} < names
        assert "representations/scans/data/METS.xml" in names, "both packages' own records are kept"
        with house.store.open(CODE, DOSSIER, 1) as source:
            assert len(unpack(source.read()).documents) == 2, "the earlier version stays"
        assert house.store.receipt(CODE).version == 2
    vankho.run("verify")
    vankho.run("rebuild")
    assert vankho.json("search", "bổ sung")["total"] >= 0
    for again in (first, second):
        (twice,) = vankho.lines("ingest", again)
        assert twice["status"] == "duplicate", again


def test_what_a_person_corrected_before_a_supplement_counts_after_it(vankho: Home, make: Make, first: Path) -> None:
    vankho.run("ingest", first)
    vankho.run("review", "set", CODE, "2.subject", "Tên đã sửa")
    vankho.run("review", "set", CODE, "description", "ghi chú của kho")
    vankho.run("review", "accept", CODE)
    vankho.run("ingest", supplement(make), "--accept")
    dossier, _ = kept(vankho)
    assert [one.subject for one in dossier.documents][1:] == ["Tên đã sửa", "Về việc bổ sung"]
    assert dossier.fields["description"] == "ghi chú của kho" and dossier.fields["end_date"] == "2002-12-20"


def test_a_supplement_to_a_supplement_is_joined_too(vankho: Home, make: Make, first: Path) -> None:
    vankho.run("ingest", first, "--accept")
    vankho.run("ingest", supplement(make, earlier=f"uuid-{UUID}"), "--accept")
    third = supplement(make, "third", objid=UUID.replace("6f1c", "8b1c"), earlier=f"uuid-{OTHER}",
                       documents=[document(4, 2)], dossier=Built().dossier | LATER | {"totalDoc": "4"})  # fmt: skip
    vankho.run("ingest", third, "--accept")
    dossier, pdfs = kept(vankho)
    assert [one.pages for one in dossier.documents] == [(0,), (1, 2), (3,), (4, 5)] and len(pdfs) == 4
    again = supplement(make, "fourth", documents=[document(5, 1)])
    assert "đã vào hồ sơ này" in refused(vankho, again, "--accept"), (
        "another package by the name of one that was joined"
    )


def test_a_replacement_is_the_dossier_anew_as_its_next_version(vankho: Home, make: Make, first: Path) -> None:
    vankho.run("ingest", first, "--accept")
    fresh = make("second", "REPLACEMENT", OTHER, f"uuid-{UUID}", documents=[document(1, 2)],
                 dossier=Built().dossier | {"totalDoc": "1", "numberOfPage": "2", "title": "Tên mới"})  # fmt: skip
    (waits,) = vankho.lines("ingest", fresh)
    assert waits["status"] == "review" and "package-replacement" in {flag["kind"] for flag in waits["flags"]}
    vankho.run("review", "accept", CODE)
    dossier, pdfs = kept(vankho)
    assert (dossier.fields["title"], pdfs) == ("Tên mới", digests(fresh))
    (twice,) = vankho.lines("ingest", fresh)
    assert twice["status"] == "duplicate"


def test_what_a_package_adds_to_must_be_here(vankho: Home, make: Make, first: Path) -> None:
    assert f"hồ sơ {CODE} không có ở đây" in refused(vankho, supplement(make))
    vankho.run("ingest", first, "--accept")
    assert "đi sau gói uuid-khác" in refused(vankho, supplement(make, "third", earlier="uuid-khác"))
    other = supplement(make, "fourth", documents=[document(2, 1)])
    assert "văn bản 00002 khác văn bản đã có" in refused(vankho, other)
    holey = supplement(make, "fifth", extra={f"representations/rep1/data/00009.pdf{FETCH}": b"00009"},
                       documents=[document(3, 1), document(9, 1)], pdfs={})  # fmt: skip
    (holey / "representations/rep1/data/00009.pdf").unlink()
    assert "văn bản 00009 không có ở đây" in refused(vankho, holey, "--accept"), "nobody can waive that"
    assert len(kept(vankho)[0].documents) == 2


def test_a_supplement_that_waited_while_another_was_joined_is_not_joined_to_what_it_did_not_see(
    vankho: Home, make: Make, first: Path
) -> None:
    vankho.run("ingest", first, "--accept")
    slow = supplement(make)
    vankho.run("ingest", slow)
    quick = supplement(make, "third", objid=UUID.replace("6f1c", "8b1c"), documents=[document(4, 2)])
    vankho.run("ingest", quick, "--accept")
    vankho.run("review", "accept", CODE, expect=3)
    assert [one.more["doc_id"] for one in kept(vankho)[0].documents] == ["00001", "00002", "00004"]
    vankho.run("ingest", slow, "--accept")
    assert [one.more["doc_id"] for one in kept(vankho)[0].documents] == ["00001", "00002", "00004", "00003"]


def test_another_package_under_the_same_code_is_no_supplement(vankho: Home, make: Make, first: Path) -> None:
    vankho.run("ingest", first, "--accept")
    same = make("second", "NEW", OTHER, documents=[document(1, 2)], dossier=Built().dossier | {"totalDoc": "1"})
    (one,) = vankho.lines("ingest", same, "--accept", expect=3)
    assert one["error"]["kind"] == "code-taken"


def test_a_dossier_scanned_here_is_not_replaced_by_a_package_of_others(vankho: Home, make: Make, samples: Path) -> None:
    (scanned, *_) = vankho.lines("ingest", samples, "--accept")
    about = Built().dossier | {"fileCode": scanned["dossier"]}
    papers = [one | {"docCode": f"{scanned['dossier']}.000000{at}"} for at, one in enumerate(Built().documents, 1)]
    (one,) = vankho.lines("ingest", make("x", "REPLACEMENT", dossier=about, documents=papers), "--accept", expect=3)
    assert one["error"]["kind"] == "code-taken"


# Sent by the agency, joined by the historical archive


def handed(vankho: Home, out: Path, number: int) -> Path:
    """What the agency sends of the dossier; the historical archive takes it. Its package."""
    with House(Settings(home=vankho.home, runner="here")) as house:
        submitter = Submitter(house, "lan")
        batch = submitter.propose("historical", "Trung tâm Lưu trữ lịch sử", [CODE], "")
        (packing,) = submitter.send(batch.id, out, "1")
        letter = out / "letter.pdf"
        letter.write_bytes(b"signed")
        submitter.answer(batch.id, "accepted", (), Paper(letter, f"{number}/BB", house.now().date()))
    return out / packing.file


def header(package: Path) -> tuple[str, str | None, set[str]]:
    """RECORDSTATUS, the earlier package, and the data files of a SIP."""
    with zipfile.ZipFile(package) as opened:
        (name,) = (name for name in opened.namelist() if name.count("/") == 1 and name.endswith("/METS.xml"))
        head = etree.fromstring(opened.read(name)).find("m:metsHdr", SPACES)
        earlier = [one.text for one in head.findall("m:altRecordID", SPACES) if one.get("TYPE") == "PREVIOUSPACKAGE"]
        data = {one.rpartition("/")[2] for one in opened.namelist() if "/data/" in one}
        return head.get("RECORDSTATUS"), next(iter(earlier), None), data


def test_a_supplement_goes_on_to_the_historical_archive_and_the_dossier_is_the_same_there(
    vankho: Home, make: Make, first: Path, tmp_path: Path
) -> None:
    there = Home(tmp_path / "lịch sử")
    vankho.run("ingest", first, "--accept")
    one = handed(vankho, tmp_path / "one", 1)
    assert header(one)[:2] == ("NEW", None)
    there.run("ingest", one, "--accept")
    vankho.run("ingest", supplement(make), "--accept")
    (due,) = vankho.json("submit", "due", "--to", "historical")["dossiers"]
    assert due["standing"] == "changed"
    two = handed(vankho, tmp_path / "two", 2)
    assert header(two) == (
        "SUPPLEMENT",
        one.stem[1:],
        {f"{CODE}.001.pdf{FETCH}", f"{CODE}.002.pdf{FETCH}", f"{CODE}.003.pdf"},
    )
    assert two.stat().st_size < one.stat().st_size * 2
    report = there.json("check", two)
    assert (report["errors"], report["documents"]) == (0, 3)
    (taken,) = there.lines("ingest", two, "--accept")
    assert taken["status"] == "archived"
    ours, theirs = kept(vankho), kept(there)
    assert theirs[1] == ours[1]
    assert tt05_dossier(theirs[0], "sip") == tt05_dossier(ours[0], "sip")
    assert papers(theirs[0]) == papers(ours[0])
    assert vankho.json("submit", "due", "--to", "historical")["dossiers"] == []
    vankho.run("ledger", "verify")


def papers(dossier: Dossier) -> list[dict[str, str]]:
    return [tt05_document(dossier, one, "sip") for one in dossier.documents]


def test_what_changed_in_what_was_sent_is_sent_whole_as_a_replacement(
    vankho: Home, make: Make, first: Path, tmp_path: Path
) -> None:
    there = Home(tmp_path / "lịch sử")
    vankho.run("ingest", first, "--accept")
    one = handed(vankho, tmp_path / "one", 1)
    there.run("ingest", one, "--accept")
    fresh = make("second", "REPLACEMENT", OTHER, documents=[document(1, 2), document(2, 2)],
                 dossier=Built().dossier | {"numberOfPage": "4"})  # fmt: skip
    vankho.run("ingest", fresh, "--accept")
    two = handed(vankho, tmp_path / "two", 2)
    assert header(two) == ("REPLACEMENT", one.stem[1:], {f"{CODE}.001.pdf", f"{CODE}.002.pdf"})
    there.run("ingest", two, "--accept")
    assert kept(there)[1] == kept(vankho)[1]


def test_the_command_says_what_a_package_is_to_the_one_before(
    vankho: Home, make: Make, first: Path, tmp_path: Path
) -> None:
    vankho.run("ingest", first, "--accept")
    one = handed(vankho, tmp_path / "one", 1)
    vankho.run("ingest", supplement(make), "--accept")
    assert one.stem[1:] in vankho.run("submit", "list", "--to", "historical")
    year = date.today().year
    told = vankho.run("submit", "send", f"{year}-02", "--to", tmp_path / "two")
    assert re.search(rf"✓ {CODE}  \S+\.zip  bổ sung {one.stem[1:]}", told)
    packed = vankho.json("submit", "show", f"{year}-02")["packed"][CODE]
    assert (packed["status"], packed["earlier"]) == ("SUPPLEMENT", one.stem[1:])
    assert (
        json.loads(vankho.run("submit", "send", f"{year}-02", "--to", tmp_path / "two", "--json"))["status"] == "there"
    )


def test_eark_validator_finds_in_a_supplement_only_what_no_sip_can_have_right(
    vankho: Home, make: Make, first: Path, tmp_path: Path
) -> None:
    """See the same test of a new SIP: SIP14 contradicts its own schema."""
    vankho.run("ingest", first, "--accept")
    handed(vankho, tmp_path / "one", 1)
    vankho.run("ingest", supplement(make), "--accept")
    two = handed(vankho, tmp_path / "two", 2)
    with zipfile.ZipFile(two) as opened:
        opened.extractall(tmp_path / "open")
    (root,) = (tmp_path / "open").iterdir()
    whole = judge(root, root / "representations/rep1")
    for report in whole[:2]:
        assert {fault.partition(":")[0] for fault in faults(report, "Error")} == {"SIP14"}
    for report in whole:
        assert report["metadata"]["schema_results"]["status"] == "VALID"
    told = [fault for report in whole[2:] for fault in faults(report, "Error")]
    assert {fault.partition(":")[0] for fault in told} <= {"SIP14"}, told
