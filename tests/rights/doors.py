"""Every address of the portal with a request that would succeed for whoever has the right.

A new address needs its door here; the test then prints the lines for docs/permissions.csv, each
to be judged before it is added.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.rights import given


@dataclass(frozen=True)
class Door:
    """One address and method, tried while the home dossier stands in ``state``."""

    name: str
    method: str
    state: str
    args: given.Told
    data: given.Told = lambda world: {}
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        return self.name, self.method


DOORS = [
    # accounts
    Door("accounts:login", "GET", "draft", given.none),
    Door("accounts:logout", "POST", "draft", given.none),
    Door("accounts:password", "GET", "draft", given.none),
    Door("accounts:choose_role", "GET", "draft", given.none),
    Door("accounts:units", "GET", "draft", given.none),
    Door("accounts:list", "GET", "draft", given.none),
    Door("accounts:import", "GET", "draft", given.none),
    Door("accounts:import", "POST", "draft", given.none, given.people_list),
    Door("accounts:import_template", "GET", "draft", given.none),
    Door("accounts:detail", "GET", "draft", given.officer),
    Door("accounts:grant", "POST", "draft", given.officer, given.grant),
    Door(
        "accounts:end_role",
        "POST",
        "draft",
        lambda world: [world.cast.commune_officer.pk, world.kept["grant"].pk],
        given.account,
    ),
    Door("accounts:reset_secret", "POST", "draft", given.officer, given.account),
    Door("accounts:hand_over", "GET", "draft", given.officer),
    Door("accounts:hand_over", "POST", "draft", given.officer, given.holder),
    Door("accounts:unlock", "POST", "draft", given.officer, given.account),
    Door("accounts:deactivate", "POST", "draft", given.officer, given.account),
    Door("accounts:activate", "POST", "draft", lambda world: [world.left.pk], given.reopened),
    # scoring
    Door("scoring:criteria", "GET", "draft", given.none),
    Door(
        "scoring:criteria_set",
        "GET",
        "draft",
        lambda world: [world.cast.campaign.criteria_set_id],
    ),
    Door("scoring:public_sets", "GET", "draft", given.none),
    Door("scoring:set_xlsx", "GET", "draft", given.stored_set),
    Door("scoring:set_pdf", "GET", "draft", given.printed_set),
    Door("scoring:set_file", "GET", "draft", given.set_with_file),
    Door("scoring:set_template", "GET", "draft", given.none),
    Door("scoring:set_import", "GET", "draft", given.none),
    Door("scoring:set_import", "POST", "draft", given.none, given.set_workbook),
    Door("scoring:compare", "GET", "draft", given.none),
    Door("scoring:set_bench", "GET", "draft", given.stored_set),
    Door("scoring:draft_new", "GET", "draft", given.none),
    Door("scoring:draft_new", "POST", "draft", given.none, given.typed(**given.SET)),
    Door("scoring:draft", "GET", "draft", given.of_draft()),
    Door("scoring:draft_about", "GET", "draft", given.of_draft()),
    Door("scoring:draft_about", "POST", "draft", given.of_draft(), given.saving(**given.SET)),
    Door("scoring:draft_paper", "GET", "draft", given.of_draft()),
    Door("scoring:draft_file", "GET", "draft", given.draft_with_file),
    Door("scoring:draft_bench", "GET", "draft", given.of_draft()),
    Door("scoring:draft_group_new", "GET", "draft", given.of_draft()),
    Door("scoring:draft_group_new", "POST", "draft", given.of_draft(), given.NEW_GROUP),
    Door("scoring:draft_group", "GET", "draft", given.of_draft(0)),
    Door("scoring:draft_group", "POST", "draft", given.of_draft(0), given.NEW_GROUP),
    Door("scoring:draft_leaf_new", "GET", "draft", given.of_draft()),
    Door("scoring:draft_leaf_new", "POST", "draft", given.of_draft(), given.NEW_LEAF),
    Door("scoring:draft_leaf", "GET", "draft", given.of_draft(0)),
    Door("scoring:draft_leaf", "POST", "draft", given.of_draft(0), given.NEW_LEAF),
    Door(
        "scoring:draft_move",
        "POST",
        "draft",
        given.of_draft(),
        given.saving(node="leaves.0", way="down"),
    ),
    Door("scoring:draft_remove", "POST", "draft", given.of_draft(), given.saving(node="leaves.0")),
    Door("scoring:draft_undo", "POST", "draft", given.of_draft(), given.saving()),
    Door("scoring:draft_discard", "POST", "draft", given.of_draft(), given.saving()),
    Door("scoring:draft_publish", "POST", "draft", given.of_draft(), given.saving()),
    Door("scoring:campaigns", "GET", "draft", given.none),
    Door("scoring:campaign", "GET", "draft", given.campaign()),
    Door("scoring:campaign_new", "GET", "draft", given.none),
    Door("scoring:campaign_new", "POST", "draft", given.none, given.new_campaign),
    Door("scoring:campaign_basics", "GET", "draft", given.prepared),
    Door("scoring:campaign_basics", "POST", "draft", given.prepared, given.basics),
    Door("scoring:campaign_stages", "GET", "draft", given.prepared),
    Door("scoring:campaign_stages", "POST", "draft", given.prepared, given.chain),
    Door("scoring:campaign_conditions", "GET", "draft", given.prepared),
    Door("scoring:campaign_conditions", "POST", "draft", given.prepared, given.conditions),
    Door("scoring:campaign_ladder", "GET", "draft", given.prepared),
    Door("scoring:campaign_ladder", "POST", "draft", given.prepared, given.ladder),
    Door("scoring:campaign_terms", "GET", "draft", given.prepared),
    Door("scoring:campaign_terms", "POST", "draft", given.prepared, given.terms),
    # the unit's desk
    Door("dossiers:home", "GET", "draft", given.none),
    Door("dossiers:read_notices", "POST", "draft", given.none),
    Door("dossiers:overview", "GET", "draft", given.dossier()),
    Door("dossiers:entry", "GET", "draft", given.dossier()),
    Door("dossiers:entry_leaf", "GET", "draft", given.dossier("2.2")),
    Door("dossiers:entry_view", "POST", "draft", given.dossier(), given.typed(view="tieu-chi")),
    Door("dossiers:entry_group", "GET", "draft", given.dossier("2")),
    Door(
        "dossiers:entry_group",
        "POST",
        "draft",
        given.dossier("2"),
        given.typed(**{"2.2-count": "2", "2.2-version": "1"}),
    ),
    Door(
        "dossiers:save_score",
        "POST",
        "draft",
        given.dossier("2.2"),
        given.typed(count="3", version="1"),
    ),
    Door("dossiers:attach", "POST", "draft", given.dossier("1.2"), given.file),
    Door("dossiers:uploads", "POST", "draft", given.dossier(), headers=given.UPLOAD),
    Door("dossiers:papers", "GET", "draft", given.dossier()),
    Door("dossiers:attach_paper", "POST", "draft", given.dossier("report"), given.file),
    Door("dossiers:evidence", "GET", "draft", given.kept("use")),
    Door("dossiers:evidence", "GET", "sent", given.kept("use")),
    Door("dossiers:original", "GET", "draft", given.original),
    Door("dossiers:original", "GET", "sent", given.original),
    Door("dossiers:detach", "POST", "draft", given.kept("use")),
    Door("dossiers:workbook", "GET", "draft", given.dossier()),
    Door("dossiers:workbook", "POST", "draft", given.dossier(), given.unit_workbook),
    Door("dossiers:workbook_file", "GET", "draft", given.dossier()),
    Door("dossiers:report", "GET", "draft", given.dossier()),
    Door(
        "dossiers:report",
        "POST",
        "draft",
        given.dossier(),
        given.typed(difficulties="Đường truyền chậm", version="0"),
    ),
    Door("dossiers:print_draft", "POST", "draft", given.dossier("report")),
    Door("dossiers:print_draft", "POST", "sent", given.dossier("score_sheet_docx")),
    Door("dossiers:content_code", "GET", "draft", given.dossier("K7QF-2MXA")),
    Door("dossiers:content_code", "GET", "sent", given.dossier("K7QF-2MXA")),
    Door(
        "dossiers:comment",
        "POST",
        "awaiting_leader",
        given.dossier("1.1"),
        given.typed(comment="Xem lại số liệu"),
    ),
    Door("dossiers:settle_comment", "POST", "awaiting_leader", given.remark),
    Door("dossiers:print_receipt", "POST", "sent", lambda world: [world.kept["receipt"]]),
    Door("dossiers:check", "GET", "draft", given.dossier()),
    Door("dossiers:hand_over", "POST", "draft", given.dossier()),
    Door("dossiers:approval", "GET", "awaiting_leader", given.dossier()),
    Door(
        "dossiers:return_to_officer",
        "POST",
        "awaiting_leader",
        given.dossier(),
        given.typed(reason="Chưa khớp"),
    ),
    Door("dossiers:send", "POST", "awaiting_leader", given.dossier()),
    Door("dossiers:receipt", "GET", "sent", lambda world: [world.kept["receipt"]]),
    Door("dossiers:recall", "POST", "sent", given.dossier()),
    Door(
        "dossiers:answer",
        "POST",
        "questioned",
        lambda world: [world.cast.dossier.pk, world.kept["question"].pk],
        given.typed(answer="Vì chuyển kỳ"),
    ),
    Door("dossiers:print_sheet", "POST", "draft", given.dossier()),
    Door("dossiers:closings", "GET", "draft", given.dossier()),
    # registration, notices, who is here
    Door("dossiers:registrations", "GET", "draft", given.none),
    Door("dossiers:registration", "GET", "draft", given.dossier()),
    Door("dossiers:registration", "GET", "registered", given.dossier()),
    Door("dossiers:save_registration", "POST", "draft", given.dossier(), given.REGISTERED),
    Door("dossiers:send_registration", "POST", "draft", given.dossier(), given.REGISTERED),
    Door("dossiers:print_registration", "POST", "registered", given.dossier()),
    Door("dossiers:approve_registrations", "POST", "registered", given.none, given.approval),
    Door(
        "dossiers:return_registration",
        "POST",
        "registered",
        given.dossier(),
        given.typed(reason="Chưa nêu phạm vi", version="1"),
    ),
    Door("dossiers:notices", "GET", "draft", given.none),
    Door("dossiers:presence", "POST", "draft", given.dossier(), given.typed(leaf="1.2")),
    # the appraisers' desk
    Door("dossiers:queue", "GET", "sent", given.none),
    Door("dossiers:review", "GET", "draft", given.dossier()),
    Door("dossiers:review", "GET", "sent", given.dossier()),
    Door(
        "dossiers:appraise",
        "POST",
        "sent",
        given.dossier("1.1"),
        given.typed(points="10", version="0"),
    ),
    Door("dossiers:agree", "POST", "sent", given.dossier(), given.typed(codes="all")),
    Door(
        "dossiers:ask",
        "POST",
        "sent",
        given.dossier("1.2"),
        lambda world: {"question": "Vì sao?", "until": given.soon(1)},
    ),
    Door("dossiers:send_up", "POST", "appraised", given.dossier()),
    # the standing body
    Door("dossiers:board", "GET", "sent", given.none),
    Door("dossiers:central_list", "GET", "sent", given.none),
    Door("dossiers:central", "GET", "sent", given.dossier()),
    Door(
        "dossiers:central_save",
        "POST",
        "sent",
        given.dossier("2.4"),
        given.typed(numerator="95", denominator="100", version="0"),
    ),
    Door(
        "dossiers:fact",
        "POST",
        "sent",
        given.dossier(),
        given.typed(is_disciplined="yes", document_number="1/QĐ", reason="Khiển trách"),
    ),
    # results
    Door("dossiers:result_campaigns", "GET", "computed", given.none),
    Door("dossiers:newest_run", "GET", "computed", given.campaign()),
    Door("dossiers:run", "GET", "computed", given.run()),
    Door("dossiers:run_status", "GET", "computed", given.run()),
    Door("dossiers:run_unit", "GET", "computed", given.RESULT_PLACE),
    Door("dossiers:aggregate", "POST", "computed", given.campaign()),
    Door(
        "dossiers:publish",
        "POST",
        "computed",
        given.run(),
        given.typed(decision_number="1/QĐ-UBND"),
    ),
    Door("dossiers:print_table", "POST", "computed", given.run()),
    Door("dossiers:run_ranking", "GET", "computed", given.run()),
    Door("dossiers:result", "GET", "computed", given.dossier()),
    Door("dossiers:result", "GET", "published", given.dossier()),
    Door("dossiers:public_campaigns", "GET", "published", given.none),
    Door("dossiers:public_results", "GET", "published", given.campaign()),
    Door("dossiers:public_unit", "GET", "published", given.campaign(given.COMMUNE)),
    Door("dossiers:public_ranking", "GET", "published", given.campaign()),
    Door("dossiers:public_download", "GET", "published", given.campaign()),
    # administration
    Door("dossiers:administration", "GET", "draft", given.none),
    Door("dossiers:extensions", "GET", "draft", given.none),
    Door("dossiers:opening", "GET", "draft", given.prepared),
    Door("dossiers:open_campaign", "POST", "draft", given.ready),
    Door("dossiers:add_missing", "POST", "draft", given.campaign()),
    Door("dossiers:correction", "GET", "draft", given.campaign()),
    Door("dossiers:correction_report", "GET", "draft", given.next_version),
    Door("dossiers:correction_report", "POST", "draft", given.next_version, given.set_correction),
    Door("dossiers:journal", "GET", "draft", given.none),
    Door("dossiers:stage", "GET", "draft", given.campaign(1)),
    Door(
        "dossiers:set_deadline",
        "POST",
        "draft",
        given.campaign(1),
        lambda world: {"until": given.soon(5), "reason": "Mất điện"},
    ),
    Door("dossiers:extend", "POST", "draft", given.campaign(1), given.extension),
    Door("dossiers:reopen", "POST", "draft", given.campaign(1), given.extension),
    Door("dossiers:lock", "POST", "draft", given.campaign(1), given.lock),
    # health
    Door("healthz", "GET", "draft", given.none),
    Door("readyz", "GET", "draft", given.none),
    # last year, of which the doors above know nothing
    Door("dossiers:carry_over", "GET", "draft", given.last_year),
    Door("dossiers:carry_over", "POST", "draft", given.last_year),
    Door("dossiers:confirm_carried", "POST", "draft", given.copied, given.typed(code="2.3")),
    Door("dossiers:settle_paper", "POST", "draft", given.paper_wanted),
]

# Addresses that belong to one person's own work, tried in the tests of their pages: nobody
# else's job or preview can be named at all.
PERSONAL = {
    "dossiers:print_job",
    "dossiers:print_file",
    "dossiers:workbook_apply",
    "dossiers:notice",
    "dossiers:upload",
    "accounts:import_confirm",
    "scoring:set_import_confirm",
}
