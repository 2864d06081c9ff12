"""May these bytes be handed out? Only a site with a virus scanner ever answers no."""

from accounts.errors import FileInfected, ScanPending, ScanUnavailable
from accounts.files import scanner
from dossiers.enums import CheckKind, CheckVerdict
from dossiers.models import DocumentVersion, Dossier, EvidenceUse


def require_safe(version: DocumentVersion, *, is_own: bool) -> None:
    """Raise unless the bytes of ``version`` may be handed out; call before every reading.

    ``FileInfected`` for everybody. For others than the people of the unit that sent them in
    (``is_own``) also ``ScanPending`` and ``ScanUnavailable``, while nobody knows.
    """
    verdict = version.checks.filter(kind=CheckKind.VIRUS).values_list("verdict", flat=True).first()
    if verdict == CheckVerdict.INFECTED:
        raise FileInfected(
            "Tệp này có mã độc nên không ai được mở. "
            "Đơn vị hãy gỡ tài liệu này và tải lên bản sạch."
        )
    if is_own or not scanner.is_configured():
        return
    if verdict is None:
        raise ScanPending("Tệp đang chờ quét mã độc. Hãy mở lại sau ít phút.")
    if verdict == CheckVerdict.UNCHECKED:
        raise ScanUnavailable(
            "Tệp chưa quét được mã độc vì máy quét không trả lời hoặc không nhận tệp lớn. "
            "Hãy mở lại sau ít phút; nếu vẫn không được, hãy báo quản trị hệ thống."
        )


def infected_uses(dossier: Dossier) -> list[EvidenceUse]:
    """Return the dossier's standing documents in which a virus was found, with their leaves."""
    return list(
        EvidenceUse.objects.filter(
            dossier=dossier,
            detached_at__isnull=True,
            version__checks__kind=CheckKind.VIRUS,
            version__checks__verdict=CheckVerdict.INFECTED,
        ).select_related("version__document", "leaf")
    )


def require_none_infected(dossier: Dossier) -> None:
    """Raise ``FileInfected`` naming the documents that must come off before the dossier leaves."""
    found = infected_uses(dossier)
    if not found:
        return
    named = [
        f"“{use.version.document.title}” ({f'tiêu chí {use.leaf.code}' if use.leaf else 'giấy tờ'})"
        for use in found
    ]
    raise FileInfected(
        f"Có tài liệu chứa mã độc: {', '.join(named)}. "
        "Hãy gỡ các tài liệu này và tải lên bản sạch rồi thực hiện lại."
    )
