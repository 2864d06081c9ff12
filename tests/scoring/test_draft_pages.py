"""The editor of criteria sets over HTTP: built from nothing, refused where wrong, published."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role, UnitLevel
from accounts.models import User
from scoring.actions import criteria, drafts
from scoring.models import CriteriaDraft, CriteriaSet
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db

BANDS = [("99", "", "60"), ("90", "99", "30"), ("0", "90", "0")]


def seat(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def desk(cast_today: Cast) -> Client:
    return seat(cast_today.administrator)


@pytest.fixture
def draft(cast_today: Cast) -> CriteriaDraft:
    document = criteria.read_file("friendly-government-2024")
    return drafts.create(document=document, by=cast_today.administrator)


def url(name: str, *args: object) -> str:
    return reverse(f"scoring:{name}", args=args)


def step_leaf(bands: list[tuple[str, str, str]], **more: str) -> dict[str, Any]:
    told = {
        "code": "1.2",
        "name": "Giải quyết hồ sơ đúng hạn",
        "group": "1",
        "max_points": "60",
        "kind": "STEP",
        "scored_by": "unit",
        "parameters.measure": "ratio",
        "parameters.unit": "hồ sơ",
        "parameters.numerator_label": "Số hồ sơ đúng hạn",
        "parameters.denominator_label": "Tổng số hồ sơ",
    }
    for index, (low, high, points) in enumerate(bands):
        start = f"parameters.bands.{index}."
        told |= {f"{start}from": low, f"{start}below": high, f"{start}points": points}
        told |= {f"{start}from_in": "yes", f"{start}below_in": "no"}
    return {**told, **more}


def yesno_leaf(**more: str) -> dict[str, str]:
    told = {
        "code": "1.1",
        "name": "Có kế hoạch năm",
        "group": "1",
        "max_points": "40",
        "kind": "YESNO",
        "scored_by": "unit",
        "parameters.statement": "Đã ban hành kế hoạch",
    }
    return {**told, **more}


def begun(desk: Client) -> CriteriaDraft:
    """Begin an empty draft and give it one group of 100 points."""
    told = {"name": "Bộ thử 2027", "code": "bo-thu", "year": "2027", "unit_level": "commune"}
    assert desk.post(url("draft_new"), told).status_code == 303
    draft = CriteriaDraft.objects.get(title="Bộ thử 2027")
    group = {"code": "1", "name": "Nhóm một", "max_points": "100", "version": "1"}
    assert desk.post(url("draft_group_new", draft.pk), group).status_code == 303
    return draft


def save(desk: Client, draft: CriteriaDraft, told: dict[str, Any]) -> HttpResponse:
    draft.refresh_from_db()
    return desk.post(url("draft_leaf_new", draft.pk), {**told, "version": draft.version})


def version(draft: CriteriaDraft) -> dict[str, int]:
    draft.refresh_from_db()
    return {"version": draft.version}


def test_a_set_is_built_from_nothing_and_published(desk: Client) -> None:
    draft = begun(desk)
    assert save(desk, draft, yesno_leaf()).status_code == 303
    page = desk.get(url("draft", draft.pk)).content.decode()
    assert "các tiêu chí bên trong cộng lại là 40" in page
    refused = desk.post(url("draft_publish", draft.pk), version(draft))
    assert refused.status_code == 422
    assert 'data-error="invalid"' in refused.content.decode()
    assert save(desk, draft, step_leaf(BANDS)).status_code == 303
    done = desk.post(url("draft_publish", draft.pk), version(draft))
    published = CriteriaSet.objects.get(key="bo-thu")
    assert done.headers["Location"] == url("criteria_set", published.pk)
    assert "công bố nên không sửa được" in desk.get(url("draft", draft.pk)).content.decode()
    late = desk.post(url("draft_group", draft.pk, 0), {"code": "1", **version(draft)})
    assert late.status_code in (409, 422)


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ([("99", "", "60"), ("90", "98", "30"), ("0", "90", "0")], "khoảng trống giữa 98 % và 99"),
        ([("99", "", "60"), ("90", "99,5", "30"), ("0", "90", "0")], "chồng lên nhau tại 99 %"),
        ([("99", "", "61"), ("90", "99", "30"), ("0", "90", "0")], "không được vượt quá 60"),
        ([("0,97", "", "60"), ("0", "0,97", "0")], "có phải là 97 %"),
    ],
)
def test_wrong_bands_are_refused_at_their_place(
    desk: Client, bands: list[tuple[str, str, str]], said: str
) -> None:
    draft = begun(desk)
    answer = save(desk, draft, step_leaf(bands))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert 'href="#parameters.bands' in page
    assert bands[0][0] in page
    draft.refresh_from_db()
    assert draft.document["leaves"] == []


def test_a_code_or_a_key_is_used_once(desk: Client) -> None:
    draft = begun(desk)
    save(desk, draft, yesno_leaf())
    answer = save(desk, draft, yesno_leaf())
    assert answer.status_code == 422
    assert "Mã 1.1 đã có trong bộ tiêu chí" in answer.content.decode()
    assert "Khóa so sánh 1.1 đã dùng" in answer.content.decode()


def test_the_summary_names_the_field_of_each_problem(desk: Client) -> None:
    draft = begun(desk)
    told = step_leaf([("99", "", "61"), ("0", "99", "0")], code="")
    form = save(desk, draft, told).context["form"]
    assert ("code", "Mã: Cần ghi nội dung bằng chữ.") in form.summary
    assert "key" not in dict(form.summary)
    assert dict(form.summary)["parameters.bands.0.points"].startswith("Bậc 1, điểm: ")


def test_looking_saves_nothing_and_says_the_rule(desk: Client) -> None:
    draft = begun(desk)
    answer = save(desk, draft, step_leaf(BANDS, action="look"))
    assert answer.status_code == 200
    assert "từ 90 % đến dưới 99 %: 30 điểm" in answer.content.decode()
    longer = save(desk, draft, step_leaf(BANDS, action="more:parameters.bands"))
    assert "parameters.bands.4.points" in longer.content.decode()
    draft.refresh_from_db()
    assert draft.document["leaves"] == []


def test_second_writer_keeps_what_was_typed(desk: Client) -> None:
    draft = begun(desk)
    stale = desk.post(url("draft_leaf_new", draft.pk), {**yesno_leaf(), "version": "1"})
    page = stale.content.decode()
    assert stale.status_code == 409
    assert 'data-error="conflict"' in page
    assert "Đã ban hành kế hoạch" in page


def test_nodes_are_moved_removed_and_brought_back(desk: Client) -> None:
    draft = begun(desk)
    save(desk, draft, yesno_leaf())
    save(desk, draft, step_leaf(BANDS))
    up = {"node": "leaves.1", "way": "up", **version(draft)}
    moved = desk.post(url("draft_move", draft.pk), up)
    assert moved.headers["Location"].endswith("#leaves-0")
    draft.refresh_from_db()
    assert [leaf["code"] for leaf in draft.document["leaves"]] == ["1.2", "1.1"]
    desk.post(url("draft_remove", draft.pk), {"node": "groups.0", **version(draft)})
    draft.refresh_from_db()
    assert draft.document["leaves"] == []
    desk.post(url("draft_undo", draft.pk), version(draft))
    draft.refresh_from_db()
    assert len(draft.document["leaves"]) == 2
    lost = {"node": "leaves.0", "parent": "không có", **version(draft)}
    assert desk.post(url("draft_move", draft.pk), lost).status_code == 422
    assert desk.post(url("draft_remove", draft.pk), {"node": "leaves.9"}).status_code == 404


def test_a_group_that_is_renamed_keeps_its_leaves(desk: Client) -> None:
    draft = begun(desk)
    save(desk, draft, yesno_leaf())
    group = {"code": "I", "name": "Nhóm một", "max_points": "100", **version(draft)}
    desk.post(url("draft_group", draft.pk, 0), group)
    draft.refresh_from_db()
    assert draft.document["leaves"][0]["group"] == "I"


def test_every_leaf_of_a_real_set_is_edited_without_loss(
    desk: Client, draft: CriteriaDraft
) -> None:
    """What the form shows, sent back as it is, is the same leaf."""
    before = draft.document
    for index in range(len(before["leaves"])):
        page = desk.get(url("draft_leaf", draft.pk, index))
        told = _inputs(page.context["form"])
        answer = desk.post(url("draft_leaf", draft.pk, index), {**told, **version(draft)})
        assert answer.status_code == 303, (index, answer.context["form"].summary)
    draft.refresh_from_db()
    assert draft.document["leaves"] == before["leaves"]


def _inputs(form: Any) -> dict[str, str]:
    drawn = [*form.about, form.kind, *form.givers, *form.flags, *form.kinds]
    drawn += [*form.evidence, *form.guidance, *_of_blocks(form.rule)]
    return {each.name: each.value for each in drawn if each.widget != "flag" or each.value}


def _of_blocks(blocks: Any) -> list[Any]:
    found = []
    for block in blocks:
        if block.drawn:
            found.append(block.drawn)
        for row in block.rows or ():
            found += [*row.cells, *_of_blocks(row.inner)]
    return found


def test_a_copy_for_next_year_keeps_keys_and_is_compared(desk: Client, cast_today: Cast) -> None:
    source = cast_today.campaign.criteria_set
    offered = desk.get(f"{url('draft_new')}?tu={source.pk}").content.decode()
    assert 'value="2025"' in offered
    told = {"name": "Bản sao", "code": "small", "year": "2025", "unit_level": "commune"}
    desk.post(f"{url('draft_new')}?tu={source.pk}", told)
    copy = CriteriaDraft.objects.get(title="Bản sao")
    assert copy.based_on == source
    assert copy.document["leaves"][0]["key"] == "k1.1"
    changed = yesno_leaf(key="k1.1", max_points="5", name="Tên mới", code="1.9")
    desk.post(url("draft_leaf", copy.pk, 0), {**changed, **version(copy)})
    page = desk.get(f"{url('compare')}?truoc=bo-{source.pk}&sau=nhap-{copy.pk}").content.decode()
    assert "<strong>1</strong> tiêu chí sửa đổi" in page
    assert "Tên mới" in page
    assert "Tiêu chí thử nghiệm 1.1" in page


def test_the_bench_says_points_and_edges(desk: Client, cast_today: Cast) -> None:
    bench = url("set_bench", cast_today.campaign.criteria_set_id)
    page = desk.get(
        bench, {"tieu-chi": "1.2", "numerator": "95", "denominator": "100", "evidence": "yes"}
    ).content.decode()
    assert "từ 90 % đến dưới 99 % → 10,00 điểm" in page
    assert "98.990 / 100.000 = 98,99 %" in page
    unproved = desk.get(bench, {"tieu-chi": "1.2", "numerator": "95", "denominator": "100"})
    assert "Không có tài liệu kiểm chứng" in unproved.content.decode()
    left_out = desk.get(bench, {"tieu-chi": "1.3", "applicable": "no"}).content.decode()
    assert "không tính vào điểm tối đa" in left_out
    wrong = desk.get(bench, {"tieu-chi": "1.2", "numerator": "9", "denominator": "5"})
    assert "không được lớn hơn" in wrong.content.decode()
    assert desk.get(bench, {"tieu-chi": "9.9"}).status_code == 404


def test_the_bench_tries_a_unit_beside_the_leader(desk: Client) -> None:
    draft = begun(desk)
    measured = {"parameters.measure": "number", "parameters.value_label": "Số giờ"}
    save(desk, draft, yesno_leaf(kind="RELATIVE", **{**measured, "parameters.among": "branch"}))
    bench = url("draft_bench", draft.pk)
    alone = desk.get(bench, {"value": "5", "evidence": "yes"}).content.decode()
    assert "điểm tính khi tổng hợp" in alone
    page = desk.get(bench, {"value": "5", "best": "10", "evidence": "yes"}).content.decode()
    assert '<p class="bench__points" data-points>20,00</p>' in page
    lower = desk.get(bench, {"value": "5", "best": "4"}).content.decode()
    assert "không thể thấp hơn" in lower


def test_numbers_that_no_page_of_ours_sent_are_no_faults(desk: Client, cast_today: Cast) -> None:
    draft, endless = begun(desk), "9" * 5000
    for sent in (endless, "9" * 40):
        stale = desk.post(url("draft_undo", draft.pk), {"version": sent})
        assert stale.status_code == 409
        assert desk.get(f"{url('draft_new')}?tu={sent}").status_code == 200
        assert desk.get(f"{url('compare')}?truoc=bo-{sent}&sau=nhap-{draft.pk}").status_code == 404
        rows = {f"parameters.bands.{sent}.points": "5", "action": "look", **version(draft)}
        typed = urlencode({**yesno_leaf(), **rows})
        form = "application/x-www-form-urlencoded"
        looked = desk.post(url("draft_leaf_new", draft.pk), typed, content_type=form)
        assert looked.status_code == 200
        lost = desk.post(url("draft_remove", draft.pk), {"node": f"leaves.{sent}"})
        assert lost.status_code == 404


def test_drafts_do_not_exist_for_others(cast_today: Cast, draft: CriteriaDraft) -> None:
    other = factories.make_unit("Tỉnh Khác", UnitLevel.PROVINCE)
    since = timezone.now() - timedelta(days=1)
    stranger = factories.make_person("Cao Văn Xa", (Role.ADMIN, other), since=since)
    for person in (stranger, cast_today.commune_officer):
        client = seat(person)
        for name in ("draft", "draft_bench", "draft_paper", "draft_leaf_new", "draft_about"):
            assert client.get(url(name, draft.pk)).status_code == 404
        hidden = f"{url('compare')}?truoc=nhap-{draft.pk}&sau=nhap-{draft.pk}"
        assert client.get(hidden).status_code == 404
    assert seat(cast_today.commune_officer).get(url("draft_new")).status_code == 403


def test_the_list_asks_as_much_for_many_drafts(cast_today: Cast, desk: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(url("criteria")).status_code == 200
        return len(seen)

    drafts.create(document={"name": "Một"}, by=cast_today.administrator)
    queries()
    few = queries()
    for name in ("Hai", "Ba"):
        drafts.create(document={"name": name}, by=cast_today.administrator)
    assert queries() == few
