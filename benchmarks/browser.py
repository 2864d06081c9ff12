"""The portal in front of a real browser: a server in a thread that compresses as nginx does."""

import contextlib
import gzip
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# deploy/nginx.conf: what is compressed, and how hard.
PACKED = ("text/", "application/javascript", "image/svg+xml")
LEVEL = 5

Headers = list[tuple[str, str]]
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def packed(application: Application) -> Application:
    """Return the application with its texts compressed; static files only once."""
    kept: dict[str, bytes] = {}

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        told: list[tuple[str, Headers]] = []
        body = b"".join(
            application(environ, lambda status, headers, info=None: told.append((status, headers)))
        )
        status, headers = told[0]
        if environ["PATH_INFO"].startswith("/static/"):
            # Behind nginx every static file has a hashed name and is kept for good.
            headers = [each for each in headers if each[0] != "Cache-Control"]
            headers.append(("Cache-Control", "public, max-age=31536000, immutable"))
        if dict(headers).get("Content-Type", "").startswith(PACKED):
            body = _packed(body, environ["PATH_INFO"], kept)
            headers = [each for each in headers if each[0] != "Content-Length"]
            headers += [("Content-Encoding", "gzip"), ("Content-Length", str(len(body)))]
        start(status, headers)
        return [body]

    return answer


def _packed(body: bytes, path: str, kept: dict[str, bytes]) -> bytes:
    if not path.startswith("/static/"):
        return gzip.compress(body, LEVEL)
    if path not in kept:
        kept[path] = gzip.compress(body, LEVEL)
    return kept[path]


@contextlib.contextmanager
def served() -> Iterator[str]:
    """Serve the portal from a thread of this process; yields its address."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
    server.set_app(packed(get_wsgi_application()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
