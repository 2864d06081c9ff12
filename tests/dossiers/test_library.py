"""The unit's library: describing, using again, replacing with the old one kept, ordering."""

from datetime import date, timedelta

import pytest

from accounts import journal
from accounts.errors import AlreadyDone, Conflict, Invalid, Locked, NotAllowed
from accounts.files import receive
from accounts.models import JournalEntry, Unit
from dossiers.actions import evidence, explanation, library, replacing
from dossiers.enums import Verb
from dossiers.models import Document, DocumentVersion, EvidenceUse, Explanation, Score
from tests import stories
from tests.conftest import MovableClock
from tests.factories import Cast

NUMBERED = library.Description(
    title="Báo cáo cải cách hành chính",
    number="12/BC-UBND",
    issued_on=date(2024, 1, 5),
    issuer="Ủy ban nhân dân xã Hương Lạc",
)


def paper(words: str) -> receive.Paper:
    return receive.paper(stories.upload(stories.pdf_bytes(words), f"{words}.pdf"))


def standing(cast: Cast, code: str) -> list[str]:
    """Return what stands at a leaf, in its order."""
    uses = EvidenceUse.objects.filter(
        dossier=cast.dossier, leaf=cast.leaf(code).pk, detached_at__isnull=True
    )
    return [str(use.version) for use in uses.select_related("version")]


def put(cast: Cast, code: str, words: str, clock: MovableClock) -> EvidenceUse:
    return evidence.attach(
        dossier=cast.dossier,
        place=evidence.Place(leaf=cast.leaf(code)),
        content=paper(words),
        by=cast.commune_officer,
        clock=clock,
    )


def ask(cast: Cast, clock: MovableClock) -> Explanation:
    return explanation.ask(
        dossier=cast.dossier,
        leaf=cast.leaf("1.2"),
        question="Vì sao?",
        answer_until=clock() + timedelta(days=1),
        by=cast.district_reviewer,
        clock=clock,
    )


def describe(
    cast: Cast,
    document: Document,
    clock: MovableClock,
    description: library.Description = NUMBERED,
    *,
    version: int = 1,
    part: str = "commune_officer",
) -> Document:
    return library.describe(
        document=document,
        description=description,
        version=version,
        by=cast.people[part],
        clock=clock,
    )


# --- What is said of a document ------------------------------------------------------------


def test_description_is_written_with_its_act_in_the_units_chain(
    cast: Cast, clock: MovableClock
) -> None:
    document = put(cast, "1.2", "a", clock).version.document
    described = describe(cast, document, clock)
    assert (described.number, described.version) == ("12/BC-UBND", 2)
    assert described.search_key.startswith("bao cao cai cach hanh chinh 12/bc-ubnd uy ban")
    unit = Unit.objects.get(pk=cast.commune.pk)
    act = JournalEntry.objects.filter(chain=unit.chain, verb=Verb.DESCRIBE).get()
    assert (act.subject, act.by_role) == (f"document:{document.pk}", "entry")
    assert (act.before["title"], act.after["issued_on"]) == ("a.pdf", "2024-01-05")
    assert unit.journal_head == act.hash == journal.entry_hash(act)


def test_saying_the_same_again_changes_nothing(cast: Cast, clock: MovableClock) -> None:
    document = put(cast, "1.2", "a", clock).version.document
    describe(cast, document, clock)
    again = describe(cast, document, clock, version=1)
    assert again.version == 2
    assert JournalEntry.objects.filter(verb=Verb.DESCRIBE).count() == 1


def test_second_writer_is_shown_both_sides(cast: Cast, clock: MovableClock) -> None:
    document = put(cast, "1.2", "a", clock).version.document
    describe(cast, document, clock)
    with pytest.raises(Conflict) as lost:
        describe(cast, document, clock, library.Description(title="Khác"), version=1)
    assert lost.value.values["stored"]["number"] == "12/BC-UBND"
    assert (lost.value.values["version"], lost.value.values["by"]) == (2, "Đỗ Thị Mây")


@pytest.mark.parametrize("part", ["commune_leader", "neighbour_officer", "district_reviewer"])
def test_only_the_units_officers_describe(cast: Cast, clock: MovableClock, part: str) -> None:
    document = put(cast, "1.2", "a", clock).version.document
    with pytest.raises(NotAllowed):
        describe(cast, document, clock, part=part)


def test_document_without_a_title_is_refused(cast: Cast, clock: MovableClock) -> None:
    document = put(cast, "1.2", "a", clock).version.document
    with pytest.raises(Invalid):
        describe(cast, document, clock, library.Description(title=""))


def test_what_was_sent_keeps_its_name_while_it_is_judged(cast: Cast, clock: MovableClock) -> None:
    stories.send(cast, clock=clock)
    document = Document.objects.get()
    with pytest.raises(Locked, match="đang được thẩm định"):
        describe(cast, document, clock)


def test_paper_of_an_answer_not_given_yet_can_be_named(cast: Cast, clock: MovableClock) -> None:
    stories.send(cast, clock=clock)
    asked = ask(cast, clock)
    use = put(cast, "1.2", "bổ sung", clock)
    named = describe(cast, use.version.document, clock)
    assert named.number == NUMBERED.number
    answer = {"question": asked, "leaf": cast.leaf("1.2"), "text": "Đã bổ sung"}
    explanation.answer(**answer, by=cast.commune_officer, clock=clock)
    with pytest.raises(Locked):
        describe(cast, named, clock, library.Description(title="Tên khác"), version=2)


# --- Used again ----------------------------------------------------------------------------


def test_version_of_the_library_proves_further_leaves(cast: Cast, clock: MovableClock) -> None:
    first = put(cast, "1.1", "a", clock)
    stories.save(cast, "1.2", {"numerator": "99", "denominator": "100"}, clock=clock)
    uses = library.spread(
        dossier=cast.dossier,
        leaves=[cast.leaf("1.2"), cast.leaf("2.2")],
        version=first.version,
        by=cast.commune_officer,
        clock=clock,
    )
    assert [use.version for use in uses] == [first.version] * 2
    assert DocumentVersion.objects.count() == 1
    assert Score.objects.get().points == 20


def test_several_documents_are_chosen_for_a_leaf_or_none(cast: Cast, clock: MovableClock) -> None:
    versions = [put(cast, "1.1", words, clock).version for words in "ab"]
    put(cast, "1.2", "b", clock)
    chosen = {"dossier": cast.dossier, "leaf": cast.leaf("1.2"), "by": cast.commune_officer}
    with pytest.raises(AlreadyDone):
        library.choose(versions=versions, clock=clock, **chosen)
    assert standing(cast, "1.2") == ["b.pdf"]
    library.choose(versions=versions[:1], clock=clock, **chosen)
    assert standing(cast, "1.2") == ["b.pdf", "a.pdf"]
    with pytest.raises(Invalid):
        library.choose(versions=[], clock=clock, **chosen)


def test_another_units_document_cannot_be_used(cast: Cast, clock: MovableClock) -> None:
    theirs = stories.prove(cast, "1.2", clock=clock, dossier=cast.neighbour_dossier)
    with pytest.raises(Invalid, match="không thuộc thư viện"):
        library.choose(
            dossier=cast.dossier,
            leaf=cast.leaf("1.2"),
            versions=[theirs.version],
            by=cast.commune_officer,
            clock=clock,
        )


# --- Replaced ------------------------------------------------------------------------------


def test_newer_version_takes_the_place_and_the_old_one_stays(
    cast: Cast, clock: MovableClock
) -> None:
    put(cast, "1.2", "khác", clock)
    old = put(cast, "1.2", "cũ", clock)
    (new,) = replacing.replace(use=old, content=paper("mới"), by=cast.commune_officer, clock=clock)
    old.refresh_from_db()
    assert old.detached_by == cast.commune_officer
    assert (new.version.number, new.version.document_id) == (2, old.version.document_id)
    assert new.position == old.position
    assert standing(cast, "1.2") == ["khác.pdf", "mới.pdf"]
    assert old.version.file.read() == stories.pdf_bytes("cũ")
    act = JournalEntry.objects.filter(chain=cast.dossier.chain).latest("seq")
    assert (act.verb, act.subject) == (Verb.REPLACE, "1.2")
    assert (act.before["sha256"], act.after["sha256"]) == (old.version.sha256, new.version.sha256)


def test_replacing_everywhere_moves_the_other_leaves_too(cast: Cast, clock: MovableClock) -> None:
    first = put(cast, "1.1", "cũ", clock)
    put(cast, "1.2", "cũ", clock)
    here = {"use": first, "by": cast.commune_officer, "clock": clock}
    replacing.replace(content=paper("mới"), everywhere=True, **here)
    assert standing(cast, "1.1") == standing(cast, "1.2") == ["mới.pdf"]
    acts = JournalEntry.objects.filter(chain=cast.dossier.chain, verb=Verb.REPLACE)
    assert {act.subject for act in acts} == {"1.1", "1.2"}


def test_version_that_stands_beside_is_not_put_there_twice(cast: Cast, clock: MovableClock) -> None:
    by = cast.commune_officer
    first = put(cast, "1.2", "a", clock)
    (newer,) = replacing.replace(use=first, content=paper("b"), by=by, clock=clock)
    put(cast, "1.2", "a", clock)
    assert standing(cast, "1.2") == ["b.pdf", "a.pdf"]
    with pytest.raises(AlreadyDone):
        replacing.replace(use=newer, content=paper("a"), by=by, clock=clock)
    put(cast, "1.1", "a", clock)
    put(cast, "1.1", "b", clock)
    # Two versions side by side at another leaf: one newer version follows both there.
    (moved, *others) = replacing.replace(
        use=newer, content=paper("c"), by=by, everywhere=True, clock=clock
    )
    assert (moved.leaf.code, [use.leaf.code for use in others]) == ("1.2", ["1.1"])


def test_same_bytes_are_no_newer_version(cast: Cast, clock: MovableClock) -> None:
    use = put(cast, "1.2", "a", clock)
    with pytest.raises(AlreadyDone, match="giống hệt"):
        replacing.replace(use=use, content=paper("a"), by=cast.commune_officer, clock=clock)


def test_earlier_version_comes_back_without_being_stored_again(
    cast: Cast, clock: MovableClock
) -> None:
    use = put(cast, "1.2", "a", clock)
    by = cast.commune_officer
    (newer,) = replacing.replace(use=use, content=paper("b"), by=by, clock=clock)
    (back,) = replacing.replace(use=newer, content=paper("a"), by=by, clock=clock)
    assert (back.version, DocumentVersion.objects.count()) == (use.version, 2)
    with pytest.raises(AlreadyDone):
        replacing.replace(use=use, content=paper("c"), by=by, clock=clock)


def test_what_was_sent_is_not_replaced(cast: Cast, clock: MovableClock) -> None:
    stories.send(cast, clock=clock)
    use = EvidenceUse.objects.get()
    with pytest.raises(Locked, match="không thay được"):
        replacing.replace(use=use, content=paper("mới"), by=cast.commune_officer, clock=clock)
    assert not DocumentVersion.objects.filter(original_name="mới.pdf").exists()


def test_open_question_lets_a_newer_version_in_beside_the_sent_one(
    cast: Cast, clock: MovableClock
) -> None:
    stories.send(cast, clock=clock)
    sent = EvidenceUse.objects.get()
    asked = ask(cast, clock)
    by = cast.commune_officer
    (added,) = replacing.replace(use=sent, content=paper("mới"), by=by, clock=clock)
    sent.refresh_from_db()
    assert (sent.detached_at, added.explanation) == (None, asked)
    (again,) = replacing.replace(use=added, content=paper("mới hơn"), by=by, clock=clock)
    added.refresh_from_db()
    assert added.detached_at is not None
    assert standing(cast, "1.2") == ["báo cáo.pdf", "mới hơn.pdf"]
    assert again.version.number == 3


def test_signed_papers_are_not_replaced_here(cast: Cast, clock: MovableClock) -> None:
    use = evidence.attach(
        dossier=cast.dossier,
        place=evidence.Place(document_kind="report"),
        content=paper("a"),
        by=cast.commune_officer,
        clock=clock,
    )
    with pytest.raises(Invalid, match="Giấy tờ của hồ sơ"):
        replacing.replace(use=use, content=paper("b"), by=cast.commune_officer, clock=clock)


# --- In order ------------------------------------------------------------------------------


def test_documents_of_a_leaf_are_moved_within_it(cast: Cast, clock: MovableClock) -> None:
    uses = [put(cast, "1.2", words, clock) for words in "abc"]
    by = cast.commune_officer
    library.arrange(use=uses[2], is_earlier=True, by=by, clock=clock)
    assert standing(cast, "1.2") == ["a.pdf", "c.pdf", "b.pdf"]
    library.arrange(use=uses[0], is_earlier=False, by=by, clock=clock)
    assert standing(cast, "1.2") == ["c.pdf", "a.pdf", "b.pdf"]
    act = JournalEntry.objects.filter(chain=cast.dossier.chain).latest("seq")
    assert act.after["order"] == ["c.pdf", "a.pdf", "b.pdf"]
    library.arrange(use=uses[2], is_earlier=True, by=by, clock=clock)
    assert JournalEntry.objects.filter(chain=cast.dossier.chain).latest("seq") == act
    put(cast, "1.2", "d", clock)
    assert standing(cast, "1.2")[-1] == "d.pdf"


def test_order_is_fixed_once_the_officer_has_handed_over(cast: Cast, clock: MovableClock) -> None:
    stories.hand_over(cast, clock=clock)
    with pytest.raises(Locked):
        library.arrange(
            use=EvidenceUse.objects.get(), is_earlier=True, by=cast.commune_officer, clock=clock
        )
