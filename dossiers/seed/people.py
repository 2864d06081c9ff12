"""Invented people and their accounts. Names are drawn from lists and belong to nobody."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from accounts import issue_list, passwords, permissions
from accounts.actions import grants, holder, issue
from accounts.enums import Role
from accounts.models import RoleGrant, Unit, User
from dossiers.seed.calendar import standing

_FAMILIES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô",
    "Dương", "Giáp", "Thân", "Hà", "Lương", "Tạ", "Đào", "Phùng", "Chu", "Mai",
)  # fmt: skip
_MEN = (
    "Văn An", "Đức Bình", "Quang Cường", "Minh Dũng", "Hữu Đạt", "Tiến Hải", "Xuân Hòa",
    "Mạnh Hùng", "Đình Khải", "Trung Kiên", "Ngọc Lâm", "Bá Long", "Thế Nam", "Hồng Phong",
    "Anh Quân", "Thanh Sơn", "Công Thành", "Duy Toàn", "Anh Tuấn", "Quốc Việt",
)  # fmt: skip
_WOMEN = (
    "Thị Bích", "Thu Chi", "Thùy Dung", "Hương Giang", "Thu Hà", "Minh Hạnh", "Thanh Hiền",
    "Kim Hoa", "Thu Huyền", "Ngọc Lan", "Mai Liên", "Khánh Ly", "Thanh Mai", "Hồng Nga",
    "Bích Ngọc", "Kim Oanh", "Minh Phương", "Thu Thảo", "Huyền Trang", "Hải Yến",
)  # fmt: skip
_POSITIONS = {
    Role.ENTRY: (
        "Công chức Văn hóa – Xã hội",
        "Công chức Văn phòng – Thống kê",
        "Công chức Tư pháp – Hộ tịch",
    ),
    Role.LEADER: ("Chủ tịch UBND", "Phó Chủ tịch UBND"),
    Role.REVIEWER: ("Chuyên viên Phòng Nội vụ", "Phó Trưởng phòng Nội vụ"),
    Role.STANDING: ("Chuyên viên Sở Nội vụ", "Phó Trưởng phòng, Sở Nội vụ"),
    Role.WATCHER: ("Ủy viên Ban Chỉ đạo", "Phó Trưởng ban Chỉ đạo"),
    Role.ADMIN: ("Quản trị hệ thống, Sở Nội vụ",),
}
# As on a letter: no letters or digits that are confused on paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 3, 4


@dataclass(frozen=True)
class Wanted:
    """One person to be given an account."""

    unit: Unit
    role: Role


@dataclass
class Crowd:
    """Everybody in the demo by unit and role, with the passwords they sign in with."""

    seed: int
    rng: Random
    held: dict[tuple[int, Role], list[User]] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    names: dict[int, set[str]] = field(default_factory=dict)

    def one(self, unit: Unit, role: Role) -> User:
        """Return the first person who holds ``role`` at ``unit``."""
        return self.held[(unit.pk, role)][0]

    def all_of(self, unit: Unit, role: Role) -> list[User]:
        """Return everybody who holds ``role`` at ``unit``."""
        return self.held[(unit.pk, role)]

    def issue(self, wanted: Iterable[Wanted], *, by: User | None, on: date, at: datetime) -> None:
        """Give each person wanted an account through the list that an administrator would send."""
        asked = list(wanted)
        rows = [self._row(line, each) for line, each in enumerate(asked, start=2)]
        letters = issue.issue_accounts(
            rows, by=by, on=on, draw=lambda: drawn_secret(self.rng), clock=standing(at)
        )
        people = User.objects.in_bulk([row.username for row in rows], field_name="username")
        for each, letter in zip(asked, letters, strict=True):
            self.held.setdefault((each.unit.pk, each.role), []).append(people[letter.username])
            self.passwords[letter.username] = letter.secret
        # They have all signed in since and, in the demo, kept the secret of their letter.
        User.objects.filter(username__in=people).update(
            must_change_password=False, secret_expires_at=None
        )

    def _row(self, line: int, wanted: Wanted) -> issue_list.Person:
        return issue_list.Person(
            line=line,
            full_name=self._name(wanted.unit),
            position=self.rng.choice(_POSITIONS[wanted.role]),
            unit_code=wanted.unit.code,
            role_typed=wanted.role.label,
        )

    def _name(self, unit: Unit) -> str:
        """Return a name that nobody else at ``unit`` bears: lists refuse a person named twice."""
        taken = self.names.setdefault(unit.pk, set())
        while True:
            given = self.rng.choice(self.rng.choice((_MEN, _WOMEN)))
            name = f"{self.rng.choice(_FAMILIES)} {given}"
            if name not in taken:
                taken.add(name)
                return name

    def give(self, person: User, unit: Unit, role: Role, *, by: User, at: datetime) -> None:
        """Give a person a second role."""
        grants.grant_role(person, role=role, unit=unit, by=by, clock=standing(at))
        self.held.setdefault((unit.pk, role), []).append(person)

    def disable(self, person: User, *, by: User, at: datetime) -> None:
        """Stop the account of somebody who has left."""
        holder.deactivate(person, by=by, reason="Chuyển công tác", clock=standing(at))
        for people in self.held.values():
            if person in people:
                people.remove(person)

    def leave_unused(self, person: User, *, by: User, at: datetime) -> None:
        """Draw a secret for somebody who has not signed in with it yet."""
        holder.reset_secret(person, by=by, reason="Cấp lại thư mật khẩu", clock=standing(at))
        person.refresh_from_db()
        secret = drawn_secret(self.rng)
        passwords.keep_secret(person, secret)
        person.save(update_fields=["password"])
        self.passwords[person.username] = secret


def drawn_secret(rng: Random) -> str:
    """Return a demo password: written like a letter's secret, but the same for the same seed."""
    groups = ("".join(rng.choices(_ALPHABET, k=_GROUP_LENGTH)) for _ in range(_GROUPS))
    return "-".join(groups)


def current_roles(*, at: datetime) -> dict[int, list[RoleGrant]]:
    """Return everybody's roles in their terms at ``at``, by person."""
    roles: dict[int, list[RoleGrant]] = {}
    for grant in permissions.grants_in_term(at=at).select_related("content_object"):
        roles.setdefault(grant.user_id, []).append(grant)
    return roles
