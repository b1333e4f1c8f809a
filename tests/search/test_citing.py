from search.citing import cited


def test_the_numbers_that_a_page_names_are_found_each_once() -> None:
    text = (
        "Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23/4/2018; Luật số 80/2015/QH13;\nQuyết định 2576/QĐ-UBND, "
        "2576 / QĐ - UBND và Tờ trình 12/TTr-SNV; trang 3/4; 11/9/2018; 5/kg; địa chỉ 12/A đường Lê Lợi"
    )
    assert cited(text) == ("61/2018/NĐ-CP", "80/2015/QH13", "2576/QĐ-UBND", "12/TTr-SNV")


def test_a_paper_does_not_cite_itself() -> None:
    assert cited("Số: 2576/QĐ-UBND căn cứ 7/QĐ-UBND", "2576/QĐ-UBND") == ("7/QĐ-UBND",)


def test_a_list_without_end_is_cut() -> None:
    assert len(cited(" ".join(f"{number}/QĐ-UBND" for number in range(1, 400)))) == 50
