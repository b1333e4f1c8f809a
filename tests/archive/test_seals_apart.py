"""Signatures are examined in a process of its own: what a file does to it stays there."""

import time
from pathlib import Path

import pytest

from archive.pdfa import write_pdf
from archive.seal import How, Sealer, open_key
from archive.seals.apart import signed, states
from tests.archive.making import ABOUT, DECISION, jpeg, read
from tests.archive.seal_keys import NOW, SECRET, Authority

AGENCY = "Ủy ban nhân dân tỉnh Tiền Giang"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``plain.pdf``, ``signed.pdf``, ``changed.pdf`` and the root ``ca.pem``."""
    place = tmp_path_factory.mktemp("signed")
    write_pdf(DECISION, [read(jpeg(place, size=(827, 1170)), dpi=100)], place / "plain.pdf", ABOUT)
    with open_key(str(Authority(place).p12(AGENCY)), lambda: SECRET) as key:
        Sealer(key, How("agency", "B-B"), NOW).seal(place / "plain.pdf", place / "signed.pdf", NOW)
    data = bytearray((place / "signed.pdf").read_bytes())
    data[3000] ^= 1
    (place / "changed.pdf").write_bytes(data)
    return place


def test_only_a_signed_file_has_the_trace_of_a_signature(folder: Path, tmp_path: Path) -> None:
    assert [signed(folder / f"{name}.pdf") for name in ("plain", "signed", "changed")] == [False, True, True]
    (tmp_path / "empty.pdf").touch()
    assert not signed(tmp_path / "empty.pdf")


def test_files_are_examined_in_their_order_and_what_is_broken_is_told(folder: Path) -> None:
    whole, broken = states([folder / "signed.pdf", folder / "changed.pdf"], [folder / "ca.pem"])
    assert whole.whole and whole.signatures[0].signer == AGENCY and whole.signatures[0].trusted
    assert broken.file == "changed.pdf" and not broken.whole


def test_a_file_that_is_no_pdf_or_not_there_does_not_keep_the_next_from_being_examined(
    folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "odd.pdf").write_bytes(b"%PDF-1.7\n/ByteRange [0 1 2 3]" + b"<<" * 100_000)
    (tmp_path / "text.pdf").write_bytes(b"/ByteRange [")
    odd = [tmp_path / "odd.pdf", tmp_path / "text.pdf", tmp_path / "absent.pdf"]
    *found, last = states([*odd, folder / "signed.pdf"])
    assert not any(one.whole for one in found) and all(one.problem for one in found) and last.whole


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_begun(folder: Path) -> None:
    began = time.monotonic()
    found = list(states([folder / "signed.pdf"] * 3, seconds=0.001))
    assert len(found) == 3 and not any(one.whole for one in found) and time.monotonic() - began < 20
