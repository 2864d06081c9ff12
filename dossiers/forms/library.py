"""What is typed about the unit's documents: how the list is narrowed, and what a letter says."""

from typing import Any

from django import forms
from django.http import QueryDict

from accounts import posted, words
from accounts.forms import DAYS_WITHIN_REACH
from dossiers.actions.library import Description
from dossiers.forms.review import sound
from dossiers.letters import LONGEST_ISSUER, LONGEST_NUMBER, LONGEST_TITLE
from dossiers.queries import library

_ALL = ("", "Tất cả")


class LibraryFilterForm(forms.Form):
    """Search, narrowing and order of the list, by GET; a wrong choice falls back silently.

    Without ``codes`` it is the short form above a choice: no leaf and no order to choose.
    """

    q = forms.CharField(label="Tìm theo tên, số, cơ quan", max_length=100, required=False)
    dung = forms.ChoiceField(label="Sử dụng", choices=[_ALL, *library.USED.items()], required=False)
    tieu_chi = forms.ChoiceField(label="Tiêu chí", required=False)
    nam = forms.ChoiceField(label="Năm chấm điểm", required=False)
    sap_xep = forms.ChoiceField(
        label="Sắp xếp",
        choices=[(key, label) for key, (label, _) in library.SORTS.items()],
        required=False,
    )

    def __init__(self, data: Any, *, years: list[int], codes: list[str] | None = None) -> None:
        super().__init__(data)
        self.fields["nam"] = forms.ChoiceField(
            label="Năm chấm điểm",
            choices=[_ALL, *((str(year), str(year)) for year in years)],
            required=False,
        )
        if codes is None:
            for name in ("tieu_chi", "sap_xep"):
                del self.fields[name]
            # Whoever narrows the choice still goes back to where they came from.
            self.fields["tu"] = forms.CharField(widget=forms.HiddenInput, required=False)
            return
        self.fields["tieu_chi"] = forms.ChoiceField(
            label="Tiêu chí", choices=[_ALL, *((code, code) for code in codes)], required=False
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything leaves documents out; their order does not."""
        wanted = self.wanted()
        return any((wanted.words, wanted.used, wanted.leaf, wanted.year))

    def wanted(self) -> library.Wanted:
        """Return what was chosen."""
        self.is_valid()
        chosen = self.cleaned_data
        return library.Wanted(
            words=chosen.get("q", ""),
            used=chosen.get("dung", ""),
            leaf=chosen.get("tieu_chi", ""),
            year=chosen.get("nam", ""),
            sort=chosen.get("sap_xep") or next(iter(library.SORTS)),
        )


class DescriptionForm(forms.Form):
    """What stands at the head of an official letter."""

    title = forms.CharField(
        label="Tên tài liệu, trích yếu",
        max_length=LONGEST_TITLE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Hãy ghi tên tài liệu (trích yếu)."},
    )
    number = forms.CharField(
        label="Số, ký hiệu",
        max_length=LONGEST_NUMBER,
        required=False,
        help_text="Ví dụ: 12/BC-UBND",
        widget=forms.TextInput(attrs={"class": "input--half", "autocomplete": "off"}),
    )
    issued_on = forms.DateField(
        label="Ngày ban hành",
        required=False,
        validators=DAYS_WITHIN_REACH,
        help_text="Ví dụ: 05/01/2024",
        widget=forms.DateInput(attrs={"class": "input--short", "autocomplete": "off"}),
    )
    issuer = forms.CharField(
        label="Cơ quan ban hành",
        max_length=LONGEST_ISSUER,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def description(self) -> Description:
        """Return what was typed; raises ``Invalid`` with each field's problem."""
        typed = sound(self)
        return Description(
            title=words.normal(typed["title"]),
            number=words.normal(typed["number"]),
            issued_on=typed["issued_on"],
            issuer=words.normal(typed["issuer"]),
        )


def read_ids(data: QueryDict, name: str) -> list[int]:
    """Return the ids that were ticked, each once, in their order; others are left out."""
    told = map(posted.number, data.getlist(name))
    return list(dict.fromkeys(each for each in told if each is not None))
