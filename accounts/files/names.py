"""Names and addresses as people gave them, made fit to be shown; they never reach a path."""

import unicodedata
from urllib.parse import urlsplit

from accounts import words
from accounts.errors import Invalid

LONGEST_NAME = 200
LONGEST_LINK = 1000
NAMELESS = "Tài liệu"


def display_name(name: str) -> str:
    """Return a file name in NFC without folders, control or direction signs, of bounded length.

    The ending is kept when the rest must be cut.
    """
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = words.normal("".join(sign for sign in bare if unicodedata.category(sign)[0] != "C"))
    if len(shown) > LONGEST_NAME:
        stem, dot, ending = shown.rpartition(".")
        tail = f"{dot}{ending}" if stem and len(ending) < LONGEST_NAME // 4 else ""
        shown = shown[: LONGEST_NAME - len(tail) - 1].rstrip() + "…" + tail
    return shown or NAMELESS


def link(address: str) -> str:
    """Return a web address that a browser can open.

    Only its form is checked, nothing is fetched. Raises ``Invalid``.
    """
    typed = address.strip()
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
    if parts.scheme not in ("http", "https") or "." not in host:
        return "Liên kết phải bắt đầu bằng http:// hoặc https:// và có tên trang đầy đủ."
    if parts.username or parts.password:
        return "Liên kết không được chứa tên đăng nhập hoặc mật khẩu."
    return ""
