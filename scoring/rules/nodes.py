"""The nodes of a written criteria set: groups, and the leaves that are scored."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Self

from scoring.rules import registry
from scoring.rules.errors import InvalidParameters
from scoring.rules.expected import Expected
from scoring.rules.kind import RuleKind
from scoring.rules.numbers import plain_text
from scoring.rules.parameters import Parameters
from scoring.rules.rule import Written

#: Who gives a leaf's figures: the measured unit, a survey, the province, a named department.
SCORERS = ("unit", "survey", "province", "department")

_MAX_NAME = 500
_MAX_EVIDENCE = 500
_MAX_GUIDANCE = 4000
_MAX_DEPARTMENT = 200
_MAX_ADDRESS = 500
_MAX_FILE_NAME = 200
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MAX_CODE = 20
_MAX_KEY = 60


@dataclass(frozen=True, kw_only=True)
class Group:
    """A node that is not scored itself; ``parent`` is the code of the node above, or empty.

    ``is_outside_base`` marks bonus and penalty, whose points stand beside the 100.
    """

    code: str
    name: str
    max_points: Decimal
    parent: str = ""
    is_outside_base: bool = False

    @classmethod
    def from_parameters(cls, entry: Parameters) -> Self:
        """Read a written group, noting every problem on ``entry``."""
        group = cls(
            code=entry.text("code", at_most=_MAX_CODE),
            name=entry.text("name", at_most=_MAX_NAME),
            max_points=entry.points("max_points", at_most=registry.MAX_POINTS),
            parent=entry.text("parent", "", at_most=_MAX_CODE),
            is_outside_base=entry.flag("is_outside_base"),
        )
        entry.close()
        return group

    def dump(self) -> Written:
        """As written."""
        return {
            "code": self.code,
            "name": self.name,
            "max_points": plain_text(self.max_points),
            **({"parent": self.parent} if self.parent else {}),
            "is_outside_base": self.is_outside_base,
        }


@dataclass(frozen=True, kw_only=True)
class Link:
    """A paper that the guidance points to: a form, a decision, a manual."""

    label: str
    address: str

    @classmethod
    def from_parameters(cls, entry: Parameters) -> Self:
        """Read a written link, noting every problem on ``entry``."""
        link = cls(label=entry.text("label"), address=entry.text("address", at_most=_MAX_ADDRESS))
        if link.address and not link.address.startswith("https://"):
            entry.refuse("address", "Liên kết phải bắt đầu bằng https://.")
        entry.close()
        return link

    def dump(self) -> Written:
        """As written."""
        return {"label": self.label, "address": self.address}


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file of the guidance: its name here, and the SHA-256 by which its bytes are kept."""

    name: str
    sha256: str

    @classmethod
    def from_parameters(cls, entry: Parameters) -> Self:
        """Read a written attachment, noting every problem on ``entry``."""
        attachment = cls(
            name=entry.text("name", at_most=_MAX_FILE_NAME), sha256=entry.text("sha256")
        )
        if attachment.sha256 and not _SHA256.fullmatch(attachment.sha256):
            entry.refuse("sha256", "Không phải là mã của một tệp đã tải lên.")
        entry.close()
        return attachment

    def dump(self) -> Written:
        """As written."""
        return {"name": self.name, "sha256": self.sha256}


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """A scored criterion; ``parameters`` are written as the parsed rule writes them.

    ``department`` names who gives the figures where ``scored_by`` says "department".
    ``letter_items`` are marks of the letter's items that it answers, for people only.
    """

    code: str
    key: str
    group: str
    name: str
    max_points: Decimal
    kind: RuleKind
    parameters: Written
    scored_by: str
    is_critical: bool
    may_be_not_applicable: bool
    evidence: str
    evidence_required: bool
    guidance: str
    department: str = ""
    expected: Expected = field(default_factory=Expected)
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    letter_items: tuple[str, ...] = ()

    @classmethod
    def from_parameters(cls, entry: Parameters) -> Self | None:
        """Read a written leaf; None when its rule cannot be used (the problems are noted)."""
        max_points = entry.points("max_points", at_most=registry.MAX_POINTS)
        kind = RuleKind(entry.choice("kind", list(RuleKind)))
        parameters = _parameters(entry, kind, max_points)
        leaf = cls(
            max_points=max_points,
            kind=kind,
            parameters=parameters or {},
            code=entry.text("code", at_most=_MAX_CODE),
            key=entry.text("key", at_most=_MAX_KEY),
            group=entry.text("group", at_most=_MAX_CODE),
            name=entry.text("name", at_most=_MAX_NAME),
            scored_by=entry.choice("scored_by", SCORERS),
            evidence=entry.text("evidence", "", at_most=_MAX_EVIDENCE),
            guidance=entry.text("guidance", "", at_most=_MAX_GUIDANCE),
            is_critical=entry.flag("is_critical"),
            may_be_not_applicable=entry.flag("may_be_not_applicable"),
            evidence_required=entry.flag("evidence_required"),
            department=entry.text("department", "", at_most=_MAX_DEPARTMENT),
            expected=_expected(entry),
            links=tuple(Link.from_parameters(each) for each in _entries(entry, "links")),
            attachments=_attachments(entry),
            letter_items=entry.texts("letter_items"),
        )
        _require_giver(entry, leaf.scored_by, leaf.department)
        entry.close()
        return None if parameters is None else leaf

    def dump(self) -> Written:
        """As written; what goes without saying is left out."""
        extra = {
            "department": self.department,
            "expected": self.expected.dump(),
            "links": [link.dump() for link in self.links],
            "attachments": [each.dump() for each in self.attachments],
            "letter_items": list(self.letter_items),
        }
        return {
            "code": self.code,
            "key": self.key,
            "group": self.group,
            "name": self.name,
            "max_points": plain_text(self.max_points),
            "kind": self.kind.value,
            "parameters": self.parameters,
            "scored_by": self.scored_by,
            "is_critical": self.is_critical,
            "may_be_not_applicable": self.may_be_not_applicable,
            "evidence": self.evidence,
            "evidence_required": self.evidence_required,
            "guidance": self.guidance,
            **{key: value for key, value in extra.items() if value},
        }


def _parameters(entry: Parameters, kind: RuleKind, max_points: Decimal) -> Written | None:
    """The leaf's parameters as its rule writes them; None when they cannot be used."""
    try:
        return registry.parse(kind, entry.mapping("parameters"), max_points=max_points).dump()
    except InvalidParameters as error:
        for problem in error.problems:
            is_own = problem.path == "max_points"
            place = problem.path if is_own else f"parameters.{problem.path}".rstrip(".")
            entry.refuse(place, problem.sentence)
        return None


def _entries(entry: Parameters, key: str) -> list[Parameters]:
    """The sub-mappings of a list that may be absent."""
    return entry.entries(key, at_least=0) if entry.has(key) else []


def _attachments(entry: Parameters) -> tuple[Attachment, ...]:
    attachments = tuple(Attachment.from_parameters(each) for each in _entries(entry, "attachments"))
    if len({each.sha256 for each in attachments}) != len(attachments):
        entry.refuse("attachments", "Có tệp đính kèm bị trùng.")
    return attachments


def _expected(entry: Parameters) -> Expected:
    if not entry.has("expected"):
        return Expected()
    return Expected.from_parameters(entry.section("expected"))


def _require_giver(entry: Parameters, scored_by: str, department: str) -> None:
    """Note a department that is not named, or named where another gives the figures."""
    if scored_by == "department" and not department:
        entry.refuse("department", "Hãy ghi tên sở, ngành nhập kết quả.")
    if department and scored_by != "department":
        entry.refuse("department", "Chỉ ghi sở, ngành khi sở, ngành nhập kết quả.")
