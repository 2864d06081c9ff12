"""The journal: appended only, and every kind of tampering is found."""

import json
from datetime import UTC, datetime

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts import audit, journal, tasks
from accounts.append_only import JOURNAL
from accounts.errors import Invalid
from accounts.models import JournalEntry, Unit
from tests.accounts import factories

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


@pytest.fixture
def owner() -> Unit:
    """Return a unit with four entries on its chain, beside another with one."""
    unit, other = factories.unit("Xã Một"), factories.unit("Xã Hai")
    person = factories.user()
    for number in range(4):
        act = journal.Act(verb="noted", subject=f"s{number}", after={"điểm": f"{number}.50"})
        journal.record(unit, act, by=person, at=NOON, role="entry")
    journal.record(other, journal.Act(verb="noted"), by=None, at=NOON)
    return unit


@pytest.fixture
def unguarded(owner: Unit) -> Unit:
    """Return the same with the triggers taken away, as a keeper of the database could."""
    JOURNAL.remove(connection)
    return owner


def kinds(anchor: dict | None = None) -> list[tuple[int, str]]:
    return [(fault.seq, fault.kind) for fault in audit.verify(anchor=anchor)[1]]


def entry(unit: Unit, seq: int):
    return JournalEntry.objects.filter(chain=unit.chain, seq=seq)


def test_an_untouched_journal_is_whole(owner: Unit) -> None:
    assert audit.verify() == (5, [])
    assert owner.journal_seq == 4


def test_several_acts_in_one_go_continue_the_chain(owner: Unit) -> None:
    acts = [journal.Act(verb="noted", subject=str(number)) for number in range(3)]
    journal.record_all(owner, acts, by=None, at=NOON)
    assert (owner.journal_seq, audit.verify()[1]) == (7, [])


@pytest.mark.parametrize(
    "change",
    [lambda rows: rows.update(reason="khác"), lambda rows: rows.delete()],
    ids=["update", "delete"],
)
def test_the_database_refuses_to_change_the_past(change, guarded: None, owner: Unit) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(entry(owner, 2))
    assert audit.verify() == (5, [])


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "khác"},
        {"subject": "khác"},
        {"after": {"điểm": "9.50"}},
        {"before": {}},
        {"reason": "thêm"},
        {"at": datetime(2026, 11, 22, 5, 0, 0, 1, tzinfo=UTC)},
        {"by": None},
        {"by_name": "Người khác"},
        {"by_role": "leader"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_edit_of_any_column_is_found(unguarded: Unit, change: dict[str, object]) -> None:
    entry(unguarded, 2).update(**change)
    assert kinds() == [(2, "edited")]


def test_an_edit_with_its_hash_made_anew_breaks_the_link(unguarded: Unit) -> None:
    edited = entry(unguarded, 2).get()
    edited.reason = "khác"
    edited.hash = journal.entry_hash(edited)
    edited.save()
    assert kinds() == [(3, "link")]


def test_a_gap_is_found(unguarded: Unit) -> None:
    entry(unguarded, 2).delete()
    assert kinds() == [(3, "gap")]


def test_two_entries_exchanged_are_found(unguarded: Unit) -> None:
    entry(unguarded, 2).update(seq=99)
    entry(unguarded, 3).update(seq=2)
    entry(unguarded, 99).update(seq=3)
    assert {kind for _, kind in kinds()} == {"edited", "link"}


def test_a_tail_cut_off_is_found_by_the_owners_head(unguarded: Unit) -> None:
    entry(unguarded, 4).delete()
    assert kinds() == [(3, "tail")]


def test_a_whole_chain_gone_is_found(unguarded: Unit) -> None:
    JournalEntry.objects.filter(chain=unguarded.chain).delete()
    assert kinds() == [(0, "tail")]


def test_a_tail_cut_off_with_the_head_put_back_is_found_by_an_anchor(unguarded: Unit) -> None:
    anchor = audit.anchor(at=NOON)
    entry(unguarded, 4).delete()
    third = entry(unguarded, 3).get()
    Unit.objects.filter(pk=unguarded.pk).update(journal_seq=3, journal_head=third.hash)
    assert kinds() == []
    assert kinds(anchor) == [(3, "anchor")]


def test_a_rewritten_chain_is_found_by_an_anchor(unguarded: Unit) -> None:
    anchor = audit.anchor(at=NOON)
    last = entry(unguarded, 4).get()
    last.reason = "khác"
    last.hash = journal.entry_hash(last)
    last.save()
    Unit.objects.filter(pk=unguarded.pk).update(journal_head=last.hash)
    assert kinds() == []
    assert kinds(anchor) == [(4, "anchor")]


def test_growth_after_the_anchor_is_no_fault(owner: Unit) -> None:
    anchor = audit.anchor(at=NOON)
    journal.record(owner, journal.Act(verb="noted"), by=None, at=NOON)
    assert kinds(anchor) == []


def test_an_edited_anchor_is_not_believed(owner: Unit) -> None:
    anchor = audit.anchor(at=NOON)
    anchor["chains"][owner.chain]["seq"] = 3
    with pytest.raises(Invalid, match="đã bị sửa"):
        audit.verify(anchor=anchor)


def test_the_commands_speak_json_and_exit_1_on_a_fault(
    unguarded: Unit, capsys: pytest.CaptureFixture[str], tmp_path
) -> None:
    call_command("journal_anchor")
    path = tmp_path / "anchor.json"
    path.write_text(capsys.readouterr().out)
    call_command("verify_journal", anchor=path)
    assert json.loads(capsys.readouterr().out) == {"ok": True, "entries": 5, "faults": []}

    entry(unguarded, 2).update(reason="khác")
    with pytest.raises(SystemExit) as end:
        call_command("verify_journal", anchor=path)
    assert end.value.code == 1
    assert json.loads(capsys.readouterr().out)["faults"][0]["kind"] == "edited"

    path.write_text("[]")
    with pytest.raises(CommandError, match="anchor cannot be used"):
        call_command("verify_journal", anchor=path)


def test_the_daily_task_keeps_an_anchor_outside_the_database(owner: Unit) -> None:
    name = tasks.anchor_journal()
    with default_storage.open(name) as stream:
        kept = json.load(stream)
    assert kept["chains"][owner.chain] == {"seq": 4, "hash": owner.journal_head}
    assert kinds(kept) == []


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_the_guard_stands_for_committed_entries_too(turn: int, owner: Unit) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        entry(owner, turn).delete()
    assert audit.verify() == (5, [])
