"""What the doors of criteria sets and campaigns are tried with, made in a world."""

from typing import Any

from accounts.files import receive
from dossiers.actions import correction
from scoring.actions import campaigns, criteria, drafts, guidance, papers
from scoring.exports import workbook
from scoring.models import Campaign, CriteriaDraft, CriteriaSet
from tests import factories, stories
from tests.rights.given import Told, soon
from tests.rights.world import World


def stored_set(world: World) -> list[Any]:
    return [world.cast.campaign.criteria_set_id]


def printed_set(world: World) -> list[Any]:
    criteria_set = world.cast.campaign.criteria_set
    papers.deliver(criteria_set=criteria_set, content=stories.pdf_bytes("bộ tiêu chí"))
    return [criteria_set.pk]


def with_file(world: World) -> CriteriaDraft:
    """Return a draft whose first leaf has a file; the same one for every door."""
    if "draft_with_file" not in world.kept:
        document = criteria.read_file("friendly-government-district-2024")
        by = world.cast.administrator
        draft = drafts.create(document=document, by=by)
        upload = stories.upload(stories.pdf_bytes("mẫu"))
        kept = guidance.keep(draft=draft, paper=receive.paper(upload), by=by)
        attachments = [{"name": "Mẫu.pdf", "sha256": kept.sha256}]
        leaf = {**document["leaves"][0], "attachments": attachments}
        world.kept["draft_with_file"] = drafts.change(
            draft=draft,
            document={**document, "leaves": [leaf, *document["leaves"][1:]]},
            version=draft.version,
            by=by,
        )
    draft: CriteriaDraft = world.kept["draft_with_file"]
    return draft


def file_of(draft: CriteriaDraft) -> str:
    return str(draft.document["leaves"][0]["attachments"][0]["sha256"])


def draft_with_file(world: World) -> list[Any]:
    draft = with_file(world)
    return [draft.pk, file_of(draft)]


def set_with_file(world: World) -> list[Any]:
    draft = with_file(world)
    if "set_with_file" not in world.kept:
        by = world.cast.administrator
        world.kept["set_with_file"] = drafts.publish(document=draft.document, by=by)
    return [world.kept["set_with_file"].pk, file_of(draft)]


def set_workbook(world: World) -> dict[str, Any]:
    document = criteria.read_file("friendly-government-district-2024")
    return {"file": stories.upload(workbook.workbook(document), "bo-tieu-chi.xlsx")}


def begun(world: World) -> CriteriaDraft:
    """Return a draft with a change that can be undone; the same one for every door."""
    if "criteria_draft" not in world.kept:
        document = criteria.read_file("friendly-government-district-2024")
        by = world.cast.administrator
        draft = drafts.create(document=document, by=by)
        world.kept["criteria_draft"] = drafts.change(
            draft=draft, document={**document, "name": "Bản nháp"}, version=1, by=by
        )
    draft: CriteriaDraft = world.kept["criteria_draft"]
    return draft


def of_draft(*more: Any) -> Told:
    return lambda world: [begun(world).pk, *more]


def saving(**data: Any) -> Told:
    return lambda world: {"version": begun(world).version, **data}


SET = {"name": "Bộ mới", "code": "bo-moi", "year": "2027", "unit_level": "commune"}


NEW_GROUP = saving(code="IX", name="Nhóm mới", max_points="5")


LEAF = {
    "code": "9.9",
    "name": "Mới",
    "group": "1",
    "max_points": "5",
    "kind": "YESNO",
    "scored_by": "unit",
    "parameters.statement": "Có",
}


NEW_LEAF = saving(**LEAF)


def preparing(world: World) -> Campaign:
    """Return a campaign that is not open yet; the same one for every door."""
    if "preparing" not in world.kept:
        world.kept["preparing"] = factories.make_draft_campaign(
            world.now(), area=world.cast.province
        )
    campaign: Campaign = world.kept["preparing"]
    return campaign


def prepared(world: World) -> list[Any]:
    return [preparing(world).code]


def ready(world: World) -> list[Any]:
    campaign = preparing(world)
    if not campaign.stages.exists():
        campaigns.store_stages(campaign, factories.stage_plans(world.now()))
    return [campaign.code]


def given_up(world: World) -> list[Any]:
    """Return a campaign of its own: whoever gives one up leaves nothing for the other doors."""
    if "given_up" not in world.kept:
        world.kept["given_up"] = factories.make_draft_campaign(
            world.now(), area=world.cast.province, code="bo-di"
        )
    return [world.kept["given_up"].code]


def seen_given_up(world: World) -> dict[str, Any]:
    return {"version": world.kept["given_up"].journal_seq}


def seen(world: World) -> dict[str, Any]:
    return {"version": preparing(world).journal_seq}


def new_campaign(world: World) -> dict[str, Any]:
    told = {"title": "Đợt mới", "code": "dot-moi", "year": "2024"}
    chosen = world.cast.campaign.criteria_set_id
    return {**told, "area": world.cast.province.pk, "criteria_set": chosen}


def basics(world: World) -> dict[str, Any]:
    return {**seen(world), **new_campaign(world)}


def corrected(world: World) -> CriteriaSet:
    """Return the next version of the round's set; the same one for every door."""
    if "corrected" not in world.kept:
        written = {**factories.CRITERIA, "name": "Bộ tiêu chí thử nghiệm đã sửa"}
        world.kept["corrected"] = criteria.load_set(written)
    chosen: CriteriaSet = world.kept["corrected"]
    return chosen


def next_version(world: World) -> list[Any]:
    return [world.cast.campaign.code, corrected(world).pk]


def set_correction(world: World) -> dict[str, Any]:
    found = correction.report(campaign=world.cast.campaign, criteria_set=corrected(world))
    told = {"document_number": "15/QĐ-UBND", "reason": "Ghi nhầm tên"}
    return {**told, "version": found.fingerprint}


def chain(world: World) -> dict[str, Any]:
    row = {"name": "Tự chấm", "level": "commune", "opens_at": soon(1), "closes_at": soon(9)}
    return {**seen(world), **rows("stages", row)}


def conditions(world: World) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for place, each in enumerate(preparing(world).conditions):
        papers = [paper["key"] for paper in each.get("documents", [])]
        inputs = {**each, "documents": papers} if papers else each
        told |= {f"conditions-{place}-{name}": value for name, value in inputs.items()}
    return {**seen(world), **told}


def ladder(world: World) -> dict[str, Any]:
    rungs = rows(
        "rungs", {"label": "Tốt", "at_least": "80"}, {"label": "Chưa đạt", "at_least": "0"}
    )
    return {**seen(world), **rungs, "placed": "lowest", "failed_label": "Không đủ điều kiện"}


def terms(world: World) -> dict[str, Any]:
    shown = {"shown_to_unit": "after_stage", "shown_below": "after_publication"}
    caps = {"bonus_cap": "3", "penalty_cap": "5"}
    return {**seen(world), **caps, **shown, **rows("papers", {"label": "Tờ trình"})}


def rows(prefix: str, *told: dict[str, str]) -> dict[str, str]:
    rows = {
        f"{prefix}-{place}-{name}": value
        for place, row in enumerate(told)
        for name, value in row.items()
    }
    return {**rows, f"{prefix}-TOTAL_FORMS": str(len(told)), f"{prefix}-INITIAL_FORMS": "0"}
