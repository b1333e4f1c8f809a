"""Marks that a scan makes look like others: dashes, commas before small letters, semicolons in lists."""

from dataclasses import replace

from archive.records import Line, Region, Word
from ocr.punctuation import punctuated


def line(text: str, region: Region = "body", dash: int = 7) -> Line:
    """Words 20 pixels high, a mark alone ``dash`` wide."""
    words, left = [], 0
    for word in text.split():
        wide = dash if word == "-" else 10 * len(word)
        words.append(Word(word, (left, 0, left + wide, 20), 0.95))
        left += wide + 8
    return replace(Line(tuple(words)), region=region)


def marked(*texts: str, region: Region = "body") -> str:
    return "\n".join(one.text for one in punctuated([line(text, region) for text in texts]))


def test_a_long_mark_between_words_is_a_dash_and_a_short_one_stays_a_hyphen() -> None:
    def told(text: str, dash: int) -> str:
        return punctuated([line(text, "letterhead", dash)])[0].text

    assert told("Độc lập - Tự do - Hạnh phúc", 11) == "Độc lập – Tự do – Hạnh phúc"
    assert told("Độc lập - Tự do - Hạnh phúc", 7) == "Độc lập - Tự do - Hạnh phúc"
    assert told("- Như Điều 3;", 11) == "- Như Điều 3;", "an item of a list begins with a hyphen"


def test_a_full_stop_before_a_small_letter_is_a_comma() -> None:
    assert marked("lập ba bản. mỗi bên giữ một bản. Điều 5") == "lập ba bản, mỗi bên giữ một bản. Điều 5"
    assert marked("theo NĐ. và khoản 1. điều 2") == "theo NĐ. và khoản 1. điều 2"
    assert marked("lập ba bản. mỗi bên", region="letterhead") == "lập ba bản. mỗi bên"


def test_a_changed_word_keeps_what_was_read() -> None:
    assert punctuated([line("ba bản. mỗi")])[0].words[1].read == "bản."


def test_a_line_of_recipients_that_another_follows_ends_with_a_semicolon() -> None:
    def listed(*texts: str) -> str:
        return marked(*texts, region="recipients")

    assert listed("Nơi nhận:", "- Như Điều 3:", "- Lưu: VT.") == "Nơi nhận:\n- Như Điều 3;\n- Lưu: VT."
    assert listed("- Như trên,", "- Chủ tịch;", "- Lưu: VT.") == "- Như trên;\n- Chủ tịch;\n- Lưu: VT."
    assert listed("- Như trên,", "- Lưu: VT.") == "- Như trên;\n- Lưu: VT."
    assert listed("- Các Sở:", "Tài chính, Nội vụ;") == "- Các Sở:\nTài chính, Nội vụ;"
    assert marked("- Thành phần:", "- Thời gian:") == "- Thành phần:\n- Thời gian:"
    assert punctuated([]) == ()


def test_an_item_of_recipients_ends_as_the_others_of_its_list_do() -> None:
    def ends(*texts: str) -> str:
        listed = marked(*(f"- Như {text}" for text in texts), "- Lưu: VT.", region="recipients")
        return "".join(text[-1] for text in listed.split("\n")[:-1])

    assert ends("trên,", "a,", "b,", "c,") == ",,,,", "an agency that writes commas"
    assert ends("trên,", "a,", "b;", "c,", "d:") == ",,,,,"
    assert ends("trên,", "a;", "b,", "c;", "d;") == ";;;;;"
    assert ends("trên,", "a;", "b,") == ";;,", "one of each: no habit"


def test_the_text_of_a_paper_ends_with_its_own_mark() -> None:
    def ended(text: str, region: Region = "signature") -> str:
        body, _ = punctuated([line(text), line("CHỦ TỊCH", region)])
        return body.text

    for read in ("thực hiện..", "thực hiện...", "thực hiện./", "thực hiện../.", "thực hiện./..", "thực hiện/."):
        assert ended(read) == "thực hiện./."
    assert ended("thực hiện...", "body") == "thực hiện...", "the text goes on"
    assert ended("thực hiện.") == "thực hiện."
    assert ended("Họ tên ....") == "Họ tên ....", "a blank to be filled in"
