"""Setting up a campaign on its pages: every part, its refusals, and what holds once it is open."""

from datetime import date, datetime
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.errors import AlreadyDone
from accounts.models import JournalEntry
from dossiers.actions import opening
from dossiers.models import Dossier
from scoring.enums import CampaignVerb, Disclosure
from scoring.forms.campaigns import InstantField, key_from
from scoring.models import Campaign
from scoring.queries import preparing
from tests.factories import Cast

CODE = "thu-lap-2024"


@pytest.fixture
def admin(cast_today: Cast, client: Client) -> Client:
    """Return a browser in which the province's administrator has signed in."""
    client.force_login(
        cast_today.administrator, backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


@pytest.fixture
def draft(cast_today: Cast, admin: Client) -> Campaign:
    """Return a campaign that was just set up on the page, without stages."""
    told = {
        "title": "Đợt  thử",
        "code": CODE.upper(),
        "year": "2024",
        "area": cast_today.province.pk,
        "criteria_set": cast_today.campaign.criteria_set_id,
        "previous": cast_today.campaign.pk,
    }
    answer = admin.post(reverse("scoring:campaign_new"), told)
    assert answer.status_code == HTTPStatus.SEE_OTHER
    return Campaign.objects.get(code=CODE)


def post(client: Client, name: str, data: dict[str, Any], *, version: int | None = None) -> Any:
    """Post to a part of the campaign, as its newest page would."""
    campaign = Campaign.objects.get(code=CODE)
    seen = campaign.journal_seq if version is None else version
    return client.post(reverse(f"scoring:{name}", args=[CODE]), {**data, "version": seen})


def rows(prefix: str, *told: dict[str, str], before: int = 0) -> dict[str, str]:
    """Return the inputs of a formset."""
    data = {f"{prefix}-TOTAL_FORMS": str(len(told)), f"{prefix}-INITIAL_FORMS": str(before)}
    for place, row in enumerate(told):
        data |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return data


def stage(name: str, level: str, opens: str, closes: str, **more: str) -> dict[str, str]:
    return {"name": name, "level": level, "opens_at": opens, "closes_at": closes, **more}


CHAIN = (
    stage("Xã tự chấm", "commune", "01/10/2024", "Trước ngày 05/11/2024"),
    stage("Huyện thẩm định", "district", "05/11/2024", "25/11/2024 00:00"),
    stage("Tỉnh thẩm định", "province", "25/11/2024", "15/12/2024"),
)


def test_a_new_campaign_begins_with_what_its_set_proposes(cast_today: Cast, draft) -> None:
    chosen = cast_today.campaign.criteria_set
    assert (draft.title, draft.unit_level, draft.opened_at) == ("Đợt thử", "commune", None)
    assert draft.conditions == chosen.judging["conditions"]
    assert draft.ladder == chosen.judging["ladder"]


def test_the_same_code_is_refused_at_its_field(cast_today: Cast, admin: Client, draft) -> None:
    told = {"title": "Khác", "code": CODE, "year": "2024", "area": cast_today.province.pk}
    answer = admin.post(reverse("scoring:campaign_new"), told)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "đã được dùng" in answer.content.decode()


def test_codes_of_campaigns_given_up_are_not_to_be_had(cast_today: Cast, admin: Client) -> None:
    told = {"title": "Lại", "code": "Huy-7", "year": "2024", "area": cast_today.province.pk}
    told["criteria_set"] = cast_today.campaign.criteria_set_id
    answer = admin.post(reverse("scoring:campaign_new"), told)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Mã không bắt đầu bằng “huy-”" in answer.content.decode()


def test_before_a_day_means_its_first_moment(admin: Client, draft) -> None:
    assert post(admin, "campaign_stages", rows("stages", *CHAIN)).status_code == 303
    first = draft.stages.get(tier=1)
    assert timezone.localtime(first.closes_at) == datetime(
        2024, 11, 5, tzinfo=timezone.get_current_timezone()
    )
    page = admin.get(reverse("scoring:campaign", args=[CODE])).content.decode()
    assert "23:59:59 ngày 04/11/2024" in page
    assert "23:59:59 ngày 24/11/2024" in page
    assert "Ngày cuối nhận hồ sơ 24/11/2024 là Chủ nhật." in page


def test_stages_are_put_in_order_and_removed(admin: Client, draft) -> None:
    post(admin, "campaign_stages", rows("stages", *CHAIN))
    again = (
        {**CHAIN[0], "ORDER": "1"},
        {**CHAIN[1], "ORDER": "2", "DELETE": "on"},
        {**CHAIN[2], "ORDER": "3"},
        stage("", "", "", ""),
    )
    post(admin, "campaign_stages", rows("stages", *again, before=3))
    assert list(draft.stages.values_list("tier", "kind", "level")) == [
        (1, "self_assessment", "commune"),
        (2, "appraisal", "province"),
    ]


def test_a_window_that_ends_before_it_begins_is_refused_and_kept(admin: Client, draft) -> None:
    wrong = stage("Xã tự chấm", "commune", "05/11/2024", "01/10/2024")
    answer = post(admin, "campaign_stages", rows("stages", wrong))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Giai đoạn phải khóa sau khi mở." in answer.content.decode()
    assert 'value="01/10/2024"' in answer.content.decode()
    assert not draft.stages.exists()


def conditions_data(draft: Campaign, **changes: str) -> dict[str, str]:
    """Return the inputs of the conditions page as they stand, some of them changed."""
    data: dict[str, Any] = {}
    for place, each in enumerate(draft.conditions):
        told = {name: value for name, value in each.items() if name not in ("key", "kind")}
        if "documents" in told:
            told["documents"] = [paper["key"] for paper in told["documents"]]
        data |= {f"conditions-{place}-{name}": value for name, value in told.items()}
    return data | changes


def test_a_name_given_by_the_portal_follows_the_figure(admin: Client, draft) -> None:
    place = next(
        place for place, each in enumerate(draft.conditions) if each["kind"] == "index_at_least"
    )
    given = conditions_data(draft, **{f"conditions-{place}-label": ""})
    post(admin, "campaign_conditions", given | {f"conditions-{place}-at_least": "82,5"})
    draft.refresh_from_db()
    assert draft.conditions[place]["label"] == "Chỉ số từ 82,5 % trở lên"
    given = conditions_data(draft, **{f"conditions-{place}-at_least": "75"})
    post(admin, "campaign_conditions", given)
    draft.refresh_from_db()
    assert draft.conditions[place]["label"] == "Chỉ số từ 75 % trở lên"


def test_conditions_of_every_kind_are_added_and_removed(admin: Client, draft) -> None:
    removed = {f"conditions-{place}-removed": "on" for place in range(len(draft.conditions))}
    post(admin, "campaign_conditions", conditions_data(draft, **removed))
    draft.refresh_from_db()
    assert draft.conditions == []
    kinds = (
        "index_at_least",
        "group_share_at_least",
        "critical_leaf_at_least",
        "leaf_rate_at_least",
        "fact_absent",
        "documents_present",
    )
    for number, kind in enumerate(kinds, start=1):
        data = conditions_data(draft) | {"kind": kind, "more": "yes"}
        answer = post(admin, "campaign_conditions", data)
        assert answer["Location"] == reverse("scoring:campaign_conditions", args=[CODE])
        draft.refresh_from_db()
        assert len(draft.conditions) == number
    assert [each["kind"] for each in draft.conditions] == list(kinds)


def test_a_percentage_above_a_hundred_is_refused_at_its_field(admin: Client, draft) -> None:
    place = next(i for i, each in enumerate(draft.conditions) if "at_least" in each)
    data = conditions_data(draft, **{f"conditions-{place}-at_least": "180"})
    answer = post(admin, "campaign_conditions", data)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Chỉ nhận từ 0 đến 100 %." in answer.content.decode()


def ladder_data(*rungs: tuple[str, str, bool], placed: str = "lowest") -> dict[str, str]:
    told = [
        {
            "key": "",
            "label": label,
            "at_least": at_least,
            **({"is_recognised": "on"} if good else {}),
        }
        for label, at_least, good in rungs
    ]
    return {**rows("rungs", *told), "placed": placed, "failed_label": "Không đủ điều kiện"}


def test_rungs_are_sorted_and_keyed(admin: Client, draft) -> None:
    data = ladder_data(("Một sao", "0", True), ("Ba sao", "90", True), ("Hai sao", "70,5", True))
    assert post(admin, "campaign_ladder", data).status_code == HTTPStatus.SEE_OTHER
    draft.refresh_from_db()
    assert [(rung["key"], rung["at_least"]) for rung in draft.ladder["rungs"]] == [
        ("ba_sao", "90"),
        ("hai_sao", "70.5"),
        ("mot_sao", "0"),
    ]
    assert draft.ladder["placed"] == "lowest"


def test_a_ladder_that_leaves_a_gap_below_is_refused(admin: Client, draft) -> None:
    answer = post(admin, "campaign_ladder", ladder_data(("Tốt", "90", True), ("Đạt", "50", True)))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Bậc cuối cùng phải bắt đầu từ 0 %." in answer.content.decode()


TERMS = {
    "bonus_cap": "2,5",
    "penalty_cap": "5",
    "shown_to_unit": Disclosure.AFTER_STAGE,
    "shown_below": Disclosure.AFTER_PUBLICATION,
}


def test_terms_hold_caps_papers_and_disclosure(admin: Client, draft) -> None:
    kept = draft.document_kinds[0]
    papers = rows("papers", {**kept, "label": "Tờ trình mới"}, {"key": "", "label": "Đĩa ảnh"})
    assert post(admin, "campaign_terms", {**TERMS, **papers}).status_code == HTTPStatus.SEE_OTHER
    draft.refresh_from_db()
    assert draft.caps == {"bonus": "2.5", "penalty": "5"}
    assert draft.document_kinds == [
        {"key": kept["key"], "label": "Tờ trình mới"},
        {"key": "dia_anh", "label": "Đĩa ảnh"},
    ]
    assert (draft.shown_to_unit, draft.has_registration) == (Disclosure.AFTER_STAGE, False)
    act = JournalEntry.objects.filter(chain=draft.chain).latest("seq")
    assert act.verb == CampaignVerb.CHANGE
    assert act.after["caps"] == {"bonus": "2.5", "penalty": "5"}


def test_somebody_elses_change_is_a_conflict(admin: Client, draft) -> None:
    seen = draft.journal_seq
    post(admin, "campaign_stages", rows("stages", *CHAIN))
    answer = post(admin, "campaign_stages", rows("stages", CHAIN[0]), version=seen)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert 'data-error="conflict"' in answer.content.decode()
    assert draft.stages.count() == 3


def test_forgetting_being_told_mending_opening(cast_today: Cast, admin: Client, draft) -> None:
    opening = reverse("dossiers:opening", args=[CODE])
    page = admin.get(opening).content.decode()
    assert "Cần giai đoạn tự chấm và ít nhất một giai đoạn thẩm định." in page
    assert reverse("scoring:campaign_stages", args=[CODE]) in page
    early = admin.post(reverse("dossiers:open_campaign", args=[CODE]))
    assert early.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    post(admin, "campaign_stages", rows("stages", *CHAIN))
    page = admin.get(opening).content.decode()
    assert "Đủ điều kiện để mở" in page
    assert "Nên xem lại" in page
    assert "1 đơn vị chưa có" in page
    answer = admin.post(reverse("dossiers:open_campaign", args=[CODE]))
    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert Dossier.objects.filter(campaign=draft).count() == 3
    assert "3 hồ sơ" in admin.get(opening).content.decode()


def test_an_open_campaign_is_read_only_and_says_why(cast_today: Cast, admin: Client) -> None:
    code = cast_today.campaign.code
    for name in ("basics", "stages", "conditions", "ladder", "terms"):
        answer = admin.get(reverse(f"scoring:campaign_{name}", args=[code]))
        assert answer.status_code == HTTPStatus.LOCKED
        assert "hồ sơ của các đơn vị đang dựa vào đó" in answer.content.decode()
    page = admin.get(reverse("scoring:campaign", args=[code])).content.decode()
    assert "Đợt đã mở" in page
    assert reverse("scoring:campaign_stages", args=[code]) not in page


def test_only_those_who_prepare_see_a_draft(cast_today: Cast, client: Client, draft) -> None:
    address = reverse("scoring:campaign", args=[CODE])
    for part, status in [("standing_officer", 200), ("commune_officer", 404), ("watcher", 404)]:
        client.force_login(
            cast_today.people[part], backend="django.contrib.auth.backends.ModelBackend"
        )
        assert client.get(address).status_code == status


@pytest.mark.parametrize(
    "typed", ["trước ngày 05/11/2024", "05/11/2024", "05/11/2024 00:00", "05/11/2024 00:00:00"]
)
def test_an_instant_is_read_as_decisions_write_it(typed: str) -> None:
    read = InstantField().clean(typed)
    assert (read.date(), read.hour, read.minute) == (date(2024, 11, 5), 0, 0)


def test_a_stage_on_working_days_has_no_warning(cast_today: Cast, admin: Client, draft) -> None:
    post(admin, "campaign_stages", rows("stages", CHAIN[0]))
    assert preparing.rest_warnings(draft.stages.get(tier=1)) == ()


def test_keys_are_plain_and_never_taken_twice() -> None:
    assert key_from("Đĩa ảnh, băng hình", taken=set()) == "dia_anh_bang_hinh"
    assert key_from("Đĩa ảnh", taken={"dia_anh"}) == "dia_anh_2"
    assert key_from("5 tài liệu", taken=set()) == "k_5_tai_lieu"


def test_a_stale_page_keeps_what_was_typed_when_the_campaign_has_opened(
    cast_today: Cast, admin: Client, draft: Campaign
) -> None:
    Campaign.objects.filter(code=CODE).update(opened_at=timezone.now())
    typed = {**rows("papers", {"label": "Tờ trình gõ dở"}), "bonus_cap": "3", "penalty_cap": "5"}
    typed |= {"shown_to_unit": "after_stage", "shown_below": "after_publication"}
    late = post(admin, "campaign_terms", typed)
    assert late.status_code == HTTPStatus.LOCKED
    assert "Tờ trình gõ dở" in late.content.decode()
    assert 'data-error="locked"' in late.content.decode()


def test_a_campaign_given_up_is_gone_and_its_code_is_free(
    cast_today: Cast, admin: Client, draft: Campaign
) -> None:
    assert post(admin, "campaign_discard", {}, version=0).status_code == HTTPStatus.CONFLICT
    url = reverse("scoring:campaign_discard", args=[CODE])
    assert admin.post(url, {"version": draft.journal_seq}).status_code == HTTPStatus.SEE_OTHER
    assert draft.title not in admin.get(reverse("scoring:campaigns")).content.decode().replace(
        f"Đã hủy đợt “{draft.title}”", ""
    )
    for name in ("campaign", "campaign_stages", "campaign_discard"):
        gone = reverse(f"scoring:{name}", args=[CODE])
        asked = admin.post(gone) if name == "campaign_discard" else admin.get(gone)
        assert asked.status_code == HTTPStatus.NOT_FOUND
    kept = Campaign.objects.get(pk=draft.pk)
    assert kept.discarded_at is not None
    acts = JournalEntry.objects.filter(chain=kept.chain, verb=CampaignVerb.DISCARD)
    assert acts.get().subject == CODE
    with pytest.raises(AlreadyDone):
        opening.open_campaign(campaign=kept, by=cast_today.administrator)
    again = {"title": "Lại", "code": CODE, "year": "2024", "area": cast_today.province.pk}
    again["criteria_set"] = cast_today.campaign.criteria_set_id
    assert admin.post(reverse("scoring:campaign_new"), again).status_code == HTTPStatus.SEE_OTHER


def test_an_open_campaign_is_not_given_up(cast_today: Cast, admin: Client) -> None:
    code = cast_today.campaign.code
    url = reverse("scoring:campaign_discard", args=[code])
    answer = admin.post(url, {"version": cast_today.campaign.journal_seq})
    assert answer.status_code == HTTPStatus.LOCKED
    assert Campaign.objects.get(code=code).discarded_at is None
