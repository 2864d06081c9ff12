"""What a condition is, whatever it looks at, and the verdict that it gives."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from scoring.rules.parameters import Parameters
from scoring.rules.totals import LeafPoints, Totals

#: What is known about a dossier beside its points. A fact condition looks up a yes/no by its
#: fact's name (True = it happened); ``"documents"`` holds the kinds of the documents present.
Facts = Mapping[str, bool | Collection[str]]

DOCUMENTS = "documents"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one condition holds, and the sentence that says so with its figures."""

    key: str
    holds: bool
    words: str
    label: str


@dataclass(frozen=True, slots=True)
class Condition(ABC):
    """One condition; ``label`` is its name on screen."""

    kind: ClassVar[str]

    key: str
    label: str

    @classmethod
    @abstractmethod
    def from_parameters(cls, parameters: Parameters, *, key: str, label: str) -> Self:
        """Read the rest of the written condition, noting problems on ``parameters``."""

    @abstractmethod
    def _rest(self) -> dict[str, Any]:
        """What ``dump`` adds to key, kind and label."""

    @abstractmethod
    def finding(
        self, totals: Totals, leaves: Sequence[LeafPoints], facts: Facts
    ) -> tuple[bool, str]:
        """Whether it holds, and why."""

    def dump(self) -> dict[str, Any]:
        """As written; parsing it gives an equal condition."""
        return {"key": self.key, "kind": self.kind, "label": self.label, **self._rest()}
