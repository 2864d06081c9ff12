"""Files for the guidance of a draft: kept once by content, for whichever leaf names them."""

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from accounts.clock import Clock, database_clock
from accounts.files.receive import Paper
from accounts.models import User
from scoring import permissions
from scoring.models import CriteriaDraft, GuidanceFile


def keep(
    *, draft: CriteriaDraft, paper: Paper, by: User, clock: Clock = database_clock
) -> GuidanceFile:
    """Keep an inspected file for a draft and return it; bytes that are kept already stay.

    Only a leaf that names the file shows it: naming it is a change of the draft. Raises
    ``NotAllowed``.
    """
    at = clock()
    permissions.require_setting(by, at=at, area=draft.area)
    known = GuidanceFile.objects.filter(sha256=paper.sha256).first()
    if known is not None:
        return known
    made = GuidanceFile(
        sha256=paper.sha256,
        media_type=paper.media_type,
        size=paper.size,
        uploaded_at=at,
        uploaded_by=by,
    )
    made.file.save(paper.name, paper.file, save=False)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        # Somebody kept the same bytes a moment ago; these are a second copy.
        default_storage.delete(str(made.file.name))
        return GuidanceFile.objects.get(sha256=paper.sha256)
    return made
