"""What will happen, in words, before it does: every step, letter and date of a plan. Nothing is written."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext

from records.casepage import Due
from web.due import Calendar, Coming
from web.foreseen import Foreseen
from web.given import Letter
from web.words import Words
from workflow.attempt import Plan, Planned, Step
from workflow.definition import CLOCK, OWING, START, Workflow
from workflow.history import EntryKind
from workflow.registry import Registry
from workflow.snapshot import Case
from workflow.words import _


@dataclass(frozen=True)
class Happens:
    """One case's step. `source` is empty where a case is made; `waived` are the rules that a reason passed."""

    ref: str
    title: str
    type: str
    label: str
    source: str
    target: str
    waived: tuple[str, ...]
    made: bool
    signed: bool


@dataclass(frozen=True)
class Post:
    """A letter that would go out."""

    to: str
    subject: str
    text: str


@dataclass(frozen=True)
class Preview:
    """All of it."""

    steps: tuple[Happens, ...]
    letters: tuple[Post, ...]
    coming: tuple[Coming, ...]
    ended: tuple[Coming, ...]  # what was still to come, and then is not
    turns: tuple[str, ...]
    elsewhere: int  # cases that follow, of which this reader is told no more
    to_others: int  # letters to people of whom this reader is told no more
    ahead: tuple[Foreseen, ...] = ()  # what would be sent in the next days then


@dataclass(frozen=True)
class Foretelling:
    """Puts a plan into words for one reader; `whole` tells also of cases and letters in which they have no part.

    `due` is what is still to come of the cases that the plan touches.
    """

    registry: Registry
    words: Words
    reader: str
    whole: bool
    due: Sequence[Due] = ()

    def preview(self, plan: Plan, letters: Sequence[tuple[str, Letter]]) -> Preview:
        """The panel of a plan that nothing forbids."""
        told = replace(self, words=self.words.among(plan.after.directory))
        refs = dict.fromkeys(step.ref for step in plan.steps)
        mine = {ref for ref in refs if told._tells(plan, ref)}
        to_me = [(to, one) for to, one in letters if self.whole or to == self.reader]
        return Preview(
            steps=tuple(told._step(plan, step) for step in plan.steps if step.ref in mine),
            letters=tuple(Post(told.words.name(to), one.subject, one.text) for to, one in to_me),
            coming=tuple(told._coming(plan, mine)),
            ended=tuple(told._ended(plan, mine)),
            turns=tuple(told._turn(case) for case in plan.touched if case.ref in mine),
            elsewhere=len(refs) - len(mine),
            to_others=len(letters) - len(to_me),
        )

    def _tells(self, plan: Plan, ref: str) -> bool:
        """Also of a case that they leave by it: what they were to get is not to come any more."""
        known = [snapshot for snapshot in (plan.before, plan.after) if ref in snapshot.cases]
        return self.whole or ref == plan.ref or any(one.parts_of(self.reader, ref) for one in known)

    def _law(self, case: Case) -> Workflow:
        return self.registry.get(case.type, case.definition_version)

    def _step(self, plan: Plan, step: Step) -> Happens:
        case = plan.after.case(step.ref)
        law = self._law(case)
        guards = {guard.code: guard for one in law.transitions for guard in law.guards_of(one)}
        made, moved = step.kind is EntryKind.CREATED, step.source != step.target
        begins = made or step.source == START.name
        return Happens(
            ref=step.ref,
            title=case.title,
            type=gettext(law.label),
            label=gettext(step.transition.label),
            source=self.words.state(law, step.source) if step.source and moved and not begins else "",
            target=self.words.state(law, step.target) if moved else "",
            waived=tuple(gettext(guards[code].rule) for code in step.waivers if code in guards),
            made=made,
            signed=step.kind is EntryKind.SIGNED,
        )

    def _coming(self, plan: Plan, mine: Collection[str]) -> Iterator[Coming]:
        for planned in sorted(plan.planned, key=lambda one: one.due_at):
            if planned.ref in mine and self._concerns(planned.recipient):
                yield self._told(plan.after.case(planned.ref), planned)

    def _ended(self, plan: Plan, mine: Collection[str]) -> Iterator[Coming]:
        """What hangs on a group that is cancelled, or is for somebody who takes part no longer."""
        groups, people = (
            {(one.ref, one.group) for one in plan.cancelled},
            {(one.ref, one.recipient) for one in plan.left},
        )
        for row in self.due:
            ends = (row.ref, row.group) in groups or (row.ref, row.recipient) in people
            if ends and row.ref in mine and self._concerns(row.recipient):
                yield self._told(plan.before.cases[row.ref], row)

    def _concerns(self, recipient: str) -> bool:
        return self.whole or recipient in (f"person:{self.reader}", CLOCK.name, OWING.name)

    def _told(self, case: Case, row: Due | Planned) -> Coming:
        law = self._law(case)
        return Calendar(law, self.words.about(law)).coming(row)

    def _turn(self, case: Case) -> str:
        law = self._law(case)
        words = self.words.about(law)
        if case.ended:
            return gettext(_("{ref} has ended then.")).format(ref=case.ref)
        if case.follows:
            return gettext(_("{ref}: whose turn it is, {other} says.")).format(ref=case.ref, other=case.follows)
        until, turn = words.until(case.due_date, case.due_zone), words.listed(case.waits_for, "part")
        if not until:
            return gettext(_("{ref}: it is the turn of {turn}.")).format(ref=case.ref, turn=turn)
        return gettext(_("{ref}: it is the turn of {turn}, until {until}.")).format(
            ref=case.ref, turn=turn, until=until
        )
