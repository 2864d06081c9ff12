"""The content code: what a printed paper states, as one hash whose first signs are printed on it.

Covered is what the unit's own layer says of its leaves, and the totals that follow; never the
signed papers themselves and the words of the report (docs/adr/0079).
"""

import hashlib
import json
import re
import unicodedata
from string import ascii_uppercase, digits
from typing import Any

from dossiers.models import Dossier, EvidenceUse, LayerTotal, Score
from scoring.models import Stage

# 32 signs that nobody takes for one another on paper: no 0 and O, no 1 and I.
ALPHABET = "".join(sign for sign in digits + ascii_uppercase if sign not in "01IO")
BITS_PER_SIGN = 5
SIGNS = 8
GROUP = 4
# How a paper says it; reading the text of a PDF may turn the space after the colon into a break.
LABEL = "Mã nội dung:"
_PRINTED = re.compile(rf"nội\s+dung:\s*([{ALPHABET}]{{{GROUP}}}-[{ALPHABET}]{{{GROUP}}})")


def content_hash(content: dict[str, Any]) -> str:
    """Return the SHA-256 (hex) of the content's canonical JSON."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def stated_hash(dossier: Dossier) -> str:
    """Return the hash of what the dossier's own layer states at this moment."""
    return content_hash(stated_content(dossier))


def stated_content(dossier: Dossier) -> dict[str, Any]:
    """Return what a printed paper states of the dossier's own layer, as plain values.

    Documents are sorted by content, so that neither their order nor taking one off and putting
    it back makes another paper of the same figures.
    """
    own = Stage.objects.get(campaign=dossier.campaign_id, tier=1)
    scores = (
        Score.objects.filter(dossier=dossier, stage=own)
        .order_by("leaf__position")
        .values_list("leaf__code", "figures", "is_not_applicable", "points", "explanation")
    )
    uses = EvidenceUse.objects.filter(
        dossier=dossier, leaf__isnull=False, explanation__isnull=True, detached_at__isnull=True
    ).values_list("leaf__code", "version__sha256", "version__link")
    return {
        "campaign": dossier.campaign.code,
        "unit": dossier.unit.code,
        "scores": [
            [code, figures, is_na, None if points is None else f"{points:.2f}", explanation]
            for code, figures, is_na, points, explanation in scores
        ],
        "evidence": sorted(list(use) for use in uses),
        "totals": _totals(dossier, own),
    }


def _totals(dossier: Dossier, own: Stage) -> list[str]:
    """The sums that every draft prints; a set that was corrected may change them alone."""
    total = LayerTotal.objects.filter(dossier=dossier, stage=own).first() or LayerTotal()
    return [f"{sum_:.2f}" for sum_ in (total.achieved, total.maximum, total.not_applicable)]


def code_of(sha256: str) -> str:
    """Return the printed code of a hash: its first 40 bits as ``K7QF-2MXA``."""
    number = int(sha256, 16) >> (4 * len(sha256) - BITS_PER_SIGN * SIGNS)
    signs = ""
    for _ in range(SIGNS):
        number, sign = divmod(number, len(ALPHABET))
        signs = ALPHABET[sign] + signs
    return f"{signs[:GROUP]}-{signs[GROUP:]}"


def typed_code(text: str) -> str:
    """Return a code as it is printed from however it was typed: ``k7qf 2mxa`` → ``K7QF-2MXA``."""
    signs = re.sub(r"[\s\-\u2011–.]", "", text).upper()
    return f"{signs[:GROUP]}-{signs[GROUP:]}"


def codes_in(text: str) -> list[str]:
    """Return the different content codes that the text of a paper holds, in order."""
    return list(dict.fromkeys(_PRINTED.findall(unicodedata.normalize("NFC", text))))
