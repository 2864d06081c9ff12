"""Signing in and out, throttling, the first own password, and the role one works in."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import acting
from accounts.enums import Role
from accounts.models import JournalEntry, User
from tests.accounts import factories
from tests.accounts.conftest import Map

LOGIN, PASSWORD, CHOOSE = "/dang-nhap/", "/doi-mat-khau/", "/chon-vai-tro/"
NEW_PASSWORD = "cua-so-mua-vang-7"
ACCOUNTS = "/tai-khoan/"


def sign_in(client: Client, account: User, password: str = factories.PASSWORD, **more: str):
    return client.post(LOGIN, {"username": account.username, "password": password, **more})


@pytest.fixture
def newcomer(places: Map) -> User:
    """Return a person who holds a printed secret that is still good."""
    return factories.person(
        Role.ADMIN,
        places.commune,
        username="moi.09111",
        must_change_password=True,
        secret_expires_at=timezone.now() + timedelta(days=3),
    )


def test_signing_in_leads_to_the_wanted_page_and_is_recorded(client: Client, admin: User) -> None:
    page = client.get(ACCOUNTS)
    assert page.status_code == 302
    assert page.url.startswith(LOGIN)
    page = client.get(page.url)
    assert 'data-form="login"' in page.content.decode()
    answer = sign_in(client, admin, next=ACCOUNTS)
    assert (answer.status_code, answer.url) == (302, ACCOUNTS)
    page = client.get(ACCOUNTS)
    assert page.status_code == 200
    assert 'data-user="quantri.91" data-role="admin" data-unit="91"' in page.content.decode()
    assert JournalEntry.objects.get(verb="signed_in").by == admin


def test_a_foreign_address_is_not_followed(client: Client, admin: User) -> None:
    assert sign_in(client, admin, next="https://evil.example/").url == "/"


def test_the_session_key_is_drawn_anew(client: Client, admin: User) -> None:
    client.get(LOGIN)
    session = client.session
    session["planted"] = "x"
    session.save()
    sign_in(client, admin)
    assert client.session.session_key != session.session_key


def test_a_capital_letter_in_the_user_name_does_no_harm(client: Client, admin: User) -> None:
    answer = client.post(LOGIN, {"username": " Quantri.91", "password": factories.PASSWORD})
    assert answer.status_code == 302


@pytest.mark.parametrize("username", ["quantri.91", "khong.co", ""])
def test_a_wrong_password_and_an_unknown_name_look_alike(
    client: Client, admin: User, username: str
) -> None:
    answer = client.post(LOGIN, {"username": username, "password": "sai"})
    assert answer.status_code == 422
    assert 'role="alert" data-error="invalid"' in answer.content.decode()


def test_a_stopped_account_is_told_nothing_more(client: Client, places: Map) -> None:
    gone = factories.person(Role.ENTRY, places.commune, is_active=False)
    assert sign_in(client, gone).status_code == 422


def test_five_failures_shut_the_pair_out_and_the_administrator_opens(
    client: Client, officer: User, admin: User
) -> None:
    for _ in range(5):
        answer = sign_in(client, officer, "sai-mat-khau")
    assert answer.status_code == 429
    answer = sign_in(client, officer)
    assert answer.status_code == 429
    assert 'data-error="locked_out"' in answer.content.decode()
    assert int(answer["Retry-After"]) > 0
    assert sign_in(client, admin).status_code == 302, "others in the office still come in"

    unlock = reverse("accounts:unlock", args=[officer.pk])
    assert client.post(unlock, {"version": officer.version}).status_code == 302
    assert not AccessAttempt.objects.filter(username=officer.username).exists()
    assert sign_in(Client(), officer).status_code == 302


def test_an_expired_secret_is_refused_as_such(client: Client, newcomer: User) -> None:
    newcomer.secret_expires_at = timezone.now() - timedelta(seconds=1)
    newcomer.save()
    answer = sign_in(client, newcomer)
    assert answer.status_code == 403
    assert 'data-error="secret_expired"' in answer.content.decode()
    assert sign_in(client, newcomer, "sai-mat-khau").status_code == 422
    assert "_auth_user_id" not in client.session


def test_a_printed_secret_opens_only_the_password_page(client: Client, newcomer: User) -> None:
    answer = sign_in(client, newcomer, next=ACCOUNTS)
    assert answer.url == f"{PASSWORD}?next=%2Ftai-khoan%2F"
    assert client.get(ACCOUNTS).url == PASSWORD
    page = client.get(answer.url)
    assert 'data-error="must_change_password"' in page.content.decode()
    refused = client.post(reverse("accounts:import"))
    assert refused.status_code == 403
    assert 'data-error="must_change_password"' in refused.content.decode()

    changed = client.post(
        answer.url,
        {
            "old_password": factories.PASSWORD,
            "new_password1": NEW_PASSWORD,
            "new_password2": NEW_PASSWORD,
        },
    )
    assert (changed.status_code, changed.url) == (302, ACCOUNTS)
    assert client.get(ACCOUNTS).status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        ("sai", NEW_PASSWORD, NEW_PASSWORD, "Mật khẩu hiện tại chưa đúng"),
        (factories.PASSWORD, NEW_PASSWORD, "khac", "chưa giống nhau"),
        (factories.PASSWORD, "matkhau12345", "matkhau12345", "dễ đoán"),
        (factories.PASSWORD, factories.PASSWORD, factories.PASSWORD, "phải khác"),
    ],
)
def test_a_bad_new_password_is_refused(
    client: Client, officer: User, old: str, new: str, again: str, sentence: str
) -> None:
    client.force_login(officer)
    answer = client.post(
        PASSWORD, {"old_password": old, "new_password1": new, "new_password2": again}
    )
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_new_password_ends_the_other_sessions(client: Client, admin: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(admin)
    client.force_login(admin)
    typed = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    client.post(PASSWORD, {"old_password": factories.PASSWORD, **typed})
    assert client.get(ACCOUNTS).status_code == 200
    assert elsewhere.get(ACCOUNTS).status_code == 302


def test_a_person_with_two_roles_chooses_and_changes(
    client: Client, admin: User, places: Map
) -> None:
    other = factories.grant(admin, Role.REVIEWER, places.district)
    answer = sign_in(client, admin, next=ACCOUNTS)
    assert answer.url == f"{CHOOSE}?next=%2Ftai-khoan%2F"
    assert 'data-form="choose-role"' in client.get(answer.url).content.decode()
    assert client.post(answer.url, {"grant": other.pk}).url == ACCOUNTS
    page = client.get(ACCOUNTS).content.decode()
    assert 'data-role="reviewer" data-unit="911"' in page
    assert client.session[acting.SESSION_KEY] == other.pk


def test_signing_in_again_on_a_page_goes_on_in_its_role(
    client: Client, admin: User, places: Map
) -> None:
    other = factories.grant(admin, Role.REVIEWER, places.district)
    answer = sign_in(client, admin, role="reviewer", unit=places.district.code, next=ACCOUNTS)
    assert answer.url == ACCOUNTS
    assert client.session[acting.SESSION_KEY] == other.pk
    # A role that is not, or no longer, held is not taken up.
    stranger = Client()
    sign_in(stranger, admin, role="leader", unit=places.district.code)
    assert acting.SESSION_KEY not in stranger.session


def test_nobody_chooses_a_role_of_somebody_else(client: Client, officer: User, admin: User) -> None:
    client.force_login(officer)
    answer = client.post(CHOOSE, {"grant": admin.roles_held.get().pk})
    assert answer.status_code == 422
    assert acting.SESSION_KEY not in client.session


def test_an_ended_role_is_not_acted_in_any_longer(
    client: Client, officer: User, places: Map
) -> None:
    extra = factories.grant(officer, Role.LEADER, places.neighbour)
    client.force_login(officer)
    client.post(CHOOSE, {"grant": extra.pk})
    extra.ends_at = timezone.now() - timedelta(seconds=1)
    extra.save()
    assert 'data-role="entry"' in client.get(CHOOSE).content.decode()


def test_an_ended_or_unknown_session_is_nobodys(client: Client, admin: User) -> None:
    sign_in(client, admin)
    held = client.cookies["sessionid"].value
    assert client.get(ACCOUNTS).status_code == 200
    Session.objects.filter(pk=held).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get(ACCOUNTS).status_code == 302
    # Whoever brings a key that is not in use gets one of their own.
    client.cookies["sessionid"] = planted = "a" * 32
    sign_in(client, admin)
    assert client.cookies["sessionid"].value not in (held, planted)
    assert not Session.objects.filter(pk=planted).exists()


def test_signing_out_needs_a_post(client: Client, officer: User) -> None:
    client.force_login(officer)
    assert client.get("/dang-xuat/").status_code == 405
    assert client.post("/dang-xuat/").url == LOGIN
    assert client.get(CHOOSE).status_code == 302


def test_who_one_is_costs_two_queries_with_the_session(
    client: Client, admin: User, django_assert_num_queries
) -> None:
    client.force_login(admin)
    client.get(CHOOSE)
    with django_assert_num_queries(3):  # session, user, roles with their units and the time
        client.get(CHOOSE)
