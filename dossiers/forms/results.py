"""How a list of results is narrowed, and what a publication asks for."""

from collections.abc import Iterable
from typing import Any

from django import forms

from dossiers.models import ScoringRun
from dossiers.queries import rankings, result_rows
from scoring import plans


class ResultsFilterForm(forms.Form):
    """Search, branch and class; a wrong choice in the address narrows nothing."""

    q = forms.CharField(label="Tìm đơn vị", max_length=100, required=False)

    def __init__(self, data: Any, *, run: ScoringRun) -> None:
        super().__init__(data)
        branches = result_rows.branches(run)
        labels = result_rows.class_labels(run)
        labels[result_rows.UNRANKED] = "Không xếp hạng"
        if len(branches) > 1:
            self.fields["don_vi"] = _choice("Địa bàn", branches)
        self.fields["xep_loai"] = _choice("Xếp loại", labels.items())

    def choice(self) -> result_rows.Choice:
        """Return what was chosen."""
        self.is_valid()
        chosen = self.cleaned_data
        return result_rows.Choice(
            words=chosen.get("q", ""),
            branch=chosen.get("don_vi", ""),
            class_key=chosen.get("xep_loai", ""),
        )


class RankingForm(forms.Form):
    """By what units are ranked, and within which branch; a wrong choice means the first."""

    def __init__(self, data: Any, *, run: ScoringRun, plan: plans.Plan) -> None:
        super().__init__(data)
        self.fields["theo"] = forms.ChoiceField(
            label="Xếp hạng theo", choices=rankings.choices(plan), required=False
        )
        branches = result_rows.branches(run)
        if len(branches) > 1:
            self.fields["don_vi"] = _choice("Trong địa bàn", branches)

    def view(self) -> rankings.View:
        """Return what was chosen."""
        self.is_valid()
        chosen = self.cleaned_data
        return rankings.View(by=chosen.get("theo", ""), branch=chosen.get("don_vi", ""))


def _choice(label: str, options: Iterable[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "Tất cả"), *options], required=False)


class PublishForm(forms.Form):
    """The decision under which results are published."""

    # The refusal is ours, in Vietnamese, not the browser's.
    use_required_attribute = False

    decision_number = forms.CharField(
        label="Số, ký hiệu quyết định công nhận",
        max_length=60,
        widget=forms.TextInput(attrs={"class": "input--half", "data-field": "document_number"}),
        error_messages={"required": "Hãy nhập số, ký hiệu của quyết định công nhận."},
        help_text="Ví dụ: 1501/QĐ-UBND",
    )
