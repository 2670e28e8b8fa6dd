"""Two small case types that tests play with: a wish for a book, and the loan that it makes when it is granted.

Between them they use nearly every word of `workflow/definition.py`. `scene.py` breaks them, and sets scenes with
them that need no database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.support.scene import (  # noqa: F401 - whoever plays with the toys sets scenes with them
    LIBRARIAN,
    NOW,
    OTHER_LIBRARIAN,
    OTHER_READER,
    READER,
    Library,
    broken,
    case,
    snapshot,
    with_state,
)
from workflow import moments
from workflow.definition import (
    CAME_FROM,
    CLOCK,
    LINK,
    OWING,
    START,
    Create,
    FollowUp,
    Kind,
    Late,
    Link,
    Milestone,
    Move,
    Part,
    Refusal,
    Seat,
    State,
    Transition,
    Workflow,
    follows,
    guard,
    stay,
)
from workflow.forms import Choice, Day, Form, Line, Person, Table, Text, any_of
from workflow.registry import Registry
from workflow.snapshot import Facts

ASKED = Milestone("asked", "Asked", 1)
LENT = Milestone("lent", "Lent", 2)
RETURNED = Milestone("returned", "Returned", 3)

reader = Part("reader", "the reader")
broker = Part("broker", "the librarian", office=True)  # `broker` is the office that may press for a party

LONGEST_LOAN = 30  # days


class Wish(Form):
    """What a reader asks for."""

    reader = Person("Who asks?", required=True)
    book = Line("Which book?", required=True)
    language = Choice("In which language?", {"en": "English", "fr": "French"})


class Terms(Form):
    """From when until when."""

    first_day = Day("First day", required=True)
    last_day = Day("Last day", required=True)


class Damage(Form):
    """One thing that is broken."""

    page = Line("Page", required=True)


class Return(Form):
    """In which state a book comes back."""

    damages = Table("What is damaged?", Damage)


class Reason(Form):
    """Why."""

    reason = Text("Why?", required=True)


@dataclass(frozen=True)
class WishFacts(Facts):
    """What the guards of a wish read."""

    @property
    def wishes_of_reader(self) -> int:
        """How many wishes the reader has open."""
        return sum(not one.ended for one in self.snapshot.cases.values() if one.kind == "wish")


@dataclass(frozen=True)
class LoanFacts(Facts):
    """What the guards of a loan read."""

    @property
    def days(self) -> int:
        """How long the loan lasts, both days included; 0 until it has dates."""
        first, last = self.day("first_day"), self.day("last_day")
        return (last - first).days + 1 if first and last else 0


@guard(rule="A reader has one wish at a time.", refusal="You have {wishes} wishes already.", waivable=True)
def one_wish(wish: WishFacts, form: Mapping[str, Any]) -> Refusal:
    """A waivable guard that asks the form, of a creation."""
    return {"wishes": wish.wishes_of_reader} if form.get("book") and wish.wishes_of_reader else None


@guard(
    rule="The loan has dates.",
    refusal="The dates are missing.",
    mend="change_terms",
    sets=("first_day", "last_day"),
)
def dates_set(loan: LoanFacts) -> Refusal:
    """A standing condition that a form can mend."""
    return None if loan.days else {}


@guard(rule="A loan lasts thirty days at most.", refusal="{days} days; {most} are possible.", mend="change_terms")
def not_too_long(loan: LoanFacts) -> Refusal:
    """A guard whose refusal carries facts."""
    return None if loan.days <= LONGEST_LOAN else {"days": loan.days, "most": LONGEST_LOAN}


@guard(rule="The book is whole.", refusal="{pages} pages are damaged.", waivable=True)
def undamaged(loan: LoanFacts, form: Mapping[str, Any]) -> Refusal:
    """A waivable guard that asks facts and form."""
    return {"pages": len(form["damages"])} if form.get("damages") else None


LADDER = (
    FollowUp("half_way", Kind.REMIND, moments.half_way(moments.ENTERED, moments.LIMIT), (OWING,)),
    FollowUp("late", Kind.ESCALATE, moments.on(moments.LIMIT), (broker,)),
)

asked = State("asked", "Asked for", "Asked", ASKED, turn=(broker,), limit=moments.working_days(10), late=LADDER)
granted = State("granted", "Granted", "Lent", LENT, turn=follows("loans"))
fulfilled = State("fulfilled", "Fulfilled", "Returned", RETURNED, end=True)
declined = State("declined", "Declined", "Declined", end=True)

WISH = Workflow(
    name="wish",
    kind="wish",
    version=1,
    label="Wish",
    prefix="WISH",
    facts=WishFacts,
    states=(asked, granted, fulfilled, declined),
    links=(Link("loans", "loan"),),
    path=("asked", "granted", "fulfilled"),
    title=lambda wish: "A wish",
    country=lambda wish: "NL",
    offices=frozenset({"broker"}),
    transitions=(
        Transition(
            "ask",
            "Ask for a book",
            START >> asked,
            by=(reader, broker),
            form=Wish,
            guards=(one_wish,),
            letters={"wish_received": reader},
            seats=lambda wish, form: (Seat("reader", None, form["reader"]),),
        ),
        Transition("reword", "Reword", stay(asked), by=(reader,), form=any_of(Wish)),
        Transition(
            "grant",
            "Grant",
            asked >> granted,
            by=(broker,),
            moves=(Create("loans", lambda wish, form: "loan", lambda wish, form: {}),),
            letters={"wish_granted": reader},
        ),
        Transition("loan_returned", "Its loan came back", granted >> fulfilled, by=(LINK,)),
        Transition("loan_lost", "Its loan was lost", granted >> asked, by=(LINK,), unlinks=("loans",), back=True),
        Transition("decline", "Decline", asked >> declined, by=(broker,), form=Reason, destructive=True),
    ),
)

prepared = State("prepared", "Prepared", "Asked", ASKED, turn=(reader, broker), limit=moments.days(14), late=LADDER)
out = State(
    "out",
    "Out",
    "Lent",
    LENT,
    turn=(reader,),
    limit=moments.on("last_day"),
    late=LADDER,
    holds=(dates_set, not_too_long),
)
overdue = State("overdue", "Overdue", "Lent", LENT, turn=(reader,), limit=moments.working_days(10), late=LADDER)
kept_back = State(
    "kept_back",
    "Kept back",
    "Asked",
    ASKED,
    turn=(broker,),
    limit=moments.months(1),
    paused=lambda loan: bool(loan.value("waits")),
)
returned = State("returned", "Returned", "Returned", RETURNED, end=True)
lost = State("lost", "Lost", "Lost", end=True)

LOAN = Workflow(
    name="loan",
    kind="loan",
    version=1,
    label="Loan",
    prefix="LOAN",
    facts=LoanFacts,
    states=(prepared, out, overdue, kept_back, returned, lost),
    links=(Link("wishes", "wish"),),
    path=("prepared", "out", "returned"),
    title=lambda loan: "A loan",
    country=lambda loan: "NL",
    offices=frozenset({"broker"}),
    follow_ups=(
        FollowUp(
            "nearly_over",
            Kind.REMIND,
            moments.before("last_day", days=2),
            (reader,),
            past=Late.SKIP,
            group="dated",
        ),
        FollowUp("how_was_it", Kind.LETTER, moments.after("last_day", days=7), (reader,), group="dated"),
    ),
    transitions=(
        Transition(
            "prepare",
            "Prepare",
            START >> prepared,
            by=(LINK,),
            seats=lambda loan, form: loan.snapshot.linked(loan.ref, "wish")[0].seats,
        ),
        Transition(
            "change_terms",
            "Change the terms",
            prepared >> prepared,
            by=(reader, broker),
            form=Terms,
            unsigns=("agree",),
        ),
        Transition(
            "agree",
            "Agree",
            prepared >> out,
            by=(reader, broker),
            signed_by=(reader, broker),
            plans=("dated",),
            letters={"loan_agreed": (reader, broker)},
        ),
        Transition("note", "Note", stay(prepared, out, overdue), by=(reader, broker), form=Reason),
        Transition("keep_back", "Keep back", (prepared, out) >> kept_back, by=(broker,), back=True),
        Transition("go_on", "Go on", kept_back >> CAME_FROM, by=(broker,)),
        Transition("call_back", "Call back", out >> overdue, by=(CLOCK,), at=moments.on("last_day", moments.Hour.END)),
        Transition(
            "give_back",
            "Give back",
            (out, overdue) >> returned,
            by=(reader, broker),
            form=Return,
            guards=(undamaged,),
            cancels=("dated",),
            moves=(Move("wishes", "loan_returned", states=("granted",)),),
        ),
        Transition(
            "write_off",
            "Write off",
            (out, overdue) >> lost,
            by=(broker,),
            form=Reason,
            other_eyes_than=("change_terms",),
            cancels=("dated",),
            moves=(Move("wishes", "loan_lost", states=("granted",)),),
            destructive=True,
        ),
    ),
)

LETTERS: Mapping[str, set[str]] = {"en": {"wish_received", "wish_granted", "loan_agreed", "how_was_it"}}


def registry(*others: Workflow) -> Registry:
    """Both types, with others in place of those of the same name."""
    return Registry({one.name: one for one in (WISH, LOAN, *others)}.values())
