"""Vietnamese text as keys."""

import unicodedata
from datetime import date

import pytest

from accounts import words


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Xã Hòa Bình", "xa hoa binh"),
        ("Xã Hoà Bình", "xa hoa binh"),
        (unicodedata.normalize("NFD", "Xã Hoà Bình"), "xa hoa binh"),
        ("Phường  Đồng Tâm", "phuong dong tam"),
        ("ĐÀ NẴNG", "da nang"),
    ],
)
def test_search_key_is_the_same_however_the_name_is_typed(text: str, key: str) -> None:
    assert words.search_key(text) == key


def test_sort_key_follows_the_vietnamese_dictionary() -> None:
    ordered = [
        "An",
        "Ăn",
        "Ân",
        "Ba",
        "Cao",
        "Da",
        "Đa",
        "Em",
        "Ê",
        "Ma",
        "Mà",
        "Mả",
        "Mã",
        "Má",
        "Mạ",
    ]
    assert sorted(set(ordered), key=words.sort_key) == ordered


def test_sort_key_looks_at_letters_before_tones() -> None:
    assert sorted(["Hòa Bình", "Hoa Mai", "Hoa Bình"], key=words.sort_key) == [
        "Hoa Bình",
        "Hòa Bình",
        "Hoa Mai",
    ]


def test_normal_composes_and_folds_white_space() -> None:
    assert words.normal(unicodedata.normalize("NFD", " Tân \t Yên ")) == "Tân Yên"


def test_what_no_paper_can_hold_is_left_out() -> None:
    assert words.paragraphs("một\x0bhai\x0cba\x01\x1b\ufffe\0 bốn\tnăm") == "một\nhai\nba bốn\tnăm"
    assert words.normal("Kế\x0bhoạch\x02 12") == "Kế hoạch 12"


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 3, 15), "ngày 15 tháng 3 năm 2026"),
    ],
)
def test_paper_date_pads_as_official_papers_do(day: date, told: str) -> None:
    assert words.paper_date(day) == told
