"""What the leader remarks on single leaves, and the settling of it."""

from dossiers.actions import comments
from tests import stories
from tests.conftest import MovableClock
from tests.factories import Cast


def test_remarks_are_made_by_the_leader_and_settled_once(cast: Cast, clock: MovableClock) -> None:
    stories.hand_over(cast, clock=clock)
    leaf = cast.leaf("2.2")
    made = comments.make(
        dossier=cast.dossier, leaf=leaf, text=" Xem lại ", by=cast.commune_leader, clock=clock
    )
    assert made.text == "Xem lại"
    again = comments.make(
        dossier=cast.dossier, leaf=leaf, text="Xem lại", by=cast.commune_leader, clock=clock
    )
    assert again == made
    assert comments.settle(comment=made, by=cast.commune_officer, clock=clock).settled_at
