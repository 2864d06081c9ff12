"""What a set says of itself, and its groups: shapes of the editor's two short forms."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from accounts import words
from accounts.enums import UnitLevel
from accounts.forms import asks_by_name
from scoring.exports import layout
from scoring.rules import outline
from scoring.rules.numbers import number_text, plain_text
from scoring.rules.registry import MAX_POINTS
from scoring.rules.rule import Written

_INFO = {column.key: column for column in layout.INFO_FIELDS}
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


@asks_by_name
class SetForm(forms.Form):
    """Name, code, year and kind of unit of a set."""

    name = forms.CharField(
        label=_INFO["name"].title,
        help_text=_INFO["name"].note,
        max_length=300,
        error_messages={"required": "Hãy ghi tên bộ tiêu chí."},
    )
    code = forms.SlugField(
        label=_INFO["code"].title,
        help_text=_INFO["code"].note,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "input--half"}),
        error_messages={
            "required": "Hãy ghi mã bộ tiêu chí.",
            "invalid": "Mã chỉ gồm chữ không dấu, chữ số, gạch nối và gạch dưới.",
        },
    )
    year = forms.IntegerField(
        label=_INFO["year"].title,
        help_text=_INFO["year"].note,
        min_value=_FIRST_YEAR,
        max_value=_LAST_YEAR,
        widget=forms.TextInput(attrs={"class": "input--tiny", "inputmode": "numeric"}),
        error_messages={
            "required": "Hãy ghi năm được đánh giá.",
            "invalid": "Năm là một số, ví dụ 2026.",
            "min_value": f"Năm từ {_FIRST_YEAR} trở đi.",
            "max_value": f"Năm không quá {_LAST_YEAR}.",
        },
    )
    unit_level = forms.ChoiceField(
        label=_INFO["unit_level"].title,
        choices=[each for each in UnitLevel.choices if each[0] != UnitLevel.PROVINCE],
    )

    @staticmethod
    def offered(document: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the form shows at first."""
        return {key: document.get(key, "") for key in ("name", "code", "year", "unit_level")}

    def document(self, document: Mapping[str, Any]) -> Written:
        """Return the document with what was typed; the form is valid."""
        typed = self.cleaned_data
        return {**document, **typed, "name": words.normal(typed["name"])}


@asks_by_name
class NewDraftForm(SetForm):
    """A new draft: the same questions, answered for a copy with the year after."""

    @staticmethod
    def offered(document: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return what the form shows at first: a copy is offered for the following year."""
        if document is None:
            return {}
        year = document["year"]
        name = document["name"].replace(str(year), str(year + 1))
        return {**SetForm.offered(document), "year": year + 1, "name": name}

    def document(self, document: Mapping[str, Any] | None) -> Written:
        """Return the new document, with every leaf of the copied one under its stable key."""
        return super().document(document or outline.empty(code="", name="", year=0, unit_level=""))


class GroupForm(forms.Form):
    """A group of the tree: its code, name, points, and the group it stands in."""

    code = forms.CharField(
        label="Mã nhóm",
        max_length=20,
        help_text="Như in trên giấy: 1, II, 2.1.",
        widget=forms.TextInput(attrs={"class": "input--tiny"}),
        error_messages={"required": "Hãy ghi mã nhóm."},
    )
    name = forms.CharField(
        label="Tên nhóm", max_length=500, error_messages={"required": "Hãy ghi tên nhóm."}
    )
    max_points = forms.DecimalField(
        label="Điểm của nhóm",
        localize=True,
        min_value=Decimal(0),
        max_value=MAX_POINTS,
        decimal_places=2,
        help_text="Bằng tổng điểm các tiêu chí và nhóm bên trong.",
        widget=forms.TextInput(attrs={"class": "input--tiny", "inputmode": "decimal"}),
        error_messages={
            "required": "Hãy ghi điểm của nhóm.",
            "invalid": "Điểm là một số, ví dụ 7,5.",
            "min_value": "Điểm không được âm.",
            "max_value": f"Điểm không được vượt quá {number_text(MAX_POINTS)}.",
            "max_decimal_places": "Điểm chỉ được có tối đa hai chữ số thập phân.",
        },
    )
    parent = forms.ChoiceField(label="Thuộc nhóm", required=False)
    is_outside_base = forms.BooleanField(
        label="Nhóm điểm thưởng hoặc điểm trừ, ngoài tổng 100 điểm", required=False
    )

    def __init__(
        self,
        *args: Any,
        document: Mapping[str, Any],
        place: outline.Place | None,
        parents: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._document, self._place = document, place
        parent: forms.ChoiceField = self.fields["parent"]  # type: ignore[assignment]
        parent.choices = [("", "Không, đây là nhóm lớn"), *parents]

    @staticmethod
    def offered(group: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the form shows at first."""
        return {**group, "max_points": outline.points(group)}

    def clean_code(self) -> str:
        """Refuse a code that another node of the set has."""
        code = words.normal(self.cleaned_data["code"])
        nodes = outline.walk(self._document)
        if code in {node.written.get("code") for node in nodes if node.place != self._place}:
            raise forms.ValidationError(f"Mã {code} đã có trong bộ tiêu chí. Hãy chọn mã khác.")
        return code

    def group(self) -> Written:
        """Return the group as written; the form is valid."""
        typed = self.cleaned_data
        return {
            "code": typed["code"],
            "name": words.normal(typed["name"]),
            "max_points": plain_text(typed["max_points"]),
            **({"parent": typed["parent"]} if typed["parent"] else {}),
            "is_outside_base": typed["is_outside_base"],
        }
