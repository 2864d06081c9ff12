"""A required field that was left empty says which one it is and what to do."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

from django import forms
from django.contrib.auth.forms import PasswordChangeForm

from accounts.forms import SignInForm

APPS = ("accounts", "scoring", "dossiers")
# Their fields are Django's; they are named when the form is made.
NAMED_WHEN_MADE = (SignInForm, PasswordChangeForm)


def all_forms(base: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for form in base.__subclasses__():
        yield form
        yield from all_forms(form)


def test_every_required_field_asks_by_its_name() -> None:
    for app in APPS:
        room = import_module(f"{app}.forms")
        for module in walk_packages(getattr(room, "__path__", []), f"{app}.forms."):
            import_module(module.name)
    framework = forms.Field.default_error_messages["required"]
    silent = {
        f"{form.__module__}.{form.__name__}.{name}"
        for form in all_forms()
        if form.__module__.startswith(APPS) and not issubclass(form, NAMED_WHEN_MADE)
        for name, field in form.base_fields.items()
        if field.required
        and not isinstance(field.widget, forms.HiddenInput)
        and field.error_messages.get("required") == framework
    }
    assert silent == set()


def test_signing_in_asks_for_both_by_name() -> None:
    form = SignInForm(None, {"username": "", "password": ""})
    assert form.errors["username"] == ["Hãy nhập tên đăng nhập."]
    assert form.errors["password"] == ["Hãy nhập mật khẩu."]
