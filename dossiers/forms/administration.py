"""The shape of what is typed on the administrator's desk."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms import DAYS_WITHIN_REACH, asks_by_name
from accounts.models import Unit
from accounts.words import normal
from dossiers.queries import administration
from scoring.forms.campaigns import InstantField
from scoring.models import Campaign

_INSTANT_HINT = "Ngày/tháng/năm giờ:phút, ví dụ 05/11/2024 00:00. Đúng thời điểm này là đã khóa."


def _instant(label: str, *, is_required: bool = True) -> InstantField:
    return InstantField(label=label, help_text=_INSTANT_HINT, required=is_required)


def _reason() -> forms.CharField:
    return forms.CharField(
        label="Lý do", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), strip=True
    )


@asks_by_name
class DeadlineForm(forms.Form):
    """A new closing instant for a whole stage."""

    until = _instant("Khóa lúc")
    reason = _reason()


@asks_by_name
class ChangeForm(forms.Form):
    """More time, or less, for one unit and everything below it."""

    unit = forms.CharField(
        label="Đơn vị",
        help_text="Mã hoặc tên; chọn huyện thì áp dụng cho mọi xã trong huyện.",
        max_length=200,
        widget=forms.TextInput(attrs={"list": "campaign-units", "autocomplete": "off"}),
    )
    until = _instant("Đến thời điểm")
    document_number = forms.CharField(
        label="Số, ký hiệu văn bản",
        max_length=60,
        widget=forms.TextInput(attrs={"class": "input--half"}),
    )
    reason = _reason()

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign

    def clean_unit(self) -> Unit:
        """Find the one unit that is meant, or say which could be."""
        typed = normal(self.cleaned_data["unit"])
        meant = administration.units_meant(self.campaign, typed)
        if len(meant) == 1:
            return meant[0]
        if not meant:
            raise ValidationError("Không có đơn vị này trong đợt chấm điểm.")
        listed = "; ".join(administration.unit_label(unit) for unit in meant)
        raise ValidationError(f"Có nhiều đơn vị khớp, hãy ghi mã: {listed}.")


@asks_by_name
class LockForm(ChangeForm):
    """An early lock; without an instant it locks at once."""

    until = _instant("Khóa lúc (để trống: khóa ngay)", is_required=False)


class JournalFilterForm(forms.Form):
    """How the journal is narrowed; a wrong value narrows nothing."""

    don_vi = forms.CharField(label="Mã đơn vị (gồm cấp dưới)", max_length=10, required=False)
    viec = forms.ChoiceField(label="Việc", required=False)
    nguoi = forms.CharField(label="Người thực hiện", max_length=100, required=False)
    tu = forms.DateField(label="Từ ngày", required=False, validators=DAYS_WITHIN_REACH)
    den = forms.DateField(label="Đến ngày", required=False, validators=DAYS_WITHIN_REACH)

    def __init__(self, *args: Any, verbs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["viec"] = forms.ChoiceField(
            label="Việc", required=False, choices=[("", "Tất cả"), *verbs]
        )
