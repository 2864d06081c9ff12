"""What the pure rules refuse, each carrying sentences fit for the person who typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong place in written parameters.

    ``path`` names the place with dots and positions from 0 (``bands.1.points``); an empty path
    means the parameters as a whole.
    """

    path: str
    sentence: str


class BadNumber(ValueError):
    """A typed text is not a number as Vietnamese offices write it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class InvalidParameters(ValueError):
    """Written parameters of a rule, condition or ladder cannot be used; all problems at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{each.path}: {each.sentence}" for each in self.problems))


class InvalidFigures(ValueError):
    """Declared figures cannot be judged; one Vietnamese sentence for each field at fault."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("; ".join(f"{name}: {said}" for name, said in self.problems.items()))


class NothingArose(Exception):
    """The denominator is 0: there was nothing to do, so there is no ratio to judge."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
