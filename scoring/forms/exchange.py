"""Uploading a filled workbook."""

from django import forms

from scoring.imports import tables


class WorkbookForm(forms.Form):
    """The workbook of a criteria set."""

    file = forms.FileField(
        label="Bảng tính bộ tiêu chí (.xlsx)",
        help_text="Tệp mẫu đã điền, hoặc bảng tính tải từ một bộ tiêu chí rồi sửa. Tối đa 5 MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": "Chưa chọn tệp. Hãy chọn bảng tính bộ tiêu chí.",
            "empty": "Tệp không có nội dung. Hãy lưu lại bảng tính rồi chọn lại.",
        },
    )

    def content(self) -> bytes:
        """Return the bytes of a valid form's file, one more than allowed at most."""
        content: bytes = self.cleaned_data["file"].read(tables.MAX_BYTES + 1)
        return content
