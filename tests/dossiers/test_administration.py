"""The administrator's desk: deadlines moved, extended, opened again; the journal read."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actions import grants
from accounts.enums import Role, UnitLevel
from accounts.models import JournalEntry, User
from dossiers.actions import closing, deadlines, opening
from dossiers.models import DeadlineChange, Notice
from scoring.models import Stage
from tests import factories, stories
from tests.factories import Cast

pytestmark = pytest.mark.django_db


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def admin(cast_today: Cast) -> Client:
    return signed_in(cast_today.administrator)


def stage_url(cast: Cast, name: str = "stage", tier: int = 1) -> str:
    return reverse(f"dossiers:{name}", args=[cast.campaign.code, tier])


def typed(days: int) -> str:
    return timezone.localtime(timezone.now() + timedelta(days=days)).strftime("%d/%m/%Y %H:%M")


def change(**more: str) -> dict[str, str]:
    told = {"unit": "07414", "until": typed(30), "document_number": "12/BCĐ", "reason": "Mưa lũ"}
    return {**told, **more}


def test_desk_shows_running_stages_and_their_numbers(cast_today: Cast, admin: Client) -> None:
    text = admin.get(reverse("dossiers:administration")).content.decode()
    assert "Xã tự chấm điểm" in text
    assert stage_url(cast_today) in text


def test_desk_names_people_whom_no_letter_reaches(cast_today: Cast, admin: Client) -> None:
    officer, stranger = cast_today.commune_officer, cast_today.neighbour_officer
    officer.email, stranger.email = "sai@example.org", "dung@example.org"
    for person, refused in ((officer, "sai@example.org"), (stranger, "cu@example.org")):
        person.save()
        Notice.objects.create(
            recipient=person, sentence="Nhắc hạn", created_at=timezone.now(), email_refused=refused
        )
    desk = reverse("dossiers:administration")
    text = admin.get(desk).content.decode()
    assert "Thư nhắc không đến được" in text
    assert "sai@example.org" in text
    mend = reverse("accounts:correct", args=[officer.pk])
    assert f'href="{mend}"' in text
    # Whose address has been mended since is reached again.
    assert "dung@example.org" not in text
    officer.email = "moi@example.org"
    officer.save()
    assert "Thư nhắc không đến được" not in admin.get(desk).content.decode()


def test_desk_offers_no_correction_of_an_account_that_is_only_read(cast_today: Cast) -> None:
    officer, at_commune = cast_today.commune_officer, cast_today.commune
    officer.email = "sai@example.org"
    officer.save()
    Notice.objects.create(
        recipient=officer, sentence="Nhắc", created_at=timezone.now(), email_refused=officer.email
    )
    since = timezone.now() - timedelta(days=1)
    below = factories.make_person("Lê Văn Xã", (Role.ADMIN, at_commune), since=since)
    desk, mend = reverse("dossiers:administration"), f"/tai-khoan/{officer.pk}/sua/"
    assert mend in signed_in(below).get(desk).content.decode()
    grants.grant_role(officer, role=Role.WATCHER, unit=cast_today.district, by=None)
    text = signed_in(below).get(desk).content.decode()
    assert "sai@example.org" in text
    assert mend not in text


def test_desk_says_when_closings_are_not_recorded(cast_today: Cast, admin: Client) -> None:
    past = timezone.now() - timedelta(hours=1)
    Stage.objects.filter(pk=cast_today.stages[0].pk).update(closes_at=past)
    assert (
        "ghi nhận khóa đang chậm" in admin.get(reverse("dossiers:administration")).content.decode()
    )
    closing.close_due()
    text = admin.get(reverse("dossiers:administration")).content.decode()
    assert "ghi nhận khóa đang chậm" not in text


def test_moving_a_deadline_tells_old_and_new(cast_today: Cast, admin: Client) -> None:
    before = cast_today.stages[0].closes_at
    data = {"until": typed(3), "reason": "Mất điện diện rộng"}
    answer = admin.post(stage_url(cast_today, "set_deadline"), data, follow=True)
    moved = Stage.objects.get(pk=cast_today.stages[0].pk).closes_at
    text = answer.content.decode()
    assert moved > before
    assert "Đã đổi thời điểm khóa từ" in text
    assert 'data-recorded-at="' in text
    assert JournalEntry.objects.filter(verb="set_deadline", reason="Mất điện diện rộng").exists()


@pytest.mark.parametrize(
    "data",
    [
        {"until": "hôm nào đó", "reason": "x"},
        {"until": "2024/13/45", "reason": "x"},
        {"until": "", "reason": ""},
        {"until": "05/11/2024 00:00", "reason": ""},
    ],
)
def test_a_mistyped_deadline_stays_on_the_page(
    cast_today: Cast, admin: Client, data: dict[str, str]
) -> None:
    answer = admin.post(stage_url(cast_today, "set_deadline"), data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert data["until"] in text
    assert 'role="alert"' in text
    assert 'data-error="invalid"' in text


def test_a_deadline_is_read_as_decisions_word_it(cast_today: Cast, admin: Client) -> None:
    day = (timezone.localtime() + timedelta(days=10)).replace(hour=0, minute=0)
    data = {"until": f"Trước ngày {day:%d/%m/%Y}", "reason": "Mất điện diện rộng"}
    assert admin.post(stage_url(cast_today, "set_deadline"), data).status_code == 303
    closes_at = cast_today.campaign.stages.get(tier=1).closes_at
    assert timezone.localtime(closes_at) == day.replace(second=0, microsecond=0)


def test_a_deadline_before_the_opening_is_refused(cast_today: Cast, admin: Client) -> None:
    data = {"until": "01/01/2020 00:00", "reason": "x"}
    answer = admin.post(stage_url(cast_today, "set_deadline"), data)
    assert answer.status_code == 422
    assert "phải sau thời điểm mở" in answer.content.decode()


@pytest.mark.parametrize(
    ("tier", "days", "said"),
    [
        (1, 25, "Giai đoạn sau (“Huyện thẩm định”)"),
        (1, 60, "Giai đoạn sau (“Huyện thẩm định”)"),
        (2, 0, "Giai đoạn trước (“Xã tự chấm điểm”)"),
        (3, 3, "Giai đoạn trước (“Huyện thẩm định”)"),
    ],
)
def test_tiers_close_in_their_order(
    cast_today: Cast, admin: Client, tier: int, days: int, said: str
) -> None:
    before = cast_today.stages[tier - 1].closes_at
    data = {"until": typed(days), "reason": "Mưa lũ"}
    answer = admin.post(stage_url(cast_today, "set_deadline", tier), data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'data-error="invalid"' in text
    assert 'id="deadline-until_error"' in text
    assert said in text
    assert "đổi thời hạn của giai đoạn" in text
    assert Stage.objects.get(pk=cast_today.stages[tier - 1].pk).closes_at == before


def test_tiers_may_close_together_and_the_operator_mends_any_order(cast_today: Cast) -> None:
    first, second, third = cast_today.stages
    deadlines.set_deadline(
        stage=first, closes_at=second.closes_at, reason="x", by=cast_today.administrator
    )
    later = third.closes_at + timedelta(days=1)
    assert deadlines.set_deadline(stage=first, closes_at=later, by=None).closes_at == later


@pytest.mark.parametrize("unit", ["07414", "07414 – Xã Hương Lạc", "Xã Hương Lạc", "huong lac"])
def test_extension_finds_its_unit_however_it_is_typed(
    cast_today: Cast, admin: Client, unit: str
) -> None:
    answer = admin.post(stage_url(cast_today, "extend"), change(unit=unit), follow=True)
    made = DeadlineChange.objects.get()
    assert made.unit == cast_today.commune
    assert "12/BCĐ" in answer.content.decode()


def test_extension_of_an_unclear_unit_names_the_candidates(cast_today: Cast, admin: Client) -> None:
    answer = admin.post(stage_url(cast_today, "extend"), change(unit="xã"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "07414 – Xã Hương Lạc" in text
    assert not DeadlineChange.objects.exists()


def test_extension_needs_its_document_and_reason(cast_today: Cast, admin: Client) -> None:
    data = change(document_number="", reason="")
    assert admin.post(stage_url(cast_today, "extend"), data).status_code == 422
    assert not DeadlineChange.objects.exists()


def test_locked_unit_is_opened_again(cast_today: Cast, admin: Client) -> None:
    deadlines.lock(
        stage=cast_today.stages[0],
        unit=cast_today.commune,
        document_number="1/BCĐ",
        reason="x",
        by=cast_today.administrator,
    )
    closing.close_due()
    assert "Mở lại cho đơn vị bị khóa" in admin.get(stage_url(cast_today)).content.decode()
    assert admin.post(stage_url(cast_today, "reopen"), change()).status_code == 303
    cast_today.dossier.refresh_from_db()
    assert cast_today.dossier.locked_at is None


def test_early_lock_without_an_instant_locks_at_once(cast_today: Cast, admin: Client) -> None:
    answer = admin.post(stage_url(cast_today, "lock"), change(until=""))
    assert answer.status_code == 303
    assert DeadlineChange.objects.get().until <= timezone.now()


def test_extensions_are_listed(cast_today: Cast, admin: Client) -> None:
    admin.post(stage_url(cast_today, "extend"), change())
    text = admin.get(reverse("dossiers:extensions")).content.decode()
    assert "Xã Hương Lạc" in text
    assert "12/BCĐ" in text


def test_strangers_to_the_desk_are_turned_away(cast_today: Cast) -> None:
    client = signed_in(cast_today.standing_officer)
    assert client.get(reverse("dossiers:administration")).status_code == 403
    assert client.get(reverse("dossiers:journal")).status_code == 403
    assert client.get(stage_url(cast_today)).status_code == 403
    assert signed_in(cast_today.outsider).get(stage_url(cast_today)).status_code == 404


def test_journal_reads_before_and_after_in_words(cast_today: Cast, admin: Client) -> None:
    admin.post(stage_url(cast_today, "set_deadline"), {"until": typed(3), "reason": "Mất điện"})
    text = admin.get(reverse("dossiers:journal"), {"viec": "set_deadline"}).content.decode()
    assert "Đổi thời hạn" in text
    assert "Thời điểm khóa" in text
    assert "Mất điện" in text


def test_journal_hides_what_a_unit_is_still_typing(cast_today: Cast, admin: Client) -> None:
    stories.save(cast_today, "1.1", {"value": "yes"}, clock=timezone.now)
    text = admin.get(reverse("dossiers:journal"), {"viec": "score"}).content.decode()
    assert "Nội dung hiện sau khi đơn vị gửi hồ sơ" in text
    assert "10.00" not in text
    assert "10,00" not in text


def test_journal_is_narrowed_by_unit_person_and_day(cast_today: Cast, admin: Client) -> None:
    stories.save(cast_today, "1.1", {"value": "yes"}, clock=timezone.now)

    def count(**query: str) -> int:
        text = admin.get(reverse("dossiers:journal"), query).content.decode()
        return text.count('data-verb="score"')

    today = timezone.localtime().strftime("%d/%m/%Y")
    assert count(don_vi="07414") == count(nguoi="do thi may") == count(tu=today, den=today) == 1
    assert count(don_vi="07453") == count(nguoi="nui") == count(den="01/01/2020") == 0
    assert count(tu="ngày kia") == 1


def test_journal_stays_within_the_administrators_area(cast_today: Cast) -> None:
    other = factories.make_unit("Tỉnh Khác", UnitLevel.PROVINCE)
    stranger = factories.make_person(
        "Cao Văn Xa", (Role.ADMIN, other), since=timezone.now() - timedelta(days=1)
    )
    text = signed_in(stranger).get(reverse("dossiers:journal")).content.decode()
    assert "Tỉnh Khác" in text
    assert "Hương Lạc" not in text


def test_journal_check_finds_an_edit(cast_today: Cast, admin: Client) -> None:
    url = reverse("dossiers:journal") + "?kiem-tra=1"
    assert "Nhật ký nguyên vẹn" in admin.get(url).content.decode()
    cast_today.dossier.journal_seq += 1
    cast_today.dossier.save()
    text = admin.get(url).content.decode()
    assert "có dấu hiệu bị can thiệp" in text
    assert "Xã Hương Lạc, đợt 2024" in text


@pytest.mark.parametrize("name", ["administration", "extensions", "journal"])
def test_query_count_does_not_grow_with_rows(cast_today: Cast, admin: Client, name: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert admin.get(reverse(f"dossiers:{name}")).status_code == 200
        return len(seen)

    admin.post(stage_url(cast_today, "extend"), change())
    queries()
    few = queries()
    for number in range(3):
        factories.make_unit(f"Xã Thêm {number}", UnitLevel.COMMUNE, parent=cast_today.district)
        admin.post(stage_url(cast_today, "extend"), change(unit="07453"))
    opening.add_missing(campaign=cast_today.campaign, by=None)
    assert queries() == few


@pytest.mark.parametrize("days", ["den=31/12/9999", "tu=01/01/0001"])
def test_journal_of_days_beyond_reach_is_not_narrowed(admin: Client, days: str) -> None:
    assert admin.get(f"{reverse('dossiers:journal')}?{days}").status_code == 200
