"""Mistakes in the dates, linked cases, forms and letters of a type, each with the sentence that refuses it."""

from dataclasses import replace

from tests.support import toys
from tests.support.toys import LOAN, WISH, broken, broker, reader, with_state
from tests.workflow.broken import Broken, Names, followed, more, moved, rung
from workflow import moments
from workflow.definition import (
    CLOCK,
    LINK,
    OWING,
    Create,
    Kind,
    Link,
    Move,
    Transition,
    stay,
)


class Called(toys.WishFacts):
    """Facts that call a wish by what somebody typed."""

    @property
    def called(self) -> str:
        """The book."""
        return str(self.value("book"))


TIMES: list[tuple[Broken, str]] = [
    (
        lambda: with_state(LOAN, "out", limit=moments.on("due_day")),
        (
            "The limit of “out” hangs on the date “due_day”, which no form sets and the facts do not provide."
            " Ask for it, or add a property of that name."
        ),
    ),
    (
        lambda: broken(LOAN, "call_back", at=moments.half_way("first_day", "due_day")),
        (
            "“call_back” hangs on the date “due_day”, which no form sets and the facts do not provide."
            " Ask for it, or add a property of that name."
        ),
    ),
    (
        lambda: followed(past=moments.on("due_day")),
        (
            "“extra” hangs on the date “due_day”, which no form sets and the facts do not provide."
            " Ask for it, or add a property of that name."
        ),
    ),
    (
        lambda: with_state(LOAN, "out", limit=moments.after("limit", days=1)),
        "The limit of “out” hangs on itself. Count it from another date.",
    ),
    (
        lambda: broken(LOAN, "note", at=moments.on("last_day")),
        "“note” has a moment, but the clock may not press it. Add CLOCK to by.",
    ),
    (
        lambda: broken(LOAN, "note", by=(reader, CLOCK)),
        "“note” is for the clock, and nothing says when. Give it a moment, or a follow-up.",
    ),
    (
        lambda: more(
            LOAN,
            Transition("extend", "Extend", toys.overdue >> toys.out, by=(CLOCK,), at=moments.days(1)),
        ),
        "The clock goes round in circles through “out”, “overdue”. Let a person act somewhere between.",
    ),
    (
        lambda: rung(trigger="call_back"),
        "“extra” names a trigger and does not fire it. Make it Kind.FIRE, or take the trigger away.",
    ),
    (
        lambda: rung(kind=Kind.FIRE, to=(CLOCK,), trigger="note"),
        "“extra” fires “note”, which the clock cannot press in “out”. Mend the name, or add it there.",
    ),
    (
        lambda: broken(followed(kind=Kind.FIRE, to=(CLOCK,), trigger="go_on"), "go_on", by=(broker,)),
        (
            "“extra” fires “go_on”, which the clock cannot press in “kept_back”, “out”, “overdue”."
            " Mend the name, or add it there."
        ),
    ),
    (
        lambda: broken(LOAN, "agree", plans=("dated", "hung")),
        "“agree” plans “hung”, in which there is no follow-up. Its groups: “dated”.",
    ),
    (
        lambda: with_state(LOAN, "out", welcomes=("hung",)),
        "“out” welcomes to “hung”, in which there is no follow-up. Its groups: “dated”.",
    ),
    (
        lambda: broken(LOAN, "give_back", cancels=("hung",)),
        "“give_back” cancels “hung”, in which there is no follow-up. Its groups: “dated”.",
    ),
    (
        lambda: followed(group="hung"),
        "“extra” is in the group “hung”, which no transition plans. Plan it, or delete it.",
    ),
]

LINKED: list[tuple[Broken, str]] = [
    (
        lambda: replace(LOAN, links=(*LOAN.links, Link("shelves", "shelf"))),
        "The link “shelves” leads to the kind “shelf”, of which there is no type. Install one, or mend it.",
    ),
    (
        lambda: broken(LOAN, "note", unlinks=("shelves",)),
        "“note” links “shelves”, which is no link of the type. Its links: “wishes”.",
    ),
    (
        lambda: broken(LOAN, "note", links={"shelves": lambda loan, form: []}),
        "“note” links “shelves”, which is no link of the type. Its links: “wishes”.",
    ),
    (
        lambda: moved("give_back", Move("wishes.shelves", "loan_returned")),
        "“give_back” reaches for “wishes.shelves”, and “wish” has no link “shelves”. Mend the path of links.",
    ),
    (
        lambda: replace(moved("give_back", Move("shelves", "stack")), links=(*LOAN.links, Link("shelves", "shelf"))),
        "“give_back” reaches for “shelves”, and there is no type of the kind “shelf”. Mend the path of links.",
    ),
    (
        lambda: moved("give_back", Create("wishes", lambda loan, form: "wish", lambda loan, form: {})),
        "“give_back” makes a case of “wish”, which a linked case cannot begin. Add a creation by LINK there.",
    ),
    (
        lambda: moved("give_back", Move("wishes", "loan_returned", states=("granted", "forgotten"))),
        "“give_back” moves “wishes” in “forgotten”, which is no state of “wish”. Mend the name.",
    ),
    (
        lambda: moved("give_back", Move("wishes", "loan_returned")),
        (
            "“give_back” fires “loan_returned” on “wish”, which cannot do that in “asked”."
            " Add it there, or name the states to be moved."
        ),
    ),
    (
        lambda: moved("give_back", Move("wishes", "grant", states=("asked",))),
        "“give_back” fires “grant” on “wish”, where no linked case may. Add LINK to its by.",
    ),
    (
        lambda: moved("give_back", Move("wishes", "decline", states=("asked",))),
        "“give_back” fires “decline” on “wish” without “reason”, which its form requires. Give it a form.",
    ),
    (
        lambda: more(LOAN, Transition("wish_left", "Wish left", stay(toys.out), by=(LINK,))),
        "“wish_left” waits for a linked case, and none moves it. Let one do so, or delete it.",
    ),
]

ASKING: list[tuple[Broken, str]] = [
    (
        lambda: broken(LOAN, "note", form=Names),
        "“wish” of “note” offers “wishes”, which LoanFacts does not provide. Add a property of that name.",
    ),
    (
        lambda: broken(LOAN, "note", form=Names),
        "“damages” of “note” offers “damages”, which LoanFacts does not provide. Add a property of that name.",
    ),
    (
        lambda: broken(LOAN, "note", form=Names),
        "“book” of “note” refers to “book”; an id is of: “organisation”, “person”, “document”, “topic”, “wish”, “loan”.",
    ),
    (
        lambda: broken(LOAN, "note", form=Names),
        "“wish” of “note” offers cases in “forgotten”, which is no state of “wish”. Mend the name.",
    ),
    (
        lambda: replace(WISH, title=lambda wish: wish.value("book")),
        "The title is made of “book”, which is text that can be erased. Make it of codes, dates and names.",
    ),
    (
        lambda: replace(WISH, facts=Called, title=lambda wish: wish.called),
        "The title is made of “book”, which is text that can be erased. Make it of codes, dates and names.",
    ),
]

TOLD: list[tuple[Broken, str]] = [
    (
        lambda: broken(LOAN, "note", letters={"noted": reader}),
        "The letter “noted” is missing in “en”. Write letters/en/noted.txt.",
    ),
    (
        lambda: followed(kind=Kind.LETTER),
        "The letter “extra” is missing in “en”. Write letters/en/extra.txt.",
    ),
    (lambda: broken(LOAN, "note", letters={"noted": ()}), "“noted” is addressed to nobody. Say to whom it goes."),
    (
        lambda: broken(LOAN, "note", letters={"noted": "neighbours"}),
        "“noted” is addressed to “neighbours”, which is no audience. There are: “friends”.",
    ),
    (
        lambda: broken(LOAN, "note", letters={"noted": (reader, OWING)}),
        "“noted” is addressed to “owing”, who reads no letters. Name a part or an audience.",
    ),
    (
        lambda: followed(to=(LINK,)),
        "“extra” is addressed to “link”, who reads no letters. Name a part or an audience.",
    ),
]
