"""The shape of what is typed about a campaign: what it is, its stages, its terms."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from accounts.enums import UnitLevel
from accounts.forms import asks_by_name
from accounts.models import Unit
from accounts.words import normal, search_key
from scoring.actions.preparing import GIVEN_UP
from scoring.enums import Disclosure
from scoring.forms.numbers import TINY, NumberField
from scoring.models import Campaign, CriteriaSet

_SHORT = {"class": "input--half", "autocomplete": "off"}
# Blank rows offered below those that are filled.
BLANK_ROWS = 1
_FIRST_YEAR, _LAST_YEAR = 2020, 2100
# Addresses of the portal that a campaign's code must not hide.
_TAKEN_CODES = frozenset({"lap-moi"})
_BEFORE = "trước ngày"


class InstantField(forms.DateTimeField):
    """An instant as decisions name it: a day alone, or "trước ngày …", is its first moment.

    ``end`` says of which end of a window: "opens" or "closes".
    """

    def __init__(self, *, end: str = "closes", **options: Any) -> None:
        widget = forms.DateTimeInput(format="%d/%m/%Y %H:%M", attrs={**_SHORT, "data-instant": end})
        said = {"invalid": "Hãy ghi theo mẫu ngày/tháng/năm giờ:phút, ví dụ 05/11/2024 00:00."}
        super().__init__(
            widget=widget,
            error_messages=said,
            input_formats=["%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y", "%Y-%m-%dT%H:%M"],
            **options,
        )

    def to_python(self, value: Any) -> datetime | None:
        if isinstance(value, str):
            folded = normal(value)
            value = folded[len(_BEFORE) :] if folded.lower().startswith(_BEFORE) else folded
        return super().to_python(value)


@asks_by_name
class BasicsForm(forms.Form):
    """What a campaign is: its name, year, criteria set, and the round compared with."""

    use_required_attribute = False

    title = forms.CharField(label="Tên đợt chấm điểm", max_length=300)
    year = forms.IntegerField(
        label="Năm đánh giá",
        min_value=_FIRST_YEAR,
        max_value=_LAST_YEAR,
        localize=False,
        widget=forms.TextInput(attrs={**TINY, "inputmode": "numeric"}),
    )
    criteria_set = forms.ModelChoiceField(
        label="Bộ tiêu chí",
        queryset=CriteriaSet.objects.none(),
        empty_label="Chọn bộ tiêu chí đã công bố",
        help_text="Bộ tiêu chí quyết định loại đơn vị được chấm: cấp xã, cấp huyện hoặc sở, ngành.",
    )
    previous = forms.ModelChoiceField(
        label="Đợt trước để so sánh",
        queryset=Campaign.objects.none(),
        required=False,
        empty_label="Không so sánh",
    )

    def __init__(self, *args: Any, earlier: QuerySet[Campaign], **options: Any) -> None:
        super().__init__(*args, **options)
        sets = CriteriaSet.objects.order_by("-year", "name", "-version")
        _choose(
            self, "criteria_set", sets, lambda each: f"{each} – {each.get_unit_level_display()}"
        )
        _choose(self, "previous", earlier, lambda each: each.title)

    def clean_title(self) -> str:
        return normal(self.cleaned_data["title"])

    def clean(self) -> dict[str, Any]:
        """Compare only rounds of the same kind of unit."""
        cleaned = super().clean() or {}
        chosen, previous = cleaned.get("criteria_set"), cleaned.get("previous")
        if chosen and previous and previous.unit_level != chosen.unit_level:
            kind = UnitLevel(chosen.unit_level).label.lower()
            self.add_error("previous", f"Hãy chọn một đợt cũng chấm {kind}.")
        return cleaned


@asks_by_name
class NewCampaignForm(BasicsForm):
    """A new campaign: its code and area too, which never change afterwards."""

    code = forms.SlugField(
        label="Mã đợt",
        max_length=40,
        help_text="Chữ thường không dấu, chữ số, gạch nối; hiện trên địa chỉ trang và tên tệp.",
        widget=forms.TextInput(attrs=_SHORT),
        error_messages={"invalid": "Chỉ dùng chữ không dấu, chữ số, gạch nối và gạch dưới."},
    )
    area = forms.ModelChoiceField(
        label="Địa bàn", queryset=Unit.objects.none(), empty_label="Chọn địa bàn"
    )
    field_order = ("title", "code", "year", "area", "criteria_set", "previous")

    def __init__(self, *args: Any, areas: QuerySet[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        _choose(self, "area", areas, _area_label)

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).lower()
        if code in _TAKEN_CODES or Campaign.objects.filter(code=code).exists():
            raise ValidationError(f"Mã {code} đã được dùng. Hãy chọn mã khác.")
        if code.startswith(GIVEN_UP):
            raise ValidationError(f"Mã không bắt đầu bằng “{GIVEN_UP}”. Hãy chọn mã khác.")
        return code


@asks_by_name
class ChangedBasicsForm(BasicsForm):
    """The same for a campaign that exists."""

    adopts_judging = forms.BooleanField(
        label="Lấy lại điều kiện, thang xếp loại, mức điểm và giấy tờ theo bộ tiêu chí đã chọn",
        required=False,
        help_text="Nội dung đang có của các phần ấy được thay thế.",
    )


@asks_by_name
class StageForm(forms.Form):
    """One step of the chain; the first is the self assessment, all others appraise."""

    use_required_attribute = False

    name = forms.CharField(label="Tên giai đoạn", max_length=200)
    level = forms.ChoiceField(label="Cấp thực hiện", choices=[("", "Chọn cấp"), *UnitLevel.choices])
    opens_at = InstantField(label="Mở lúc", end="opens")
    closes_at = InstantField(
        label="Khóa lúc",
        help_text="“Trước ngày 05/11/2024” nghĩa là khóa lúc 00:00 ngày ấy.",
    )

    def clean_name(self) -> str:
        return normal(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", "Giai đoạn phải khóa sau khi mở.")
        return cleaned


StageFormSet = forms.formset_factory(StageForm, extra=BLANK_ROWS, can_order=True, can_delete=True)


@asks_by_name
class TermsForm(forms.Form):
    """Caps, disclosure, registration."""

    use_required_attribute = False

    bonus_cap = NumberField(label="Điểm thưởng tối đa", at_most=Decimal(100), unit="điểm")
    penalty_cap = NumberField(label="Điểm trừ tối đa", at_most=Decimal(100), unit="điểm")
    shown_to_unit = forms.ChoiceField(
        label="Đơn vị được chấm xem điểm thẩm định",
        choices=Disclosure.choices,
        widget=forms.RadioSelect,
    )
    shown_below = forms.ChoiceField(
        label="Cấp thẩm định bên dưới xem điểm của cấp trên",
        choices=Disclosure.choices,
        widget=forms.RadioSelect,
    )
    has_registration = forms.BooleanField(label="Có bước đăng ký xây dựng mô hình", required=False)


@asks_by_name
class PaperForm(forms.Form):
    """One signed paper that a dossier must hold; its key stays when its name is mended."""

    use_required_attribute = False

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    label = forms.CharField(label="Tên giấy tờ", max_length=300)

    def clean_label(self) -> str:
        return normal(self.cleaned_data["label"])


PaperFormSet = forms.formset_factory(PaperForm, extra=BLANK_ROWS, can_order=True, can_delete=True)


def papers_written(formset: forms.BaseFormSet) -> list[dict[str, str]]:
    """Return the papers of a valid formset in the order asked for, each with a key of its own."""
    rows = [form.cleaned_data for form in formset.ordered_forms]
    taken = {row["key"] for row in rows if row["key"]}
    told = []
    for row in rows:
        key = row["key"] or key_from(row["label"], taken=taken)
        taken.add(key)
        told.append({"key": key, "label": row["label"]})
    return told


def key_from(label: str, *, taken: set[str]) -> str:
    """Return a stable key for something newly named: its words without accents, not yet taken."""
    words = "".join(letter if letter.isalnum() else "_" for letter in search_key(label))
    plain = "_".join(part for part in words.split("_") if part and part.isascii())[:34].strip("_")
    base = plain if plain[:1].isalpha() else f"k_{plain}".rstrip("_")
    key, number = base, 2
    while key in taken:
        key, number = f"{base}_{number}", number + 1
    return key


def _choose(form: forms.Form, name: str, rows: QuerySet, label: Any) -> None:
    """Let a choice field offer ``rows`` under their labels."""
    # A form knows its fields only as fields, and Django gives the label by replacing a method.
    field: Any = form.fields[name]
    field.queryset = rows
    field.label_from_instance = label


def _area_label(unit: Unit) -> str:
    until = f", đến {unit.valid_until:%d/%m/%Y}" if unit.valid_until else ""
    return f"{unit.name} (từ {unit.valid_from:%d/%m/%Y}{until})"
