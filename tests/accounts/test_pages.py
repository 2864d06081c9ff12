"""The administrator's pages: who may enter, what they show, and the list that becomes letters."""

import logging
import re

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from tests.accounts import factories
from tests.accounts.conftest import Map

LIST, UNITS = "/tai-khoan/", "/don-vi/"
IMPORT, CONFIRM, TEMPLATE = (
    "/tai-khoan/nhap-danh-sach/",
    "/tai-khoan/nhap-danh-sach/cap/",
    "/tai-khoan/nhap-danh-sach/mau/",
)
GOOD = "Họ và tên,Chức vụ,Mã đơn vị,Vai trò\nNguyễn Thị Lan,Công chức,09112,Cán bộ nhập liệu\n"
SECRET = re.compile(r"data-secret>([a-z2-9-]{14})<")


def upload(client: Client, text: str, name: str = "ds.csv"):
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, text.encode())})


def payload_of(page) -> str:
    return re.search(r'name="payload" value="([^"]+)"', page.content.decode())[1]


def act(name: str, account: User) -> str:
    return reverse(f"accounts:{name}", args=[account.pk])


@pytest.mark.parametrize("address", [LIST, UNITS, IMPORT, TEMPLATE])
def test_only_administrators_enter(client: Client, officer: User, address: str) -> None:
    assert client.get(address).status_code == 302
    client.force_login(officer)
    assert client.get(address).status_code == 403


@pytest.mark.parametrize(
    "name", ["detail", "reset_secret", "hand_over", "unlock", "deactivate", "activate", "grant"]
)
def test_another_provinces_account_is_as_good_as_absent(
    client: Client, other_admin: User, officer: User, name: str
) -> None:
    client.force_login(other_admin)
    ask = client.get if name == "detail" else client.post
    assert ask(act(name, officer)).status_code == 404
    assert ask(reverse(f"accounts:{name}", args=[999_999])).status_code == 404


def test_the_list_shows_ones_own_accounts_only(
    admin_client: Client, officer: User, other_admin: User
) -> None:
    page = admin_client.get(LIST).content.decode()
    assert officer.username in page
    assert other_admin.username not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=tran+thi+hoa", True),
        ("q=TRẦN+THỊ+HÒA", True),
        ("q=nhaplieu.0911", True),
        ("q=khong+ai", False),
        ("don_vi=911", True),
        ("don_vi=09112", False),
        ("don_vi=92", False),
        ("vai_tro=entry", True),
        ("vai_tro=leader", False),
        ("trang_thai=active", True),
        ("trang_thai=unused", False),
        ("trang_thai=expired", False),
        ("trang_thai=inactive", False),
        ("trang=99", True),
    ],
)
def test_the_filters_of_the_list(
    admin_client: Client, officer: User, query: str, found: bool
) -> None:
    page = admin_client.get(f"{LIST}?{query}")
    assert page.status_code == 200
    assert (f'data-account="{officer.username}"' in page.content.decode()) is found


def test_the_list_costs_the_same_for_one_and_three(admin_client: Client, places: Map) -> None:
    admin_client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        admin_client.get(LIST)
    for _ in range(3):
        factories.person(Role.ENTRY, places.commune)
    with CaptureQueriesContext(connection) as three:
        admin_client.get(LIST)
    assert len(one) == len(three) <= 6


def test_the_unit_list_searches_without_accents(admin_client: Client) -> None:
    page = admin_client.get(f"{UNITS}?q=hoa+binh&cap=commune").content.decode()
    assert 'data-unit-code="09111"' in page
    assert 'data-unit-code="09112"' not in page
    assert 'data-unit-code="09211"' not in admin_client.get(UNITS).content.decode()
    assert 'data-unit-code="911"' in admin_client.get(f"{UNITS}?hien_nay=on").content.decode()


def test_a_good_list_is_previewed_issued_and_shown_once(
    admin_client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    preview = upload(admin_client, GOOD)
    assert preview.status_code == 200
    assert "nhaplieu.09112" in preview.content.decode()
    assert not User.objects.filter(username="nhaplieu.09112").exists()

    payload = payload_of(preview)
    page = admin_client.post(CONFIRM, {"payload": payload})
    (secret,) = SECRET.findall(page.content.decode())
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert User.objects.get(username="nhaplieu.09112").check_password(secret)

    again = admin_client.post(CONFIRM, {"payload": payload})
    assert again.status_code == 409
    text = again.content.decode()
    assert 'data-error="already_done"' in text
    assert "chỉ hiện một lần" in text
    assert not SECRET.findall(text)
    assert secret not in caplog.text
    assert not any(secret in str(session.get_decoded()) for session in Session.objects.all())


def test_a_bad_list_names_its_lines(admin_client: Client) -> None:
    page = upload(admin_client, GOOD + "Lê Văn An,Công chức,09211,Thủ kho\n")
    text = page.content.decode()
    assert page.status_code == 422
    assert 'data-error="rows_invalid"' in text
    assert "Dòng 3:" in text
    assert "payload" not in text


def test_an_unreadable_file_is_refused_by_name(admin_client: Client) -> None:
    page = upload(admin_client, "\x00\x01", "ds.csv")
    assert page.status_code == 422
    assert 'data-error="file_type"' in page.content.decode()
    assert admin_client.post(IMPORT).status_code == 422


def test_a_preview_is_good_for_its_own_person_only(
    admin_client: Client, client: Client, other_admin: User
) -> None:
    payload = payload_of(upload(admin_client, GOOD))
    stranger = Client()
    stranger.force_login(other_admin)
    assert stranger.post(CONFIRM, {"payload": payload}).status_code == 422
    assert admin_client.post(CONFIRM, {"payload": payload[:-1] + "x"}).status_code == 422


def test_what_changed_since_the_preview_is_shown_again(admin_client: Client, places: Map) -> None:
    given = GOOD.replace("Vai trò", "Vai trò,Tên đăng nhập").replace("liệu\n", "liệu,lan.moi\n")
    two = given + "Lê Văn An,Công chức,09112,Lãnh đạo đơn vị,\n"
    payload = payload_of(upload(admin_client, two))
    places.neighbour.grants.all().delete()
    unit = places.neighbour
    unit.ancestor_links.filter(depth__gt=0).delete()
    page = admin_client.post(CONFIRM, {"payload": payload})
    assert page.status_code == 422
    assert "Không có đơn vị mã 09112" in page.content.decode()


def test_the_template_reads_back_as_an_empty_list(admin_client: Client) -> None:
    answer = admin_client.get(TEMPLATE)
    assert answer.content.startswith(b"\xef\xbb\xbf")
    text = answer.content.decode("utf-8-sig") + "Nguyễn Thị Lan,Công chức,09112,entry,,,\n"
    assert upload(admin_client, text).status_code == 200
    assert upload(admin_client, answer.content.decode("utf-8-sig")).status_code == 422


def test_the_account_page_tells_its_history(admin_client: Client, officer: User) -> None:
    given = {"role": "leader", "unit": "09111", "reason": "QĐ 5/QĐ-UBND"}
    assert admin_client.post(act("grant", officer), given).status_code == 302
    page = admin_client.get(act("detail", officer)).content.decode()
    assert "Giao vai trò" in page
    assert "QĐ 5/QĐ-UBND" in page
    assert re.search(r'data-recorded-at="\d{4}-\d\d-\d\dT[\d:.]+\+07:00"', page)
    again = admin_client.post(act("grant", officer), given)
    assert again.status_code == 409


def test_a_role_at_an_unknown_unit_keeps_what_was_typed(
    admin_client: Client, officer: User
) -> None:
    given = {"role": "leader", "unit": "09211", "reason": "Lý do đã gõ"}
    page = admin_client.post(act("grant", officer), given)
    assert page.status_code == 422
    assert "Không có đơn vị mã 09211" in page.content.decode()
    assert "Lý do đã gõ" in page.content.decode()


def test_a_role_ends_on_its_page(admin_client: Client, officer: User, places: Map) -> None:
    held = officer.roles_held.get()
    address = reverse("accounts:end_role", args=[officer.pk, held.pk])
    assert admin_client.post(address, {"version": 1, "reason": "Nghỉ"}).status_code == 302
    held.refresh_from_db()
    assert held.ends_at is not None
    others = factories.grant(factories.user(), Role.ENTRY, places.commune)
    address = reverse("accounts:end_role", args=[officer.pk, others.pk])
    assert admin_client.post(address, {"version": 1}).status_code == 404


def test_a_letter_drawn_anew_is_shown_once(admin_client: Client, officer: User) -> None:
    form = {"version": officer.version, "reason": "Mất giấy"}
    page = admin_client.post(act("reset_secret", officer), form)
    (secret,) = SECRET.findall(page.content.decode())
    again = admin_client.post(act("reset_secret", officer), form)
    assert again.status_code == 409
    assert 'data-error="conflict"' in again.content.decode()
    officer.refresh_from_db()
    assert officer.check_password(secret)


def test_handing_over_from_the_page(admin_client: Client, officer: User) -> None:
    address = act("hand_over", officer)
    assert 'data-form="handover"' in admin_client.get(address).content.decode()
    form = {"full_name": "Vũ Thị Mới", "position": "Công chức", "version": officer.version}
    missing = admin_client.post(address, form)
    assert missing.status_code == 422
    text = missing.content.decode()
    assert 'data-error="reason_required"' in text
    assert "Vũ Thị Mới" in text
    page = admin_client.post(address, {**form, "reason": "QĐ 7/QĐ-UBND"})
    assert page.status_code == 200
    assert len(SECRET.findall(page.content.decode())) == 1
    assert "Vũ Thị Mới" in page.content.decode()


def test_stopping_and_opening_again(admin_client: Client, officer: User) -> None:
    form = {"version": officer.version, "reason": "Nghỉ việc"}
    assert admin_client.post(act("deactivate", officer), form).status_code == 302
    page = admin_client.get(act("detail", officer)).content.decode()
    assert "Đã ngừng" in page
    assert 'data-form="activate"' in page
    assert officer.username in admin_client.get(f"{LIST}?trang_thai=inactive").content.decode()
    page = admin_client.post(act("activate", officer), {"version": officer.version + 1})
    assert len(SECRET.findall(page.content.decode())) == 1


def test_an_account_with_a_role_above_is_only_read(
    client: Client, officer: User, places: Map
) -> None:
    below = factories.person(Role.ADMIN, places.commune)
    factories.grant(officer, Role.STANDING, places.province)
    client.force_login(below)
    page = client.get(act("detail", officer)).content.decode()
    assert "chỉ xem được" in page
    assert 'data-form="reset-secret"' not in page
    assert client.post(act("reset_secret", officer), {"version": 1}).status_code == 403


def test_an_act_without_its_version_is_refused(admin_client: Client, officer: User) -> None:
    assert admin_client.post(act("deactivate", officer), {"reason": "x"}).status_code == 422


@pytest.mark.parametrize("until", ["31/12/9999", "01/01/0001"])
def test_a_role_until_a_year_beyond_reach_is_asked_back(
    client: Client, admin: User, officer: User, until: str
) -> None:
    client.force_login(admin)
    typed = {"role": Role.LEADER, "unit": "09112", "until": until}
    answer = client.post(act("grant", officer), typed)
    assert answer.status_code == 422
    assert "Hãy kiểm tra lại năm đã nhập." in answer.content.decode()


def test_a_missing_reason_is_asked_for_on_the_accounts_own_page(
    admin_client: Client, officer: User
) -> None:
    answer = admin_client.post(act("deactivate", officer), {"version": officer.version})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'data-error="reason_required"' in page
    question = page.split('data-form="deactivate"', 1)[0].rsplit("<details", 1)[1]
    assert " open>" in question
    assert "Hãy nêu lý do, số văn bản." in page
    officer.refresh_from_db()
    assert officer.is_active
