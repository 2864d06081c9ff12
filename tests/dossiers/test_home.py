"""The unit's first page: the next step in each situation, what came back, who is at work."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotAllowed
from accounts.models import User
from dossiers.actions import explanation, presence, registration, submission
from dossiers.models import LeafComment, Presence
from scoring.models import Campaign, Stage
from tests import stories
from tests.factories import Cast


@pytest.fixture(autouse=True)
def _nothing_noted_yet() -> None:
    cache.clear()


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def home(person: User) -> str:
    answer = signed_in(person).get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def step(page: str) -> str:
    """Return the heading of the one thing to do next."""
    return page.split('id="next-title">')[1].split("</h2>", maxsplit=1)[0]


def now() -> object:
    return timezone.now()


def register(cast: Cast) -> None:
    content = registration.Content(head="A", scope="B", measures="C", target=Decimal(90))
    registration.send(dossier=cast.dossier, content=content, by=cast.commune_leader, clock=now)


def move_stage(cast: Cast, *, opens: timedelta, closes: timedelta) -> None:
    instant = timezone.now()
    Stage.objects.filter(pk=cast.stages[0].pk).update(
        opens_at=instant + opens, closes_at=instant + closes
    )


def test_steps_of_the_officer(cast_today: Cast) -> None:
    officer = cast_today.commune_officer
    assert step(home(officer)) == "Nhập 6 tiêu chí còn lại"
    stories.fill(cast_today, clock=now)
    assert step(home(officer)) == "Kiểm tra và trình lãnh đạo"
    submission.hand_over(dossier=cast_today.dossier, by=officer, clock=now)
    assert step(home(officer)) == "Đang chờ lãnh đạo duyệt"
    leader = cast_today.commune_leader
    submission.return_to_officer(
        dossier=cast_today.dossier, reason="Nhóm 2 chưa khớp", by=leader, clock=now
    )
    page = home(officer)
    assert step(page) == "Sửa hồ sơ theo ý kiến lãnh đạo"
    assert "Nhóm 2 chưa khớp" in page
    assert "Trần Văn Núi" in page
    submission.hand_over(dossier=cast_today.dossier, by=officer, clock=now)
    submission.send(dossier=cast_today.dossier, by=leader, clock=now)
    assert step(home(officer)) == "Hồ sơ đã gửi, không cần làm gì thêm"


def test_nothing_lacking_is_praised_only_where_something_was_entered(cast_today: Cast) -> None:
    def tone() -> str:
        before_label = home(cast_today.commune_officer).split("Thiếu tài liệu kiểm chứng")[0]
        return before_label.rsplit("stat--", maxsplit=1)[1].split('"')[0]

    assert tone() == "neutral"
    stories.fill(cast_today, clock=now)
    assert tone() == "good"


def test_steps_of_the_leader(cast_today: Cast) -> None:
    leader = cast_today.commune_leader
    assert step(home(leader)) == "Gửi bản đăng ký xây dựng mô hình"
    register(cast_today)
    assert step(home(leader)) == "Hồ sơ đang được nhập"
    stories.hand_over(cast_today, clock=now)
    assert step(home(leader)) == "Duyệt và gửi hồ sơ"


def test_before_the_opening_the_registration_is_the_thing_to_do(cast_today: Cast) -> None:
    move_stage(cast_today, opens=timedelta(days=1), closes=timedelta(days=9))
    assert step(home(cast_today.commune_officer)) == "Đăng ký xây dựng mô hình"
    register(cast_today)
    assert step(home(cast_today.commune_officer)) == "Chưa đến thời gian nhập liệu"


def test_after_the_lock_the_way_to_its_record(cast_today: Cast) -> None:
    move_stage(cast_today, opens=timedelta(days=-9), closes=timedelta(hours=-1))
    page = home(cast_today.commune_officer)
    assert step(page) == "Đã khóa khi chưa gửi"
    assert "khoa-nhap-lieu" in page


def test_locked_dossier_is_called_so_beside_its_state(cast_today: Cast) -> None:
    tag = '<strong class="tag tag--strong">Khóa khi chưa gửi</strong>'
    assert tag not in home(cast_today.commune_officer)
    cast_today.dossier.locked_at = timezone.now()
    cast_today.dossier.save(update_fields=["locked_at"])
    assert tag in home(cast_today.commune_officer)
    client = signed_in(cast_today.commune_officer)
    overview = reverse("dossiers:overview", args=[cast_today.dossier.pk])
    assert tag in client.get(overview).content.decode()


def test_question_is_found_at_once_with_its_time(cast_today: Cast) -> None:
    stories.send(cast_today, clock=now)
    explanation.ask(
        dossier=cast_today.dossier,
        leaf=cast_today.leaf("1.2"),
        question="Vì sao khác báo cáo tháng?",
        answer_until=timezone.now() + timedelta(days=1, hours=3, minutes=1),
        by=cast_today.district_reviewer,
        clock=now,
    )
    page = home(cast_today.commune_officer)
    assert step(page) == "Trả lời 1 yêu cầu giải trình"
    assert "Vì sao khác báo cáo tháng?" in page
    assert "Còn 1 ngày 3 giờ" in page
    assert f"/ho-so/{cast_today.dossier.pk}/nhap/#tc-1-2" in page


def test_comments_of_the_leader_come_back(cast_today: Cast) -> None:
    LeafComment.objects.create(
        dossier=cast_today.dossier,
        leaf=cast_today.leaf("1.1").criterion,
        text="Kế hoạch ban hành trễ",
        made_at=timezone.now(),
        made_by=cast_today.commune_leader,
    )
    assert "Kế hoạch ban hành trễ" in home(cast_today.commune_officer)


def test_campaign_is_named_once(cast_today: Cast) -> None:
    content = home(cast_today.commune_officer).split('id="content"')[1]
    assert content.count(cast_today.campaign.title) == 1


def test_published_round_leads_to_its_result(cast_today: Cast) -> None:
    stories.send(cast_today, clock=now)
    Campaign.objects.filter(pk=cast_today.campaign.pk).update(published_at=timezone.now())
    page = home(cast_today.commune_officer)
    assert step(page) == "Kết quả đã được công bố"
    assert f"/ho-so/{cast_today.dossier.pk}/ket-qua/" in page


def test_people_at_work_see_each_other_for_five_minutes(cast_today: Cast) -> None:
    officer, leader = signed_in(cast_today.commune_officer), cast_today.commune_leader
    address = reverse("dossiers:presence", args=[cast_today.dossier.pk])
    answer = officer.post(address, {"leaf": "1.2"})
    assert answer.status_code == 200
    assert "Đỗ Thị Mây" not in answer.content.decode()
    page = home(leader)
    assert "Đỗ Thị Mây" in page
    assert "tiêu chí 1.2" in page
    assert "Đỗ Thị Mây" in signed_in(leader).post(address, {"leaf": "9.9"}).content.decode()
    Presence.objects.filter(person=cast_today.commune_officer).update(
        seen_at=timezone.now() - timedelta(minutes=5)
    )
    assert "Đang làm việc" not in home(leader)
    assert Presence.objects.get(person=leader).leaf_code == ""


def test_only_the_units_own_side_says_or_sees_it(cast_today: Cast) -> None:
    address = reverse("dossiers:presence", args=[cast_today.dossier.pk])
    assert signed_in(cast_today.district_reviewer).post(address).status_code == 403
    assert signed_in(cast_today.neighbour_officer).post(address).status_code == 404
    with pytest.raises(NotAllowed):
        presence.stay(dossier=cast_today.dossier, by=cast_today.district_reviewer)


def test_a_save_notes_who_is_here_once_a_minute(
    cast_today: Cast, django_assert_num_queries: object
) -> None:
    officer = signed_in(cast_today.commune_officer)
    address = reverse("dossiers:save_score", args=[cast_today.dossier.pk, "2.2"])
    officer.post(address, {"count": "3", "version": "0"})
    row = Presence.objects.get()
    assert (row.person, row.leaf_code) == (cast_today.commune_officer, "2.2")
    with django_assert_num_queries(0):
        presence.saved(
            dossier=cast_today.dossier,
            by=cast_today.commune_officer,
            leaf_code="2.2",
            at=timezone.now(),
        )
