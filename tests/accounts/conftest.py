"""Two provinces with their people: everything that a stranger must not reach stands beside."""

from dataclasses import dataclass

import pytest
from django.test import Client

from accounts.enums import Role, UnitLevel
from accounts.models import Unit, User
from tests.accounts import factories


@dataclass(frozen=True)
class Map:
    """A province with a district and two communes, and another province."""

    province: Unit
    district: Unit
    commune: Unit
    neighbour: Unit
    other_province: Unit
    other_commune: Unit


@pytest.fixture
def places(db: None) -> Map:
    """Return the two provinces."""
    province = factories.unit("Tỉnh Thử Nghiệm", code="91", level=UnitLevel.PROVINCE)
    district = factories.unit("Huyện Đông", code="911", level=UnitLevel.DISTRICT, parent=province)
    other = factories.unit("Tỉnh Láng Giềng", code="92", level=UnitLevel.PROVINCE)
    return Map(
        province=province,
        district=district,
        commune=factories.unit("Xã Hòa Bình", code="09111", parent=district),
        neighbour=factories.unit("Xã Đồng Tâm", code="09112", parent=district),
        other_province=other,
        other_commune=factories.unit("Xã Bên Kia", code="09211", parent=other),
    )


@pytest.fixture
def admin(places: Map) -> User:
    """Return the administrator of the first province."""
    return factories.person(Role.ADMIN, places.province, "Lê Thị Quản Trị", username="quantri.91")


@pytest.fixture
def other_admin(places: Map) -> User:
    """Return the administrator of the other province."""
    return factories.person(
        Role.ADMIN, places.other_province, "Phạm Văn Bên", username="quantri.92"
    )


@pytest.fixture
def officer(places: Map) -> User:
    """Return the commune's officer."""
    return factories.person(Role.ENTRY, places.commune, "Trần Thị Hoà", username="nhaplieu.09111")


@pytest.fixture
def admin_client(client: Client, admin: User) -> Client:
    """Return a browser in which the administrator has signed in."""
    client.force_login(admin)
    return client
