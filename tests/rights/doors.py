"""Every address of the portal with a request that would succeed for whoever has the right.

A new address needs its door here; the test then prints the lines for docs/permissions.csv, each
to be judged before it is added.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.files import receive
from dossiers.actions import correction
from scoring.actions import campaigns, criteria, drafts, guidance, papers
from scoring.exports import workbook
from scoring.models import Campaign, CriteriaDraft, CriteriaSet
from tests import factories, stories
from tests.rights.world import World

Told = Callable[[World], Any]


@dataclass(frozen=True)
class Door:
    """One address and method, tried while the home dossier stands in ``state``."""

    name: str
    method: str
    state: str
    args: Told
    data: Told = lambda world: {}

    @property
    def key(self) -> tuple[str, str]:
        return self.name, self.method


def _none(world: World) -> list[Any]:
    return []


def _dossier(*more: Any) -> Told:
    return lambda world: [world.cast.dossier.pk, *more]


def _campaign(*more: Any) -> Told:
    return lambda world: [world.cast.campaign.code, *more]


def _run(*more: Any) -> Told:
    return lambda world: [world.cast.campaign.code, world.kept["run"].number, *more]


def _kept(name: str, attribute: str = "pk") -> Told:
    return lambda world: [getattr(world.kept[name], attribute)]


def _officer(world: World) -> list[Any]:
    return [world.cast.commune_officer.pk]


def _with(**data: Any) -> Told:
    return lambda world: data


def _soon(days: int) -> str:
    instant = timezone.localtime(timezone.now() + timedelta(days=days))
    return instant.strftime("%d/%m/%Y %H:%M")


def _file(world: World) -> dict[str, Any]:
    return {"file": stories.upload(stories.pdf_bytes("quyền"))}


def _people_list(world: World) -> dict[str, Any]:
    line = f"Đinh Thị Sen,Công chức,{world.cast.commune.code},entry"
    content = f"Họ và tên,Chức vụ,Mã đơn vị,Vai trò\n{line}\n".encode()
    return {"file": stories.upload(content, "danh-sach.csv")}


def _extension(world: World) -> dict[str, Any]:
    told = {"unit": world.cast.commune.code, "document_number": "1/BCĐ", "reason": "Mưa lũ"}
    return {**told, "until": _soon(40)}


def _lock(world: World) -> dict[str, Any]:
    return {**_extension(world), "until": ""}


def _account(world: World) -> dict[str, Any]:
    version = world.cast.commune_officer.version
    return {"reason": "Số 1/QĐ", "version": version}


def _holder(world: World) -> dict[str, Any]:
    return {**_account(world), "full_name": "Đinh Thị Sen", "position": "Công chức"}


def _grant(world: World) -> dict[str, Any]:
    return {"role": "leader", "unit": world.cast.commune.code, "reason": "Số 1/QĐ"}


def _reopened(world: World) -> dict[str, Any]:
    return {"reason": "Trở lại", "version": world.left.version}


def _set(world: World) -> list[Any]:
    return [world.cast.campaign.criteria_set_id]


def _printed_set(world: World) -> list[Any]:
    criteria_set = world.cast.campaign.criteria_set
    papers.deliver(criteria_set=criteria_set, content=stories.pdf_bytes("bộ tiêu chí"))
    return [criteria_set.pk]


def _with_file(world: World) -> CriteriaDraft:
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


def _file_of(draft: CriteriaDraft) -> str:
    return str(draft.document["leaves"][0]["attachments"][0]["sha256"])


def _draft_with_file(world: World) -> list[Any]:
    draft = _with_file(world)
    return [draft.pk, _file_of(draft)]


def _set_with_file(world: World) -> list[Any]:
    draft = _with_file(world)
    if "set_with_file" not in world.kept:
        by = world.cast.administrator
        world.kept["set_with_file"] = drafts.publish(document=draft.document, by=by)
    return [world.kept["set_with_file"].pk, _file_of(draft)]


def _workbook(world: World) -> dict[str, Any]:
    document = criteria.read_file("friendly-government-district-2024")
    return {"file": stories.upload(workbook.workbook(document), "bo-tieu-chi.xlsx")}


def _begun(world: World) -> CriteriaDraft:
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


def _of_draft(*more: Any) -> Told:
    return lambda world: [_begun(world).pk, *more]


def _saving(**data: Any) -> Told:
    return lambda world: {"version": _begun(world).version, **data}


_SET = {"name": "Bộ mới", "code": "bo-moi", "year": "2027", "unit_level": "commune"}
_NEW_GROUP = _saving(code="IX", name="Nhóm mới", max_points="5")
_LEAF = {
    "code": "9.9",
    "name": "Mới",
    "group": "1",
    "max_points": "5",
    "kind": "YESNO",
    "scored_by": "unit",
    "parameters.statement": "Có",
}
_NEW_LEAF = _saving(**_LEAF)


def _preparing(world: World) -> Campaign:
    """Return a campaign that is not open yet; the same one for every door."""
    if "preparing" not in world.kept:
        world.kept["preparing"] = factories.make_draft_campaign(
            world.now(), area=world.cast.province
        )
    campaign: Campaign = world.kept["preparing"]
    return campaign


def _prepared(world: World) -> list[Any]:
    return [_preparing(world).code]


def _ready(world: World) -> list[Any]:
    campaign = _preparing(world)
    if not campaign.stages.exists():
        campaigns.store_stages(campaign, factories.stage_plans(world.now()))
    return [campaign.code]


def _seen(world: World) -> dict[str, Any]:
    return {"version": _preparing(world).journal_seq}


def _new_campaign(world: World) -> dict[str, Any]:
    told = {"title": "Đợt mới", "code": "dot-moi", "year": "2024"}
    chosen = world.cast.campaign.criteria_set_id
    return {**told, "area": world.cast.province.pk, "criteria_set": chosen}


def _basics(world: World) -> dict[str, Any]:
    return {**_seen(world), **_new_campaign(world)}


def _corrected(world: World) -> CriteriaSet:
    """Return the next version of the round's set; the same one for every door."""
    if "corrected" not in world.kept:
        written = {**factories.CRITERIA, "name": "Bộ tiêu chí thử nghiệm đã sửa"}
        world.kept["corrected"] = criteria.load_set(written)
    chosen: CriteriaSet = world.kept["corrected"]
    return chosen


def _next_version(world: World) -> list[Any]:
    return [world.cast.campaign.code, _corrected(world).pk]


def _correction(world: World) -> dict[str, Any]:
    found = correction.report(campaign=world.cast.campaign, criteria_set=_corrected(world))
    told = {"document_number": "15/QĐ-UBND", "reason": "Ghi nhầm tên"}
    return {**told, "version": found.fingerprint}


def _chain(world: World) -> dict[str, Any]:
    row = {"name": "Tự chấm", "level": "commune", "opens_at": _soon(1), "closes_at": _soon(9)}
    return {**_seen(world), **_rows("stages", row)}


def _conditions(world: World) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for place, each in enumerate(_preparing(world).conditions):
        papers = [paper["key"] for paper in each.get("documents", [])]
        inputs = {**each, "documents": papers} if papers else each
        told |= {f"conditions-{place}-{name}": value for name, value in inputs.items()}
    return {**_seen(world), **told}


def _ladder(world: World) -> dict[str, Any]:
    rungs = _rows(
        "rungs", {"label": "Tốt", "at_least": "80"}, {"label": "Chưa đạt", "at_least": "0"}
    )
    return {**_seen(world), **rungs, "placed": "lowest", "failed_label": "Không đủ điều kiện"}


def _terms(world: World) -> dict[str, Any]:
    shown = {"shown_to_unit": "after_stage", "shown_below": "after_publication"}
    caps = {"bonus_cap": "3", "penalty_cap": "5"}
    return {**_seen(world), **caps, **shown, **_rows("papers", {"label": "Tờ trình"})}


def _rows(prefix: str, *told: dict[str, str]) -> dict[str, str]:
    rows = {
        f"{prefix}-{place}-{name}": value
        for place, row in enumerate(told)
        for name, value in row.items()
    }
    return {**rows, f"{prefix}-TOTAL_FORMS": str(len(told)), f"{prefix}-INITIAL_FORMS": "0"}


_COMMUNE = "07414"
_RESULT_PLACE = _run(_COMMUNE)

DOORS = [
    # accounts
    Door("accounts:login", "GET", "draft", _none),
    Door("accounts:logout", "POST", "draft", _none),
    Door("accounts:password", "GET", "draft", _none),
    Door("accounts:choose_role", "GET", "draft", _none),
    Door("accounts:units", "GET", "draft", _none),
    Door("accounts:list", "GET", "draft", _none),
    Door("accounts:import", "GET", "draft", _none),
    Door("accounts:import", "POST", "draft", _none, _people_list),
    Door("accounts:import_template", "GET", "draft", _none),
    Door("accounts:detail", "GET", "draft", _officer),
    Door("accounts:grant", "POST", "draft", _officer, _grant),
    Door(
        "accounts:end_role",
        "POST",
        "draft",
        lambda world: [world.cast.commune_officer.pk, world.kept["grant"].pk],
        _account,
    ),
    Door("accounts:reset_secret", "POST", "draft", _officer, _account),
    Door("accounts:hand_over", "GET", "draft", _officer),
    Door("accounts:hand_over", "POST", "draft", _officer, _holder),
    Door("accounts:unlock", "POST", "draft", _officer, _account),
    Door("accounts:deactivate", "POST", "draft", _officer, _account),
    Door("accounts:activate", "POST", "draft", lambda world: [world.left.pk], _reopened),
    # scoring
    Door("scoring:criteria", "GET", "draft", _none),
    Door(
        "scoring:criteria_set",
        "GET",
        "draft",
        lambda world: [world.cast.campaign.criteria_set_id],
    ),
    Door("scoring:public_sets", "GET", "draft", _none),
    Door("scoring:set_xlsx", "GET", "draft", _set),
    Door("scoring:set_pdf", "GET", "draft", _printed_set),
    Door("scoring:set_file", "GET", "draft", _set_with_file),
    Door("scoring:set_template", "GET", "draft", _none),
    Door("scoring:set_import", "GET", "draft", _none),
    Door("scoring:set_import", "POST", "draft", _none, _workbook),
    Door("scoring:compare", "GET", "draft", _none),
    Door("scoring:set_bench", "GET", "draft", _set),
    Door("scoring:draft_new", "GET", "draft", _none),
    Door("scoring:draft_new", "POST", "draft", _none, _with(**_SET)),
    Door("scoring:draft", "GET", "draft", _of_draft()),
    Door("scoring:draft_about", "GET", "draft", _of_draft()),
    Door("scoring:draft_about", "POST", "draft", _of_draft(), _saving(**_SET)),
    Door("scoring:draft_paper", "GET", "draft", _of_draft()),
    Door("scoring:draft_file", "GET", "draft", _draft_with_file),
    Door("scoring:draft_bench", "GET", "draft", _of_draft()),
    Door("scoring:draft_group_new", "GET", "draft", _of_draft()),
    Door("scoring:draft_group_new", "POST", "draft", _of_draft(), _NEW_GROUP),
    Door("scoring:draft_group", "GET", "draft", _of_draft(0)),
    Door("scoring:draft_group", "POST", "draft", _of_draft(0), _NEW_GROUP),
    Door("scoring:draft_leaf_new", "GET", "draft", _of_draft()),
    Door("scoring:draft_leaf_new", "POST", "draft", _of_draft(), _NEW_LEAF),
    Door("scoring:draft_leaf", "GET", "draft", _of_draft(0)),
    Door("scoring:draft_leaf", "POST", "draft", _of_draft(0), _NEW_LEAF),
    Door("scoring:draft_move", "POST", "draft", _of_draft(), _saving(node="leaves.0", way="down")),
    Door("scoring:draft_remove", "POST", "draft", _of_draft(), _saving(node="leaves.0")),
    Door("scoring:draft_undo", "POST", "draft", _of_draft(), _saving()),
    Door("scoring:draft_discard", "POST", "draft", _of_draft(), _saving()),
    Door("scoring:draft_publish", "POST", "draft", _of_draft(), _saving()),
    Door("scoring:campaigns", "GET", "draft", _none),
    Door("scoring:campaign", "GET", "draft", _campaign()),
    Door("scoring:campaign_new", "GET", "draft", _none),
    Door("scoring:campaign_new", "POST", "draft", _none, _new_campaign),
    Door("scoring:campaign_basics", "GET", "draft", _prepared),
    Door("scoring:campaign_basics", "POST", "draft", _prepared, _basics),
    Door("scoring:campaign_stages", "GET", "draft", _prepared),
    Door("scoring:campaign_stages", "POST", "draft", _prepared, _chain),
    Door("scoring:campaign_conditions", "GET", "draft", _prepared),
    Door("scoring:campaign_conditions", "POST", "draft", _prepared, _conditions),
    Door("scoring:campaign_ladder", "GET", "draft", _prepared),
    Door("scoring:campaign_ladder", "POST", "draft", _prepared, _ladder),
    Door("scoring:campaign_terms", "GET", "draft", _prepared),
    Door("scoring:campaign_terms", "POST", "draft", _prepared, _terms),
    # the unit's desk
    Door("dossiers:home", "GET", "draft", _none),
    Door("dossiers:read_notices", "POST", "draft", _none),
    Door("dossiers:overview", "GET", "draft", _dossier()),
    Door("dossiers:entry", "GET", "draft", _dossier()),
    Door("dossiers:entry_group", "GET", "draft", _dossier("2")),
    Door(
        "dossiers:entry_group",
        "POST",
        "draft",
        _dossier("2"),
        _with(**{"2.2-count": "2", "2.2-version": "1"}),
    ),
    Door("dossiers:save_score", "POST", "draft", _dossier("2.2"), _with(count="3", version="1")),
    Door("dossiers:attach", "POST", "draft", _dossier("1.2"), _file),
    Door("dossiers:papers", "GET", "draft", _dossier()),
    Door("dossiers:attach_paper", "POST", "draft", _dossier("report"), _file),
    Door("dossiers:evidence", "GET", "draft", _kept("use")),
    Door("dossiers:evidence", "GET", "sent", _kept("use")),
    Door("dossiers:detach", "POST", "draft", _kept("use")),
    Door("dossiers:check", "GET", "draft", _dossier()),
    Door("dossiers:hand_over", "POST", "draft", _dossier()),
    Door("dossiers:approval", "GET", "awaiting_leader", _dossier()),
    Door(
        "dossiers:return_to_officer",
        "POST",
        "awaiting_leader",
        _dossier(),
        _with(reason="Chưa khớp"),
    ),
    Door("dossiers:send", "POST", "awaiting_leader", _dossier()),
    Door("dossiers:receipt", "GET", "sent", lambda world: [world.kept["receipt"]]),
    Door("dossiers:recall", "POST", "sent", _dossier()),
    Door(
        "dossiers:answer",
        "POST",
        "questioned",
        lambda world: [world.cast.dossier.pk, world.kept["question"].pk],
        _with(answer="Vì chuyển kỳ"),
    ),
    Door("dossiers:print_sheet", "POST", "draft", _dossier()),
    Door("dossiers:closings", "GET", "draft", _dossier()),
    # the appraisers' desk
    Door("dossiers:queue", "GET", "sent", _none),
    Door("dossiers:review", "GET", "draft", _dossier()),
    Door("dossiers:review", "GET", "sent", _dossier()),
    Door("dossiers:appraise", "POST", "sent", _dossier("1.1"), _with(points="10", version="0")),
    Door("dossiers:agree", "POST", "sent", _dossier(), _with(codes="all")),
    Door(
        "dossiers:ask",
        "POST",
        "sent",
        _dossier("1.2"),
        lambda world: {"question": "Vì sao?", "until": _soon(1)},
    ),
    Door("dossiers:send_up", "POST", "appraised", _dossier()),
    # the standing body
    Door("dossiers:board", "GET", "sent", _none),
    Door("dossiers:central_list", "GET", "sent", _none),
    Door("dossiers:central", "GET", "sent", _dossier()),
    Door(
        "dossiers:central_save",
        "POST",
        "sent",
        _dossier("2.4"),
        _with(numerator="95", denominator="100", version="0"),
    ),
    Door(
        "dossiers:fact",
        "POST",
        "sent",
        _dossier(),
        _with(is_disciplined="yes", document_number="1/QĐ", reason="Khiển trách"),
    ),
    # results
    Door("dossiers:result_campaigns", "GET", "computed", _none),
    Door("dossiers:newest_run", "GET", "computed", _campaign()),
    Door("dossiers:run", "GET", "computed", _run()),
    Door("dossiers:run_status", "GET", "computed", _run()),
    Door("dossiers:run_unit", "GET", "computed", _RESULT_PLACE),
    Door("dossiers:aggregate", "POST", "computed", _campaign()),
    Door("dossiers:publish", "POST", "computed", _run(), _with(decision_number="1/QĐ-UBND")),
    Door("dossiers:print_table", "POST", "computed", _run()),
    Door("dossiers:run_ranking", "GET", "computed", _run()),
    Door("dossiers:result", "GET", "computed", _dossier()),
    Door("dossiers:result", "GET", "published", _dossier()),
    Door("dossiers:public_campaigns", "GET", "published", _none),
    Door("dossiers:public_results", "GET", "published", _campaign()),
    Door("dossiers:public_unit", "GET", "published", _campaign(_COMMUNE)),
    Door("dossiers:public_ranking", "GET", "published", _campaign()),
    Door("dossiers:public_download", "GET", "published", _campaign()),
    # administration
    Door("dossiers:administration", "GET", "draft", _none),
    Door("dossiers:extensions", "GET", "draft", _none),
    Door("dossiers:opening", "GET", "draft", _prepared),
    Door("dossiers:open_campaign", "POST", "draft", _ready),
    Door("dossiers:add_missing", "POST", "draft", _campaign()),
    Door("dossiers:correction", "GET", "draft", _campaign()),
    Door("dossiers:correction_report", "GET", "draft", _next_version),
    Door("dossiers:correction_report", "POST", "draft", _next_version, _correction),
    Door("dossiers:journal", "GET", "draft", _none),
    Door("dossiers:stage", "GET", "draft", _campaign(1)),
    Door(
        "dossiers:set_deadline",
        "POST",
        "draft",
        _campaign(1),
        lambda world: {"until": _soon(5), "reason": "Mất điện"},
    ),
    Door("dossiers:extend", "POST", "draft", _campaign(1), _extension),
    Door("dossiers:reopen", "POST", "draft", _campaign(1), _extension),
    Door("dossiers:lock", "POST", "draft", _campaign(1), _lock),
    # health
    Door("healthz", "GET", "draft", _none),
    Door("readyz", "GET", "draft", _none),
]

# Addresses that belong to one person's own work, tried in the tests of their pages: nobody
# else's job or preview can be named at all.
PERSONAL = {
    "dossiers:print_job",
    "dossiers:print_file",
    "accounts:import_confirm",
    "scoring:set_import_confirm",
}
