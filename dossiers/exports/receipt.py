"""Biên nhận: a sending's numbered receipt as PDF, with a QR that leads to it in the portal."""

from django.urls import reverse

from dossiers.exports.letterhead import ContentMark, place_of
from dossiers.models import Submission
from dossiers.queries import phrases


def pdf(sent: Submission, *, site: str) -> bytes:
    """Return the receipt as PDF; ``site`` is the portal's address as the person reached it."""
    from scoring.exports import paper

    return paper.render("pdf/receipt.html", content(sent, site=site))


def attached(sent: Submission) -> str:
    """Return how many documents went along; one at three leaves counts three times."""
    return f"{phrases.count(sent.evidence_count)} lượt gắn vào tiêu chí, giấy tờ"


def content(sent: Submission, *, site: str) -> dict[str, object]:
    """Return all that the receipt says, as ready words."""
    dossier = sent.dossier
    unit, campaign = dossier.unit, dossier.campaign
    sender = ", ".join(part for part in (sent.sent_by.full_name, sent.sent_by.position) if part)
    path = reverse("dossiers:receipt", args=[sent.receipt])
    mark = ContentMark("", f"{site}{path}") if site else None
    return {
        "number": sent.receipt,
        "mark": mark,
        "place": place_of(unit),
        "recalled": phrases.to_the_second(sent.recalled_at) if sent.recalled_at else "",
        "facts": [
            ("Đơn vị gửi", f"{unit.name} (mã {unit.code})"),
            ("Đợt chấm điểm", campaign.title),
            ("Giai đoạn", sent.stage.name),
            ("Thời điểm gửi", f"{phrases.to_the_second(sent.sent_at)} (giờ máy chủ)"),
            ("Người gửi", sender),
            ("Tổng điểm", f"{phrases.points(sent.achieved)} điểm ({phrases.percent(sent.index)})"),
            ("Tài liệu kèm theo", attached(sent)),
            ("Mã kiểm tra nội dung (SHA-256)", sent.content_sha256),
        ],
    }
