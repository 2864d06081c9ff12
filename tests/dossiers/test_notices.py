"""The notification centre: for every role, read and unread, leading on; the count on each page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from dossiers.actions import notices
from dossiers.models import Notice
from tests import stories
from tests.factories import Cast

EVERYBODY = [
    "commune_officer",
    "commune_leader",
    "district_reviewer",
    "standing_officer",
    "watcher",
    "administrator",
    "outsider",
]


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def tell(cast: Cast, person: User, sentence: str, *, link: str = "") -> Notice:
    notices.tell(
        people=[person], sentence=sentence, at=timezone.now(), dossier=cast.dossier, link=link
    )
    return Notice.objects.get(recipient=person, sentence=sentence)


def post(client: Client, notice: Notice, to: str, **more: str) -> object:
    return client.post(reverse("dossiers:notice", args=[notice.pk]), {"to": to, **more})


@pytest.mark.parametrize("part", EVERYBODY)
def test_every_role_has_the_page_and_its_way_there(cast_today: Cast, part: str) -> None:
    client = signed_in(getattr(cast_today, part))
    page = client.get(reverse("dossiers:notices")).content.decode()
    assert "Chưa có thông báo nào" in page
    assert 'class="bell" href="/thong-bao/"' in page


def test_count_stands_on_every_page_and_costs_no_query(
    cast_today: Cast, django_assert_max_num_queries: object
) -> None:
    client = signed_in(cast_today.district_reviewer)
    address = reverse("dossiers:notices")
    client.get(address)
    with django_assert_max_num_queries(6) as before:
        client.get(reverse("dossiers:queue"))
    for number in range(3):
        tell(cast_today, cast_today.district_reviewer, f"Việc {number}")
    tell(cast_today, cast_today.commune_officer, "Việc của người khác")
    with django_assert_max_num_queries(len(before)):
        page = client.get(reverse("dossiers:queue")).content.decode()
    assert '<span class="bell__count">3<' in page


def test_opening_marks_read_and_leads_on(cast_today: Cast) -> None:
    client = signed_in(cast_today.commune_officer)
    notice = tell(cast_today, cast_today.commune_officer, "Có việc", link="/tai-lieu/")
    assert post(client, notice, "open").url == "/tai-lieu/"
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert post(client, notice, "unread", loc="").url == "/thong-bao/"
    notice.refresh_from_db()
    assert notice.read_at is None
    assert post(client, notice, "read", loc="chua-doc").url == "/thong-bao/?loc=chua-doc"


def test_filter_pages_and_all_read(cast_today: Cast) -> None:
    officer = cast_today.commune_officer
    client = signed_in(officer)
    first = tell(cast_today, officer, "Việc đã đọc")
    post(client, first, "read")
    for number in range(31):
        tell(cast_today, officer, f"Việc số {number:02d}")
    page = client.get(reverse("dossiers:notices"), {"loc": "chua-doc"}).content.decode()
    assert "Việc đã đọc" not in page
    assert "loc=chua-doc&amp;trang=2" in page
    second = client.get(reverse("dossiers:notices"), {"trang": "2"}).content.decode()
    assert "Việc đã đọc" in second
    done = client.post(reverse("dossiers:read_notices"), {"loc": ""})
    assert done.url == "/thong-bao/"
    assert not Notice.objects.filter(recipient=officer, read_at__isnull=True).exists()
    page = client.get(reverse("dossiers:notices"), {"loc": "chua-doc"}).content.decode()
    assert "Không có thông báo chưa đọc" in page


def test_one_notice_is_marked_without_leaving_its_page(cast_today: Cast) -> None:
    officer = cast_today.commune_officer
    client = signed_in(officer)
    oldest = tell(cast_today, officer, "Việc cũ nhất")
    for number in range(31):
        tell(cast_today, officer, f"Việc số {number:02d}")
    second = client.get(reverse("dossiers:notices"), {"trang": "2"}).content.decode()
    assert '<input type="hidden" name="trang" value="2">' in second
    assert post(client, oldest, "read", loc="", trang="2").url == "/thong-bao/?trang=2"
    kept = post(client, oldest, "unread", loc="chua-doc", trang="2").url
    assert kept == "/thong-bao/?loc=chua-doc&trang=2"
    for nonsense in ("", "1", "x", "9" * 5000):
        assert post(client, oldest, "read", loc="", trang=nonsense).url == "/thong-bao/"


def test_page_says_where_reminders_are_mailed_and_leads_to_the_address(
    cast_today: Cast, settings: Any
) -> None:
    officer = cast_today.commune_officer
    client = signed_in(officer)
    notice = tell(cast_today, officer, "Nhắc hạn")
    address = reverse("dossiers:notices")
    words = {
        "missing": "Tài khoản chưa có thư điện tử",
        "there": "Lời nhắc hạn cũng được gửi tới may@example.vn.",
        "refused": "Máy chủ thư không nhận địa chỉ sai@example.vn",
    }

    def said() -> list[str]:
        page = client.get(address).content.decode()
        assert ("/tai-khoan-cua-toi/" in page.split("</header>", 1)[1]) is settings.QCDC_MAILS
        return [state for state, sentence in words.items() if sentence in page]

    assert said() == []
    settings.QCDC_MAILS = True
    assert said() == ["missing"]
    notice.email_refused = officer.email = "sai@example.vn"
    officer.save()
    notice.save()
    assert said() == ["refused"]
    officer.email = "may@example.vn"
    officer.save()
    assert said() == ["there"]


def test_others_notices_do_not_exist(cast_today: Cast) -> None:
    notice = tell(cast_today, cast_today.commune_officer, "Riêng")
    answer = post(signed_in(cast_today.commune_leader), notice, "read")
    assert answer.status_code == 404


def test_home_form_leads_back_home(cast_today: Cast) -> None:
    client = signed_in(cast_today.commune_officer)
    tell(cast_today, cast_today.commune_officer, "Có việc mới")
    assert "Có việc mới" in client.get("/").content.decode()
    assert client.post(reverse("dossiers:read_notices")).url == "/"
    assert "Có việc mới" not in client.get("/").content.decode()


def test_what_happens_leads_to_its_place(cast_today: Cast) -> None:
    stories.send(cast_today, clock=timezone.now)
    pk = cast_today.dossier.pk
    links = dict(Notice.objects.values_list("recipient__full_name", "link"))
    assert links["Trần Văn Núi"] == f"/ho-so/{pk}/duyet/"
    assert links["Vũ Thị Sông"] == f"/ho-so/{pk}/tham-dinh/"
