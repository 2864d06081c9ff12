"""What there is to say of attached documents: signature, virus, date, the same bytes elsewhere.

The checks come with the uses themselves (``checked``), so a page asks nothing more for them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from accounts.files import scanner
from dossiers.enums import CheckKind, CheckVerdict
from dossiers.models import Dossier, EvidenceUse
from dossiers.workflow import UNSENT

_TONES = {
    CheckVerdict.TRUSTED: "good",
    CheckVerdict.UNKNOWN_AUTHORITY: "warn",
    CheckVerdict.ALTERED: "bad",
    CheckVerdict.UNCHECKED: "info",
}


@dataclass(frozen=True)
class Told:
    """One plain sentence about a document, and how grave it is."""

    tone: str
    sentence: str


@dataclass(frozen=True)
class About:
    """The dossier that the documents are looked at in.

    ``codes`` name its leaves by id, ``places`` hold where each content stands: SHA-256 → leaf ids.
    """

    year: int
    codes: Mapping[int, str] = field(default_factory=dict)
    places: Mapping[str, Iterable[int]] = field(default_factory=dict)


def checked(uses: QuerySet[EvidenceUse]) -> QuerySet[EvidenceUse]:
    """Return the uses with ``signature``, ``signature_said``, ``virus`` and ``virus_said``.

    They are None where nobody has looked yet.
    """
    found = {
        name: FilteredRelation("version__checks", condition=Q(version__checks__kind=kind))
        for name, kind in (("sealed", CheckKind.SIGNATURE), ("scanned", CheckKind.VIRUS))
    }
    return uses.annotate(**found).annotate(
        signature=F("sealed__verdict"),
        signature_said=F("sealed__sentence"),
        virus=F("scanned__verdict"),
        virus_said=F("scanned__sentence"),
    )


def shared(
    uses: QuerySet[EvidenceUse], dossier: Dossier, above: Iterable[int]
) -> QuerySet[EvidenceUse]:
    """Return the uses with ``other_unit`` and ``other_units``: who else uses the same bytes.

    For people who look down from the units ``above`` only, and only about dossiers beneath these
    that have been sent: nobody learns more of another unit than they may read anyway.
    """
    others = (
        EvidenceUse.objects.filter(
            version__sha256=OuterRef("version__sha256"),
            dossier__campaign=dossier.campaign_id,
            dossier__unit__ancestor_links__ancestor__in=list(above),
            detached_at__isnull=True,
        )
        .exclude(version__sha256="")
        .exclude(dossier=dossier.pk)
        .exclude(dossier__state__in=list(UNSENT))
    )
    first = others.order_by("dossier__unit__sort_key", "pk").values("dossier__unit__name")[:1]
    counted = (
        others.order_by()
        .values("version__sha256")
        .annotate(units=Count("dossier", distinct=True))
        .values("units")
    )
    return uses.annotate(other_unit=Subquery(first), other_units=Subquery(counted))


def of_use(use: Any, about: About, *, today: date) -> list[Told]:
    """Return what there is to say of one use from ``checked`` (and ``shared``), gravest first."""
    version = use.version
    dated = _of_date(version.document.issued_on, about.year, today)
    if version.link:
        return dated
    told = [
        *_of_virus(use),
        *_of_signature(use),
        *dated,
        *_of_places(use, about),
        *_of_others(use),
    ]
    return sorted(told, key=lambda each: _ORDER.index(each.tone))


# ``plain`` is worth a word beside the name, no more.
_ORDER = ("bad", "warn", "info", "good", "plain")


def note(found: Iterable[Told]) -> str:
    """Return the sentences that are only worth a word, to stand behind others."""
    return "".join(f" · {each.sentence}" for each in found if each.tone == "plain")


def grave(found: Iterable[Told]) -> list[Told]:
    """Return the sentences that are shown by themselves."""
    return [each for each in found if each.tone != "plain"]


def _of_virus(use: Any) -> list[Told]:
    if use.virus == CheckVerdict.INFECTED:
        return [Told("bad", use.virus_said)]
    if not scanner.is_configured() or use.virus == CheckVerdict.CLEAN:
        return []
    return [Told("info", use.virus_said or "Đang chờ quét mã độc.")]


def _of_signature(use: Any) -> list[Told]:
    if use.signature is None:
        return []
    if use.signature == CheckVerdict.UNSIGNED:
        return [Told("plain", "không có chữ ký số")]
    return [Told(_TONES[use.signature], use.signature_said)]


def _of_date(issued_on: date | None, year: int, today: date) -> list[Told]:
    if issued_on is None:
        return []
    if issued_on > today:
        return [Told("warn", f"Ngày ban hành {issued_on:%d/%m/%Y} chưa đến: hãy xem lại.")]
    if issued_on.year != year:
        return [Told("warn", f"Ban hành ngày {issued_on:%d/%m/%Y}, ngoài năm đánh giá {year}.")]
    return []


def _of_places(use: Any, about: About) -> list[Told]:
    others = [
        about.codes[leaf]
        for leaf in about.places.get(use.version.sha256, ())
        if leaf != use.leaf_id and leaf in about.codes
    ]
    if not others:
        return []
    return [Told("plain", f"đã dùng ở tiêu chí {', '.join(sorted(others, key=by_numbers))}")]


def by_numbers(code: str) -> list[tuple[bool, int, str]]:
    """Order leaves as they stand in a set: 1.2 before 1.10, lettered groups after the numbered."""
    parts = code.split(".")
    return [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts]


def _of_others(use: Any) -> list[Told]:
    name = getattr(use, "other_unit", None)
    if not name:
        return []
    more = use.other_units - 1
    rest = f" và {more} đơn vị khác" if more else ""
    return [Told("info", f"Cùng tệp này {name}{rest} cũng dùng trong đợt chấm điểm.")]
