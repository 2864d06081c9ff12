"""What is written of a person: corrected by the administrator, addresses also by oneself."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.actions import holder
from accounts.enums import Role
from accounts.errors import AlreadyDone, Conflict, Invalid, NotAllowed, ReasonRequired
from accounts.models import JournalEntry, User
from tests.accounts import factories
from tests.accounts.conftest import Map

OWN, PASSWORD = "/tai-khoan-cua-toi/", "/doi-mat-khau/"
NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def noon() -> datetime:
    return NOON


@pytest.fixture
def officer(officer: User) -> User:
    """Return the commune's officer with an address that has a slip in it."""
    officer.email, officer.phone = "hoa@exmaple.vn", "0204 3854 100"
    officer.save()
    return officer


def as_written(account: User, **other: str) -> holder.Holder:
    """Return what stands of an account's holder, with ``other`` in its place."""
    names = ("full_name", "position", "email", "phone")
    return holder.Holder(**{name: getattr(account, name) for name in names} | other)


def form(account: User, **other: Any) -> dict[str, Any]:
    """Return what the page of an account sends, with ``other`` typed into it."""
    told = {"full_name": account.full_name, "position": account.position, "reason": ""}
    return told | own_form(account, **other)


def own_form(account: User, **other: Any) -> dict[str, Any]:
    contact = {"email": account.email, "phone": account.phone, "version": account.version}
    return contact | other


def page_of(account: User) -> str:
    return reverse("accounts:correct", args=[account.pk])


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def corrections() -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(verb="account_corrected").order_by("seq"))


# --- The acts ----------------------------------------------------------------------------


def test_a_corrected_address_is_kept_and_the_journal_says_only_that(
    admin: User, officer: User
) -> None:
    to = as_written(officer, email=" hoa@example.vn ")
    assert holder.correct(officer, to=to, by=admin, version=1, clock=noon) == ["email"]
    officer.refresh_from_db()
    assert (officer.email, officer.phone, officer.version) == ("hoa@example.vn", "0204 3854 100", 2)
    (entry,) = corrections()
    assert (entry.by, entry.by_role, entry.subject) == (admin, Role.ADMIN, "nhaplieu.09111")
    assert (entry.before, entry.after) == (None, {"corrected": ["email"]})
    assert officer.check_password(factories.PASSWORD)


def test_a_corrected_name_is_found_and_stands_in_the_journal(admin: User, officer: User) -> None:
    to = as_written(officer, full_name="Trần  Thị Hoa", phone="")
    holder.correct(officer, to=to, by=admin, reason="Ghi sai dấu", clock=noon)
    officer.refresh_from_db()
    assert (officer.full_name, officer.search_key) == (
        "Trần Thị Hoa",
        "tran thi hoa nhaplieu.09111",
    )
    (entry,) = corrections()
    assert entry.before == {"full_name": "Trần Thị Hoà"}
    assert entry.after == {"full_name": "Trần Thị Hoa", "corrected": ["phone"]}
    assert entry.reason == "Ghi sai dấu"


def test_another_name_needs_a_reason_and_other_corrections_none(admin: User, officer: User) -> None:
    to = as_written(officer, full_name="Vũ Thị Mới")
    with pytest.raises(ReasonRequired):
        holder.correct(officer, to=to, by=admin, reason=" ", clock=noon)
    with pytest.raises(Invalid):
        holder.correct(officer, to=as_written(officer, position=" "), by=admin, clock=noon)
    assert corrections() == []
    to = as_written(officer, position="Phó Chủ tịch")
    assert holder.correct(officer, to=to, by=admin, clock=noon) == ["position"]


def test_what_stands_already_is_not_written_again(admin: User, officer: User) -> None:
    assert holder.correct(officer, to=as_written(officer), by=admin, version=1, clock=noon) == []
    officer.refresh_from_db()
    assert (officer.version, corrections()) == (1, [])


def test_nobody_corrects_beyond_the_own_units_or_a_stopped_account(
    admin: User, other_admin: User, officer: User, places: Map
) -> None:
    to = as_written(officer, email="ai.do@example.vn")
    below = factories.person(Role.ADMIN, places.commune)
    factories.grant(officer, Role.STANDING, places.province)
    for person in (other_admin, below):
        with pytest.raises(NotAllowed, match="ngoài phạm vi"):
            holder.correct(officer, to=to, by=person, clock=noon)
    officer.is_active = False
    officer.save()
    with pytest.raises(AlreadyDone):
        holder.correct(officer, to=to, by=admin, clock=noon)
    assert corrections() == []


def test_one_corrects_the_own_addresses(officer: User) -> None:
    changed = holder.correct_own(
        officer, email="hoa@example.vn", phone="0912 345 678", version=1, clock=noon
    )
    assert changed == ["email", "phone"]
    officer.refresh_from_db()
    assert (officer.email, officer.phone) == ("hoa@example.vn", "0912 345 678")
    (entry,) = corrections()
    assert (entry.by, entry.by_role) == (officer, "")
    assert entry.after == {"corrected": ["email", "phone"]}


def test_who_comes_second_with_an_old_page_overwrites_nothing(admin: User, officer: User) -> None:
    holder.correct_own(officer, email="hoa@example.vn", phone="", version=1, clock=noon)
    to = as_written(officer, email="khac@example.vn")
    with pytest.raises(Conflict):
        holder.correct(officer, to=to, by=admin, version=1, clock=noon)
    with pytest.raises(Conflict):
        holder.correct_own(officer, email="", phone="", version=1, clock=noon)
    officer.refresh_from_db()
    assert officer.email == "hoa@example.vn"


# --- The administrator's page ------------------------------------------------------------


def test_the_accounts_page_leads_to_its_correction(admin_client: Client, officer: User) -> None:
    assert page_of(officer) in text_of(admin_client.get(f"/tai-khoan/{officer.pk}/"))
    page = text_of(admin_client.get(page_of(officer)))
    assert 'href="/tai-khoan/" aria-current="page"' in page
    assert 'data-form="account-correct"' in page
    assert 'value="hoa@exmaple.vn"' in page
    answer = admin_client.post(page_of(officer), form(officer, email="hoa@example.vn"), follow=True)
    assert answer.redirect_chain == [(f"/tai-khoan/{officer.pk}/", 302)]
    assert "Đã sửa thư điện tử." in text_of(answer)
    assert 'data-version="2"' in text_of(answer)
    assert "Sửa thông tin tài khoản" in text_of(answer)
    assert "hoa@exmaple.vn" not in text_of(answer)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": "hoa@"}, "Chưa đúng dạng. Hãy ghi như ten@bacgiang.gov.vn."),
        ({"email": factories.TOO_LONG_EMAIL}, "254"),
        ({"phone": "hỏi văn phòng"}, "Chưa đúng dạng. Hãy chỉ ghi chữ số"),
        ({"full_name": " "}, "Hãy nhập “Họ và tên”."),
        ({"position": ""}, "Hãy nhập “Chức vụ”."),
        ({"version": ""}, "Hãy tải lại trang rồi sửa lại."),
    ],
)
def test_a_bad_correction_keeps_what_was_typed(
    admin_client: Client, officer: User, typed: dict[str, str], sentence: str
) -> None:
    answer = admin_client.post(page_of(officer), form(officer, reason="Đã gõ", **typed))
    page = text_of(answer)
    assert answer.status_code == 422
    assert 'data-error="invalid"' in page
    assert sentence in page
    assert 'value="Đã gõ"' in page
    assert corrections() == []


def test_another_name_without_a_reason_is_asked_back(admin_client: Client, officer: User) -> None:
    answer = admin_client.post(page_of(officer), form(officer, full_name="Vũ Thị Mới"))
    assert answer.status_code == 422
    assert 'data-error="reason_required"' in text_of(answer)
    assert 'id="id_reason_error"' in text_of(answer)
    assert 'value="Vũ Thị Mới"' in text_of(answer)


def test_a_lost_race_shows_both_sides_and_can_be_settled(
    admin_client: Client, officer: User
) -> None:
    typed = form(officer, email="cua.quan.tri@example.vn")
    holder.correct_own(officer, email="cua.toi@example.vn", phone=officer.phone, clock=noon)
    answer = admin_client.post(page_of(officer), typed)
    page = text_of(answer)
    assert answer.status_code == 409
    assert 'data-error="conflict"' in page
    assert "cua.toi@example.vn" in page
    assert 'value="cua.quan.tri@example.vn"' in page
    assert 'name="version" value="2"' in page
    assert admin_client.post(page_of(officer), {**typed, "version": 2}).status_code == 302
    officer.refresh_from_db()
    assert officer.email == "cua.quan.tri@example.vn"


def test_a_refused_page_keeps_the_version_that_it_was_drawn_from(
    admin_client: Client, officer: User
) -> None:
    typed = form(officer, email="sai@")
    holder.correct_own(officer, email="cua.toi@example.vn", phone="", clock=noon)
    assert 'name="version" value="1"' in text_of(admin_client.post(page_of(officer), typed))


def test_an_unchanged_form_is_said_to_be_unchanged(admin_client: Client, officer: User) -> None:
    answer = admin_client.post(page_of(officer), form(officer), follow=True)
    assert "Không có nội dung nào thay đổi." in text_of(answer)


def test_an_account_that_is_only_read_is_not_corrected(
    client: Client, officer: User, places: Map
) -> None:
    below = factories.person(Role.ADMIN, places.commune)
    factories.grant(officer, Role.STANDING, places.province)
    client.force_login(below)
    assert page_of(officer) not in text_of(client.get(f"/tai-khoan/{officer.pk}/"))
    assert client.get(page_of(officer)).status_code == 403
    assert client.post(page_of(officer), form(officer, email="")).status_code == 403


def test_a_strangers_account_is_not_found(client: Client, other_admin: User, officer: User) -> None:
    client.force_login(other_admin)
    assert client.get(page_of(officer)).status_code == 404
    assert client.post(page_of(officer), form(officer)).status_code == 404


def test_an_address_longer_than_its_column_is_refused_at_a_handover(
    admin_client: Client, officer: User
) -> None:
    typed = form(officer, email=factories.TOO_LONG_EMAIL, reason="Số 1/QĐ")
    answer = admin_client.post(reverse("accounts:hand_over", args=[officer.pk]), typed)
    assert answer.status_code == 422
    assert "254" in text_of(answer)


# --- One's own page ----------------------------------------------------------------------


def test_the_menu_leads_to_ones_own_account(client: Client, officer: User) -> None:
    client.force_login(officer)
    assert f'href="{OWN}">Tài khoản của tôi' in text_of(client.get(PASSWORD))
    page = text_of(client.get(OWN))
    assert 'data-form="own-account"' in page
    assert "Cán bộ nhập liệu – Xã Hòa Bình" in page
    assert 'value="hoa@exmaple.vn"' in page
    assert 'name="full_name"' not in page


def test_ones_own_address_is_corrected_with_the_password(client: Client, officer: User) -> None:
    client.force_login(officer)
    # A name that is sent along is not one's own to change.
    typed = own_form(officer, email="hoa@example.vn", full_name="Người Khác")
    answer = client.post(OWN, {**typed, "password": factories.PASSWORD}, follow=True)
    assert answer.redirect_chain == [(OWN, 302)]
    assert "Đã sửa thư điện tử." in text_of(answer)
    assert 'data-version="2" data-recorded-at="20' in text_of(answer)
    officer.refresh_from_db()
    assert (officer.email, officer.full_name) == ("hoa@example.vn", "Trần Thị Hoà")


@pytest.mark.parametrize(
    ("password", "sentence"),
    [("", "Hãy nhập “Mật khẩu hiện tại”."), ("sai-mat-khau", "Mật khẩu hiện tại chưa đúng.")],
)
def test_without_the_password_nothing_of_ones_own_changes(
    client: Client, officer: User, password: str, sentence: str
) -> None:
    client.force_login(officer)
    typed = own_form(officer, email="hoa@example.vn", password=password)
    answer = client.post(OWN, typed)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert 'value="hoa@example.vn"' in text_of(answer)
    assert "sai-mat-khau" not in text_of(answer)
    assert corrections() == []


def test_ones_own_lost_race_shows_both_sides(client: Client, admin: User, officer: User) -> None:
    client.force_login(officer)
    to = as_written(officer, email="cua.quan.tri@example.vn")
    holder.correct(officer, to=to, by=admin, clock=noon)
    typed = own_form(officer, email="cua.toi@example.vn", password=factories.PASSWORD)
    answer = client.post(OWN, typed)
    assert answer.status_code == 409
    assert "cua.quan.tri@example.vn" in text_of(answer)
    assert 'value="cua.toi@example.vn"' in text_of(answer)


def test_somebody_without_a_role_has_an_own_account_too(client: Client, places: Map) -> None:
    outsider = factories.user()
    client.force_login(outsider)
    typed = own_form(outsider, email="toi@example.vn", password=factories.PASSWORD)
    assert client.post(OWN, typed).status_code == 302
    outsider.refresh_from_db()
    assert outsider.email == "toi@example.vn"
    assert client.get(OWN).status_code == 200
