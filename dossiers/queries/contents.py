"""The table of contents of a dossier (mục lục tài liệu kiểm chứng): what proves each leaf."""

from collections import defaultdict
from dataclasses import dataclass

from accounts.addresses import address
from dossiers.models import Dossier, EvidenceUse
from dossiers.queries import library, phrases
from scoring import plans


@dataclass(frozen=True)
class Line:
    """One document at one leaf; ``number`` runs through the whole dossier."""

    number: int
    mark: str
    issued: str
    issuer: str
    title: str
    pages: str
    href: str
    is_answer: bool


@dataclass(frozen=True)
class Leaf:
    """One leaf with its documents in their order."""

    code: str
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Contents:
    """The whole table: the leaves that have documents, and how much there is."""

    leaves: tuple[Leaf, ...]
    documents: int
    pages: int
    uncounted: int

    @property
    def pages_words(self) -> str:
        """How many pages there are, links and uncounted files left out."""
        return phrases.count(self.pages)


def contents_of(dossier: Dossier) -> Contents:
    """Return the table of the documents that stand at the dossier's leaves."""
    standing: dict[int | None, list[EvidenceUse]] = defaultdict(list)
    uses = EvidenceUse.objects.filter(
        dossier=dossier, leaf__isnull=False, detached_at__isnull=True
    ).select_related("version__document")
    for use in uses:
        standing[use.leaf_id].append(use)
    plan = plans.plan_of(dossier.campaign.criteria_set_id)
    made: list[Leaf] = []
    number = 0
    for leaf in plan.leaves:
        row = standing.get(leaf.pk, [])
        if row:
            lines = tuple(_line(place, use) for place, use in enumerate(row, number + 1))
            made.append(Leaf(leaf.code, leaf.criterion.name, lines))
            number += len(row)
    # One paper that proves several leaves is counted once.
    versions = {use.version_id: use.version for row in standing.values() for use in row}
    return Contents(
        leaves=tuple(made),
        documents=len(versions),
        pages=sum(version.pages or 0 for version in versions.values()),
        uncounted=sum(version.pages is None for version in versions.values()),
    )


def _line(number: int, use: EvidenceUse) -> Line:
    version, document = use.version, use.version.document
    return Line(
        number=number,
        mark=document.number,
        issued=library.day(document.issued_on),
        issuer=document.issuer,
        title=document.title,
        pages="Liên kết" if version.link else str(version.pages or ""),
        href=version.link or address("dossiers:evidence", use.pk),
        is_answer=use.explanation_id is not None,
    )
