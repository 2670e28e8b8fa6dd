"""Further toys: a reading club that gathers wishes, and the wishes and loans of `toys.py` with a few more buttons.

What they add: links with the sense of a set, links that are left, linked moves under a condition, a limit that stands
still, a date that is moved.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tests.support import toys
from tests.support.toys import NOW, Library, broker, reader
from tests.support.world import World
from workflow import moments
from workflow.definition import LINK, START, FollowUp, Kind, Late, Link, Move, State, Transition, Workflow, stay
from workflow.engine import Engine
from workflow.forms import Form, Line, Refs, Yes, any_of
from workflow.recipients import Audiences
from workflow.registry import Registry
from workflow.snapshot import Facts, Place

TERMS = {"first_day": "2017-05-15", "last_day": "2017-06-02"}
FAR_READER = "PER-0005"  # lives in another zone, where other days are free


class Gathering(Form):
    """Which wishes a club gathers."""

    wishes = Refs("Which wishes?", "wish", required=True)


class Order(Form):
    """Which of them are granted."""

    granted = Refs("Which are granted?", "wish")


class Waits(Form):
    """Whether something is waited for, and for what."""

    waits = Yes("Is something waited for?")
    what = Line("For what?")


gathering = State("gathering", "Gathering", "Gathering", toys.ASKED, turn=(broker,), limit=moments.days(30))
ordered = State("ordered", "Ordered", "Ordered", toys.LENT, end=True)
dissolved = State("dissolved", "Dissolved", "Dissolved", end=True)

CLUB = Workflow(
    name="club",
    kind="club",
    version=1,
    label="Club",
    prefix="CLUB",
    facts=Facts,
    states=(gathering, ordered, dissolved),
    links=(Link("wishes", "wish"),),
    title=lambda club: "A club",
    country=lambda club: None,
    offices=frozenset({"broker"}),
    transitions=(
        Transition(
            "gather",
            "Gather",
            START >> gathering,
            by=(broker,),
            form=Gathering,
            links={"wishes": lambda club, form: form["wishes"]},
        ),
        Transition(
            "change",
            "Change",
            stay(gathering),
            by=(broker,),
            form=Gathering,
            links={"wishes": lambda club, form: form["wishes"]},
        ),
        Transition(
            "order",
            "Order",
            gathering >> ordered,
            by=(broker,),
            form=Order,
            moves=(
                Move("wishes", "grant", when=lambda club, form, wish: wish.ref in form.get("granted", ())),
                Move("wishes", "drop", when=lambda club, form, wish: wish.ref not in form.get("granted", ())),
            ),
        ),
        Transition("dissolve", "Dissolve", gathering >> dissolved, by=(broker,), unlinks=("wishes",)),
    ),
)


def more(definition: Workflow, *transitions: Transition) -> Workflow:
    """A definition with further transitions."""
    return replace(definition, transitions=(*definition.transitions, *transitions))


WISH = more(
    replace(toys.broken(toys.WISH, "grant", by=(broker, LINK)), links=(*toys.WISH.links, Link("clubs", "club"))),
    Transition("drop", "Drop", toys.asked >> toys.declined, by=(LINK,), letters={"wish_dropped": reader}),
)
LOAN = more(
    replace(
        toys.LOAN,
        follow_ups=(
            *toys.LOAN.follow_ups,
            FollowUp(
                "first_week",
                Kind.LETTER,
                moments.on("first_day"),
                (reader,),
                past=moments.after("first_day", days=7),
                group="dated",
            ),
            FollowUp("begins", Kind.TASK, moments.on("first_day"), (broker,), past=Late.NOW, group="dated"),
        ),
    ),
    Transition("prolong", "Prolong", stay(toys.out), by=(reader, broker), form=any_of(toys.Terms), plans=("dated",)),
    Transition("wait", "Wait", stay(toys.kept_back), by=(broker,), form=Waits),
)


@dataclass(frozen=True)
class Town(Library):
    """The library with one reader far away."""

    roles: Mapping[str, frozenset[str]] = field(
        default_factory=lambda: {**Library().roles, FAR_READER: frozenset({"reader"})}
    )

    def place(self, ident: str) -> Place:
        """Everybody lives in the Netherlands but one, who lives in Ghana."""
        return Place("Africa/Accra", "GH", "fr") if ident == FAR_READER else super().place(ident)


class Desk(World):
    """The toys on a database: what librarians and readers do. `definitions` stand in the place of toys of their name."""

    def __init__(self, url: str, *definitions: Workflow, audiences: Audiences | None = None, **parts: Any) -> None:
        known = {one.name: one for one in (WISH, LOAN, CLUB, *definitions)}
        visible = parts.pop("visible", lambda *asked: True)
        directory = parts.pop("directory", Town())
        engine = Engine(
            Registry(known.values()), lambda connection, *named: directory, visible, audiences or {}, **parts
        )
        super().__init__(url, engine, NOW)

    def wish(self, by: str = toys.READER, **form: Any) -> str:
        """A reader asks for a book."""
        return self.fire("wish", "ask", by, **{"reader": by, "book": "A book", **form}).ref

    def loan(self, by: str = toys.READER, **form: Any) -> tuple[str, str]:
        """A reader's wish is granted: the loan, and the wish."""
        wish = self.wish(by, **form)
        granted = self.fire(wish, "grant", toys.LIBRARIAN)
        return granted.entries[-1].split("/")[0], wish

    def out(self, by: str = toys.READER, *, terms: Mapping[str, str] = TERMS, **form: Any) -> tuple[str, str]:
        """A loan whose dates a librarian set, and to which both sides agreed: the loan, and the wish."""
        loan, wish = self.loan(by, **form)
        self.fire(loan, "change_terms", toys.LIBRARIAN, **terms)
        self.fire(loan, "agree", by)
        self.fire(loan, "agree", toys.LIBRARIAN)
        return loan, wish


def day(text: str) -> date:
    """A date as it is written."""
    return date.fromisoformat(text)
