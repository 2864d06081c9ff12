"""What is typed about a registration: the unit's short form, and the decision above it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from accounts import posted, words
from accounts.errors import Invalid
from dossiers.actions.registration import Content
from dossiers.forms.review import LongTextField, PointsField, sound
from dossiers.models import Registration
from dossiers.queries import phrases

_LONG_NAME = "Hãy ghi ngắn lại, tối đa 200 ký tự."


class RegistrationForm(forms.Form):
    """The four things that a unit registers; all are asked for only when it is sent."""

    head = forms.CharField(
        label="Người chịu trách nhiệm",
        help_text="Họ tên, chức vụ. Ví dụ: Nguyễn Văn An, Chủ tịch Ủy ban nhân dân.",
        max_length=200,
        required=False,
        error_messages={"max_length": _LONG_NAME},
    )
    scope = LongTextField(
        label="Nội dung, phạm vi xây dựng mô hình",
        help_text="Mô hình làm gì, ở đâu, cho ai.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    measures = LongTextField(
        label="Giải pháp thực hiện",
        help_text="Việc sẽ làm, người làm, thời gian.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    target = PointsField(
        label="Mục tiêu điểm tự chấm",
        help_text="Tổng điểm đơn vị phấn đấu đạt. Ví dụ: 92,5.",
        required=False,
        widget=forms.TextInput(attrs={"class": "input--tiny", "inputmode": "decimal"}),
    )
    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        problems: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(data, use_required_attribute=False, **more)
        for field in self.fields.values():
            # The page does not call optional what the leader will be asked for.
            field.asked_later = True  # type: ignore[attr-defined]
        for name, said in (problems or {}).items():
            if name in self.fields and not self.has_error(name):
                self.add_error(name, said)

    def content(self) -> Content:
        """Return what was typed. Raises ``Invalid`` with a sentence for each wrong field."""
        typed = sound(self)
        return Content(
            head=words.normal(typed["head"]),
            scope=typed["scope"],
            measures=typed["measures"],
            target=typed["target"],
            version=typed["version"] or 0,
        )


def stored(row: Registration | None) -> dict[str, Any]:
    """Return a registration's row as the form's first values."""
    if row is None:
        return {"version": 0}
    return {
        "head": row.head,
        "scope": row.scope,
        "measures": row.measures,
        "target": "" if row.target is None else phrases.points(row.target),
        "version": row.version,
    }


class ReturnForm(forms.Form):
    """Why a registration goes back to the unit."""

    reason = LongTextField(
        label="Lý do trả lại", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, data: QueryDict | None = None, **more: Any) -> None:
        super().__init__(data, use_required_attribute=False, **more)
        self.fields["reason"].asked_later = True  # type: ignore[attr-defined]


def read_version(data: QueryDict) -> int:
    """Return the version that was looked at; 0 for none, which never stands."""
    return posted.number_or_zero(data.get("version"))


def read_chosen(data: QueryDict) -> list[tuple[int, int]]:
    """Return the registrations ticked in the list: dossier's number and version seen."""
    pairs = [typed.partition(".") for typed in data.getlist("registration")]
    chosen = [
        (posted.number_or_zero(pk), posted.number_or_zero(version)) for pk, _, version in pairs
    ]
    if not chosen:
        raise Invalid("Hãy chọn ít nhất một bản đăng ký để phê duyệt.")
    return chosen
