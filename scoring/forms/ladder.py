"""The shape of what is typed about the ladder; written data comes out."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from accounts.forms import asks_by_name
from accounts.words import normal
from scoring.forms.campaigns import BLANK_ROWS, key_from
from scoring.forms.numbers import percent_field
from scoring.rules.ladder import FAILED_RANK_WORDS, PLACED_WORDS, WITH_ALL
from scoring.rules.numbers import plain_text


@asks_by_name
class RungForm(forms.Form):
    """One class of the ladder; its key stays when its name is mended."""

    use_required_attribute = False

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    label = forms.CharField(label="Tên bậc", max_length=100)
    at_least = percent_field("Chỉ số từ (%)")
    is_recognised = forms.BooleanField(label="Được công nhận", required=False)


RungFormSet = forms.formset_factory(RungForm, extra=BLANK_ROWS, can_delete=True)


@asks_by_name
class LadderForm(forms.Form):
    """What becomes of a unit that fails a condition."""

    use_required_attribute = False

    placed = forms.ChoiceField(
        label="Đơn vị không đạt một điều kiện",
        choices=list(PLACED_WORDS.items()),
        widget=forms.RadioSelect,
    )
    failed_rank = forms.ChoiceField(
        label="Xếp hạng đơn vị không đạt điều kiện",
        choices=list(FAILED_RANK_WORDS.items()),
        widget=forms.RadioSelect,
        required=False,
    )
    failed_label = forms.CharField(
        label="Cách gọi đơn vị không đạt điều kiện",
        max_length=100,
        help_text="Ví dụ: Không đủ điều kiện công nhận.",
    )


def initial_rungs(written: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a written ladder's rungs as the inputs show them; none while nothing is written."""
    return [{**rung, "at_least": Decimal(rung["at_least"])} for rung in written.get("rungs", [])]


def kept_rows(formset: forms.BaseFormSet) -> list[dict[str, Any]]:
    """Return the cleaned rows of a valid formset without blank and removed ones."""
    return [
        form.cleaned_data
        for form in formset
        if form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]


def ladder_written(rungs: Sequence[Mapping[str, Any]], terms: Mapping[str, Any]) -> dict[str, Any]:
    """Return a written ladder from cleaned rows, sorted from the highest rung down."""
    taken = {row["key"] for row in rungs if row["key"]}
    told = []
    for row in sorted(rungs, key=lambda row: row["at_least"], reverse=True):
        label = normal(row["label"])
        key = row["key"] or key_from(label, taken=taken)
        taken.add(key)
        told.append(
            {
                "key": key,
                "label": label,
                "at_least": plain_text(row["at_least"]),
                "is_recognised": row["is_recognised"],
            }
        )
    return {
        "rungs": told,
        "placed": terms["placed"],
        "failed_label": normal(terms["failed_label"]),
        "failed_rank": terms["failed_rank"] or WITH_ALL,
    }
