"""Files that arrive in pieces: the protocol, the lock in between, and what is left on the disk."""

import base64
import hashlib
import io
import os
from collections import namedtuple
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpResponse, UnreadablePostError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Conflict, DeadlinePassed, FileTooLarge, Invalid, StorageFull
from accounts.files import pieces
from dossiers import tasks
from dossiers.actions import uploads
from dossiers.models import EvidenceUse, Upload
from tests import stories
from tests.conftest import MovableClock
from tests.factories import Cast

TUS = {"Tus-Resumable": "1.0.0"}
PIECE = "application/offset+octet-stream"


def waiting_files() -> list[str]:
    """Return the names in the folder of uploads."""
    folder = Path(settings.QCDC_UPLOADS_DIR)
    return sorted(os.listdir(folder)) if folder.exists() else []


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, settings: object) -> None:
    settings.QCDC_UPLOADS_DIR = tmp_path / "uploads"


@pytest.fixture
def officer(cast_today: Cast, client: Client) -> Client:
    """Return a browser in which the commune's officer has signed in."""
    client.force_login(cast_today.commune_officer)
    return client


def begin(client: Client, cast: Cast, size: int, name: str = "báo cáo.pdf") -> HttpResponse:
    told = base64.b64encode(name.encode()).decode()
    headers = {**TUS, "Upload-Length": str(size), "Upload-Metadata": f"filename {told}"}
    return client.post(reverse("dossiers:uploads", args=[cast.dossier.pk]), headers=headers)


def send(client: Client, url: str, content: bytes, offset: int) -> HttpResponse:
    headers = {**TUS, "Upload-Offset": str(offset)}
    return client.patch(url, content, content_type=PIECE, headers=headers)


def attach(client: Client, cast: Cast, code: str, **fields: object) -> HttpResponse:
    url = reverse("dossiers:attach", args=[cast.dossier.pk, code])
    return client.post(url, fields, headers={"X-Requested-With": "fetch"})


def number_of(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


def test_file_in_pieces_becomes_a_document(cast_today: Cast, officer: Client) -> None:
    content = stories.pdf_bytes("từng phần")
    made = begin(officer, cast_today, len(content))
    assert made.status_code == 201
    assert made["Upload-Offset"] == "0"
    url = made["Location"]
    first = send(officer, url, content[:100], 0)
    assert (first.status_code, first["Upload-Offset"]) == (204, "100")
    asked = officer.head(url, headers=TUS)
    assert (asked["Upload-Offset"], asked["Upload-Length"]) == ("100", str(len(content)))
    assert asked["Cache-Control"] == "no-store"
    assert send(officer, url, content[100:], 100).status_code == 204
    assert attach(officer, cast_today, "1.2", upload=number_of(url)).status_code == 200
    version = EvidenceUse.objects.get().version
    assert version.file.read() == content
    assert version.sha256 == hashlib.sha256(content).hexdigest()
    assert version.original_name == "báo cáo.pdf"
    assert not Upload.objects.exists()
    assert waiting_files() == []


def test_abilities_are_told(cast_today: Cast, officer: Client) -> None:
    answer = officer.options(reverse("dossiers:uploads", args=[cast_today.dossier.pk]))
    assert answer["Tus-Extension"] == "creation,termination,expiration"
    assert answer["Tus-Max-Size"] == str(settings.QCDC_MAX_FILE_BYTES)


def test_protocol_is_kept(cast_today: Cast, officer: Client) -> None:
    url = begin(officer, cast_today, 10)["Location"]
    assert officer.head(url).status_code == 412
    assert send(officer, url, b"12345", 3).status_code == 409
    plain = officer.patch(
        url, b"1", content_type="text/plain", headers={**TUS, "Upload-Offset": "0"}
    )
    assert plain.status_code == 415
    assert officer.patch(url, b"1", content_type=PIECE, headers=TUS).status_code == 400
    nameless = reverse("dossiers:uploads", args=[cast_today.dossier.pk])
    assert officer.post(nameless, headers=TUS).status_code == 400
    for torn in ("filename ***", "filename báo", "filename /w=="):
        headers = {**TUS, "Upload-Length": "5", "Upload-Metadata": torn}
        assert officer.post(nameless, headers=headers).status_code == 400
    assert officer.get(url, headers=TUS).status_code == 405


def test_every_refusal_says_which_protocol_is_spoken(
    cast_today: Cast, officer: Client, settings: object
) -> None:
    url = begin(officer, cast_today, 10)["Location"]
    address = reverse("dossiers:uploads", args=[cast_today.dossier.pk])
    stranger, reviewer = Client(), Client()
    reviewer.force_login(cast_today.district_reviewer)
    answers = [
        send(officer, url, b"12345", 3),
        send(officer, url, b"12345678901", 0),
        begin(officer, cast_today, 10, "ảnh.pdf.exe"),
        officer.head(url.replace(url[-9:-1], "0" * 8), headers=TUS),
        officer.post(address, headers=TUS),
        officer.get(address, headers=TUS),
        begin(reviewer, cast_today, 10),
        begin(stranger, cast_today, 10),
        stranger.head(url, headers=TUS),
        begin(Client(enforce_csrf_checks=True), cast_today, 10),
    ]
    settings.QCDC_MAX_BODY_BYTES = 5
    answers.append(send(officer, url, b"1234567890", 0))
    assert [answer.status_code for answer in answers] == [
        409, 413, 422, 404, 400, 405, 403, 403, 302, 403, 413,
    ]  # fmt: skip
    assert {answer.get("Tus-Resumable") for answer in answers} == {"1.0.0"}
    assert "Tus-Resumable" not in officer.get(reverse("dossiers:home"))


def test_cancelled_upload_is_gone(cast_today: Cast, officer: Client) -> None:
    url = begin(officer, cast_today, 10)["Location"]
    send(officer, url, b"12345", 0)
    assert officer.delete(url, headers=TUS).status_code == 204
    assert officer.head(url, headers=TUS).status_code == 404
    assert waiting_files() == []


def test_upload_without_the_token_is_refused(cast_today: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast_today.commune_officer)
    client.get(reverse("dossiers:papers", args=[cast_today.dossier.pk]))
    assert begin(client, cast_today, 10).status_code == 403
    headers = {**TUS, "Upload-Length": "10", "X-CSRFToken": client.cookies["csrftoken"].value}
    address = reverse("dossiers:uploads", args=[cast_today.dossier.pk])
    url = client.post(address, headers=headers)["Location"]
    assert send(client, url, b"1", 0).status_code == 403
    assert client.delete(url, headers=TUS).status_code == 403


def test_nobody_else_meets_an_upload(cast_today: Cast, officer: Client) -> None:
    url = begin(officer, cast_today, 10)["Location"]
    send(officer, url, b"1234567890", 0)
    answers = {}
    for part in ("commune_leader", "neighbour_officer", "district_reviewer"):
        other = Client()
        other.force_login(cast_today.people[part])
        answers[part] = other.head(url, headers=TUS).status_code
        assert send(other, url, b"x", 1).status_code == answers[part]
    # A colleague works in the dossier, but the file is not theirs; above, nobody enters.
    expected = {"commune_leader": 404, "neighbour_officer": 404, "district_reviewer": 403}
    assert answers == expected
    leader = Client()
    leader.force_login(cast_today.commune_leader)
    stolen = leader.post(
        reverse("dossiers:attach_paper", args=[cast_today.dossier.pk, "report"]),
        {"upload": number_of(url)},
    )
    assert stolen.status_code == 422
    assert Client().head(url, headers=TUS).status_code == 302
    assert Upload.objects.get().received == 10


def test_too_large_is_refused_before_the_first_byte(
    cast_today: Cast, officer: Client, settings: object
) -> None:
    settings.QCDC_MAX_FILE_BYTES = 1000
    answer = begin(officer, cast_today, 1001)
    assert answer.status_code == 413
    assert 'data-error="file_too_large"' in answer.content.decode()
    assert begin(officer, cast_today, 0).status_code == 422
    assert begin(officer, cast_today, 10, "ảnh.pdf.exe").status_code == 422
    assert not Upload.objects.exists()
    assert waiting_files() == []


def test_more_than_announced_is_refused(cast_today: Cast, officer: Client) -> None:
    url = begin(officer, cast_today, 4)["Location"]
    assert send(officer, url, b"12345", 0).status_code == 413
    assert waiting_files() == []


def test_unfinished_upload_cannot_be_attached(cast_today: Cast, officer: Client) -> None:
    url = begin(officer, cast_today, 10)["Location"]
    answer = attach(officer, cast_today, "1.2", upload=number_of(url))
    assert answer.status_code == 409
    assert Upload.objects.exists()
    assert attach(officer, cast_today, "1.2", upload="keine").status_code == 422


def test_refused_content_leaves_nothing(cast_today: Cast, officer: Client) -> None:
    url = begin(officer, cast_today, 10)["Location"]
    send(officer, url, b"MZ12345678", 0)
    answer = attach(officer, cast_today, "1.2", upload=number_of(url))
    assert answer.status_code == 422
    assert 'data-error="file_type"' in answer.content.decode()
    assert not Upload.objects.exists()
    assert waiting_files() == []


def test_upload_over_the_lock_is_refused_and_gone(cast: Cast, clock: MovableClock) -> None:
    by = cast.commune_officer
    upload = uploads.begin(dossier=cast.dossier, name="a.pdf", size=8, by=by, clock=clock)

    def send_piece(offset: int) -> None:
        uploads.take_piece(
            upload=upload, offset=offset, length=4, body=io.BytesIO(b"1234"), by=by, clock=clock
        )

    send_piece(0)
    clock.now = cast.stages[0].closes_at
    with pytest.raises(DeadlinePassed):
        send_piece(4)
    assert not Upload.objects.exists()
    assert waiting_files() == []


def test_finished_upload_comes_too_late_to_be_attached(cast_today: Cast, officer: Client) -> None:
    content = stories.pdf_bytes("muộn")
    url = begin(officer, cast_today, len(content))["Location"]
    send(officer, url, content, 0)
    stage = cast_today.stages[0]
    stage.closes_at = timezone.now()
    stage.save()
    answer = attach(officer, cast_today, "1.2", upload=number_of(url))
    assert answer.status_code == 423
    assert 'data-error="deadline_passed"' in answer.content.decode()
    assert not EvidenceUse.objects.exists()
    assert waiting_files() == []
    assert begin(officer, cast_today, 10).status_code == 423


class BreakingLine:
    """A body whose connection breaks off after some bytes."""

    def __init__(self, content: bytes) -> None:
        self.rest = io.BytesIO(content)

    def read(self, size: int) -> bytes:
        piece = self.rest.read(size)
        if not piece:
            raise UnreadablePostError
        return piece


def test_what_came_before_a_cut_is_kept(cast: Cast, clock: MovableClock) -> None:
    by = cast.commune_officer
    upload = uploads.begin(dossier=cast.dossier, name="a.pdf", size=8, by=by, clock=clock)
    cut = uploads.take_piece(
        upload=upload, offset=0, length=8, body=BreakingLine(b"123"), by=by, clock=clock
    )
    assert cut.received == 3
    rest = io.BytesIO(b"45678")
    whole = uploads.take_piece(upload=cut, offset=3, length=5, body=rest, by=by, clock=clock)
    assert uploads.file_of(whole).read() == b"12345678"


def test_two_connections_do_not_write_at_once(cast: Cast, clock: MovableClock) -> None:
    by = cast.commune_officer
    upload = uploads.begin(dossier=cast.dossier, name="a.pdf", size=8, by=by, clock=clock)
    piece = {"offset": 0, "length": 1, "body": io.BytesIO(b"1"), "by": by, "clock": clock}
    with pieces.writing(upload.pk), pytest.raises(Conflict):
        uploads.take_piece(upload=upload, **piece)
    assert uploads.take_piece(upload=upload, **piece).received == 1


class GivenUpMeanwhile(io.BytesIO):
    """A body during whose arrival the same upload is cancelled in another tab."""

    upload: Upload

    def read(self, size: int) -> bytes:
        uploads.give_up(upload=self.upload)
        return super().read(size)


def test_upload_given_up_while_a_piece_arrives_is_told(cast: Cast, clock: MovableClock) -> None:
    by = cast.commune_officer
    upload = uploads.begin(dossier=cast.dossier, name="a.pdf", size=8, by=by, clock=clock)
    body = GivenUpMeanwhile(b"1")
    body.upload = upload
    piece = {"offset": 0, "length": 1, "body": body, "by": by, "clock": clock}
    for _ in range(2):
        with pytest.raises(Invalid, match="không còn chờ"):
            uploads.take_piece(upload=upload, **piece)


def test_upload_whose_bytes_another_request_took_is_refused(
    cast_today: Cast, officer: Client
) -> None:
    content = stories.pdf_bytes("bấm hai lần")
    url = begin(officer, cast_today, len(content))["Location"]
    send(officer, url, content, 0)
    pieces.remove(Upload.objects.get().pk)
    answer = attach(officer, cast_today, "1.2", upload=number_of(url))
    assert answer.status_code == 422
    assert "không còn chờ" in answer.content.decode()


def test_nobody_begins_what_the_disk_cannot_hold(
    cast: Cast, clock: MovableClock, settings: object
) -> None:
    settings.QCDC_MAX_FILE_BYTES = 10**15
    by = cast.commune_officer
    with pytest.raises(StorageFull):
        uploads.begin(dossier=cast.dossier, name="a.pdf", size=10**15, by=by, clock=clock)
    with pytest.raises(FileTooLarge):
        uploads.begin(dossier=cast.dossier, name="a.pdf", size=10**16, by=by, clock=clock)
    assert waiting_files() == []


def test_dossier_holds_no_more_than_a_page_ever_sends(
    cast: Cast, clock: MovableClock, settings: object
) -> None:
    settings.QCDC_MAX_FILE_BYTES = 5 * 1024 * 1024
    largest = {"name": "a.pdf", "size": settings.QCDC_MAX_FILE_BYTES, "clock": clock}
    mine = {"dossier": cast.dossier, "by": cast.commune_officer, **largest}
    begun = [uploads.begin(**mine) for _ in range(uploads.MOST_WAITING_OF_THE_LARGEST)]
    before = waiting_files()
    # A colleague's files lie in the same dossier.
    for by in (cast.commune_officer, cast.commune_leader):
        with pytest.raises(Invalid, match=r"sẽ vượt 50 MB .*hủy bớt.*24 giờ"):
            uploads.begin(**{**mine, "by": by})
    assert waiting_files() == before
    neighbour = {"dossier": cast.neighbour_dossier, "by": cast.neighbour_officer}
    uploads.begin(**{**mine, **neighbour})
    uploads.give_up(upload=begun.pop())
    uploads.begin(**mine)
    with pytest.raises(Invalid):
        uploads.begin(**mine)
    # What nobody continued in time counts no more, cleared away or not.
    Upload.objects.update(expires_at=clock())
    uploads.begin(**mine)


def test_what_is_promised_to_others_is_no_room(
    cast: Cast, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = {"dossier": cast.dossier, "by": cast.commune_officer, "clock": clock}
    usage = namedtuple("usage", "free")
    free = usage(pieces.RESERVE_BYTES + 1000)
    monkeypatch.setattr(pieces.shutil, "disk_usage", lambda _: free)
    first = uploads.begin(**mine, name="a.pdf", size=600)
    with pytest.raises(StorageFull, match=r"“b\.pdf” nên chưa nhận"):
        uploads.begin(**mine, name="b.pdf", size=401)
    uploads.begin(**mine, name="c.pdf", size=400)
    # What has arrived lies on the disk already.
    Upload.objects.filter(pk=first.pk).update(received=500)
    uploads.begin(**mine, name="d.pdf", size=500)


def test_forgotten_uploads_are_cleared(cast_today: Cast, officer: Client) -> None:
    fresh = begin(officer, cast_today, 10)["Location"]
    old = begin(officer, cast_today, 10)["Location"]
    Upload.objects.filter(pk=number_of(old)).update(expires_at=timezone.now())
    stray = Path(settings.QCDC_UPLOADS_DIR) / ("0" * 32)
    stray.touch()
    long_ago = (timezone.now() - timedelta(hours=25)).timestamp()
    os.utime(stray, (long_ago, long_ago))
    assert officer.head(old, headers=TUS).status_code == 404
    assert tasks.clear_uploads() == 2
    assert waiting_files() == [number_of(fresh).replace("-", "")]


def test_answer_and_paper_take_uploads(cast_today: Cast, officer: Client) -> None:
    content = stories.pdf_bytes("tờ trình")
    url = begin(officer, cast_today, len(content))["Location"]
    send(officer, url, content, 0)
    address = reverse("dossiers:attach_paper", args=[cast_today.dossier.pk, "report"])
    assert officer.post(address, {"upload": number_of(url)}).status_code == 303
    assert EvidenceUse.objects.get().document_kind == "report"
