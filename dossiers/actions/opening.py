"""Opening a campaign: the last look at everything it stands on, then a dossier for each unit."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts import journal
from accounts.clock import Clock, database_clock
from accounts.errors import AlreadyDone, Invalid, Locked, NotOpen
from accounts.models import Unit, User
from dossiers.enums import Verb
from dossiers.models import Dossier, LayerTotal
from dossiers.queries import readiness
from dossiers.queries.layer import sum_of
from scoring import permissions, plans
from scoring.models import Campaign


def open_campaign(
    *, campaign: Campaign, by: User | None, clock: Clock = database_clock
) -> list[Dossier]:
    """Open the campaign to its people with one dossier for each unit; returns the dossiers.

    ``by`` must prepare campaigns of the area; None is the system. Raises
    ``Invalid`` with everything that is still missing, ``AlreadyDone`` when it is open.
    """
    with transaction.atomic():
        campaign = _hold(campaign)
        at = clock()
        if by is not None:
            permissions.require_preparing(by, campaign.area, at=at)
        if campaign.discarded_at is not None:
            raise AlreadyDone(
                f"Đợt “{campaign.title}” đã bị hủy nên không mở được. Nếu vẫn cần, hãy lập đợt mới."
            )
        if campaign.opened_at is not None:
            raise AlreadyDone(f"Đợt “{campaign.title}” đã mở trước đó. Không cần mở lại.")
        units = readiness.measured_units(campaign, at=at)
        require_ready(campaign, units)
        campaign.opened_at, campaign.opened_by = at, by
        act = journal.Act(
            verb=Verb.OPEN_CAMPAIGN, subject=campaign.code, after={"dossiers": len(units)}
        )
        journal.record(
            campaign,
            act,
            by=by,
            at=at,
            role=permissions.role_preparing(by, campaign.area, at),
            also_save=["opened_at", "opened_by"],
        )
        return _create(campaign, units, by=by, at=at)


def add_missing(
    *, campaign: Campaign, by: User | None, clock: Clock = database_clock
) -> list[Dossier]:
    """Give a dossier to each unit that was added after the opening; returns the new ones.

    Safe to run again. Raises ``NotOpen`` before the campaign is open, ``Locked`` when its
    results are published.
    """
    with transaction.atomic():
        campaign = _hold(campaign)
        at = clock()
        if by is not None:
            permissions.require_preparing(by, campaign.area, at=at)
        if campaign.opened_at is None:
            raise NotOpen(f"Đợt “{campaign.title}” chưa mở. Hãy mở đợt trước.")
        if campaign.published_at is not None:
            raise Locked(
                f"Kết quả của “{campaign.title}” đã công bố nên không thêm hồ sơ được nữa. "
                "Đơn vị còn thiếu tham gia từ đợt chấm điểm sau."
            )
        units = readiness.units_without_dossier(campaign, at=at)
        return _create(campaign, units, by=by, at=at)


def require_ready(campaign: Campaign, units: list[Unit]) -> None:
    """Raise ``Invalid`` with a sentence for everything that stands in the way of opening."""
    problems = dict(readiness.obstacles(campaign, units))
    if problems:
        raise Invalid(
            f"Đợt “{campaign.title}” chưa mở được: " + " ".join(problems.values()),
            problems=problems,
        )


def _hold(campaign: Campaign) -> Campaign:
    return (
        Campaign.objects.select_for_update(of=("self",)).select_related("area").get(pk=campaign.pk)
    )


def _create(
    campaign: Campaign, units: list[Unit], *, by: User | None, at: datetime
) -> list[Dossier]:
    """Create the dossiers in their first stage, each with its empty totals and its first act."""
    first = campaign.stages.get(tier=1)
    dossiers = Dossier.objects.bulk_create(
        Dossier(campaign=campaign, unit=unit, stage=first) for unit in units
    )
    empty = _empty_totals(campaign)
    LayerTotal.objects.bulk_create(
        LayerTotal(dossier=dossier, stage=first, **empty) for dossier in dossiers
    )
    act = journal.Act(verb=Verb.OPEN, subject=campaign.code)
    role = permissions.role_preparing(by, campaign.area, at)
    for dossier in dossiers:
        journal.record(dossier, act, by=by, at=at, role=role)
    return dossiers


def _empty_totals(campaign: Campaign) -> dict[str, int | Decimal | None]:
    """Return what the stored totals say before anything has been entered."""
    plan = plans.plan_of(campaign.criteria_set_id)
    due = plan.due(is_last_stage=False)
    summed = sum_of(plan, due, {}, caps=campaign.caps)
    return {"leaves_due": len(due), "maximum": summed.maximum, "index": summed.index}
