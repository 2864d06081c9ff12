"""Conditions beside the total: data to parse, each judged to a verdict with its own words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Self

from scoring.rules.numbers import number_text, percent_of, percent_text, plain_text, points_text
from scoring.rules.parameters import Parameters
from scoring.rules.totals import LeafPoints, Totals
from scoring.rules.verdicts import DOCUMENTS, Condition, Facts, Verdict


@dataclass(frozen=True, slots=True)
class AtLeast(Condition):
    """What the conditions that hold from a percentage up share."""

    at_least: Decimal

    @classmethod
    def from_parameters(cls, parameters: Parameters, *, key: str, label: str) -> Self:
        return cls(key=key, label=label, at_least=parameters.percent("at_least"))

    def _rest(self) -> dict[str, Any]:
        return {"at_least": plain_text(self.at_least)}


@dataclass(frozen=True, slots=True)
class IndexAtLeast(AtLeast):
    """The index reaches a percentage."""

    kind: ClassVar[str] = "index_at_least"

    def finding(
        self, totals: Totals, leaves: Sequence[LeafPoints], facts: Facts
    ) -> tuple[bool, str]:
        if totals.index is None:
            return False, "Chưa có chỉ số vì mọi tiêu chí đều không áp dụng"
        holds = totals.index >= self.at_least
        return holds, f"Chỉ số đạt {_against(totals.index, self.at_least)}"


@dataclass(frozen=True, slots=True)
class GroupShareAtLeast(AtLeast):
    """Every group reaches a percentage of its applicable maximum; an empty group is left out.

    ``groups`` (codes, optional) narrows it, so that groups may have minima of their own.
    """

    kind: ClassVar[str] = "group_share_at_least"

    groups: tuple[str, ...] = ()

    @classmethod
    def from_parameters(cls, parameters: Parameters, *, key: str, label: str) -> Self:
        return cls(
            key=key,
            label=label,
            at_least=parameters.percent("at_least"),
            groups=parameters.texts("groups"),
        )

    def _rest(self) -> dict[str, Any]:
        written: dict[str, Any] = {"at_least": plain_text(self.at_least)}
        return {**written, "groups": list(self.groups)} if self.groups else written

    def finding(
        self, totals: Totals, leaves: Sequence[LeafPoints], facts: Facts
    ) -> tuple[bool, str]:
        judged = [
            (group.share, group)
            for group in totals.groups
            if group.share is not None and group.code in (self.groups or (group.code,))
        ]
        if not judged:
            return True, "Không có nhóm tiêu chí nào áp dụng"
        low = [
            f"nhóm {group.code} đạt {points_text(group.achieved)}/"
            f"{points_text(group.applicable_maximum)} điểm = {_against(share, self.at_least)}"
            for share, group in judged
            if share < self.at_least
        ]
        if low:
            return False, _sentence(low)
        share, lowest = min(judged, key=lambda pair: pair[0])
        return True, (
            f"Cả {len(judged)} nhóm đều từ {number_text(self.at_least)} % trở lên; "
            f"thấp nhất là nhóm {lowest.code}: {percent_text(share)}"
        )


@dataclass(frozen=True, slots=True)
class CriticalLeafAtLeast(AtLeast):
    """Every critical leaf (★) that applies reaches a percentage of its maximum."""

    kind: ClassVar[str] = "critical_leaf_at_least"

    def finding(
        self, totals: Totals, leaves: Sequence[LeafPoints], facts: Facts
    ) -> tuple[bool, str]:
        judged = [leaf for leaf in leaves if leaf.is_critical and not leaf.is_not_applicable]
        low = []
        for leaf in judged:
            if leaf.points is None:
                low.append(f"tiêu chí {leaf.code} chưa có điểm")
                continue
            share = percent_of(leaf.points, leaf.max_points)
            if share < self.at_least:
                pair = f"{points_text(leaf.points)}/{points_text(leaf.max_points)} điểm"
                low.append(f"tiêu chí {leaf.code} đạt {pair} = {_against(share, self.at_least)}")
        if low:
            return False, _sentence(low)
        codes = ", ".join(leaf.code for leaf in judged) or "không có tiêu chí nào"
        return True, f"Các tiêu chí ★ ({codes}) đều từ {number_text(self.at_least)} % trở lên"


@dataclass(frozen=True, slots=True)
class LeafRateAtLeast(Condition):
    """The percentage measured in one leaf reaches a percentage; not applicable passes."""

    kind: ClassVar[str] = "leaf_rate_at_least"

    leaf: str
    at_least: Decimal

    @classmethod
    def from_parameters(cls, parameters: Parameters, *, key: str, label: str) -> Self:
        return cls(
            key=key,
            label=label,
            leaf=parameters.text("leaf"),
            at_least=parameters.percent("at_least"),
        )

    def _rest(self) -> dict[str, Any]:
        return {"leaf": self.leaf, "at_least": plain_text(self.at_least)}

    def finding(
        self, totals: Totals, leaves: Sequence[LeafPoints], facts: Facts
    ) -> tuple[bool, str]:
        found = next((leaf for leaf in leaves if leaf.code == self.leaf), None)
        if found is not None and found.is_not_applicable:
            return True, f"Tiêu chí {self.leaf} không áp dụng"
        if found is None or found.rate is None:
            return False, f"Tiêu chí {self.leaf} chưa có kết quả tính theo tỷ lệ"
        holds = found.rate >= self.at_least
        return holds, f"Tiêu chí {self.leaf} đạt {_against(found.rate, self.at_least)}"


@dataclass(frozen=True, slots=True)
class FactAbsent(Condition):
    """Something must not have happened. Not knowing is not the same as knowing that it did not."""

    kind: ClassVar[str] = "fact_absent"

    fact: str
    present_words: str
    absent_words: str

    @classmethod
    def from_parameters(cls, parameters: Parameters, *, key: str, label: str) -> Self:
        return cls(
            key=key,
            label=label,
            fact=parameters.key("fact"),
            present_words=parameters.text("present_words"),
            absent_words=parameters.text("absent_words"),
        )

    def _rest(self) -> dict[str, Any]:
        return {
            "fact": self.fact,
            "present_words": self.present_words,
            "absent_words": self.absent_words,
        }

    def finding(
        self, totals: Totals, leaves: Sequence[LeafPoints], facts: Facts
    ) -> tuple[bool, str]:
        if self.fact not in facts:
            return False, f"Chưa có xác nhận: {self.label}"
        return (False, self.present_words) if facts[self.fact] else (True, self.absent_words)


@dataclass(frozen=True, slots=True)
class DocumentsPresent(Condition):
    """All listed dossier documents are there; ``documents`` are pairs of kind and name."""

    kind: ClassVar[str] = "documents_present"

    documents: tuple[tuple[str, str], ...]

    @classmethod
    def from_parameters(cls, parameters: Parameters, *, key: str, label: str) -> Self:
        documents = []
        for entry in parameters.entries("documents", at_least=1):
            documents.append((entry.key("key"), entry.text("label")))
            entry.close()
        return cls(key=key, label=label, documents=tuple(documents))

    def _rest(self) -> dict[str, Any]:
        return {"documents": [{"key": kind, "label": name} for kind, name in self.documents]}

    def finding(
        self, totals: Totals, leaves: Sequence[LeafPoints], facts: Facts
    ) -> tuple[bool, str]:
        present = facts.get(DOCUMENTS, ())
        if isinstance(present, bool):
            raise TypeError("facts['documents'] holds the kinds of the documents present")
        absent = [name for kind, name in self.documents if kind not in present]
        if absent:
            return False, f"Thiếu {len(absent)} tài liệu: {'; '.join(absent)}"
        return True, f"Đủ {len(self.documents)} tài liệu của hồ sơ"


KINDS: dict[str, type[Condition]] = {
    condition.kind: condition
    for condition in (
        IndexAtLeast,
        GroupShareAtLeast,
        CriticalLeafAtLeast,
        LeafRateAtLeast,
        FactAbsent,
        DocumentsPresent,
    )
}


def parse(data: Sequence[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """Conditions from data: each has ``key``, ``kind``, ``label`` and what its kind needs.

    Raises InvalidParameters with every problem, paths beginning with ``conditions.<position>``.
    """
    reader = Parameters({"conditions": data})
    conditions = []
    seen: set[str] = set()
    for entry in reader.entries("conditions", at_least=0):
        key, label = entry.key("key"), entry.text("label")
        if key in seen:
            entry.refuse("key", "Mã bị trùng.")
        seen.add(key)
        kind = KINDS[entry.choice("kind", KINDS)]
        conditions.append(kind.from_parameters(entry, key=key, label=label))
        entry.close()
    reader.require_sound()
    return tuple(conditions)


def judge(
    conditions: Iterable[Condition], totals: Totals, leaves: Iterable[LeafPoints], facts: Facts
) -> tuple[Verdict, ...]:
    """A verdict for each condition, in their order.

    ``leaves`` needs only the critical leaves and those that a condition names, so that a caller
    with many dossiers need not load the rest.
    """
    known = tuple(leaves)
    verdicts = []
    for condition in conditions:
        holds, words = condition.finding(totals, known, facts)
        verdicts.append(Verdict(condition.key, holds, words, condition.label))
    return tuple(verdicts)


def _against(share: Decimal, at_least: Decimal) -> str:
    side = "không dưới" if share >= at_least else "dưới"
    return f"{percent_text(share)}, {side} {number_text(at_least)} %"


def _sentence(parts: list[str]) -> str:
    joined = "; ".join(parts)
    return joined[0].upper() + joined[1:]
