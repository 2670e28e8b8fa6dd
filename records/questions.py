"""The questions that auditors ask again and again, as data: a new one is one row of QUESTIONS.

Each is asked of the entries alone, never of the engine: what the engine should have refused would be found here too.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from records.auditing import Found, Rule, among, before
from records.bodies import at_path, has_path
from workflow import calendar
from workflow.definition import CLOCK, Workflow
from workflow.history import EntryKind
from workflow.moments import Hour
from workflow.streams import PERSON, SYSTEM
from workflow.tables import entries
from workflow.words import _

STEPS = (EntryKind.CREATED, EntryKind.MOVED, EntryKind.SIGNED, EntryKind.EDITED)
DAY = 10  # characters of a date in front of a moment
DUE = ("changes", "case", "due_date")
ZONE = ("changes", "case", "due_zone")

Laws = Iterable[Workflow]


@dataclass(frozen=True)
class Question:
    """`label` names it in a list, `sentence` says what is found; `rule` which entries those are, by the laws there are."""

    label: str
    sentence: str
    rule: Callable[[Laws], Rule]


def _of(*kinds: EntryKind) -> ColumnElement[bool]:
    return entries.c.kind.in_([kind.value for kind in kinds])


def kinds(*those: EntryKind) -> Callable[[Laws], Rule]:
    """Every entry of some kinds."""
    return lambda _laws: Rule(quickly=(_of(*those),))


def late(_laws: Laws) -> Rule:
    """Steps after the day until which the case could wait, as the entries before them set it; not those of the clock,
    which waits for that day.

    The database compares days as they are written, which is never too strict: the last day of a zone is over at the
    earliest on that same day of UTC. The program then asks for the very end of the day in its zone.
    """
    earlier = entries.alias("limit_before")
    due = before(at_path(earlier.c.body, *DUE), earlier, has_path(earlier.c.body, *DUE))
    zone = before(at_path(earlier.c.body, *ZONE), earlier, has_path(earlier.c.body, *ZONE))
    return Rule(
        quickly=(_of(EntryKind.MOVED, EntryKind.SIGNED), entries.c.actor != CLOCK.name),
        closely=(due <= func.substr(at_path(entries.c.body, "at"), 1, DAY),),
        beside=(due.label("due_date"), zone.label("due_zone")),
        exactly=_over,
    )


def _over(found: Found) -> bool:
    day, zone = found.beside
    return bool(day and zone) and found.entry.at >= calendar.instant(date.fromisoformat(day), Hour.END, zone)


def after_undo(_laws: Laws) -> Rule:
    """The first step of a case after an act of it was taken back."""
    undone, then = entries.alias("undone"), entries.alias("then")
    step = select(func.min(then.c.seq)).where(
        then.c.ref == undone.c.ref, then.c.seq > undone.c.seq, then.c.kind.in_([kind.value for kind in STEPS])
    )
    first = select(undone.c.ref, step.correlate(undone).scalar_subquery()).where(
        undone.c.kind == EntryKind.UNDONE.value
    )
    return Rule(quickly=(among(first),))


def same_person(laws: Laws) -> Rule:
    """Whoever confirmed had pressed before, in the same case, what the rules want other eyes for; also where that was
    done anew by somebody else since, which the rules allow."""
    own = entries.alias("own_before")
    ways = {
        (law.name, one.trigger, one.other_eyes_than) for law in laws for one in law.transitions if one.other_eyes_than
    }
    pairs = [
        and_(
            at_path(entries.c.body, "type") == type_,
            entries.c.trigger == trigger,
            select(own.c.number)
            .where(own.c.ref == entries.c.ref, own.c.seq < entries.c.seq)
            .where(own.c.actor == entries.c.actor, own.c.trigger.in_(prepared))
            .correlate(entries)
            .exists(),
        )
        for type_, trigger, prepared in sorted(ways)
    ]
    triggers = sorted({trigger for _type, trigger, _prepared in ways})
    return Rule(quickly=(_of(*STEPS), entries.c.trigger.in_(triggers)), closely=(or_(false(), *pairs),))


def on_behalf(_laws: Laws) -> Rule:
    """Steps that somebody pressed for somebody else."""
    return Rule(quickly=(_of(*STEPS),), closely=(at_path(entries.c.body, "on_behalf_of").is_not(None),))


def permissions(_laws: Laws) -> Rule:
    """All that happened to accounts and roles, organisations and settings."""
    beside_cases = or_(entries.c.ref == SYSTEM, entries.c.ref.startswith(PERSON, autoescape=True))
    return Rule(quickly=(_of(EntryKind.ACCOUNT), beside_cases))


# Name, as addresses say it → question. A row here is a page, its file, and a line of the list.
QUESTIONS: Mapping[str, Question] = {
    "late": Question(
        _("Late steps"), _("Steps that were taken after the day until which their case could wait was over."), late
    ),
    "after-undo": Question(
        _("Steps after an undo"), _("The first step of a case after an act in it had been taken back."), after_undo
    ),
    "same-person": Question(
        _("Prepared and confirmed by one person"),
        _(
            "Confirmations by somebody who had also prepared the case, even where others prepared it anew since. The rules "
            "ask for other eyes."
        ),
        same_person,
    ),
    "waivers": Question(
        _("Waivers"), _("Rules that refused, or would have, and were waived with a reason."), kinds(EntryKind.WAIVED)
    ),
    "on-behalf": Question(
        _("Pressed on behalf of others"),
        _("Steps that a broker took for a party, with how that party said so."),
        on_behalf,
    ),
    "taken-back": Question(
        _("Taken back"), _("Acts that were undone within the grace period."), kinds(EntryKind.UNDONE)
    ),
    "corrections": Question(
        _("Corrections"),
        _("Acts that were corrected after their letters had left, and data that was put right."),
        kinds(EntryKind.CORRECTED),
    ),
    "permissions": Question(
        _("Changes of permissions"),
        _("Everything that was done to accounts, roles, organisations and settings."),
        permissions,
    ),
    "exports": Question(
        _("Exports"), _("Every time that history or lists left the program as a file."), kinds(EntryKind.EXPORTED)
    ),
    "erasures": Question(_("Erasures"), _("Every time that personal data was erased."), kinds(EntryKind.ERASED)),
}
