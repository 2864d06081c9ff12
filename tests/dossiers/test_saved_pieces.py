"""What a script is told after a save: what the save changed, and no more."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dossiers.models import Score
from tests import stories
from tests.factories import Cast

Save = Callable[..., str]
EVIDENCE = 'data-part="evidence"'


@pytest.fixture
def save(cast_today: Cast, client: Client) -> Save:
    """Save the row 1.2 as the page's script does; return the answer."""
    client.force_login(cast_today.commune_officer)

    def save(status: int = 200, **typed: str) -> str:
        if "version" not in typed:
            row = Score.objects.filter(dossier=cast_today.dossier).first()
            typed["version"] = str(row.version if row else 0)
        address = reverse("dossiers:save_score", args=[cast_today.dossier.pk, "1.2"])
        answer = client.post(address, typed, headers={"X-Requested-With": "fetch"})
        assert answer.status_code == status
        return answer.content.decode()

    return save


def test_documents_are_told_again_only_where_something_is_to_be_said(save: Save) -> None:
    # The first figures ask for evidence, others of the same leaf do so no more and no less.
    assert "Chưa có tài liệu" in save(numerator="9", denominator="10")
    assert EVIDENCE not in save(numerator="8", denominator="10")
    assert EVIDENCE not in save(numerator="8", denominator="10", explanation="Vì sao")
    # Without figures nothing is to be proved.
    emptied = save(numerator="", denominator="")
    assert EVIDENCE in emptied
    assert "Chưa có tài liệu" not in emptied


def test_sums_are_those_of_the_page(cast_today: Cast, client: Client, save: Save) -> None:
    save(numerator="9", denominator="10")
    stories.save(cast_today, "2.2", {"count": "3"}, clock=timezone.now)
    answer = save(numerator="8", denominator="10", version="1")
    page = client.get(reverse("dossiers:entry", args=[cast_today.dossier.pk])).content.decode()
    for name in ("total", "group-1", "state-1", "progress"):
        start = answer.index(f'data-sum="{name}"')
        told = answer[answer.index(">", start) + 1 : answer.index("</div>", start)]
        assert told
        assert told in page


def test_words_of_last_year_that_are_rewritten_wait_no_more(save: Save) -> None:
    save(numerator="9", denominator="10", explanation="Như năm trước")
    Score.objects.update(copied_at=timezone.now() - timedelta(days=1))
    answer = save(numerator="9", denominator="10", explanation="Của năm nay")
    assert EVIDENCE in answer
    assert "chưa xác nhận" not in answer


def test_refused_row_comes_whole(save: Save) -> None:
    save(numerator="9", denominator="10")
    lost = save(409, numerator="8", denominator="10", version="0")
    assert EVIDENCE in lost
    assert 'form="tc-1-2-form" data-keep-mine' in lost


# Session, person and roles; which dossier; lock, stage, instant, change of the deadline, right;
# the row, what the others count, documents; row, totals, journal and dossier written.
STATEMENTS = 16


def test_save_asks_little(save: Save) -> None:
    save(numerator="9", denominator="10")
    with CaptureQueriesContext(connection) as asked:
        save(numerator="8", denominator="10", version="1")
    marks = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT")
    sent = [each["sql"] for each in asked if not each["sql"].startswith(marks)]
    assert len(sent) <= STATEMENTS
