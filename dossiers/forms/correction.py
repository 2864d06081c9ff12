"""What a correction of a running round is narrowed by and decided with."""

from collections.abc import Iterable
from typing import Any

from django import forms


class ReportFilterForm(forms.Form):
    """One unit of the report; a wrong choice in the address narrows nothing."""

    don_vi = forms.ChoiceField(label="Đơn vị", required=False)
    # Which of the lists is looked at stays as it is when the unit changes.
    xem = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, units: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["don_vi"] = forms.ChoiceField(
            label="Đơn vị", required=False, choices=[("", "Tất cả đơn vị"), *units]
        )

    @property
    def unit_code(self) -> str:
        """The chosen unit's code; empty for all units."""
        self.is_valid()
        return str(self.cleaned_data.get("don_vi", ""))


class CorrectionForm(forms.Form):
    """The decision by which a round's criteria are corrected, and why."""

    # The refusal is ours, in Vietnamese, not the browser's.
    use_required_attribute = False

    document_number = forms.CharField(
        label="Số, ký hiệu quyết định",
        max_length=60,
        widget=forms.TextInput(attrs={"class": "input--half"}),
        error_messages={"required": "Hãy nhập số, ký hiệu của quyết định sửa bộ tiêu chí."},
        help_text="Ví dụ: 1320/QĐ-UBND",
    )
    reason = forms.CharField(
        label="Lý do",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Hãy ghi lý do sửa bộ tiêu chí."},
    )
