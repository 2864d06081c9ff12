"""The entry page as tutorials would build it: one model formset, a form for each row."""

from typing import Any

from django import forms

from dossiers.models import Score
from scoring import plans

PAGE = """{% extends "base.html" %}{% block content %}<form method="post">{% csrf_token %}
{{ formset.management_form }}{% for form in formset %}<fieldset>
<legend>{{ form.instance.leaf.code }} {{ form.instance.leaf.name }}</legend>
<p>{{ form.words }}</p>{{ form.as_div }}
<p>{{ form.instance.points }}/{{ form.instance.leaf.max_points }} {{ form.instance.because }}</p>
<ul>{% for use in form.instance.dossier.evidence.all %}{% if use.leaf_id == form.instance.leaf_id %}
<li><a href="{{ use.version.link }}">{{ use.version.document.title }}</a> {{ use.attached_at }}</li>
{% endif %}{% endfor %}</ul></fieldset>{% endfor %}</form>{% endblock %}"""

_KINDS = {"radios": forms.ChoiceField, "checkboxes": forms.MultipleChoiceField}
_WIDGETS = {"radios": forms.RadioSelect, "checkboxes": forms.CheckboxSelectMultiple}


class RowForm(forms.ModelForm):
    """One leaf with the inputs that its rule asks for, evidence and explanation."""

    file = forms.FileField(label="Tệp PDF, JPEG hoặc PNG", required=False)
    link = forms.URLField(label="Hoặc liên kết", required=False, assume_scheme="https")
    title = forms.CharField(label="Tên liên kết", required=False)

    class Meta:
        model = Score
        fields = ("is_not_applicable", "explanation")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        leaf = plans.plan_of(self.instance.leaf.criteria_set_id).leaf(self.instance.leaf.code)
        self.words = "; ".join(leaf.rule.words())
        typed = leaf.rule.typed(self.instance.figures) if self.instance.figures else {}
        for asked in leaf.rule.fields():
            kind = _KINDS.get(asked.widget)
            initial = typed.get(asked.name, "")
            if kind is None:
                made = forms.CharField(label=asked.label, help_text=asked.hint, initial=initial)
            else:
                made = kind(
                    label=asked.label,
                    choices=[(each.value, f"{each.label} {each.points}") for each in asked.options],
                    widget=_WIDGETS[asked.widget],
                    initial=initial,
                )
            self.fields[asked.name] = made


Rows = forms.modelformset_factory(Score, form=RowForm, extra=0)
