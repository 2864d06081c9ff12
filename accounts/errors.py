"""Refusals: every "no" that a person can meet, with a sentence fit for that person.

Actions raise them; one middleware turns them into a page or a fragment with the status that
``docs/contract.md`` C5 promises. The codes are the public list of C6: this is the one place
that holds them.
"""

from http import HTTPStatus


class Refused(Exception):
    """A write or a view that is refused for a stated cause.

    ``sentence`` is Vietnamese and names the cause and the cure. ``values`` carries what both
    sides hold when a race was lost, so that the page can show them.
    """

    code = "invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    retry_after: int | None = None

    def __init__(self, sentence: str, *, values: dict[str, object] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values or {}


class Invalid(Refused):
    """Typed input that cannot be accepted; ``problems`` maps field → sentence."""

    def __init__(self, sentence: str, *, problems: dict[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.problems = problems or {}


class ReasonRequired(Invalid):
    code = "reason_required"


class EvidenceRequired(Refused):
    code = "evidence_required"


class RowsInvalid(Invalid):
    """A list of rows (accounts, units) with at least one bad line; nothing was taken over."""

    code = "rows_invalid"


class DuplicateAccount(Invalid):
    code = "duplicate_account"


class NotAllowed(Refused):
    """In scope, but the person's role does not carry this act."""

    code = "not_allowed"
    status = HTTPStatus.FORBIDDEN


class OwnUnit(NotAllowed):
    """An appraiser who also enters figures for the same unit."""

    code = "own_unit"


class MustChangePassword(Refused):
    code = "must_change_password"
    status = HTTPStatus.FORBIDDEN


class SecretExpired(Refused):
    code = "secret_expired"
    status = HTTPStatus.FORBIDDEN


class DeadlinePassed(Refused):
    code = "deadline_passed"
    status = HTTPStatus.LOCKED


class NotOpen(Refused):
    """The window has not opened yet."""

    code = "not_open"
    status = HTTPStatus.LOCKED


class Locked(Refused):
    """The dossier is in somebody else's hands, or frozen, so this write is closed."""

    code = "locked"
    status = HTTPStatus.LOCKED


class Conflict(Refused):
    """Somebody saved the same row first; ``values`` holds both sides."""

    code = "conflict"
    status = HTTPStatus.CONFLICT


class AlreadyDone(Refused):
    code = "already_done"
    status = HTTPStatus.CONFLICT


class PapersOutdated(Refused):
    """A signed paper states other figures than the dossier that it belongs to."""

    code = "papers_outdated"
    status = HTTPStatus.CONFLICT


class FileRefused(Refused):
    """Base of the refusals of an uploaded file."""

    code = "file_type"


class FileTypeRefused(FileRefused):
    code = "file_type"


class FileTooLarge(FileRefused):
    code = "file_too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class FileInfected(FileRefused):
    code = "file_infected"


class FileCorrupt(FileRefused):
    code = "file_corrupt"


class FileEncrypted(FileRefused):
    code = "file_encrypted"


class FileActive(FileRefused):
    """A document that carries script or launches something."""

    code = "file_active"


class ScanPending(Refused):
    """A file that the virus scanner has not looked at yet."""

    code = "scan_pending"
    status = HTTPStatus.CONFLICT


class ScanUnavailable(Refused):
    code = "scan_unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    retry_after = 60


class StillPrinting(Refused):
    """A paper that the worker has not finished yet."""

    code = "still_printing"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    retry_after = 60


class WorkerAway(Refused):
    """The queue that leads to the worker cannot be reached."""

    code = "worker_away"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    retry_after = 60


class LockedOut(Refused):
    """Too many failed sign-ins from one place for one name."""

    code = "locked_out"
    status = HTTPStatus.TOO_MANY_REQUESTS
    retry_after = 900


class StorageFull(Refused):
    code = "storage_full"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    retry_after = 300


class JournalUnavailable(Refused):
    code = "journal_unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    retry_after = 60
