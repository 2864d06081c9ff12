"""Vendored files are what the manifest says, free to use, and able to write Vietnamese."""

import itertools
import json
import unicodedata
from pathlib import Path

import pytest
from fontTools import ttLib

from tools import vendor_assets

FONTS = sorted((vendor_assets.VENDOR / "fonts").glob("*.woff2"))
STYLE_SHEETS = sorted(vendor_assets.VENDOR.glob("*/*.css"))

TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
VOWELS = "aăâeêioôơuưy"
LETTERS = {
    unicodedata.normalize("NFC", vowel + tone)
    for vowel, tone in itertools.product(VOWELS + VOWELS.upper(), TONES)
} | {"đ", "Đ"}
# What rules and sentences use beside letters; paper has no other font to fall back on.
SIGNS = "₫–“”…→≥≤−×÷%"
LICENSED_TO_OTHERS = ("GDS Transport", "govuk-crest", "sourceMapping")


def test_files_match_the_manifest() -> None:
    assert vendor_assets.differences() == []


def test_every_package_keeps_its_licence() -> None:
    for entry in json.loads(vendor_assets.MANIFEST.read_text()):
        assert entry["licence"]
        assert (vendor_assets.ROOT / entry["licence_file"]).read_text().strip(), entry["name"]


def test_lock_file_records_no_address() -> None:
    assert "://" not in (vendor_assets.ROOT / "package-lock.json").read_text()


def test_vietnamese_has_146_letters() -> None:
    assert len(LETTERS) == 146


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
def test_font_holds_every_vietnamese_letter_in_one_file(path: Path) -> None:
    known = ttLib.TTFont(path).getBestCmap()

    assert [letter for letter in sorted(LETTERS) if ord(letter) not in known] == []


@pytest.mark.parametrize(
    "path", [path for path in FONTS if "tinos" in path.stem], ids=lambda path: path.stem
)
def test_print_font_holds_the_signs_of_a_rule(path: Path) -> None:
    known = ttLib.TTFont(path).getBestCmap()

    assert [sign for sign in SIGNS if ord(sign) not in known] == []


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
def test_font_has_figures_of_one_width(path: Path) -> None:
    font = ttLib.TTFont(path)
    widths = {font["hmtx"][font.getBestCmap()[ord(digit)]][0] for digit in "0123456789"}

    assert len(widths) == 1


@pytest.mark.parametrize("path", STYLE_SHEETS, ids=lambda path: path.stem)
def test_style_sheet_names_nothing_licensed_or_missing(path: Path) -> None:
    text = path.read_text()

    assert [word for word in LICENSED_TO_OTHERS if word in text] == []
    assert "url(/" not in text
