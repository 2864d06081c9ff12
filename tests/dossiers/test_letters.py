"""Reading the head of an official letter out of the text of its first page."""

from datetime import date

import pytest

from dossiers import letters
from dossiers.letters import Head

REPORT = """ỦY BAN NHÂN DÂN
XÃ HƯƠNG LẠC
-------
Số: 12/BC-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Hương Lạc, ngày 05 tháng 01 năm 2024
BÁO CÁO
Kết quả thực hiện công tác cải cách hành chính
năm 2023
Thực hiện Kế hoạch số 45/KH-UBND ngày 10 tháng 02 năm 2023 của Ủy ban nhân dân huyện
"""
# Both columns on one line, as most programs write them.
DECISION = """UBND HUYỆN LẠNG GIANG CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM
PHÒNG NỘI VỤ Độc lập – Tự do – Hạnh phúc
Số: 1501 / QĐ – PNV Lạng Giang, ngày 31 tháng 12 năm 2024
QUYẾT ĐỊNH
Về việc ban hành Quy chế tiếp công dân
TRƯỞNG PHÒNG NỘI VỤ
Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;
"""
LETTER = """ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
THỊ TRẤN VÔI Độc lập - Tự do - Hạnh phúc
Số: 77/UBND-VP Vôi, ngày 09 tháng 3 năm 2024
V/v trả lời kiến nghị
của công dân thôn Đông
Kính gửi: Ông Nguyễn Văn An
"""
PARTY = """HUYỆN ỦY LẠNG GIANG ĐẢNG CỘNG SẢN VIỆT NAM
ĐẢNG ỦY XÃ HƯƠNG LẠC
*
Số 08-NQ/ĐU Hương Lạc, ngày 15 tháng 02 năm 2024
NGHỊ QUYẾT
về lãnh đạo xây dựng chính quyền thân thiện
-----
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            REPORT,
            Head(
                "Báo cáo kết quả thực hiện công tác cải cách hành chính năm 2023",
                "12/BC-UBND",
                date(2024, 1, 5),
                "Ủy ban nhân dân xã Hương Lạc",
            ),
        ),
        (
            DECISION,
            Head(
                "Quyết định về việc ban hành Quy chế tiếp công dân",
                "1501/QĐ-PNV",
                date(2024, 12, 31),
                "Phòng Nội vụ",
            ),
        ),
        (
            LETTER,
            Head(
                "V/v trả lời kiến nghị của công dân thôn Đông",
                "77/UBND-VP",
                date(2024, 3, 9),
                "Ủy ban nhân dân thị trấn Vôi",
            ),
        ),
        (
            PARTY,
            Head(
                "Nghị quyết về lãnh đạo xây dựng chính quyền thân thiện",
                "08-NQ/ĐU",
                date(2024, 2, 15),
                "Đảng ủy xã Hương Lạc",
            ),
        ),
    ],
)
def test_heads_of_the_usual_forms(text: str, expected: Head) -> None:
    assert letters.read(text) == expected


@pytest.mark.parametrize(
    ("below", "title"),
    [
        ("Thực hiện dân chủ ở cơ sở năm 2024", "Kế hoạch thực hiện dân chủ ở cơ sở năm 2024"),
        (
            "Tuyên truyền, vận động Nhân dân\nthực hiện dân chủ ở cơ sở năm 2024",
            "Kế hoạch tuyên truyền, vận động Nhân dân thực hiện dân chủ ở cơ sở năm 2024",
        ),
        (
            "Thực hiện dân chủ ở cơ sở\nThực hiện Công văn số 9/UBND-NV",
            "Kế hoạch thực hiện dân chủ ở cơ sở",
        ),
    ],
    ids=["below the name", "second line", "grounds below it"],
)
def test_plan_to_carry_something_out_keeps_its_subject(below: str, title: str) -> None:
    text = f"UBND XÃ HƯƠNG LẠC\nSố: 3/KH-UBND\nKẾ HOẠCH\n{below}\nCăn cứ Luật số 10/2022/QH15;"
    assert letters.read(text).title == title


def test_decomposed_letters_are_read_too() -> None:
    import unicodedata

    assert letters.read(unicodedata.normalize("NFD", REPORT)) == letters.read(REPORT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n \n",
        "Bảng tổng hợp số liệu quý 1\nSTT Nội dung\n1 Số: lượng hồ sơ",
        "Ảnh chụp hội nghị",
        "\ufffe\x00 ~~~ ,, 8 7 6",
    ],
)
def test_what_is_no_letter_head_says_nothing(text: str) -> None:
    assert letters.read(text) == Head()


def test_draft_without_number_and_date_takes_none_from_its_grounds() -> None:
    text = REPORT.replace("Số: 12/BC-UBND", "Số: ..../BC-UBND").replace(
        "ngày 05 tháng 01 năm 2024", "ngày ... tháng ... năm 2024"
    )
    found = letters.read(text)
    assert (found.number, found.issued_on) == ("", None)
    assert found.issuer == "Ủy ban nhân dân xã Hương Lạc"


def test_lines_broken_in_a_narrow_column_are_read_together() -> None:
    text = REPORT.replace("XÃ HỘI CHỦ NGHĨA", "XÃ HỘI CHỦ\nNGHĨA").replace(
        "năm 2024", "năm\n2024", 1
    )
    assert letters.read(text) == letters.read(REPORT)


def test_day_that_no_calendar_holds_is_no_date() -> None:
    assert letters.read(REPORT.replace("05 tháng 01", "31 tháng 02")).issued_on is None


def test_law_with_its_year_in_the_number() -> None:
    text = REPORT.replace("12/BC-UBND", "30/2020/NĐ-CP")
    assert letters.read(text).number == "30/2020/NĐ-CP"


def test_endless_text_is_cut_to_what_a_row_holds() -> None:
    found = letters.read(REPORT.replace("năm 2023", "rất dài " * 200, 1))
    assert len(found.title) == letters.LONGEST_TITLE
