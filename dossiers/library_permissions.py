"""What a person may see of a unit's library and do to it.

The library is the unit's own: its people read it in every role, its officers write. From above a
document is seen only where a dossier uses it (``permissions.visible_evidence``).
"""

from datetime import datetime

from django.db.models import QuerySet

from accounts import permissions as roles
from accounts.enums import OWN_SIDE, Role
from accounts.errors import NotAllowed
from accounts.models import Unit, User
from dossiers.models import Document
from dossiers.permissions import ASK_FOR_THE_ROLE


def visible_documents(user: User, *, at: datetime) -> QuerySet[Document]:
    """Return the documents that exist for this person; all others answer 404."""
    units = roles.current_grants(at=at).filter(user=user, role__in=list(OWN_SIDE))
    return Document.objects.filter(unit__in=units.values("content_object_id"))


def require_keeper(user: User, unit: Unit, *, at: datetime) -> None:
    """Raise ``NotAllowed`` unless the person enters figures and papers for the unit."""
    held = roles.current_grants(at=at).filter(user=user, role=Role.ENTRY, content_object=unit)
    if not held.exists():
        raise NotAllowed(
            f"Thông tin tài liệu do cán bộ nhập liệu của {unit.name} ghi. {ASK_FOR_THE_ROLE}"
        )
