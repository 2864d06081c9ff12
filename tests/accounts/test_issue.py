"""Issuing accounts from a list: judged line by line, all or nothing, secrets kept nowhere."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core import serializers
from django.test import RequestFactory

from accounts import imports, issue_list, passwords
from accounts.actions import issue
from accounts.enums import Role
from accounts.errors import DuplicateAccount, Invalid, RowsInvalid
from accounts.models import JournalEntry, RoleGrant, User
from tests.accounts import factories
from tests.accounts.conftest import Map

HEADER = "Họ và tên,Chức vụ,Mã đơn vị,Vai trò,Tên đăng nhập,Email,Điện thoại\n"
GOOD = "Nguyễn Thị Lan,Công chức,09111,Cán bộ nhập liệu,,,\n"
NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def noon() -> datetime:
    return NOON


def read(*lines: str) -> list[issue_list.Person]:
    return imports.read_people((HEADER + "".join(lines)).encode())


def issued(by: User | None, *lines: str) -> list[issue.Letter]:
    return issue.issue_accounts(read(*lines), by=by, clock=noon)


def refused(by: User, *lines: str) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        issued(by, *lines)
    return refusal.value.problems


def test_a_list_becomes_accounts_with_roles_and_letters(admin: User, places: Map) -> None:
    first, second, third = issued(
        admin,
        GOOD,
        "Trần Văn Bảy,Chủ tịch,09111,lanh dao don vi,chutich.hoabinh,bay@example.vn,0912 345 678\n",
        "Lý Thị Cúc,Công chức,09111,entry,,,\n",
    )
    assert (first.username, second.username, third.username) == (
        "nhaplieu.09111",
        "chutich.hoabinh",
        "nhaplieu.09111.2",
    )
    assert first.unit_name == "Xã Hòa Bình"
    assert first.expires_at == NOON + timedelta(days=30)
    account = User.objects.get(username="chutich.hoabinh")
    assert account.must_change_password
    assert account.secret_expires_at == first.expires_at
    grant = RoleGrant.objects.get(user=account)
    assert (grant.role, grant.unit, grant.granted_by) == (Role.LEADER, places.commune, admin)
    assert grant.permission.codename == Role.LEADER
    acts = JournalEntry.objects.filter(chain=places.commune.chain)
    assert [(act.verb, act.subject, act.by_name) for act in acts] == [
        ("account_issued", "nhaplieu.09111", "Lê Thị Quản Trị"),
        ("account_issued", "chutich.hoabinh", "Lê Thị Quản Trị"),
        ("account_issued", "nhaplieu.09111.2", "Lê Thị Quản Trị"),
    ]


def test_each_secret_is_its_own_and_opens_the_account(admin: User) -> None:
    letters = issued(admin, GOOD, GOOD.replace("Lan", "Mai"))
    assert len({letter.secret for letter in letters}) == 2
    assert all(re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}", item.secret) for item in letters)
    request = RequestFactory().post("/")
    letter = letters[0]
    assert authenticate(request, username=letter.username, password=letter.secret) is not None


def test_a_secret_is_in_no_table(admin: User) -> None:
    (letter,) = issued(admin, GOOD)
    rows = (
        serializers.serialize("json", m.objects.all()) for m in apps.get_models() if m._meta.managed
    )
    assert not any(letter.secret in table for table in rows)


def test_a_kept_secret_is_hashed_at_full_cost_at_the_first_sign_in(admin: User, settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    (letter,) = issued(admin, GOOD)
    account = User.objects.get(username=letter.username)
    quick = int(account.password.split("$")[1])
    assert account.check_password(letter.secret)
    assert int(account.password.split("$")[1]) > quick


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (",Công chức,09111,Cán bộ nhập liệu,,,", "Thiếu họ và tên."),
        ("Nguyễn Văn An,,09111,Cán bộ nhập liệu,,,", "Thiếu chức vụ."),
        ("Nguyễn Văn An,Công chức,,Cán bộ nhập liệu,,,", "Thiếu mã đơn vị."),
        ("Nguyễn Văn An,Công chức,77777,Cán bộ nhập liệu,,,", "Không có đơn vị mã 77777"),
        ("Nguyễn Văn An,Công chức,9111,Cán bộ nhập liệu,,,", "Có phải là 09111 (Xã Hòa Bình)?"),
        (
            "Nguyễn Văn An,Công chức,09211,Cán bộ nhập liệu,,,",
            "Không có đơn vị mã 09211 trong phạm vi",
        ),
        ("Nguyễn Văn An,Công chức,09111,Thủ kho,,,", "Vai trò “Thủ kho” không có."),
        ("=1+1,Công chức,09111,Cán bộ nhập liệu,,,", "Họ và tên chỉ gồm chữ cái"),
        ("Nguyễn Văn An,=HYPERLINK(1),09111,Cán bộ nhập liệu,,,", "không được bắt đầu bằng dấu ="),
        ("Nguyễn Văn An,@SUM(A1),09111,Cán bộ nhập liệu,,,", "không được bắt đầu bằng dấu ="),
        ("Nguyễn Văn An,Công chức,09111,Cán bộ nhập liệu,a b,,", "Tên đăng nhập “a b” phải có"),
        ("Nguyễn Văn An,Công chức,09111,Cán bộ nhập liệu,quantri.91,,", "đã có người dùng"),
        ("Nguyễn Văn An,Công chức,09111,Cán bộ nhập liệu,,thu,", "Thư điện tử “thu” không đúng"),
        (f"Nguyễn Văn An,Công chức,09111,Cán bộ nhập liệu,,{factories.TOO_LONG_EMAIL},", "254"),
        ("Nguyễn Văn An,Công chức,09111,Cán bộ nhập liệu,,,09x", "Điện thoại “09x” không đúng"),
        ("nguyễn thị lan,Công chức,09111,Cán bộ nhập liệu,,,", "Trùng với dòng 2."),
    ],
)
def test_a_bad_line_is_named_and_no_account_is_issued(
    admin: User, line: str, sentence: str
) -> None:
    before = User.objects.count()
    problems = refused(admin, GOOD, line + "\n")
    assert list(problems) == ["3"]
    assert sentence in problems["3"]
    assert User.objects.count() == before
    assert not JournalEntry.objects.exists()


def test_a_user_name_twice_in_the_list_is_refused(admin: User) -> None:
    lines = [
        GOOD.replace(",,,", ",canbo.moi,,"),
        GOOD.replace("Lan", "Mai").replace(",,,", ",canbo.moi,,"),
    ]
    assert "đã có ở dòng 2" in refused(admin, *lines)["3"]


def test_the_same_list_again_is_told_as_duplicate(admin: User) -> None:
    issued(admin, GOOD)
    with pytest.raises(DuplicateAccount) as refusal:
        issued(admin, GOOD)
    assert "nhaplieu.09111" in refusal.value.problems["2"]


def test_an_empty_list_is_refused(admin: User) -> None:
    with pytest.raises(RowsInvalid, match="chưa có người nào"):
        issued(admin)


def test_judging_costs_the_same_for_one_and_many(admin: User, django_assert_num_queries) -> None:
    people = read(GOOD)
    many = read(*(GOOD.replace("Lan", f"Lan {letter}") for letter in "ABCDEFGH"))
    with django_assert_num_queries(3):
        issue_list.judge(people, by=admin, at=NOON)
    with django_assert_num_queries(3):
        issue_list.judge(many, by=admin, at=NOON)


@pytest.mark.parametrize(
    "password",
    [
        "matkhau12345",
        "Mật khẩu 123",
        "bacgiang2024",
        "chinhquyenthanthien",
        "tranthihoa1990",
        "12345678910",
    ],
)
@pytest.mark.django_db
def test_a_password_that_an_office_would_try_first_is_weak(password: str) -> None:
    holder = factories.user("Trần Thị Hoa")
    with pytest.raises(Exception, match="dễ đoán"):
        passwords.ZxcvbnValidator().validate(password, holder)


@pytest.mark.parametrize(
    "password", ["cua-so-mua-vang-7", "Thuyền đậu bến cũ chiều mưa", "x" * 5 + "Qz7!pL0vR2w#"]
)
@pytest.mark.django_db
def test_four_unrelated_words_are_strong(password: str) -> None:
    passwords.ZxcvbnValidator().validate(password, factories.user("Trần Thị Hoa"))
