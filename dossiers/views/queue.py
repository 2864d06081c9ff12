"""The list that appraisers work from: whose turn it is, until when, how far it stands."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts import acting
from accounts.enums import OWN_SIDE
from accounts.errors import NotAllowed
from accounts.models import RoleGrant
from dossiers import permissions
from dossiers.forms.queue import Choice, filters
from dossiers.queries import queue as queries
from dossiers.queries import queue_page, queue_rows
from dossiers.queries.queue_page import ROWS_ON_A_PAGE
from dossiers.views.mould import Mould, slot


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show the dossiers beneath the unit of the role held now, by tab."""
    found, counted = queue_page.desks_counted(
        _grant(request), code=request.GET.get("dot", ""), own_units=_own_units(request)
    )
    if not found:
        return render(request, "dossiers/review/queue.html", {"desk": None})
    desk = desk_of(request, found)
    at = acting.instant(request)
    choice, bar = filters(request.GET, desks=found, tallies=counted)
    in_branch = [each for each in counted if choice.branch in ("", str(each.branch_id))]
    counts = queries.tab_counts(desk, in_branch)
    page = _page(request, desk, choice, counts[choice.tab])
    context = {
        "desk": desk,
        "filters": bar,
        "tabs": _tabs(request, choice.tab, counts),
        "tiers": desk.layer_names,
        "page": page,
        "rows": _drawn([queue_rows.row_of(row, desk, at=at) for row in page]),
        "query": _query(request, without="trang"),
    }
    return render(request, "dossiers/review/queue.html", context)


def desks(request: HttpRequest) -> list[queries.Desk]:
    """Return the campaigns on the desk of the role held now. Raises ``NotAllowed``."""
    return queries.desks(_grant(request), own_units=_own_units(request))


def _grant(request: HttpRequest) -> RoleGrant:
    grant = acting.acting(request)
    if grant is None or grant.role not in permissions.FROM_ABOVE:
        raise NotAllowed(
            "Trang này dành cho cơ quan thẩm định, thường trực và lãnh đạo theo dõi. "
            "Nếu giữ nhiều vai trò, hãy chuyển vai trò rồi thử lại."
        )
    return grant


def _own_units(request: HttpRequest) -> list[int]:
    grants = acting.standing(request).grants
    return [each.content_object_id for each in grants if each.role in OWN_SIDE]


def desk_of(request: HttpRequest, found: list[queries.Desk]) -> queries.Desk:
    """Return the campaign that the address names (``dot``), the newest one without a name."""
    code = request.GET.get("dot", "")
    for desk in found:
        if code in ("", desk.campaign.code):
            return desk
    raise Http404


def _drawn(rows: list[dict[str, Any]]) -> SafeString:
    """Return the rows of the list: their values in moulds, of which there are only a few."""
    drawn = []
    for row in rows:
        points = [layer["words"] for layer in row["points"]]
        mould = _mould(
            tuple(bool(row[name]) for name in _PARTS),
            row["tone"],
            tuple(layer["tier"] for layer in row["points"]),
        )
        values = {name: row[name] or _NOTHING for name in _WORDS}
        drawn.append(mould.fill(values | {str(place): said for place, said in enumerate(points)}))
    # Each of them comes from a mould, which has escaped its values.
    return SafeString("".join(drawn))  # nosec B703


_NOTHING = "–"
_PARTS = ("url", "branch", "is_locked", "is_late")
_WORDS = ("url", "unit", "code", "branch", "state", "closes", "stage", "progress", "difference")


@cache
def _mould(parts: tuple[bool, ...], tone: str, tiers: tuple[str, ...]) -> Mould:
    row: dict[str, Any] = {name: slot(name) for name in _WORDS}
    for name, is_there in zip(_PARTS, parts, strict=True):
        row[name] = row.get(name, True) if is_there else ""
    row["tone"] = tone
    row["points"] = [{"tier": tier, "words": slot(str(place))} for place, tier in enumerate(tiers)]
    return Mould("dossiers/review/_queue_row.html", {"row": row})


class _Rows:
    """The rows of a list whose number is known: a slice is asked for when it is taken."""

    def __init__(self, ask: Callable[[int], list[dict[str, Any]]], number: int) -> None:
        self._ask, self._number = ask, number

    def __len__(self) -> int:
        return self._number

    def __getitem__(self, wanted: slice) -> list[dict[str, Any]]:
        # A list without rows needs no question.
        return self._ask(wanted.start)[: wanted.stop - wanted.start] if self._number else []


def _page(request: HttpRequest, desk: queries.Desk, choice: Choice, number: int) -> Page[Any]:
    """Return the chosen page; ``number`` of the tab counts its rows unless words narrow them."""
    rows: Any
    if choice.words:
        rows = queries.on_tab(queries.dossiers_of(desk), desk, choice.tab)
        if choice.branch:
            rows = rows.filter(unit__parent_id=int(choice.branch))
        rows = queries.listed(queries.searched(rows, choice.words), desk, sort=choice.sort)
    else:
        rows = _Rows(lambda start: _asked(desk, choice, start), number)
    return Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("trang"))


def _asked(desk: queries.Desk, choice: Choice, start: int) -> list[dict[str, Any]]:
    return queue_page.rows(
        desk, tab=choice.tab, branch=choice.branch, sort=choice.sort, start=start
    )


def _tabs(request: HttpRequest, current: str, counts: Any) -> list[dict[str, Any]]:
    rest = _query(request, without="trang", and_without="tab")
    return [
        {
            "label": label,
            "count": counts[key],
            "url": f"?{rest}&tab={key}" if rest else f"?tab={key}",
            "is_current": key == current,
        }
        for key, label in queries.TABS.items()
    ]


def _query(request: HttpRequest, *, without: str, and_without: str = "") -> str:
    kept = request.GET.copy()
    for name in (without, and_without):
        kept.pop(name, None)
    return kept.urlencode()
