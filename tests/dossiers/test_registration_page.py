"""The registration's pages: the unit's form, the list above, and what each refusal leaves there."""

import html
import re
from decimal import Decimal

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from dossiers.actions import registration
from dossiers.enums import RegistrationState
from dossiers.models import Dossier, PrintJob, Registration
from scoring.models import Campaign, Stage
from tests import factories
from tests.factories import Cast

TYPED = {
    "head": "Trần Văn Núi, Chủ tịch",
    "scope": "Một cửa thân thiện",
    "measures": "Niêm yết\nĐối thoại",
    "target": "92,5",
    "version": "0",
}


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def at(name: str, dossier: Dossier) -> str:
    return reverse(f"dossiers:{name}", args=[dossier.pk])


def sent(cast: Cast, dossier: Dossier, leader: User) -> Registration:
    content = registration.Content(head="Ai", scope="Gì", measures="Sao", target=Decimal(90))
    return registration.send(dossier=dossier, content=content, by=leader, clock=timezone.now)


def test_officer_drafts_and_leader_sends(cast_today: Cast) -> None:
    officer, leader = signed_in(cast_today.commune_officer), signed_in(cast_today.commune_leader)
    assert officer.post(at("save_registration", cast_today.dossier), TYPED).status_code == 303
    page = officer.get(at("registration", cast_today.dossier)).content.decode()
    assert 'value="92,50"' in page
    assert 'data-form="registration"' in page
    assert "Gửi cấp trên phê duyệt" not in page
    refused = officer.post(at("send_registration", cast_today.dossier), TYPED)
    assert refused.status_code == 403
    done = leader.post(at("send_registration", cast_today.dossier), {**TYPED, "version": "1"})
    assert done.status_code == 303
    page = leader.get(done.url).content.decode()
    assert 'data-version="2"' in page
    assert "data-recorded-at=" in page
    assert "chờ cấp trên phê duyệt" in page


def test_refusal_keeps_what_was_typed_and_names_the_field(cast_today: Cast) -> None:
    leader = signed_in(cast_today.commune_leader)
    typed = {**TYPED, "head": "", "target": "chín mươi"}
    answer = leader.post(at("send_registration", cast_today.dossier), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'data-error="invalid"' in page
    assert 'value="chín mươi"' in page
    answer = leader.post(at("send_registration", cast_today.dossier), {**TYPED, "head": ""})
    assert "Hãy ghi họ tên, chức vụ người chịu trách nhiệm." in answer.content.decode()
    assert not Registration.objects.exists()


def test_late_text_stays_on_the_page(cast_today: Cast) -> None:
    Stage.objects.filter(pk=cast_today.stages[0].pk).update(closes_at=timezone.now())
    officer = signed_in(cast_today.commune_officer)
    answer = officer.post(at("save_registration", cast_today.dossier), TYPED)
    page = answer.content.decode()
    assert answer.status_code == 423
    assert 'data-error="deadline_passed"' in page
    assert "Một cửa thân thiện" in page


def test_lost_race_shows_both_sides(cast_today: Cast) -> None:
    officer = signed_in(cast_today.commune_officer)
    address = at("save_registration", cast_today.dossier)
    officer.post(address, TYPED)
    answer = officer.post(address, {**TYPED, "head": "Người thứ hai"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "data-stored" in page
    assert "Trần Văn Núi, Chủ tịch" in page
    assert 'value="Người thứ hai"' in page
    assert (
        officer.post(address, {**TYPED, "head": "Người thứ hai", "version": "1"}).status_code == 303
    )


def test_reviewer_approves_several_at_once(cast_today: Cast) -> None:
    rows = [
        sent(cast_today, cast_today.dossier, cast_today.commune_leader),
        sent(cast_today, cast_today.neighbour_dossier, cast_today.neighbour_leader),
    ]
    reviewer = signed_in(cast_today.district_reviewer)
    page = reviewer.get(reverse("dossiers:registrations")).content.decode()
    assert "Xã Hương Lạc" in page
    chosen = [f"{row.dossier_id}.{row.version}" for row in rows]
    for choice in chosen:
        assert f'value="{choice}"' in page
    done = reviewer.post(reverse("dossiers:approve_registrations"), {"registration": chosen})
    assert done.status_code == 303
    states = set(Registration.objects.values_list("state", flat=True))
    assert states == {RegistrationState.APPROVED}


def test_deciding_leads_back_to_the_round_that_was_open(cast_today: Cast) -> None:
    newer = factories.make_campaign(cast_today.now, area=cast_today.province, code="dot-moi-2025")
    Campaign.objects.filter(pk=newer.pk).update(year=2025)
    first = sent(cast_today, cast_today.dossier, cast_today.commune_leader)
    second = sent(cast_today, cast_today.neighbour_dossier, cast_today.neighbour_leader)
    reviewer, code = signed_in(cast_today.district_reviewer), cast_today.campaign.code
    url = reverse("dossiers:registrations")
    page = reviewer.get(url, {"dot": code}).content.decode()
    address = re.search(r'action="([^"]+)" data-form="approve-registrations"', page)[1]
    address = html.unescape(address)
    chosen = {"registration": f"{first.dossier_id}.{first.version}"}
    refused = reviewer.post(address, {"registration": f"{first.dossier_id}.7"}).content.decode()
    assert "Xã Hương Lạc" in refused
    done = reviewer.post(address, chosen)
    assert done.url == f"{url}?dot={code}&tab=cho-duyet&trang=1"
    told = {"reason": "Chưa nêu phạm vi", "version": second.version}
    back = reviewer.post(at("return_registration", cast_today.neighbour_dossier), told)
    assert back.url == f"{url}?dot={code}"


def test_one_refused_in_a_list_does_not_stop_the_others(cast_today: Cast) -> None:
    first = sent(cast_today, cast_today.dossier, cast_today.commune_leader)
    second = sent(cast_today, cast_today.neighbour_dossier, cast_today.neighbour_leader)
    reviewer = signed_in(cast_today.district_reviewer)
    chosen = [f"{first.dossier_id}.7", f"{second.dossier_id}.{second.version}"]
    answer = reviewer.post(reverse("dossiers:approve_registrations"), {"registration": chosen})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'data-error="conflict"' in page
    assert "Xã Hương Lạc đã gửi lại bản đăng ký sau khi bạn mở trang." in page
    assert "Đã phê duyệt 1 bản đăng ký." in page
    second.refresh_from_db()
    assert second.state == RegistrationState.APPROVED


def test_nothing_chosen_is_said(cast_today: Cast) -> None:
    reviewer = signed_in(cast_today.district_reviewer)
    answer = reviewer.post(reverse("dossiers:approve_registrations"))
    assert answer.status_code == 422
    assert "Hãy chọn ít nhất một bản đăng ký" in answer.content.decode()
    strange = reviewer.post(reverse("dossiers:approve_registrations"), {"registration": "x.y"})
    assert strange.status_code == 404


def test_reviewer_of_the_own_unit_reads_only(cast_today: Cast) -> None:
    sent(cast_today, cast_today.dossier, cast_today.commune_leader)
    page = signed_in(cast_today.two_hats).get(at("registration", cast_today.dossier))
    assert "approve-registration" not in page.content.decode()


def test_return_asks_for_a_reason_in_place(cast_today: Cast) -> None:
    row = sent(cast_today, cast_today.dossier, cast_today.commune_leader)
    reviewer = signed_in(cast_today.district_reviewer)
    address = at("return_registration", cast_today.dossier)
    answer = reviewer.post(address, {"reason": "", "version": row.version})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'data-error="reason_required"' in page
    assert '<details class="confirm" data-confirm open>' in page
    done = reviewer.post(address, {"reason": "Chưa nêu phạm vi", "version": row.version})
    assert done.status_code == 303
    home = signed_in(cast_today.commune_officer).get("/").content.decode()
    assert "Bản đăng ký xây dựng mô hình bị trả lại" in home
    assert "Chưa nêu phạm vi" in home


def test_drafts_are_the_units_own(cast_today: Cast) -> None:
    signed_in(cast_today.commune_officer).post(at("save_registration", cast_today.dossier), TYPED)
    reviewer = signed_in(cast_today.district_reviewer)
    assert reviewer.get(at("registration", cast_today.dossier)).status_code == 403
    page = reviewer.get(reverse("dossiers:registrations"), {"tab": "chua-gui"}).content.decode()
    assert "Xã Hương Lạc" in page
    assert "Một cửa thân thiện" not in page


def test_what_is_written_after_a_return_is_the_units_own_until_sent(cast_today: Cast) -> None:
    row = sent(cast_today, cast_today.dossier, cast_today.commune_leader)
    reviewer = signed_in(cast_today.district_reviewer)
    given = {"reason": "Chưa nêu phạm vi", "version": row.version}
    reviewer.post(at("return_registration", cast_today.dossier), given)
    page, listed = at("registration", cast_today.dossier), reverse("dossiers:registrations")
    assert reviewer.get(page).status_code == 200
    assert "Đọc cả bản" in reviewer.get(listed, {"tab": "tra-lai"}).content.decode()
    officer = signed_in(cast_today.commune_officer)
    typed = {**TYPED, "version": str(row.version + 1)}
    assert officer.post(at("save_registration", cast_today.dossier), typed).status_code == 303
    assert reviewer.get(page).status_code == 403
    told = reviewer.get(listed, {"tab": "tra-lai"}).content.decode()
    assert "Một cửa thân thiện" not in told
    assert "Trần Văn Núi" not in told
    assert "Đọc cả bản" not in told
    assert "Chưa nêu phạm vi" in told
    assert officer.get(page).status_code == 200


def test_paper_is_asked_for_by_the_unit(cast_today: Cast) -> None:
    officer = signed_in(cast_today.commune_officer)
    assert officer.post(at("print_registration", cast_today.dossier)).status_code == 404
    officer.post(at("save_registration", cast_today.dossier), TYPED)
    assert officer.post(at("print_registration", cast_today.dossier)).status_code == 303
    assert PrintJob.objects.count() == 1


def test_campaign_without_the_step_says_so(cast_today: Cast) -> None:
    Campaign.objects.filter(pk=cast_today.campaign.pk).update(has_registration=False)
    officer = signed_in(cast_today.commune_officer)
    page = officer.get(at("registration", cast_today.dossier)).content.decode()
    assert "không có bước đăng ký" in page
    assert "dang-ky" not in officer.get("/").content.decode().split('id="content"')[1]
    reviewer = signed_in(cast_today.district_reviewer)
    assert (
        "Không có đợt chấm điểm nào"
        in reviewer.get(reverse("dossiers:registrations")).content.decode()
    )


def test_check_before_sending_points_it_out_and_stops_nobody(cast_today: Cast) -> None:
    officer = signed_in(cast_today.commune_officer)
    address = at("check", cast_today.dossier)
    said = officer.get(address).content.decode()
    assert "Đơn vị chưa gửi bản đăng ký xây dựng mô hình" in said
    row = sent(cast_today, cast_today.dossier, cast_today.commune_leader)
    assert "đang chờ cấp trên phê duyệt" in officer.get(address).content.decode()
    registration.approve(
        dossier=cast_today.dossier,
        version=row.version,
        by=cast_today.district_reviewer,
        clock=timezone.now,
    )
    assert "bản đăng ký xây dựng mô hình" not in officer.get(address).content.decode()
