"""The editor's inputs as templates draw them: every value, choice and problem in its place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scoring.exports import layout
from scoring.forms import leaf as leaves
from scoring.forms import parameters
from scoring.forms.leaf import TypedLeaf
from scoring.forms.shapes import DECIDING, Input, Rows, deciders, shape
from scoring.rules.kind import RuleKind

Problems = Mapping[str, str]

_KEYBOARDS = {"number": "decimal", "whole": "numeric"}
_WIDTHS = {"number": "input--tiny", "whole": "input--tiny", "code": "input--short"}
_WIDTHS |= {"day": "input--short"}
# Blank rows offered below those that are filled: enough to begin with, and one to go on.
_FIRST_ROWS, _NEXT_ROWS = 3, 1


@dataclass(frozen=True)
class Choice:
    """One line of a list to choose from."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Drawn:
    """One input; ``widget`` is text, lines, choice, flag or hidden."""

    name: str
    label: str
    widget: str
    value: str
    error: str = ""
    hint: str = ""
    keyboard: str = "text"
    width: str = ""
    choices: tuple[Choice, ...] = ()
    reshapes: bool = False


@dataclass(frozen=True)
class DrawnRow:
    """One row of a list; ``inner`` are the blocks of a part's own rule."""

    number: int
    cells: tuple[Drawn, ...]
    inner: tuple["Block", ...] = ()


@dataclass(frozen=True)
class Block:
    """Either one input (``rows`` is None) or a list of rows with its headings."""

    drawn: Drawn | None = None
    name: str = ""
    label: str = ""
    hint: str = ""
    errors: tuple[str, ...] = ()
    rows: tuple[DrawnRow, ...] | None = None


@dataclass(frozen=True)
class DrawnFile:
    """One file of the guidance with the box that keeps it."""

    name: str
    value: str
    label: str
    sha256: str


@dataclass(frozen=True)
class LeafForm:
    """The whole form of a leaf in its sections."""

    about: tuple[Drawn, ...]
    kind: Drawn
    rule: tuple[Block, ...]
    givers: tuple[Drawn, ...]
    flags: tuple[Drawn, ...]
    kinds: tuple[Drawn, ...]
    evidence: tuple[Drawn, ...]
    guidance: tuple[Drawn, ...]
    files: tuple[DrawnFile, ...]
    upload: Drawn
    summary: list[tuple[str, str]] = field(default_factory=list)


def leaf_form(
    typed: TypedLeaf,
    *,
    groups: Iterable[tuple[str, str]],
    problems: Problems,
    more_rows: str = "",
) -> LeafForm:
    """Return the form; ``groups`` are (code, label), ``more_rows`` names a list to lengthen."""
    pen = _Pen(typed.texts, problems, more_rows)
    rule = pen.blocks(typed.kind, leaves.PARAMETERS)
    form = LeafForm(
        about=tuple(
            pen.chosen(each, groups) if each.key == "group" else pen.input(each, "")
            for each in leaves.ABOUT
        ),
        kind=pen.chosen(Input("kind", "Cách chấm", "choice"), layout.KINDS.items(), reshapes=True),
        rule=rule,
        givers=tuple(pen.input(each, "") for each in leaves.GIVERS),
        flags=tuple(pen.flag(each.key, each.label, each.hint) for each in leaves.FLAGS),
        kinds=tuple(
            pen.flag(f"expected.kinds.{key}", label) for key, label in layout.EVIDENCE_KINDS.items()
        ),
        evidence=tuple(pen.input(each, "") for each in leaves.EVIDENCE),
        guidance=tuple(pen.input(each, "") for each in leaves.GUIDANCE),
        files=pen.files(typed),
        upload=pen.input(leaves.FILES, ""),
    )
    form.summary.extend(pen.line(name, said) for name, said in problems.items())
    return form


class _Pen:
    """Draws inputs from one set of texts, and knows which of them exist."""

    def __init__(self, texts: Mapping[str, str], problems: Problems, more_rows: str) -> None:
        self._texts = texts
        self._problems = problems
        self._more_rows = more_rows
        self._labels: dict[str, str] = {}

    def input(self, asked: Input, prefix: str) -> Drawn:
        """Draw one input of any form."""
        if asked.choices is not None:
            return self.chosen(asked, asked.choices.items(), prefix=prefix)
        name = prefix + asked.key
        is_quiet_key = asked.key == "key" and prefix
        widget = "hidden" if is_quiet_key else "lines" if asked.form == "lines" else "text"
        return Drawn(
            name=self._known(name, asked.label),
            label=asked.label,
            widget=widget,
            value=self._texts.get(name, ""),
            error=self._problems.get(name, ""),
            hint=asked.hint,
            keyboard=_KEYBOARDS.get(asked.form, "text"),
            width=_WIDTHS.get(asked.form, ""),
        )

    def chosen(
        self,
        asked: Input,
        choices: Iterable[tuple[str, str]],
        *,
        prefix: str = "",
        reshapes: bool = False,
    ) -> Drawn:
        """Draw a list to choose from; one that reshapes the form is sent at once."""
        name = prefix + asked.key
        usual = {True: layout.YES, False: layout.NO, None: ""}[asked.usual]
        value = self._texts.get(name, "") or usual
        offered = [("", "Chọn…"), *choices] if asked.is_blank_offered else list(choices)
        return Drawn(
            name=self._known(name, asked.label),
            label=asked.label,
            widget="choice",
            value=value,
            error=self._problems.get(name, ""),
            hint=asked.hint,
            choices=tuple(Choice(key, label, key == value) for key, label in offered),
            reshapes=reshapes or asked.key in DECIDING,
        )

    def flag(self, name: str, label: str, hint: str = "") -> Drawn:
        """Draw a box to tick."""
        ticked = layout.YES if self._texts.get(name) == layout.YES else ""
        error = self._problems.get(name, "")
        return Drawn(self._known(name, label), label, "flag", ticked, error, hint)

    def files(self, typed: TypedLeaf) -> tuple[DrawnFile, ...]:
        """Draw the files of the guidance."""
        return tuple(
            DrawnFile(
                self._known(f"{leaves.ATTACHMENTS}{place}", "Tệp đính kèm"),
                f"{each['sha256']} {each['name']}",
                each["name"],
                each["sha256"],
            )
            for place, each in enumerate(typed.attachments())
        )

    def blocks(self, kind: RuleKind, prefix: str) -> tuple[Block, ...]:
        """Draw everything that a kind asks for."""
        return tuple(
            Block(drawn=self.input(asked, prefix))
            if isinstance(asked, Input)
            else self._rows(asked, prefix)
            for asked in shape(kind, deciders(self._texts, prefix))
        )

    def line(self, path: str, said: str) -> tuple[str, str]:
        """Return where a problem's line leads ("" for nowhere), and its words with the label."""
        while path and path not in self._labels:
            path = path.rpartition(".")[0]
        return path, f"{self._labels[path]}: {said}" if path else said

    def _rows(self, rows: Rows, prefix: str) -> Block:
        name = self._known(prefix + rows.key, rows.label)
        filled = parameters.row_count(self._texts, name)
        shown = filled + (_NEXT_ROWS if filled else _FIRST_ROWS) + (name == self._more_rows)
        drawn = tuple(self._row(rows, f"{name}.{index}.", index + 1) for index in range(shown))
        return Block(
            name=name, label=rows.label, hint=rows.hint, errors=self._errors(name), rows=drawn
        )

    def _row(self, rows: Rows, start: str, number: int) -> DrawnRow:
        cells = tuple(self.input(cell, start) for cell in rows.cells)
        for cell in cells:
            self._labels[cell.name] = f"{rows.label} {number}, {cell.label.lower()}"
        chosen = self._texts.get(f"{start}kind", "")
        has_rule = rows.key == "parts" and chosen in set(RuleKind)
        inner = self.blocks(RuleKind(chosen), f"{start}parameters.") if has_rule else ()
        return DrawnRow(number, cells, inner)

    def _errors(self, name: str) -> tuple[str, ...]:
        """The problems of a list as a whole, and those of rows that belong to no input."""
        own = [self._problems[name]] if name in self._problems else []
        for path, said in self._problems.items():
            row = path.removeprefix(f"{name}.")
            if path != row and row.isdecimal():
                own.append(f"Dòng {int(row) + 1}: {said}")
        return tuple(own)

    def _known(self, name: str, label: str) -> str:
        self._labels[name] = label
        return name
