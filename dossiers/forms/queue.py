"""How a queue is narrowed: everything comes by GET, and a wrong choice falls back silently."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from dossiers.queries import queue

# Choices in a campaign's few branches and orders recur all day; each is read and drawn once.
_CHOICES = 256
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Choice:
    """What the list is narrowed to; ``branch`` is a unit's id as text."""

    tab: str
    words: str
    branch: str
    sort: str


class QueueFilterForm(forms.Form):
    """Search, branch, order and campaign of the queue; the tab travels along."""

    q = forms.CharField(label="Tìm đơn vị", max_length=100, required=False)
    don_vi = forms.ChoiceField(label="Địa bàn", required=False)
    sap_xep = forms.ChoiceField(
        label="Sắp xếp",
        choices=[(key, label) for key, (label, _) in queue.SORTS.items()],
        required=False,
    )
    dot = forms.ChoiceField(label="Đợt chấm điểm", required=False)
    tab = forms.ChoiceField(
        choices=list(queue.TABS.items()), required=False, widget=forms.HiddenInput
    )

    def __init__(self, data: Any, *, branches: Options, campaigns: Options) -> None:
        super().__init__(data)
        offer(self, "don_vi", [("", "Tất cả"), *branches])
        offer(self, "dot", [*campaigns])
        if len(branches) < 2:
            del self.fields["don_vi"]
        if len(campaigns) < 2:
            del self.fields["dot"]

    def choice(self) -> Choice:
        """Return what was chosen, with what stands first for everything left out or unknown."""
        self.is_valid()
        chosen = self.cleaned_data
        return Choice(
            tab=chosen.get("tab") or next(iter(queue.TABS)),
            words=chosen.get("q", ""),
            branch=chosen.get("don_vi", ""),
            sort=chosen.get("sap_xep") or next(iter(queue.SORTS)),
        )


def filters(
    data: Mapping[str, str], *, desks: list[queue.Desk], tallies: list[queue.Tally]
) -> tuple[Choice, SafeString]:
    """Return what ``data`` chooses among the desks and their branches, and the bar to choose by."""
    branches = {
        str(each.branch_id): each.branch
        for each in sorted(tallies, key=lambda each: each.branch_sort_key)
    }
    told = tuple((name, data[name]) for name in QueueFilterForm.base_fields if name in data)
    campaigns = tuple((each.campaign.code, each.campaign.title) for each in desks)
    return _filters(told, tuple(branches.items()), campaigns)


@lru_cache(maxsize=_CHOICES)
def _filters(told: Options, branches: Options, campaigns: Options) -> tuple[Choice, SafeString]:
    form = QueueFilterForm(dict(told), branches=branches, campaigns=campaigns)
    choice = form.choice()
    return choice, render_to_string("dossiers/review/_queue_filters.html", {"form": form})


class CampaignForm(forms.Form):
    """Which campaign the overview is about."""

    dot = forms.ChoiceField(label="Đợt chấm điểm", required=False)

    def __init__(self, data: Any, *, desks: list[queue.Desk]) -> None:
        super().__init__(data)
        offer(self, "dot", [(each.campaign.code, each.campaign.title) for each in desks])


def offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """Let a field of the form offer these choices."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
