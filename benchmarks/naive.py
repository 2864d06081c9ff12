"""What the naive ways of the comparisons draw."""

FORMSET_PAGE = """{% extends "base.html" %}{% block content %}<form method="post">{% csrf_token %}
{{ formset.management_form }}{% for form in formset %}<fieldset>
<legend>{{ form.instance.leaf.code }} {{ form.instance.leaf.name }}</legend>
{{ form.as_div }}<p>{{ form.instance.points }} {{ form.instance.because }}</p></fieldset>
{% endfor %}</form>{% endblock %}"""
