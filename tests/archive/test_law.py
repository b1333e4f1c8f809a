"""The law's tables against the record of the law, whole; and a dossier put into them."""

import pytest

from archive import law
from archive.language import language
from archive.law import TABLES, TT02, TT05
from archive.law.codes import Coded
from tests.archive.described import DECISION, PARTY, TEXT, dossier

CODES = {
    "maintenance": "01 Vĩnh viễn · 02 70 năm · 03 50 năm · 04 30 năm · 05 20 năm · 06 10 năm · 07 Khác",
    "mode": "01 Công khai · 02 Sử dụng có điều kiện · 03 Mật",
    "confidenceLevel": "01 Gốc điện tử · 02 Số hóa · 03 Hỗn hợp",
    "format": "01 Tốt · 02 Bình thường · 03 Hỏng",
    "riskRecoveryStatus": "01 Đã dự phòng · 02 Chưa dự phòng",
    "language": "01 Tiếng Việt · 02 Tiếng Anh · 03 Tiếng Pháp · 04 Tiếng Nga · 05 Tiếng Trung · 06 Việt Anh · "
    "07 Việt Nga · 08 Việt Pháp · 09 Hán Nôm · 10 Việt Trung · 11 Khác",
    "typeName": "01 Nghị quyết · 02 Quyết định · 03 Chỉ thị · 04 Quy chế · 05 Quy định · 06 Thông cáo · 07 Thông báo · "
    "08 Hướng dẫn · 09 Chương trình · 10 Kế hoạch · 11 Phương án · 12 Đề án · 13 Dự án · 14 Báo cáo · 15 Tờ trình · "
    "16 Giấy ủy quyền · 17 Phiếu gửi · 18 Phiếu chuyển · 19 Phiếu báo · 20 Biên bản · 21 Hợp đồng · 22 Công văn · "
    "23 Công điện · 24 Bản ghi nhớ · 25 Bản thỏa thuận · 26 Giấy mời · 27 Giấy giới thiệu · 28 Giấy nghỉ phép · "
    "29 Thư công · 30 Bản đồ · 31 Bản vẽ kỹ thuật · 32 Khác",
}
SETS = {
    "sip_dossier": "fileCode S100R title S1000R maintenance S100R mode S30R language S100R startDate D10R endDate D10R "
    "keyword S100O totalDoc N10R numberOfPaper N10R numberOfPage N10R format S50O inforSign S30O confidenceLevel S40O "
    "paperFileCode S100C riskRecovery B0R riskRecoveryStatus S2C description S2000O",
    "sip_document": "docId S25R docCode S100R maintenance S100R typeName S10R codeNumber S11O codeNotation S30O "
    "issuedDate D10R organName S200R subject S500R language S100R numberOfPage N4R inforSign S30O keyword S100O "
    "mode S20R confidenceLevel S30O autograph S2000O format S50O process B0C riskRecovery B0R riskRecoveryStatus S2C "
    "description S500O",
    "aip_document": "arcFileCode S100R mode S20R language S100R keyword S100O numberOfPage N4R format S50O "
    "inforSign S30O confidenceLevel S30O description S500O docCode S100R docOrdinal N4R typeName S10R "
    "codeNumber S11O codeNotation S30O issuedDate D10R organName S200R subject S500R autograph S2000O process B0C",
}
SETS["aip_dossier"] = SETS["sip_dossier"].replace("fileCode S100R", "arcFileCode S100R", 1)
OLD = {
    "dossier": "FileCode S60 Identifier S13 OrganId S13 FileCatalog N4 FileNotation S20 Title S1000 Maintenance S100 "
    "Rights S30 Language S100 StartDate D10 EndDate D10 TotalDoc N10 Description S2000 InforSign S30 Keyword S100 "
    "SheetNumber N10 PageNumber N10 Format S50",
    "document": "DocCode S25 FileCode S60 Identifier S13 OrganId S13 FileCatalog N4 FileNotation S20 DocOrdinal N4 "
    "TypeName S100 CodeNumber S11 CodeNotation S30 IssuedDate D10 OrganName S200 Subject S500 Language S100 "
    "PageAmount N4 Description S500 InforSign S30 Keyword S100 Mode S20 ConfidenceLevel S30 Autograph S2000 Format S50",
}


@pytest.mark.parametrize("name", CODES)
def test_a_code_table_is_that_of_the_law_and_says_where_it_is_from(name: str) -> None:
    table = TABLES[name]
    assert " · ".join(f"{code} {words}" for code, words in table.codes.items()) == CODES[name]
    assert table.source.startswith("TT 05/2025/TT-BNV")
    assert table.sure == "secondary"


def test_there_are_no_other_tables() -> None:
    assert set(TABLES) == set(CODES)
    assert set(TT05) == set(SETS)
    assert set(TT02) == set(OLD)


@pytest.mark.parametrize("name", SETS)
def test_a_field_set_of_2025_is_that_of_the_law(name: str) -> None:
    told = " ".join(f"{one.name} {one.type}{one.length}{one.need}" for one in TT05[name].elements)
    assert told == SETS[name]
    assert TT05[name].partial_dates == name.startswith("aip")
    assert len(TT05[name].elements) == {"sip_document": 21, "aip_document": 19}.get(name, 18)


@pytest.mark.parametrize(("name", "fields"), [("dossier", 14), ("document", 18)])
def test_a_field_set_of_2019_is_that_of_the_law(name: str, fields: int) -> None:
    told = " ".join(f"{one.name} {one.type}{one.length}" for one in TT02[name].elements)
    assert told == OLD[name]
    assert sum(not one.part for one in TT02[name].elements) == fields


@pytest.mark.parametrize(
    ("table", "value", "coded"),
    [
        ("maintenance", "Vĩnh viễn", ("01", "Vĩnh viễn")),
        ("maintenance", "vinh vien", ("01", "Vĩnh viễn")),
        ("maintenance", "02", ("02", "70 năm")),
        ("maintenance", "010 năm", ("06", "10 năm")),
        ("maintenance", "15 năm", ("07", "15 năm")),
        ("language", "Việt", ("01", "Tiếng Việt")),
        ("language", "Tiếng Khmer", ("11", "Tiếng Khmer")),
        ("typeName", "cong  van", ("22", "Công văn")),
        ("typeName", "Giấy chứng nhận", ("32", "Giấy chứng nhận")),
        ("typeName", "khác", ("32", "Khác")),
        ("riskRecoveryStatus", "chưa", ("02", "Chưa dự phòng")),
    ],
)
def test_words_and_codes_go_both_ways_and_what_has_no_code_keeps_its_words(
    table: str, value: str, coded: tuple[str, str]
) -> None:
    assert TABLES[table].coded(value) == Coded(*coded)
    assert TABLES[table].words(coded[0]) == TABLES[table].codes[coded[0]]


def test_where_a_table_has_no_other_an_unknown_word_has_no_code() -> None:
    assert TABLES["mode"].coded("Hạn chế") is None
    assert TABLES["mode"].coded("") is None
    assert TABLES["maintenance"].coded("") is None


def test_a_dossier_in_the_fields_of_2025_has_codes_and_what_is_required_but_not_known_is_told() -> None:
    told = law.tt05_dossier(dossier(number_of_paper=""))
    assert told == {
        "arcFileCode": "H58.10.2018.K4",
        "title": "Hồ sơ về việc một cửa",
        "maintenance": "07",
        "mode": "01",
        "language": "01",
        "startDate": "02/1975",
        "endDate": "11/09/2018",
        "totalDoc": "2",
        "numberOfPage": "5",
        "confidenceLevel": "02",
        "paperFileCode": "H58.01-02-07.K4",
        "description": "Thời hạn lưu trữ: 15 năm",
    }
    assert list(told) == [one.name for one in TT05["aip_dossier"].elements if one.name in told]
    assert TT05["aip_dossier"].missing(told) == ("numberOfPaper", "riskRecovery")


def test_a_condition_makes_a_field_required() -> None:
    told = law.tt05_dossier(dossier(paper_file_code="", risk_recovery="có", number_of_paper="3"), "sip")
    assert told["fileCode"] == "H58.10.2018.K4"
    assert TT05["sip_dossier"].missing(told) == ("paperFileCode", "riskRecoveryStatus")
    born = law.tt05_dossier(dossier(paper_file_code="", confidence_level="Gốc điện tử", number_of_paper="3"), "sip")
    assert TT05["sip_dossier"].missing(born) == ("riskRecovery",)


def test_a_document_in_the_fields_of_2025() -> None:
    whole = dossier()
    told = law.tt05_document(whole, DECISION, "sip")
    assert told["docCode"] == "H58.10.2018.K4.0000002"
    assert told["docId"] == "abababababababab.0000002"
    assert (told["typeName"], told["codeNumber"], told["issuedDate"]) == ("02", "0012", "11/09/2018")
    assert (told["numberOfPage"], told["language"], told["mode"]) == ("2", "01", "01")
    assert TT05["sip_document"].problems(told) == (law.Problem("riskRecovery", "missing"),)
    other = law.tt05_document(whole, PARTY)
    assert (other["typeName"], other["language"], other["autograph"]) == ("32", "02", "Đồng ý")
    assert (other["docOrdinal"], other["description"]) == ("3", "bản sao; Tên loại: Giấy xác nhận")
    assert TT05["aip_document"].missing(other) == ("organName",)


def test_the_same_dossier_in_the_fields_of_2019_has_words() -> None:
    whole = dossier(file_code="", number_of_paper="3")
    told = law.tt02_dossier(whole)
    assert (told["FileCode"], told["Identifier"], told["FileNotation"]) == ("H58.10.2018.K4.01", "H58", "K4.01")
    assert (told["Maintenance"], told["Rights"], told["SheetNumber"]) == ("15 năm", "Công khai", "3")
    assert (told["StartDate"], told["PageNumber"]) == ("02/1975", "5")
    paper = law.tt02_document(whole, DECISION)
    assert (paper["DocCode"], paper["TypeName"]) == ("H58.10.2018.K4.01.0000002", "Quyết định")
    assert (paper["ConfidenceLevel"], paper["PageAmount"], paper["DocOrdinal"]) == ("Số hóa", "2", "2")
    assert TT02["dossier"].problems(told) == (law.Problem("StartDate", "partial-date", "02/1975"),)


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"title": "x" * 1001}, "too-long"),
        ({"mode": "Hạn chế"}, "no-code"),
        ({"totalDoc": "hai"}, "not-a-number"),
        ({"endDate": "31/02/2018"}, "not-a-date"),
        ({"endDate": "2018-09-11"}, "not-a-date"),
        ({"endDate": "09/2018"}, "partial-date"),
    ],
)
def test_a_value_that_does_not_fit_is_told_and_not_cut(values: dict[str, str], problem: str) -> None:
    good = {**law.tt05_dossier(dossier(number_of_paper="3", risk_recovery="0", start_date="1975-02-01"), "sip")}
    assert TT05["sip_dossier"].problems(good) == ()
    assert [one.kind for one in TT05["sip_dossier"].problems(good | values)] == [problem]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (("H58", "10", "2018", "01.TH"), "H58.10.2018.01.TH"),
        (("000.06.16.G09", "", "2010", "01.TH"), "000.06.16.G09.2010.01.TH"),
        (("H58", "10", "", "01.TH"), None),
        (("", "10", "2018", "01.TH"), None),
    ],
)
def test_a_code_is_put_together_only_from_parts_that_are_known(parts: tuple[str, ...], code: str | None) -> None:
    names = ("identifier", "organ_id", "file_catalog", "file_notation")
    assert law.composed_code(dict(zip(names, parts, strict=True))) == code


def test_the_text_itself_says_that_it_is_vietnamese() -> None:
    assert language([TEXT]) == "Tiếng Việt"
    assert (
        language(["Vu l'arrêté du Gouverneur général de l'Indochine, créé à Hà Nội, où il était préfet délégué " * 2])
        is None
    )
    assert (
        language(["The provincial people's committee hereby decides on the plan for one stop services in the year"] * 3)
        is None
    )
    assert language(["Quyết định"]) is None
