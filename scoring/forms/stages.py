"""Between the rows of a chain of stages and the inputs that show them."""

from collections.abc import Iterable
from typing import Any

from django.forms import BaseFormSet

from scoring.actions.campaigns import StagePlan
from scoring.models import Stage

_INPUTS = ("name", "level", "opens_at", "closes_at")


def initial_stages(stages: Iterable[Stage]) -> list[dict[str, Any]]:
    """Return stored stages as the inputs show them."""
    return [{name: getattr(stage, name) for name in _INPUTS} for stage in stages]


def stage_plans(formset: BaseFormSet) -> list[StagePlan]:
    """Return the stages of a valid formset in the order asked for, without those removed."""
    return [
        StagePlan(**{name: form.cleaned_data[name] for name in _INPUTS})
        for form in formset.ordered_forms
    ]
