"""What the pages of the self assessment show: the whole sheet, one group, one leaf, or pieces."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.safestring import SafeString

from accounts.addresses import address
from dossiers.actions.entry import Saved
from dossiers.queries import answers, comments, entry_groups, phrases
from dossiers.queries.answers import Answers
from dossiers.queries.entry_groups import Stop, Wanted
from dossiers.queries.entry_rows import Refusal, Rights
from dossiers.queries.layer import version_of
from dossiers.views import entry_place, group_moulds, row_moulds, whole_rows
from dossiers.views.entry_place import Place
from dossiers.views.situation import Situation
from scoring import plans

Refusals = Mapping[str, Refusal]


def page(
    now: Situation, refusals: Refusals | None = None, *, place: Place | None = None
) -> dict[str, Any]:
    """Return the sheet to be read: groups, rows and sums."""
    place = place or Place()
    said = answers.answers_of(now.dossier, now.stage)
    groups = entry_groups.groups_of(
        now.dossier, said, now.rights, at=now.at, refusals=refusals, wanted=place.wanted
    )
    shown = [group for group in groups if place.wanted.group in ("", group["code"])]
    lacking = [row for group in shown for row in group["rows"] if row["lacks_proof"]]
    # The leader remarks on what was handed over; what was never given back has no remarks.
    if now.dossier.returned_at is not None:
        _put_remarks(now, shown)
    return {
        "now": now,
        "dossier": now.dossier,
        "deadline": now.deadline,
        "groups": shown,
        "all_groups": groups,
        "lacking": lacking,
        "lacking_tone": _lacking_tone(lacking, said),
        "stops": entry_groups.stops_of(now.dossier, said, at=now.at),
        **_sums(said),
    }


def _lacking_tone(lacking: Sequence[dict[str, Any]], said: Answers) -> str:
    """Return the tone of how many documents are lacking: praise is for those who began."""
    if lacking:
        return "warn"
    done, _ = said.progress
    return "good" if done else "neutral"


def _put_remarks(now: Situation, groups: Sequence[dict[str, Any]]) -> None:
    """Give the rows what the leader remarked on their leaves."""
    remarks = comments.by_leaf(now.dossier)
    for group in groups:
        for row in group["rows"]:
            row["remarks"] = remarks.get(row["code"], [])


def typed_page(
    request: HttpRequest,
    now: Situation,
    refusals: Refusals | None = None,
    *,
    place: Place | None = None,
) -> dict[str, Any]:
    """Return the sheet to be typed into, refused rows as they were typed."""
    place = place or Place()
    shown = page(now, refusals, place=place)
    rows = [row for group in shown["groups"] for row in group["rows"]]
    criteria_set_id, token = now.dossier.campaign.criteria_set_id, get_token(request)
    as_group = place.view == entry_place.GROUP
    row_moulds.pour(rows, criteria_set_id=criteria_set_id, token=token, as_group=as_group)
    whole_rows.pour_files(rows, token=token)
    whole_rows.pour(rows, criteria_set_id=criteria_set_id)
    ways = _ways(request, now.dossier.pk, place, shown["all_groups"], shown["stops"])
    for group in shown["all_groups"]:
        group_moulds.pour(group)
        group["drawn"] = _drawn(group["rows"])
    return shown | ways


def _drawn(rows: Sequence[dict[str, Any]]) -> SafeString:
    """Return the rows of a group in one piece, nothing where one of them is out of the ordinary."""
    if any("drawn" not in row for row in rows):
        return SafeString("")
    # Each of them comes from a mould, which has escaped its values.
    return SafeString("".join([row["drawn"] for row in rows]))  # nosec B703


def _ways(
    request: HttpRequest,
    pk: int,
    place: Place,
    groups: Sequence[dict[str, Any]],
    stops: Sequence[Stop],
) -> dict[str, Any]:
    """Return where one can go from here: groups, other views, the filter, the next leaf."""
    for group in groups:
        group["is_here"] = place.view != entry_place.SHEET and group["code"] == place.group
        group["way"] = _way_to(pk, place, group, stops)
        group["leaf_way"] = _first_of(group, stops).url
    open_left = sum(stop.is_open for stop in stops)
    return {
        "place": place,
        "views": [
            (view, words, view == place.view)
            for view, words in (
                (entry_place.SHEET, "Cả bảng"),
                (entry_place.GROUP, "Cả nhóm trên một trang"),
                (entry_place.LEAF, "Từng tiêu chí"),
            )
        ],
        "view_url": address("dossiers:entry_view", pk),
        "offers_leaf_view": place.view == entry_place.SHEET and not entry_place.has_chosen(request),
        "filter_url": place.turned(only_open=not place.only_open).url(pk),
        "open_left": open_left,
        **(_way_on(pk, place, stops) if place.view == entry_place.LEAF else {}),
    }


def _way_to(pk: int, place: Place, group: dict[str, Any], stops: Sequence[Stop]) -> str:
    """Return the address of a group in the view that one is on."""
    if place.view == entry_place.SHEET:
        return f"#nhom-{group['code']}"
    there = Place(place.view, group["code"], _first_of(group, stops).code, place.only_open)
    return there.url(pk)


def _first_of(group: dict[str, Any], stops: Sequence[Stop]) -> Stop:
    """Return the first leaf of a group with something left to do, else its first one."""
    inside = [stop for stop in stops if stop.group == group["code"]]
    return next((stop for stop in inside if stop.is_open), inside[0])


def _way_on(pk: int, place: Place, stops: Sequence[Stop]) -> dict[str, Any]:
    """Return the leaves before and after the one shown, and those of its group."""
    codes = [stop.code for stop in stops]
    where = codes.index(place.code)
    passed = [stop for stop in stops[:where] if stop.is_open or not place.only_open]
    ahead = [stop for stop in stops[where + 1 :] if stop.is_open or not place.only_open]
    # The round goes on at the beginning: what was left out first is found in the end.
    missing = [stop for stop in [*stops[where + 1 :], *stops[:where]] if stop.is_open]

    def to(stop: Stop | None) -> dict[str, str] | None:
        if stop is None:
            return None
        there = Place(place.view, stop.group, stop.code, place.only_open)
        return {"url": there.url(pk, at=stop.code), "code": stop.code, "name": stop.name}

    return {
        "number": where + 1,
        "of": len(stops),
        "before": to(passed[-1] if passed else None),
        "after": to(ahead[0] if ahead else None),
        "missing": to(missing[0] if missing else None),
        "beside": [stop for stop in stops if stop.group == stops[where].group],
    }


def piece(
    now: Situation,
    leaf: plans.Leaf,
    refused: Refusal | None = None,
    *,
    saved: Saved | None = None,
) -> dict[str, Any]:
    """Return one row after a write on it, and the sums that it changed.

    What was just ``saved`` is not asked again: who was let write may go on writing, and where
    nothing else is to be said beside the figures, the documents stay as the page has them.
    """
    # Before the layer is read: what is told knows of at least as many writes.
    writes = saved.held.dossier.version if saved else version_of(now.dossier)
    layer = saved.layer if saved else None
    with_evidence = saved is None or leaf.code in saved.redrawn
    said = answers.answers_of(
        now.dossier, now.stage, only=leaf, layer=layer, with_evidence=with_evidence
    )
    group = entry_groups.group_of(
        now.dossier,
        next(each for each in said.plan.groups if each.code == leaf.criterion.group_code),
        said,
        Rights(can_write=True) if saved else now.rights,
        at=now.at,
        refusals={leaf.code: refused} if refused else None,
        wanted=Wanted(leaf=leaf.code),
    )
    return {
        "row": group["rows"][0],
        "group": group,
        "with_evidence": with_evidence,
        "writes": writes,
        **_sums(said),
    }


def _sums(said: Answers) -> dict[str, Any]:
    total = said.total
    done, due = said.progress
    return {
        "achieved": phrases.points(total.achieved),
        "maximum": phrases.points(total.applicable_maximum),
        "index": phrases.percent(total.index),
        "score_note": f"trên {phrases.points(total.applicable_maximum)} điểm",
        "done": done,
        "due": due,
        "done_words": f"{done}/{due}",
        "done_tone": "good" if done == due else "neutral",
    }
