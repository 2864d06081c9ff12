"""Sessions in the database, found by a statement that is built once: every request asks for one."""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import models
from django.utils import timezone

from accounts.prepared import Given, Prepared


class SessionStore(db.SessionStore):
    """Django's own store; only how a session is looked for differs."""

    def _get_session_from_db(self) -> Any:
        """Return the stored session; without one, or after its end, the key is forgotten."""
        found = _SESSION.first(key=self.session_key, at=timezone.now())
        if found is None:
            self._session_key = None
        return found


_SESSION = Prepared(
    lambda: SessionStore.get_model_class().objects.filter(
        session_key=Given("key", models.CharField()),
        expire_date__gt=Given("at", models.DateTimeField()),
    )
)
