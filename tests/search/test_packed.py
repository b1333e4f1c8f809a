import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.packed import pack, unpack

PAGE = {
    "title": "Quyết định",
    "text": "ỦY BAN NHÂN DÂN\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập",
    "cites": ["7/QĐ"],
}


@given(st.dictionaries(st.sampled_from(["title", "text", "number"]), st.text(max_size=300)))
def test_what_is_packed_comes_back(shown: dict[str, str]) -> None:
    assert unpack(pack(shown)) == shown


def test_office_text_takes_a_fraction_of_its_bytes() -> None:
    assert len(pack(PAGE)) < 0.45 * sum(len(str(value).encode()) for value in PAGE.values())
    assert unpack(pack(PAGE)) == PAGE


@pytest.mark.parametrize("damaged", [b"", b"\xff\xff\xff", pack(PAGE)[:-20], zlib.compress(b"[]")])
def test_damaged_bytes_are_refused(damaged: bytes) -> None:
    with pytest.raises((zlib.error, ValueError)):
        unpack(damaged)
