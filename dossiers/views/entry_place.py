"""Which view of the self assessment a person works on, and the way back to it after a write."""

from dataclasses import dataclass, replace
from urllib.parse import parse_qs

from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve

from accounts import origin
from accounts.addresses import address
from dossiers.queries import leaf_texts
from dossiers.queries.entry_groups import Wanted
from dossiers.views.pieces import is_piece

# The whole sheet, a whole group on one page, one leaf at a time; typed in the form and kept in
# the session under this name.
SHEET, GROUP, LEAF = "bang", "nhom", "tieu-chi"
SESSION_KEY = "entry_view"
# In the session: the dossier and the place from which a form without a script was last sent.
WROTE_KEY = "entry_wrote"
# In an address: only what is unfinished; go on in the view that was chosen last; and, on a page
# that one visits from a leaf, the place to go back to.
ONLY_OPEN, RESUME, FROM = "chua-xong", "tiep", "tu"

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
            way = address("dossiers:entry_leaf", pk, self.code)
        elif self.view == GROUP:
            way = address("dossiers:entry_group", pk, self.group)
        else:
            way = address("dossiers:entry", pk)
        query = f"?{ONLY_OPEN}=1" if self.only_open else ""
        return way + query + (f"#{leaf_texts.anchor_of(at)}" if at else "")

    @property
    def told(self) -> str:
        """The view in one word, for an address; ``came_from`` reads it."""
        return f"{self.view}.{ONLY_OPEN}" if self.only_open else self.view

    def turned(self, *, only_open: bool) -> "Place":
        """Return the same place with or without what is finished."""
        return replace(self, only_open=only_open)


def here(request: HttpRequest, view: str, *, group: str = "", code: str = "") -> Place:
    """Return the place that a read request stands at."""
    return Place(view, group, code, only_open=ONLY_OPEN in request.GET)


def came_from(request: HttpRequest, pk: int, *, code: str, group: str) -> Place:
    """Return the view of the dossier from which a leaf was written or left.

    The address says so, or the browser tells it. Where neither does – a refused row sent again
    from its own answer – it is where the form before was sent from: without a script that is
    kept in the session. ``code`` and ``group`` are the leaf's.
    """
    told = request.GET.get(FROM, "") or _told_by_browser(request, pk)
    if not told:
        told = _wrote(request, pk) or chosen(request)
    elif request.method == "POST" and not is_piece(request) and told != _wrote(request, pk):
        request.session[WROTE_KEY] = [pk, told]
    view, _, more = told.partition(".")
    known = view if view in _VIEW_NAMES.values() else chosen(request)
    return Place(known, group, code, only_open=more == ONLY_OPEN)


def _told_by_browser(request: HttpRequest, pk: int) -> str:
    """Return the view of the dossier that the browser comes from, empty for any other page."""
    page = origin.own_page(request)
    match = _match(page.path) if page else None
    if page is None or match is None:
        return ""
    if match.view_name not in _VIEW_NAMES or match.kwargs["pk"] != pk:
        return ""
    only_open = ONLY_OPEN in parse_qs(page.query)
    return Place(_VIEW_NAMES[match.view_name], only_open=only_open).told


def _wrote(request: HttpRequest, pk: int) -> str:
    """Return the place from which this dossier was last written, empty where none is kept."""
    kept_pk, told = request.session.get(WROTE_KEY, (0, ""))
    return told if kept_pk == pk else ""


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
    request.session.pop(WROTE_KEY, None)
    return known
