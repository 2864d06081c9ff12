"""The pages of results: the standing body's desk, each unit's own, and what anyone may read."""

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from dossiers.actions import results
from dossiers.enums import RunStatus
from dossiers.models import PrintJob, ScoringRun
from tests import stories
from tests.factories import Cast


def now(cast: Cast):
    return lambda: cast.now


def enter(client: Client, person: User) -> Client:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def drafted(cast_today: Cast) -> ScoringRun:
    """The home dossier is finished and a draft computed."""
    cast, clock = cast_today, now(cast_today)
    stories.file_papers(cast, clock=clock)
    stories.send(cast, clock=clock)
    stories.appraise_to_the_end(cast, clock=clock)
    run = results.open_run(campaign=cast.campaign, by=None, clock=clock)
    return results.compute(run=run, clock=clock)


@pytest.fixture
def published(cast_today: Cast, drafted: ScoringRun) -> ScoringRun:
    return results.publish(
        run=drafted,
        decision_number="1501/QĐ-UBND",
        by=cast_today.standing_officer,
        clock=now(cast_today),
    )


def test_the_standing_body_asks_for_a_run_and_lands_on_it(
    cast_today: Cast, client: Client, django_capture_on_commit_callbacks
) -> None:
    enter(client, cast_today.standing_officer)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("dossiers:aggregate", args=[cast_today.campaign.code]))
    assert answer.status_code == HTTPStatus.SEE_OTHER
    page = client.get(answer["Location"])
    assert page.status_code == HTTPStatus.OK
    assert "Chưa gửi hồ sơ" in page.content.decode()


def test_a_waiting_run_polls_and_then_asks_for_a_reload(cast_today: Cast, client: Client) -> None:
    run = results.open_run(campaign=cast_today.campaign, by=None, clock=now(cast_today))
    enter(client, cast_today.standing_officer)
    where = [cast_today.campaign.code, run.number]
    page = client.get(reverse("dossiers:run", args=where))
    assert page["Refresh"] == "5"
    assert "hx-get" in page.content.decode()
    status = reverse("dossiers:run_status", args=where)
    assert "HX-Refresh" not in client.get(status)
    results.compute(run=run, clock=now(cast_today))
    assert client.get(status)["HX-Refresh"] == "true"


def test_a_draft_shows_totals_conditions_class_rank_and_difference(
    cast_today: Cast, client: Client, drafted: ScoringRun
) -> None:
    enter(client, cast_today.standing_officer)
    page = client.get(reverse("dossiers:newest_run", args=[cast_today.campaign.code]))
    text = page.content.decode()
    for words in ("Xã Hương Lạc", "100,00\u00a0%", "Tốt", "Chưa gửi hồ sơ", "Công bố kết quả"):
        assert words in text
    unit = client.get(
        reverse("dossiers:run_unit", args=[cast_today.campaign.code, drafted.number, "07414"])
    ).content.decode()
    assert 'data-criterion="1.2"' in unit
    assert "99 / 100 = 99,00 %" in unit
    assert "Thống nhất với điểm tự chấm" not in unit  # who only agreed adds no sentence


def test_publishing_needs_the_decision_number_and_keeps_the_page(
    cast_today: Cast, client: Client, drafted: ScoringRun
) -> None:
    enter(client, cast_today.standing_officer)
    address = reverse("dossiers:publish", args=[cast_today.campaign.code, drafted.number])
    refused = client.post(address, {"decision_number": " "})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'data-error="invalid"' in refused.content.decode()
    done = client.post(address, {"decision_number": "1501/QĐ-UBND"})
    assert done.status_code == HTTPStatus.SEE_OTHER
    assert "data-receipt" in client.get(done["Location"]).content.decode()
    again = client.post(address, {"decision_number": "1501/QĐ-UBND"})
    assert again.status_code == HTTPStatus.CONFLICT
    drafted.refresh_from_db()
    assert drafted.status == RunStatus.PUBLISHED


@pytest.mark.parametrize(
    ("part", "status"),
    [
        ("standing_officer", HTTPStatus.OK),
        ("watcher", HTTPStatus.OK),
        ("district_reviewer", HTTPStatus.FORBIDDEN),
        ("commune_officer", HTTPStatus.FORBIDDEN),
        ("administrator", HTTPStatus.FORBIDDEN),
        ("outsider", HTTPStatus.NOT_FOUND),
    ],
)
def test_drafts_are_for_the_standing_body_and_watchers(
    cast_today: Cast, client: Client, drafted: ScoringRun, part: str, status: HTTPStatus
) -> None:
    enter(client, getattr(cast_today, part))
    code = cast_today.campaign.code
    addresses = [
        reverse("dossiers:newest_run", args=[code]),
        reverse("dossiers:run", args=[code, drafted.number]),
        reverse("dossiers:run_unit", args=[code, drafted.number, "07414"]),
    ]
    assert {client.get(address).status_code for address in addresses} == {status}


def test_watchers_look_but_do_not_act(
    cast_today: Cast, client: Client, drafted: ScoringRun
) -> None:
    enter(client, cast_today.watcher)
    code = cast_today.campaign.code
    page = client.get(reverse("dossiers:newest_run", args=[code])).content.decode()
    assert 'data-form="publish"' not in page
    assert 'data-form="aggregate"' not in page
    for address in (
        reverse("dossiers:aggregate", args=[code]),
        reverse("dossiers:publish", args=[code, drafted.number]),
    ):
        answer = client.post(address, {"decision_number": "1"})
        assert answer.status_code == HTTPStatus.FORBIDDEN


def test_a_unit_reads_its_result_only_after_publication(
    cast_today: Cast, client: Client, drafted: ScoringRun
) -> None:
    enter(client, cast_today.commune_officer)
    address = reverse("dossiers:result", args=[cast_today.dossier.pk])
    assert client.get(address).status_code == HTTPStatus.FORBIDDEN
    results.publish(
        run=drafted,
        decision_number="1501/QĐ-UBND",
        by=cast_today.standing_officer,
        clock=now(cast_today),
    )
    page = client.get(address)
    assert page.status_code == HTTPStatus.OK
    assert "Điều kiện công nhận" in page.content.decode()
    enter(client, cast_today.outsider)
    assert client.get(address).status_code == HTTPStatus.NOT_FOUND


def test_nobody_without_login_reads_a_draft(
    cast_today: Cast, client: Client, drafted: ScoringRun
) -> None:
    code = cast_today.campaign.code
    for name, words in (
        ("public_results", [code]),
        ("public_unit", [code, "07414"]),
        ("public_download", [code]),
    ):
        assert client.get(reverse(f"dossiers:{name}", args=words)).status_code == 404
    assert "Chưa có kết quả" in client.get(reverse("dossiers:public_campaigns")).content.decode()


def test_anyone_reads_what_is_published(
    cast_today: Cast, client: Client, published: ScoringRun
) -> None:
    code = cast_today.campaign.code
    assert code in client.get(reverse("dossiers:public_campaigns")).content.decode()
    table = client.get(reverse("dossiers:public_results", args=[code])).content.decode()
    assert table.index("Xã Hương Lạc") < table.index("Xã Cao Xá")
    assert "Chưa gửi hồ sơ" in table
    unit = client.get(reverse("dossiers:public_unit", args=[code, "07414"])).content.decode()
    assert "Điểm theo nhóm tiêu chí" in unit
    assert "99 / 100" not in unit
    workbook = client.get(reverse("dossiers:public_download", args=[code]))
    assert workbook.content.startswith(b"PK")


@pytest.mark.parametrize(
    ("query", "units"),
    [
        ("q=huong+lac", ["07414"]),
        ("q=TÂN DĨNH", ["07453"]),
        ("q=073", ["07339"]),
        ("don_vi=216", ["07339"]),
        ("xep_loai=good", ["07414"]),
        ("xep_loai=khong-xep-hang", ["07339", "07453"]),
        ("xep_loai=below", []),
        ("xep_loai=la&trang=zz", ["07339", "07414", "07453"]),
    ],
)
def test_the_public_table_is_narrowed_without_accents(
    cast_today: Cast, client: Client, published: ScoringRun, query: str, units: list[str]
) -> None:
    address = reverse("dossiers:public_results", args=[cast_today.campaign.code])
    text = client.get(f"{address}?{query}").content.decode()
    shown = [code for code in ("07339", "07414", "07453") if f'data-unit-code="{code}"' in text]
    assert shown == units


def test_the_public_table_asks_a_constant_number_of_questions(
    cast_today: Cast, client: Client, published: ScoringRun, django_assert_max_num_queries
) -> None:
    address = reverse("dossiers:public_results", args=[cast_today.campaign.code])
    client.get(address)
    for query in ("q=huong", ""):
        with django_assert_max_num_queries(5):
            client.get(f"{address}?{query}")


def test_the_run_page_asks_a_constant_number_of_questions(
    cast_today: Cast, client: Client, drafted: ScoringRun, django_assert_num_queries
) -> None:
    enter(client, cast_today.standing_officer)
    address = reverse("dossiers:newest_run", args=[cast_today.campaign.code])
    client.get(address)
    for query in ("q=huong", ""):
        with django_assert_num_queries(12):
            client.get(f"{address}?{query}")


def test_a_score_sheet_is_printed_by_the_worker_for_its_reader_only(
    cast_today: Cast, client: Client, django_capture_on_commit_callbacks
) -> None:
    stories.fill(cast_today, clock=now(cast_today))
    enter(client, cast_today.commune_officer)
    asked = reverse("dossiers:print_sheet", args=[cast_today.dossier.pk])
    with django_capture_on_commit_callbacks() as held:
        answer = client.post(asked)
    assert answer.status_code == HTTPStatus.SEE_OTHER
    waiting = client.get(answer["Location"])
    assert "Đang chuẩn bị bản in" in waiting.content.decode()
    assert waiting["Refresh"] == "5"
    for callback in held:
        callback()
    assert "Bản in đã sẵn sàng" in client.get(answer["Location"]).content.decode()
    job = PrintJob.objects.get()
    file = client.get(reverse("dossiers:print_file", args=[job.pk]))
    assert b"".join(file.streaming_content).startswith(b"%PDF")
    assert "bang-tu-cham-diem-07414-2024.pdf" in file["Content-Disposition"]
    enter(client, cast_today.commune_leader)
    assert client.get(answer["Location"]).status_code == HTTPStatus.NOT_FOUND
    enter(client, cast_today.district_reviewer)
    assert client.post(asked).status_code == HTTPStatus.FORBIDDEN
    enter(client, cast_today.neighbour_officer)
    assert client.post(asked).status_code == HTTPStatus.NOT_FOUND
