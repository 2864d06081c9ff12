"""What is to be said of the electronic signatures in a received file. No rows, no network.

Only a PDF with a filled signature field is worth a closer look, which happens in a process of
its own (``accounts.files.sealed``) with its time and memory limited.
"""

import json
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

import pikepdf
from django.conf import settings
from django.utils import timezone

from accounts import words
from accounts.files import inspect

TRUSTED, UNKNOWN, ALTERED = "trusted", "unknown_authority", "altered"
UNSIGNED, UNCHECKED = "unsigned", "unchecked"

# A signed letter takes a second; two hundred pages signed by ten people take five.
SECONDS = 60
MEGABYTES = 768
# Nobody looks further than this into the tree of a form's fields.
MOST_FIELDS = 10_000
LONGEST_SIGNER = 80
MOST_NAMED = 3

_NO_REVOCATION = "Chưa kiểm tra được việc thu hồi chứng thư."
_SCAN = "Bản quét không có chữ ký số."
_PICTURE = "Ảnh không có chữ ký số."
_BROKEN = (
    "Chưa kiểm tra được chữ ký số: phần chữ ký bị hỏng hoặc theo chuẩn chưa được hỗ trợ. "
    "Hãy mở tệp bằng phần mềm ký số để xem."
)
_TOO_HEAVY = (
    "Chưa kiểm tra được chữ ký số: tệp quá nặng so với giới hạn kiểm tra. "
    "Hãy mở tệp bằng phần mềm ký số để xem."
)
_ALL_VALID = {False: "chữ ký hợp lệ", True: "các chữ ký hợp lệ"}
# By what the program for signatures finds, and why.
_VERDICTS = {"trusted": TRUSTED, "unknown": UNKNOWN, "altered": ALTERED, "outdated": UNCHECKED}
_WORDS = {
    ("unknown", ""): "nơi cấp chứng thư chưa có trong danh sách tin cậy",
    ("unknown", "no_root"): "hệ thống chưa khai báo nơi cấp chứng thư nào được tin cậy",
    ("unknown", "self_signed"): "chứng thư tự tạo, không do nơi nào cấp",
    ("unknown", "expired"): "chứng thư không có hiệu lực lúc ký",
    ("altered", ""): "nhưng tệp đã bị sửa sau khi ký",
}
_NAMELESS = "người không nêu tên"
_AFTER = {
    TRUSTED: _NO_REVOCATION,
    UNKNOWN: _NO_REVOCATION,
    ALTERED: "Hãy dùng bản gốc đã ký.",
}
_OUTDATED = "dùng thuật toán cũ nên không xác nhận được"
# What weighs more decides for the file.
_WEIGHT = (ALTERED, UNCHECKED, UNKNOWN, TRUSTED)


@dataclass(frozen=True)
class Finding:
    """One of the five verdicts, and a sentence fit for a user."""

    verdict: str
    sentence: str


def examine(stream: BinaryIO, *, media_type: str) -> Finding:
    """Return what the file's signatures are worth; never raises for what a file contains.

    ``stream`` is a file on disk (another process reads it) and is only read.
    """
    if media_type != inspect.PDF:
        return Finding(UNSIGNED, _PICTURE)
    try:
        if not _is_signed(stream):
            return Finding(UNSIGNED, _SCAN)
    except (pikepdf.PdfError, ValueError, RecursionError):
        return Finding(UNCHECKED, _BROKEN)
    try:
        done = subprocess.run(  # noqa: S603 - our own module, the bytes go through standard input
            [sys.executable, "-m", "accounts.files.sealed", *_limits()],
            stdin=stream,
            capture_output=True,
            check=False,
            timeout=SECONDS,
            cwd=settings.BASE_DIR,
            # What a file may break into knows no secret of the site.
            env={},
        )
    except subprocess.TimeoutExpired:
        return Finding(UNCHECKED, _TOO_HEAVY)
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        # Ended by its own limits.
        return Finding(UNCHECKED, _TOO_HEAVY)
    if done.returncode:
        return Finding(UNCHECKED, _BROKEN)
    return _told(json.loads(done.stdout))


def _limits() -> list[str]:
    return [str(settings.SIGNATURE_ROOTS), str(SECONDS), str(MEGABYTES)]


def _is_signed(stream: BinaryIO) -> bool:
    """Say whether a signature field of the PDF is filled in."""
    stream.seek(0)
    with pikepdf.open(stream, attempt_recovery=False) as document:
        form: Any = document.Root.get("/AcroForm", {})
        waiting = [(field, "") for field in form.get("/Fields", [])]
        for _ in range(MOST_FIELDS):
            if not waiting:
                return False
            field, inherited = waiting.pop()
            kind = str(field.get("/FT", inherited))
            if kind == "/Sig" and "/V" in field:
                return True
            waiting.extend((kid, kind) for kid in field.get("/Kids", []))
    raise ValueError("more fields than any form holds")


def _told(found: Sequence[dict[str, Any]]) -> Finding:
    """Put the findings of all signatures into one verdict and one sentence."""
    if not found:
        return Finding(UNSIGNED, _SCAN)
    verdicts = [_VERDICTS[each["finding"]] for each in found]
    worst = min(verdicts, key=_WEIGHT.index)
    if worst == TRUSTED:
        said = f"{_list([_signed(each) for each in found])}, {_ALL_VALID[len(found) > 1]}"
    else:
        said = _list([_clause(each) for each in found])
    sentence = f"Ký số bởi {said}."
    return Finding(worst, f"{sentence} {_AFTER.get(worst, '')}".rstrip())


def _list(clauses: list[str]) -> str:
    rest = len(clauses) - MOST_NAMED
    more = [f"và {rest} chữ ký khác"] if rest > 0 else []
    return "; ".join(clauses[:MOST_NAMED] + more)


def _clause(each: dict[str, Any]) -> str:
    finding, why = each["finding"], each["why"]
    if finding == "trusted":
        return f"{_signed(each)}, {_ALL_VALID[False]}"
    worth = _OUTDATED if finding == "outdated" else _WORDS[finding, why]
    return f"{_signed(each)}, {worth}"


def _signed(each: dict[str, Any]) -> str:
    """Return who signed and when: ``Nguyễn Văn A lúc 10:42 ngày 05/11/2024``."""
    name = words.normal(each["signer"])
    shown = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    signer = shown[:LONGEST_SIGNER].rstrip() or _NAMELESS
    if each["signed_at"] is None:
        return f"{signer} (không ghi thời điểm ký)"
    at = timezone.localtime(datetime.fromisoformat(each["signed_at"]))
    return f"{signer} lúc {at:%H:%M ngày %d/%m/%Y}"
