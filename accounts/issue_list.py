"""What a list of people to be given accounts says, judged line by line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts import permissions, queries, words
from accounts.enums import Role
from accounts.models import Unit, User

# The part of a user name that says what the account is for: ``nhaplieu.07213``.
USERNAME_PREFIX = {
    Role.ENTRY: "nhaplieu",
    Role.LEADER: "lanhdao",
    Role.REVIEWER: "thamdinh",
    Role.STANDING: "thuongtruc",
    Role.WATCHER: "theodoi",
    Role.ADMIN: "quantri",
}
_ROLE_BY_WORDS = {
    **{role.value: role for role in Role},
    **{words.search_key(role.label): role for role in Role},
    **{prefix: role for role, prefix in USERNAME_PREFIX.items()},
}
_USERNAME_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._-")
_MIN_USERNAME = 4
_MAX_USERNAME = 60
_MAX_NAME = 200
_MAX_PHONE = 20
_PHONE_SIGNS = frozenset("0123456789 .+()-")
# What the column holds; an address may be longer by Django's own rule.
MAX_EMAIL = 254


@dataclass(kw_only=True)
class Person:
    """One line: what was typed, what it was understood as, and what is to be mended."""

    line: int
    full_name: str
    position: str
    unit_code: str
    role_typed: str
    username: str = ""
    email: str = ""
    phone: str = ""
    unit: Unit | None = None
    role: Role | None = None
    problems: list[str] = field(default_factory=list)
    is_duplicate: bool = False

    def place(self) -> tuple[Unit, Role]:
        """Return the unit and the role of a line that was judged sound."""
        if self.unit is None or self.role is None:
            raise ValueError(f"line {self.line} has not been judged sound")
        return self.unit, self.role

    def refuse_as_duplicate(self, sentence: str) -> None:
        """Note that the account asked for is there already."""
        self.problems.append(sentence)
        self.is_duplicate = True


def judge(
    people: Sequence[Person], *, by: User | None, at: datetime, on: date | None = None
) -> None:
    """Fill in unit, role, user name and ``problems`` of every line.

    ``by`` may issue accounts only for units that this person administers; another province's
    unit reads as unknown. ``on`` is the day whose codes are meant, None for today. Costs the
    same few queries for one line and for five thousand.
    """
    units = _units_by_code(people, by=by, at=at, on=on or queries.local_date(at))
    for person in people:
        _judge_words(person)
        _judge_unit(person, units)
    _judge_names_taken(people)
    _judge_twice_listed(people)
    _judge_already_issued(people, at=at)
    _name_the_rest(people)


def _units_by_code(
    people: Iterable[Person], *, by: User | None, at: datetime, on: date
) -> dict[str, Unit]:
    """Return the units of the list's codes, and of each code's zero-padded readings."""
    codes = {padded for person in people for padded in _readings(person.unit_code)}
    units = Unit.objects.all() if by is None else queries.units_administered(by, at=at)
    return queries.units_by_code(units, codes, on=on)


def _readings(code: str) -> list[str]:
    """Return the code and, where a spreadsheet ate its zeros, what it may have been."""
    widths = (2, 3, 5)
    return [code, *(code.zfill(width) for width in widths if len(code) < width)]


def _judge_words(person: Person) -> None:
    if not person.full_name:
        person.problems.append("Thiếu họ và tên.")
    elif len(person.full_name) > _MAX_NAME or not _is_name(person.full_name):
        person.problems.append("Họ và tên chỉ gồm chữ cái và khoảng trắng.")
    if not person.position:
        person.problems.append("Thiếu chức vụ.")
    elif len(person.position) > _MAX_NAME or person.position[0] in "=+-@":
        person.problems.append("Chức vụ không được bắt đầu bằng dấu =, +, -, @.")
    person.role = _ROLE_BY_WORDS.get(words.search_key(person.role_typed))
    if person.role is None:
        labels = "; ".join(Role.labels)
        person.problems.append(
            f"Vai trò “{person.role_typed}” không có. Hãy ghi một trong: {labels}."
        )
    if person.email:
        try:
            validate_email(person.email)
        except ValidationError:
            person.problems.append(f"Thư điện tử “{person.email}” không đúng dạng.")
    if len(person.email) > MAX_EMAIL:
        person.problems.append(f"Thư điện tử dài quá {MAX_EMAIL} ký tự.")
    if len(person.phone) > _MAX_PHONE or not is_phone(person.phone):
        person.problems.append(f"Điện thoại “{person.phone}” không đúng dạng.")


def is_phone(text: str) -> bool:
    """Say whether a text consists of what telephone numbers are written with."""
    return set(text) <= _PHONE_SIGNS


def _is_name(text: str) -> bool:
    return all(letter.isalpha() or letter in " .'’-" for letter in text) and text[0].isalpha()


def _judge_unit(person: Person, units: dict[str, Unit]) -> None:
    person.unit = units.get(person.unit_code)
    if person.unit is not None:
        return
    if not person.unit_code:
        person.problems.append("Thiếu mã đơn vị.")
        return
    meant = [units[code] for code in _readings(person.unit_code) if code in units]
    hint = f" Có phải là {meant[0].code} ({meant[0].name})?" if meant else ""
    person.problems.append(
        f"Không có đơn vị mã {person.unit_code} trong phạm vi quản trị của bạn.{hint}"
    )


def _judge_names_taken(people: Iterable[Person]) -> None:
    """Check the user names that the list itself gives."""
    wanted = [person for person in people if person.username]
    taken = set(
        User.objects.filter(username__in=[person.username for person in wanted]).values_list(
            "username", flat=True
        )
    )
    first_line: dict[str, int] = {}
    for person in wanted:
        name = person.username
        if not _MIN_USERNAME <= len(name) <= _MAX_USERNAME or not set(name) <= _USERNAME_LETTERS:
            person.problems.append(
                f"Tên đăng nhập “{name}” phải có từ 4 đến 60 ký tự, gồm chữ cái không dấu, "
                "chữ số và các dấu . _ -"
            )
        elif name in taken:
            person.refuse_as_duplicate(f"Tên đăng nhập “{name}” đã có người dùng.")
        elif first_line.setdefault(name, person.line) != person.line:
            person.problems.append(
                f"Tên đăng nhập “{name}” đã có ở dòng {first_line[name]}. Mỗi người một dòng; "
                "thêm vai trò thứ hai ở trang của tài khoản."
            )


def _judge_twice_listed(people: Iterable[Person]) -> None:
    first_line: dict[tuple[str, str, str], int] = {}
    for person in people:
        same = (words.search_key(person.full_name), person.unit_code, str(person.role))
        if first_line.setdefault(same, person.line) != person.line:
            person.problems.append(f"Trùng với dòng {first_line[same]}.")


def _judge_already_issued(people: Iterable[Person], *, at: datetime) -> None:
    """Refuse people who hold that role at that unit already: the list came a second time."""
    units = {person.unit.pk for person in people if person.unit}
    held = {
        (words.search_key(name), unit, role): username
        for name, unit, role, username in permissions.current_grants(at=at)
        .filter(content_object__in=units)
        .values_list("user__full_name", "content_object", "role", "user__username")
    }
    for person in people:
        if person.unit is None or person.role is None:
            continue
        username = held.get((words.search_key(person.full_name), person.unit.pk, person.role))
        if username is not None:
            person.refuse_as_duplicate(
                f"{person.full_name} đã có tài khoản {username} với vai trò này."
            )


def _name_the_rest(people: Iterable[Person]) -> None:
    """Give a user name to each sound line without one: role and unit code, then a number.

    It says at a glance whose desk it belongs to, can be read over the telephone, stays when
    the officer changes, and holds nothing personal: ``nhaplieu.07213``, ``nhaplieu.07213.2``.
    """
    unnamed = [
        (person, f"{USERNAME_PREFIX[person.role]}.{person.unit.code}")
        for person in people
        if not person.username and person.unit is not None and person.role is not None
    ]
    taken = {person.username for person in people if person.username}
    for word in {stem.split(".")[0] for _, stem in unnamed}:
        taken.update(
            User.objects.filter(username__startswith=f"{word}.").values_list("username", flat=True)
        )
    for person, stem in unnamed:
        username, number = stem, 1
        while username in taken:
            number += 1
            username = f"{stem}.{number}"
        taken.add(username)
        person.username = username
