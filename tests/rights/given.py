"""What each door is tried with: the address's parts and the typed fields, made in a world."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from dossiers.actions import comments
from dossiers.exports import unit_workbook as unit_books
from dossiers.models import PaperWanted, Score
from scoring.models import Campaign
from tests import factories, stories
from tests.rights.world import World

Told = Callable[[World], Any]


def none(world: World) -> list[Any]:
    return []


def dossier(*more: Any) -> Told:
    return lambda world: [world.cast.dossier.pk, *more]


def campaign(*more: Any) -> Told:
    return lambda world: [world.cast.campaign.code, *more]


def run(*more: Any) -> Told:
    return lambda world: [world.cast.campaign.code, world.kept["run"].number, *more]


def kept(name: str, attribute: str = "pk") -> Told:
    return lambda world: [getattr(world.kept[name], attribute)]


def document(*more: Any) -> Told:
    return lambda world: [world.kept["use"].version.document_id, *more]


def first_page(world: World) -> list[Any]:
    return [world.kept["use"].pk, 1]


def picked(world: World) -> dict[str, Any]:
    return {"version": world.kept["use"].version_id}


def officer(world: World) -> list[Any]:
    return [world.cast.commune_officer.pk]


def typed(**data: Any) -> Told:
    return lambda world: data


def soon(days: int) -> str:
    instant = timezone.localtime(timezone.now() + timedelta(days=days))
    return instant.strftime("%d/%m/%Y %H:%M")


def file(world: World) -> dict[str, Any]:
    return {"file": stories.upload(stories.pdf_bytes("quyền"))}


UPLOAD = {"Tus-Resumable": "1.0.0", "Upload-Length": "8"}


def original(world: World) -> list[Any]:
    """Return the address of a photo, as if the document had been made of it."""
    use = world.kept["use"]
    if not use.version.originals.exists():
        version = use.version
        use.version.originals.create(
            position=1,
            file=version.file.name,
            original_name="ảnh.jpg",
            media_type="image/jpeg",
            size=version.size,
            sha256=version.sha256,
        )
    return [use.pk, 1]


def people_list(world: World) -> dict[str, Any]:
    line = f"Đinh Thị Sen,Công chức,{world.cast.commune.code},entry"
    content = f"Họ và tên,Chức vụ,Mã đơn vị,Vai trò\n{line}\n".encode()
    return {"file": stories.upload(content, "danh-sach.csv")}


def extension(world: World) -> dict[str, Any]:
    told = {"unit": world.cast.commune.code, "document_number": "1/BCĐ", "reason": "Mưa lũ"}
    return {**told, "until": soon(40)}


REGISTERED = typed(
    head="Trần Văn Núi", scope="Toàn xã", measures="Niêm yết, đối thoại", target="92,5", version="0"
)


def approval(world: World) -> dict[str, Any]:
    return {"registration": f"{world.cast.dossier.pk}.1"}


def lock(world: World) -> dict[str, Any]:
    return {**extension(world), "until": ""}


def account(world: World) -> dict[str, Any]:
    version = world.cast.commune_officer.version
    return {"reason": "Số 1/QĐ", "version": version}


def holder(world: World) -> dict[str, Any]:
    return {**account(world), "full_name": "Đinh Thị Sen", "position": "Công chức"}


def own_contact(world: World) -> dict[str, Any]:
    return {"email": "toi@example.vn", "version": 1, "password": factories.PASSWORD}


def grant(world: World) -> dict[str, Any]:
    return {"role": "leader", "unit": world.cast.commune.code, "reason": "Số 1/QĐ"}


def reopened(world: World) -> dict[str, Any]:
    return {"reason": "Trở lại", "version": world.left.version}


def unit_workbook(world: World) -> dict[str, Any]:
    content = unit_books.workbook(world.cast.dossier, at=world.now(), can_write=True)
    return {"file": stories.upload(content, "bang-tu-cham.xlsx")}


def last_year(world: World) -> list[Any]:
    """Return the home dossier after a round whose words can be taken over."""
    if "last_year" not in world.kept:
        now, cast = world.now(), world.cast
        before = factories.make_campaign(now, area=cast.province, code="nam-truoc")
        Campaign.objects.filter(pk=cast.campaign.pk).update(previous=before)
        world.kept["last_year"] = stories.save(
            cast,
            "2.2",
            {"count": "1"},
            clock=world.now,
            dossier=before.dossiers.get(unit=cast.commune),
            explanation="Như năm trước",
        )
    return [world.cast.dossier.pk]


def copied(world: World) -> list[Any]:
    """Return the home dossier with an explanation that nobody has confirmed."""
    rows = Score.objects.filter(dossier=world.cast.dossier, leaf__code="2.3")
    rows.update(explanation="Như năm trước", copied_at=world.now())
    return last_year(world)


def paper_wanted(world: World) -> list[Any]:
    if "paper_wanted" not in world.kept:
        cast = world.cast
        world.kept["paper_wanted"] = PaperWanted.objects.create(
            dossier=cast.dossier,
            leaf=cast.leaf("1.2").criterion,
            source=world.kept["use"].version.document,
            copied_at=world.now(),
            copied_by=cast.commune_officer,
        )
    return [world.cast.dossier.pk, world.kept["paper_wanted"].pk]


def remark(world: World) -> list[Any]:
    """Return what the leader has remarked; the same for every door."""
    if "remark" not in world.kept:
        cast = world.cast
        world.kept["remark"] = comments.make(
            dossier=cast.dossier, leaf=cast.leaf("1.1"), text="Xem lại", by=cast.commune_leader
        )
    return [world.kept["remark"].pk]


COMMUNE = "07414"
RESULT_PLACE = run(COMMUNE)
DESCRIBED = typed(title="Báo cáo quý", version="1")
