"""Bad input is normal: each kind is named with file and page, nothing is lost, the rest is archived, exit code 3."""

import shutil
import struct
import subprocess
import unicodedata
import zlib
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from tests.conftest import Command
from tests.corpus.paper import DECISION, draw


def truncated(source: Path, target: Path, share: float = 0.5) -> Path:
    data = source.read_bytes()
    target.write_bytes(data[: int(len(data) * share)])
    return target


def bomb(target: Path, side: int = 60_000) -> Path:
    """A PNG of ``side`` × ``side`` pixels in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 10_000)
    target.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))
    return target


def encrypted(source: Path, target: Path) -> Path:
    with pikepdf.open(source) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(owner="chủ", user="mật khẩu"))
    return target


def no_pages(target: Path) -> Path:
    pdf = pikepdf.new()
    pdf.save(target)
    return target


@pytest.fixture
def good(samples: Path) -> Path:
    return samples / "hộp 01" / "hồ sơ 02.pdf"


def test_each_bad_file_is_named_and_the_good_one_is_archived(
    vankho: Command, good: Path, samples: Path, tmp_path: Path
) -> None:
    jpeg = samples / "hộp 01" / "hồ sơ 01" / "trang 1.jpg"
    text = tmp_path / "thư.pdf"
    text.write_text("Kính gửi: đây không phải là PDF")
    folder = tmp_path / "thư mục.pdf"
    folder.mkdir()
    bad = {
        truncated(good, tmp_path / "cụt.pdf"): "truncated",
        truncated(jpeg, tmp_path / "cụt.jpg"): "truncated",
        truncated(samples / "hộp 01" / "hồ sơ 03.tif", tmp_path / "cụt.tif"): "truncated",
        encrypted(good, tmp_path / "mật khẩu.pdf"): "encrypted",
        no_pages(tmp_path / "rỗng.pdf"): "empty",
        bomb(tmp_path / "bom.png"): "too-large",
        text: "wrong-type",
        tmp_path / "không có.pdf": "unreadable",
    }
    outcomes = vankho.lines("ingest", *bad, good, "--accept", expect=3)
    told = {outcome["source"]: outcome for outcome in outcomes}
    for path, kind in bad.items():
        outcome = told[unicodedata.normalize("NFC", str(path))]
        assert (outcome["status"], outcome["error"]["kind"]) == ("refused", kind), path
        assert path.name in outcome["error"]["message"]
        assert path.name in vankho.errors
    assert told[str(good)]["status"] == "archived"
    assert len(vankho.lines("list")) == 1
    assert vankho.json("verify")["whole"]


def test_a_truncated_page_in_a_folder_is_set_aside_and_the_others_are_archived(
    vankho: Command, samples: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "hồ sơ"
    shutil.copytree(samples / "hộp 01" / "hồ sơ 01", folder)
    truncated(folder / "trang 10.jpg", folder / "trang 3.jpg")
    outcome = vankho.lines("ingest", folder, "--accept", expect=3)[0]
    assert outcome["status"] == "archived"
    assert [page["kind"] for page in outcome["pages"]] == ["text", "blank", "unreadable", "text"]
    assert outcome["pages"][2]["error"]["kind"] == "truncated"
    assert "trang 3.jpg" in outcome["pages"][2]["error"]["message"]
    assert [flag["page"] for flag in outcome["flags"] if flag["kind"] == "page-unreadable"] == [2]
    vankho.run("export", outcome["dossier"], "--to", tmp_path / "out")
    assert [path.read_bytes() for path in (tmp_path / "out").rglob("scans/data/trang 3.jpg")] == [
        (folder / "trang 3.jpg").read_bytes()
    ]


def test_without_accept_a_dossier_with_a_bad_page_waits(vankho: Command, samples: Path, tmp_path: Path) -> None:
    folder = tmp_path / "hồ sơ"
    shutil.copytree(samples / "hộp 01" / "hồ sơ 01", folder)
    truncated(folder / "trang 10.jpg", folder / "trang 3.jpg")
    assert vankho.lines("ingest", folder, expect=3)[0]["status"] == "review"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_paths_with_spaces_and_vietnamese_letters_work(vankho: Command, good: Path, tmp_path: Path, form: str) -> None:
    name = unicodedata.normalize(form, "Hồ sơ đất đai – thửa 12.pdf")  # type: ignore[arg-type]
    target = tmp_path / unicodedata.normalize(form, "Hộp số 7") / name  # type: ignore[arg-type]
    target.parent.mkdir()
    shutil.copy(good, target)
    outcome = vankho.lines("ingest", target, "--accept")[0]
    assert outcome["status"] == "archived"
    assert outcome["pages"][0]["source"] == "Hồ sơ đất đai – thửa 12.pdf#1"


def test_on_a_full_disk_no_half_package_is_left_and_the_next_run_goes_on(
    vankho: Command, samples: Path, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        vankho.environment["VANKHO_STORE"] = f"folder:{disk}/store"
        outcome = vankho.lines("ingest", samples / "hộp 01" / "hồ sơ 02.pdf", "--accept", expect=3)[0]
        assert (outcome["status"], outcome["error"]["kind"]) == ("failed", "disk-full")
        assert vankho.lines("list") == []
        assert not [path for path in (disk / "store").rglob("*") if path.is_file() and "content" in path.parts]
        assert vankho.json("verify")["whole"]
        subprocess.run(["mount", "-o", "remount,size=20m", str(disk)], check=True)
        assert vankho.lines("ingest", samples / "hộp 01" / "hồ sơ 02.pdf", "--accept")[0]["status"] == "archived"
        assert vankho.json("verify")["whole"]
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_pages_in_strange_pixel_formats_are_read(vankho: Command, tmp_path: Path) -> None:
    page = draw(DECISION, dpi=150)
    page.convert("CMYK").save(tmp_path / "cmyk.jpg", dpi=(150, 150))
    page.convert("P").save(tmp_path / "palette.png")
    page.convert("RGBA").save(tmp_path / "alpha.png")
    Image.eval(page.convert("L"), lambda v: v).convert("I;16").save(tmp_path / "deep.tif")
    files = ["cmyk.jpg", "palette.png", "alpha.png", "deep.tif"]
    for outcome in vankho.lines("ingest", *(tmp_path / name for name in files), "--accept"):
        assert outcome["documents"][0]["code_number"] == "2576", outcome["source"]
