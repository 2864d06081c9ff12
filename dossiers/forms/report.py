"""Reading what was typed into the report, and a leader's remark. Shapes only, no rights."""

from typing import Any

from django import forms
from django.http import QueryDict

from accounts import posted, words
from accounts.errors import Invalid
from dossiers.actions.report import PARTS, Words
from dossiers.models import Report

# Two pages of text; more belongs into an attached document.
LONGEST_PART = 8000
LONGEST_COMMENT = 2000


class ReportForm(forms.ModelForm):
    """The unit's words beside its figures, and whom to ask about the report."""

    class Meta:
        model = Report
        fields = (
            "difficulties",
            "proposals",
            "remarks",
            "contact_name",
            "contact_position",
            "contact_phone",
            "contact_email",
        )
        labels = {
            "difficulties": "Khó khăn, vướng mắc",
            "proposals": "Kiến nghị, đề xuất",
            "remarks": "Nội dung khác",
            "contact_name": "Họ và tên",
            "contact_position": "Chức vụ",
            "contact_phone": "Điện thoại",
            "contact_email": "Thư điện tử",
        }
        help_texts = {"remarks": "In thành mục riêng ở cuối báo cáo; để trống nếu không có."}
        widgets = {
            "difficulties": forms.Textarea(attrs={"rows": 6}),
            "proposals": forms.Textarea(attrs={"rows": 6}),
            "remarks": forms.Textarea(attrs={"rows": 4}),
            "contact_phone": forms.TextInput(
                attrs={"class": "input--short", "inputmode": "tel", "autocomplete": "off"}
            ),
            "contact_email": forms.EmailInput(attrs={"autocomplete": "off"}),
        }
        error_messages = {
            "contact_email": {
                "invalid": "Thư điện tử chưa đúng dạng. Hãy ghi như ten@bacgiang.gov.vn.",
            },
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in ("difficulties", "proposals", "remarks"):
            # ``Textarea`` tells the browser too, which then stops at the limit.
            self.fields[name].max_length = LONGEST_PART  # type: ignore[attr-defined]
            self.fields[name].widget.attrs["maxlength"] = LONGEST_PART

    def clean(self) -> dict[str, Any]:
        """Return the typed words in their normal form; each part within its length."""
        typed = super().clean() or {}
        for name in ("difficulties", "proposals", "remarks"):
            typed[name] = words.paragraphs(typed.get(name, ""))
            if len(typed[name]) > LONGEST_PART:
                self.add_error(name, f"Dài quá {LONGEST_PART} ký tự. Hãy rút gọn.")
        for name in ("contact_name", "contact_position", "contact_phone"):
            typed[name] = words.normal(typed.get(name, ""))
        return typed

    def typed(self) -> Words:
        """Return the words; raises ``Invalid`` with each field's problem."""
        if not self.is_valid():
            problems = {name: str(said[0]) for name, said in self.errors.items()}
            raise Invalid("Báo cáo chưa lưu được: hãy sửa các ô báo lỗi.", problems=problems)
        return Words(**{name: self.cleaned_data[name] for name in self.Meta.fields})


def seen_name(part: str) -> str:
    """Return the name of the hidden input with the mark of a part as the page shows it."""
    return f"seen_{part}"


def read_seen(data: QueryDict, part: str) -> dict[str, str] | None:
    """Return the marks that the person was shown: of one part that saves itself, or of all.

    None when the form carries none, and then says by its version what was shown.
    """
    if part:
        return {part: data.get("version", "")}
    seen = {each: data.get(seen_name(each), "") for each in PARTS if seen_name(each) in data}
    return seen or None


def read_version(data: QueryDict) -> int:
    """Return the version that the person saw, 0 when the form carries none."""
    return posted.number_or_zero(data.get("version"))


def read_comment(data: QueryDict) -> str:
    """Return a remark on a leaf; raises ``Invalid`` when it is too long."""
    text = words.paragraphs(data.get("comment", ""))
    if len(text) > LONGEST_COMMENT:
        said = f"Nhận xét dài quá {LONGEST_COMMENT} ký tự. Hãy rút gọn."
        raise Invalid(said, problems={"comment": said})
    return text
