"""Signed files: still PDF/A, still whole, and every change to them is found."""

import os
import random
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext

from archive.conformance.check import check
from archive.errors import Encrypted, Refused, Truncated, UsageError, WrongType
from archive.pdfa import write_pdf
from archive.seal import How, Level, Role, Sealer, open_key, state, trust
from archive.seals.errors import BadKey, NoProof, NoTimestamp, NotSealable
from archive.verapdf import VeraPdf
from tests.archive.making import ABOUT, CREATED, DECISION, jpeg, read
from tests.archive.seal_keys import NOW, SECRET, Authority, Servers, servers

AGENCY, OFFICER = "Ủy ban nhân dân tỉnh Tiền Giang", "Nguyễn Thị Hồng Hạnh"
SIGNED = NOW.astimezone(CREATED.tzinfo)


@dataclass
class Office:
    """One paper, two keys, servers."""

    folder: Path
    servers: Servers
    pdf: Path
    keys: dict[str, Path]

    @property
    def authority(self) -> Authority:
        return self.servers.authority

    def seal(self, source: Path, target: Path, role: Role = "agency", level: Level = "B-B", **more: Any) -> Any:
        known = trust([self.authority.pem])
        how = How(role, level, tsa=self.servers.tsa, trust=known, **more)
        with open_key(str(self.keys[role]), lambda: SECRET) as key:
            return Sealer(key, how, SIGNED).seal(source, target, SIGNED)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    pdf = folder / "a.pdf"
    write_pdf(DECISION, [read(jpeg(folder, size=(827, 1170)), dpi=100)], pdf, ABOUT)
    with servers(folder) as running:
        keys = {
            "agency": running.authority.p12(AGENCY, "agency.p12"),
            "officer": running.authority.p12(OFFICER, "o.p12"),
        }
        yield Office(folder, running, pdf, keys)


@pytest.fixture(scope="module")
def both(office: Office) -> Path:
    """Signed for long life by the officer, then by the agency."""
    target = office.folder / "both.pdf"
    office.seal(office.pdf, office.folder / "officer.pdf", "officer", "B-LTA")
    office.seal(office.folder / "officer.pdf", target, "agency", "B-LTA", copy="SAO Y")
    return target


def test_the_officer_then_the_agency_sign_and_both_hold(office: Office, both: Path) -> None:
    found = state(both, trust([office.authority.pem]))
    assert found.whole and found.trusted
    assert [(one.kind, one.signer, one.level) for one in found.signatures if one.kind == "signature"] == [
        ("signature", OFFICER, "PAdES-B-LTA"),
        ("signature", AGENCY, "PAdES-B-LTA"),
    ]
    officer, _, agency, last = found.signatures
    assert (officer.added, agency.added, last.kind) == ("signatures", "proofs", "timestamp")
    assert last.covers == "file"
    assert agency.reason == "SAO Y" and agency.stamped_at and agency.stamp_trusted
    assert both.read_bytes().startswith((office.folder / "officer.pdf").read_bytes())
    assert (office.folder / "officer.pdf").read_bytes().startswith(office.pdf.read_bytes())


def test_a_stranger_is_not_trusted_though_intact(office: Office, both: Path, tmp_path: Path) -> None:
    found = state(both, trust([Authority(tmp_path).pem]))
    assert found.whole and not found.trusted
    assert "KHÔNG tin cậy" in found.signatures[0].sentence()


def test_the_signed_files_stay_pdfa(office: Office, both: Path, tmp_path: Path) -> None:
    command = os.environ.get("VANKHO_TEST_VERAPDF")
    if not command:
        pytest.skip("needs VANKHO_TEST_VERAPDF")
    paths = [both, office.folder / "officer.pdf", tmp_path / "b.pdf", tmp_path / "t.pdf"]
    office.seal(office.pdf, paths[2], "agency", "B-B")
    office.seal(office.pdf, paths[3], "officer", "B-T")
    assert VeraPdf(tuple(shlex.split(command))).check(paths) == {path: [] for path in paths}


def test_the_text_stands_in_the_corners_with_all_its_marks(office: Office, both: Path) -> None:
    said = subprocess.run(
        ["pdftotext", "-bbox", "-l", "1", str(both), "-"], capture_output=True, check=True
    ).stdout.decode()
    lines = {line.partition(">")[2].partition("<")[0]: line for line in said.splitlines() if "<word" in line}
    for word in ("SAO", "Ủy", "tỉnh", "Hồng"):
        assert word in lines, lines.keys()
    top = [float(lines[word].split('yMax="')[1].split('"')[0]) for word in ("Hồng", "tỉnh")]
    left = [float(lines[word].split('xMin="')[1].split('"')[0]) for word in ("Hồng", "tỉnh")]
    assert max(top) < 57 and left[0] < 200 < 380 < left[1]
    assert SIGNED.isoformat() in lines


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_on_a_turned_page_the_text_is_upright_in_the_corner_seen(office: Office, tmp_path: Path, turn: int) -> None:
    turned = tmp_path / "turned.pdf"
    with pikepdf.open(office.pdf) as pdf:
        pdf.pages[0].Rotate = turn
        del pdf.pages[0].Contents
        pdf.save(turned)
    office.seal(turned, tmp_path / "out.pdf")
    subprocess.run(["pdftoppm", "-r", "60", "-gray", str(tmp_path / "out.pdf"), str(tmp_path / "seen")], check=True)
    from PIL import Image, ImageOps

    with Image.open(next(tmp_path.glob("seen*.pgm"))) as seen:
        box = ImageOps.invert(seen).getbbox()
        wide = seen.width
    assert box is not None
    left, top, right, bottom = box
    assert left > wide / 2 and top < 30 and right > wide - 15
    assert right - left > 3 * (bottom - top)


def _pyhanko_holds(data: bytes) -> bool:
    """What pyHanko's own validator says of all signatures."""
    import io

    try:
        found = PdfFileReader(io.BytesIO(data)).embedded_signatures
        if len(found) != 4:
            return False
        for one in found:
            stamp = one.sig_object_type == "/DocTimeStamp"
            status: Any = (validate_pdf_timestamp if stamp else validate_pdf_signature)(one, _nobody())
            if not (status.intact and status.valid and status.modification_level.name != "OTHER"):
                return False
    except Exception:
        return False
    return True


def _nobody() -> ValidationContext:
    return ValidationContext(trust_roots=[])


@pytest.mark.slow
def test_any_byte_changed_is_found_here_and_by_pyhanko(both: Path, tmp_path: Path) -> None:
    data = both.read_bytes()
    assert _pyhanko_holds(data)
    chance, target = random.Random(7), tmp_path / "changed.pdf"
    last = data.rfind(b"/Contents <") if b"/Contents <" in data else data.rfind(b"/Contents<")
    places = [chance.randrange(len(data)) for _ in range(25)]
    places += [chance.randrange(len(data) - 60_000, len(data)) for _ in range(25)]
    for place in [*places, len(data) - 3, last + 2000]:
        changed = bytearray(data)
        changed[place] ^= 1 << chance.randrange(8)
        target.write_bytes(changed)
        try:
            assert not state(target).whole, place
        except (Truncated, WrongType, Encrypted):
            pytest.fail(f"{place}: a signed file that was damaged is not told from one never signed")
        if place < last:
            assert not _pyhanko_holds(bytes(changed)), place


@pytest.mark.parametrize("more", [b"x", b"\n1 0 obj\n<<>>\nendobj\n"])
def test_what_is_put_behind_the_end_is_found(both: Path, tmp_path: Path, more: bytes) -> None:
    (tmp_path / "more.pdf").write_bytes(both.read_bytes() + more)
    assert not state(tmp_path / "more.pdf").whole


def test_a_file_cut_off_is_found(both: Path, tmp_path: Path) -> None:
    (tmp_path / "cut.pdf").write_bytes(both.read_bytes()[:-5000])
    assert not state(tmp_path / "cut.pdf").whole


def test_a_page_added_by_an_update_is_found(both: Path, tmp_path: Path) -> None:
    from pyhanko.pdf_utils.generic import ArrayObject, NameObject, NumberObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    with both.open("rb") as source, (tmp_path / "update.pdf").open("wb") as sink:
        writer = IncrementalPdfFileWriter(source)
        page = writer.find_page_for_modification(0)[0]
        page.get_object()["/MediaBox"] = ArrayObject(map(NumberObject, (0, 0, 300, 300)))
        page.get_object()[NameObject("/Rotate")] = NumberObject(90)
        writer.mark_update(page)
        writer.write(sink)
    found = state(tmp_path / "update.pdf")
    assert not found.whole and "sau khi ký" in found.sentences()[0]


def test_a_file_without_signature_says_so(office: Office) -> None:
    found = state(office.pdf)
    assert found.whole and found.signatures == () and found.sentences() == ["không có chữ ký số"]


def test_no_role_signs_twice_and_nothing_is_left(office: Office, both: Path, tmp_path: Path) -> None:
    with pytest.raises(NotSealable):
        office.seal(both, tmp_path / "again.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_level_is_never_lowered_unasked(office: Office, tmp_path: Path) -> None:
    office.servers.refusing = True
    try:
        for level in ("B-T", "B-LTA"):
            with pytest.raises(NoTimestamp, match=r"a\.pdf.*127\.0\.0\.1|127\.0\.0\.1.*a\.pdf"):
                office.seal(office.pdf, tmp_path / "t.pdf", "agency", level)  # type: ignore[arg-type]
    finally:
        office.servers.refusing = False
    assert list(tmp_path.iterdir()) == []


def test_without_revocation_lists_nothing_is_signed_for_long_life(office: Office, tmp_path: Path) -> None:
    offline = Authority(tmp_path)
    with open_key(str(offline.p12(AGENCY)), lambda: SECRET) as key:
        how = How("agency", "B-LTA", tsa=office.servers.tsa, trust=trust([offline.pem, office.authority.pem]))
        with pytest.raises(NoProof, match="--level B-T"):
            Sealer(key, how, SIGNED).seal(office.pdf, tmp_path / "out.pdf", SIGNED)
        (tmp_path / "ca.crl").write_bytes(offline.crl())
        how = How("agency", "B-LTA", tsa=office.servers.tsa, trust=trust([tmp_path, office.authority.pem]))
        found = Sealer(key, how, SIGNED).seal(office.pdf, tmp_path / "out.pdf", SIGNED)
    assert found.signatures[0].level == "PAdES-B-LTA"


def test_a_revoked_certificate_makes_no_lasting_signature(office: Office, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    path = authority.p12(AGENCY)
    with open_key(str(path), lambda: SECRET) as key:
        authority.revoked.append(key.certificate.serial_number)
        (tmp_path / "ca.crl").write_bytes(authority.crl())
        how = How("agency", "B-LTA", tsa=office.servers.tsa, trust=trust([tmp_path, office.authority.pem]))
        with pytest.raises(NoProof, match="revoked"):
            Sealer(key, how, SIGNED).seal(office.pdf, tmp_path / "out.pdf", SIGNED)


def test_the_levels_ask_for_what_they_need(office: Office) -> None:
    with open_key(str(office.keys["agency"]), lambda: SECRET) as key:
        for how in (How("agency", "B-T"), How("agency", "B-LTA", tsa="http://127.0.0.1:9")):
            with pytest.raises(UsageError):
                Sealer(key, how, SIGNED)


BAD_KEYS: dict[str, tuple[dict[str, Any], str]] = {
    "expired": ({"days": (-90, -1)}, "expired"),
    "not valid yet": ({"days": (1, 90)}, "valid from"),
    "not for signing": ({"signs": False}, "key usage"),
}


@pytest.mark.parametrize("name", BAD_KEYS)
def test_a_certificate_that_may_not_sign_is_refused(tmp_path: Path, name: str) -> None:
    more, said = BAD_KEYS[name]
    path = Authority(tmp_path).p12(AGENCY, **more)
    with open_key(str(path), lambda: SECRET) as key, pytest.raises(BadKey, match=said) as caught:
        Sealer(key, How("agency", "B-B"), SIGNED)
    assert "key.p12" in str(caught.value) and caught.value.exit_code == 2


def test_a_wrong_passphrase_or_no_key_at_all_is_told(office: Office, tmp_path: Path) -> None:
    (tmp_path / "text.p12").write_bytes(b"not a key")
    for place, secret in ((office.keys["agency"], "sai"), (tmp_path / "text.p12", ""), (tmp_path / "none.p12", "")):
        with pytest.raises(BadKey) as caught, open_key(str(place), lambda secret=secret: secret):  # type: ignore[misc]
            pass
        assert place.name in str(caught.value)
        assert not secret or secret not in str(caught.value).replace("sai mật khẩu", "")


def test_a_file_that_cannot_be_signed_is_named(office: Office, tmp_path: Path) -> None:
    whole = office.pdf.read_bytes()
    (tmp_path / "cut.pdf").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.pdf").write_bytes(b"not a PDF")
    with pikepdf.open(office.pdf) as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="x", user="y"))
    for name in ("cut", "text", "locked", "absent"):
        with pytest.raises(Refused) as caught:
            office.seal(tmp_path / f"{name}.pdf", tmp_path / "out.pdf")
        assert f"{name}.pdf" in str(caught.value) and caught.value.exit_code == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cut.pdf", "locked.pdf", "text.pdf"]


def test_in_place_the_file_is_whole_before_or_after(office: Office, tmp_path: Path) -> None:
    shutil.copy(office.pdf, tmp_path / "a.pdf")
    office.seal(tmp_path / "a.pdf", tmp_path / "a.pdf")
    assert state(tmp_path / "a.pdf").whole and [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
    assert check(office.pdf) == []


SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")


@pytest.fixture
def token(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A SoftHSM token of its own with a key and its certificate."""
    module = Path(os.environ.get("VANKHO_TEST_SOFTHSM", str(SOFTHSM)))
    pkcs11 = pytest.importorskip("pkcs11", reason="needs the extra pkcs11")
    if not module.exists() or shutil.which("softhsm2-util") is None:
        pytest.skip("needs SoftHSM (Debian: softhsm2) or VANKHO_TEST_SOFTHSM")
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from pkcs11.util.rsa import decode_rsa_private_key
    from pkcs11.util.x509 import decode_x509_certificate

    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path}/tokens\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    made = [
        "--init-token",
        "--free",
        "--label",
        "Văn thư",
        "--pin",
        "1234",
        "--so-pin",
        "4321",
        "--module",
        str(module),
    ]
    subprocess.run(["softhsm2-util", *made], check=True, capture_output=True)
    key, certificate = office.authority.issue(AGENCY)
    library = pkcs11.lib(str(module))
    library.reinitialize()
    with library.get_token(token_label="Văn thư").open(user_pin="1234", rw=True) as session:
        raw = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        kept = {pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.LABEL: "ký"}
        session.create_object({**decode_rsa_private_key(raw), **kept, pkcs11.Attribute.SIGN: True})
        session.create_object({**decode_x509_certificate(certificate.public_bytes(Encoding.DER)), **kept})
    return f"pkcs11:token=V%C4%83n%20th%C6%B0;object=k%C3%BD?module-path={module}"


def test_a_token_signs_and_a_wrong_pin_does_not(office: Office, token: str, tmp_path: Path) -> None:
    with open_key(token, lambda: "1234") as key:
        how = How("agency", "B-T", tsa=office.servers.tsa, trust=trust([office.authority.pem]))
        found = Sealer(key, how, SIGNED).seal(office.pdf, tmp_path / "out.pdf", SIGNED)
    assert found.signatures[0].signer == AGENCY and found.signatures[0].trusted
    with pytest.raises(BadKey, match="Pin"), open_key(token, lambda: "9999"):
        pass
    with pytest.raises(BadKey), open_key(token.replace("object=k", "object=x"), lambda: "1234"):
        pass


def test_a_file_that_is_no_certificate_is_no_one_to_trust(office: Office) -> None:
    with pytest.raises(UsageError, match=r"a\.pdf"):
        trust([office.pdf])
