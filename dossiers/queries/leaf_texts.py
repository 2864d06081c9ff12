"""What a leaf's row says and asks before anybody typed: kept while its set is in use."""

from typing import Any

from dossiers.queries import checklist, phrases
from scoring import plans
from scoring.models import Criterion
from scoring.rules.expected import Expected
from scoring.rules.kind import RuleKind
from scoring.rules.kinds.relative import Relative
from scoring.rules.parameters import Parameters
from scoring.rules.rule import Field

# The phone's keyboard for each kind of typed field.
_KEYBOARDS = {"whole": "numeric", "number": "decimal", "percent": "decimal"}


@plans.kept
def texts_of(criteria_set_id: int) -> dict[int, dict[str, Any]]:
    """Return what never changes of each leaf while a campaign uses its criteria set."""
    return {leaf.pk: _texts(leaf) for leaf in plans.plan_of(criteria_set_id).leaves}


def anchor_of(code: str) -> str:
    """Return the id of a leaf's row on every page."""
    return f"tc-{code.replace('.', '-')}"


def _expected(criterion: Criterion) -> Expected:
    return Expected.from_parameters(Parameters(criterion.expected))


def _texts(leaf: plans.Leaf) -> dict[str, Any]:
    criterion, fields = leaf.criterion, leaf.rule.fields()
    anchor = anchor_of(leaf.code)
    expected = _expected(criterion)
    return {
        "leaf_id": leaf.pk,
        "code": leaf.code,
        "prefix": f"{leaf.code}-",
        "anchor": anchor,
        "name": criterion.name,
        "is_critical": criterion.is_critical,
        "max": phrases.points(criterion.bound),
        "rule": "; ".join(leaf.rule.words()),
        "guidance": criterion.guidance,
        "guidance_links": criterion.links,
        "guidance_files": criterion.attachments,
        "has_guidance": bool(criterion.guidance or criterion.links or criterion.attachments),
        "set_pk": criterion.criteria_set_id,
        "evidence_asked": "; ".join(
            part for part in (criterion.evidence, *expected.words()) if part
        ),
        "evidence_text": criterion.evidence,
        "expected": expected,
        "expected_keys": checklist.keys_of(expected, is_required=criterion.evidence_required)
        if leaf.is_by_unit
        else (),
        "evidence_required": criterion.evidence_required,
        "may_be_not_applicable": criterion.may_be_not_applicable,
        "giver": "" if leaf.is_by_unit else criterion.giver,
        "value_label": _value_label(leaf),
        "value_field": "value" if isinstance(leaf.rule, Relative) else "points",
        "has_parts": leaf.rule.kind is RuleKind.COMPOUND,
        "is_ratio": [each.name for each in fields] == ["numerator", "denominator"],
        "inputs": [_input(each, anchor) for each in fields],
    }


def _value_label(leaf: plans.Leaf) -> str:
    """Return what a reviewer gives in place of points: only of a leaf that compares units."""
    if not isinstance(leaf.rule, Relative):
        return ""
    unit = "%" if leaf.rule.measure.is_percentage else leaf.rule.measure.unit
    return f"Kết quả ({unit})" if unit else "Kết quả"


def _input(each: Field, anchor: str) -> dict[str, Any]:
    """Return an input as it looks before anything is typed into it."""
    return {
        "name": each.name,
        "figure": each.figure,
        "id": f"{anchor}-{each.name}",
        "label": each.label,
        "unit": each.unit,
        "hint": each.hint,
        "widget": each.widget,
        "keyboard": _KEYBOARDS.get(each.widget, ""),
        "kind": {"radios": "radio", "checkboxes": "checkbox"}.get(each.widget, "text"),
        "choices": [
            {"value": option.value, "label": option.label, "points": option.points}
            for option in each.options
        ],
    }
