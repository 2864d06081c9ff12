"""Two officers at one row: both see both values, and each chooses."""

from playwright.sync_api import Page, expect

from tests.journeys import desk, looking
from tests.journeys.conftest import People
from tests.journeys.portal import Portal

# A commune with two officers; its dossier was sent, and nobody has begun to appraise it.
COMMUNE = "07246"
LEAF = "1.7"


def test_both_see_both_values_and_each_chooses(portal: Portal, somebody: People) -> None:
    url = portal.dossier(campaign="cqtt-2024", unit=COMMUNE)["url"]
    take_back(somebody(portal.account("leader", COMMUNE)).sign_in(then=url))
    one, two = (
        somebody(portal.account("entry", COMMUNE, nth=nth)).sign_in(then=f"{url}nhap/")
        for nth in range(2)
    )
    desk.type_figures(one, LEAF, {"count": "6"})
    desk.explain(one, LEAF, "Sáu tin của đài xã")
    desk.expect_points(one, LEAF, "1,50")
    desk.expect_saved(one, LEAF)
    expect_conflict(two, typed="9", stored="6")
    expect(desk.row(two, LEAF).locator(".both")).to_contain_text("Sáu tin của đài xã")
    assert not looking.faults(two)
    desk.row(two, LEAF).get_by_role("button", name="Giữ của tôi").click()
    desk.expect_points(two, LEAF, "2,25")
    # Now the first one is behind, and takes what the other has stored.
    expect_conflict(one, typed="7", stored="9")
    one.evaluate("() => (window.isSamePage = true)")
    desk.row(one, LEAF).get_by_role("button", name="Lấy bản đã lưu").click()
    expect(desk.row(one, LEAF).locator("[data-field=count]")).to_have_value("9")
    expect(desk.row(one, LEAF).locator("[role=alert]")).to_have_count(0)
    expect(desk.row(one, LEAF).locator("[data-field=explanation]")).to_have_value("")
    desk.expect_points(one, LEAF, "2,25")
    assert one.evaluate("() => window.isSamePage")
    # What was taken is what the next change builds on.
    desk.type_figures(one, LEAF, {"count": "8"})
    desk.expect_points(one, LEAF, "2,00")


def take_back(leader: Page) -> None:
    """The leader takes the dossier back and gives it to the officers."""
    desk.confirm(leader, "recall")
    leader.wait_for_url("**/duyet/")
    desk.confirm(leader, "return", words={"reason": "Rà soát lại nhóm 1."})
    expect(leader.locator("#content")).to_contain_text("Đã trả lại")


def expect_conflict(page: Page, *, typed: str, stored: str) -> None:
    """Type a figure into a row that somebody else has changed meanwhile."""
    with page.expect_response(f"**/nhap/{LEAF}/") as answered:
        desk.type_figures(page, LEAF, {"count": typed})
    assert answered.value.status == 409
    row = desk.row(page, LEAF)
    expect(row.get_by_role("button", name="Giữ của tôi")).to_be_in_viewport()
    expect(row.locator("[role=alert][data-error=conflict] [data-stored]").first).to_contain_text(
        stored
    )
    expect(row.locator("[data-field=count]")).to_have_value(typed)
