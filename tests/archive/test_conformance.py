"""A good file passes the structural check; each way of breaking it is caught and named."""

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from archive.conformance.check import check, check_all
from archive.pdfa import write_pdf
from tests.archive.making import ABOUT, DECISION, fax, jpeg, read


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    write_pdf(DECISION, [read(jpeg(folder, "RGB")), read(fax(folder), index=1)], folder / "good.pdf", ABOUT)
    return folder / "good.pdf"


def _stream(pdf: Pdf, key: str, value: object) -> None:
    pdf.pages[0].Resources.XObject.Im[key] = value


def _metadata(old: str, new: str) -> Callable[[Pdf], None]:
    def change(pdf: Pdf) -> None:
        data = pdf.Root.Metadata.read_bytes().decode()
        assert old in data
        pdf.Root.Metadata = pdf.make_indirect(
            Stream(pdf, data.replace(old, new).encode(), Type=Name.Metadata, Subtype=Name.XML)
        )

    return change


def _content(extra: bytes) -> Callable[[Pdf], None]:
    def change(pdf: Pdf) -> None:
        pdf.pages[0].Contents = pdf.make_stream(pdf.pages[0].Contents.read_bytes() + b"\n" + extra)

    return change


def _cut_jpeg(pdf: Pdf) -> None:
    image = pdf.pages[0].Resources.XObject.Im
    image.write(image.read_raw_bytes()[:-2000], filter=Name.DCTDecode)


def _jpeg_of_nonsense(pdf: Pdf) -> None:
    image = pdf.pages[0].Resources.XObject.Im
    image.write(b"\xff\xd8\xff" + bytes(500) + b"\xff\xd9", filter=Name.DCTDecode)


def _lossless_picture(pdf: Pdf) -> None:
    pdf.pages[0].Resources.XObject.Im.write(bytes(1654 * 2339 * 3), filter=None)


def _fax_of_nonsense(pdf: Pdf) -> None:
    image = pdf.pages[1].Resources.XObject.Im
    parameters = image.DecodeParms
    assert isinstance(parameters, Dictionary)
    image.write(b"\0" * 40, filter=Name.CCITTFaxDecode, decode_parms=parameters)


def _no_picture(pdf: Pdf) -> None:
    pdf.pages[1].Contents = pdf.make_stream(b"q Q")


def _descendant(pdf: Pdf) -> pikepdf.Object:
    return pdf.pages[0].Resources.Font.F10.DescendantFonts[0]


def _unicode(old: bytes, new: bytes) -> Callable[[Pdf], None]:
    def change(pdf: Pdf) -> None:
        for step in range(1, 11):
            font = pdf.pages[0].Resources.Font[f"/F{step}"]
            font.ToUnicode = pdf.make_stream(font.ToUnicode.read_bytes().replace(old, new))

    return change


def _no_glyphs(pdf: Pdf) -> None:
    _descendant(pdf).CIDToGIDMap = pdf.make_stream(bytes(20))


def _profile(pdf: Pdf) -> pikepdf.Object:
    return pdf.Root.OutputIntents[0].DestOutputProfile


def _script(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _attachment(pdf: Pdf) -> None:
    pdf.attachments["note.txt"] = b"attached"


def _annotation(pdf: Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]))
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])


def _soft_mask(pdf: Pdf) -> None:
    mask = Stream(pdf, bytes(1), Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8)
    _stream(pdf, "/SMask", pdf.make_indirect(mask))


def _see_through(pdf: Pdf) -> None:
    pdf.pages[0].Resources.ExtGState = Dictionary(G=Dictionary(ca=0.5))


def _lzw(pdf: Pdf) -> None:
    pdf.Root.Extra = pdf.make_indirect(Stream(pdf, b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01", Filter=Name.LZWDecode))


def _other_font(pdf: Pdf) -> None:
    helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pdf.pages[0].Resources.Font.F11 = pdf.make_indirect(helvetica)


BROKEN: dict[str, tuple[Callable[[Pdf], object], str]] = {
    "no metadata": (lambda pdf: pdf.Root.__delattr__("Metadata"), "6.6.2.1"),
    "metadata that are no XML": (_metadata("<rdf:RDF", "<rdf:RDFF"), "well-formed"),
    "a claim of PDF/A-2a": (_metadata(">U<", ">A<"), "6.6.4"),
    "another title in the metadata": (_metadata("Quyết định 2576/QĐ-UBND:", "Tờ trình"), "Title"),
    "another time in the metadata": (_metadata("2026-11-24", "2026-11-25"), "CreationDate"),
    "an undescribed field": (_metadata(">SignerName</pdfaProperty", ">Signer</pdfaProperty"), "SignerName"),
    "another author in the information": (lambda pdf: pdf.docinfo.__setitem__("/Author", "Ai đó"), "Author"),
    "no language": (lambda pdf: pdf.Root.__delattr__("Lang"), "language"),
    "no output intent": (lambda pdf: pdf.Root.__delattr__("OutputIntents"), "6.2.3"),
    "a profile with wrong N": (lambda pdf: _profile(pdf).__setattr__("N", 4), "N is not"),
    "a profile that is none": (lambda pdf: _profile(pdf).write(b"x" * 200), "not an ICC"),
    "a CMYK picture": (lambda pdf: _stream(pdf, "/ColorSpace", Name.DeviceCMYK), "6.2.4.3"),
    "grey said of a colour picture": (lambda pdf: _stream(pdf, "/ColorSpace", Name.DeviceGray), "dictionary says"),
    "another width": (lambda pdf: _stream(pdf, "/Width", 1000), "dictionary says"),
    "interpolation": (lambda pdf: _stream(pdf, "/Interpolate", True), "6.2.8"),
    "a JPEG cut off": (_cut_jpeg, "cut off"),
    "a JPEG of nonsense": (_jpeg_of_nonsense, "decoded"),
    "a picture of another kind": (_lossless_picture, "not used in our files"),
    "a fax of nonsense": (_fax_of_nonsense, "fax image"),
    "a page without its picture": (_no_picture, "no picture"),
    "a page too small": (lambda pdf: pdf.pages[0].__setattr__("MediaBox", Array([0, 0, 2, 500])), "6.1.13"),
    "a page too large": (lambda pdf: pdf.pages[0].__setattr__("MediaBox", Array([0, 0, 14401, 500])), "6.1.13"),
    "a font not embedded": (lambda pdf: _descendant(pdf).FontDescriptor.__delattr__("FontFile2"), "not embedded"),
    "a font without ToUnicode": (lambda pdf: pdf.pages[0].Resources.Font.F10.__delattr__("ToUnicode"), "no ToUnicode"),
    "a letter without Unicode": (_unicode(b"<1ee6>", b"<1ee7>"), "lacks code 1ee6"),
    "a letter that is a byte order mark": (_unicode(b"<0020> <0020>", b"<0020> <feff>"), "U+FEFF"),
    "widths unlike the font's": (lambda pdf: _descendant(pdf).__setattr__("DW", 600), "6.2.11.5"),
    "letters without glyphs": (_no_glyphs, "6.2.11.8"),
    "a font of another type": (_other_font, "Type1"),
    "text in no font": (_content(b"BT /F99 1 Tf <0041> Tj ET"), "F99"),
    "a script": (_script, "OpenAction"),
    "an attachment": (_attachment, "EmbeddedFiles"),
    "an annotation": (_annotation, "6.3"),
    "a form": (lambda pdf: pdf.Root.__setattr__("AcroForm", Dictionary(Fields=Array())), "AcroForm"),
    "a soft mask": (_soft_mask, "6.2.10"),
    "a see-through state": (_see_through, "6.2.10"),
    "LZW": (_lzw, "LZWDecode"),
    "paint in CMYK": (_content(b"0 0 0 1 k"), "operator k"),
    "a state never restored": (_content(b"q"), "balance"),
}


def test_a_good_file_passes(good: Path) -> None:
    assert check_all([good]) == {good: []}


@pytest.mark.parametrize("name", BROKEN)
def test_what_breaks_a_file_is_caught(good: Path, tmp_path: Path, name: str) -> None:
    breaking, named = BROKEN[name]
    target = tmp_path / "broken.pdf"
    with pikepdf.open(good) as pdf:
        breaking(pdf)
        pdf.save(
            target,
            fix_metadata_version=False,
            deterministic_id=True,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    problems = check(target)
    assert any(named in problem for problem in problems), problems


def test_a_file_only_saved_again_still_passes(good: Path, tmp_path: Path) -> None:
    with pikepdf.open(good) as pdf:
        pdf.save(tmp_path / "again.pdf", fix_metadata_version=False, deterministic_id=True)
    assert check(tmp_path / "again.pdf") == []


BYTES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "another version": (lambda data: data.replace(b"%PDF-1.7", b"%PDF-2.0", 1), "6.1.2"),
    "bytes before the header": (lambda data: b"\n" + data, "6.1.2"),
    "no binary comment": (lambda data: data.replace(data[9:14], b"%abcd", 1), "6.1.2"),
    "bytes after the end": (lambda data: data + b"more", "6.1.3"),
    "an end cut off": (lambda data: data[:-300], "cannot be read"),
    "nothing": (lambda data: b"", "cannot be read"),
    "text": (lambda data: b"not a PDF at all\n", "cannot be read"),
    "no identifier": (lambda data: data.replace(b"/ID", b"/XX", 1), "identifier"),
}


@pytest.mark.parametrize("name", BYTES)
def test_what_breaks_its_bytes_is_caught(good: Path, tmp_path: Path, name: str) -> None:
    breaking, named = BYTES[name]
    target = tmp_path / "broken.pdf"
    target.write_bytes(breaking(good.read_bytes()))
    problems = check(target)
    assert any(named in problem for problem in problems), problems


def test_an_encrypted_file_is_caught(good: Path, tmp_path: Path) -> None:
    with pikepdf.open(good) as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="x"), fix_metadata_version=False)
    assert any("encrypted" in problem for problem in check(tmp_path / "locked.pdf"))
