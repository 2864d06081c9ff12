"""A previewed workbook on its way through the browser: sealed, bound to one person, expiring.

Nothing of an upload is kept on the server. What was read travels in the page under a signature,
and is sorted against the stored rows again when it comes back.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from django.core import signing

from accounts.errors import AlreadyDone, Invalid
from dossiers.actions.entry import Entry
from dossiers.imports.unit_cells import RefusedCell
from dossiers.imports.unit_changes import Sorted
from dossiers.imports.unit_workbook import Read, ReadLeaf
from scoring import plans

_SALT = "dossiers.unit_preview"
# A preview left open longer than this no longer shows what would happen.
_PREVIEW_SECONDS = 2 * 60 * 60


@dataclass(frozen=True)
class Preview:
    """What was read, and which version of each stored row the person was shown beside it."""

    read: Read
    seen: Mapping[str, int]


def versions(found: Sorted) -> dict[str, int]:
    """Return the versions that the person is being shown, by the leaf's code."""
    return {
        change.code: change.entry.version for change in found.leaves if change.entry is not None
    }


def sealed(preview: Preview, holder: tuple[int, int]) -> str:
    """Return the preview signed for one person and one dossier."""
    leaves = [asdict(leaf) for leaf in preview.read.leaves.values()]
    refused = [asdict(cell) for cell in preview.read.refused]
    told = [list(holder), leaves, refused, dict(preview.seen)]
    return signing.dumps(told, salt=_SALT, compress=True)


def unsealed(payload: str, holder: tuple[int, int]) -> Preview:
    """Return a sealed preview. Raises ``Invalid`` for an old one or somebody else's."""
    try:
        told_to, leaves, refused, seen = signing.loads(
            payload, salt=_SALT, max_age=_PREVIEW_SECONDS
        )
    except signing.BadSignature as error:
        raise Invalid(
            "Bản xem trước đã hết hạn, chưa ghi nhận gì. Hãy tải bảng tính lên lại."
        ) from error
    if tuple(told_to) != holder:
        raise Invalid("Bản xem trước là của người hoặc hồ sơ khác. Hãy tải bảng tính lên lại.")
    read = Read(
        {leaf["code"]: ReadLeaf(**leaf) for leaf in leaves},
        [RefusedCell(**cell) for cell in refused],
    )
    return Preview(read, seen)


def entries(
    found: Sorted,
    shown: Preview,
    takes: Callable[..., bool],
    sides: Mapping[str, str],
) -> list[tuple[plans.Leaf, Entry]]:
    """Return what is to be stored, each on the version that the person was shown.

    Raises ``Invalid`` while a conflict is undecided, or when nothing was chosen; ``AlreadyDone``
    when all that was chosen is stored by now (a second press, say).
    """
    undecided = [change.code for change in found.of("conflict") if not sides.get(change.code)]
    if undecided:
        raise Invalid(
            f"Hãy chọn giá trị cần giữ cho tiêu chí {', '.join(undecided)}. Chưa ghi nhận ô nào."
        )
    chosen = []
    for change in found.leaves:
        is_conflict = change.state == "conflict"
        if change.state not in ("changed", "conflict") or change.entry is None:
            continue
        if takes(change.code, is_conflict=is_conflict):
            version = shown.seen.get(change.code, 0)
            entry = Entry(
                figures=change.entry.figures,
                is_not_applicable=change.entry.is_not_applicable,
                explanation=change.entry.explanation,
                version=version,
            )
            chosen.append((change.leaf, entry))
    if not chosen:
        _require_new(found, takes)
        raise Invalid("Chưa chọn tiêu chí nào để ghi nhận. Hãy chọn ít nhất một tiêu chí.")
    return chosen


def _require_new(found: Sorted, takes: Callable[..., bool]) -> None:
    """Raise ``AlreadyDone`` when what was chosen is what is stored."""
    stored = [
        change.code
        for change in found.of("unchanged")
        if any(takes(change.code, is_conflict=was_conflict) for was_conflict in (True, False))
    ]
    if stored:
        raise AlreadyDone(
            f"Tiêu chí {', '.join(stored)} đã được ghi nhận đúng như bảng tính. Không cần làm lại."
        )
