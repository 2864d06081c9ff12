"""What a person may see of dossiers and do to them; state and time windows are the gate's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts import permissions as roles
from accounts.enums import OWN_SIDE, Role
from accounts.errors import Locked, NotAllowed, OwnUnit
from accounts.models import RoleGrant, UnitAncestry, User
from accounts.prepared import Given
from dossiers.enums import DossierState
from dossiers.models import Dossier, EvidenceUse
from dossiers.workflow import DECIDED, UNSENT
from scoring.enums import Disclosure
from scoring.models import Campaign, Stage

# What a person can do about a right that they lack.
ASK_FOR_THE_ROLE = "Nếu được phân công, hãy đề nghị quản trị hệ thống cấp vai trò."
# Roles that look down on the dossiers of every unit beneath the one they are held at.
FROM_ABOVE = frozenset({Role.REVIEWER, Role.STANDING, Role.WATCHER, Role.ADMIN})


def visible_to(user: User, *, at: datetime) -> QuerySet[Dossier]:
    """Return the dossiers that exist for this person; all others answer 404.

    The unit's own people see its dossier, people above see those beneath their unit.
    """
    own = Exists(
        roles.current_grants(at=at).filter(
            user=user, role__in=list(OWN_SIDE), content_object=OuterRef("unit_id")
        )
    )
    return Dossier.objects.filter(
        Q(own) | Q(roles.covers(user, FROM_ABOVE, unit="unit_id", at=at)),
        campaign__opened_at__isnull=False,
    )


def beneath(grant: RoleGrant, campaign: Campaign) -> QuerySet[Dossier]:
    """Return the campaign's dossiers beneath the unit of a role in force that looks down.

    What ``visible_to`` gives for this one role, without asking again for the rights that
    ``accounts.acting`` has just read. Nothing for a role of the unit's own side.
    """
    if grant.role not in FROM_ABOVE or campaign.opened_at is None:
        return Dossier.objects.none()
    is_whole = grant.content_object_id == campaign.area_id
    return beneath_unit(grant.content_object_id, campaign.pk, is_whole=is_whole)


def beneath_unit(
    unit: int | Given, campaign: int | Given | Subquery, *, is_whole: bool = False
) -> QuerySet[Dossier]:
    """Return a campaign's dossiers beneath a unit, all of them where the unit is its area.

    For statements whose values are said later, by callers who have made sure of the role.
    """
    dossiers = Dossier.objects.filter(campaign=campaign)
    if is_whole:
        return dossiers
    link = UnitAncestry.objects.filter(ancestor=unit, descendant=OuterRef("unit_id"))
    return dossiers.filter(Q(campaign__area=unit) | Exists(link))


def visible_evidence(user: User, *, at: datetime) -> QuerySet[EvidenceUse]:
    """Return the evidence uses whose bytes this person may read.

    From above a dossier's papers can be read once they have been sent; what the unit has taken
    off again is its own affair.
    """
    dossiers = visible_to(user, at=at).filter(pk=OuterRef("dossier_id"))
    own_units = (
        roles.current_grants(at=at)
        .filter(user=user, role__in=list(OWN_SIDE))
        .values("content_object_id")
    )
    return EvidenceUse.objects.filter(
        Exists(dossiers),
        Q(dossier__unit_id__in=own_units)
        | Q(detached_at__isnull=True) & ~Q(dossier__state__in=list(UNSENT)),
    )


def holds_own_side(
    user: User, dossier: Dossier, *, at: datetime, only: Iterable[Role] = OWN_SIDE
) -> bool:
    """Say whether the person works for the dossier's own unit, in one of the roles ``only``."""
    held = roles.roles_at(user, dossier.unit_id, at=at)
    return any(role in held for role in only)


def require_entry(user: User, dossier: Dossier, *, at: datetime) -> None:
    """Raise ``NotAllowed`` unless the person enters figures for the dossier's unit."""
    _require_own(user, dossier, Role.ENTRY, at=at)


def require_leader(user: User, dossier: Dossier, *, at: datetime) -> None:
    """Raise ``NotAllowed`` unless the person signs for the dossier's unit."""
    _require_own(user, dossier, Role.LEADER, at=at)


def require_own_side(user: User, dossier: Dossier, *, at: datetime) -> Role:
    """Return the role in which the person works for the dossier's unit, else ``NotAllowed``."""
    held = roles.roles_at(user, dossier.unit_id, at=at) & OWN_SIDE
    if not held:
        raise NotAllowed(
            f"Việc này dành cho cán bộ nhập liệu hoặc lãnh đạo của {dossier.unit.name}. "
            f"{ASK_FOR_THE_ROLE}"
        )
    return Role(min(held))


def _require_own(user: User, dossier: Dossier, role: Role, *, at: datetime) -> None:
    if not holds_own_side(user, dossier, at=at, only=[role]):
        raise NotAllowed(
            f"Việc này dành cho {role.label.lower()} của {dossier.unit.name}. {ASK_FOR_THE_ROLE}"
        )


def appraiser_levels(user: User, dossier: Dossier, *, at: datetime) -> frozenset[str]:
    """Return the levels at which the person appraises the dossier's unit, whatever its stage.

    A stage names a level, not a place: the role must be held above the dossier's unit.
    """
    grants = roles.roles_over(user, dossier.unit, at=at).filter(role=Role.REVIEWER)
    return frozenset(grants.values_list("content_object__level", flat=True))


def require_not_own(user: User, dossier: Dossier, *, at: datetime, doing: str) -> None:
    """Raise ``OwnUnit`` when the person also enters or signs for the dossier's unit."""
    if holds_own_side(user, dossier, at=at):
        raise OwnUnit(
            f"Bạn đang giữ vai trò nhập liệu hoặc lãnh đạo tại {dossier.unit.name} "
            f"nên không được {doing} của chính đơn vị này. "
            "Hãy để người khác cùng vai trò thực hiện việc này."
        )


def require_appraiser(user: User, dossier: Dossier, *, at: datetime) -> None:
    """Raise unless the person appraises at the dossier's present stage.

    ``OwnUnit`` when they also enter or sign for the same unit: nobody judges their own work.
    ``Locked`` for an appraiser of another tier, in whose hands the dossier is not now.
    """
    require_not_own(user, dossier, at=at, doing="thẩm định hồ sơ")
    levels = appraiser_levels(user, dossier, at=at)
    if dossier.stage.level in levels:
        return
    where = f"Hồ sơ đang ở giai đoạn “{dossier.stage.name}” do {_in_charge(dossier)} phụ trách"
    if levels:
        raise Locked(
            f"{where}, không ở cấp thẩm định của bạn. "
            "Nếu cần điều chỉnh, hãy liên hệ nơi đang phụ trách hồ sơ."
        )
    raise NotAllowed(f"{where}. {ASK_FOR_THE_ROLE}")


def _in_charge(dossier: Dossier) -> str:
    """Return who works on the dossier in its present stage: the first one is the unit's own."""
    if dossier.stage.tier == 1:
        return dossier.unit.name
    return f"cán bộ thẩm định {dossier.stage.get_level_display().lower()}"


def require_decider(user: User, dossier: Dossier, above: Stage, *, at: datetime) -> None:
    """Raise unless the person decides on the unit's registration: appraises it at ``above``.

    ``OwnUnit`` when they also enter or sign for the same unit.
    """
    require_not_own(user, dossier, at=at, doing="phê duyệt đăng ký")
    if above.level not in appraiser_levels(user, dossier, at=at):
        raise NotAllowed(
            f"Bản đăng ký của {dossier.unit.name} do cán bộ thẩm định "
            f"{above.get_level_display().lower()} phê duyệt. {ASK_FOR_THE_ROLE}"
        )


def require_standing(user: User, campaign: Campaign, *, at: datetime) -> None:
    """Raise ``NotAllowed`` unless the person belongs to the campaign's standing body."""
    roles.require_role(user, [Role.STANDING], unit=campaign.area, at=at)


def require_admin(user: User, campaign: Campaign, *, at: datetime) -> None:
    """Raise ``NotAllowed`` unless the person administers the campaign's area."""
    roles.require_role(user, [Role.ADMIN], unit=campaign.area, at=at)


@dataclass(frozen=True)
class Ties:
    """What a person is to one dossier: roles at its own unit, and levels of roles from above.

    Pages that show many things of one dossier ask once and read all their flags from here.
    """

    own_side: frozenset[str]
    above: frozenset[tuple[str, str]]
    # The units from which the person looks down, unless they also work for the unit itself.
    places: frozenset[int] = frozenset()

    def is_above_as(self, *wanted: Role) -> bool:
        """Say whether the person holds one of these roles at the unit or above it."""
        return any(role in wanted for role, _ in self.above)

    def appraises_at(self, level: str) -> bool:
        """Say whether the person appraises the dossier in a stage of this level."""
        return not self.own_side and (Role.REVIEWER, level) in self.above

    def can_read_content(self, dossier: Dossier) -> bool:
        """Say whether figures and papers are readable: from above only once sent."""
        return bool(self.own_side) or dossier.state not in UNSENT

    def readable_tiers(self, dossier: Dossier, stages: Iterable[Stage]) -> frozenset[int]:
        """Return the tiers whose scores the person may read.

        Everybody reads the layers up to their own tier. What is decided above opens when the
        results are published, or, where the campaign says so, as soon as its tier has sent the
        dossier up. Who works for the unit itself reads as the unit does, whatever else they are.
        """
        tiers = {stage.tier: stage.level for stage in stages}
        if dossier.state in DECIDED:
            return frozenset(tiers)
        levels = {level for role, level in self.above if role in FROM_ABOVE and not self.own_side}
        own_tier = max((tier for tier, level in tiers.items() if level in levels), default=1)
        campaign = dossier.campaign
        rule = campaign.shown_to_unit if own_tier == 1 else campaign.shown_below
        left = _tiers_left(dossier) if rule == Disclosure.AFTER_STAGE else 0
        return frozenset(tier for tier in tiers if tier <= max(own_tier, left))


def _tiers_left(dossier: Dossier) -> int:
    """Return the highest tier that has finished with the dossier."""
    here = dossier.stage.tier
    return here if dossier.state == DossierState.AWAITING_DECISION else here - 1


def ties(user: User, dossier: Dossier, *, at: datetime) -> Ties:
    """Return what the person is to the dossier: one query."""
    rows = roles.roles_over(user, dossier.unit, at=at).values_list(
        "role", "content_object__level", "content_object_id"
    )
    held = list(rows)
    own_side = frozenset(
        role for role, _, unit in held if role in OWN_SIDE and unit == dossier.unit_id
    )
    places = [] if own_side else [unit for role, _, unit in held if role in FROM_ABOVE]
    return Ties(
        own_side=own_side,
        above=frozenset((role, level) for role, level, _ in held),
        places=frozenset(places),
    )


def can_read_content(user: User, dossier: Dossier, *, at: datetime) -> bool:
    """Say whether the person may read figures and papers: from above only once sent."""
    return ties(user, dossier, at=at).can_read_content(dossier)


def require_readable(user: User, dossier: Dossier, *, at: datetime) -> None:
    """Raise ``NotAllowed`` when the person may know of the dossier but not yet read it."""
    require_content(ties(user, dossier, at=at), dossier)


def require_content(tied: Ties, dossier: Dossier) -> None:
    """As ``require_readable``, for a page that has asked for the ties already."""
    if not tied.can_read_content(dossier):
        raise NotAllowed(
            f"{dossier.unit.name} chưa gửi hồ sơ nên chưa xem được nội dung tự chấm. "
            "Hãy quay lại sau khi đơn vị gửi."
        )


def readable_tiers(
    user: User, dossier: Dossier, stages: Iterable[Stage], *, at: datetime
) -> frozenset[int]:
    """Return the tiers whose scores the person may read; see ``Ties.readable_tiers``."""
    return ties(user, dossier, at=at).readable_tiers(dossier, stages)


# Roles that look at drafts of results; only the standing body makes and publishes them.
OVER_RESULTS = frozenset({Role.STANDING, Role.WATCHER})


def roles_in_results(user: User, campaign: Campaign, *, at: datetime) -> frozenset[str]:
    """Return which roles over a campaign's results the person holds at its area or above."""
    held = roles.roles_over(user, campaign.area, at=at).filter(role__in=list(OVER_RESULTS))
    return frozenset(held.values_list("role", flat=True))


def campaigns_of_results(user: User, *, at: datetime) -> QuerySet[Campaign]:
    """Return the open campaigns over whose results the person holds a role, newest first."""
    return Campaign.objects.filter(
        roles.covers(user, OVER_RESULTS, unit="area_id", at=at), opened_at__isnull=False
    )
