"""Requests as the server process meets them: a WSGI call with a signed-in person's cookies."""

import io
import secrets
from collections.abc import Callable, Mapping
from http import HTTPStatus
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.wsgi import get_wsgi_application

from accounts.models import User

ANSWERED = {HTTPStatus.OK, HTTPStatus.SEE_OTHER}
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


class Visitor:
    """A signed-in person's browser, without the browser: cookies and plain requests."""

    def __init__(self, person: User) -> None:
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = MODEL_BACKEND
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.save()
        # Half of what Django draws is enough here: a token of 32 signs is taken unmasked.
        self.token = secrets.token_hex(16)
        self.cookies = (
            f"{settings.SESSION_COOKIE_NAME}={session.session_key}; "
            f"{settings.CSRF_COOKIE_NAME}={self.token}"
        )
        self.application = get_wsgi_application()

    def get(self, path: str) -> bytes:
        """Return the body of a page. Raises ``RuntimeError`` unless it was answered."""
        address, _, query = path.partition("?")
        return self._call({"REQUEST_METHOD": "GET", "PATH_INFO": address, "QUERY_STRING": query})

    def getter(self, path: str) -> Callable[[], bytes]:
        """Return ``get(path)`` as a piece of work."""
        return lambda: self.get(path)

    def post(self, path: str, typed: Mapping[str, Any]) -> bytes:
        """Return the answer to a form sent by a script, as autosave does it."""
        body = urlencode(typed, doseq=True).encode()
        return self._call(
            {
                "REQUEST_METHOD": "POST",
                "PATH_INFO": path,
                "CONTENT_TYPE": "application/x-www-form-urlencoded",
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_X_CSRFTOKEN": self.token,
                "HTTP_X_REQUESTED_WITH": "fetch",
                "wsgi.input": io.BytesIO(body),
            }
        )

    def _call(self, asked: Mapping[str, Any]) -> bytes:
        environ = {
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "HTTP_ACCEPT": "text/html",
            "HTTP_COOKIE": self.cookies,
            "REMOTE_ADDR": "127.0.0.1",
            "QUERY_STRING": "",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            **asked,
        }
        told: list[str] = []
        answer = self.application(environ, lambda status, headers, info=None: told.append(status))
        try:
            body = b"".join(answer)
        finally:
            answer.close()
        if int(told[0].split()[0]) not in ANSWERED:
            raise RuntimeError(f"{environ['PATH_INFO']} answered {told[0]}")
        return body
