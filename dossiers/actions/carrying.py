"""Taking last year's words over: explanations, the list of papers, the contact – never figures.

What is taken over is marked until somebody of the unit confirms it or writes something else, and
nothing that was typed this year is ever overwritten.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from accounts import journal
from accounts.clock import Clock, database_clock
from accounts.enums import Role
from accounts.errors import AlreadyDone, Invalid
from accounts.journal import Act
from accounts.models import User
from dossiers import gate, permissions
from dossiers.actions import entry, layer_totals, report
from dossiers.enums import DossierState, Verb
from dossiers.models import Dossier, EvidenceUse, PaperWanted, Report, Score
from dossiers.queries import carried
from dossiers.queries.carried import CONTACT, Offer
from scoring import plans


@dataclass(frozen=True)
class Carried:
    """How much was taken over."""

    explanations: int
    papers: int
    has_contact: bool


def carry_over(*, dossier: Dossier, by: User, clock: Clock = database_clock) -> Carried:
    """Take over what last year offers and this year has not; return how much that was.

    A leaf that has an explanation, a report that names a contact and a paper that is on the list
    already keep what they have. Raises ``NotAllowed``, ``Locked``, ``NotOpen``,
    ``DeadlinePassed``, ``AlreadyDone`` when there is nothing left to take over.
    """
    with transaction.atomic():
        held = _hold(dossier, by=by, clock=clock)
        offer = carried.offer(held.dossier, held.stage)
        if offer.is_empty:
            raise AlreadyDone(
                "Không còn nội dung nào của năm trước để lấy sang. "
                "Nếu còn thiếu, hãy nhập trực tiếp ở từng tiêu chí."
            )
        acts = [
            *_explanations(held, offer, by=by),
            *_papers(held, offer, by=by),
            *_contact(held, offer, by=by),
        ]
        layer_totals.refresh(held.dossier, held.stage)
        _record(held, acts, by=by)
    papers = sum(len(documents) for _, documents in offer.papers)
    return Carried(len(offer.explanations), papers, has_contact=bool(offer.contact))


def confirm(
    *,
    dossier: Dossier,
    leaves: Iterable[plans.Leaf] | None = None,
    by: User,
    clock: Clock = database_clock,
) -> int:
    """Say that last year's words hold this year too: of ``leaves``, or of everything (None).

    Returns how many were confirmed. Raises as ``carry_over``.
    """
    with transaction.atomic():
        held = _hold(dossier, by=by, clock=clock)
        rows = carried.unconfirmed(held.dossier)
        if leaves is not None:
            rows = rows.filter(leaf__in=[leaf.pk for leaf in leaves])
        codes = list(rows.order_by("leaf__position").values_list("leaf__code", flat=True))
        Score.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(copied_at=None)
        if leaves is None:
            copied = Report.objects.filter(dossier=held.dossier, contact_copied_at__isnull=False)
            codes += [report.SUBJECT] * copied.update(contact_copied_at=None)
        if not codes:
            raise AlreadyDone("Nội dung này đã được xác nhận trước đó. Không cần xác nhận lại.")
        _record(held, [Act(verb=Verb.CONFIRM, subject=code) for code in codes], by=by)
    return len(codes)


def settle(
    *,
    paper: PaperWanted,
    use: EvidenceUse | None = None,
    by: User,
    clock: Clock = database_clock,
) -> PaperWanted:
    """Take a paper off the list: this year's edition is ``use``, or none is needed (None).

    Raises as ``carry_over``; ``Invalid`` when ``use`` does not prove the same leaf.
    """
    with transaction.atomic():
        held = _hold(paper.dossier, by=by, clock=clock)
        current = PaperWanted.objects.select_related("leaf", "source").get(pk=paper.pk)
        if current.settled_at is not None:
            raise AlreadyDone(
                "Tài liệu năm trước này đã được xử lý trước đó. "
                "Không cần làm lại; hãy tải lại trang để xem kết quả."
            )
        if use is not None and not _proves(use, current):
            raise Invalid(
                "Tài liệu được chọn không còn gắn ở tiêu chí này. Hãy chọn tài liệu khác."
            )
        current.settled_at, current.settled_by = held.at, by
        current.answered_with = use
        current.save(update_fields=["settled_at", "settled_by", "answered_with"])
        after = {"title": current.source.title, "answered": use is not None}
        act = Act(verb=Verb.CONFIRM, subject=current.leaf.code, after=after)
        _record(held, [act], by=by)
    return current


def _hold(dossier: Dossier, *, by: User, clock: Clock) -> gate.Held:
    held = gate.hold(dossier, clock=clock)
    permissions.require_entry(by, held.dossier, at=held.at)
    gate.require_state(held, frozenset({DossierState.DRAFT}), doing="lấy nội dung năm trước")
    gate.require_open(held)
    return held


def _record(held: gate.Held, acts: list[Act], *, by: User) -> None:
    entry.touch(held.dossier, by=by, at=held.at)
    journal.record_all(
        held.dossier, acts, by=by, at=held.at, role=Role.ENTRY, also_save=entry.TOUCHED
    )


def _explanations(held: gate.Held, offer: Offer, *, by: User) -> list[Act]:
    """Write last year's words where this year has none; figures and points stay as they are."""
    own = Score.objects.filter(dossier=held.dossier, stage=held.stage)
    rows = {row.leaf_id: row for row in own}
    acts = []
    for leaf, text in offer.explanations:
        row = rows.get(leaf.pk)
        if row is None:
            nothing = entry.judge(leaf, entry.Entry(figures=None), has_evidence=False)
            row = Score(dossier=held.dossier, stage=held.stage, leaf=leaf.criterion, version=0)
            row.because = nothing.because
        row.explanation, row.copied_at = text, held.at
        row.recorded_at, row.recorded_by = held.at, by
        row.version += 1
        row.save()
        after = {"explanation": text, "text": text}
        acts.append(Act(verb=Verb.CARRY_OVER, subject=leaf.code, after=after))
    return acts


def _papers(held: gate.Held, offer: Offer, *, by: User) -> list[Act]:
    """Put last year's papers on the list of those whose new edition is wanted."""
    PaperWanted.objects.bulk_create(
        PaperWanted(
            dossier=held.dossier,
            leaf=leaf.criterion,
            source=document,
            copied_at=held.at,
            copied_by=by,
        )
        for leaf, documents in offer.papers
        for document in documents
    )
    return [
        Act(
            verb=Verb.CARRY_OVER,
            subject=leaf.code,
            after={"title": "; ".join(document.title for document in documents)},
        )
        for leaf, documents in offer.papers
    ]


def _contact(held: gate.Held, offer: Offer, *, by: User) -> list[Act]:
    """Write last year's contact into a report that names nobody."""
    if not offer.contact:
        return []
    row = Report.objects.filter(dossier=held.dossier).first()
    row = row or Report(dossier=held.dossier, version=0)
    before = {name: getattr(row, name) for name in CONTACT}
    for name, value in offer.contact.items():
        setattr(row, name, value)
    row.contact_copied_at = held.at
    row.version += 1
    row.recorded_at, row.recorded_by = held.at, by
    row.save()
    after: dict[str, object] = {**offer.contact, "text": "; ".join(offer.contact.values())}
    return [Act(verb=Verb.CARRY_OVER, subject=report.SUBJECT, before=before, after=after)]


def _proves(use: EvidenceUse, paper: PaperWanted) -> bool:
    """Say whether the document stands at the paper's leaf; asked anew, now that it is held."""
    standing = EvidenceUse.objects.filter(dossier=paper.dossier_id, detached_at__isnull=True)
    return standing.filter(pk=use.pk, leaf=paper.leaf_id).exists()
