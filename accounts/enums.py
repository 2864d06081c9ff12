"""The closed lists of this app: kinds of units and the roles that people hold at them."""

from django.db import models


class UnitLevel(models.TextChoices):
    """Where a unit stands on the map; the tier chain of a campaign refers to these."""

    PROVINCE = "province", "Cấp tỉnh"
    DISTRICT = "district", "Cấp huyện"
    COMMUNE = "commune", "Cấp xã"
    DEPARTMENT = "department", "Sở, ngành"


class Role(models.TextChoices):
    """A role is held AT a unit; its value is also the codename of the permission behind it."""

    ENTRY = "entry", "Cán bộ nhập liệu"
    LEADER = "leader", "Lãnh đạo đơn vị"
    REVIEWER = "reviewer", "Cán bộ thẩm định"
    STANDING = "standing", "Cơ quan thường trực"
    WATCHER = "watcher", "Lãnh đạo theo dõi"
    ADMIN = "admin", "Quản trị hệ thống"


# Roles that write a unit's own figures: whoever holds one never appraises that unit.
OWN_SIDE = frozenset({Role.ENTRY, Role.LEADER})
