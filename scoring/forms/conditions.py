"""The shape of what is typed about conditions; written data comes out."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from accounts.forms import asks_by_name
from accounts.words import normal
from scoring.forms.campaigns import key_from
from scoring.forms.numbers import percent_field
from scoring.models import Campaign
from scoring.plans import Plan
from scoring.rules.numbers import number_text, plain_text

# Facts that a condition may ask for, as one chooses them.
FACTS = {"head_disciplined": "Người đứng đầu bị kỷ luật, truy cứu trách nhiệm hình sự"}
_ABSENT = "Người đứng đầu không bị kỷ luật, truy cứu trách nhiệm hình sự trong năm"
_PRESENT = "Người đứng đầu bị kỷ luật hoặc truy cứu trách nhiệm hình sự trong năm"
_HALF = "50"
_MOST = "80"


class ConditionForm(forms.Form):
    """What every condition has: a name (worded by the portal while nobody words it)."""

    kind = ""
    title = ""
    use_required_attribute = False
    beginning: Mapping[str, Any] = {}

    label = forms.CharField(
        label="Tên điều kiện",
        max_length=300,
        required=False,
        help_text="Để trống thì hệ thống đặt tên theo các mức đã ghi.",
    )
    removed = forms.BooleanField(label="Bỏ điều kiện này", required=False)

    def __init__(
        self, data: Any, *, written: Mapping[str, Any], campaign: Campaign, plan: Plan, prefix: str
    ) -> None:
        self.written, self.campaign, self.plan = written, campaign, plan
        super().__init__(data, prefix=prefix, initial=self.shown(written))
        self.offer()

    def offer(self) -> None:
        """Fill the choices that depend on the campaign."""

    def _let_choose(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        # A form knows its fields only as fields, whatever they were declared as.
        field: Any = self.fields[name]
        field.choices = choices

    def shown(self, written: Mapping[str, Any]) -> dict[str, Any]:
        """Return a written condition as the inputs show it."""
        shown = dict(written)
        if "at_least" in shown:
            shown["at_least"] = Decimal(shown["at_least"])
        return shown

    def rest(self) -> dict[str, Any]:
        """Return the written parameters beside key, kind and label."""
        return {"at_least": plain_text(self.cleaned_data["at_least"])}

    def worded(self, rest: Mapping[str, Any]) -> str:
        """Return the portal's own words for these parameters: the kind's title, or closer."""
        return self.title

    def told(self) -> dict[str, Any]:
        """Return the condition as written; a name that the portal gave follows the parameters."""
        rest = self.rest()
        typed = normal(self.cleaned_data["label"])
        before = {name: self.written[name] for name in self.written if name not in _COMMON}
        is_own = bool(typed) and typed != self.worded(before)
        label = typed if is_own else self.worded(rest)
        return {"key": self.written["key"], "kind": self.kind, "label": label, **rest}


_COMMON = ("key", "kind", "label")


@asks_by_name
class IndexForm(ConditionForm):
    kind, title = "index_at_least", "Chỉ số đạt từ một mức"
    at_least = percent_field("Chỉ số từ (%)")
    field_order = ("at_least", "label", "removed")
    beginning: Mapping[str, Any] = {"at_least": _MOST}

    def worded(self, rest: Mapping[str, Any]) -> str:
        return f"Chỉ số từ {_number(rest)} % trở lên"


@asks_by_name
class GroupShareForm(ConditionForm):
    kind, title = "group_share_at_least", "Mỗi nhóm tiêu chí đạt từ một mức"
    at_least = percent_field("Mỗi nhóm đạt từ (% điểm tối đa)")
    groups = forms.MultipleChoiceField(
        label="Chỉ xét các nhóm",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Không chọn nhóm nào nghĩa là xét mọi nhóm.",
    )
    field_order = ("at_least", "groups", "label", "removed")
    beginning: Mapping[str, Any] = {"at_least": _HALF}

    def offer(self) -> None:
        inside = {leaf.criterion.group_code for leaf in self.plan.leaves if leaf.is_in_base}
        groups = [group for group in self.plan.groups if group.code in inside]
        self._let_choose("groups", [(each.code, f"{each.code}. {each.name}") for each in groups])

    def rest(self) -> dict[str, Any]:
        chosen = self.cleaned_data["groups"]
        return {**super().rest(), **({"groups": chosen} if chosen else {})}

    def worded(self, rest: Mapping[str, Any]) -> str:
        which = (
            f"Các nhóm {', '.join(rest['groups'])}" if rest.get("groups") else "Mỗi nhóm tiêu chí"
        )
        return f"{which} đạt từ {_number(rest)} % điểm tối đa"


@asks_by_name
class CriticalForm(ConditionForm):
    kind, title = "critical_leaf_at_least", "Mỗi tiêu chí ★ đạt từ một mức"
    at_least = percent_field("Mỗi tiêu chí ★ đạt từ (% điểm tối đa)")
    field_order = ("at_least", "label", "removed")
    beginning: Mapping[str, Any] = {"at_least": _HALF}

    def worded(self, rest: Mapping[str, Any]) -> str:
        return f"Không có tiêu chí ★ nào dưới {_number(rest)} % điểm tối đa"


@asks_by_name
class LeafRateForm(ConditionForm):
    kind, title = "leaf_rate_at_least", "Tỷ lệ của một tiêu chí đạt từ một mức"
    leaf = forms.ChoiceField(label="Tiêu chí")
    at_least = percent_field("Tỷ lệ từ (%)")
    field_order = ("leaf", "at_least", "label", "removed")
    beginning: Mapping[str, Any] = {"at_least": _MOST}

    def offer(self) -> None:
        offered = {leaf.code: leaf.criterion.name for leaf in self.plan.leaves if leaf.is_in_base}
        # A leaf of another set stays to be seen, so that one can be told to replace it.
        offered.setdefault(self.written["leaf"], "không có trong bộ tiêu chí")
        self._let_choose("leaf", [(code, f"{code} {name}") for code, name in offered.items()])

    def rest(self) -> dict[str, Any]:
        return {"leaf": self.cleaned_data["leaf"], **super().rest()}

    def worded(self, rest: Mapping[str, Any]) -> str:
        return f"Tỷ lệ của tiêu chí {rest['leaf']} từ {_number(rest)} % trở lên"


@asks_by_name
class FactForm(ConditionForm):
    kind, title = "fact_absent", "Không xảy ra một sự việc"
    fact = forms.ChoiceField(label="Sự việc", choices=list(FACTS.items()))
    present_words = forms.CharField(label="Câu ghi khi đã xảy ra", max_length=300)
    absent_words = forms.CharField(label="Câu ghi khi không xảy ra", max_length=300)
    field_order = ("fact", "present_words", "absent_words", "label", "removed")
    beginning: Mapping[str, Any] = {
        "fact": "head_disciplined",
        "present_words": _PRESENT,
        "absent_words": _ABSENT,
    }

    def rest(self) -> dict[str, Any]:
        words = {
            name: normal(self.cleaned_data[name]) for name in ("present_words", "absent_words")
        }
        return {"fact": self.cleaned_data["fact"], **words}

    def worded(self, rest: Mapping[str, Any]) -> str:
        return str(rest["absent_words"])


class DocumentsForm(ConditionForm):
    kind, title = "documents_present", "Hồ sơ có đủ giấy tờ"
    documents = forms.MultipleChoiceField(
        label="Giấy tờ phải có",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một giấy tờ."},
    )
    field_order = ("documents", "label", "removed")
    beginning: Mapping[str, Any] = {"documents": []}

    def shown(self, written: Mapping[str, Any]) -> dict[str, Any]:
        return {**written, "documents": [paper["key"] for paper in written["documents"]]}

    def offer(self) -> None:
        self._let_choose("documents", list(self._names().items()))

    def _names(self) -> dict[str, str]:
        listed = {paper["key"]: paper["label"] for paper in self.campaign.document_kinds}
        gone = {
            paper["key"]: f"{paper['label']} (không còn trong danh sách giấy tờ)"
            for paper in self.written["documents"]
            if paper["key"] not in listed
        }
        return {**listed, **gone}

    def rest(self) -> dict[str, Any]:
        names = self._names()
        chosen = [{"key": key, "label": names[key]} for key in self.cleaned_data["documents"]]
        return {"documents": chosen}

    def worded(self, rest: Mapping[str, Any]) -> str:
        return f"Hồ sơ có đủ {len(rest['documents'])} giấy tờ"


CONDITION_FORMS: dict[str, type[ConditionForm]] = {
    form.kind: form
    for form in (IndexForm, GroupShareForm, CriticalForm, LeafRateForm, FactForm, DocumentsForm)
}


def condition_forms(
    data: Any, *, written: Sequence[Mapping[str, Any]], campaign: Campaign, plan: Plan
) -> list[ConditionForm]:
    """Return one form for each written condition, in their order."""
    return [
        CONDITION_FORMS[each["kind"]](
            data, written=each, campaign=campaign, plan=plan, prefix=f"conditions-{place}"
        )
        for place, each in enumerate(written)
    ]


class NewConditionForm(forms.Form):
    """Which kind of condition to add."""

    kind = forms.ChoiceField(
        label="Thêm điều kiện",
        required=False,
        choices=[("", "Không thêm")]
        + [(kind, form.title) for kind, form in CONDITION_FORMS.items()],
    )


def begun(
    kind: str, *, written: Sequence[Mapping[str, Any]], campaign: Campaign, plan: Plan
) -> Any:
    """Return a new condition of ``kind`` with parameters to begin from, sound as it stands.

    None where the campaign has nothing for it to speak of.
    """
    form = CONDITION_FORMS[kind]
    rest = dict(form.beginning)
    if form is LeafRateForm:
        leaves = [leaf.code for leaf in plan.leaves if leaf.is_in_base]
        rest = {"leaf": leaves[0], **rest} if leaves else {}
    if form is DocumentsForm:
        rest["documents"] = [dict(paper) for paper in campaign.document_kinds]
    if not rest or not all(rest.values()):
        return None
    key = key_from(kind, taken={each["key"] for each in written})
    made = {"key": key, "kind": kind, "label": "", **rest}
    blank = form(None, written=made, campaign=campaign, plan=plan, prefix="new")
    return {**made, "label": blank.worded(rest)}


def _number(rest: Mapping[str, Any]) -> str:
    return number_text(Decimal(rest["at_least"]))
