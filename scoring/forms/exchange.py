"""Uploading a filled workbook."""

from django import forms

from scoring.imports import tables


def workbook_field(*, label: str, hint: str, missing: str) -> forms.FileField:
    """Return the input for a workbook; ``missing`` is said when none was chosen."""
    return forms.FileField(
        label=label,
        help_text=f"{hint} Tối đa {tables.MAX_BYTES >> 20} MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": missing,
            "empty": "Tệp không có nội dung. Hãy lưu lại bảng tính rồi chọn lại.",
        },
    )


class WorkbookForm(forms.Form):
    """The workbook of a criteria set."""

    file = workbook_field(
        label="Bảng tính bộ tiêu chí (.xlsx)",
        hint="Tệp mẫu đã điền, hoặc bảng tính tải từ một bộ tiêu chí rồi sửa.",
        missing="Chưa chọn tệp. Hãy chọn bảng tính bộ tiêu chí.",
    )

    def content(self) -> bytes:
        """Return the bytes of a valid form's file, one more than allowed at most."""
        content: bytes = self.cleaned_data["file"].read(tables.MAX_BYTES + 1)
        return content
