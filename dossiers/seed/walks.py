"""Walking one dossier to where the demo wants it, act by act, each at its own instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from random import Random

from accounts.enums import Role
from accounts.models import Unit, User
from dossiers.actions import appraisal, central_figures, entry, evidence, explanation, submission
from dossiers.actions.evidence import Place
from dossiers.actions.judgement import Judgement
from dossiers.models import Dossier, Score
from dossiers.seed import figures, papers, phrases, words
from dossiers.seed.calendar import OFFICE_MINUTES, Diary
from dossiers.seed.people import Crowd
from scoring.models import Stage
from scoring.plans import Leaf, Plan
from scoring.rules.numbers import ZERO, half_up


class Target(StrEnum):
    """Where a dossier is to stand; APPRAISING and what follows name the last tier reached."""

    NOT_BEGUN = "not_begun"
    HALF_DONE = "half_done"
    NEARLY_DONE = "nearly_done"
    AWAITING_LEADER = "awaiting_leader"
    RETURNED = "returned"
    SENT = "sent"
    APPRAISING = "appraising"
    QUESTIONED = "questioned"
    ANSWERED = "answered"
    SENT_UP = "sent_up"
    APPRAISING_ABOVE = "appraising_above"
    FINISHED = "finished"


# Entered in part only: how many leaves of a hundred.
_DONE_SHARE = {Target.HALF_DONE: (30, 62), Target.NEARLY_DONE: (84, 97)}
_UNSENT = (Target.NOT_BEGUN, *_DONE_SHARE, Target.AWAITING_LEADER, Target.RETURNED)
# The dossier's tier has been left behind: these have been sent up at least once.
_BEYOND_FIRST = (Target.SENT_UP, Target.APPRAISING_ABOVE, Target.FINISHED)

_ANSWER_DAYS = timedelta(days=3)


@dataclass(frozen=True)
class Round:
    """A campaign as the walks see it; ``opens`` are the stages' first days from ``day_zero``."""

    seed: int
    plan: Plan
    stages: Sequence[Stage]
    opens: Sequence[int]
    spread: int
    crowd: Crowd
    area: Unit
    is_rich: bool

    @property
    def year(self) -> int:
        return self.stages[0].campaign.year


def reviewer_of(opened: Round, dossier: Dossier, *, tier: int) -> User:
    """Return the reviewer in charge at a tier: the same for all acts, and not of the unit."""
    level = opened.stages[tier].level
    unit = dossier.unit
    while unit.level != level and unit.parent is not None:
        unit = unit.parent
    own = opened.crowd.all_of(dossier.unit, Role.ENTRY)
    held = opened.crowd.all_of(unit, Role.REVIEWER)
    reviewers = [person for person in held if person not in own]
    return reviewers[dossier.unit_id % len(reviewers)]


@dataclass
class Walk:
    """One dossier on its way."""

    round: Round
    dossier: Dossier
    diary: Diary
    rng: Random
    good: int

    def to(self, target: Target) -> None:
        """Make every act that leads to ``target``."""
        if target == Target.NOT_BEGUN:
            return
        day = self._entry_day(target)
        self._enter(target, day)
        if target in _DONE_SHARE:
            return
        sent_on = day + 2
        self._hand_over(sent_on - 1)
        if target == Target.RETURNED:
            self._return(sent_on)
        if target in _UNSENT:
            return
        leader = self._own(Role.LEADER)
        submission.send(
            dossier=self.dossier,
            by=leader,
            clock=self.diary.clock(sent_on, self.rng.randint(30, OFFICE_MINUTES)),
        )
        if target != Target.SENT:
            self._appraise(target, sent_on)

    def _entry_day(self, target: Target) -> int:
        """Return the first day of entering: early for those that are far on by now."""
        opened = self.round.opens[0]
        if target in _BEYOND_FIRST:
            return opened + self.rng.randint(1, self.round.spread)
        # Two days to the sending, and appraisers need days too.
        latest = -3 if target in _UNSENT or target == Target.SENT else -6
        return self.rng.randint(opened + 1, max(opened + 1, latest))

    def _own(self, role: Role) -> User:
        return self.round.crowd.one(self.dossier.unit, role)

    def _enter(self, target: Target, day: int) -> None:
        """Attach evidence, then enter figures in one or two sittings."""
        leaves = [leaf for leaf in self.round.plan.leaves if leaf.is_by_unit]
        entered = [leaf for leaf in leaves if leaf.is_in_base or self._claims()]
        if target in _DONE_SHARE:
            share = self.rng.randint(*_DONE_SHARE[target])
            entered = entered[: len(entered) * share // 100]
        self._prove(entered, day)
        rows = [(leaf, self._entry(leaf)) for leaf in entered]
        half = len(rows) // 2 if self.round.is_rich else 0
        for sitting in (rows[:half], rows[half:]):
            if sitting:
                entry.save_scores(
                    dossier=self.dossier,
                    entries=sitting,
                    by=self._own(Role.ENTRY),
                    clock=self.diary.clock(day, self.rng.randint(90, OFFICE_MINUTES)),
                )
        if not self.round.is_rich:
            clock = self.diary.clock(day, OFFICE_MINUTES)
            words.write_report(dossier=self.dossier, by=self._own(Role.ENTRY), clock=clock)

    def _claims(self) -> bool:
        """Say whether the unit claims a bonus; few do."""
        return self.rng.randint(1, 12) == 1

    def _entry(self, leaf: Leaf) -> entry.Entry:
        if leaf.criterion.may_be_not_applicable and self.rng.randint(1, 14) == 1:
            return entry.Entry(figures=None, is_not_applicable=True, explanation=phrases.NOT_ARISEN)
        typed = entry.Entry(figures=figures.invent(leaf, good=self.good, rng=self.rng))
        return typed if self.round.is_rich else words.explained(typed, leaf)

    def _prove(self, leaves: Sequence[Leaf], day: int) -> None:
        """Deal the leaves that ask for evidence out to a few papers and a link."""
        asked = [leaf for leaf in leaves if leaf.criterion.evidence_required]
        # Now and then one is forgotten, and its leaf stays at 0 until somebody notices.
        if asked and self.rng.randint(1, 9) == 1:
            asked.remove(self.rng.choice(asked))
        own = papers.RICH if self.round.is_rich else papers.PLAIN
        hands: list[list[Place]] = [[] for _ in range(len(own) + 1)]
        for number, leaf in enumerate(asked):
            hands[number % len(hands)].append(Place(leaf=leaf))
        for template, places in zip(own, hands, strict=False):
            self._attach(template, places, day)
        if hands[-1]:
            subject = f"kết quả năm {self.round.year}"
            evidence.attach_to_all(
                dossier=self.dossier,
                places=hands[-1],
                content=papers.link(self.dossier.unit.code, subject),
                by=self._own(Role.ENTRY),
                clock=self.diary.clock(day, 40),
            )

    def _attach(self, template: papers.Template, places: Sequence[Place], day: int) -> None:
        if not places:
            return
        unit = self.dossier.unit
        mark = f"{unit.code} / {self.round.year} / {places[0].subject}"
        evidence.attach_to_all(
            dossier=self.dossier,
            places=places,
            content=papers.paper(template, unit_name=unit.name, mark=mark),
            by=self._own(Role.ENTRY),
            clock=self.diary.clock(day, self.rng.randint(0, 60)),
        )

    def _hand_over(self, day: int) -> None:
        """Put the signed papers to the dossier and hand it to the leader."""
        kinds = [Place(document_kind=kind["key"]) for kind in self.dossier.campaign.document_kinds]
        self._attach(papers.PROPOSAL, kinds[:3], day)
        # One unit in twenty has mislaid its registration: a condition of recognition fails.
        if self.rng.randint(1, 20) > 1:
            self._attach(papers.REGISTRATION, kinds[3:], day)
        clock = self.diary.clock(day, self.rng.randint(120, OFFICE_MINUTES))
        submission.hand_over(dossier=self.dossier, by=self._own(Role.ENTRY), clock=clock)

    def _return(self, day: int) -> None:
        submission.return_to_officer(
            dossier=self.dossier,
            reason=phrases.RETURNED,
            by=self._own(Role.LEADER),
            clock=self.diary.clock(day, 75),
        )

    def _appraise(self, target: Target, day: int) -> None:
        """Pass the appraising tiers as far as ``target`` lies."""
        last = len(self.round.stages) - 1
        for tier in range(1, last + 1):
            day = max(day, self.round.opens[tier]) + self.rng.randint(1, 2)
            is_here = tier == 1 if target not in _BEYOND_FIRST else tier == last
            if tier == last and target in _BEYOND_FIRST:
                self._central_figures(day)
                if target == Target.SENT_UP:
                    return
            if is_here and target != Target.FINISHED:
                self._stop_midway(target, tier, day)
                return
            self._lower_some(tier, day)
            reviewer = self._reviewer(tier)
            clock = self.diary.clock(day, self.rng.randint(210, OFFICE_MINUTES))
            appraisal.agree(dossier=self.dossier, by=reviewer, clock=clock)
            day += 1
            appraisal.send_up(
                dossier=self.dossier,
                by=reviewer,
                clock=self.diary.clock(day, self.rng.randint(0, 90)),
            )

    def _reviewer(self, tier: int) -> User:
        return reviewer_of(self.round, self.dossier, tier=tier)

    def _lower_some(self, tier: int, day: int) -> None:
        """Set lower points, with a reason, on up to three leaves."""
        rows = list(
            Score.objects.filter(dossier=self.dossier, stage=self.round.stages[0], points__gt=0)
            .select_related("leaf")
            .order_by("leaf__position")
        )
        by_code = {leaf.code: leaf for leaf in self.round.plan.leaves}
        count = self.rng.choice((0, 0, 1, 2, 3) if tier == 1 else (0, 0, 0, 1))
        for row in self.rng.sample(rows, min(count, len(rows))):
            judgement = Judgement(
                points=half_up((row.points or ZERO) * 3 / 4),
                reason=self.rng.choice(phrases.REASONS),
            )
            appraisal.save(
                dossier=self.dossier,
                leaf=by_code[row.leaf.code],
                judgement=judgement,
                by=self._reviewer(tier),
                clock=self.diary.clock(day, self.rng.randint(0, 200)),
            )

    def _stop_midway(self, target: Target, tier: int, day: int) -> None:
        """Appraise the first groups, and where wanted ask a question and get the answer."""
        self._lower_some(tier, day)
        codes = [leaf.code for leaf in self.round.plan.leaves if leaf.criterion.group_code in "12"]
        reviewer = self._reviewer(tier)
        clock = self.diary.clock(day, self.rng.randint(210, OFFICE_MINUTES))
        appraisal.agree(dossier=self.dossier, by=reviewer, codes=codes, clock=clock)
        if target not in (Target.QUESTIONED, Target.ANSWERED):
            return
        leaf = self.round.plan.leaf(self.rng.choice(("2.3", "2.5", "1.3")))
        asked_day = -1 if target == Target.QUESTIONED else -2
        asked_at = self.diary.at(asked_day, self.rng.randint(200, OFFICE_MINUTES))
        question = explanation.ask(
            dossier=self.dossier,
            leaf=leaf,
            question=self.rng.choice(phrases.QUESTIONS),
            answer_until=asked_at + _ANSWER_DAYS,
            by=reviewer,
            clock=lambda: asked_at,
        )
        if target == Target.ANSWERED:
            explanation.answer(
                question=question,
                leaf=leaf,
                text=self.rng.choice(phrases.ANSWERS),
                by=self._own(Role.ENTRY),
                clock=self.diary.clock(-1, self.rng.randint(0, OFFICE_MINUTES)),
            )

    def _central_figures(self, day: int) -> None:
        """Enter what surveys and authorities have found."""
        leaves = [leaf for leaf in self.round.plan.leaves if not leaf.is_by_unit]
        rows = [
            (leaf, entry.Entry(figures=figures.invent(leaf, good=self.good, rng=self.rng)))
            for leaf in leaves
            if leaf.is_in_base or self.rng.randint(1, 30) == 1
        ]
        central_figures.save_central_figures(
            dossier=self.dossier,
            entries=rows,
            by=self.round.crowd.one(self.round.area, Role.STANDING),
            clock=self.diary.clock(day, 15),
        )
