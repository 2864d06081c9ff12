"""What has come back to a unit and why: from its leader, from the appraisers, from above."""

from datetime import datetime

from django.urls import reverse

from dossiers.enums import DossierState
from dossiers.models import Dossier, Explanation, LeafComment
from dossiers.queries import leaf_texts, phrases
from dossiers.queries.registration import Standing


def of_dossier(dossier: Dossier, registration: Standing, *, at: datetime) -> list[dict[str, str]]:
    """Return everything that waits for the unit's answer, the most pressing first."""
    return [
        *questions(dossier, at=at),
        *_returned(dossier),
        *_comments(dossier),
        *_registration(registration),
    ]


def questions(dossier: Dossier, *, at: datetime) -> list[dict[str, str]]:
    """Return the questions whose time to answer is running, the first to end first."""
    if dossier.state != DossierState.QUESTIONED:
        return []
    rows = (
        Explanation.objects.filter(dossier=dossier, answered_at__isnull=True, answer_until__gt=at)
        .select_related("leaf", "asked_by")
        .order_by("answer_until", "pk")
    )
    return [
        {
            "title": f"Tiêu chí {row.leaf.code}: cần giải trình",
            "text": row.question,
            "by": f"{row.asked_by.full_name}, {phrases.moment(row.asked_at)}",
            "left": phrases.time_left(row.answer_until - at),
            "until": f"Trả lời đến hết {phrases.last_second(row.answer_until)}",
            "href": _leaf(dossier, row.leaf.code),
            "link_text": "Trả lời",
        }
        for row in rows
    ]


def _returned(dossier: Dossier) -> list[dict[str, str]]:
    if not dossier.returned_reason or dossier.returned_at is None or dossier.returned_by is None:
        return []
    return [
        {
            "title": "Lãnh đạo trả lại hồ sơ",
            "text": dossier.returned_reason,
            "by": f"{dossier.returned_by.full_name}, {phrases.moment(dossier.returned_at)}",
            "href": reverse("dossiers:entry", args=[dossier.pk]),
            "link_text": "Sửa số liệu",
        }
    ]


def _comments(dossier: Dossier) -> list[dict[str, str]]:
    """Return the leader's remarks on leaves that nobody has settled, while the unit writes."""
    if dossier.state != DossierState.DRAFT:
        return []
    rows = LeafComment.objects.filter(dossier=dossier, settled_at__isnull=True).select_related(
        "leaf", "made_by"
    )
    return [
        {
            "title": f"Tiêu chí {row.leaf.code}: nhận xét của lãnh đạo",
            "text": row.text,
            "by": f"{row.made_by.full_name}, {phrases.moment(row.made_at)}",
            "href": _leaf(dossier, row.leaf.code),
            "link_text": "Xem tiêu chí",
        }
        for row in rows
    ]


def _registration(standing: Standing) -> list[dict[str, str]]:
    row = standing.row
    if not standing.is_returned or row is None or row.decided_by is None or row.decided_at is None:
        return []
    return [
        {
            "title": "Bản đăng ký xây dựng mô hình bị trả lại",
            "text": row.reason,
            "by": f"{row.decided_by.full_name}, {phrases.moment(row.decided_at)}",
            "href": standing.url,
            "link_text": "Sửa bản đăng ký" if standing.is_open else "Xem bản đăng ký",
        }
    ]


def _leaf(dossier: Dossier, code: str) -> str:
    return f"{reverse('dossiers:entry', args=[dossier.pk])}#{leaf_texts.anchor_of(code)}"
