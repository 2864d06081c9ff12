"""Uploading a filled workbook of the unit, and what was chosen on its preview."""

from dataclasses import dataclass

from django.http import QueryDict

from scoring.forms import exchange

WORKBOOK, STORED = "workbook", "stored"


class WorkbookForm(exchange.WorkbookForm):
    """The unit's workbook, filled in."""

    file = exchange.workbook_field(
        label="Bảng tính đã điền (.xlsx)",
        hint="Tệp tải từ trang này rồi điền bằng Excel hoặc LibreOffice.",
        missing="Chưa chọn tệp. Hãy chọn bảng tính của đơn vị.",
    )


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
