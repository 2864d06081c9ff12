"""An approved registration as one of the dossier's papers: printed once, filed by the portal.

The rows name the leader who sent what the paper says; the journal names the system, which
filed it.
"""

from typing import cast

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F

from accounts import journal
from accounts.clock import Clock, database_clock
from accounts.files import inspect, receive
from accounts.models import User
from dossiers import gate
from dossiers.actions import keeping, printing
from dossiers.actions.entry import TOUCHED, touch
from dossiers.enums import PrintKind, Verb
from dossiers.models import (
    Document,
    DocumentVersion,
    Dossier,
    EvidenceUse,
    PrintJob,
    Registration,
)
from dossiers.queries.registration import PAPER
from dossiers.workflow import UNSENT
from scoring.models import Stage

# The task that prints and files it.
FILING = "dossiers.file_registration"
TITLE = "Bản đăng ký xây dựng mô hình"
NOT_WANTED = "Hồ sơ đã có bản đăng ký, hoặc đã gửi, nên không gắn thêm."
# Jobs of one round; the rest waits for the next, so that other work gets its turn.
BATCH = 20


def hold_own_stage(dossier: Dossier, *, clock: Clock) -> gate.Held:
    """Hold the dossier with the window of its self assessment, wherever it stands by now."""
    own = Stage.objects.get(campaign=dossier.campaign_id, tier=1)
    return gate.hold(dossier, clock=clock, stage=own)


def wants_paper(held: gate.Held) -> bool:
    """Say whether the approved registration is to be filed among the dossier's papers.

    Not when the campaign asks for no such paper, when a scan stands there, or when the dossier
    has been sent: what was sent stays as it was.
    """
    dossier = held.dossier
    is_asked_for = PAPER in {kind["key"] for kind in dossier.campaign.document_kinds}
    if not is_asked_for or dossier.state not in UNSENT or held.at >= held.window.closes_at:
        return False
    return not EvidenceUse.objects.filter(
        dossier=dossier, document_kind=PAPER, detached_at__isnull=True
    ).exists()


def waiting_jobs() -> list[PrintJob]:
    """Return the papers of approvals that nobody has printed yet, oldest first."""
    jobs = PrintJob.objects.filter(
        kind=PrintKind.REGISTRATION,
        finished_at__isnull=True,
        # What somebody asks for by hand is printed for that person and not filed.
        dossier__registration__decided_at=F("requested_at"),
    )
    return list(jobs.order_by("pk")[:BATCH])


def is_wanted(job: PrintJob, *, clock: Clock = database_clock) -> bool:
    """Say whether the paper of an approval is still to be filed; if not, the job ends here."""
    with transaction.atomic():
        held = hold_own_stage(_dossier_of(job), clock=clock)
        if wants_paper(held):
            return True
        printing.give_up(job=job, clock=clock, because=NOT_WANTED)
        return False


def file_paper(
    *, job: PrintJob, content: bytes, clock: Clock = database_clock
) -> EvidenceUse | None:
    """Put the printed registration among the dossier's papers and return its use.

    None when a scan has come there meanwhile, or the dossier has been sent.
    """
    paper = receive.paper(ContentFile(content, name=f"{TITLE}.pdf"), accepted=[inspect.PDF])
    with keeping.open_shelf() as shelf, transaction.atomic():
        held = hold_own_stage(_dossier_of(job), clock=clock)
        if not wants_paper(held):
            return None
        version = _version(held, paper, shelf)
        use = EvidenceUse.objects.create(
            dossier=held.dossier,
            document_kind=PAPER,
            stage=held.stage,
            version=version,
            attached_at=held.at,
            attached_by=version.uploaded_by,
        )
        after = {"title": TITLE, "sha256": version.sha256, "link": ""}
        act = journal.Act(verb=Verb.ATTACH, subject=PAPER, after=after)
        touch(held.dossier, by=None, at=held.at)
        journal.record(held.dossier, act, by=None, at=held.at, also_save=TOUCHED)
    return use


def _dossier_of(job: PrintJob) -> Dossier:
    return Dossier.objects.get(pk=cast(int, job.dossier_id))


def _registration(held: gate.Held) -> Registration:
    return Registration.objects.select_related("sent_by").get(dossier=held.dossier)


def _version(held: gate.Held, paper: receive.Paper, shelf: keeping.Shelf) -> DocumentVersion:
    """Return the paper in the unit's library; its author is the leader who sent it."""
    # Nothing is approved that nobody has sent.
    author = cast(User, _registration(held).sent_by)
    document = Document.objects.create(
        unit=held.dossier.unit, title=TITLE, created_at=held.at, created_by=author
    )
    version = DocumentVersion(document=document, uploaded_at=held.at, uploaded_by=author)
    shelf.fill(version, paper)
    version.save()
    return version
