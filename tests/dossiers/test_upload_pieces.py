"""A piece counts once, at its place and in its time, for people of the unit and one dossier."""

import io
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from accounts.errors import Conflict, DeadlinePassed, Invalid, NotAllowed
from accounts.files import pieces
from dossiers.actions import uploads
from dossiers.models import Dossier, Upload
from tests.conftest import MovableClock
from tests.dossiers.test_carrying import last_year
from tests.factories import Cast

CONTENT = b"0123456789"


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, settings: object) -> None:
    settings.QCDC_UPLOADS_DIR = tmp_path / "uploads"


@pytest.fixture
def begun(cast: Cast, clock: MovableClock) -> Upload:
    """Return an upload of ten bytes of which none has arrived."""
    return uploads.begin(
        dossier=cast.dossier, name="a.pdf", size=10, by=cast.commune_officer, clock=clock
    )


def take(upload: Upload, content: bytes, offset: int, cast: Cast, clock: MovableClock) -> Upload:
    return uploads.take_piece(
        upload=upload,
        offset=offset,
        length=len(content),
        body=io.BytesIO(content),
        by=cast.commune_officer,
        clock=clock,
    )


def finished(upload: Upload, dossier: Dossier, cast: Cast, clock: MovableClock) -> list[Upload]:
    return uploads.finished(
        dossier=dossier, numbers=[str(upload.pk)], by=cast.commune_officer, clock=clock
    )


def test_piece_that_was_read_before_another_came_is_not_written_over_it(
    cast: Cast, clock: MovableClock, begun: Upload
) -> None:
    # Sent again over a second connection, by a page that knows of no answer to the first.
    again = Upload.objects.select_related("dossier").get(pk=begun.pk)
    take(begun, CONTENT[:6], 0, cast, clock)
    with pytest.raises(Conflict) as lost:
        take(again, b"xxx", 0, cast, clock)
    assert lost.value.values == {"offset": 6}
    take(again, CONTENT[6:], 6, cast, clock)
    with pieces.whole(begun.pk, name="a.pdf") as whole:
        assert whole.read() == CONTENT


class Untouched(io.BytesIO):
    """A body that nobody may begin to read."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise AssertionError("read after the lock")


def test_nothing_is_read_for_a_locked_dossier(
    cast: Cast, clock: MovableClock, begun: Upload
) -> None:
    clock.now = cast.stages[0].closes_at
    sent = {"upload": begun, "offset": 0, "length": 10, "body": Untouched(CONTENT)}
    with pytest.raises(DeadlinePassed):
        uploads.take_piece(**sent, by=cast.commune_officer, clock=clock)


class Slow(io.BytesIO):
    """A body that is still arriving when the stage closes."""

    cast: Cast
    clock: MovableClock

    def read(self, size: int | None = -1, /) -> bytes:
        self.clock.now = self.cast.stages[0].closes_at
        return super().read(size)


def test_piece_that_arrives_over_the_lock_is_refused_and_all_of_it_gone(
    cast: Cast, clock: MovableClock, begun: Upload
) -> None:
    body = Slow(CONTENT)
    body.cast, body.clock = cast, clock
    sent = {"upload": begun, "offset": 0, "length": 10, "body": body}
    with pytest.raises(DeadlinePassed):
        uploads.take_piece(**sent, by=cast.commune_officer, clock=clock)
    assert not Upload.objects.exists()
    with pytest.raises(Invalid):
        uploads.file_of(begun)


def test_nobody_else_begins_or_sends(cast: Cast, clock: MovableClock, begun: Upload) -> None:
    for part in ("neighbour_officer", "district_reviewer", "outsider"):
        by = cast.people[part]
        with pytest.raises(NotAllowed):
            uploads.begin(dossier=cast.dossier, name="b.pdf", size=1, by=by, clock=clock)
        sent = {"offset": 0, "length": 10, "body": Untouched(CONTENT)}
        with pytest.raises(NotAllowed):
            uploads.take_piece(upload=begun, **sent, by=by, clock=clock)
    assert list(Upload.objects.all()) == [begun]


def test_finished_upload_belongs_to_one_dossier_for_a_day(
    cast: Cast, clock: MovableClock, begun: Upload
) -> None:
    take(begun, CONTENT, 0, cast, clock)
    assert finished(begun, cast.dossier, cast, clock) == [begun]
    with pytest.raises(Invalid):
        finished(begun, last_year(cast), cast, clock)
    clock.now += uploads.LIFE
    with pytest.raises(Invalid):
        finished(begun, cast.dossier, cast, clock)


def test_upload_has_no_address_below_another_dossier(cast_today: Cast, client: Client) -> None:
    begun = uploads.begin(
        dossier=cast_today.dossier, name="a.pdf", size=10, by=cast_today.commune_officer
    )
    client.force_login(cast_today.commune_officer)
    for dossier, status in ((cast_today.dossier, 200), (last_year(cast_today), 404)):
        url = reverse("dossiers:upload", args=[dossier.pk, begun.pk])
        assert client.head(url, headers={"Tus-Resumable": "1.0.0"}).status_code == status
