from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import Line
from ocr.grid import Grid, Rule
from ocr.layout import order
from tests.ocr.papers import HEIGHT, WIDTH, body, line, together

LEFT = (340, 460, 1300, 1900)


def row(y: int, *texts: str, places: tuple[int, ...] = LEFT) -> Line:
    """What stands at one height, one text a column; an empty text is none."""
    return together(*(line(text, x, y) for text, x in zip(texts, places, strict=False) if text))


def read(*lines: Line, rules: tuple[Rule, ...] = ()) -> list[tuple[tuple[int, int] | None, str]]:
    return [(one.cell, one.text) for one in order(lines, Grid(rules), WIDTH, HEIGHT)]


PLAN = [
    row(1000, "TT", "Nội dung công việc", "Đơn vị chủ trì", "Thời gian"),
    row(1080, "1", "Rà soát danh mục thủ tục", "Phòng Nội vụ", "Quý I"),
    row(1136, "", "hành chính cấp xã", "huyện"),
    row(1216, "2", "Tập huấn nghiệp vụ cho", "Phòng Tư pháp", "Quý II"),
    row(1272, "", "công chức"),
    row(1352, "3", "Báo cáo kết quả", "Văn phòng", "Quý III"),
]
CELLS = [
    ((0, 0), "TT"),
    ((0, 1), "Nội dung công việc"),
    ((0, 2), "Đơn vị chủ trì"),
    ((0, 3), "Thời gian"),
    ((1, 0), "1"),
    ((1, 1), "Rà soát danh mục thủ tục"),
    ((1, 1), "hành chính cấp xã"),
    ((1, 2), "Phòng Nội vụ"),
    ((1, 2), "huyện"),
    ((1, 3), "Quý I"),
    ((2, 0), "2"),
    ((2, 1), "Tập huấn nghiệp vụ cho"),
    ((2, 1), "công chức"),
    ((2, 2), "Phòng Tư pháp"),
    ((2, 3), "Quý II"),
    ((3, 0), "3"),
    ((3, 1), "Báo cáo kết quả"),
    ((3, 2), "Văn phòng"),
    ((3, 3), "Quý III"),
]


def test_a_table_without_borders_is_read_cell_by_cell_between_its_rivers() -> None:
    found = read(*body(3, 700), *PLAN, *body(3, 1500))
    assert [cell for cell in found if cell[0]] == CELLS
    assert [cell for cell, _ in found[:3]] == [cell for cell, _ in found[-3:]] == [None] * 3


def test_a_row_whose_number_was_lost_is_still_one() -> None:
    lost = [*PLAN[:3], row(1216, "", "Tập huấn nghiệp vụ cho", "Phòng Tư pháp", "Quý II"), *PLAN[4:]]
    assert read(*lost) == [cell for cell in CELLS if cell != ((2, 0), "2")]


def test_where_rows_stand_as_near_as_lines_a_column_taken_up_again_begins_one() -> None:
    given = [
        *(row(1000 + 56 * n, str(n + 1), "Rà soát danh mục", "Phòng Nội vụ", "Quý I") for n in range(4)),
        row(1224, "", "thủ tục"),
        row(1280, "", "Tập huấn nghiệp vụ", "Phòng Tư pháp", "Quý II"),
        line("II. CÁC CƠ QUAN CHUYÊN MÔN THUỘC ỦY BAN NHÂN DÂN HUYỆN VÀ CÁC XÃ", 460, 1336),
        *(row(1392 + 56 * n, str(n + 1), "Báo cáo kết quả", "Văn phòng", "Quý III") for n in range(2)),
    ]
    found = read(*given)
    assert [cell for cell, text in found if text in ("thủ tục", "Tập huấn nghiệp vụ")] == [(3, 1), (4, 1)]
    assert [cell for cell, text in found if text == given[6].text] == [(5, 1)]
    assert found[-1] == ((7, 3), "Quý III")


def test_rules_between_rows_say_where_rows_without_numbers_end() -> None:
    given = [
        row(1000, "Họ và tên", "Trần Thanh Đức", places=(340, 1000)),
        row(1060, "Nơi thường trú", "ấp Đông A, xã Tân Lân, huyện", places=(340, 1000)),
        row(1116, "", "Cần Đước, tỉnh Long An", places=(340, 1000)),
        row(1176, "Lý do đề nghị của", "Nhà ở hư hỏng, không có", places=(340, 1000)),
        row(1232, "chủ hộ", "khả năng sửa chữa", places=(340, 1000)),
    ]
    ruled = tuple(Rule(y, 330, 1700) for y in (990, 1050, 1166, 1280))
    assert [text for cell, text in read(*given, rules=ruled) if cell == (2, 0)] == ["Lý do đề nghị của", "chủ hộ"]
    assert {cell for cell, _ in read(*given)} == {None}


def test_a_heading_over_all_columns_stays_one_line_and_is_a_row_of_its_own() -> None:
    heading = line("II. CÁC CƠ QUAN CHUYÊN MÔN THUỘC ỦY BAN NHÂN DÂN HUYỆN VÀ CÁC XÃ", 460, 1432)
    more = [row(1512 + 80 * n, str(n + 4), "Số hóa hồ sơ", "Văn phòng", "Quý IV") for n in range(2)]
    found = read(*PLAN, heading, *more)
    assert ((4, 1), heading.text) in found
    assert found[-4:] == [((6, 0), "5"), ((6, 1), "Số hóa hồ sơ"), ((6, 2), "Văn phòng"), ((6, 3), "Quý IV")]


def test_a_head_of_two_levels_is_two_rows() -> None:
    places = (340, 460, 1000, 1300, 1600, 1900)
    given = [
        together(
            line("TT", 340, 980), line("Đơn vị", 460, 980), line("Năm 2020", 1080, 950), line("Năm 2021", 1680, 950)
        ),
        row(1010, "", "", "Giao", "Đạt", "Giao", "Đạt", places=places),
        *(row(1100 + 80 * n, str(n + 1), "Phòng Nội vụ", "120", "118", "95", "94", places=places) for n in range(4)),
    ]
    head = [(cell, text) for cell, text in read(*given) if cell and cell[0] < 2]
    assert head[:4] == [((0, 0), "TT"), ((0, 1), "Đơn vị"), ((0, 2), "Năm 2020"), ((0, 4), "Năm 2021")]
    assert [text for _, text in head[4:]] == ["Giao", "Đạt", "Giao", "Đạt"]


def test_running_text_with_wide_gaps_below_one_another_is_no_table() -> None:
    words = (("trong", "quá"), ("thực", "hiện"), ("nhiệm", "vụ"), ("tháng", "9"))
    given = []
    for number in range(5):
        x, parts = 340, []
        for pair in words:
            for word in pair[:: (1, -1)[number % 2]]:
                parts.append(line(word, x, 1000 + 70 * number))
                x = parts[-1].box[2] + 50
        given.append(together(*parts))
    assert {cell for cell, _ in read(*given)} == {None}


def test_lists_and_forms_in_two_columns_are_no_tables() -> None:
    form = [row(1000 + 80 * n, "Họ và tên: Trần Thanh Đức", "Giới tính: Nam", places=(340, 1500)) for n in range(5)]
    numbered = [row(1000 + 80 * n, f"{n + 1}.", "Rà soát danh mục thủ tục hành chính", places=LEFT) for n in range(5)]
    assert {cell for cell, _ in read(*form)} == {cell for cell, _ in read(*numbered)} == {None}


texts = st.sampled_from(["1", "2.", "Sở Nội vụ", "II", "Quý I", "Phòng Tư pháp huyện Chợ Gạo"])
places = st.sampled_from([340, 380, 460, 900, 1300, 1600, 1900])
printed = st.builds(lambda text, x, y: line(text, x, 500 + 30 * y), texts, places, st.integers(0, 20))
across = st.builds(lambda y: Rule(490 + 30 * y, 300, 2300), st.integers(0, 20))


@settings(max_examples=120, deadline=None)
@given(st.lists(printed, max_size=40), st.lists(across, max_size=5))
def test_whatever_is_printed_in_columns_no_word_is_lost_or_made(lines: list[Line], rules: list[Rule]) -> None:
    before = [id(word) for one in lines for word in one.words]
    after = order(lines, Grid(tuple(rules)), WIDTH, HEIGHT)
    assert sorted(before) == sorted(id(word) for one in after for word in one.words)
    assert all((one.cell is not None) == (one.region == "table") for one in after)
