"""Which files are one dossier, and in which order."""

import unicodedata
from pathlib import Path

import pytest

from ingest.scan import sources


def lay(root: Path, *names: str) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return root


def told(root: Path, *, each_file: bool = False) -> list[list[str]]:
    return [[str(file.relative_to(root)) for file in source.files] for source in sources([root], each_file=each_file)]


def test_a_folder_of_pictures_is_one_dossier_in_natural_order(tmp_path: Path) -> None:
    lay(tmp_path, "trang 10.jpg", "trang 2.JPG", "Trang 1.tif", "ghi chú.txt", ".ẩn.jpg", "Thumbs.db")
    assert told(tmp_path) == [["Trang 1.tif", "trang 2.JPG", "trang 10.jpg"]]


def test_a_folder_of_folders_and_files_is_a_batch(tmp_path: Path) -> None:
    lay(tmp_path, "hs 10/1.jpg", "hs 2/1.jpg", "hs 2/2.jpg", "hs 3.pdf", "trống/đọc.txt")
    assert told(tmp_path) == [["hs 2/1.jpg", "hs 2/2.jpg"], ["hs 3.pdf"], ["hs 10/1.jpg"]]


def test_batches_may_lie_in_batches(tmp_path: Path) -> None:
    lay(tmp_path, "hộp 1/hs 1/a.png", "hộp 1/hs 2.pdf", "hộp 2/a.pdf", "hộp 2/b.pdf")
    assert told(tmp_path) == [["hộp 1/hs 1/a.png"], ["hộp 1/hs 2.pdf"], ["hộp 2/a.pdf", "hộp 2/b.pdf"]]


def test_a_dossier_toml_makes_its_folder_with_all_below_one_dossier(tmp_path: Path) -> None:
    lay(tmp_path, "dossier.toml", "a.pdf", "ảnh/2.jpg", "ảnh/10.jpg")
    (found,) = sources([tmp_path])
    assert [file.name for file in found.files] == ["a.pdf", "2.jpg", "10.jpg"]
    assert found.known == tmp_path / "dossier.toml"


def test_in_an_inbox_each_file_is_a_dossier_and_each_folder_by_the_usual_rule(tmp_path: Path) -> None:
    lay(tmp_path, "a.pdf", "b.tif", "hs/1.jpg", "hs/2.jpg")
    assert told(tmp_path, each_file=True) == [["a.pdf"], ["b.tif"], ["hs/1.jpg", "hs/2.jpg"]]
    assert told(lay(tmp_path / "phẳng", "a.pdf", "b.pdf"), each_file=True) == [["a.pdf"], ["b.pdf"]]


def test_facts_beside_a_single_file_are_found(tmp_path: Path) -> None:
    lay(tmp_path, "a.pdf", "a.toml", "b.pdf")
    assert sources([tmp_path / "a.pdf"])[0].known == tmp_path / "a.toml"
    assert sources([tmp_path / "b.pdf"])[0].known is None
    alone = lay(tmp_path / "một", "c.pdf", "dossier.toml")
    assert sources([alone / "c.pdf"])[0].known == alone / "dossier.toml"


def test_a_path_that_is_not_there_is_a_source_to_be_refused_later(tmp_path: Path) -> None:
    (found,) = sources([tmp_path / "không có.pdf"])
    assert found.files == (tmp_path / "không có.pdf",)


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    lay(tmp_path, "hs/1.jpg")
    (tmp_path / "hs" / "vòng").symlink_to(tmp_path, target_is_directory=True)
    (found,) = sources([tmp_path])
    assert found.files == (tmp_path / "hs" / "1.jpg",)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_names_are_composed_and_paths_are_kept_as_they_are(tmp_path: Path, form: str) -> None:
    name = unicodedata.normalize(form, "Hồ sơ đất.pdf")  # type: ignore[arg-type]
    lay(tmp_path, name)
    (found,) = sources([tmp_path / name])
    assert found.name.endswith(unicodedata.normalize("NFC", name))
    assert found.files[0].exists()
