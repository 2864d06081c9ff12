"""What reviewers and the standing body type: points, questions, facts, filters of the queue."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from accounts import words
from accounts.errors import Invalid
from dossiers.actions.judgement import Judgement
from dossiers.forms.desk import LONGEST_TEXT
from scoring.rules.errors import BadNumber
from scoring.rules.numbers import parse_number

_LONG = f"Hãy viết ngắn lại, tối đa {LONGEST_TEXT} ký tự."


class LongTextField(forms.CharField):
    """Free text that keeps its line breaks: stripped, in NFC, with plain line ends."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", {"max_length": _LONG})
        super().__init__(max_length=LONGEST_TEXT, **options)

    def to_python(self, value: Any) -> str:
        return words.paragraphs(super().to_python(value) or "")


class PointsField(forms.CharField):
    """Points as offices type them: ``3``, ``3,5`` or ``3.5``; None when left empty."""

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_number(text)
        except BadNumber as bad:
            raise forms.ValidationError(bad.sentence) from bad


class JudgementForm(forms.Form):
    """One leaf as the reviewer sees it; ``applicable`` is the ticked box "không áp dụng".

    A leader-relative leaf asks for its measured ``value`` in place of points.
    """

    points = PointsField(required=False)
    value = PointsField(required=False)
    applicable = forms.BooleanField(required=False)
    reason = LongTextField(required=False)
    version = forms.IntegerField(min_value=0, required=False)

    def judgement(self) -> Judgement:
        """Return what was typed. Raises ``Invalid`` with a sentence for each wrong field."""
        typed = sound(self)
        is_not_applicable = typed["applicable"]
        return Judgement(
            points=None if is_not_applicable else typed["points"],
            rate=None if is_not_applicable else typed["value"],
            is_not_applicable=is_not_applicable,
            reason=typed["reason"],
            version=typed["version"] or 0,
        )


class QuestionForm(forms.Form):
    """A question on one leaf and until when it may be answered."""

    question = LongTextField(label="Nội dung cần giải trình", required=False)
    until = forms.DateTimeField(
        label="Trả lời trước",
        error_messages={
            "required": "Hãy ghi thời hạn trả lời.",
            "invalid": "Hãy ghi thời hạn theo mẫu 25/11/2024 17:00.",
        },
    )


class FactForm(forms.Form):
    """Whether the unit's head was disciplined in the year, and by which document."""

    is_disciplined = forms.ChoiceField(
        label="Người đứng đầu bị kỷ luật hoặc bị truy cứu trách nhiệm hình sự trong năm",
        choices=[("yes", "Có"), ("no", "Không")],
        error_messages={"required": "Hãy chọn có hoặc không."},
    )
    document_number = forms.CharField(label="Số, ký hiệu văn bản", max_length=60, required=False)
    reason = LongTextField(label="Nội dung", required=False)


# Stands for every leaf that is left in the form that agrees with all of them.
ALL_LEAVES = "all"


def read_codes(data: QueryDict) -> list[str] | None:
    """Return the leaves to agree with, None for all that are left; ``Invalid`` for none."""
    codes = data.getlist("codes")
    if not codes:
        raise Invalid("Hãy chọn ít nhất một tiêu chí để thống nhất.")
    return None if ALL_LEAVES in codes else codes


def sound(form: forms.Form) -> dict[str, Any]:
    """Return the form's values, or raise ``Invalid`` with a sentence for each wrong field."""
    if form.is_valid():
        return form.cleaned_data
    problems = {
        name: " ".join(str(error) for error in errors) for name, errors in form.errors.items()
    }
    raise Invalid(" ".join(problems.values()), problems=problems)


def raw(data: QueryDict) -> dict[str, str | bool]:
    """Return the typed row as the page shows it again after a refusal."""
    return {
        "points": data.get("points", "") or data.get("value", ""),
        "is_not_applicable": bool(data.get("applicable")),
        "reason": data.get("reason", ""),
        "question": data.get("question", ""),
        "until": data.get("until", ""),
    }
