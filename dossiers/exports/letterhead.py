"""The head and foot that every paper of a unit shares (Nghị định 30/2020/NĐ-CP), as ready words."""

from dataclasses import dataclass
from datetime import datetime

import segno
from django.urls import reverse
from django.utils import timezone

from accounts.enums import UnitLevel
from accounts.models import Unit
from dossiers.models import Dossier
from dossiers.queries import content_code

# First words of a commune's name; what follows is the place on the date line.
KINDS_OF_COMMUNE = ("Xã ", "Phường ", "Thị trấn ", "Đặc khu ")
STANDING_BODY = "Cơ quan thường trực Ban Chỉ đạo"
# Modules of white around a QR; the paper around it is white already.
_QR_BORDER = 1


@dataclass(frozen=True)
class Letterhead:
    """Who writes, to whom, where and in which year; number, day and month stay blank."""

    above: str
    issuer: str
    above_in_text: str
    issuer_in_text: str
    place: str
    year: int
    on_behalf: str
    signer: str


@dataclass(frozen=True)
class ContentMark:
    """The content code of a paper and the address that its QR leads to, empty without one."""

    code: str
    address: str

    @property
    def label(self) -> str:
        """The words that stand before the code on paper."""
        return content_code.LABEL

    @property
    def svg(self) -> str:
        """The QR as an SVG element for a page."""
        return str(qr(self.address).svg_inline(border=_QR_BORDER, omitsize=True))


def qr(address: str) -> segno.QRCode:
    """Return the QR of an address; a fifth of it may be smeared (level Q)."""
    return segno.make_qr(address, error="q", boost_error=False)


def letterhead(unit: Unit, *, at: datetime) -> Letterhead:
    """Return the head and foot of a unit's paper, dated blank in the year of ``at``."""
    is_committee = unit.level != UnitLevel.DEPARTMENT
    return Letterhead(
        above=_issuer(unit.parent),
        issuer=_issuer(unit),
        above_in_text=_in_text(unit.parent),
        issuer_in_text=_in_text(unit),
        place=place_of(unit),
        year=timezone.localtime(at).year,
        on_behalf="TM. Ủy ban nhân dân" if is_committee else "",
        signer="Chủ tịch" if is_committee else "Thủ trưởng đơn vị",
    )


def letterhead_number(kind: str, unit: Unit) -> str:
    """Return what stands after the blank number: ``BC-UBND``; a department adds its own letters."""
    return f"{kind}-{'…' if unit.level == UnitLevel.DEPARTMENT else 'UBND'}"


def recipients(head: Letterhead) -> tuple[str, ...]:
    """Return who gets a paper that is sent up."""
    return tuple(each for each in (head.above_in_text, STANDING_BODY) if each)


def mark_of(dossier: Dossier, *, sha256: str, site: str) -> ContentMark:
    """Return the content mark of a paper that states ``sha256``; ``site`` is the portal's address.

    Without a site the QR is left out: the code alone can still be typed.
    """
    code = content_code.code_of(sha256)
    path = reverse("dossiers:content_code", args=[dossier.pk, code])
    return ContentMark(code, f"{site}{path}" if site else "")


def place_of(unit: Unit) -> str:
    """Return the name that stands on the date line: ``Xã Hương Lạc`` → ``Hương Lạc``."""
    for kind in KINDS_OF_COMMUNE:
        if unit.name.startswith(kind):
            return unit.name.removeprefix(kind)
    return unit.name


def _issuer(unit: Unit | None) -> str:
    if unit is None:
        return ""
    return unit.name if unit.level == UnitLevel.DEPARTMENT else f"Ủy ban nhân dân {unit.name}"


def _in_text(unit: Unit | None) -> str:
    """The issuing body inside a sentence, where the kind of unit is no part of the name."""
    if unit is None:
        return ""
    if unit.level == UnitLevel.DEPARTMENT:
        return unit.name
    return f"Ủy ban nhân dân {unit.name[:1].lower()}{unit.name[1:]}"
