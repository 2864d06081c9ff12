"""The report saves itself part by part: two people at two parts are in nobody's way."""

import re
from http import HTTPStatus

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import JournalEntry
from dossiers.models import Report
from tests import stories
from tests.dossiers.test_papers_pages import page, signed_in
from tests.factories import Cast


@pytest.fixture
def officer(cast_today: Cast) -> Client:
    return signed_in(cast_today, "commune_officer")


@pytest.fixture
def url(cast_today: Cast) -> str:
    return page("report", cast_today.dossier.pk)


def marks(client: Client, url: str) -> dict[str, str]:
    """Return the marks that the page shows, by the name under which its form sends them."""
    shown = client.get(url).content.decode()
    return dict(re.findall(r'name="(seen_\w+)" value="(\w+)"', shown))


def save_part(client: Client, url: str, part: str, mark: str, **typed: str) -> HttpResponse:
    return client.post(
        f"{url}?phan={part}", {"version": mark, **typed}, headers={"X-Requested-With": "fetch"}
    )


def test_one_part_is_saved_and_answered_alone(officer: Client, url: str) -> None:
    seen = marks(officer, url)
    answer = save_part(
        officer, url, "proposals", seen["seen_proposals"], proposals="Bố trí kinh phí"
    )
    piece = answer.content.decode()
    assert answer.status_code == HTTPStatus.OK
    assert 'data-words="proposals"' in piece
    assert 'data-recorded-at="20' in piece
    assert "Đã lưu" in piece
    assert "<html" not in piece
    assert f'data-version="{marks(officer, url)["seen_proposals"]}"' in piece
    assert marks(officer, url)["seen_difficulties"] == seen["seen_difficulties"]


def test_two_people_at_two_parts_both_keep_their_text(officer: Client, url: str) -> None:
    seen = marks(officer, url)
    save_part(officer, url, "difficulties", seen["seen_difficulties"], difficulties="Mạng chậm")
    answer = save_part(officer, url, "proposals", seen["seen_proposals"], proposals="Cấp máy")
    assert answer.status_code == HTTPStatus.OK
    row = Report.objects.get()
    assert (row.difficulties, row.proposals) == ("Mạng chậm", "Cấp máy")
    acts = JournalEntry.objects.filter(verb="report").order_by("seq")
    assert [(act.before, act.after) for act in acts] == [
        (None, {"difficulties": "Mạng chậm"}),
        ({"proposals": ""}, {"proposals": "Cấp máy"}),
    ]


def test_two_people_at_one_part_see_both_texts(officer: Client, url: str) -> None:
    mark = marks(officer, url)["seen_remarks"]
    save_part(officer, url, "remarks", mark, remarks="Bản thứ nhất")
    lost = save_part(officer, url, "remarks", mark, remarks="Bản thứ hai")
    piece = lost.content.decode()
    assert lost.status_code == HTTPStatus.CONFLICT
    assert 'data-error="conflict"' in piece
    assert re.search(r"<strong data-stored>Bản thứ nhất</strong>", piece)
    assert "Bản thứ hai" in piece
    newer = marks(officer, url)["seen_remarks"]
    assert f'data-version="{newer}"' in piece
    assert save_part(officer, url, "remarks", newer, remarks="Bản thứ hai").status_code == 200
    assert Report.objects.get().remarks == "Bản thứ hai"


def test_whole_form_leaves_alone_what_was_not_typed_into(officer: Client, url: str) -> None:
    seen = marks(officer, url)
    save_part(
        officer, url, "difficulties", seen["seen_difficulties"], difficulties="Của người khác"
    )
    whole = {"difficulties": "", "contact_name": "Đỗ Thị Mây", "version": "0", **seen}
    assert officer.post(url, whole).status_code == HTTPStatus.SEE_OTHER
    row = Report.objects.get()
    assert (row.difficulties, row.contact_name) == ("Của người khác", "Đỗ Thị Mây")


def test_whole_form_keeps_what_it_was_shown_where_nobody_won(officer: Client, url: str) -> None:
    seen = marks(officer, url)
    save_part(
        officer, url, "difficulties", seen["seen_difficulties"], difficulties="Của người khác"
    )
    save_part(officer, url, "proposals", seen["seen_proposals"], proposals="Cũng của họ")
    typed = {"difficulties": "Của tôi", "proposals": "", "version": "0"}
    lost = officer.post(url, typed | seen).content.decode()
    assert "Của người khác" in lost
    assert "Cũng của họ" not in lost
    again = dict(re.findall(r'name="(seen_\w+)" value="(\w+)"', lost))
    assert officer.post(url, typed | again).status_code == HTTPStatus.SEE_OTHER
    row = Report.objects.get()
    assert (row.difficulties, row.proposals) == ("Của tôi", "Cũng của họ")


def test_a_bad_address_is_refused_where_it_stands(officer: Client, url: str) -> None:
    mark = marks(officer, url)["seen_contact"]
    answer = save_part(officer, url, "contact", mark, contact_email="khong-phai")
    piece = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'data-error="invalid"' in piece
    assert "Thư điện tử chưa đúng dạng." in piece
    assert f'data-version="{mark}"' in piece
    assert not Report.objects.exists()


def test_confirming_last_years_contact_takes_the_question_away(
    cast_today: Cast, officer: Client, url: str
) -> None:
    Report.objects.create(
        dossier=cast_today.dossier,
        contact_name="Đỗ Thị Mây",
        contact_copied_at=timezone.now(),
        recorded_at=timezone.now(),
        recorded_by=cast_today.commune_officer,
    )
    mark = marks(officer, url)["seen_contact"]
    same = {"contact_name": "Đỗ Thị Mây"}
    asked = save_part(officer, url, "contact", mark, **same).content.decode()
    assert "contact_confirmed" in asked
    told = save_part(officer, url, "contact", mark, contact_confirmed="1", **same)
    assert "contact_confirmed" not in told.content.decode()
    assert JournalEntry.objects.filter(verb="report").count() == 1


def test_a_script_gets_the_stored_part_drawn_anew(officer: Client, url: str) -> None:
    mark = marks(officer, url)["seen_remarks"]
    save_part(officer, url, "remarks", mark, remarks="Đã lưu rồi")
    drawn = officer.get(f"{url}?phan=remarks", headers={"X-Requested-With": "fetch"})
    assert "Đã lưu rồi" in drawn.content.decode()
    assert "data-autosave" in drawn.content.decode()
    assert officer.get(f"{url}?phan=khac").status_code == HTTPStatus.NOT_FOUND


def test_a_sent_report_refuses_a_part_and_says_why(
    cast_today: Cast, officer: Client, url: str
) -> None:
    mark = marks(officer, url)["seen_remarks"]
    stories.send(cast_today, clock=timezone.now)
    late = save_part(officer, url, "remarks", mark, remarks="Muộn")
    assert late.status_code == HTTPStatus.LOCKED
    assert 'data-error="locked"' in late.content.decode()
