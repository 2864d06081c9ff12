"""What last year offers a unit, and what of it was taken over and waits to be confirmed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from accounts.addresses import address
from dossiers.models import Document, Dossier, EvidenceUse, PaperWanted, Report, Score
from dossiers.queries import previous
from dossiers.queries.previous import LastYear
from scoring import plans
from scoring.models import Stage

#: The columns of a report that name whom to ask.
CONTACT = ("contact_name", "contact_position", "contact_phone", "contact_email")


@dataclass(frozen=True)
class Offer:
    """What can still be taken over, and the leaves (``kept``) whose own words stand in the way.

    ``from_units`` names the units that said it, in words; empty when there is no year before.
    """

    from_units: str = ""
    year: int = 0
    explanations: tuple[tuple[plans.Leaf, str], ...] = ()
    papers: tuple[tuple[plans.Leaf, tuple[Document, ...]], ...] = ()
    contact: dict[str, str] = field(default_factory=dict)
    kept: tuple[plans.Leaf, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to take over."""
        return not (self.explanations or self.papers or self.contact)


def offer(dossier: Dossier, own: Stage) -> Offer:
    """Return what last year's dossiers offer beyond what ``own``, the unit's stage, holds."""
    sources = previous.dossiers_before(dossier)
    if not sources:
        return Offer()
    before = previous.leaves_before(sources)
    proofs = previous.documents_before(sources)
    plan = plans.plan_of(dossier.campaign.criteria_set_id)
    rows = Score.objects.filter(dossier=dossier, stage=own).exclude(explanation="")
    spoken = dict(rows.values_list("leaf_id", "explanation"))
    listed = set(PaperWanted.objects.filter(dossier=dossier).values_list("leaf_id", "source_id"))
    explanations, papers, kept = [], [], []
    for leaf in plan.leaves:
        if not leaf.is_by_unit:
            continue
        last = before.get(leaf.criterion.key, LastYear())
        if last.explanation and leaf.pk not in spoken:
            explanations.append((leaf, last.explanation))
        elif last.explanation and spoken[leaf.pk] != last.explanation:
            kept.append(leaf)
        documents = tuple(
            document
            for document in proofs.get(leaf.criterion.key, ())
            if (leaf.pk, document.pk) not in listed
        )
        if documents:
            papers.append((leaf, documents))
    return Offer(
        from_units=", ".join(source.unit.name for source in sources),
        year=sources[0].campaign.year,
        explanations=tuple(explanations),
        papers=tuple(papers),
        contact=_contact(dossier, sources),
        kept=tuple(kept),
    )


def _contact(dossier: Dossier, sources: list[Dossier]) -> dict[str, str]:
    """Return last year's contact, nothing when this year's report names one."""
    here = Report.objects.filter(dossier=dossier).values(*CONTACT).first()
    if here and any(here.values()):
        return {}
    order = {source.pk: place for place, source in enumerate(sources)}
    rows = Report.objects.filter(dossier__in=sources).values("dossier", *CONTACT)
    for row in sorted(rows, key=lambda row: order[row["dossier"]]):
        told = {name: row[name] for name in CONTACT}
        if any(told.values()):
            return told
    return {}


def unconfirmed(dossier: Dossier) -> QuerySet[Score]:
    """Return the scores whose explanation is last year's and not confirmed yet."""
    return Score.objects.filter(dossier=dossier, copied_at__isnull=False)


def has_unconfirmed_contact(dossier: Dossier) -> bool:
    """Say whether the report's contact is last year's and not confirmed yet."""
    return Report.objects.filter(dossier=dossier, contact_copied_at__isnull=False).exists()


def papers_wanted(dossier: Dossier) -> dict[int, list[PaperWanted]]:
    """Return last year's papers whose new edition is still to be found, by leaf id."""
    found: dict[int, list[PaperWanted]] = defaultdict(list)
    # Only a round that follows another one can want papers of it.
    if dossier.campaign.previous_id is None:
        return found
    rows = PaperWanted.objects.filter(dossier=dossier, settled_at__isnull=True)
    for row in rows.select_related("source"):
        found[row.leaf_id].append(row)
    return found


def row_part(
    dossier: Dossier,
    leaf: plans.Leaf,
    score: Score | None,
    wanted: Iterable[PaperWanted],
    uses: Iterable[EvidenceUse],
) -> dict[str, Any]:
    """Return what a leaf's row on the entry page shows of last year, as ready words."""
    attached = [{"pk": use.pk, "title": use.version.document.title} for use in uses]
    is_copied = score is not None and score.copied_at is not None
    return {
        "is_copied": is_copied,
        "confirm_url": address("dossiers:confirm_carried", dossier.pk) if is_copied else "",
        "wanted": [paper_part(dossier, leaf.code, paper, attached) for paper in wanted],
    }


def paper_part(
    dossier: Dossier, code: str, paper: PaperWanted, attached: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return a paper still wanted with the documents (id, title) that may be its new edition."""
    return {
        "code": code,
        "title": paper.source.title,
        "url": address("dossiers:settle_paper", dossier.pk, paper.pk),
        "uses": attached,
    }
