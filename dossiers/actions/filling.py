"""Taking the figures of a workbook over: all the chosen leaves in one act, or none of them."""

from collections.abc import Sequence

from django.db import transaction

from accounts.clock import Clock, database_clock
from accounts.errors import Conflict, RowsInvalid
from accounts.models import User
from dossiers.actions import entry
from dossiers.models import Dossier
from scoring import plans


def take_over(
    *,
    dossier: Dossier,
    entries: Sequence[tuple[plans.Leaf, entry.Entry]],
    by: User,
    clock: Clock = database_clock,
) -> int:
    """Save every entry as ``entry.save_scores`` does, with a journal row each; return how many.

    Raises its refusals of the whole dossier; ``Conflict`` when somebody saved one of the leaves
    after the person saw it, ``RowsInvalid`` when one cannot be saved: then nothing is stored.
    """
    with transaction.atomic():
        saved = entry.save_scores(dossier=dossier, entries=entries, by=by, clock=clock)
        lost = [code for code, cause in saved.refused.items() if isinstance(cause, Conflict)]
        if lost:
            raise Conflict(
                f"Tiêu chí {', '.join(lost)} vừa được người khác lưu nên chưa ghi nhận ô nào. "
                "Hãy xem lại hai giá trị, chọn rồi bấm ghi nhận lần nữa."
            )
        if saved.refused:
            raise RowsInvalid(
                "Chưa ghi nhận ô nào. "
                + " ".join(f"{code}: {said.sentence}" for code, said in saved.refused.items())
            )
    return len(saved.rows)
