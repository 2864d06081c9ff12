"""The side navigation of the role held now. It costs no query."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from accounts import acting
from accounts.addresses import address
from accounts.enums import OWN_SIDE, Role

Links = list[tuple[str, str]]

_RESULTS: tuple[str, Links] = (
    "Tra cứu",
    [("Bộ tiêu chí", "scoring:criteria"), ("Kết quả đã công bố", "dossiers:public_campaigns")],
)
_DESKS: dict[str, list[tuple[str, Links]]] = {
    Role.ENTRY: [
        ("", [("Trang chính", "dossiers:home"), ("Tài liệu của đơn vị", "dossiers:library")])
    ],
    Role.LEADER: [
        ("", [("Trang chính", "dossiers:home"), ("Tài liệu của đơn vị", "dossiers:library")])
    ],
    Role.REVIEWER: [
        ("", [("Hồ sơ thẩm định", "dossiers:queue"), ("Đăng ký mô hình", "dossiers:registrations")])
    ],
    Role.STANDING: [
        (
            "",
            [
                ("Toàn cảnh", "dossiers:board"),
                ("Danh sách hồ sơ", "dossiers:queue"),
                ("Đăng ký mô hình", "dossiers:registrations"),
                ("Đợt chấm điểm", "scoring:campaigns"),
            ],
        ),
        (
            "Tổng hợp",
            [
                ("Số liệu cấp tỉnh", "dossiers:central_list"),
                ("Kết quả", "dossiers:result_campaigns"),
            ],
        ),
    ],
    Role.WATCHER: [
        ("", [("Toàn cảnh", "dossiers:board"), ("Kết quả", "dossiers:result_campaigns")])
    ],
    Role.ADMIN: [
        (
            "",
            [
                ("Trang quản trị", "dossiers:administration"),
                ("Đợt chấm điểm", "scoring:campaigns"),
                ("Gia hạn, khóa sớm", "dossiers:extensions"),
                ("Nhật ký", "dossiers:journal"),
            ],
        ),
        (
            "Người dùng",
            [
                ("Tài khoản", "accounts:list"),
                ("Cấp từ danh sách", "accounts:import"),
                ("Đơn vị hành chính", "accounts:units"),
            ],
        ),
    ],
}

# The pages of one dossier that its own unit moves between.
_OWN_DOSSIER: dict[str, Links] = {
    Role.ENTRY: [
        ("Nhập số liệu", "dossiers:entry"),
        ("Nhập bằng Excel", "dossiers:workbook"),
        ("Lấy từ năm trước", "dossiers:carry_over"),
        ("Báo cáo tự đánh giá", "dossiers:report"),
        ("Giấy tờ của hồ sơ", "dossiers:papers"),
        ("Mục lục tài liệu", "dossiers:contents"),
        ("Đăng ký mô hình", "dossiers:registration"),
        ("Kiểm tra và trình", "dossiers:check"),
        ("Tổng quan, lịch sử", "dossiers:overview"),
    ],
    Role.LEADER: [
        ("Đọc và duyệt", "dossiers:approval"),
        ("Báo cáo tự đánh giá", "dossiers:report"),
        ("Giấy tờ của hồ sơ", "dossiers:papers"),
        ("Mục lục tài liệu", "dossiers:contents"),
        ("Đăng ký mô hình", "dossiers:registration"),
        ("Tổng quan, lịch sử", "dossiers:overview"),
    ],
}
# What is posted, and what stands below a page, answers with that page: it stays marked.
_BELOW = {
    "dossiers:entry_group": "dossiers:entry",
    "dossiers:entry_leaf": "dossiers:entry",
    "dossiers:save_score": "dossiers:entry",
    "dossiers:attach": "dossiers:entry",
    "dossiers:answer": "dossiers:entry",
    "dossiers:pick": "dossiers:entry",
    "dossiers:attach_paper": "dossiers:papers",
    "dossiers:workbook_apply": "dossiers:workbook",
    "dossiers:confirm_carried": "dossiers:carry_over",
    "dossiers:settle_paper": "dossiers:carry_over",
    "dossiers:print_contents": "dossiers:contents",
    "dossiers:document": "dossiers:library",
    "dossiers:describe": "dossiers:library",
    "dossiers:spread": "dossiers:library",
    "dossiers:hand_over": "dossiers:check",
    "dossiers:save_registration": "dossiers:registration",
    "dossiers:send_registration": "dossiers:registration",
    "dossiers:approve_registrations": "dossiers:registrations",
    "dossiers:send": "dossiers:approval",
    "dossiers:return_to_officer": "dossiers:approval",
    "dossiers:recall": "dossiers:overview",
    "dossiers:receipt": "dossiers:overview",
    "dossiers:print_job": "dossiers:overview",
    "dossiers:content_code": "dossiers:overview",
    "dossiers:comment": "dossiers:approval",
    "dossiers:result": "dossiers:overview",
    "dossiers:closings": "dossiers:overview",
}
# Whole families of pages stand below one link: by how their names begin.
_FAMILIES: dict[str, tuple[str, ...]] = {
    "scoring:criteria": (
        "scoring:criteria_set",
        "scoring:public_sets",
        "scoring:compare",
        "scoring:set_",
        "scoring:draft",
    ),
    "scoring:campaigns": ("scoring:campaign", "dossiers:opening", "dossiers:correction"),
    "dossiers:public_campaigns": ("dossiers:public_",),
    "dossiers:result_campaigns": ("dossiers:run", "dossiers:newest_run"),
    "dossiers:administration": ("dossiers:stage",),
    "accounts:list": (
        "accounts:detail",
        "accounts:correct",
        "accounts:hand_over",
        "accounts:grant",
        "accounts:end_role",
        "accounts:reset_secret",
        "accounts:unlock",
        "accounts:deactivate",
        "accounts:activate",
    ),
    "dossiers:queue": ("dossiers:review",),
    "dossiers:central_list": ("dossiers:central",),
}
# The entry page goes on in the view that was chosen last.
_QUERIES = {"dossiers:entry": "?tiep"}
_DOSSIER_PAGES = frozenset(name for links in _OWN_DOSSIER.values() for _, name in links)
# Their addresses name a receipt or a job: the view knows the dossier.
_NAMELESS = frozenset({"dossiers:receipt", "dossiers:print_job"})


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give templates ``navigation`` (groups of links, the present page marked) and the number
    of unread notices.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    match = request.resolver_match
    told = {"unread_notices": acting.standing(request).along.get("unread_notices", 0)}
    if match is None:
        return told | {"navigation": side(request, None)}
    is_on_dossier = _page_of(request) in _DOSSIER_PAGES and match.view_name not in _NAMELESS
    return told | {"navigation": side(request, match.kwargs["pk"] if is_on_dossier else None)}


def side(request: HttpRequest, dossier_pk: int | None) -> list[dict[str, Any]]:
    """Return the groups of links for the role held now, with those of one dossier."""
    held = acting.acting(request)
    if held is None:
        return []
    here = _page_of(request)
    groups = [_group(label, links, here=here) for label, links in _DESKS[held.role]]
    if held.role in OWN_SIDE and dossier_pk is not None:
        links = _OWN_DOSSIER[held.role]
        groups.append(_group("Hồ sơ này", links, here=here, args=[dossier_pk]))
    return [*groups, _group(*_RESULTS, here=here)]


def _page_of(request: HttpRequest) -> str:
    """Return the name of the page that the address answers with."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    if name in _BELOW:
        return _BELOW[name]
    for page, starts in _FAMILIES.items():
        if name.startswith(starts):
            return page
    return name


def _group(label: str, links: Links, *, here: str, args: Iterable[int] = ()) -> dict[str, Any]:
    made = [
        {
            "label": words,
            "url": address(name, *args) + _QUERIES.get(name, ""),
            "is_current": name == here,
        }
        for words, name in links
    ]
    return {"label": label, "links": made}
