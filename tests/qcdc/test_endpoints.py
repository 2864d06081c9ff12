"""Contract C8: ``list_endpoints`` names every address."""

import io
import json

from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import View

from qcdc.management.commands import list_endpoints


def test_every_endpoint_is_listed_with_its_methods() -> None:
    out = io.StringIO()
    call_command("list_endpoints", stdout=out)
    rows = {row["name"]: row for row in json.loads(out.getvalue())}
    assert rows["healthz"] == {
        "path": "/healthz",
        "methods": ["GET", "HEAD"],
        "name": "healthz",
        "public": True,
    }
    assert rows["accounts:logout"]["methods"] == ["POST"]
    assert rows["accounts:logout"]["public"] is False


def test_methods_are_found_below_other_decorators() -> None:
    @never_cache
    @require_POST
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert list_endpoints.allowed_methods(view) == ["POST"]


def test_a_class_view_names_its_own_methods() -> None:
    class Page(View):
        def get(self, request: HttpRequest) -> HttpResponse:
            return HttpResponse()

    assert list_endpoints.allowed_methods(Page.as_view()) == ["GET", "HEAD", "OPTIONS"]
