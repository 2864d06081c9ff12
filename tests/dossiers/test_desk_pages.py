"""The desk's pages: they open for their own people, answer writes, and keep what was typed."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier, EvidenceUse, Score
from tests import stories
from tests.factories import Cast

OWN_PAGES = ["overview", "entry", "papers", "check", "approval"]


@pytest.fixture
def officer(cast_today: Cast, client: Client) -> Client:
    """Return a browser in which the commune's officer has signed in."""
    client.force_login(cast_today.commune_officer)
    return client


def sign_in(cast: Cast, part: str) -> Client:
    """Return a browser in which a person of the cast has signed in."""
    client = Client()
    client.force_login(cast.people[part], backend="django.contrib.auth.backends.ModelBackend")
    return client


def at(name: str, dossier: Dossier, *more: object) -> str:
    """Return the address of a page of a dossier."""
    return reverse(f"dossiers:{name}", args=[dossier.pk, *more])


@pytest.mark.parametrize("part", ["commune_officer", "commune_leader"])
def test_own_pages_open(cast_today: Cast, part: str) -> None:
    client = sign_in(cast_today, part)
    assert client.get("/").status_code == 200
    for name in OWN_PAGES:
        assert client.get(at(name, cast_today.dossier)).status_code == 200
    assert client.get(at("entry_group", cast_today.dossier, "1")).status_code == 200


@pytest.mark.parametrize("part", ["neighbour_officer", "outsider", "far_reviewer"])
@pytest.mark.parametrize("name", OWN_PAGES)
def test_strangers_meet_404(cast_today: Cast, part: str, name: str) -> None:
    assert sign_in(cast_today, part).get(at(name, cast_today.dossier)).status_code == 404


def test_reviewer_above_may_not_enter_figures(cast_today: Cast) -> None:
    client = sign_in(cast_today, "district_reviewer")
    assert client.get(at("entry", cast_today.dossier)).status_code == 403
    assert client.get(at("overview", cast_today.dossier)).status_code == 200


def test_row_is_saved_and_shows_what_was_recorded(cast_today: Cast, officer: Client) -> None:
    answer = officer.post(at("save_score", cast_today.dossier, "2.2"), {"count": "3"})
    assert answer.status_code == 303
    assert answer.url.endswith("#tc-2-2")
    page = officer.get(answer.url).content.decode()
    row = page[page.index('data-criterion="2.2"') :]
    assert re.match(r'data-criterion="2\.2" data-recorded-at="[^"]+\+07:00" data-version="1"', row)
    assert "15,00" in row


def test_script_gets_the_pieces_of_its_row(cast_today: Cast, officer: Client) -> None:
    answer = officer.post(
        at("save_score", cast_today.dossier, "2.2"),
        {"count": "3", "version": "0"},
        headers={"X-Requested-With": "fetch"},
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'data-version="1"' in page
    assert "<html" not in page


def test_refused_row_keeps_what_was_typed(cast_today: Cast, officer: Client) -> None:
    answer = officer.post(at("save_score", cast_today.dossier, "2.2"), {"count": "ba"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'data-error="invalid"' in page
    assert 'value="ba"' in page


def test_lost_race_shows_both_values(cast_today: Cast, officer: Client) -> None:
    officer.post(at("save_score", cast_today.dossier, "2.2"), {"count": "3"})
    answer = officer.post(
        at("save_score", cast_today.dossier, "2.2"), {"count": "4", "version": "0"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'data-error="conflict"' in page
    assert "<strong data-stored>3 cuộc" in page
    assert 'value="4"' in page


def test_text_of_a_late_write_stays_on_the_page(cast_today: Cast, officer: Client) -> None:
    stage = cast_today.stages[0]
    stage.closes_at = cast_today.now
    stage.save()
    answer = officer.post(at("save_score", cast_today.dossier, "2.2"), {"count": "3"})
    page = answer.content.decode()
    assert answer.status_code == 423
    assert 'data-error="deadline_passed"' in page
    assert 'value="3"' in page
    assert not Score.objects.exists()


def test_group_saves_good_rows_and_lists_the_others(cast_today: Cast, officer: Client) -> None:
    answer = officer.post(
        at("entry_group", cast_today.dossier, "2"),
        {"2.1-items": ["office", "portal"], "2.2-count": "nhiều", "2.3-count": ""},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="nhiều"' in page
    assert list(Score.objects.values_list("leaf__code", flat=True)) == ["2.1"]
    again = officer.post(at("entry_group", cast_today.dossier, "2"), {"2.2-count": "2"})
    assert again.status_code == 303


def test_files_and_link_are_attached_and_read(cast_today: Cast, officer: Client) -> None:
    answer = officer.post(
        at("attach", cast_today.dossier, "1.2"),
        {
            "file": [
                stories.upload(stories.pdf_bytes("a"), "báo cáo quý 1.pdf"),
                stories.upload(stories.pdf_bytes("b"), "báo cáo quý 2.pdf"),
            ],
            "link": "https://baobacgiang.vn/x",
        },
    )
    assert answer.status_code == 303
    assert EvidenceUse.objects.count() == 3
    use = EvidenceUse.objects.filter(version__link="").first()
    read = officer.get(reverse("dossiers:evidence", args=[use.pk]))
    assert read["Content-Type"] == "application/pdf"
    assert read["X-Content-Type-Options"] == "nosniff"
    assert read["Cache-Control"] == "private, no-store"
    assert "default-src 'none'" in read["Content-Security-Policy"]
    assert read["Content-Disposition"].startswith("inline; filename*=UTF-8''b%C3%A1o")
    assert b"".join(read) == stories.pdf_bytes("a")
    neighbour = sign_in(cast_today, "neighbour_officer")
    assert neighbour.get(reverse("dossiers:evidence", args=[use.pk])).status_code == 404


def test_bad_file_is_refused_at_its_row_while_the_good_one_stays(
    cast_today: Cast, officer: Client
) -> None:
    answer = officer.post(
        at("attach", cast_today.dossier, "1.2"),
        {
            "file": [
                stories.upload(stories.pdf_bytes("a")),
                stories.upload(b"MZ\x90" + b"\0" * 99, "bao-cao.pdf"),
            ]
        },
    )
    assert answer.status_code == 422
    assert 'data-error="file_type"' in answer.content.decode()
    assert EvidenceUse.objects.count() == 1


def test_whole_way_to_the_receipt(cast_today: Cast, officer: Client) -> None:
    stories.fill(cast_today, clock=lambda: cast_today.now)
    assert officer.post(at("hand_over", cast_today.dossier)).status_code == 303
    leader = sign_in(cast_today, "commune_leader")
    refused = leader.post(at("return_to_officer", cast_today.dossier), {"reason": ""})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert 'data-error="reason_required"' in page
    assert '<details class="confirm" data-confirm open>' in page
    sent = leader.post(at("send", cast_today.dossier))
    assert sent.status_code == 303
    page = leader.get(sent.url).content.decode()
    assert 'data-receipt="BN-2024-07414-01"' in page
    assert "Đã gửi hồ sơ lên cấp trên." in page
    assert "lượt gắn vào tiêu chí, giấy tờ" in page
    assert sign_in(cast_today, "neighbour_officer").get(sent.url).status_code == 404
    again = leader.post(at("send", cast_today.dossier))
    assert again.status_code == 409
    assert leader.post(at("recall", cast_today.dossier)).status_code == 303


def test_entry_page_asks_ten_queries_at_most(
    cast_today: Cast, officer: Client, django_assert_max_num_queries: object
) -> None:
    stories.fill(cast_today, clock=lambda: cast_today.now)
    officer.get(at("entry", cast_today.dossier))
    with django_assert_max_num_queries(10):
        officer.get(at("entry", cast_today.dossier))


def test_what_no_page_of_ours_sends_is_refused_and_never_fails(
    cast_today: Cast, officer: Client
) -> None:
    dossier = cast_today.dossier
    assert officer.post(at("save_score", dossier, "2.2"), {"count": "3"}).status_code == 303
    endless = {"count": "4", "version": "9" * 5000}
    assert officer.post(at("save_score", dossier, "2.2"), endless).status_code == 409
    link = {"link": "https://bacgiang.gov.vn/\0tin"}
    assert officer.post(at("attach", dossier, "1.1"), link).status_code == 422
    assert officer.get("/bien-nhan/%00/").status_code == 404
