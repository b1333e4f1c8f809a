from archive.records import Document, Dossier, Evidence, Flag
from vankho.about import target

SEEN = {
    "code_notation": Evidence(0.98, 0, (600, 400, 900, 450)),
    "signer_position": Evidence(0.98, 0, (1500, 1600, 1900, 1700)),
}
PAPER = Document(2, (0,), code_notation="BC-UBND", signer_position="KT. CHỦ TỊCH PHÓ CHỦ TỊCH", evidence=SEEN)
DOSSIER = Dossier("HS.1", "d.pdf", "d", "f", {}, (), (PAPER,), (), (), ())


def flag(kind: str, message: str, beside: str) -> Flag:
    return Flag(kind, message, 0, box=SEEN[beside].box)


def test_what_could_not_be_read_is_the_field_to_type_and_not_the_one_beside_it():
    number = flag("unfilled", "Trang 1: không đọc được số văn bản ở «BC-UBND».", "code_notation")
    name = flag("unfilled", "Trang 1: không đọc được họ tên người ký ở «KT. CHỦ TỊCH».", "signer_position")
    assert (target(number, DOSSIER), target(name, DOSSIER)) == ("2.code_number", "2.signer_name")


def test_a_word_that_is_not_sure_is_about_the_field_that_was_read_there():
    assert target(flag("not-sure", "Trang 1: đọc là «BC» nhưng không chắc.", "code_notation"), DOSSIER) == (
        "2.code_notation"
    )
