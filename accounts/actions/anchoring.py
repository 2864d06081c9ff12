"""Keeping an anchor of the journal outside the database."""

import json

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from accounts import audit
from accounts.clock import Clock, database_clock

FOLDER = "anchors"


def keep_anchor(*, clock: Clock = database_clock) -> str:
    """Write today's anchor into the private storage and return its name there.

    The storage is a second place with keys of its own; a site that wants more copies the
    folder ``anchors`` to a third.
    """
    with transaction.atomic():
        at = clock()
        content = json.dumps(audit.anchor(at=at), sort_keys=True, indent=1)
    name = f"{FOLDER}/journal-{at:%Y%m%dT%H%M%SZ}.json"
    return default_storage.save(name, ContentFile(content.encode()))
