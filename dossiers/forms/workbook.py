"""Uploading a filled workbook of the unit, and what was chosen on its preview."""

from dataclasses import dataclass

from django import forms
from django.http import QueryDict

from scoring.imports import tables

WORKBOOK, STORED = "workbook", "stored"


class WorkbookForm(forms.Form):
    """The unit's workbook, filled in."""

    file = forms.FileField(
        label="Bảng tính đã điền (.xlsx)",
        help_text="Tệp tải từ trang này rồi điền bằng Excel hoặc LibreOffice. Tối đa 5 MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": "Chưa chọn tệp. Hãy chọn bảng tính của đơn vị.",
            "empty": "Tệp không có nội dung. Hãy lưu lại bảng tính rồi chọn lại.",
        },
    )

    def content(self) -> bytes:
        """Return the bytes of a valid form's file, one more than allowed at most."""
        content: bytes = self.cleaned_data["file"].read(tables.MAX_BYTES + 1)
        return content


@dataclass(frozen=True)
class Choices:
    """What a person chose on the preview: leaves to take, and a side for each conflict."""

    taken: frozenset[str]
    sides: dict[str, str]

    def takes(self, code: str, *, is_conflict: bool) -> bool:
        """Whether the workbook's value of a leaf is wanted."""
        return self.sides.get(code) == WORKBOOK if is_conflict else code in self.taken


def read_choices(data: QueryDict) -> Choices:
    """Return the choices of a posted preview."""
    start = "side-"
    sides = {
        name.removeprefix(start): data.get(name, "") for name in data if name.startswith(start)
    }
    return Choices(frozenset(data.getlist("take")), sides)
