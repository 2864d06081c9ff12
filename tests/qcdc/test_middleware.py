"""Who may pass, how refusals look, and what a browser may keep."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from qcdc.middleware import SlidingSession

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.qcdc.addresses")]


@pytest.fixture
def person() -> User:
    """Return somebody with an account and no role."""
    return User.objects.create(username="nguyen.van.mau", full_name="Nguyễn Văn Mẫu")


@pytest.fixture
def inside(person: User) -> Client:
    """Return a browser in which the person is signed in; failures come back as pages."""
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


@pytest.fixture
def outside() -> Client:
    return Client(raise_request_exception=False)


def test_reading_without_sign_in_leads_to_the_login_page(outside: Client) -> None:
    response = outside.get("/t/closed")
    assert response.status_code == 302
    assert response["Location"].startswith("/dang-nhap/?next=/t/closed")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_writing_without_sign_in_is_forbidden(outside: Client, method: str) -> None:
    response = getattr(outside, method)("/t/closed")
    assert response.status_code == 403
    assert 'data-error="session_expired"' in response.text


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"X-Requested-With": "fetch"}])
def test_a_script_without_sign_in_gets_a_fragment_instead_of_a_redirect(
    outside: Client, headers: dict[str, str]
) -> None:
    response = outside.get("/t/closed", headers=headers)
    assert response.status_code == 403
    assert 'data-error="session_expired"' in response.text
    assert "<html" not in response.text


def test_what_one_person_typed_is_not_taken_in_the_session_of_another(inside: Client) -> None:
    own = inside.post("/t/closed", headers={"X-Typed-By": "nguyen.van.mau"})
    other = inside.post(
        "/t/closed", headers={"X-Typed-By": "tran.thi.khac", "X-Requested-With": "fetch"}
    )
    assert own.status_code == 200
    assert other.status_code == 403
    assert 'data-error="other_person"' in other.text
    assert "tran.thi.khac" in other.text


def test_a_public_view_is_open_and_costs_no_query(
    inside: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = inside.get("/t/opened")
    assert response.text == "outside"


def test_a_forged_form_is_refused_in_words(person: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    response = strict.post("/t/closed")
    assert response.status_code == 403
    assert 'data-error="form_expired"' in response.text


def test_a_refusal_becomes_a_page_and_leaves_nothing_written(inside: Client) -> None:
    response = inside.post("/t/half-written")
    assert response.status_code == 423
    assert 'role="alert" data-error="deadline_passed"' in response.text
    assert "Đã hết hạn nhập liệu." in response.text
    assert not User.objects.filter(username="half").exists()


def test_a_lost_race_shows_both_sides_in_a_fragment(inside: Client) -> None:
    response = inside.post("/t/conflicting", headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert "7,50" in response.text
    assert "<html" not in response.text
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/t/disk-full", 503, "storage_full"),
        ("/t/database-full", 503, "storage_full"),
        ("/t/database-locked", 503, "busy"),
        ("/t/too-big", 413, "file_too_large"),
        ("/t/defect", 500, "unexpected"),
        ("/t/absent", 404, "not_found"),
    ],
)
def test_a_technical_failure_is_told_in_words(
    outside: Client, address: str, status: int, code: str
) -> None:
    response = outside.get(address)
    assert response.status_code == status
    assert f'data-error="{code}"' in response.text
    assert "Traceback" not in response.text


def test_a_busy_system_says_when_to_come_back(outside: Client) -> None:
    assert outside.get("/t/database-locked")["Retry-After"] == "5"


def test_a_body_above_the_limit_is_refused_unread(inside: Client, settings: Settings) -> None:
    settings.QCDC_MAX_BODY_BYTES = 10
    response = inside.post("/t/closed", {"text": "more than ten bytes"})
    assert response.status_code == 413
    assert 'data-error="file_too_large"' in response.text


def test_an_issued_secret_has_to_be_replaced_first(inside: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(must_change_password=True)
    assert inside.get("/t/closed")["Location"] == "/doi-mat-khau/"
    refused = inside.post("/t/closed")
    assert refused.status_code == 403
    assert 'data-error="must_change_password"' in refused.text


def test_an_issued_secret_does_not_close_the_way_out(inside: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(must_change_password=True)
    assert inside.get("/t/opened").status_code == 200
    assert inside.post("/dang-xuat/")["Location"] == "/dang-nhap/"


def test_personal_pages_are_kept_by_nobody(inside: Client) -> None:
    response = inside.get("/t/closed")
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_every_page_carries_the_protecting_headers(outside: Client) -> None:
    response = outside.get("/t/opened")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]


def test_a_session_lives_on_while_its_owner_works(
    inside: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    inside.get("/t/closed")
    with django_assert_num_queries(2):  # the session and its owner; nothing is written
        inside.get("/t/closed")
    session = inside.session
    session[SlidingSession.KEY] -= SlidingSession.EVERY_SECONDS
    session.save()
    before = timezone.now().timestamp()
    inside.get("/t/closed")
    assert inside.session[SlidingSession.KEY] >= int(before)
