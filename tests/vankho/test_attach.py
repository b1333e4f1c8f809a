"""An archive's own list, attached to the scans that lie in its folders."""

from pathlib import Path

import pytest
from PIL import Image

from archive.listed import listed
from ingest.known import read_known
from ingest.limits import Limits
from ingest.scan import sources
from tests.archive.test_exchange import table
from vankho.attach import Attached, Scans, attach

HEAD = "Hộp số|Số và ký hiệu hồ sơ|Tiêu đề hồ sơ|Số|Trích yếu|Số trang|Tờ số|Đường dẫn file|Mã hồ sơ"


def lay(root: Path, *names: str, pages: int = 1) -> Path:
    """Scans of so many small pages, each file with its own bytes."""
    for name in names:
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        grey = sum(name.encode()) % 256
        sheets = [Image.new("L", (60, 80), (grey + at) % 256) for at in range(pages)]
        if file.suffix == ".jpg":
            sheets[0].save(file)
        else:
            sheets[0].save(file, save_all=True, append_images=sheets[1:])
    return root


def attached(root: Path, *rows: str, force: bool = False, head: str = HEAD) -> list[Attached]:
    return list(attach(listed(table(head, *rows)), Scans(root), Limits(), force=force))


def told(one: Attached) -> list[tuple[tuple[int, ...], str | None]]:
    """Pages and number of each document as ``ingest`` will know them."""
    assert one.known is not None, one.troubles
    return [(paper.pages, paper.fields.get("code_number")) for paper in read_known(one.known).documents]


def test_files_of_one_document_each_become_its_pages_and_the_folder_becomes_one_dossier(tmp_path: Path) -> None:
    folder = "cơ quan/hopso01/hoso01"
    lay(tmp_path, f"{folder}/H58.1.001.pdf", f"{folder}/H58.1.002.pdf", pages=2)
    lay(tmp_path, f"{folder}/Bia_hoso01.pdf", "cơ quan/hopso01/hoso02/H58.2.001.pdf")
    first, second = attached(
        tmp_path,
        r"1|01|Đất|12|a|||D:\SoHoa\cơ quan\hopso01\hoso01\H58.1.001.pdf|H58.1",
        f"1|01|Đất|13|b|||{folder}/H58.1.002.pdf|H58.1",
        "1|02|Nhà|14|c|||H58.2.001.pdf|H58.2",
    )
    assert (first.place, first.known) == (tmp_path / folder, tmp_path / folder / "dossier.toml")
    assert told(first) == [((1, 2), "12"), ((3, 4), "13")]
    assert told(second) == [((0,), "14")]
    known = read_known(tmp_path / folder / "dossier.toml")
    assert known.fields == {"box_number": "1", "file_notation": "01", "title": "Đất", "file_code": "H58.1"}
    assert {source.known for source in sources([tmp_path])} == {first.known, second.known}


def test_without_paths_the_usual_folders_are_found_by_box_and_number(tmp_path: Path) -> None:
    lay(tmp_path, "hộp số 01/hồ sơ 01/1.jpg", "hộp số 01/hồ sơ 02/1.jpg", "hộp số 02/hồ sơ 01/1.jpg", "x/K4.7/1.jpg")
    first, second, third = attached(tmp_path, "1|02|A|1|a||||", "02|1|B|2|b||||", "3|K4.7|C|3|c||||")
    assert third.place == tmp_path / "x" / "K4.7"
    assert first.place == tmp_path / "hộp số 01" / "hồ sơ 02"
    assert second.place == tmp_path / "hộp số 02" / "hồ sơ 01"


def test_what_fits_two_places_or_none_is_told_with_its_row_and_left_alone(tmp_path: Path) -> None:
    lay(tmp_path, "hopso01/hoso01/1.pdf", "hopso02/hoso01/1.pdf")
    first, second, third = attached(tmp_path, "|01|A|1|a||||", "1|09|B|2|b||||", "2|1|C|3|c|||hoso07/1.pdf|")
    assert [one.known for one in (first, second, third)] == [None, None, None]
    assert first.troubles[0][0] == 2
    assert "có nhiều nơi" in first.troubles[0][1]
    assert second.troubles == ((3, f"«09»: không thấy bản quét / no scan found under {tmp_path}"),)
    assert third.troubles[0][0] == 4
    assert not list(tmp_path.rglob("*.toml"))


@pytest.mark.parametrize(
    ("rows", "pages"),
    [
        (["1|01|A|1|a|2||x.pdf|", "1|01|A|2|b|4||x.pdf|"], [(0, 1), (2, 3, 4, 5)]),
        (["1|01|A|1|a||1|x.pdf|", "1|01|A|2|b||2-3|x.pdf|"], [(0, 1), (2, 3, 4, 5)]),
        (["1|01|A|1|a||1-2|x.pdf|", "1|01|A|2|b||3-6|x.pdf|"], [(0, 1), (2, 3, 4, 5)]),
        (["1|01|A|1|a|2||x.pdf|", "1|01|A|2|b|3||x.pdf|"], [(), ()]),
        (["1|01|A|1|a||1|x.pdf|", "1|01|A|2|b|||x.pdf|"], [(), ()]),
    ],
)
def test_one_file_is_divided_only_where_the_list_adds_up_to_it(
    tmp_path: Path, rows: list[str], pages: list[tuple[int, ...]]
) -> None:
    lay(tmp_path, "hoso01/x.pdf", pages=6)
    (one,) = attached(tmp_path, *rows)
    assert [found for found, _ in told(one)] == pages


def test_files_that_are_dossiers_in_one_folder_get_a_toml_each_and_must_be_named(tmp_path: Path) -> None:
    lay(tmp_path, "a.pdf", "b.pdf")
    first, second = attached(tmp_path, "1|01|A|1|a|||a.pdf|", "1|02|B|2|b|||b.pdf|")
    assert (first.known, first.by_name) == (tmp_path / "a.toml", True)
    assert sources([tmp_path / "b.pdf"])[0].known == second.known


def test_a_dossier_strewn_among_others_is_told_and_not_attached(tmp_path: Path) -> None:
    lay(tmp_path, "a.pdf", "b.pdf", "c.pdf")
    first, second = attached(tmp_path, "1|01|A|1|a|||a.pdf|", "1|01|A|2|b|||b.pdf|", "1|02|B|3|c|||c.pdf|")
    assert first.known is None
    assert "hồ sơ khác" in first.troubles[0][1]
    assert second.known == tmp_path / "c.toml"


def test_two_dossiers_that_claim_the_same_scans_get_neither(tmp_path: Path) -> None:
    lay(tmp_path, "hoso01/x.pdf")
    both = attached(tmp_path, "1|01|A|1|a|||x.pdf|", "1|02|B|2|b|||x.pdf|")
    assert [one.known for one in both] == [None, None]


def test_a_dossier_toml_that_says_something_else_is_left_alone_unless_forced(tmp_path: Path) -> None:
    lay(tmp_path, "hoso01/x.pdf")
    known = tmp_path / "hoso01" / "dossier.toml"
    known.write_text('title = "của tôi"\n')
    row = 'A|01|Tiêu đề "mới" \\|1|a|||x.pdf|'
    (one,) = attached(tmp_path, row)
    assert one.known is None and "--force" in one.troubles[0][1]
    assert known.read_text() == 'title = "của tôi"\n'
    (one,) = attached(tmp_path, row, force=True)
    assert read_known(known).fields["title"] == 'Tiêu đề "mới" \\'
    again = attached(tmp_path, row)[0]
    assert (again.known, again.troubles) == (known, ())


def test_a_scan_that_cannot_be_opened_is_told_with_its_row(tmp_path: Path) -> None:
    lay(tmp_path, "hoso01/x.pdf")
    (tmp_path / "hoso01" / "x.pdf").write_bytes(b"")
    (one,) = attached(tmp_path, "1|01|A|1|a|||x.pdf|")
    assert (one.known, one.troubles[0][0]) == (None, 2)
    assert "hoso01» không có trang nào" in one.troubles[0][1]


def test_what_the_list_says_of_a_document_beyond_our_fields_is_stated_too(tmp_path: Path) -> None:
    lay(tmp_path, "hoso01/x.pdf")
    head = "Số và ký hiệu hồ sơ|Ghi chú|Trích yếu|Bút tích|Ghi chú|Đường dẫn file"
    (one,) = attached(tmp_path, "01|ố mép|a|Đồng ý|bản sao|hoso01/x", head=head)
    assert one.known is not None
    known = read_known(one.known)
    assert known.fields["description"] == "ố mép"
    assert known.documents[0].fields == {"subject": "a", "autograph": "Đồng ý", "description": "bản sao"}
