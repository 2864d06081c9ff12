"""Which view of the self assessment a person works on, and the way back to it after a write."""

from dataclasses import dataclass, replace
from urllib.parse import parse_qs

from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve, reverse

from accounts import origin
from dossiers.queries import leaf_texts
from dossiers.queries.entry_groups import Wanted

# The whole sheet, a whole group on one page, one leaf at a time; typed in the form and kept in
# the session under this name.
SHEET, GROUP, LEAF = "bang", "nhom", "tieu-chi"
SESSION_KEY = "entry_view"
# In an address: only what is unfinished; and go on in the view that was chosen last.
ONLY_OPEN, RESUME = "chua-xong", "tiep"

_VIEW_NAMES = {
    "dossiers:entry": SHEET,
    "dossiers:entry_group": GROUP,
    "dossiers:entry_leaf": LEAF,
}


@dataclass(frozen=True)
class Place:
    """A view, the group or leaf it stands at, and whether it leaves out what is finished."""

    view: str = SHEET
    group: str = ""
    code: str = ""
    only_open: bool = False

    @property
    def wanted(self) -> Wanted:
        """The rows that the view draws; the leaf that one stands at never goes away."""
        if self.view == LEAF:
            return Wanted(leaf=self.code)
        return Wanted(group=self.group if self.view == GROUP else "", only_open=self.only_open)

    def url(self, pk: int, *, at: str = "") -> str:
        """Return the view's address; ``at`` is the code of the leaf to look at."""
        if self.view == LEAF:
            address = reverse("dossiers:entry_leaf", args=[pk, self.code])
        elif self.view == GROUP:
            address = reverse("dossiers:entry_group", args=[pk, self.group])
        else:
            address = reverse("dossiers:entry", args=[pk])
        query = f"?{ONLY_OPEN}=1" if self.only_open else ""
        return address + query + (f"#{leaf_texts.anchor_of(at)}" if at else "")

    def turned(self, *, only_open: bool) -> "Place":
        """Return the same place with or without what is finished."""
        return replace(self, only_open=only_open)


def here(request: HttpRequest, view: str, *, group: str = "", code: str = "") -> Place:
    """Return the place that a read request stands at."""
    return Place(view, group, code, only_open=ONLY_OPEN in request.GET)


def came_from(request: HttpRequest, pk: int, *, code: str, group: str) -> Place:
    """Return the view of the dossier on which a posted form stood.

    The browser tells it; where it does not, or where a refused row was sent again from its own
    answer, the view that was chosen last is the best guess. ``code`` and ``group`` are the
    written leaf's.
    """
    page = origin.own_page(request)
    match = _match(page.path) if page else None
    is_view = match is not None and match.view_name in _VIEW_NAMES and match.kwargs["pk"] == pk
    if page is None or match is None or not is_view:
        return Place(chosen(request), group, code)
    return Place(
        _VIEW_NAMES[match.view_name], group, code, only_open=ONLY_OPEN in parse_qs(page.query)
    )


def _match(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


def chosen(request: HttpRequest) -> str:
    """Return the view that the person chose last, the whole sheet before any choice."""
    return request.session.get(SESSION_KEY, SHEET)


def has_chosen(request: HttpRequest) -> bool:
    """Say whether the person has ever chosen a view in this session."""
    return SESSION_KEY in request.session


def choose(request: HttpRequest, view: str) -> str:
    """Keep a view for the session; return it, the whole sheet for an unknown one."""
    known = view if view in _VIEW_NAMES.values() else SHEET
    request.session[SESSION_KEY] = known
    return known
