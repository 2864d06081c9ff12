"""Two rounds still being set up: one of the districts, ready to be opened, one of departments."""

from datetime import datetime, timedelta

from django.utils.text import slugify

from accounts.actions import units
from accounts.enums import Role, UnitLevel
from dossiers.seed.calendar import standing
from dossiers.seed.geography import OLD_MAP, PROVINCE, Place
from dossiers.seed.people import Crowd
from scoring.actions import campaigns, criteria
from scoring.models import Campaign

_DEPARTMENTS = (
    "Văn phòng Ủy ban nhân dân tỉnh",
    "Sở Nội vụ",
    "Sở Tư pháp",
    "Sở Tài chính",
    "Sở Y tế",
    "Sở Giáo dục và Đào tạo",
)
_DISTRICT_WINDOWS = (
    (UnitLevel.DISTRICT, "Cấp huyện tự chấm điểm", 12, 33),
    (UnitLevel.PROVINCE, "Cấp tỉnh thẩm định", 33, 54),
)


def add_departments(*, at: datetime) -> None:
    """Add the province's departments on the map of 2024."""
    valid_from, valid_until = OLD_MAP
    rows = [
        units.UnitRow(
            line=line,
            code=f"S{line:02d}",
            name=name,
            level=UnitLevel.DEPARTMENT,
            parent_code=PROVINCE,
        )
        for line, name in enumerate(_DEPARTMENTS, start=1)
    ]
    units.import_units(rows, valid_from=valid_from, valid_until=valid_until, clock=standing(at))


def set_up(place: Place, crowd: Crowd, *, today: datetime) -> list[Campaign]:
    """Set up both rounds; that of the departments still lacks its stages."""
    stages = [
        campaigns.StagePlan(
            level=level,
            name=name,
            opens_at=today + timedelta(days=first),
            closes_at=today + timedelta(days=last),
        )
        for level, name, first, last in _DISTRICT_WINDOWS
    ]
    return [
        _campaign("district", "cấp huyện", stages, place, crowd, today=today),
        _campaign("department", "sở, ngành", [], place, crowd, today=today),
    ]


def _campaign(
    kind: str,
    words: str,
    stages: list[campaigns.StagePlan],
    place: Place,
    crowd: Crowd,
    *,
    today: datetime,
) -> Campaign:
    """Set up one round on the bundled set for this kind of unit."""
    data = criteria.read_file(f"friendly-government-{kind}-2024")
    chosen = criteria.load_set(data)
    return campaigns.create(
        # People read the code too, in the journal and in addresses.
        code=f"cqtt-{slugify(words)}-2024",
        title=f"Chấm điểm chính quyền thân thiện {words} năm 2024",
        year=chosen.year,
        criteria_set=chosen,
        area=place.area,
        judging=campaigns.proposed_judging(chosen),
        stages=stages,
        by=crowd.one(place.area, Role.ADMIN),
        clock=standing(today - timedelta(days=1)),
    )
