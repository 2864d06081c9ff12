"""Asking a virus scanner (clamd) about bytes, where the site has one. No rows here.

``CLAMD_ADDR`` names it: the path of a socket, or ``host:port``. The bytes travel in the request
(INSTREAM), so the scanner needs no access to the storage.
"""

import re
from typing import BinaryIO

from clamav_client import clamd
from django.conf import settings

# Seconds without an answer after which the scanner counts as stalled; a scan of the largest file
# takes a few.
PATIENCE = 30
# ``VERSION`` answers: the engine, the number of the newest virus definitions, and their day.
_VERSION = re.compile(r"ClamAV [^/]*/(\d{1,9})(/|$)", re.ASCII)


class ScannerAway(Exception):
    """The scanner cannot be reached, does not answer, or answers nonsense."""


class BeyondScanner(Exception):
    """The file is larger than the scanner takes (``StreamMaxLength``)."""


def is_configured() -> bool:
    """Say whether the site has a scanner."""
    return bool(settings.CLAMD_ADDR)


def malware_in(stream: BinaryIO) -> str:
    """Return the name of what the scanner knows to be harmful in ``stream``, or nothing.

    Raises ``ScannerAway`` or ``BeyondScanner``.
    """
    stream.seek(0)
    try:
        answers = _scanner().instream(stream)
    except clamd.BufferTooLongError as error:
        raise BeyondScanner from error
    except (BrokenPipeError, ConnectionResetError) as error:
        # It hangs up in the middle of a file that is too large; and when it is stopped.
        ping()
        raise BeyondScanner from error
    except (clamd.ClamdError, OSError, ValueError) as error:
        raise ScannerAway from error
    statuses = dict(answers.values())
    if "FOUND" in statuses:
        return statuses["FOUND"] or "?"
    if set(statuses) != {"OK"}:
        raise ScannerAway
    return ""


def definitions() -> int | None:
    """Return the number of the virus definitions in use, None where the scanner does not say.

    It rises whenever the scanner has learned of new ones. Raises ``ScannerAway``.
    """
    try:
        told = _VERSION.match(_scanner().version())
    except (clamd.ClamdError, OSError, ValueError) as error:
        raise ScannerAway from error
    return int(told[1]) if told else None


def ping() -> None:
    """Raise ``ScannerAway`` unless the scanner answers."""
    try:
        if _scanner().ping() != "PONG":
            raise ScannerAway
    except (clamd.ClamdError, OSError, ValueError) as error:
        raise ScannerAway from error


def _scanner() -> clamd.ClamdNetworkSocket:
    address = settings.CLAMD_ADDR
    if "/" in address:
        return clamd.ClamdUnixSocket(address, timeout=PATIENCE)
    host, _, port = address.rpartition(":")
    return clamd.ClamdNetworkSocket(host, int(port), timeout=PATIENCE)
