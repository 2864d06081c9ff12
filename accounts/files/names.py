"""Names and addresses as people gave them, made fit to be shown; they never reach a path."""

import re
import unicodedata
from urllib.parse import urlsplit

from accounts import words
from accounts.errors import FileTypeRefused, Invalid

LONGEST_NAME = 200
LONGEST_LINK = 1000
NAMELESS = "Tài liệu"
# Names that Windows keeps for devices, whatever ending follows: such a file cannot be saved.
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))]
)
# A double click starts these; no scan or photo is called so, whatever the bytes are.
_PROGRAM_ENDING = re.compile(
    r"exe|scr|com|bat|cmd|pif|msi|msp|dll|cpl|hta|jse?|vb[se]|ws[fh]|psm?1|lnk|url|reg|jar|apk|app|"
    r"sh|bash|py|php|aspx?|jsp|x?html?|mht|svgz?|iso|img|vhd|chm|scf|inf|do[ct]m|xl(s|t|a)m|pptm",
    re.IGNORECASE,
)


def display_name(name: str) -> str:
    """Return a file name in NFC without folders, control or direction signs, of bounded length.

    The ending is kept when the rest must be cut. Names that a computer could not save (those of
    devices, dots at the ends) are mended.
    """
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign for sign in bare if unicodedata.category(sign)[0] != "C")
    shown = words.normal(kept).strip(". ")
    if shown.partition(".")[0].strip().lower() in _DEVICES:
        shown = f"{NAMELESS} {shown}"
    if len(shown) > LONGEST_NAME:
        stem, dot, ending = shown.rpartition(".")
        tail = f"{dot}{ending}" if stem and len(ending) < LONGEST_NAME // 4 else ""
        shown = shown[: LONGEST_NAME - len(tail) - 1].rstrip() + "…" + tail
    return shown or NAMELESS


def require_harmless(shown: str) -> None:
    """Raise ``FileTypeRefused`` for a name that ends like a program, in whichever disguise.

    ``shown`` comes from ``display_name``: signs that turn the reading direction are gone, so the
    ending is the one that a computer would see.
    """
    stem, dot, ending = shown.rpartition(".")
    if not dot or not _PROGRAM_ENDING.fullmatch(ending.strip()):
        return
    raise FileTypeRefused(
        f"Tên tệp “{shown}” kết thúc bằng “.{ending}”, là đuôi của chương trình hoặc trang web, "
        "nên không được nhận dù nội dung là gì. Nếu đây là bản quét, hãy đổi tên thành "
        f"“{stem.rstrip('. ') or NAMELESS}.pdf” (hoặc .jpg, .png) rồi tải lên lại."
    )


def link(address: str) -> str:
    """Return a web address that a browser can open; ``www.…`` without a scheme means https.

    Only its form is checked, nothing is fetched. Raises ``Invalid``.
    """
    typed = address.strip()
    if typed.lower().startswith("www."):
        typed = f"https://{typed}"
    problem = _link_problem(typed)
    if problem:
        raise Invalid(problem, problems={"link": problem})
    return typed


def _link_problem(typed: str) -> str:
    if not typed:
        return "Hãy nhập địa chỉ liên kết, ví dụ https://bacgiang.gov.vn/tin-tuc."
    if len(typed) > LONGEST_LINK or any(sign.isspace() or not sign.isprintable() for sign in typed):
        return "Liên kết quá dài hoặc có khoảng trắng. Hãy sao chép lại từ thanh địa chỉ."
    try:
        parts = urlsplit(typed)
        host = parts.hostname or ""
    except ValueError:
        return "Không đọc được liên kết. Hãy sao chép lại từ thanh địa chỉ."
    if parts.scheme not in ("http", "https") or "." not in host.strip("."):
        return (
            "Liên kết phải bắt đầu bằng https:// (hoặc http://, www.) và có tên trang đầy đủ, "
            "ví dụ https://bacgiang.gov.vn/tin-tuc."
        )
    if parts.username or parts.password:
        return "Liên kết không được chứa tên đăng nhập hoặc mật khẩu."
    return ""
