"""Files of the guidance: taken with a leaf, kept by content, published with the set."""

import io
import zipfile
from http import HTTPStatus
from typing import Any
from unittest import mock

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.errors import Invalid, NotAllowed
from accounts.files import inspect, receive
from accounts.models import User
from dossiers.queries import leaf_texts
from scoring.actions import criteria, drafts, guidance
from scoring.exports import layout, set_paper, workbook
from scoring.imports import criteria_set as imported
from scoring.models import CriteriaDraft, CriteriaSet, Criterion, GuidanceFile
from scoring.queries import comparison
from scoring.rules import document as documents
from scoring.rules.errors import InvalidParameters
from tests import stories
from tests.factories import Cast

pytestmark = pytest.mark.django_db

PDF = stories.pdf_bytes("mẫu báo cáo")
DISTRICT = criteria.read_file("friendly-government-district-2024")
# The first leaf of that set, as the editor's form sends it.
LEAF = {
    "code": "9.9",
    "name": "Mới",
    "group": "1",
    "max_points": "5",
    "kind": "YESNO",
    "scored_by": "unit",
    "parameters.statement": "Đã ban hành",
}


def seat(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def desk(cast_today: Cast) -> Client:
    return seat(cast_today.administrator)


@pytest.fixture
def draft(cast_today: Cast) -> CriteriaDraft:
    return drafts.create(document=DISTRICT, by=cast_today.administrator)


def docx_bytes() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", b"<document/>")
    return made.getvalue()


def save(desk: Client, draft: CriteriaDraft, *files: SimpleUploadedFile, **more: Any) -> Any:
    draft.refresh_from_db()
    data = {**LEAF, "version": draft.version, "file": list(files), **more}
    return desk.post(reverse("scoring:draft_leaf", args=[draft.pk, 0]), data)


def attached(draft: CriteriaDraft) -> list[dict[str, str]]:
    draft.refresh_from_db()
    leaf = next(each for each in draft.document["leaves"] if each["code"] == "9.9")
    return leaf.get("attachments", [])


def published(by: User) -> CriteriaSet:
    """Publish the set with one kept file at its first leaf."""
    draft = drafts.create(document=DISTRICT, by=by)
    paper = receive.paper(stories.upload(PDF), accepted=inspect.ACCEPTED_AS_GUIDANCE)
    kept = guidance.keep(draft=draft, paper=paper, by=by)
    leaf = {
        **DISTRICT["leaves"][0],
        "attachments": [{"name": "Mẫu báo cáo.pdf", "sha256": kept.sha256}],
    }
    return drafts.publish(document={**DISTRICT, "leaves": [leaf, *DISTRICT["leaves"][1:]]}, by=by)


def test_files_are_saved_with_their_leaf_and_taken_off_again(
    desk: Client, draft: CriteriaDraft
) -> None:
    files = [stories.upload(PDF, "mẫu.pdf"), stories.upload(docx_bytes(), "đề cương.docx")]
    assert save(desk, draft, *files).status_code == HTTPStatus.SEE_OTHER
    first, second = attached(draft)
    assert [first["name"], second["name"]] == ["mẫu.pdf", "đề cương.docx"]
    assert GuidanceFile.objects.get(sha256=second["sha256"]).media_type == inspect.DOCX
    # A ticked box stays, the other file goes.
    kept = {"attachments.1": f"{second['sha256']} {second['name']}"}
    assert save(desk, draft, **kept).status_code == HTTPStatus.SEE_OTHER
    assert attached(draft) == [second]
    assert save(desk, draft).status_code == HTTPStatus.SEE_OTHER
    assert attached(draft) == []


def test_the_same_bytes_are_kept_once(cast_today: Cast, draft: CriteriaDraft) -> None:
    for name in ("một.pdf", "hai.pdf"):
        paper = receive.paper(stories.upload(PDF, name), accepted=inspect.ACCEPTED_AS_GUIDANCE)
        guidance.keep(draft=draft, paper=paper, by=cast_today.administrator)
    kept = GuidanceFile.objects.get()
    with default_storage.open(kept.file.name) as file:
        assert file.read() == PDF


def test_two_who_bring_the_same_bytes_at_once_keep_one_copy(
    cast_today: Cast, draft: CriteriaDraft
) -> None:
    by = cast_today.administrator
    paper = receive.paper(stories.upload(stories.pdf_bytes("cùng lúc")))
    first = guidance.keep(draft=draft, paper=paper, by=by)
    # The other looked before the first had finished.
    unseen = GuidanceFile.objects.none()
    paper.file.seek(0)
    with mock.patch.object(GuidanceFile.objects, "filter", return_value=unseen):
        assert guidance.keep(draft=draft, paper=paper, by=by) == first
    folder, _, name = first.file.name.rpartition("/")
    assert default_storage.listdir(folder)[1] == [name]


def test_only_who_draws_up_the_set_brings_files(cast_today: Cast, draft: CriteriaDraft) -> None:
    paper = receive.paper(stories.upload(PDF), accepted=inspect.ACCEPTED_AS_GUIDANCE)
    with pytest.raises(NotAllowed):
        guidance.keep(draft=draft, paper=paper, by=cast_today.commune_officer)
    assert not GuidanceFile.objects.exists()


def test_a_refused_file_is_told_at_its_field_and_the_others_stay(
    desk: Client, draft: CriteriaDraft
) -> None:
    page = stories.upload(b"<!doctype html><script>1</script>", "mẫu.pdf")
    answer = save(desk, draft, stories.upload(PDF, "tốt.pdf"), page)
    text = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'data-error="file_type"' in text
    assert 'id="file-error"' in text
    assert "là trang web (HTML)" in text
    # What was taken waits in the form, ticked; nothing is stored in the draft yet.
    sha256 = GuidanceFile.objects.get().sha256
    assert f'value="{sha256} tốt.pdf"' in text
    assert "chưa lưu" in text
    draft.refresh_from_db()
    assert draft.document == DISTRICT


def test_a_file_waits_while_another_field_is_mended(desk: Client, draft: CriteriaDraft) -> None:
    answer = save(desk, draft, stories.upload(PDF, "mẫu.pdf"), max_points="nhiều")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'data-error="invalid"' in answer.content.decode()
    assert f'value="{GuidanceFile.objects.get().sha256} mẫu.pdf"' in answer.content.decode()


def test_a_file_that_is_too_large_has_its_own_answer(
    desk: Client, draft: CriteriaDraft, settings: Any
) -> None:
    settings.QCDC_MAX_FILE_BYTES = 100
    answer = save(desk, draft, stories.upload(PDF, "mẫu.pdf"))
    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert 'data-error="file_too_large"' in answer.content.decode()


def test_a_published_file_is_for_everybody_and_only_saved(cast_today: Cast) -> None:
    shown = published(cast_today.administrator)
    sha256 = GuidanceFile.objects.get().sha256
    answer = Client().get(reverse("scoring:set_file", args=[shown.pk, sha256]))
    assert answer.status_code == HTTPStatus.OK
    assert b"".join(answer) == PDF
    assert answer["Content-Type"] == inspect.PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''M%E1%BA%ABu")
    assert answer["X-Content-Type-Options"] == "nosniff"
    text = Client().get(reverse("scoring:public_sets")).content.decode()
    assert reverse("scoring:set_file", args=[shown.pk, sha256]) in text


def test_a_file_is_handed_out_only_by_sets_that_name_it(
    cast_today: Cast, desk: Client, draft: CriteriaDraft
) -> None:
    save(desk, draft, stories.upload(PDF, "mẫu.pdf"))
    sha256 = GuidanceFile.objects.get().sha256
    other_set = cast_today.campaign.criteria_set_id
    assert Client().get(reverse("scoring:set_file", args=[other_set, sha256])).status_code == 404
    of_draft = reverse("scoring:draft_file", args=[draft.pk, sha256])
    assert desk.get(of_draft).status_code == HTTPStatus.OK
    assert seat(cast_today.commune_officer).get(of_draft).status_code == HTTPStatus.NOT_FOUND
    strange = reverse("scoring:draft_file", args=[draft.pk, "0" * 64])
    assert desk.get(strange).status_code == HTTPStatus.NOT_FOUND


def test_every_reader_of_the_guidance_is_told_of_the_file(cast_today: Cast, desk: Client) -> None:
    shown = published(cast_today.administrator)
    leaf = Criterion.objects.filter(criteria_set=shown).exclude(attachments=[]).get()
    address = reverse("scoring:set_file", args=[shown.pk, leaf.attachments[0]["sha256"]])
    page = desk.get(reverse("scoring:criteria_set", args=[shown.pk])).content.decode()
    assert address in page
    assert leaf_texts.texts_of(shown.pk)[leaf.pk]["guidance_files"] == leaf.attachments
    guided = [line.node for line in set_paper.content(shown)["guided"]]
    assert leaf in guided
    draft = drafts.create(document=criteria.document_of(shown), by=cast_today.administrator)
    preview = desk.get(reverse("scoring:draft_paper", args=[draft.pk])).content.decode()
    assert "Tệp đính kèm: Mẫu báo cáo.pdf" in preview


def test_a_file_goes_through_rows_and_workbook_and_is_compared(cast_today: Cast) -> None:
    shown = published(cast_today.administrator)
    told = criteria.document_of(shown)
    taken = imported.read(workbook.workbook(told))
    assert taken.problems == []
    assert documents.dump(documents.read(taken.document, total=criteria.TOTAL_POINTS)) == told
    changed = comparison.compare(DISTRICT, told)
    assert [each.what for pair in changed.pairs for each in pair.differences] == ["Tệp đính kèm"]


def test_a_file_that_nobody_brought_is_refused_at_its_cell_and_never_published(
    cast_today: Cast, desk: Client
) -> None:
    lost = {"name": "mất.pdf", "sha256": "0" * 64}
    leaf = {**DISTRICT["leaves"][0], "attachments": [lost]}
    document = {**DISTRICT, "leaves": [leaf, *DISTRICT["leaves"][1:]]}
    with pytest.raises(Invalid) as refused:
        drafts.publish(document=document, by=cast_today.administrator)
    assert refused.value.problems == {"leaves.0.attachments": "Hệ thống không có tệp “mất.pdf”."}
    draft = drafts.create(document=document, by=cast_today.administrator)
    tree = desk.get(reverse("scoring:draft", args=[draft.pk])).content.decode()
    assert "Hệ thống không có tệp “mất.pdf”." in tree
    [problem] = imported.read(workbook.workbook(document)).problems
    assert problem.sheet == layout.CRITERIA
    assert "mất.pdf" in problem.sentence


@pytest.mark.parametrize(
    ("attachments", "place"),
    [
        ([{"name": "", "sha256": "0" * 64}], "leaves.0.attachments.0.name"),
        ([{"name": "a", "sha256": "xyz"}], "leaves.0.attachments.0.sha256"),
        ([{"name": "a", "sha256": "0" * 64}] * 2, "leaves.0.attachments"),
        ([{"name": "a", "sha256": "0" * 64, "path": "/etc"}], "leaves.0.attachments.0.path"),
    ],
)
def test_a_wrongly_written_file_is_named(attachments: list[dict[str, str]], place: str) -> None:
    leaf = {**DISTRICT["leaves"][0], "attachments": attachments}
    with pytest.raises(InvalidParameters) as wrong:
        documents.read(
            {**DISTRICT, "leaves": [leaf, *DISTRICT["leaves"][1:]]}, total=criteria.TOTAL_POINTS
        )
    assert place in {problem.path for problem in wrong.value.problems}
