"""What the columns of the lists that offices send mean: people to be given accounts, units."""

from collections.abc import Iterable

from accounts import issue_list, tables
from accounts.actions import units
from accounts.errors import RowsInvalid

PEOPLE_COLUMNS = {
    "full_name": ("Họ và tên", "Họ tên"),
    "position": ("Chức vụ", "Chức danh"),
    "unit_code": ("Mã đơn vị", "Mã ĐVHC", "unit"),
    "role": ("Vai trò",),
    "username": ("Tên đăng nhập", "user"),
    "email": ("Thư điện tử", "Email"),
    "phone": ("Điện thoại", "Số điện thoại", "SĐT"),
}
PEOPLE_REQUIRED = ("full_name", "position", "unit_code", "role")
MAX_BYTES = tables.MAX_BYTES
# More people than any province issues at once; keeps the preview a page one can read.
MAX_PEOPLE = 2_000
UNIT_COLUMNS = {
    "code": ("Mã", "Mã đơn vị"),
    "name": ("Tên", "Tên đơn vị"),
    "level": ("Cấp",),
    "parent_code": ("Mã đơn vị cấp trên", "Mã cấp trên"),
}
UNIT_REQUIRED = ("code", "name", "level", "parent_code")


def read_people(content: bytes, *, encoding: str = "") -> list[issue_list.Person]:
    """Return the people of a CSV or XLSX file; raises ``Refused`` for an unreadable one."""
    lines = tables.read_lines(
        content, columns=PEOPLE_COLUMNS, required=PEOPLE_REQUIRED, encoding=encoding
    )
    if len(lines) > MAX_PEOPLE:
        raise RowsInvalid("Danh sách có hơn 2.000 người. Hãy chia thành nhiều tệp nhỏ hơn.")
    return [
        issue_list.Person(
            line=line.number,
            full_name=line.get("full_name"),
            position=line.get("position"),
            unit_code=line.get("unit_code"),
            role_typed=line.get("role"),
            username=line.get("username").lower(),
            email=line.get("email"),
            phone=line.get("phone"),
        )
        for line in lines
    ]


def read_units(content: bytes) -> list[units.UnitRow]:
    """Return the rows of a unit list; raises ``Refused`` for an unreadable file."""
    lines = tables.read_lines(content, columns=UNIT_COLUMNS, required=UNIT_REQUIRED)
    return [
        units.UnitRow(
            line=line.number,
            code=line.get("code"),
            name=line.get("name"),
            level=line.get("level").lower(),
            parent_code=line.get("parent_code"),
        )
        for line in lines
    ]


def only_province(rows: Iterable[units.UnitRow], code: str) -> list[units.UnitRow]:
    """Keep the province ``code`` and everything below it, in the order of the list."""
    rows = list(rows)
    parents = {row.code: row.parent_code for row in rows}

    def top_of(unit_code: str) -> str:
        # A list that names itself as its own ancestor is refused later; here it must only end.
        for _ in range(len(parents)):
            above = parents.get(unit_code, "")
            if not above:
                break
            unit_code = above
        return unit_code

    return [row for row in rows if top_of(row.code) == code]
