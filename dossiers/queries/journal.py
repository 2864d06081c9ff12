"""The whole journal of an administrator's area, in words: who did what, when, with what change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import CharField, Model, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from accounts import history as account_history
from accounts import permissions as roles
from accounts import words
from accounts.enums import Role
from accounts.models import JournalEntry, Unit, User
from dossiers.enums import DossierState, Verb
from dossiers.models import Dossier
from dossiers.queries import history, phrases
from dossiers.workflow import DECIDED, UNSENT
from scoring.enums import CampaignVerb, SetVerb
from scoring.models import Campaign

# What each recorded fact is called on screen; others are for programs only.
_FACTS = {
    "points": "Điểm",
    "because": "Cách tính",
    "figures": "Số liệu",
    "is_not_applicable": "Không áp dụng",
    "explanation": "Giải trình",
    "reason": "Lý do",
    "state": "Trạng thái",
    "closes_at": "Thời điểm khóa",
    "until": "Đến thời điểm",
    "due_at": "Thời hạn",
    "answer_until": "Trả lời trước",
    "unit_name": "Đơn vị",
    "document_number": "Văn bản",
    "decision_number": "Quyết định",
    "receipt": "Biên nhận",
    "title": "Tên",
    "name": "Tên",
    "link": "Liên kết",
    "question": "Câu hỏi",
    "answer": "Trả lời",
    "full_name": "Họ và tên",
    "position": "Chức vụ",
    "corrected": "Đã sửa",
    "role": "Vai trò",
    "dossiers": "Số hồ sơ",
    "units": "Số đơn vị",
    "criteria_set": "Bộ tiêu chí",
    "is_head_disciplined": "Người đứng đầu bị kỷ luật",
    "leaves_done": "Tiêu chí đã chấm",
    "achieved": "Điểm đạt",
    "index": "Chỉ số",
}
_FIGURES = {
    "numerator": "tử số",
    "denominator": "mẫu số",
    "value": "giá trị",
    "count": "số lượng",
    "level": "mức",
    "items": "nội dung",
    "population": "tổng số người",
}
UNSENT_WORDS = "Nội dung hiện sau khi đơn vị gửi hồ sơ."
UNPUBLISHED_WORDS = "Nội dung hiện sau khi công bố kết quả."
LIBRARY_WORDS = "Thông tin tài liệu trong thư viện chỉ đơn vị xem được."
INSIDE_WORDS = "Nội dung trao đổi trong đơn vị, cấp trên không xem được."
_INSTANTS = frozenset({"closes_at", "until", "due_at", "answer_until"})


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How the journal is narrowed; empty values narrow nothing."""

    unit_code: str = ""
    verb: str = ""
    person: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Line:
    """One act in words; ``changes`` are (fact, before, after)."""

    entry: JournalEntry
    owner: str
    title: str
    by: str
    when: str
    iso: str
    text: str
    changes: list[tuple[str, str, str]]


def verbs() -> list[tuple[str, str]]:
    """Return every verb with its words, those of dossiers and campaigns first."""
    return [*Verb.choices, *CampaignVerb.choices, *SetVerb.choices, *account_history.TITLES.items()]


def acts(by: User, wanted: Wanted, *, at: datetime) -> QuerySet[JournalEntry]:
    """Return the acts on everything the person administers, newest first."""
    units = Unit.objects.filter(roles.covers(by, [Role.ADMIN], unit="pk", at=at))
    if wanted.unit_code:
        units = units.filter(ancestor_links__ancestor__code=wanted.unit_code)
    campaigns = Campaign.objects.filter(area__in=units.values("pk"))
    dossiers = Dossier.objects.filter(unit__in=units.values("pk"))
    chains = Q()
    for rows in (units, campaigns, dossiers):
        chains |= Q(chain__in=_chains(rows))
    found = JournalEntry.objects.filter(chains)
    if wanted.verb:
        found = found.filter(verb=wanted.verb)
    if wanted.person:
        found = found.filter(by__search_key__contains=words.search_key(wanted.person))
    if wanted.since:
        found = found.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    return found.order_by("-at", "-pk")


def _chains(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the chain names of rows, as a subquery."""
    name = rows.model._meta.model_name
    return rows.order_by().values_list(
        Concat(Value(f"{name}:"), Cast("pk", CharField()), output_field=CharField()), flat=True
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def in_words(entries: Iterable[JournalEntry], *, by: User, at: datetime) -> list[Line]:
    """Return acts of any chains in words: a few queries for the names of what they are about."""
    shown = list(entries)
    owners = owners_of({entry.chain for entry in shown})
    areas = frozenset(
        Campaign.objects.filter(roles.covers(by, [Role.ADMIN], unit="area_id", at=at)).values_list(
            "area_id", flat=True
        )
    )
    return [_line(entry, owners.get(entry.chain), areas) for entry in shown]


def owners_of(chains: Iterable[str]) -> dict[str, Model]:
    """Return the row that each chain is about: a unit, a campaign, or a unit's dossier."""
    ids: dict[str, list[int]] = {}
    for chain in chains:
        model, _, pk = chain.partition(":")
        ids.setdefault(model, []).append(int(pk))
    found: list[Model] = [
        *Unit.objects.filter(pk__in=ids.get("unit", [])),
        *Campaign.objects.filter(pk__in=ids.get("campaign", [])),
        *Dossier.objects.filter(pk__in=ids.get("dossier", [])).select_related("unit", "campaign"),
    ]
    return {f"{row._meta.model_name}:{row.pk}": row for row in found}


def owner_name(row: Model | None) -> str:
    """Return what a chain's owner is called on screen."""
    if isinstance(row, Dossier):
        return f"{row.unit.name}, đợt {row.campaign.year}"
    return "" if row is None else str(row)


def _line(entry: JournalEntry, owner: Model | None, areas: frozenset[int]) -> Line:
    # What a paper of a unit's library is called is nobody's affair before a dossier is sent.
    closed = LIBRARY_WORDS if entry.verb == Verb.DESCRIBE else ""
    if isinstance(owner, Dossier):
        closed = _closed_words(entry, owner, areas)
    return Line(
        entry,
        owner_name(owner),
        _title(entry, owner),
        _by(entry),
        phrases.to_the_second(entry.at),
        phrases.iso(entry.at),
        closed or entry.reason,
        [] if closed else list(_changes(entry)),
    )


def _closed_words(entry: JournalEntry, owner: Dossier, areas: frozenset[int]) -> str:
    """Return why an act's content is closed to the administrator of ``areas``, "" when open.

    What leader and officer tell each other is closed for good; what a unit is still typing, to
    everybody above it; what appraisers give, to those who administer only a part of the
    campaign's area, until the results are published.
    """
    if entry.verb in history.INSIDE_THE_UNIT:
        return INSIDE_WORDS
    if owner.state in UNSENT and entry.verb in history.UNITS_ONLY:
        return UNSENT_WORDS
    is_appraisal = entry.verb in history.APPRAISERS_ONLY | history.TOTALLED
    if is_appraisal and owner.state not in DECIDED and owner.campaign.area_id not in areas:
        return UNPUBLISHED_WORDS
    return ""


def _title(entry: JournalEntry, owner: Model | None) -> str:
    """Return the act and what it was done to, where that has a name on screen."""
    label = dict(verbs()).get(entry.verb, entry.verb)
    if isinstance(owner, Dossier):
        place = history.places(owner.campaign).get(entry.subject, "")
    else:
        place = "" if entry.verb == Verb.DESCRIBE else entry.subject
    return f"{label} – {place}" if place else label


def _by(entry: JournalEntry) -> str:
    role = Role(entry.by_role).label.lower() if entry.by_role in Role.values else ""
    return f"{entry.by_name} ({role})" if role else entry.by_name


def _changes(entry: JournalEntry) -> Iterable[tuple[str, str, str]]:
    """Yield the facts that differ, each before and after in words."""
    before, after = entry.before or {}, entry.after or {}
    for key, label in _FACTS.items():
        sides = _words(key, before.get(key)), _words(key, after.get(key))
        if sides[0] != sides[1]:
            yield label, *sides


def _words(key: str, value: Any) -> str:
    """Return one recorded value as people read it."""
    if value in (None, "", [], {}):
        return phrases.NOTHING
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, dict):
        return "; ".join(
            f"{_FIGURES.get(name, name)}: {_plain(each)}" for name, each in value.items()
        )
    if key in _INSTANTS:
        return phrases.to_the_second(datetime.fromisoformat(value))
    if key == "state" and value in DossierState.values:
        return DossierState(value).label
    if key == "corrected":
        return account_history.named(value)
    if key == "role" and value in Role.values:
        return Role(value).label
    return (
        _plain(value).replace(".", ",") if key in ("points", "achieved", "index") else _plain(value)
    )


def _plain(value: Any) -> str:
    return ", ".join(str(each) for each in value) if isinstance(value, list) else str(value)
