"""Rows for tests, and nothing but rows: states are reached by ``tests.stories``.

``make_cast`` builds one small world: a province with two districts, communes as neighbours, a
person for each role, and an open campaign of three tiers over a criteria set of eight leaves
that covers the kinds of input.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from accounts.actions import grants
from accounts.enums import Role, UnitLevel
from accounts.models import Unit, UnitAncestry, User
from dossiers.actions import opening
from dossiers.models import Dossier
from scoring import plans
from scoring.actions import campaigns, criteria
from scoring.models import Campaign, Stage

PASSWORD = "Trời-xanh-mây-trắng-27"
_numbers = count(1)

PAPERS = [
    {"key": "submission", "label": "Tờ trình"},
    {"key": "report", "label": "Báo cáo kết quả"},
]

# Eight leaves, 100 points: each kind of input once, one leaf of the survey, bonus and penalty.
CRITERIA: dict[str, Any] = {
    "code": "small",
    "name": "Bộ tiêu chí thử nghiệm",
    "year": 2024,
    "unit_level": "commune",
    "bonus_cap": "3",
    "penalty_cap": "5",
    "document_kinds": PAPERS,
    "conditions": [
        {"key": "index", "kind": "index_at_least", "label": "Chỉ số từ 80 %", "at_least": "80"},
        {
            "key": "documents",
            "kind": "documents_present",
            "label": "Đủ giấy tờ",
            "documents": PAPERS,
        },
    ],
    "ladder": {
        "rungs": [
            {"key": "good", "label": "Tốt", "at_least": "90", "is_recognised": True},
            {"key": "pass", "label": "Đạt", "at_least": "80", "is_recognised": True},
            {"key": "below", "label": "Chưa đạt", "at_least": "0", "is_recognised": False},
        ],
        "placed": "not_recognised",
        "failed_label": "Không đủ điều kiện",
    },
    "groups": [
        {"code": "1", "name": "Quy chế dân chủ", "max_points": "40", "is_outside_base": False},
        {"code": "2", "name": "Cải cách hành chính", "max_points": "60", "is_outside_base": False},
        {"code": "T", "name": "Điểm thưởng", "max_points": "3", "is_outside_base": True},
        {"code": "P", "name": "Điểm trừ", "max_points": "5", "is_outside_base": True},
    ],
    "leaves": [],
}


def _leaf(code: str, kind: str, points: str, parameters: dict[str, Any], **more: Any) -> None:
    CRITERIA["leaves"].append(
        {
            "code": code,
            "key": f"k{code}",
            "group": code[0],
            "name": f"Tiêu chí thử nghiệm {code}",
            "max_points": points,
            "kind": kind,
            "parameters": parameters,
            "scored_by": "unit",
            "is_critical": False,
            "may_be_not_applicable": False,
            "evidence_required": False,
            **more,
        }
    )


_leaf("1.1", "YESNO", "10", {"statement": "Có kế hoạch năm"})
_leaf(
    "1.2",
    "STEP",
    "20",
    {
        "measure": "ratio",
        "unit": "hồ sơ",
        "numerator_label": "Số hồ sơ đúng hạn",
        "denominator_label": "Tổng số hồ sơ",
        "bands": [
            {"from": "99", "points": "20"},
            {"from": "90", "below": "99", "points": "10"},
            {"from": "0", "below": "90", "points": "0"},
        ],
    },
    evidence="Báo cáo thống kê hồ sơ",
    evidence_required=True,
    is_critical=True,
    guidance="Lấy số liệu từ phần mềm một cửa.",
)
_leaf(
    "1.3",
    "PROP",
    "10",
    {
        "measure": "ratio",
        "unit": "góp ý",
        "numerator_label": "Số góp ý đã trả lời",
        "denominator_label": "Số góp ý đã nhận",
        "target": "100",
        "floor": "0",
    },
    may_be_not_applicable=True,
)
_leaf(
    "2.1",
    "CHECKLIST",
    "10",
    {
        "items": [
            {"key": "office", "label": "Niêm yết tại trụ sở", "points": "5"},
            {"key": "portal", "label": "Đăng trên cổng thông tin", "points": "5"},
        ]
    },
)
_leaf("2.2", "COUNT", "20", {"each": "5", "unit": "cuộc", "count_label": "Số cuộc đối thoại"})
_leaf(
    "2.3",
    "DEDUCT",
    "10",
    {"each": "2", "unit": "vụ", "count_label": "Số vụ vi phạm"},
)
_leaf(
    "2.4",
    "SURVEY",
    "20",
    {"target": "95", "floor": "60", "respondents_at_least": 30},
    scored_by="survey",
)
_leaf("T1", "BONUS", "3", {"each": "1", "unit": "mô hình", "count_label": "Số mô hình mới"})
_leaf(
    "P1",
    "PENALTY",
    "5",
    {"each": "1", "unit": "lần", "count_label": "Số lần gửi muộn"},
    scored_by="province",
)


def make_unit(
    name: str, level: UnitLevel, *, parent: Unit | None = None, code: str | None = None
) -> Unit:
    """Return a unit with its place under ``parent`` in the closure table."""
    unit = Unit(
        code=code or f"{next(_numbers):05d}",
        level=level,
        parent=parent,
        valid_from=date(2008, 1, 1),
    )
    unit.set_name(name)
    unit.save()
    above = UnitAncestry.objects.filter(descendant=parent) if parent else []
    links = [UnitAncestry(ancestor=unit, descendant=unit, depth=0)]
    links += [
        UnitAncestry(ancestor_id=link.ancestor_id, descendant=unit, depth=link.depth + 1)
        for link in above
    ]
    UnitAncestry.objects.bulk_create(links)
    return unit


def make_person(full_name: str, *roles: tuple[Role, Unit], since: datetime) -> User:
    """Return a person who signs in with ``PASSWORD`` and holds ``roles`` since then."""
    person = User(username=f"nguoi.{next(_numbers)}", position="Công chức")
    person.set_full_name(full_name)
    person.set_password(PASSWORD)
    person.save()
    for role, unit in roles:
        grants.grant_role(person, role=role, unit=unit, by=None, clock=lambda: since)
    return person


@dataclass
class Cast:
    """The people and places of the small world, the campaign, and the two home dossiers."""

    now: datetime
    province: Unit
    district: Unit
    commune: Unit
    neighbour: Unit
    far_district: Unit
    far_commune: Unit
    people: dict[str, User]
    campaign: Campaign
    dossier: Dossier
    neighbour_dossier: Dossier
    far_dossier: Dossier
    stages: list[Stage] = field(default_factory=list)

    def __getattr__(self, name: str) -> User:
        """Return a person by the part they play: ``cast.commune_officer``."""
        try:
            return self.__dict__["people"][name]
        except KeyError as error:
            raise AttributeError(name) from error

    @property
    def plan(self) -> plans.Plan:
        """The criteria of the campaign."""
        return plans.plan_of(self.campaign.criteria_set_id)

    def leaf(self, code: str) -> plans.Leaf:
        """Return a leaf by its code."""
        return self.plan.leaf(code)


def make_cast(now: datetime) -> Cast:
    """Build the world with its first stage closing 15 hours after ``now``."""
    province = make_unit("Tỉnh Bắc Giang", UnitLevel.PROVINCE, code="24")
    district = make_unit("Huyện Lạng Giang", UnitLevel.DISTRICT, parent=province, code="217")
    far_district = make_unit("Huyện Tân Yên", UnitLevel.DISTRICT, parent=province, code="216")
    commune = make_unit("Xã Hương Lạc", UnitLevel.COMMUNE, parent=district, code="07414")
    neighbour = make_unit("Xã Tân Dĩnh", UnitLevel.COMMUNE, parent=district, code="07453")
    far_commune = make_unit("Xã Cao Xá", UnitLevel.COMMUNE, parent=far_district, code="07339")
    people = make_people(
        now - timedelta(days=60),
        province=province,
        district=district,
        far_district=far_district,
        commune=commune,
        neighbour=neighbour,
    )
    campaign = make_campaign(now, area=province)
    stages = list(campaign.stages.order_by("tier"))
    dossiers = {row.unit_id: row for row in Dossier.objects.filter(campaign=campaign)}
    return Cast(
        now=now,
        province=province,
        district=district,
        commune=commune,
        neighbour=neighbour,
        far_district=far_district,
        far_commune=far_commune,
        people=people,
        campaign=campaign,
        dossier=dossiers[commune.pk],
        neighbour_dossier=dossiers[neighbour.pk],
        far_dossier=dossiers[far_commune.pk],
        stages=stages,
    )


def make_people(since: datetime, **units: Unit) -> dict[str, User]:
    """Return one person for each part, by its name."""
    province, district = units["province"], units["district"]
    commune, neighbour = units["commune"], units["neighbour"]
    parts: dict[str, tuple[str, list[tuple[Role, Unit]]]] = {
        "commune_officer": ("Đỗ Thị Mây", [(Role.ENTRY, commune)]),
        "commune_leader": ("Trần Văn Núi", [(Role.LEADER, commune)]),
        "neighbour_officer": ("Lê Thị Suối", [(Role.ENTRY, neighbour)]),
        "neighbour_leader": ("Phạm Văn Đồi", [(Role.LEADER, neighbour)]),
        "district_reviewer": ("Vũ Thị Sông", [(Role.REVIEWER, district)]),
        "far_reviewer": ("Ngô Văn Biển", [(Role.REVIEWER, units["far_district"])]),
        "province_reviewer": ("Hoàng Thị Hồ", [(Role.REVIEWER, province)]),
        "standing_officer": ("Bùi Văn Rừng", [(Role.STANDING, province)]),
        "watcher": ("Đặng Thị Nắng", [(Role.WATCHER, province)]),
        "administrator": ("Phan Văn Gió", [(Role.ADMIN, province)]),
        "two_hats": (
            "Lý Thị Trăng",
            [(Role.ENTRY, commune), (Role.REVIEWER, district)],
        ),
        "outsider": ("Mai Văn Sao", []),
    }
    return {part: make_person(name, *roles, since=since) for part, (name, roles) in parts.items()}


def make_campaign(
    now: datetime, *, area: Unit, code: str = "thu-nghiem-2024", previous: Campaign | None = None
) -> Campaign:
    """Return an open campaign of three tiers, each stage open at ``now``."""
    criteria_set = plans.CriteriaSet.objects.filter(
        key="small", version=1
    ).first() or criteria.load_set(CRITERIA)
    campaign = campaigns.create(
        code=code,
        title="Chấm điểm chính quyền thân thiện (thử nghiệm)",
        year=2024,
        criteria_set=criteria_set,
        area=area,
        judging=campaigns.read_judging(CRITERIA),
        stages=stage_plans(now),
        previous=previous,
        by=None,
        clock=lambda: now - timedelta(days=40),
    )
    opening.open_campaign(campaign=campaign, by=None, clock=lambda: now - timedelta(days=30))
    campaign.refresh_from_db()
    return campaign


def stage_plans(now: datetime) -> list[campaigns.StagePlan]:
    """Return the chain of three tiers, each stage open at ``now``."""
    windows = [
        ("commune", "Xã tự chấm điểm", 20, 15),
        ("district", "Huyện thẩm định", 10, 15 + 20 * 24),
        ("province", "Tỉnh thẩm định", 5, 15 + 40 * 24),
    ]
    return [
        campaigns.StagePlan(
            level=level,
            name=name,
            opens_at=now - timedelta(days=opens),
            closes_at=now + timedelta(hours=closes),
        )
        for level, name, opens, closes in windows
    ]


def make_draft_campaign(now: datetime, *, area: Unit, code: str = "dang-lap") -> Campaign:
    """Return a campaign on the small set that nobody has opened, without stages."""
    return campaigns.create(
        code=code,
        title="Đợt đang lập",
        year=2024,
        criteria_set=plans.CriteriaSet.objects.get(key="small"),
        area=area,
        judging=campaigns.read_judging(CRITERIA),
        stages=[],
        by=None,
        clock=lambda: now,
    )
