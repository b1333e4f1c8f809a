"""Packages are opened from folder, ZIP and TAR; what could do harm is refused before anything is written outside."""

import io
import stat
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.errors import Encrypted, Refused, TooLarge, Truncated
from archive.received.errors import NotAPackage, UnsafePackage
from archive.received.markup import BadMarkup, parse
from archive.received.opening import PackageLimits, is_package, opened
from archive.received.read import read_package
from tests.archive.received.building import replaced, tarred, zipped

METS = b'<mets xmlns="http://www.loc.gov/METS/"/>'
SMALL = PackageLimits(max_files=50, max_file_bytes=1 << 20, max_bytes=3 << 20)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


def zip_of(target: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (("METS.xml", METS), *entries):
            archive.writestr(name, data, zipfile.ZIP_DEFLATED)
    return target


def tar_of(target: Path, *entries: tarfile.TarInfo) -> Path:
    with tarfile.open(target, "w") as archive:
        info = tarfile.TarInfo("METS.xml")
        info.size = len(METS)
        archive.addfile(info, io.BytesIO(METS))
        for entry in entries:
            archive.addfile(entry, io.BytesIO(b"x" * entry.size))
    return target


def test_a_package_is_the_same_from_folder_zip_and_tar(made: Callable[..., Path], tmp_path: Path) -> None:
    root = made()
    ways = [root, zipped(root, tmp_path / "1+goi.zip"), tarred(root, tmp_path / "goi.tar")]
    seen = []
    for number, way in enumerate(ways):
        assert is_package(way)
        work = tmp_path / f"w{number}"
        work.mkdir()
        package = read_package(opened(way, work, PackageLimits()), way.name)
        seen.append({name: path.read_bytes() for name, path in package.files.items()})
    assert seen[0] == seen[1] == seen[2] and len(seen[0]) == 9


@pytest.mark.parametrize(
    "name",
    ["../ra.xml", "/etc/ra.xml", "a/../../ra.xml", "C:/ra.xml", "a\\..\\ra.xml", "a//b.xml", "./a.xml", "a\nb.xml"],
)
def test_a_name_that_leads_outside_is_refused(tmp_path: Path, work: Path, name: str) -> None:
    before = set(tmp_path.iterdir())
    with pytest.raises(UnsafePackage):
        opened(zip_of(work.parent / "x.zip", (name, b"x")), work, SMALL)
    assert set(tmp_path.iterdir()) - before == {tmp_path / "x.zip"}


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFBLK])
def test_links_and_devices_in_a_zip_are_refused(tmp_path: Path, work: Path, kind: int) -> None:
    info = zipfile.ZipInfo("link")
    info.external_attr = (kind | 0o777) << 16
    with pytest.raises(UnsafePackage):
        opened(zip_of(tmp_path / "x.zip", (info, b"/etc/passwd")), work, SMALL)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_links_and_devices_in_a_tar_are_refused(tmp_path: Path, work: Path, kind: bytes) -> None:
    info = tarfile.TarInfo("link")
    info.type, info.linkname = kind, "/etc/passwd"
    with pytest.raises(UnsafePackage):
        opened(tar_of(tmp_path / "x.tar", info), work, SMALL)


def test_a_link_in_a_folder_is_refused(made: Callable[..., Path], work: Path) -> None:
    root = made()
    (root / "schemas" / "etc").symlink_to("/etc")
    with pytest.raises(UnsafePackage):
        opened(root, work, PackageLimits())


def test_a_zip_bomb_is_stopped_while_it_unpacks(tmp_path: Path, work: Path) -> None:
    bomb = zip_of(tmp_path / "x.zip", ("bom.xml", bytes(40 << 20)))
    with pytest.raises(TooLarge):
        opened(bomb, work, PackageLimits())
    assert sum(path.stat().st_size for path in work.rglob("*")) < 20 << 20


def test_a_zip_that_lies_about_sizes_is_counted_by_its_bytes(tmp_path: Path, work: Path) -> None:
    with pytest.raises((TooLarge, Truncated)):
        bomb = zip_of(tmp_path / "x.zip", ("bom.xml", bytes(4 << 20)))
        data = bomb.read_bytes().replace((4 << 20).to_bytes(4, "little"), (100).to_bytes(4, "little"))
        bomb.write_bytes(data)
        opened(bomb, work, SMALL)


def test_too_many_files_and_too_many_bytes_are_refused(tmp_path: Path, work: Path) -> None:
    with pytest.raises(TooLarge):
        opened(zip_of(tmp_path / "x.zip", *((f"{n}.xml", b"x") for n in range(60))), work, SMALL)
    big = tarfile.TarInfo("to.pdf")
    big.size = 2 << 20
    with pytest.raises(TooLarge):
        opened(tar_of(tmp_path / "y.tar", big), work / "y", SMALL)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused(tmp_path: Path, work: Path) -> None:
    with pytest.raises(UnsafePackage):
        opened(zip_of(tmp_path / "x.zip", ("METS.xml", b"other")), work, SMALL)


def test_a_password_is_told(tmp_path: Path, work: Path) -> None:
    path = zip_of(tmp_path / "x.zip")
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + offset] |= 1
    path.write_bytes(bytes(data))
    with pytest.raises(Encrypted):
        opened(path, work, SMALL)


def test_a_package_within_a_package_is_not_opened(made: Callable[..., Path], tmp_path: Path, work: Path) -> None:
    inner = zipped(made(), tmp_path / "trong.zip")
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.write(inner, "trong.zip")
    with pytest.raises(NotAPackage, match="within a package"):
        opened(tmp_path / "x.zip", work, PackageLimits())


@pytest.mark.parametrize("cut", [10, 400])
def test_a_truncated_zip_or_tar_is_refused(made: Callable[..., Path], tmp_path: Path, work: Path, cut: int) -> None:
    for way, name in ((zipped, "x.zip"), (tarred, "x.tar")):
        path = way(made(), tmp_path / name)
        path.write_bytes(path.read_bytes()[: path.stat().st_size * cut // 1000])
        with pytest.raises(Refused):
            opened(path, work / name, PackageLimits())


def test_what_is_no_package_is_told_apart(tmp_path: Path, work: Path) -> None:
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "1.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "x.txt").write_text("x")
    assert not is_package(tmp_path / "scans") and not is_package(tmp_path / "x.txt")
    for place in ("scans", "x.txt"):
        with pytest.raises(NotAPackage):
            opened(tmp_path / place, work, SMALL)


BOMB = b'<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@pytest.mark.parametrize("data", [BOMB, OUTSIDE, BOMB.decode().encode("utf-16"), b"<a><b></a>", b"", b"\0\1\2"])
def test_xml_that_could_do_harm_is_not_read(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes(data)
    with pytest.raises(BadMarkup):
        parse(path, "x.xml")


def test_an_entity_bomb_in_a_description_is_a_finding_and_in_mets_no_package(made: Callable[..., Path]) -> None:
    root = made()
    (root / "metadata/descriptive/EAD.xml").write_bytes(OUTSIDE)
    assert "metadata/descriptive/EAD.xml" in read_package(root, "x").unreadable
    replaced(root / "METS.xml", "<mets ", '<!DOCTYPE mets [<!ENTITY x "y">]><mets ')
    with pytest.raises(NotAPackage):
        read_package(root, "x")
