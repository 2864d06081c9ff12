"""The unit's workbook: what it holds, what comes back changed, in conflict or not at all."""

import io
import re
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from accounts.errors import Conflict, RowsInvalid
from accounts.models import JournalEntry
from dossiers.actions import entry, filling
from dossiers.exports import unit_layout
from dossiers.exports import unit_workbook as unit_book
from dossiers.exports.unit_layout import COLUMNS, ENTRY, GUIDE, LISTS
from dossiers.imports import unit_changes, unit_workbook
from dossiers.imports.unit_changes import Sorted, State
from dossiers.models import Dossier, LayerTotal, Score
from tests import stories
from tests.conftest import MovableClock
from tests.factories import Cast
from tests.workbooks import Filled, resaved_by_libreoffice

pytestmark = pytest.mark.django_db


def sorted_of(content: bytes, dossier: Dossier) -> Sorted:
    own = dossier.campaign.stages.get(tier=1)
    return unit_changes.sort(unit_workbook.read(content, dossier), dossier, own)


def states(found: Sorted) -> dict[str, str]:
    return {change.code: change.state for change in found.leaves}


def take(cast: Cast, found: Sorted, clock: MovableClock, *, state: State = "changed") -> int:
    entries = [(each.leaf, each.entry) for each in found.of(state) if each.entry]
    return filling.take_over(
        dossier=cast.dossier, entries=entries, by=cast.commune_officer, clock=clock
    )


def filled_in(cast: Cast) -> Filled:
    """Return the workbook of an empty dossier with a value of every kind of input."""
    filled = Filled(cast.dossier)
    filled.put("1.1", "value", "Có")
    filled.put("1.2", "numerator", 99)
    filled.put("1.2", "denominator", 100)
    filled.put("1.3", "applicable", "Có")
    filled.put("1.3", "numerator", "Không có góp ý nào", "explanation")
    filled.put("2.1", "items/office", "Có")
    filled.put("2.1", "items/portal", "Không")
    filled.put("2.2", "count", 3)
    filled.put("2.3", "count", "0")
    filled.put("2.3", "count", "=chưa phát sinh vụ nào", "explanation")
    # Into a cell of text, as the sheet has them, people type this as words.
    filled.cell("2.3", "count", "explanation").data_type = "s"
    return filled


def test_only_the_entry_cells_are_open(cast: Cast, clock: MovableClock) -> None:
    stories.save(cast, "1.1", {"value": "yes"}, clock=clock, explanation="-12 % so với 2023")
    filled = Filled(cast.dossier)
    assert filled.book.sheetnames == [ENTRY, GUIDE, LISTS]
    assert all(sheet.protection.sheet for sheet in filled.book)
    opened = {
        cell.coordinate
        for row in filled.sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    asked = {filled.cell("1.1", "value").coordinate, filled.cell("2.2", "count").coordinate}
    assert asked < opened
    assert filled.cell("1.1", "value", "explanation").coordinate in opened
    assert filled.cell("2.4", unit_layout.READ_ONLY).coordinate not in opened
    # Seven leaves to explain; a value each, two of a ratio, two items, one "does not apply".
    assert len(opened) == 7 + 11
    quoted = filled.cell("1.1", "value", "explanation")
    assert (quoted.value, quoted.data_type) == ("-12 % so với 2023", "s")
    assert quoted.quotePrefix is True


def test_a_sheet_looks_like_one(cast: Cast) -> None:
    sheet = Filled(cast.dossier).sheet
    assert sheet.freeze_panes == "C2"
    assert sheet.print_title_rows == "$1:$1"
    # Neighbouring columns that look alike are written down as one.
    shown = sum(not column.is_hidden for column in COLUMNS)
    first_hidden = sheet.column_dimensions[get_column_letter(shown + 1)]
    assert first_hidden.hidden
    assert first_hidden.max == len(COLUMNS)
    kinds = {rule.type for rule in sheet.data_validations.dataValidation}
    assert kinds >= {"list", "whole", "textLength"}


def test_a_rule_in_words_begins_like_a_sentence(cast: Cast) -> None:
    sheet = Filled(cast.dossier).sheet
    place = [column.key for column in COLUMNS].index("rule")
    rules = [row[place] for row in sheet.iter_rows(min_row=2, values_only=True) if row[place]]
    assert rules
    assert [rule for rule in rules if rule[0].islower()] == []


def test_the_header_of_a_page_stands_under_the_longest_title(cast: Cast) -> None:
    cast.dossier.campaign.title = "Chấm điểm & công nhận " * 13
    content = unit_book.workbook(cast.dossier, at=cast.now, can_write=True)
    header = openpyxl.load_workbook(io.BytesIO(content))[ENTRY].oddHeader.center.text
    assert header.startswith("&BBảng tự chấm điểm – Xã Hương Lạc – Chấm điểm && công nhận")
    assert not re.search(r"[^&]&$", header)


def test_a_dossier_that_is_closed_gives_a_workbook_to_read(cast: Cast) -> None:
    from dossiers.exports import unit_workbook as writing

    content = writing.workbook(cast.dossier, at=cast.now, can_write=False)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert all(cell.protection.locked for row in book[ENTRY].iter_rows() for cell in row)


def test_a_workbook_untouched_changes_nothing(cast: Cast, clock: MovableClock) -> None:
    stories.fill(cast, clock=clock)
    stories.save(cast, "T1", {"count": "2"}, clock=clock, explanation="Hai mô hình\nmới")
    found = sorted_of(Filled(cast.dossier).saved(), cast.dossier)
    assert set(states(found).values()) == {"unchanged"}
    assert not found.refused


def test_every_kind_of_input_comes_back(cast: Cast, clock: MovableClock) -> None:
    found = sorted_of(filled_in(cast).saved(), cast.dossier)
    assert not found.refused
    changed = {code for code, state in states(found).items() if state == "changed"}
    assert changed == {"1.1", "1.2", "1.3", "2.1", "2.2", "2.3"}
    assert take(cast, found, clock) == len(changed)
    rows = {row.leaf.code: row for row in Score.objects.filter(dossier=cast.dossier)}
    assert rows["1.2"].figures == {"numerator": 99, "denominator": 100}
    assert rows["1.3"].is_not_applicable
    assert rows["2.1"].figures == {"items": ["office"]}
    assert rows["2.2"].points == Decimal("15.00")
    assert rows["2.3"].explanation == "=chưa phát sinh vụ nào"
    told = JournalEntry.objects.filter(chain=cast.dossier.chain, verb="score")
    assert set(told.values_list("subject", flat=True)) == changed
    assert LayerTotal.objects.get(dossier=cast.dossier).leaves_done == len(changed)
    again = sorted_of(Filled(cast.dossier).saved(), cast.dossier)
    assert set(states(again).values()) == {"unchanged"}


def test_the_workbook_survives_libreoffice(cast: Cast, clock: MovableClock, tmp_path: Path) -> None:
    stories.save(cast, "1.1", {"value": "yes"}, clock=clock, explanation="+ dòng một\ndòng hai")
    stories.save(cast, "2.2", {"count": "1234"}, clock=clock)
    fresh = Filled(cast.dossier).saved()
    untouched = sorted_of(resaved_by_libreoffice(fresh, tmp_path), cast.dossier)
    assert set(states(untouched).values()) == {"unchanged"}
    assert not untouched.refused
    filled = Filled(content=resaved_by_libreoffice(fresh, tmp_path))
    filled.put("2.3", "count", 1)
    filled.put("2.1", "items/office", "Có")
    filled.put("2.1", "items/portal", "Có")
    found = sorted_of(resaved_by_libreoffice(filled.saved(), tmp_path), cast.dossier)
    assert not found.refused
    assert {each.code for each in found.of("changed")} == {"2.1", "2.3"}
    assert take(cast, found, clock) == 2


def test_a_leaf_saved_meanwhile_is_a_conflict(cast: Cast, clock: MovableClock) -> None:
    stories.save(cast, "2.2", {"count": "1"}, clock=clock)
    filled = Filled(cast.dossier)
    filled.put("2.2", "count", 2)
    stories.save(cast, "2.2", {"count": "3"}, clock=clock, version=1)
    stories.save(cast, "2.3", {"count": "1"}, clock=clock)
    found = sorted_of(filled.saved(), cast.dossier)
    # Nobody touched 2.3 in the workbook: what is stored stays, and nobody is asked.
    assert {code: state for code, state in states(found).items() if state != "unchanged"} == {
        "2.2": "conflict"
    }
    (cell,) = found.of("conflict")[0].changed_cells
    assert (cell.stored, cell.given) == ("3", "2")


def test_a_race_while_looking_stores_nothing(cast: Cast, clock: MovableClock) -> None:
    found = sorted_of(filled_in(cast).saved(), cast.dossier)
    stories.save(cast, "2.2", {"count": "4"}, clock=clock)
    with pytest.raises(Conflict, match=r"2\.2"):
        take(cast, found, clock)
    assert Score.objects.filter(dossier=cast.dossier).count() == 1


def test_one_leaf_that_cannot_be_saved_holds_all(cast: Cast, clock: MovableClock) -> None:
    survey = cast.leaf("2.4")
    figures = survey.rule.read({"denominator": "100", "numerator": "95"})
    good = (cast.leaf("2.2"), entry.Entry(figures={"count": 1}))
    with pytest.raises(RowsInvalid):
        filling.take_over(
            dossier=cast.dossier,
            entries=[good, (survey, entry.Entry(figures=figures))],
            by=cast.commune_officer,
            clock=clock,
        )
    assert not Score.objects.filter(dossier=cast.dossier).exists()
    assert not JournalEntry.objects.filter(chain=cast.dossier.chain, verb="score").exists()


def test_figures_taken_out_are_a_change(cast: Cast, clock: MovableClock) -> None:
    stories.save(cast, "2.2", {"count": "1"}, clock=clock)
    filled = Filled(cast.dossier)
    filled.put("2.2", "count", None)
    found = sorted_of(filled.saved(), cast.dossier)
    assert take(cast, found, clock) == 1
    assert Score.objects.get(dossier=cast.dossier).figures is None


@pytest.mark.parametrize("typed", ["3", "3,0", 3, 3.0, " 3 "])
def test_a_number_may_be_typed_as_text(cast: Cast, typed: object) -> None:
    filled = Filled(cast.dossier)
    filled.put("2.2", "count", typed)
    found = sorted_of(filled.saved(), cast.dossier)
    assert [each.entry.figures for each in found.of("changed") if each.entry] == [{"count": 3}]


@pytest.mark.parametrize("typed", [True, "có", "CÓ (10 điểm)", " Có "])
def test_a_choice_is_understood_however_it_is_spelt(cast: Cast, typed: object) -> None:
    filled = Filled(cast.dossier)
    filled.put("1.1", "value", typed)
    found = sorted_of(filled.saved(), cast.dossier)
    # The points of a choice are printed beside it only where they tell more than yes and no.
    assert bool(found.of("changed")) is (typed != "CÓ (10 điểm)")


def test_words_written_meanwhile_stay_when_the_workbook_brings_figures(
    cast: Cast, clock: MovableClock
) -> None:
    stories.save(cast, "2.2", {"count": "1"}, clock=clock)
    filled = Filled(cast.dossier)
    filled.put("2.2", "count", 2)
    stories.save(cast, "2.2", {"count": "1"}, clock=clock, version=1, explanation="Bốn cuộc")
    found = sorted_of(filled.saved(), cast.dossier)
    # Nobody else changed the figures: there is nothing to decide.
    [change] = found.of("changed")
    assert [cell.label for cell in change.changed_cells] == ["Số cuộc đối thoại"]
    assert take(cast, found, clock) == 1
    row = Score.objects.get(dossier=cast.dossier)
    assert (row.figures, row.explanation) == ({"count": 2}, "Bốn cuộc")


def test_taking_the_workbooks_side_takes_only_what_it_changed(
    cast: Cast, clock: MovableClock
) -> None:
    stories.save(cast, "2.2", {"count": "1"}, clock=clock, explanation="Một cuộc")
    filled = Filled(cast.dossier)
    filled.put("2.2", "count", 2)
    stories.save(cast, "2.2", {"count": "3"}, clock=clock, version=1, explanation="Ba cuộc")
    found = sorted_of(filled.saved(), cast.dossier)
    [change] = found.of("conflict")
    assert [cell.given for cell in change.changed_cells] == ["2"]
    assert take(cast, found, clock, state="conflict") == 1
    row = Score.objects.get(dossier=cast.dossier)
    assert (row.figures, row.explanation) == ({"count": 2}, "Ba cuộc")


def test_figures_saved_meanwhile_stay_when_the_workbook_brings_words(
    cast: Cast, clock: MovableClock
) -> None:
    stories.save(cast, "2.2", {"count": "1"}, clock=clock)
    filled = Filled(cast.dossier)
    filled.put("2.2", "count", "Một cuộc ở thôn Đông", key="explanation")
    stories.save(cast, "2.2", {"count": "3"}, clock=clock, version=1)
    assert take(cast, sorted_of(filled.saved(), cast.dossier), clock) == 1
    row = Score.objects.get(dossier=cast.dossier)
    assert (row.figures, row.explanation) == ({"count": 3}, "Một cuộc ở thôn Đông")


def test_words_changed_here_and_there_are_a_conflict(cast: Cast, clock: MovableClock) -> None:
    filled = Filled(cast.dossier)
    filled.put("2.2", "count", "Trong bảng tính", key="explanation")
    stories.save(cast, "2.2", {"count": "1"}, clock=clock, explanation="Trên cổng")
    [change] = sorted_of(filled.saved(), cast.dossier).of("conflict")
    [cell] = change.changed_cells
    assert (cell.stored, cell.given) == ("Trên cổng", "Trong bảng tính")
