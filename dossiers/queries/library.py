"""The documents of a unit, across years: narrowed, sorted, and as ready words for its pages."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, QuerySet
from django.urls import reverse

from accounts import words
from accounts.models import JournalEntry, Unit
from dossiers.enums import Verb
from dossiers.models import Document, DocumentVersion, Dossier, EvidenceUse
from dossiers.queries import phrases
from scoring import plans
from scoring.models import Campaign

# Orders of the list: key in the address → words and columns.
SORTS: Mapping[str, tuple[str, tuple[Any, ...]]] = {
    "moi": ("Mới thêm trước", ("-created_at", "-pk")),
    "ngay": ("Ngày ban hành mới trước", (F("issued_on").desc(nulls_last=True), "-pk")),
    "ten": ("Theo tên", ("search_key", "pk")),
}
# Where documents are or are not: key in the address → words.
USED: Mapping[str, str] = {"co": "Đang dùng trong hồ sơ", "khong": "Chưa dùng ở đâu"}
# Signs of a hash that people compare by eye.
SHORT_HASH = 12
_KINDS = {"link": "Liên kết", "image": "Ảnh", "file": "PDF"}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How the list is narrowed and sorted; empty values narrow nothing."""

    words: str = ""
    used: str = ""
    leaf: str = ""
    year: str = ""
    sort: str = "moi"


def day(value: date | None) -> str:
    """Return a day as a form and a table show it: ``05/01/2024``; empty without one."""
    return value.strftime("%d/%m/%Y") if value else ""


def narrowed(documents: QuerySet[Document], wanted: Wanted) -> QuerySet[Document]:
    """Return the documents that are asked for, in the order asked for."""
    for word in words.search_key(wanted.words).split():
        documents = documents.filter(search_key__contains=word)
    standing = _standing().filter(version__document=OuterRef("pk"))
    if wanted.leaf:
        standing = standing.filter(leaf__code=wanted.leaf)
    if wanted.year:
        standing = standing.filter(dossier__campaign__year=int(wanted.year))
    if wanted.leaf or wanted.year or wanted.used == "co":
        documents = documents.filter(Exists(standing))
    if wanted.used == "khong":
        documents = documents.filter(~Exists(standing))
    return documents.order_by(*SORTS[wanted.sort][1])


def _standing() -> QuerySet[EvidenceUse]:
    return EvidenceUse.objects.filter(detached_at__isnull=True).order_by()


def years_of(unit_id: int) -> list[int]:
    """Return the years in which the unit has a dossier, newest first."""
    rows = Campaign.objects.filter(dossiers__unit=unit_id, opened_at__isnull=False)
    return list(rows.order_by("-year").values_list("year", flat=True).distinct())


def rows_of(documents: Iterable[Document]) -> list[dict[str, Any]]:
    """Return documents as rows of ready words: two queries, however many there are."""
    shown = list(documents)
    versions: dict[int, list[DocumentVersion]] = defaultdict(list)
    for version in DocumentVersion.objects.filter(document__in=shown).order_by("number"):
        versions[version.document_id].append(version)
    used = _used_words(shown)
    return [_row(each, versions[each.pk], used[each.pk]) for each in shown]


def _row(
    document: Document, versions: list[DocumentVersion], used: Mapping[int, list[str]]
) -> dict[str, Any]:
    newest = versions[-1]
    return {
        "pk": document.pk,
        "title": document.title,
        "number": document.number,
        "issued": day(document.issued_on),
        "issuer": document.issuer,
        "kind": phrases.file_kind(newest),
        "kind_words": _KINDS[phrases.file_kind(newest)],
        "size": "" if newest.link else phrases.size(newest.size),
        "pages": newest.pages,
        "versions": len(versions),
        "version_pk": newest.pk,
        "used": [
            {"year": year, "codes": ", ".join(codes)} for year, codes in sorted(used.items())[::-1]
        ],
        "url": reverse("dossiers:document", args=[document.pk]),
        **addresses_of(newest),
    }


def addresses_of(version: DocumentVersion) -> dict[str, str]:
    """Return where a version opens, and where its pages are looked at (empty for a link)."""
    args = [version.document_id, version.number]
    if version.link:
        return {"href": version.link, "preview_url": ""}
    return {
        "href": reverse("dossiers:document_file", args=args),
        "preview_url": reverse("dossiers:document_preview", args=args),
    }


def _used_words(documents: Iterable[Document]) -> dict[int, dict[int, list[str]]]:
    """Return document id → year → codes of the leaves (or kinds of papers) that it stands at."""
    found: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = _standing().filter(version__document__in=documents)
    for document, year, code in rows.order_by("leaf__position", "pk").values_list(
        "version__document", "dossier__campaign__year", "leaf__code"
    ):
        place = code or "giấy tờ của hồ sơ"
        if place not in found[document][year]:
            found[document][year].append(place)
    return found


def versions_of(document: Document) -> list[dict[str, Any]]:
    """Return the history of a document, newest version first: who, when, size, the hash."""
    rows = (
        document.versions.select_related("uploaded_by")
        .prefetch_related("checks", "originals", "uses")
        .order_by("-number")
    )
    return [
        {
            "number": row.number,
            "name": row.original_name or row.link,
            "note": phrases.file_note(row),
            "kind": phrases.file_kind(row),
            "pages": row.pages,
            "hash": row.sha256[:SHORT_HASH],
            "who": row.uploaded_by.full_name,
            "when": phrases.moment(row.uploaded_at),
            "checks": [check.sentence for check in row.checks.all()],
            "originals": _originals(row),
            **addresses_of(row),
        }
        for row in rows
    ]


def _originals(version: DocumentVersion) -> list[dict[str, str]]:
    """Return the photos of which a version was made; they are read through one of its uses."""
    use = next(iter(version.uses.all()), None)
    if use is None:
        return []
    return [
        {
            "name": photo.original_name,
            "href": reverse("dossiers:original", args=[use.pk, photo.position]),
        }
        for photo in version.originals.all()
    ]


def described(document: Document) -> dict[str, str]:
    """Return who wrote last what the document is called, and when; its making before that."""
    last = (
        JournalEntry.objects.filter(
            chain=Unit.chain_of(document.unit_id),
            verb=Verb.DESCRIBE,
            subject=document.subject,
        )
        .order_by("-seq")
        .first()
    )
    at = last.at if last else document.created_at
    said = f"{last.by_name} ghi lúc {phrases.moment(last.at)}" if last else ""
    return {"words": said, "iso": phrases.iso(at)}


def uses_of(document: Document) -> list[dict[str, Any]]:
    """Return where a document stands or stood, the present places first."""
    rows = (
        EvidenceUse.objects.filter(version__document=document)
        .select_related("dossier__campaign", "leaf", "version", "detached_by")
        .order_by(F("detached_at").desc(nulls_first=True), "-dossier__campaign__year", "pk")
    )
    return [_use(row) for row in rows]


def _leaf_url(row: EvidenceUse) -> str:
    """Return the entry page of the leaf where a document stands, empty for a paper."""
    if row.leaf is None:
        return ""
    return reverse("dossiers:entry_leaf", args=[row.dossier_id, row.leaf.code])


def _use(row: EvidenceUse) -> dict[str, Any]:
    kinds = {kind["key"]: str(kind["label"]) for kind in row.dossier.campaign.document_kinds}
    place = f"Tiêu chí {row.leaf.code}" if row.leaf else kinds.get(row.document_kind, "")
    left = ""
    if row.detached_at is not None and row.detached_by is not None:
        left = f"{row.detached_by.full_name} đã gỡ hoặc thay, {phrases.moment(row.detached_at)}"
    return {
        "pk": row.pk,
        "place": place,
        "campaign": row.dossier.campaign.title,
        "year": row.dossier.campaign.year,
        "dossier_pk": row.dossier_id,
        "is_leaf": row.leaf is not None,
        "leaf_url": _leaf_url(row),
        "version": row.version.number,
        "when": phrases.moment(row.attached_at),
        "left": left,
        "replace_url": reverse("dossiers:replace", args=[row.pk]),
    }


def codes_of(unit_id: int) -> list[str]:
    """Return the codes of the leaves at which the unit's documents stand, in printed order."""
    rows = _standing().filter(version__document__unit=unit_id, leaf__isnull=False)
    placed = rows.values_list("leaf__code").annotate(place=Min("leaf__position"))
    return [code for code, _ in sorted(placed, key=lambda each: (each[1], each[0]))]


def versions_at(dossier: Dossier, leaf_id: int) -> set[int]:
    """Return the ids of the versions that stand at a leaf."""
    rows = _standing().filter(dossier=dossier, leaf=leaf_id)
    return set(rows.values_list("version", flat=True))


def other_leaves(use: EvidenceUse) -> list[str]:
    """Return the codes of the other leaves of the dossier at which the document stands."""
    rows = _standing().filter(
        dossier=use.dossier_id,
        version__document=use.version.document_id,
        leaf__isnull=False,
    )
    placed = rows.exclude(leaf=use.leaf_id).order_by("leaf__position")
    return list(dict.fromkeys(placed.values_list("leaf__code", flat=True)))


def leaf_choices(
    dossier: Dossier, version: DocumentVersion, *, ticked: Iterable[str]
) -> list[dict[str, Any]]:
    """Return the groups with the leaves that the unit proves, and where the version stands."""
    plan = plans.plan_of(dossier.campaign.criteria_set_id)
    rows = _standing().filter(dossier=dossier, version=version)
    taken = set(rows.values_list("leaf", flat=True))
    wanted = set(ticked)
    groups = []
    for group in plan.groups:
        leaves = [
            {
                "code": leaf.code,
                "name": leaf.criterion.name,
                "is_taken": leaf.pk in taken,
                "is_ticked": leaf.code in wanted,
            }
            for leaf in plan.leaves_of(group.code)
            if leaf.is_by_unit
        ]
        if leaves:
            groups.append({"code": group.code, "name": group.name, "leaves": leaves})
    return groups
