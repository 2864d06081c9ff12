"""Uploads that arrive in pieces: begun, continued after a cut, given up, cleared away.

Nothing here is part of the dossier and nothing is journalled: only attaching makes a document of
the bytes, through the same inspection and gate as any other file. The gate is asked before each
piece all the same, so that nobody sends a hundred megabytes into a locked dossier.
"""

import contextlib
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import F, Sum

from accounts.clock import Clock, database_clock
from accounts.errors import (
    Conflict,
    DeadlinePassed,
    FileTooLarge,
    Invalid,
    Locked,
    StorageFull,
)
from accounts.files import names, pieces, receive
from accounts.models import User
from dossiers import gate, permissions
from dossiers.models import Dossier, Explanation, Upload
from dossiers.workflow import UNDER_APPRAISAL, UNSENT

# An upload that nobody has continued for this long is given up.
LIFE = timedelta(hours=24)
_GONE = "Tệp đã tải lên không còn chờ trên hệ thống. Hãy chọn lại tệp rồi tải lên."
# More unfinished files of one person in one dossier are a script that went wrong.
MOST_WAITING = 200
# A dossier's files may wait for their bytes, and with them for being attached, up to the size of
# so many of the largest ones. A page sends two at a time and attaches each when it is there.
MOST_WAITING_OF_THE_LARGEST = 10
_MEGABYTE = 1024 * 1024


def begin(
    *, dossier: Dossier, name: str, size: int, by: User, clock: Clock = database_clock
) -> Upload:
    """Make room for a file of ``size`` bytes and return its upload, nothing received yet.

    Raises the gate's refusals, ``NotAllowed``, a ``FileRefused`` for what can be told before the
    first byte, ``Invalid`` while too much of the dossier waits already, or ``StorageFull``.
    """
    shown = names.display_name(name)
    receive.require_size(shown, size)
    names.require_harmless(shown)
    with transaction.atomic():
        at = _require_writable(dossier, by=by, clock=clock)
        _require_bounds(dossier, size, by=by, at=at)
        _require_room(shown, size, at=at)
        upload = Upload.objects.create(
            dossier=dossier, owner=by, name=shown, size=size, begun_at=at, expires_at=at + LIFE
        )
        pieces.begin(upload.pk)
    return upload


def _require_bounds(dossier: Dossier, size: int, *, by: User, at: datetime) -> None:
    """Raise ``Invalid`` when the dossier would have more waiting than a page ever sends at once.

    The dossier is held, so two who begin at the same instant are counted one after the other.
    """
    waiting = Upload.objects.filter(dossier=dossier, expires_at__gt=at)
    if waiting.filter(owner=by).count() >= MOST_WAITING:
        raise Invalid(
            "Đang có quá nhiều tệp tải lên dở dang. Hãy tải xong hoặc hủy bớt rồi thử lại."
        )
    most = MOST_WAITING_OF_THE_LARGEST * settings.QCDC_MAX_FILE_BYTES
    announced = waiting.aggregate(bytes=Sum("size"))["bytes"] or 0
    if announced + size > most:
        raise Invalid(
            "Thêm tệp này, các tệp đang tải lên dở dang của hồ sơ sẽ vượt "
            f"{most // _MEGABYTE} MB nên chưa nhận. Hãy đợi các tệp đó tải xong, chọn lại chúng để "
            "tải tiếp, hoặc hủy bớt rồi thử lại; "
            f"tệp bỏ dở quá {LIFE // timedelta(hours=1)} giờ tự được xóa."
        )


def _require_room(shown: str, size: int, *, at: datetime) -> None:
    """Raise ``StorageFull`` when the disk evidently cannot take the file beside those under way."""
    under_way = Upload.objects.filter(expires_at__gt=at)
    promised = under_way.aggregate(bytes=Sum(F("size") - F("received")))["bytes"] or 0
    if not pieces.has_room_for(size, promised=promised):
        raise StorageFull(
            f"Hệ thống không đủ chỗ lưu trữ cho tệp “{shown}” nên chưa nhận. "
            "Hãy thử lại sau ít phút; nếu vẫn không được, hãy báo quản trị hệ thống."
        )


def take_piece(
    *,
    upload: Upload,
    offset: int,
    length: int,
    body: pieces.Body,
    by: User,
    clock: Clock = database_clock,
) -> Upload:
    """Append a piece of ``length`` bytes from ``offset`` on; return the upload as it is now.

    What arrives before the connection breaks off is kept. Raises ``Conflict`` for another offset
    than the upload's or while another piece is on its way, ``Invalid`` when the upload was given up
    meanwhile; after a refusal by the gate (the deadline has passed) upload and bytes are gone.
    """
    try:
        with pieces.writing(upload.pk) as file:
            _require_writable_now(upload.dossier, by=by, clock=clock)
            upload.refresh_from_db()
            _require_offset(upload, offset)
            if length > upload.size - offset:
                raise FileTooLarge(
                    f"Tệp “{upload.name}” dài hơn dung lượng đã báo. Hãy chọn lại tệp rồi tải lên."
                )
            taken = pieces.append(file, body, offset=offset, most=length)
            with transaction.atomic():
                at = _require_writable(upload.dossier, by=by, clock=clock)
                upload.received, upload.expires_at = offset + taken, at + LIFE
                _store_progress(upload)
    except (FileNotFoundError, Upload.DoesNotExist) as error:
        raise _gone() from error
    except (Locked, DeadlinePassed, FileTooLarge):
        give_up(upload=upload)
        raise
    return upload


def _store_progress(upload: Upload) -> None:
    """Write how far an upload has come; ``Upload.DoesNotExist`` when it was given up meanwhile."""
    progress = {name: getattr(upload, name) for name in ("received", "expires_at")}
    if not Upload.objects.filter(pk=upload.pk).update(**progress):
        raise Upload.DoesNotExist


def _require_writable_now(dossier: Dossier, *, by: User, clock: Clock) -> None:
    """Ask before a slow line sends anything; asked again when it has."""
    with transaction.atomic():
        _require_writable(dossier, by=by, clock=clock)


def _require_offset(upload: Upload, offset: int) -> None:
    if offset != upload.received:
        raise Conflict(
            f"Tệp “{upload.name}” đã nhận {upload.received} byte, không phải {offset}. "
            "Trình duyệt sẽ hỏi lại và gửi tiếp từ chỗ đó.",
            values={"offset": upload.received},
        )


def _require_writable(dossier: Dossier, *, by: User, clock: Clock) -> datetime:
    """Raise unless the person could attach something to the dossier at the returned instant.

    Where it goes is not known yet; attaching asks again for the very place.
    """
    held = gate.hold(dossier, clock=clock)
    permissions.require_own_side(by, held.dossier, at=held.at)
    if held.dossier.state in UNDER_APPRAISAL:
        _require_question(held)
    else:
        gate.require_state(held, UNSENT, doing="tải tài liệu lên")
        gate.require_open(held)
    return held.at


def _require_question(held: gate.Held) -> None:
    """While the dossier is appraised, files come only in answer to a question."""
    waiting = Explanation.objects.filter(dossier=held.dossier, answered_at__isnull=True)
    newest = waiting.order_by("-answer_until").first()
    gate.open_question(held, newest.leaf if newest else None)


def finished(
    *, dossier: Dossier, numbers: Iterable[str], by: User, clock: Clock = database_clock
) -> list[Upload]:
    """Return the person's own uploads of these numbers, all of them whole, in the given order.

    Raises ``Invalid`` for one that is not there (any more), ``Conflict`` for one still arriving.
    """
    at = clock()
    return [_finished(dossier, number, by=by, at=at) for number in numbers]


def _finished(dossier: Dossier, number: str, *, by: User, at: datetime) -> Upload:
    found = None
    # What is no number at all is as absent as an unknown one.
    with contextlib.suppress(ValueError):
        mine = Upload.objects.filter(dossier=dossier, owner=by, expires_at__gt=at)
        found = mine.filter(pk=uuid.UUID(number)).first()
    if found is None:
        raise _gone()
    if found.received < found.size:
        raise Conflict(f"Tệp “{found.name}” chưa tải lên xong. Hãy đợi tải xong rồi gửi lại.")
    return found


def file_of(upload: Upload) -> "File[bytes]":
    """Return the open file of a finished upload; attaching copies it, so it can be tried again.

    Raises ``Invalid`` when another request has just put the bytes away.
    """
    try:
        return pieces.whole(upload.pk, name=upload.name)
    except FileNotFoundError as error:
        raise _gone() from error


def _gone() -> Invalid:
    return Invalid(_GONE, problems={"file": _GONE})


def give_up(*, upload: Upload) -> None:
    """Drop an upload and its bytes: it was cancelled, refused, or has become a document."""
    Upload.objects.filter(pk=upload.pk).delete()
    pieces.remove(upload.pk)


def clear(*, clock: Clock = database_clock) -> int:
    """Drop what nobody has continued in time, and bytes without an upload; returns how many."""
    at = clock()
    old = list(Upload.objects.filter(expires_at__lte=at))
    for upload in old:
        give_up(upload=upload)
    kept = set(Upload.objects.values_list("pk", flat=True))
    untouched_since = (at - LIFE).timestamp()
    return len(old) + pieces.remove_all_but(kept, untouched_since=untouched_since)
