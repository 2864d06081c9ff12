"""Two versions of a set side by side, leaf by leaf along their stable keys, in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.queries import drafting
from scoring.rules import outline
from scoring.rules.expected import Expected
from scoring.rules.parameters import Parameters

_YES_NO = {True: "Có", False: "Không"}
Lines = tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """One thing that changed: what it is, and both sides in words."""

    what: str
    before: Lines
    after: Lines


@dataclass(frozen=True)
class Pair:
    """One node in both versions; ``tone`` is that of the tag which says what became of it."""

    code: str
    name: str
    is_group: bool
    word: str
    tone: str
    differences: tuple[Difference, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing changed."""
        return not self.tone


@dataclass(frozen=True)
class Comparison:
    """All pairs in the printed order of the newer version, and how many changed how."""

    pairs: list[Pair]
    added: int
    removed: int
    changed: int
    same: int


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Comparison:
    """Return the comparison of two written sets; either may be a draft that is not sound yet."""
    old, new = _by_name(before), _by_name(after)
    pairs = [_pair(old.get(name), node) for name, node in new.items()]
    pairs += [_removed(node) for name, node in old.items() if name not in new]
    leaves = [pair for pair in pairs if not pair.is_group]
    counts = {
        word: sum(pair.word == word for pair in leaves) for word in (_ADDED, _REMOVED, _OTHER)
    }
    return Comparison(
        pairs=pairs,
        added=counts[_ADDED],
        removed=counts[_REMOVED],
        changed=counts[_OTHER],
        same=sum(pair.is_same for pair in leaves),
    )


_ADDED, _REMOVED, _OTHER, _SAME = "Thêm mới", "Bỏ", "Sửa đổi", "Giữ nguyên"


def _by_name(document: Mapping[str, Any]) -> dict[tuple[str, str], outline.Node]:
    """Return the nodes by what names them across versions: a leaf's key, a group's code."""
    return {
        (node.place.where, str(node.written.get("key" if _is_leaf(node) else "code"))): node
        for node in outline.walk(document)
    }


def _is_leaf(node: outline.Node) -> bool:
    return node.place.where == "leaves"


def _pair(before: outline.Node | None, after: outline.Node) -> Pair:
    if before is None:
        return _named(after, _ADDED, "good", _told_alone(after, is_new=True))
    facts = _LEAF_FACTS if _is_leaf(after) else _GROUP_FACTS
    differences = tuple(
        Difference(what, old, new)
        for what, tell in facts.items()
        if (old := tell(before.written)) != (new := tell(after.written))
    )
    if not differences:
        return _named(after, _SAME, "", ())
    return _named(after, _OTHER, "warn", differences)


def _removed(node: outline.Node) -> Pair:
    return _named(node, _REMOVED, "bad", _told_alone(node, is_new=False))


def _told_alone(node: outline.Node, *, is_new: bool) -> tuple[Difference, ...]:
    """What an added or removed leaf is worth and by which rule; a group only its points."""
    whats = ("Điểm tối đa", "Cách chấm") if _is_leaf(node) else ("Điểm tối đa",)
    facts = _LEAF_FACTS if _is_leaf(node) else _GROUP_FACTS
    told = [(what, facts[what](node.written)) for what in whats]
    return tuple(
        Difference(what, () if is_new else lines, lines if is_new else ()) for what, lines in told
    )


def _named(node: outline.Node, word: str, tone: str, differences: tuple[Difference, ...]) -> Pair:
    return Pair(
        code=str(node.written.get("code", "")),
        name=str(node.written.get("name", "")),
        is_group=not _is_leaf(node),
        word=word,
        tone=tone,
        differences=differences,
    )


def _text(key: str) -> Callable[[Mapping[str, Any]], Lines]:
    def tell(node: Mapping[str, Any]) -> Lines:
        return tuple(str(node.get(key) or "").splitlines())

    return tell


def _flag(key: str) -> Callable[[Mapping[str, Any]], Lines]:
    def tell(node: Mapping[str, Any]) -> Lines:
        return (_YES_NO[bool(node.get(key))],)

    return tell


def _rule(leaf: Mapping[str, Any]) -> Lines:
    rule = drafting.rule_of(leaf)
    words = rule.words() if rule else ("chưa tính được",)
    return (drafting.kind_label(leaf), *words)


def _inputs(leaf: Mapping[str, Any]) -> Lines:
    rule = drafting.rule_of(leaf)
    return tuple(field.label for field in rule.fields()) if rule else ()


def _expected(leaf: Mapping[str, Any]) -> Lines:
    return Expected.from_parameters(Parameters(leaf.get("expected") or {})).words()


def _links(leaf: Mapping[str, Any]) -> Lines:
    return tuple(f"{link['label']}: {link['address']}" for link in leaf.get("links", ()))


def _attachments(leaf: Mapping[str, Any]) -> Lines:
    return tuple(str(each.get("name", "")) for each in leaf.get("attachments", ()))


_Facts = Mapping[str, Callable[[Mapping[str, Any]], Lines]]
_GROUP_FACTS: _Facts = {
    "Tên": _text("name"),
    "Điểm tối đa": lambda node: (drafting.points_of(node),),
    "Thuộc nhóm": _text("parent"),
}
_LEAF_FACTS: _Facts = {
    "Mã": _text("code"),
    "Tên": _text("name"),
    "Thuộc nhóm": _text("group"),
    "Điểm tối đa": lambda node: (drafting.points_of(node),),
    "Cách chấm": _rule,
    "Số liệu cần nhập": _inputs,
    "Người nhập số liệu": lambda node: (drafting.giver(node),),
    "Tiêu chí trọng yếu": _flag("is_critical"),
    "Được bỏ qua": _flag("may_be_not_applicable"),
    "Tài liệu kiểm chứng": _text("evidence"),
    "Bắt buộc có tài liệu": _flag("evidence_required"),
    "Yêu cầu với tài liệu": _expected,
    "Hướng dẫn": _text("guidance"),
    "Văn bản kèm hướng dẫn": _links,
    "Tệp đính kèm": _attachments,
}
