"""Acts on one account, on roles, and who may do them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts import permissions
from accounts.actions import grants, holder
from accounts.enums import Role
from accounts.errors import AlreadyDone, Conflict, Invalid, NotAllowed, ReasonRequired
from accounts.models import JournalEntry, RoleGrant, User
from tests.accounts import factories
from tests.accounts.conftest import Map

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
NEW = holder.Holder(full_name="Vũ Thị  Mới", position="Công chức")


def noon() -> datetime:
    return NOON


def verbs(account: User) -> list[str]:
    found = JournalEntry.objects.filter(subject=account.username).order_by("chain", "seq")
    return [entry.verb for entry in found]


def test_a_role_is_given_and_ended_and_both_stay_on_record(
    admin: User, officer: User, places: Map
) -> None:
    given = grants.grant_role(
        officer, role=Role.REVIEWER, unit=places.district, by=admin, clock=noon
    )
    assert permissions.holds(officer, [Role.REVIEWER], unit=places.neighbour, at=NOON)
    with pytest.raises(AlreadyDone):
        grants.grant_role(officer, role=Role.REVIEWER, unit=places.district, by=admin, clock=noon)
    later = NOON + timedelta(hours=1)
    grants.end_role(given, by=admin, reason="Chuyển công tác", clock=lambda: later)
    assert not permissions.holds(officer, [Role.REVIEWER], unit=places.neighbour, at=later)
    assert RoleGrant.objects.get(pk=given.pk).ends_at == later
    with pytest.raises(AlreadyDone):
        grants.end_role(given, by=admin, reason="", clock=lambda: later)
    assert verbs(officer) == ["role_granted", "role_ended"]


def test_a_second_term_of_the_same_role_is_a_new_row(
    admin: User, officer: User, places: Map
) -> None:
    first = officer.roles_held.get()
    grants.end_role(first, by=admin, reason="Nghỉ chế độ", clock=noon)
    grants.grant_role(
        officer,
        role=Role.ENTRY,
        unit=places.commune,
        by=admin,
        clock=lambda: NOON + timedelta(days=1),
    )
    assert officer.roles_held.filter(role=Role.ENTRY).count() == 2


def test_a_role_cannot_end_before_it_begins(admin: User, officer: User, places: Map) -> None:
    with pytest.raises(Invalid):
        grants.grant_role(
            officer, role=Role.LEADER, unit=places.commune, by=admin, ends_at=NOON, clock=noon
        )


def test_another_provinces_administrator_gives_and_ends_nothing(
    other_admin: User, officer: User, places: Map
) -> None:
    with pytest.raises(NotAllowed):
        grants.grant_role(
            officer, role=Role.LEADER, unit=places.commune, by=other_admin, clock=noon
        )
    with pytest.raises(NotAllowed):
        grants.end_role(officer.roles_held.get(), by=other_admin, reason="x", clock=noon)


ACTS = {
    "reset": lambda account, by: holder.reset_secret(account, by=by, clock=noon),
    "handover": lambda account, by: holder.hand_over(
        account, to=NEW, by=by, reason="Thay cán bộ", clock=noon
    ),
    "unlock": lambda account, by: holder.unlock(account, by=by, clock=noon),
    "deactivate": lambda account, by: holder.deactivate(
        account, by=by, reason="Nghỉ việc", clock=noon
    ),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_another_provinces_administrator_touches_no_account(
    act, other_admin: User, officer: User
) -> None:
    with pytest.raises(NotAllowed):
        act(officer, other_admin)
    officer.refresh_from_db()
    assert officer.is_active
    assert officer.check_password(factories.PASSWORD)


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_an_administrator_below_never_takes_over_an_account_above(
    act, officer: User, places: Map
) -> None:
    below = factories.person(Role.ADMIN, places.commune)
    factories.grant(officer, Role.STANDING, places.province)
    with pytest.raises(NotAllowed, match="ngoài phạm vi"):
        act(officer, below)


def test_a_new_secret_ends_the_old_password_and_every_session(
    admin: User, officer: User, client: Client
) -> None:
    client.force_login(officer)
    letter = holder.reset_secret(officer, by=admin, clock=noon)
    officer.refresh_from_db()
    assert officer.check_password(letter.secret)
    assert not officer.check_password(factories.PASSWORD)
    assert officer.must_change_password
    assert client.get("/tai-khoan/").status_code == 302
    assert verbs(officer) == ["secret_reset"]


def test_handing_over_names_the_new_holder_and_keeps_the_old_ones_acts(
    admin: User, officer: User, client: Client
) -> None:
    client.force_login(officer)
    letter = holder.hand_over(officer, to=NEW, by=admin, reason="QĐ 12/QĐ-UBND", clock=noon)
    officer.refresh_from_db()
    assert (officer.full_name, letter.full_name) == ("Vũ Thị Mới", "Vũ Thị Mới")
    assert officer.search_key == "vu thi moi nhaplieu.09111"
    entry = JournalEntry.objects.get(verb="account_handed_over")
    assert entry.before["full_name"] == "Trần Thị Hoà"
    assert entry.after["full_name"] == "Vũ Thị Mới"
    assert entry.reason == "QĐ 12/QĐ-UBND"
    assert client.get("/tai-khoan/").status_code == 302


def test_handing_over_and_stopping_need_a_reason(admin: User, officer: User) -> None:
    with pytest.raises(ReasonRequired):
        holder.hand_over(officer, to=NEW, by=admin, reason=" ", clock=noon)
    with pytest.raises(ReasonRequired):
        holder.deactivate(officer, by=admin, reason="", clock=noon)


def test_a_page_sent_twice_changes_nothing_the_second_time(admin: User, officer: User) -> None:
    letter = holder.reset_secret(officer, by=admin, version=1, clock=noon)
    with pytest.raises(Conflict, match="chỉ hiện một lần"):
        holder.reset_secret(officer, by=admin, version=1, clock=noon)
    officer.refresh_from_db()
    assert officer.check_password(letter.secret)


def test_a_stopped_account_keeps_everything_and_comes_back_with_a_new_secret(
    admin: User, officer: User
) -> None:
    holder.deactivate(officer, by=admin, reason="Nghỉ thai sản", clock=noon)
    officer.refresh_from_db()
    assert not officer.is_active
    with pytest.raises(AlreadyDone):
        holder.reset_secret(officer, by=admin, clock=noon)
    letter = holder.activate(officer, by=admin, clock=noon)
    officer.refresh_from_db()
    assert officer.is_active
    assert officer.check_password(letter.secret)
    assert officer.roles_held.count() == 1
    with pytest.raises(AlreadyDone):
        holder.activate(officer, by=admin, clock=noon)
    assert verbs(officer) == ["account_deactivated", "account_activated"]


def test_nobody_stops_the_account_one_works_with(admin: User) -> None:
    with pytest.raises(NotAllowed):
        holder.deactivate(admin, by=admin, reason="x", clock=noon)


def test_nobody_ends_ones_own_administration(admin: User) -> None:
    with pytest.raises(NotAllowed, match="tự kết thúc"):
        grants.end_role(admin.roles_held.get(), by=admin, reason="x", clock=noon)


def test_an_own_password_clears_the_secrets_term(officer: User) -> None:
    officer.must_change_password, officer.secret_expires_at = True, NOON
    officer.save()
    holder.change_own_password(officer, password="cua-so-mua-vang-7", clock=noon)
    officer.refresh_from_db()
    assert not officer.must_change_password
    assert officer.secret_expires_at is None
    assert verbs(officer) == ["password_changed"]
