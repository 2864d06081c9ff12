"""One leaf in the editor: what was typed, what it means as a written leaf, what is wrong with it.

A leaf is stored only when all of it can be used; until then everything typed stays on the page.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts import words
from accounts.files import receive
from scoring.exports import layout
from scoring.forms import parameters
from scoring.forms.parameters import Texts
from scoring.forms.shapes import Input
from scoring.rules import outline, registry
from scoring.rules.errors import InvalidParameters
from scoring.rules.expected import Day
from scoring.rules.kind import RuleKind
from scoring.rules.nodes import Leaf
from scoring.rules.numbers import parse_plain
from scoring.rules.parameters import Parameters
from scoring.rules.rule import Rule, Written

PARAMETERS = "parameters."
_KIND_PREFIX = "expected.kinds."
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(20\d{2})|\s+(.+))")
_YEARS = {"nam danh gia": "Y", "nam truoc": "Y-1", "nam sau": "Y+1"}
_DAY_CURE = "Hãy ghi ngày như 30/06/2024, hoặc 01/01 năm đánh giá (năm trước, năm sau)."
_BETWEEN = "|"
#: Each file that stays has a ticked box ``attachments.0``, whose value is its SHA-256 and name.
ATTACHMENTS = "attachments."
FILES = Input(
    "file",
    "Thêm tệp",
    "text",
    hint="PDF, ảnh JPEG hoặc PNG, Excel (.xlsx), Word (.docx); "
    f"mỗi tệp tối đa {receive.limit_words()}.",
)
_COLUMNS = {column.key: column for column in layout.CRITERIA_COLUMNS}


def _fixed(
    key: str, *, label: str = "", hint: str | None = None, form: layout.Form | None = None
) -> Input:
    """Return the input of a column of the workbook, worded for the screen where it must differ."""
    told = _COLUMNS[key]
    note = told.note if hint is None else hint
    return Input(key, label or told.title, form or told.form, told.choices, hint=note)


#: What every leaf says beside its rule, in the order of the page.
ABOUT = (
    _fixed("code", hint="Như in trên giấy: 1.1, 1.10."),
    _fixed("name", form="lines", hint=""),
    Input("group", "Thuộc nhóm", "choice"),
    _fixed("max_points", hint="Tối đa hai chữ số thập phân, ví dụ 7,5."),
    _fixed("key", hint="Để đối chiếu giữa các năm, nên giữ nguyên. Trống: lấy mã tiêu chí."),
)
GIVERS = (
    _fixed("scored_by", hint=""),
    _fixed("department", hint="Chỉ ghi khi sở, ngành nhập kết quả."),
)
FLAGS = (
    _fixed("is_critical", label="Tiêu chí trọng yếu (★)"),
    _fixed("may_be_not_applicable", label="Được bỏ qua khi không phát sinh"),
    _fixed("evidence_required", label="Bắt buộc có tài liệu, thiếu thì 0 điểm"),
)
EVIDENCE = (
    _fixed("evidence", label="Tài liệu cần nộp", form="lines", hint=""),
    _fixed("expected.at_least", hint="Trống: một tài liệu."),
    _fixed("expected.issued_from"),
    _fixed("expected.issued_to"),
    _fixed("expected.signature", hint=""),
)
GUIDANCE = (_fixed("guidance"), _fixed("links"), _fixed("letter_items"))
_PLAIN = ("code", "name", "group", "key", "kind", "scored_by", "department", "evidence")


@dataclass(frozen=True)
class TypedLeaf:
    """A leaf as it was typed, flat by the place of each value."""

    texts: Texts

    @property
    def kind(self) -> RuleKind:
        """The chosen kind; yes or no while none is chosen."""
        chosen = self.texts.get("kind", "")
        return RuleKind(chosen) if chosen in set(RuleKind) else RuleKind.YESNO

    def read(self) -> tuple[Written, dict[str, str]]:
        """Return the leaf as written, and what is wrong with it by the place of each value."""
        problems: dict[str, str] = {}
        leaf = self._written(problems)
        reader = Parameters(leaf)
        told = Leaf.from_parameters(reader)
        try:
            reader.require_sound()
        except InvalidParameters as wrong:
            for problem in wrong.problems:
                problems.setdefault(problem.path, problem.sentence)
        if not leaf["key"]:
            # It would be taken from the code, whose absence is told already.
            problems.pop("key", None)
        return (told.dump() if told and not problems else leaf), problems

    def rule(self) -> Rule | None:
        """Return the rule as far as it can be used by itself, for showing it in words."""
        leaf = self._written({})
        try:
            worth = parse_plain(leaf["max_points"])
            return registry.parse(leaf["kind"], leaf["parameters"], max_points=worth)
        except (ValueError, KeyError):
            # Wrong numbers and parameters are shown beside their inputs; there are no words yet.
            return None

    def with_file(self, name: str, sha256: str) -> "TypedLeaf":
        """Return the leaf with one more file of its guidance, unless it names those bytes."""
        if sha256 in {each["sha256"] for each in self.attachments()}:
            return self
        return TypedLeaf({**self.texts, f"{ATTACHMENTS}{sha256}": f"{sha256} {name}"})

    def attachments(self) -> list[Written]:
        """Return the files of the guidance as written, in the order of their boxes."""
        boxes = [(key, text) for key, text in self.texts.items() if key.startswith(ATTACHMENTS)]
        told = [text.partition(" ") for _, text in boxes]
        return [{"name": words.normal(name), "sha256": sha256} for sha256, _, name in told]

    def _written(self, problems: dict[str, str]) -> Written:
        texts = self.texts
        leaf: Written = {key: words.normal(texts.get(key, "")) for key in _PLAIN}
        leaf["key"] = leaf["key"] or leaf["code"]
        leaf["kind"] = self.kind.value
        points = texts.get("max_points", "").strip()
        number = parameters.read_number("max_points", "Điểm", points, problems) if points else None
        if number is not None:
            leaf["max_points"] = number
        leaf |= {flag.key: texts.get(flag.key) == layout.YES for flag in FLAGS}
        leaf["guidance"] = words.paragraphs(texts.get("guidance", ""))
        leaf["parameters"] = parameters.written_of(self.kind, texts, problems, prefix=PARAMETERS)
        extra = {
            "expected": _expected(texts, problems),
            "links": [_link(line) for line in _lines(texts.get("links", ""))],
            "attachments": self.attachments(),
            "letter_items": [
                each.strip() for each in texts.get("letter_items", "").split(";") if each.strip()
            ],
        }
        return leaf | {key: value for key, value in extra.items() if value}


def from_written(leaf: Mapping[str, Any]) -> TypedLeaf:
    """Return a written leaf as the editor shows it, whatever is wrong with it."""
    texts = {key: str(leaf.get(key) or "") for key in (*_PLAIN, "guidance")}
    texts["max_points"] = parameters.text_of(_fixed("max_points"), leaf)
    for flag in FLAGS:
        texts[flag.key] = layout.YES if leaf.get(flag.key) else ""
    expected = leaf.get("expected") or {}
    texts |= {f"{_KIND_PREFIX}{kind}": layout.YES for kind in expected.get("kinds", ())}
    texts["expected.at_least"] = str(expected.get("at_least", ""))
    texts["expected.signature"] = expected.get("signature", "none")
    for key in ("issued_from", "issued_to"):
        texts[f"expected.{key}"] = _day_text(expected.get(key, ""))
    texts["links"] = "\n".join(
        f"{link.get('label', '')} {_BETWEEN} {link.get('address', '')}"
        for link in leaf.get("links", ())
    )
    for place, each in enumerate(leaf.get("attachments", ())):
        texts[f"{ATTACHMENTS}{place}"] = f"{each.get('sha256', '')} {each.get('name', '')}"
    texts["letter_items"] = "; ".join(leaf.get("letter_items", ()))
    typed = TypedLeaf(texts)
    written = leaf.get("parameters")
    if isinstance(written, Mapping):
        texts |= parameters.texts_of(typed.kind, written, prefix=PARAMETERS)
    return TypedLeaf(texts)


def from_post(data: Mapping[str, str]) -> TypedLeaf:
    """Return what a posted form holds; rows of the rule left blank are gone."""
    fixed = {
        each.key: data.get(each.key, "") for each in (*ABOUT, *GIVERS, *FLAGS, *EVIDENCE, *GUIDANCE)
    }
    kinds = {name: layout.YES for name in data if name.startswith(_KIND_PREFIX)}
    kinds |= {name: text for name, text in data.items() if name.startswith(ATTACHMENTS)}
    typed = TypedLeaf({**fixed, **kinds, "kind": data.get("kind", "")})
    rule = parameters.compact(typed.kind, data, prefix=PARAMETERS)
    return TypedLeaf({**typed.texts, **rule})


def clashes(
    leaf: Mapping[str, Any], document: Mapping[str, Any], place: outline.Place | None
) -> dict[str, str]:
    """Return what is wrong between a leaf and the rest of its set, by the leaf's own places."""
    problems: dict[str, str] = {}
    others = [node for node in outline.walk(document) if node.place != place]
    if leaf.get("code") in {node.written.get("code") for node in others}:
        problems["code"] = f"Mã {leaf.get('code')} đã có trong bộ tiêu chí. Hãy chọn mã khác."
    keys = {node.written.get("key") for node in others if node.place.where == "leaves"}
    if leaf.get("key") in keys:
        problems["key"] = f"Khóa so sánh {leaf.get('key')} đã dùng cho tiêu chí khác."
    groups = {group.get("code"): group for group in outline.nodes_of(document, "groups")}
    group = groups.get(leaf.get("group"))
    if group is None:
        problems["group"] = "Hãy chọn nhóm chứa tiêu chí này."
    elif bool(group.get("is_outside_base")) != RuleKind(leaf["kind"]).is_outside_base:
        problems["kind"] = "Điểm thưởng và điểm trừ phải ở nhóm riêng, ngoài tổng điểm."
    return problems


def _expected(texts: Texts, problems: dict[str, str]) -> Written:
    """What the evidence should look like, without what goes without saying."""
    expected: Written = {}
    kinds = [kind for kind in layout.EVIDENCE_KINDS if texts.get(f"{_KIND_PREFIX}{kind}")]
    if kinds:
        expected["kinds"] = kinds
    at_least = texts.get("expected.at_least", "").strip()
    if at_least:
        number = parameters.read_number("expected.at_least", "Số", at_least, problems)
        expected |= {} if number is None else {"at_least": number}
    for key in ("issued_from", "issued_to"):
        day = _day(texts.get(f"expected.{key}", ""))
        if day is None:
            problems[f"expected.{key}"] = _DAY_CURE
        elif day:
            expected[key] = day
    signature = texts.get("expected.signature", "")
    return expected | ({"signature": signature} if signature not in ("", "none") else {})


def _day(text: str) -> str | None:
    """Return a typed day as written, "" for none, None for what cannot be read."""
    typed = words.normal(text)
    if not typed:
        return ""
    found = _DAY.fullmatch(typed)
    year = found and (found[3] or _YEARS.get(words.search_key(found[4] or "")))
    return f"{year}-{int(found[2]):02d}-{int(found[1]):02d}" if found and year else None


def _day_text(written: object) -> str:
    try:
        return Day.parse(str(written)).words() if written else ""
    except ValueError:
        return str(written)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _link(line: str) -> dict[str, str]:
    label, _, address = line.rpartition(_BETWEEN)
    return {"label": label.strip(), "address": address.strip()}
