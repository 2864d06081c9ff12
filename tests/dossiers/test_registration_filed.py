"""What the unit is told of its approved registration among the dossier's papers."""

from django.utils import timezone

from dossiers.actions import registration
from dossiers.exports import registration as papers
from tests import stories
from tests.dossiers.test_registration import ask_for_paper
from tests.dossiers.test_registration_page import at, sent, signed_in
from tests.factories import Cast


def approve(cast: Cast) -> None:
    row = sent(cast, cast.dossier, cast.commune_leader)
    registration.approve(
        dossier=cast.dossier, version=row.version, by=cast.district_reviewer, clock=timezone.now
    )


def told(cast: Cast) -> str:
    """Return what the officer reads on the registration's page."""
    answer = signed_in(cast.commune_officer).get(at("registration", cast.dossier))
    return answer.content.decode()


def test_the_paper_is_filed_by_the_portal(cast_today: Cast) -> None:
    ask_for_paper(cast_today)
    approve(cast_today)
    assert "đang được lập và sẽ tự gắn" in told(cast_today)
    assert papers.file_approved()["filed"] == 1
    assert "Bản PDF được tự gắn vào giấy tờ của hồ sơ" in told(cast_today)
    assert at("papers", cast_today.dossier) in told(cast_today)


def test_a_scan_that_stood_before_is_said_to_stay(cast_today: Cast) -> None:
    ask_for_paper(cast_today)
    cast_today.campaign.refresh_from_db()
    stories.file_papers(cast_today, clock=timezone.now)
    approve(cast_today)
    page = told(cast_today)
    assert "Hồ sơ đã có bản quét của văn bản này" in page
    assert "được tự gắn" not in page
    assert "rồi thay bản quét" in page
    stories.send(cast_today, clock=timezone.now)
    # What was sent stays as it is: there is nothing to replace any more.
    assert "bản quét được giữ nguyên" in told(cast_today)
    assert "rồi thay bản quét" not in told(cast_today)


def test_a_scan_that_came_meanwhile_is_said_to_stay(cast_today: Cast) -> None:
    ask_for_paper(cast_today)
    cast_today.campaign.refresh_from_db()
    approve(cast_today)
    stories.file_papers(cast_today, clock=timezone.now)
    assert papers.file_approved()["passed_over"] == 1
    assert "bản quét được giữ nguyên" in told(cast_today)


def test_a_dossier_sent_before_is_said_to_stay_as_it_was(cast_today: Cast) -> None:
    ask_for_paper(cast_today)
    stories.send(cast_today, clock=timezone.now)
    approve(cast_today)
    assert "Hồ sơ đã gửi nên giữ nguyên" in told(cast_today)


def test_where_no_such_paper_is_asked_for_nothing_is_said_of_it(cast_today: Cast) -> None:
    approve(cast_today)
    assert "Bản đăng ký đã được phê duyệt." in told(cast_today)
    assert "gắn" not in told(cast_today)
