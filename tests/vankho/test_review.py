"""A mixed dossier at a clerk's desk: corrected, accepted, archived through the one line with all corrections in it."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw

from archive.errors import CodeTaken, Failed, StoreError, Unreadable, UsageError, VankhoError
from archive.places import DOCUMENTS, DOSSIER, EVENTS, TEXTS
from archive.records import Dossier
from bench.examples import now, read_again, what_differs
from ingest.scan import sources
from search.query import parse
from tests.conftest import Command
from tests.corpus.paper import DECISION, LETTER, draw, scanned
from vankho.cli import cli
from vankho.examples import counts, examples
from vankho.intake import take
from vankho.review import Plan, Reviewer, merging, rereading, setting, splitting, turning, wording
from vankho.settings import load
from vankho.station import Nobody, Station
from vankho.wiring import ICT, House
from vankho.wording import reworded

BEGAN = datetime(2026, 11, 25, 8, 0, tzinfo=ICT)


def headless(page: Image.Image) -> Image.Image:
    """``page`` without its letterhead, as where the top was cut off: it looks like a next page of the one before."""
    ImageDraw.Draw(page).rectangle((0, 0, page.width, 480), "white")
    return page


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A home in which a dossier waits, and its scans: a decision; a report without its head, taken for the decision's
    second page; a letter; its annex, a form under quốc hiệu, taken for a document of its own. Its dossier.toml errs."""
    place = tmp_path_factory.mktemp("lẫn")
    folder = place / "hồ sơ lẫn"
    folder.mkdir()
    letter = replace(LETTER, number="Số: 77/SNV-VTLT", type_name="", body=LETTER.body[:1])
    form = replace(LETTER, number="", type_name="TỜ KHAI", subject="Đăng ký sử dụng tài liệu", body=LETTER.body[1:])
    papers = [draw(DECISION), headless(draw(LETTER)), draw(letter), draw(form)]
    for number, page in enumerate(papers, 1):
        scanned(page, noise=2, seed=number).save(folder / f"{number}.jpg", quality=60, dpi=(200, 200))
    (folder / "dossier.toml").write_text('[[documents]]\ncode_number = "2506"\n')
    command = Command(place / "home")
    waits = command.lines("ingest", folder)[0]
    assert (waits["status"], [one["pages"] for one in waits["documents"]]) == ("review", [[0, 1], [2], [3]])
    return command.home, folder


class Clerk:
    """A person and her clock, which ticks a second a look."""

    def __init__(self, home: Path, who: str = "Nguyễn Lan") -> None:
        self._ticks = 0
        self.house = House(load(home, {"VANKHO_RUNNER": "here"}), self._now)
        self.who = who

    def _now(self) -> datetime:
        self._ticks += 1
        return BEGAN + timedelta(seconds=self._ticks)

    @property
    def desk(self) -> Reviewer:
        return Reviewer(self.house, self.who)

    @property
    def dossier(self) -> Dossier:
        (only,) = self.desk.waiting()
        return only

    def correct(self, plan: Plan) -> Dossier:
        return self.desk.correct(self.dossier, plan)

    def ingest(self, folder: Path, *, accept: bool = False) -> Any:
        return take(sources([folder])[0], Station(self.house, Nobody(), accept=accept), "vi")


@pytest.fixture
def home(mixed: tuple[Path, Path], tmp_path: Path) -> Path:
    """A home of its own with the waiting dossier in it."""
    return Path(shutil.copytree(mixed[0], tmp_path / "home"))


@pytest.fixture
def clerk(home: Path) -> Iterator[Clerk]:
    one = Clerk(home)
    with one.house:
        yield one


def said(home: Path, *arguments: str, lang: str = "vi") -> Any:
    """What the command line answers Nguyễn Lan in this process, with the error that ends it."""
    environ = {"VANKHO_USER": "Nguyễn Lan"}
    told = CliRunner().invoke(cli, ["--home", str(home), "--lang", lang, "review", *arguments], env=environ)
    if isinstance(told.exception, VankhoError):
        return told.exception.exit_code, told.exception.message(lang)
    return told.exit_code, told.output


def test_a_clerk_puts_a_mixed_dossier_right_in_under_ten_commands_and_it_is_archived_with_every_old_value(
    mixed: tuple[Path, Path], home: Path, tmp_path: Path
) -> None:
    vankho = Command(home, {"VANKHO_USER": "Nguyễn Lan"})
    identity = json.loads(said(home, "list", "--json")[1].splitlines()[0])["dossier"]
    for arguments in [
        ("set", identity, "1.code_number", "2576", "--why", "typed wrongly"),
        ("split", identity, "2"),
        ("set", identity, "2.type_name", "14"),
        ("set", identity, "2.issued_date", "5/10/2018"),
        ("merge", identity, "4"),
        ("set", identity, "maintenance", "15 năm"),
    ]:
        assert said(home, *arguments)[0] == 0
    done = vankho.json("review", "accept", identity)
    assert (done["status"], done["version"], done["fields"]["maintenance"]) == ("archived", 1, "15 năm")
    assert [one["pages"] for one in done["documents"]] == [[0], [1], [2, 3]]
    vankho.run("export", identity, "--to", tmp_path / "out")
    (package,) = (path.parent for path in (tmp_path / "out").glob("*/METS.xml"))
    events = json.loads((package / EVENTS).read_text())
    told = [(one["kind"], one["detail"]) for one in events if one["agent"] == "Nguyễn Lan"]
    assert told[0] == ("metadata modification", "page 1 code_number: «2506» → «2576» (typed wrongly)")
    assert [kind for kind, _ in told] == ["metadata modification"] * 6 + ["acceptance"]
    kept = json.loads((package / DOSSIER).read_text())
    assert [one["type_name"] for one in kept["documents"]][1] == "Báo cáo"
    assert kept["documents"][1]["issued_date"] == "2018-10-05"
    assert kept["documents"][0]["code_number"] == "2576"
    assert "0 hồ sơ đang chờ." in said(home, "list")[1]
    assert json.loads((home / "ledger.jsonl").read_text())["detail"]["accepted_by"] == "Nguyễn Lan"
    assert vankho.lines("ingest", mixed[1])[0]["status"] == "duplicate"


def test_show_names_page_and_field_of_each_flag_and_list_what_waits(home: Path) -> None:
    _, out = said(home, "show", "HS.")
    assert "! trang 1: Số của văn bản 1: đã khai «2506» nhưng đọc được «2576»" in out
    assert "[1.code_number]" in out
    told = json.loads(said(home, "show", "HS.", "--json")[1])
    assert (told["flags"][0]["document"], told["flags"][0]["field"]) == (1, "code_number")
    row = json.loads(said(home, "list", "--json")[1].splitlines()[0])
    assert (row["flags"], row["documents"], row["pages"], row["corrections"]) == (len(told["flags"]), 3, 4, 0)
    assert row["to_see"] == told["to_see"]
    assert "1 dossiers wait." in said(home, "list", lang="en")[1]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["show", "không-có"], 6, "Không có không-có trong kho."),
        (["set", "HS.", "issuer", "x"], 2, "không có trường / no field «issuer». Hồ sơ / dossier: title, file_code"),
        (["set", "HS.", "1.title", "x"], 2, "N.code_notation"),
        (["set", "HS.", "7.subject", "x"], 2, "không có văn bản / no document 7 (1–3)"),
        (["set", "HS.", "1.issued_date", "31/2/2018"], 2, "không phải là ngày"),
        (["set", "HS.", "start_date", "2081"], 2, "còn chưa đến"),
        (["set", "HS.", "1.type_name", "Quyết địn"], 2, "«Quyết định»"),
        (["set", "HS.", "maintenance", "lâu dài"], 2, "01 Vĩnh viễn"),
        (["set", "HS.", "mode", "9"], 2, "02 Sử dụng có điều kiện"),
        (["set", "HS.", "number_of_paper", "ba"], 2, "không phải là số"),
        (["set", "HS.", "1.code_number", "123456789012"], 2, "12 > 11"),
        (["set", "HS.", "file_code", "a b"], 3, "file_code"),
        (["split", "HS.", "1"], 2, "văn bản 1 đã bắt đầu ở trang 1"),
        (["split", "HS.", "9"], 2, "không có trang / no page 9 (1–4)"),
        (["merge", "HS.", "1"], 2, "trước văn bản 1 không có"),
        (["rotate", "HS.", "1", "45"], 2, "45"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence_and_changes_nothing(
    home: Path, arguments: list[str], status: int, words: str
) -> None:
    before = said(home, "show", "HS.", "--json")
    code, message = said(home, *arguments)
    assert (code, words in message) == (status, True), message
    assert said(home, "show", "HS.", "--json") == before


def test_a_dossier_that_does_not_wait_cannot_be_corrected(kept: Command) -> None:
    kept.run("review", "set", kept.archived[0]["dossier"], "title", "x", expect=2)  # type: ignore[attr-defined]
    assert "không chờ xem" in kept.errors


def test_dates_and_codes_are_kept_in_one_form_and_nothing_can_be_stated_too(clerk: Clerk) -> None:
    assert clerk.dossier.documents[2].signer_position
    assert clerk.correct(setting("1.issued_date", "9/2018", "")).documents[0].issued_date == "2018-09"
    assert clerk.correct(setting("3.signer_position", "", "")).documents[2].signer_position is None
    assert clerk.correct(setting("mode", "cong khai", "")).fields["mode"] == "Công khai"
    assert "mode" not in clerk.correct(setting("mode", "", "")).fields


def test_who_signed_a_joint_paper_too_can_be_said_and_is_shown_below_its_signer(home: Path) -> None:
    assert said(home, "set", "HS.", "1.co_signers", "Trần Văn Bé; Hồ Đức Anh")[0] == 0
    shown = CliRunner().invoke(cli, ["--home", str(home), "--lang", "vi", "show", "HS."]).output
    assert "người cùng ký: Trần Văn Bé; Hồ Đức Anh" in shown


def test_what_no_machine_reads_of_a_paper_can_be_said_too_and_taken_back(clerk: Clerk) -> None:
    assert clerk.correct(setting("1.autograph", "Đồng ý", "")).documents[0].more == {"autograph": "Đồng ý"}
    assert clerk.correct(setting("1.language", "02", "")).documents[0].more["language"] == "Tiếng Anh"
    assert clerk.correct(setting("1.autograph", "", "")).documents[0].more == {"language": "Tiếng Anh"}
    assert [one.old for one in clerk.desk.corrections(clerk.dossier)] == [None, None, "Đồng ý"]


def test_a_corrected_field_raises_no_doubt_and_other_doubts_stay(clerk: Clerk) -> None:
    doubts = clerk.correct(splitting(2, "")).flags
    assert "number-disagrees" in {flag.kind for flag in doubts}
    after = clerk.correct(setting("1.code_number", "2577", "sổ đăng ký ghi 2577"))
    assert "number-disagrees" not in {flag.kind for flag in after.flags}
    assert after.documents[0].code_number == "2577"
    assert [flag for flag in doubts if flag.kind != "number-disagrees"] == list(after.flags)


def test_corrections_outlive_the_work_folder_and_a_second_ingest(clerk: Clerk, mixed: tuple[Path, Path]) -> None:
    clerk.correct(splitting(2, ""))
    before = clerk.correct(setting("2.code_number", "145", ""))
    shutil.rmtree(clerk.house.work)
    clerk.house.catalogue.clear()
    outcome = clerk.ingest(mixed[1])
    assert outcome.status == "review"
    after = clerk.dossier
    assert after.documents == before.documents
    assert [done.agent for done in after.events if "code_number" in done.detail] == ["Nguyễn Lan"]
    assert clerk.ingest(mixed[1], accept=True).dossier.documents[1].code_number == "145"


def test_what_a_person_has_begun_to_correct_waits_for_a_person_also_when_no_doubt_is_left(
    clerk: Clerk, mixed: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vankho.line.flags", lambda *_: ())
    clerk.correct(setting("1.code_number", "2576", ""))
    outcome = clerk.ingest(mixed[1])
    assert (outcome.status, outcome.dossier.flags) == ("review", ())
    assert clerk.desk.accept(clerk.dossier, "", "vi").status == "archived"


def test_a_crash_after_a_correction_was_written_down_loses_nothing(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("vankho.desk.Desk.wait", dies)
        with pytest.raises(KeyboardInterrupt):
            clerk.correct(setting("1.code_number", "2576", ""))
    assert clerk.dossier.documents[0].code_number == "2576"
    assert "number-disagrees" not in {flag.kind for flag in clerk.dossier.flags}
    clerk.correct(setting("title", "Một cửa", ""))
    assert clerk.dossier.documents[0].code_number == "2576"


def test_a_line_torn_by_a_power_cut_is_cut_off_and_the_next_correction_stands(clerk: Clerk) -> None:
    clerk.correct(setting("title", "Một cửa", ""))
    (file,) = (clerk.house.settings.home / "review").iterdir()
    with file.open("ab") as sink:
        sink.write(b'{"at":"2026-11-25T08:00:00+07:00","who":"Ng')
    assert clerk.dossier.fields["title"] == "Một cửa"
    clerk.correct(setting("keyword", "lưu trữ", ""))
    assert (clerk.dossier.fields["title"], clerk.dossier.fields["keyword"]) == ("Một cửa", "lưu trữ")
    assert len(file.read_bytes().splitlines()) == 2


def test_a_store_that_fails_while_accepting_leaves_the_dossier_waiting_and_the_next_ingest_keeps_it(
    clerk: Clerk, mixed: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk.correct(splitting(2, ""))

    def fails(*_: object) -> None:
        raise StoreError("x")

    with monkeypatch.context() as patched:
        patched.setattr(clerk.house.store, "put", fails)
        assert clerk.desk.accept(clerk.dossier, "", "vi").status == "failed"
    assert len(clerk.dossier.documents) == 4
    outcome = clerk.ingest(mixed[1])
    assert (outcome.status, len(outcome.dossier.documents)) == ("archived", 4)
    assert [done.agent for done in outcome.dossier.events if done.kind == "acceptance"] == ["Nguyễn Lan"]


def test_an_acceptance_covers_only_the_flags_that_were_seen(clerk: Clerk, mixed: tuple[Path, Path]) -> None:
    (known := clerk.dossier.files[-1].path).write_text('maintenance = "10 năm"\n[[documents]]\ncode_number = "2507"\n')
    try:
        assert clerk.desk.accept(clerk.dossier, "", "vi").status == "review"
        assert "2507" in {flag.expected for flag in clerk.dossier.flags}
        done = clerk.desk.accept(clerk.dossier, "", "vi")
        assert (done.status, done.dossier and done.dossier.fields["maintenance"]) == ("archived", "10 năm")
    finally:
        known.write_text('[[documents]]\ncode_number = "2506"\n')


def test_a_rejected_dossier_leaves_the_queue_with_its_reason_and_comes_anew(
    clerk: Clerk, mixed: tuple[Path, Path]
) -> None:
    clerk.correct(splitting(2, ""))
    identity = clerk.dossier.id
    clerk.desk.reject(clerk.dossier, "quét thiếu trang")
    assert clerk.desk.waiting() == []
    assert clerk.house.catalogue.get(identity) is None
    line = list(clerk.house.ledger.lines())[-1]
    assert (line.kind, line.dossier, line.agent) == ("rejected", identity, "Nguyễn Lan")
    assert line.detail["reason"] == "quét thiếu trang"
    assert sorted(path.name for path in mixed[1].iterdir()) == ["1.jpg", "2.jpg", "3.jpg", "4.jpg", "dossier.toml"]
    assert clerk.ingest(mixed[1]).status == "review"
    assert len(clerk.dossier.documents) == 3
    assert not [done for done in clerk.dossier.events if done.agent == "Nguyễn Lan"]


def test_a_file_code_renames_the_dossier_that_waits_and_its_files(clerk: Clerk) -> None:
    before = clerk.dossier.id
    after = clerk.correct(setting("file_code", "H58.10.2018.77", ""))
    assert (after.id, clerk.dossier.id) == ("H58.10.2018.77", "H58.10.2018.77")
    assert clerk.house.catalogue.get(before) is None
    assert said(clerk.house.settings.home, "show", before)[0] == 0
    outcome = clerk.desk.accept(clerk.dossier, "", "vi")
    assert outcome.dossier is not None
    assert (outcome.status, outcome.dossier.id) == ("archived", "H58.10.2018.77")
    assert outcome.dossier.documents[0].file == f"{DOCUMENTS}H58.10.2018.77.001.pdf"


def test_a_code_that_another_dossier_bears_is_refused(clerk: Clerk) -> None:
    other = replace(clerk.dossier, id="H58.1", digest="f" * 64)
    clerk.house.catalogue.enter(other, "review", None)
    with pytest.raises(CodeTaken):
        clerk.correct(setting("file_code", "H58.1", ""))
    assert "file_code" not in clerk.dossier.fields


def test_a_page_is_turned_for_good_and_can_be_turned_back(clerk: Clerk, mixed: tuple[Path, Path]) -> None:
    before = clerk.dossier.pages[0]
    turned = clerk.desk.see_again(clerk.dossier, turning(1, 90, "")).pages[0]
    assert (turned.page.rotation, turned.page.width) == (90, pytest.approx(before.page.height, abs=80))
    shutil.rmtree(clerk.house.work)
    assert clerk.ingest(mixed[1]).dossier.pages[0].page.rotation == 90
    back = clerk.desk.see_again(clerk.dossier, turning(1, 270, "")).pages[0]
    assert (back.page.rotation, back.text) == (0, before.text)


def test_a_page_read_again_is_made_from_its_scan(clerk: Clerk) -> None:
    page = clerk.dossier.pages[1]
    assert page.page.image is not None
    result = next(clerk.house.work.glob("*/pages-*/p0001.json"))
    result.write_bytes(result.read_bytes().replace("chỉnh".encode(), b"chinh"))
    assert "chỉnh" in clerk.desk.see_again(clerk.dossier, rereading(2, "")).pages[1].text
    assert clerk.dossier.events[-1].kind == "text recognition"


def test_scans_are_found_from_anywhere_and_those_that_changed_or_are_gone_are_named_and_not_archived(
    clerk: Clerk, mixed: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(mixed[1], tmp_path / "khác"))
    monkeypatch.chdir(tmp_path)
    clerk.ingest(Path("khác"))
    monkeypatch.chdir("/")
    assert all(file.path.is_file() for file in clerk.dossier.files)
    with (folder / "1.jpg").open("ab") as sink:
        sink.write(b"x")
    with pytest.raises(Failed):
        clerk.desk.accept(clerk.dossier, "", "vi")
    (folder / "1.jpg").unlink()
    with pytest.raises(Unreadable) as caught:
        clerk.desk.accept(clerk.dossier, "", "vi")
    assert "1.jpg" in str(caught.value)
    assert clerk.desk.corrections(clerk.dossier) == ()


def test_corrections_of_kept_dossiers_are_examples_of_what_was_wrong_once(clerk: Clerk) -> None:
    for plan in (
        splitting(2, ""),
        setting("2.code_number", "144", ""),
        setting("2.code_number", "145", ""),
        setting("1.place", "Hà Nội", ""),
        setting("1.place", "Tiền Giang", ""),
        merging("4", ""),
        splitting(4, ""),
    ):
        clerk.correct(plan)
    file = clerk.house.settings.home / "corrections.jsonl"
    assert not file.exists()
    outcome = clerk.desk.accept(clerk.dossier, "", "vi")
    assert outcome.dossier is not None and outcome.receipt is not None
    assert [(one.field, one.page, one.read, one.value) for one in examples(file)] == [
        ("boundary", 1, "no", "yes"),
        ("code_number", 1, None, "145"),
    ]
    boundary, number = examples(file)
    again = read_again(clerk.house, outcome.dossier.id)
    assert (what_differs(number), now(boundary, again), now(replace(boundary, value="no"), again)) == (
        "nothing read",
        "as before",
        "right",
    )
    Station(clerk.house, Nobody(), accept=False).record(outcome.dossier, outcome.receipt)
    assert counts(file) == {"boundary": 1, "code_number": 1}


def test_misread_words_are_put_right_in_text_fields_and_search_and_stay_as_examples(clerk: Clerk) -> None:
    before = clerk.dossier.pages[0]
    line = [line for line in before.lines if line.region == "body" and len(line.words) > 4][-1]
    read = " ".join(word.text for word in line.words[1:3])
    after = clerk.correct(wording(1, read, "nghiên cứu bổ sung", "theo ảnh"))
    words = [word for one in after.pages[0].lines for word in one.words if word.read == read]
    assert [word.text for word in words] == ["nghiên", "cứu", "bổ", "sung"]
    assert words[0].box[0] == line.words[1].box[0] and words[-1].box[2] == line.words[2].box[2]
    assert all(left.box[2] <= right.box[0] for left, right in pairwise(words))
    assert reworded(after.pages, clerk.desk.corrections(after)) == after.pages
    outcome = clerk.desk.accept(clerk.dossier, "", "vi")
    assert outcome.dossier is not None and outcome.status == "archived"
    kept = clerk.house.store.read(outcome.dossier.id, f"{TEXTS}p0000.txt").decode()
    assert "nghiên cứu bổ sung" in kept
    assert clerk.house.index.search(parse('"nghiên cứu bổ sung"')).total == 1
    (example,) = examples(clerk.house.settings.home / "corrections.jsonl")
    assert (example.field, example.page, example.read, example.value) == ("word", 0, read, "nghiên cứu bổ sung")


def test_a_number_put_right_as_a_word_is_the_number_of_its_document(clerk: Clerk) -> None:
    number = next(word.text for line in clerk.dossier.pages[2].lines for word in line.words if "77" in word.text)
    after = clerk.correct(wording(3, number, number.replace("77", "177"), ""))
    assert after.documents[1].code_number == "177"


def test_words_that_do_not_stand_on_the_page_once_are_refused(clerk: Clerk) -> None:
    (often, times), *_ = Counter(word.text for line in clerk.dossier.pages[0].lines for word in line.words).most_common(
        1
    )
    assert times > 1
    for wanted, found in ((often, times), ("khôngcótrêntrang", 0), ("", 0)):
        with pytest.raises(UsageError, match=f"có {found} chỗ"):
            clerk.correct(wording(1, wanted, "x", ""))


def test_two_clerks_do_not_overwrite_each_other(clerk: Clerk, home: Path) -> None:
    other = Clerk(home, "Trần Minh")
    with other.house:
        seen = other.dossier
        clerk.correct(setting("1.code_number", "2576", ""))
        after = other.desk.correct(seen, setting("title", "Một cửa", ""))
    assert (after.documents[0].code_number, after.fields["title"]) == ("2576", "Một cửa")
    with pytest.raises(UsageError):
        clerk.desk.accept(clerk.dossier, "", "vi")
        other.desk.reject(seen, "x")
