"""The demo's campaigns: last year's, this year's in three tiers, and the new map's in two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.enums import Role, UnitLevel
from dossiers.actions import opening
from dossiers.models import Dossier
from dossiers.seed.calendar import standing
from dossiers.seed.geography import Place
from dossiers.seed.people import Crowd
from dossiers.seed.walks import Round
from scoring import plans
from scoring.actions import campaigns, criteria
from scoring.models import Campaign

# The years whose sets are bundled as they were; other years repeat the newest of them.
_BUNDLED = {2023: "friendly-government-2023", 2024: "friendly-government-2024"}
_SELF = "Cấp xã tự chấm điểm"
_NAMES = {
    UnitLevel.DISTRICT: "Cấp huyện thẩm định",
    UnitLevel.PROVINCE: "Cấp tỉnh thẩm định",
}


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """When a campaign's stages run, in days from ``day_zero`` (a local midnight).

    ``spread`` is over how many days the units of a finished round began entering.
    """

    year: int
    day_zero: datetime
    levels: Sequence[UnitLevel]
    windows: Sequence[tuple[int, int]]
    spread: int

    def instant(self, day: int) -> datetime:
        """Return the midnight that begins ``day``."""
        return self.day_zero + timedelta(days=day)


def three_tiers(
    *, year: int, day_zero: datetime, windows: Sequence[tuple[int, int]], spread: int
) -> Calendar:
    """Commune, district, province."""
    levels = (UnitLevel.COMMUNE, UnitLevel.DISTRICT, UnitLevel.PROVINCE)
    return Calendar(year=year, day_zero=day_zero, levels=levels, windows=windows, spread=spread)


def last_year(day_zero: datetime) -> Calendar:
    """The round of 2023: entry until 05/11, districts until 25/11, the province until 15/12."""
    windows = ((0, 35), (9, 55), (19, 75))
    return three_tiers(year=2023, day_zero=day_zero, windows=windows, spread=20)


def this_year(today: datetime) -> Calendar:
    """The round of 2024 laid around today: entry closes in five days, the others overlap it."""
    windows = ((-20, 5), (-12, 20), (-6, 40))
    return three_tiers(year=2024, day_zero=today, windows=windows, spread=3)


def new_map(today: datetime) -> Calendar:
    """The round of 2026 on the map without districts: two tiers."""
    return Calendar(
        year=2026,
        day_zero=today,
        levels=(UnitLevel.COMMUNE, UnitLevel.PROVINCE),
        windows=((-12, 18), (-5, 45)),
        spread=2,
    )


def open_round(
    calendar: Calendar,
    place: Place,
    crowd: Crowd,
    *,
    previous: Campaign | None = None,
    is_rich: bool,
) -> tuple[Round, list[Dossier]]:
    """Set up and open a campaign the day before its entry begins; returns it with its dossiers."""
    data = _written(calendar.year)
    admin = crowd.one(place.area, Role.ADMIN)
    clock = standing(calendar.instant(calendar.windows[0][0] - 1) + timedelta(hours=9))
    campaign = campaigns.create(
        code=f"cqtt-{calendar.year}",
        title=f"Chấm điểm chính quyền thân thiện năm {calendar.year}",
        year=calendar.year,
        criteria_set=criteria.load_set(data),
        area=place.area,
        judging=campaigns.read_judging(data),
        stages=[
            campaigns.StagePlan(
                level=level,
                name=_NAMES.get(level, _SELF),
                opens_at=calendar.instant(first),
                closes_at=calendar.instant(last),
            )
            for level, (first, last) in zip(calendar.levels, calendar.windows, strict=True)
        ],
        previous=previous,
        by=admin,
        clock=clock,
    )
    opening.open_campaign(campaign=campaign, by=admin, clock=clock)
    dossiers = Dossier.objects.filter(campaign=campaign).select_related(
        "campaign", "unit__parent__parent"
    )
    opened = Round(
        seed=crowd.seed,
        plan=plans.plan_of(campaign.criteria_set_id),
        stages=list(campaign.stages.select_related("campaign").order_by("tier")),
        opens=[first for first, _ in calendar.windows],
        spread=calendar.spread,
        crowd=crowd,
        area=place.area,
        is_rich=is_rich,
    )
    return opened, list(dossiers.order_by("unit__sort_key", "unit__code"))


def _written(year: int) -> Mapping[str, Any]:
    """Return the year's bundled set, or the newest as that year prints it: another number."""
    data = criteria.read_file(_BUNDLED.get(year, _BUNDLED[max(_BUNDLED)]))
    name = str(data["name"]).replace(str(data["year"]), str(year))
    return {**data, "year": year, "name": name}
