"""Criteria sets and campaigns as people read them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role, UnitLevel
from scoring.models import Campaign
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db


def page(person: object, name: str, *args: object) -> str:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse(f"scoring:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_set_is_read_rule_by_rule(cast_today: Cast) -> None:
    criteria_set = cast_today.campaign.criteria_set
    assert criteria_set.name in page(cast_today.commune_officer, "criteria")
    text = page(cast_today.commune_officer, "criteria_set", criteria_set.pk)
    assert "từ 90 % đến dưới 99 %: 10 điểm" in text
    assert "Lấy số liệu từ phần mềm một cửa." in text
    assert "Báo cáo thống kê hồ sơ" in text
    assert "★" in text
    assert "Kết quả khảo sát" in text


def test_a_campaign_says_its_windows_ladder_and_conditions(cast_today: Cast) -> None:
    text = page(cast_today.commune_officer, "campaign", cast_today.campaign.code)
    assert "từ 80 % đến dưới 90 %" in text
    assert "Chỉ số từ 80 %" in text
    assert "Điểm thưởng tối đa: 3 điểm" in text
    assert "Tờ trình" in text


def test_campaigns_of_other_provinces_do_not_exist(cast_today: Cast) -> None:
    other = factories.make_unit("Tỉnh Khác", UnitLevel.PROVINCE)
    stranger = factories.make_person(
        "Cao Văn Xa", (Role.ADMIN, other), since=timezone.now() - timedelta(days=1)
    )
    assert "Chưa có đợt chấm điểm nào" in page(stranger, "campaigns")
    client = Client()
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("scoring:campaign", args=[cast_today.campaign.code])
    assert client.get(url).status_code == 404


def test_an_unopened_campaign_is_known_to_those_who_prepare_it_only(cast_today: Cast) -> None:
    Campaign.objects.update(opened_at=None)
    assert cast_today.campaign.title in page(cast_today.administrator, "campaigns")
    assert cast_today.campaign.title not in page(cast_today.commune_officer, "campaigns")


def test_query_count_of_the_list_does_not_grow(cast_today: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(cast_today.commune_officer, "campaigns")
        return len(seen)

    queries()
    few = queries()
    for number in range(2):
        factories.make_campaign(cast_today.now, area=cast_today.province, code=f"dot-{number}")
    assert queries() == few
