"""Reading what the unit typed: rows of figures, documents, reasons. Shapes only, no rights."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from accounts import posted, words
from accounts.errors import Invalid, ReasonRequired
from accounts.files import names
from dossiers.actions import entry
from dossiers.actions.evidence import Link
from scoring import plans
from scoring.rules.errors import InvalidFigures

# What a unit explains and what an appraiser gives as a reason fits on a page; more belongs into a
# document.
LONGEST_TEXT = 4000


@dataclass(frozen=True)
class TypedRow:
    """One row as it was typed: texts by field name, and the version the person saw."""

    leaf: plans.Leaf
    raw: dict[str, list[str]]
    version: int

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all was typed."""
        return not any(text.strip() for texts in self.raw.values() for text in texts)

    def entry(self) -> entry.Entry:
        """Return the row as the action takes it; raises ``Invalid`` with each field's problem."""
        is_not_applicable = bool(self.raw["applicable"])
        explanation = words.paragraphs(next(iter(self.raw["explanation"]), ""))
        if len(explanation) > LONGEST_TEXT:
            said = f"Lời giải thích dài quá {LONGEST_TEXT} ký tự. Hãy rút gọn hoặc gắn tài liệu."
            raise Invalid(said, problems={"explanation": said})
        return entry.Entry(
            figures=None if is_not_applicable else self._figures(),
            is_not_applicable=is_not_applicable,
            explanation=explanation,
            version=self.version,
        )

    def _figures(self) -> dict[str, Any] | None:
        figures = {field.name: self.raw[field.name] for field in self.leaf.rule.fields()}
        if not any(text.strip() for texts in figures.values() for text in texts):
            return None
        try:
            return self.leaf.rule.read(figures)
        except InvalidFigures as error:
            raise entry.unreadable(self.leaf, error) from error


def read_row(leaf: plans.Leaf, data: QueryDict, *, prefix: str = "") -> TypedRow:
    """Return one row out of a posted form; ``prefix`` stands before its names in a group form."""
    asked = [field.name for field in leaf.rule.fields()]
    raw = {name: data.getlist(prefix + name) for name in (*asked, "applicable", "explanation")}
    return TypedRow(leaf, raw, posted.number_or_zero(data.get(f"{prefix}version")))


def group_prefix(code: str) -> str:
    """Return what stands before a leaf's field names in the form of a whole group."""
    return f"{code}-"


@dataclass(frozen=True)
class Attachment:
    """What one evidence form carries: files, numbers of finished uploads, a link, or several.

    ``is_joined``: the photos among them are to become one PDF.
    """

    files: list[UploadedFile]
    uploads: list[str]
    link: Link | None
    is_joined: bool


def read_attachment(data: QueryDict, files: MultiValueDict[str, UploadedFile]) -> Attachment:
    """Return what an evidence form carries; raises ``Invalid`` for nothing at all.

    ``file`` holds chosen files, ``photo`` what a telephone's camera has just taken.
    """
    address = data.get("link", "").strip()
    sent = [*files.getlist("file"), *files.getlist("photo")]
    uploads = data.getlist("upload")
    if not (address or sent or uploads):
        said = "Hãy chọn tệp (PDF, JPEG, PNG) hoặc nhập một liên kết."
        raise Invalid(said, problems={"file": said})
    title = words.normal(data.get("title", ""))[: names.LONGEST_NAME]
    link = Link(names.link(address), title) if address else None
    return Attachment(sent, uploads, link, is_joined=bool(data.get("join")))


def brings_something(data: QueryDict, files: MultiValueDict[str, UploadedFile]) -> bool:
    """Say whether a form that may carry documents does."""
    return bool(files or data.getlist("upload") or data.get("link", "").strip())


class ReasonForm(forms.Form):
    """Why a dossier goes back to the officer."""

    reason = forms.CharField(
        label="Lý do trả lại",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Hãy nêu lý do trả lại để cán bộ nhập liệu biết cần sửa gì."},
    )

    def typed_reason(self) -> str:
        """Return the reason; raises ``ReasonRequired`` when there is none."""
        if not self.is_valid():
            raise ReasonRequired(str(self.errors["reason"][0]))
        return words.paragraphs(self.cleaned_data["reason"])


def read_answer(data: QueryDict) -> str:
    """Return the text that answers a question; raises ``Invalid`` when it is too long."""
    text = words.paragraphs(data.get("answer", data.get("explanation", "")))
    if len(text) > LONGEST_TEXT:
        raise Invalid(f"Nội dung giải trình dài quá {LONGEST_TEXT} ký tự. Hãy gắn thêm tài liệu.")
    return text
