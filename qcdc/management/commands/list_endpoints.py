"""``manage.py list_endpoints``: every address, as JSON (contract C8)."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.urls import URLPattern, URLResolver, get_resolver

ANY_METHOD = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]


class Command(BaseCommand):
    help = "Print every endpoint (path, methods, name, whether it is public) as JSON."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        rows = sorted(endpoints(), key=lambda row: (row["path"], row["name"]))
        self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))


def endpoints() -> Iterator[dict[str, Any]]:
    """Yield one mapping per address: path, methods, name and ``public``."""
    yield from _walk(get_resolver(), prefix="/", namespaces=())


def _walk(
    resolver: URLResolver, *, prefix: str, namespaces: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern, prefix=path, namespaces=inner)
        else:
            yield _describe(pattern, path=path, namespaces=namespaces)


def _describe(pattern: URLPattern, *, path: str, namespaces: tuple[str, ...]) -> dict[str, Any]:
    return {
        "path": path,
        "methods": allowed_methods(pattern.callback),
        "name": ":".join((*namespaces, pattern.name or "")),
        "public": not getattr(pattern.callback, "login_required", True),
    }


def allowed_methods(view: Any) -> list[str]:
    """Return what a view answers: a class view says so itself, a function through its decorator.

    ``require_http_methods`` keeps its list in a closure; a view without it takes every method.
    """
    view_class = getattr(view, "view_class", None)
    if view_class is not None:
        names = {name for name in view_class.http_method_names if hasattr(view_class, name)}
        # Django answers HEAD wherever a view answers GET.
        return sorted(name.upper() for name in names | ({"head"} if "get" in names else set()))
    layer = view
    while layer is not None:
        declared = _closure_value(layer, "request_method_list")
        if declared is not None:
            return sorted(declared)
        layer = getattr(layer, "__wrapped__", None)
    return ANY_METHOD


def _closure_value(function: Any, name: str) -> Any:
    code, cells = getattr(function, "__code__", None), getattr(function, "__closure__", None)
    if code is None or not cells or name not in code.co_freevars:
        return None
    return cells[code.co_freevars.index(name)].cell_contents
