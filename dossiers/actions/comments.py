"""What the leader remarks on single leaves before sending, and the officer's settling of it."""

from django.db import transaction

from accounts import journal
from accounts.clock import Clock, database_clock
from accounts.enums import Role
from accounts.errors import AlreadyDone, Invalid
from accounts.models import User
from dossiers import gate, permissions
from dossiers.actions.entry import TOUCHED, touch
from dossiers.enums import DossierState, Verb
from dossiers.models import Dossier, LeafComment
from dossiers.workflow import UNSENT
from scoring import plans


def make(
    *, dossier: Dossier, leaf: plans.Leaf, text: str, by: User, clock: Clock = database_clock
) -> LeafComment:
    """Remark on one leaf as the leader and return the remark.

    A remark that stands there unsettled already is returned as it is: a second press says nothing
    new. Raises ``NotAllowed``, ``Locked``, ``NotOpen``, ``DeadlinePassed`` or, without a text,
    ``Invalid``.
    """
    with transaction.atomic():
        held = gate.hold(dossier, clock=clock)
        permissions.require_leader(by, held.dossier, at=held.at)
        in_hand = frozenset({DossierState.AWAITING_LEADER})
        gate.require_state(held, in_hand, doing="nhận xét")
        gate.require_open(held)
        if not text.strip():
            said = f"Hãy viết nhận xét về tiêu chí {leaf.code} rồi bấm lưu."
            raise Invalid(said, problems={"comment": said})
        open_here = LeafComment.objects.filter(
            dossier=held.dossier, leaf=leaf.pk, made_by=by, settled_at__isnull=True
        )
        same = open_here.filter(text=text.strip()).first()
        if same is not None:
            return same
        made = LeafComment.objects.create(
            dossier=held.dossier,
            leaf=leaf.criterion,
            text=text.strip(),
            made_at=held.at,
            made_by=by,
        )
        act = journal.Act(verb=Verb.COMMENT, subject=leaf.code, after={"text": made.text})
        _record(held, act, by=by, role=Role.LEADER)
    return made


def settle(*, comment: LeafComment, by: User, clock: Clock = database_clock) -> LeafComment:
    """Mark a remark as settled and return it; the leader still reads it.

    Raises ``NotAllowed``, ``Locked``, ``NotOpen``, ``DeadlinePassed`` or ``AlreadyDone``.
    """
    with transaction.atomic():
        held = gate.hold(comment.dossier, clock=clock)
        role = permissions.require_own_side(by, held.dossier, at=held.at)
        gate.require_state(held, UNSENT, doing="xử lý nhận xét")
        gate.require_open(held)
        current = LeafComment.objects.select_related("leaf").get(pk=comment.pk)
        if current.settled_at is not None:
            raise AlreadyDone(
                "Nhận xét này đã được đánh dấu xử lý trước đó. Không cần làm gì thêm."
            )
        current.settled_at, current.settled_by = held.at, by
        current.save(update_fields=["settled_at", "settled_by"])
        act = journal.Act(verb=Verb.SETTLE, subject=current.leaf.code, after={"text": current.text})
        _record(held, act, by=by, role=role)
    return current


def _record(held: gate.Held, act: journal.Act, *, by: User, role: Role) -> None:
    touch(held.dossier, by=by, at=held.at)
    journal.record(held.dossier, act, by=by, at=held.at, role=role, also_save=TOUCHED)
