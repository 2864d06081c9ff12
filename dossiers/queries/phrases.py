"""Ready words for pages that draw hundreds of values: plain strings, no localisation machinery."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from dossiers.enums import DossierState
from dossiers.models import DocumentVersion, Score
from scoring import plans

NOTHING = "–"
NOT_APPLICABLE = "Không áp dụng"
# How a state looks as a tag: grey at rest, blue with the appraisers, amber when the unit must act.
STATE_TONES = {
    DossierState.DRAFT: "neutral",
    DossierState.AWAITING_LEADER: "neutral",
    DossierState.SENT: "info",
    DossierState.APPRAISING: "info",
    DossierState.QUESTIONED: "warn",
    DossierState.ANSWERED: "info",
    DossierState.AWAITING_DECISION: "good",
    DossierState.RECOGNISED: "good",
    DossierState.NOT_RECOGNISED: "bad",
}
_KILOBYTE = 1024
_MEGABYTE = 1024 * 1024


def points(value: Decimal | None) -> str:
    """Return points, stored with two decimals, as printed: ``4,00``."""
    return NOTHING if value is None else f"{value:.2f}".replace(".", ",")


def percent(value: Decimal | None) -> str:
    """Return a percentage as printed, with a space that never breaks: ``92,18 %``."""
    return NOTHING if value is None else f"{value:.2f}\u00a0%".replace(".", ",")


def count(number: int) -> str:
    """Return a whole number with a dot between thousands: ``36.525``."""
    return f"{number:,d}".replace(",", ".")


def score_points(score: Score | None) -> str:
    """Return the points of a row; a dash for nothing yet, words for not applicable."""
    if score is None:
        return NOTHING
    return NOT_APPLICABLE if score.is_not_applicable else points(score.points)


def local(instant: datetime) -> datetime:
    """Return an instant by the portal's one clock on the wall, Vietnam's.

    Nobody can choose another time zone, so none is asked for, which costs more than the sum.
    """
    return instant.astimezone(timezone.get_default_timezone())


def moment(instant: datetime) -> str:
    """Return an instant to the minute: ``14:05 ngày 02/11/2024``."""
    return local(instant).strftime("%H:%M ngày %d/%m/%Y")


def recently(instant: datetime, *, at: datetime) -> str:
    """Return an instant to the minute, without the day where it is the day of ``at``."""
    then = local(instant)
    return f"{then:%H:%M}" if then.date() == local(at).date() else moment(instant)


def to_the_second(instant: datetime) -> str:
    """Return an instant to the second: ``23:59:59 ngày 04/11/2024``."""
    return local(instant).strftime("%H:%M:%S ngày %d/%m/%Y")


def last_second(closes_at: datetime) -> str:
    """Return the last second that a half-open window accepts, in words."""
    return to_the_second(closes_at - timedelta(seconds=1))


def time_left(left: timedelta) -> str:
    """Return a positive span in its two largest units: ``Còn 2 ngày 3 giờ``, ``Còn 2 ngày``."""
    seconds = int(left.total_seconds())
    minutes, hours, days = seconds // 60 % 60, seconds // 3600 % 24, seconds // 86400
    spans = ((days, "ngày"), (hours, "giờ"), (minutes, "phút"))
    first = next((place for place, (number, _) in enumerate(spans) if number), None)
    if first is None:
        return "Còn dưới 1 phút"
    said = [f"{number} {unit}" for number, unit in spans[first : first + 2] if number]
    return f"Còn {' '.join(said)}"


def iso(instant: datetime) -> str:
    """Return an instant as programs read it: ISO 8601 with +07:00."""
    return local(instant).isoformat(timespec="milliseconds")


def size(number: int) -> str:
    """Return bytes in the unit people know: ``1,2 MB``."""
    if number < _MEGABYTE:
        return f"{max(number // _KILOBYTE, 1)} KB"
    return f"{number / _MEGABYTE:.1f} MB".replace(".", ",")


def file_kind(version: DocumentVersion) -> str:
    """Return which mark stands before a document: ``link``, ``image`` or ``file``."""
    if version.link:
        return "link"
    return "image" if version.media_type.startswith("image/") else "file"


def file_note(version: DocumentVersion) -> str:
    """Return what is told beside a document's name: ``PDF · 1,2 MB``."""
    if version.link:
        return "Liên kết"
    return f"{version.media_type.rsplit('/', 1)[-1].upper()} · {size(version.size)}"


def points_tone(leaf: plans.Leaf, score: Score | None) -> str:
    """Return how points look: ``full``, ``part``, ``none``, or ``neutral`` while there are none."""
    if score is None or score.points is None or score.is_not_applicable:
        return "neutral"
    if not leaf.is_in_base:
        return "neutral"
    if score.points == leaf.max_points:
        return "full"
    return "part" if score.points else "none"
