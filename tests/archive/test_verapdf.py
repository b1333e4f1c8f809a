"""veraPDF's word counts, and its silence is never a pass. The tests on real files need ``VANKHO_TEST_VERAPDF``."""

import os
import shlex
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from archive.errors import Failed
from archive.pdfa import write_pdf
from archive.verapdf import VeraPdf
from archive.xmp import Flavour
from tests.archive.making import ABOUT, DECISION, jpeg, read
from tests.archive.test_pdfa import odd_pages


@pytest.fixture
def verapdf() -> VeraPdf:
    command = os.environ.get("VANKHO_TEST_VERAPDF")
    if not command:
        pytest.skip("needs VANKHO_TEST_VERAPDF")
    return VeraPdf(tuple(shlex.split(command)))


def test_verapdf_passes_odd_pages_and_ordinary_ones(verapdf: VeraPdf, tmp_path: Path) -> None:
    pages = odd_pages(tmp_path) | {"ordinary": read(jpeg(tmp_path)), "colour, tiếng Việt": read(jpeg(tmp_path, "RGB"))}
    paths = []
    for name, page in pages.items():
        paths.append(tmp_path / f"{name}.pdf")
        write_pdf(DECISION, [page], paths[-1], ABOUT)
    write_pdf(DECISION, list(pages.values()), tmp_path / "all.pdf", ABOUT)
    assert verapdf.check([*paths, tmp_path / "all.pdf"]) == {path: [] for path in [*paths, tmp_path / "all.pdf"]}


@pytest.mark.parametrize("flavour", ["2b", "3u"])
def test_verapdf_passes_the_flavours_that_may_be_set(verapdf: VeraPdf, tmp_path: Path, flavour: Flavour) -> None:
    pages = [read(jpeg(tmp_path)), *odd_pages(tmp_path).values()]
    set_to, other = tmp_path / "set.pdf", tmp_path / "other.pdf"
    write_pdf(DECISION, pages, set_to, replace(ABOUT, flavour=flavour))
    write_pdf(DECISION, pages, other, replace(ABOUT, flavour="2b" if flavour == "3u" else "3u"))
    verdicts = replace(verapdf, flavour=flavour).check([set_to, other])
    assert verdicts[set_to] == []
    assert verdicts[other], "the part of the standard is told apart"


def test_verapdf_names_what_is_wrong(verapdf: VeraPdf, tmp_path: Path) -> None:
    good, worse, text = tmp_path / "good.pdf", tmp_path / "worse.pdf", tmp_path / "text.pdf"
    write_pdf(DECISION, [read(jpeg(tmp_path))], good, ABOUT)
    worse.write_bytes(good.read_bytes().replace(b"GTS_PDFA1", b"GTS_PDFX1").replace(b">U<", b">B<"))
    text.write_bytes(b"not a PDF")
    verdicts = verapdf.check([good, worse, text])
    assert verdicts[good] == []
    assert any(problem.startswith("6.6.4") for problem in verdicts[worse])
    assert verdicts[text]


def test_a_file_that_is_not_there_is_a_failure(verapdf: VeraPdf, tmp_path: Path) -> None:
    write_pdf(DECISION, [read(jpeg(tmp_path))], tmp_path / "good.pdf", ABOUT)
    with pytest.raises(Failed):
        verapdf.check([tmp_path / "good.pdf", tmp_path / "absent.pdf"])


@pytest.mark.parametrize(
    "code", ["raise SystemExit(0)", "raise SystemExit(1)", "raise SystemExit(2)", "print('PASS')", "print('{}')"]
)
def test_a_validator_that_says_nothing_is_a_failure(tmp_path: Path, code: str) -> None:
    with pytest.raises(Failed):
        VeraPdf((sys.executable, "-c", code)).check([tmp_path / "a.pdf"])


def test_a_validator_that_is_not_there_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="verapdf-is-not-here"):
        VeraPdf(("verapdf-is-not-here",)).check([tmp_path / "a.pdf"])


def test_a_validator_that_hangs_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="timed out"):
        VeraPdf((sys.executable, "-c", "import time; time.sleep(20)"), timeout=0.2).check([tmp_path / "a.pdf"])


def test_no_files_need_no_validator() -> None:
    assert VeraPdf(("verapdf-is-not-here",)).check([]) == {}
