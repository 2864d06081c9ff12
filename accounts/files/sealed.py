"""Looks at the electronic signatures of one PDF, as a program of its own.

``python -m accounts.files.sealed ROOTS SECONDS MEGABYTES < file.pdf`` prints one JSON list: for
each signature ``finding`` (``trusted``, ``unknown``, ``altered``, ``outdated`` or
``unreadable``), ``signer``, ``signed_at`` (ISO 8601 or null) and ``why``. A file made to exhaust
its reader exhausts this process only, which limits its own time and memory. It never calls out:
whether a certificate was revoked is not asked.
"""

import json
import logging
import resource
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from asn1crypto import pem, x509
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

TRUSTED, UNKNOWN, ALTERED = "trusted", "unknown", "altered"
OUTDATED, UNREADABLE = "outdated", "unreadable"
EXPIRED, SELF_SIGNED, NO_ROOT = "expired", "self_signed", "no_root"

# More than any paper carries; the rest of a file built to keep us busy is not looked at.
MOST_SIGNATURES = 20
# Vietnamese authorities issue certificates for either purpose.
USAGES = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"})
# A time written without its zone was read off a clock in Vietnam.
HOME = ZoneInfo("Asia/Ho_Chi_Minh")
_PEM_ENDINGS = frozenset({".pem", ".crt", ".cer"})
_WEAK = frozenset(
    {
        AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE,
        AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
    }
)


def roots_in(folder: str) -> list[x509.Certificate]:
    """Return the certificates of every PEM or DER file in ``folder``; none without a folder."""
    found = []
    place = Path(folder)
    for path in sorted(place.iterdir()) if folder and place.is_dir() else ():
        if path.suffix.lower() not in _PEM_ENDINGS:
            continue
        content = path.read_bytes()
        if not pem.detect(content):
            found.append(x509.Certificate.load(content))
            continue
        for _, _, certificate in pem.unarmor(content, multiple=True):
            found.append(x509.Certificate.load(certificate))
    return found


def examine(
    stream: BinaryIO, roots: Iterable[x509.Certificate], *, now: datetime
) -> list[dict[str, Any]]:
    """Return what is to be said of each filled signature field, in the order of the fields.

    Raises whatever the reader raises for a file that it cannot read.
    """
    try:
        return _examine(PdfFileReader(stream, strict=True), roots, now=now)
    except (PdfReadError, SignatureValidationError):
        # Some programs write tables that the standard does not quite allow.
        stream.seek(0)
        return _examine(PdfFileReader(stream, strict=False), roots, now=now)


def _examine(
    reader: PdfFileReader, roots: Iterable[x509.Certificate], *, now: datetime
) -> list[dict[str, Any]]:
    trusted = list(roots)
    return [
        _one(signature, trusted, now=now)
        for signature in reader.embedded_regular_signatures[:MOST_SIGNATURES]
    ]


def _one(
    signature: EmbeddedPdfSignature, roots: list[x509.Certificate], *, now: datetime
) -> dict[str, Any]:
    """Judge one signature as of the moment at which it says that it was made."""
    claimed = signature.self_reported_timestamp
    if claimed is not None and claimed.tzinfo is None:
        claimed = claimed.replace(tzinfo=HOME)
    # Nobody signs in the future: such a claim is not worth more than the present.
    moment = now if claimed is None else min(claimed, now)
    context = ValidationContext(
        trust_roots=roots,
        moment=moment,
        best_signature_time=moment,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    status = validate_pdf_signature(
        signature,
        signer_validation_context=context,
        # The stamp of a time authority is judged at present: it is what proves the past.
        ts_validation_context=ValidationContext(trust_roots=roots, allow_fetching=False),
        key_usage_settings=USAGES,
    )
    finding, why = _judged(status, roots, moment=moment)
    return {
        "finding": finding,
        "why": why,
        "signer": _name(status.signing_cert),
        "signed_at": None if claimed is None else claimed.astimezone(UTC).isoformat(),
    }


def _judged(
    status: PdfSignatureStatus, roots: list[x509.Certificate], *, moment: datetime
) -> tuple[str, str]:
    is_changed = status.modification_level == ModificationLevel.OTHER or status.docmdp_ok is False
    if not (status.intact and status.valid) or is_changed:
        return ALTERED, ""
    if status.trusted:
        return TRUSTED, ""
    if status.trust_problem_indic in _WEAK:
        return OUTDATED, status.md_algorithm
    certificate = status.signing_cert
    if not certificate.not_valid_before <= moment <= certificate.not_valid_after:
        return UNKNOWN, EXPIRED
    if certificate.self_signed != "no":
        return UNKNOWN, SELF_SIGNED
    return UNKNOWN, "" if roots else NO_ROOT


def _name(certificate: x509.Certificate) -> str:
    """Return whom the certificate names: the person, else the body, else its whole subject."""
    named = certificate.subject.native
    said = named.get("common_name") or named.get("organization_name")
    if isinstance(said, list):
        said = said[-1]
    return str(said or certificate.subject.human_friendly)


def main(roots: str, seconds: str, megabytes: str) -> None:
    """Limit this process, examine standard input, print the findings."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    memory = int(megabytes) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # The library tells of every oddity; what counts is said by the answer.
    logging.disable(logging.CRITICAL)
    sys.stdin.buffer.seek(0)
    findings = examine(sys.stdin.buffer, roots_in(roots), now=datetime.now(UTC))
    sys.stdout.write(json.dumps(findings))


if __name__ == "__main__":
    main(*sys.argv[1:])
