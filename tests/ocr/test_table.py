from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import Line, OcrPage, Page
from ocr.grid import Grid, Rule
from ocr.layout import order
from ocr.table import tables
from tests.ocr.papers import HEIGHT, WIDTH, line, together

COLUMNS = (300, 500, 1300, 2100)


def ruled(*heights: int, columns: tuple[int, ...] = COLUMNS) -> Grid:
    left, right = columns[0], columns[-1]
    return Grid(
        tuple(Rule(y, left, right) for y in heights),
        tuple(Rule(x, heights[0], heights[-1]) for x in columns),
    )


def cells(lines: list[Line], rules: Grid) -> list[tuple[tuple[int, int] | None, str]]:
    return [(read.cell, read.text) for read in order(lines, rules, WIDTH, HEIGHT) if read.region == "table"]


GIVEN = [
    together(line("1", 380, 520), line("Rà soát danh mục", 520, 520), line("Phòng Nội vụ", 1320, 520)),
    line("thủ tục", 520, 580),
    together(line("2", 380, 720), line("Tập huấn", 520, 720), line("Phòng Tư pháp và", 1320, 720)),
    line("Sở Nội vụ", 1320, 780),
]
READ = [
    ((0, 0), "1"),
    ((0, 1), "Rà soát danh mục"),
    ((0, 1), "thủ tục"),
    ((0, 2), "Phòng Nội vụ"),
    ((1, 0), "2"),
    ((1, 1), "Tập huấn"),
    ((1, 2), "Phòng Tư pháp và"),
    ((1, 2), "Sở Nội vụ"),
]


def test_cells_are_read_row_by_row_and_each_line_knows_its_cell():
    given = [*GIVEN, line("Nội dung sau bảng", 340, 1000)]
    assert cells(given, ruled(500, 700, 900)) == READ
    assert order(given, ruled(500, 700, 900), WIDTH, HEIGHT)[-1].region == "body"


def test_in_the_text_of_a_page_cells_side_by_side_share_a_line():
    made = Page(0, "d.pdf#1", "text", width=WIDTH, height=HEIGHT)
    assert OcrPage(made, order(GIVEN, ruled(500, 700, 900), WIDTH, HEIGHT)).text.splitlines() == [
        "1 Rà soát danh mục",
        "thủ tục",
        "Phòng Nội vụ",
        "2 Tập huấn Phòng Tư pháp và",
        "Sở Nội vụ",
    ]


def test_pieces_of_a_rule_are_one_border_whatever_is_lost_between_them():
    whole = ruled(500, 700, 900)
    pieces = (Rule(700, 300, 420), Rule(703, 1900, 2100))
    broken = replace(whole, horizontals=(whole.horizontals[0], *pieces, whole.horizontals[2]))
    assert cells(GIVEN, broken) == READ


def test_lost_outer_borders_are_put_where_the_other_rules_end():
    rules = ruled(500, 700, 900)
    open_sided = replace(rules, verticals=rules.verticals[1:3])
    assert cells(GIVEN, open_sided) == READ


def test_a_border_follows_paper_that_is_not_flat():
    def fall(y: int) -> Rule:
        return Rule(y, 300, 2100, (y - 90, y - 30, y, y + 30, y + 90))

    sides = tuple(Rule(x, round(fall(500).where(x)), round(fall(900).where(x))) for x in COLUMNS)
    rules = Grid(tuple(map(fall, (500, 700, 900))), sides)
    given = [
        together(line("1", 380, 460), line("Rà soát", 520, 480), line("Phòng Nội vụ", 1720, 580)),
        together(line("2", 380, 660), line("Tập huấn", 520, 680), line("Sở Nội vụ", 1720, 790)),
    ]
    found = dict(cells(given, rules))
    assert found[(0, 2)] == "Phòng Nội vụ"
    assert found[(0, 0)] == "1"
    assert found[(1, 0)] == "2"


def test_words_over_a_missing_border_make_one_cell_of_two():
    rules = ruled(500, 700, 900, 1100)
    parted = tuple(replace(rule, gaps=((700, 900),)) for rule in rules.verticals[1:3])
    rules = replace(rules, verticals=(rules.verticals[0], *parted, rules.verticals[3]))
    given = [
        *GIVEN[:2],
        line("II. XÂY DỰNG, BAN HÀNH CÁC VĂN BẢN QUY PHẠM PHÁP LUẬT, VĂN BẢN", 320, 720),
        line("CHỈ ĐẠO ĐIỀU HÀNH CỦA ỦY BAN NHÂN DÂN XÃ", 320, 780),
        together(line("3", 380, 920), line("Báo cáo", 520, 920), line("Văn phòng", 1320, 920)),
    ]
    found = cells(given, rules)
    assert [text for cell, text in found if cell == (1, 0)] == [given[2].text, given[3].text]
    assert found[-1] == ((2, 2), "Văn phòng")


def test_a_fold_through_print_is_no_border():
    rules = ruled(500, 700, 900)
    folded = replace(rules, verticals=(*rules.verticals[:2], Rule(668, 420, 1000), *rules.verticals[2:]))
    given = [
        together(line("1", 380, 520), line("Quyết định quy định việc", 520, 520), line("Phòng Nội vụ", 1320, 520)),
        line("thực hiện cơ chế một cửa", 520, 580),
        line("liên thông trong năm nay", 520, 630),
        together(line("2", 380, 720), line("Tập huấn nghiệp vụ", 520, 720), line("Phòng Tư pháp", 1320, 720)),
    ]
    assert cells(given, folded)[1] == ((0, 1), "Quyết định quy định việc")


def test_the_edge_of_the_paper_and_a_stray_rule_do_not_widen_a_table():
    rules = ruled(500, 700, 900)
    edge, over = Rule(40, 0, 3400), Rule(700, 30, 2400)
    strayed = Grid((rules.horizontals[0], over, rules.horizontals[2]), (edge, *rules.verticals))
    assert cells(GIVEN, strayed) == READ


def test_two_tables_that_share_a_margin_are_two():
    above, below = ruled(500, 700, 900), ruled(1200, 1400, 1600, columns=(300, 1000, 2100))
    joined = Rule(300, 500, 1600, gaps=((900, 1200),))
    rules = Grid(above.horizontals + below.horizontals, (joined, *above.verticals[1:], *below.verticals[1:]))
    given = [
        *GIVEN,
        line("Giấy tờ đã nhận:", 340, 1020),
        together(line("Tờ khai", 320, 1220), line("1 bản", 1020, 1220)),
        together(line("Bản vẽ", 320, 1420), line("2 bản", 1020, 1420)),
    ]
    read = order(given, rules, WIDTH, HEIGHT)
    assert [line.cell for line in read if line.text in ("Tờ khai", "2 bản")] == [(0, 0), (1, 1)]
    assert next(line for line in read if line.text == "Giấy tờ đã nhận:").region == "body"
    assert len({line.block for line in read}) == 3


def test_without_rules_between_rows_each_number_begins_one():
    given = [
        together(line("1", 380, 520), line("Rà soát danh mục", 520, 520), line("Phòng Nội vụ", 1320, 520)),
        line("thủ tục", 520, 580),
        together(line("2", 380, 660), line("Tập huấn", 520, 660), line("Phòng Tư pháp", 1320, 660)),
        together(line("3", 380, 730), line("Báo cáo", 520, 730), line("Văn phòng", 1320, 730)),
    ]
    assert [cell for cell, _ in cells(given, ruled(400, 500, 900))][:4] == [(1, 0), (1, 1), (1, 1), (1, 2)]
    assert cells(given, ruled(400, 500, 900))[-1] == ((3, 2), "Văn phòng")


def test_a_heading_over_all_columns_is_one_line_though_strokes_were_taken_for_its_rules():
    heading = line("III. TRIỂN KHAI ỨNG DỤNG CÔNG NGHỆ THÔNG TIN ĐÁP ỨNG YÊU CẦU THỰC HIỆN CƠ CHẾ", 320, 920)
    found = cells([*GIVEN, heading], ruled(500, 700, 900, 1000))
    assert found[: len(READ)] == READ
    assert found[len(READ) :] == [((2, 0), heading.text)]


def test_a_fold_that_goes_on_beyond_the_side_parts_no_row():
    fold = (Rule(570, 0, 360), Rule(572, 1200, 1400))
    whole = ruled(500, 700, 900)
    folded = replace(whole, horizontals=(whole.horizontals[0], *fold, *whole.horizontals[1:]))
    assert cells(GIVEN, folded) == READ


def test_a_frame_around_a_cover_is_no_table():
    frame = Grid((Rule(100, 100, 2300), Rule(3300, 100, 2300)), (Rule(100, 100, 3300), Rule(2300, 100, 3300)))
    assert tables(frame, [], 40) == ()


places = st.integers(0, 2400)
spans = st.tuples(places, places).map(sorted)
rules = st.builds(
    lambda at, span, bend, gap: Rule(at, span[0], span[1] + 300, (at, at + bend, at), ((gap, gap + 200),)),
    places,
    spans,
    st.integers(-40, 40),
    places,
)
printed = st.builds(
    lambda text, x, y: line(text, x, y), st.sampled_from(["1", "2.", "Sở Nội vụ", "II"]), places, places
)


@settings(max_examples=200, deadline=None)
@given(st.lists(printed, max_size=12), st.lists(rules, max_size=6), st.lists(rules, max_size=6))
def test_whatever_rules_are_drawn_no_word_is_lost_or_made(lines: list[Line], across: list[Rule], down: list[Rule]):
    before = [id(word) for one in lines for word in one.words]
    after = order(lines, Grid(tuple(across), tuple(down)), WIDTH, HEIGHT)
    assert sorted(before) == sorted(id(word) for one in after for word in one.words)
    assert all((one.cell is not None) == (one.region == "table") for one in after)
