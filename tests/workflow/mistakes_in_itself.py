"""Mistakes in the names, ways and turns of a type, each with the sentence that refuses it."""

from dataclasses import replace

from tests.support import toys
from tests.support.toys import ASKED, LOAN, RETURNED, WISH, broken, broker, reader, with_state
from tests.workflow.broken import Broken, asks_form, attic, clerk, less, more
from workflow.definition import (
    START,
    Milestone,
    Transition,
    follows,
)

SPELLING: list[tuple[Broken, str]] = [
    (
        lambda: more(LOAN, replace(LOAN.transitions[3], trigger="Note-it")),
        "The trigger “Note-it” is not in small ASCII letters, digits and underscores. Rename it.",
    ),
    (
        lambda: replace(LOAN, states=(*LOAN.states, replace(attic, name="came_from"))),
        "“came_from” means something else to the engine. Give the state another name.",
    ),
    (
        lambda: replace(LOAN, prefix="loan-"),
        "The prefix “loan-” is not two to eight capital letters. Change it.",
    ),
    (
        lambda: replace(LOAN, states=(*LOAN.states, toys.out)),
        "Two states are called “out”. Rename one of them.",
    ),
    (
        lambda: replace(LOAN, prefix="WISH"),
        "The prefix “WISH” is that of the kind “wish” already. Choose another.",
    ),
    (
        lambda: broken(LOAN, "keep_back", edge=toys.prepared >> attic),
        "“keep_back” names the state “attic”, which is not declared. Add it, or mend the edge.",
    ),
    (
        lambda: broken(LOAN, "keep_back", edge=attic >> toys.kept_back),
        "“keep_back” names the state “attic”, which is not declared. Add it, or mend the edge.",
    ),
    (
        lambda: more(LOAN, Transition("agree", "Agree", toys.prepared >> toys.lost, by=(broker,))),
        "“agree” means two transitions in “prepared”. Rename one, or take the state from one of them.",
    ),
    (
        lambda: with_state(broken(LOAN, "note", label=""), "out", public=""),
        "People cannot read what is meant by “note”, “out”. Give it a label.",
    ),
]

WAYS: list[tuple[Broken, str]] = [
    (lambda: less(LOAN, "prepare"), "No case can begin. Add a transition from START."),
    (
        lambda: replace(LOAN, states=(*LOAN.states, attic)),
        "Nothing leads to “attic”. Add a transition to it, or delete the state.",
    ),
    (
        lambda: less(LOAN, "go_on"),
        "“kept_back” has no way out. Add a transition from it, or declare it an end.",
    ),
    (
        lambda: more(
            LOAN,
            Transition("store", "Store", toys.out >> attic, by=(broker,), back=True),
            Transition("forget", "Forget", attic >> replace(attic, name="cellar"), by=(broker,)),
            Transition("find", "Find", replace(attic, name="cellar") >> attic, by=(broker,)),
            states=(attic, replace(attic, name="cellar")),
        ),
        "From “cellar” no end can be reached. Add a way to one.",
    ),
    (
        lambda: more(LOAN, Transition("find", "Find", toys.lost >> toys.out, by=(broker,))),
        "“find” leaves the end “lost”. Say back=True if a case may begin again.",
    ),
    (
        lambda: broken(LOAN, "prepare", edge=START >> toys.kept_back),
        "“go_on” leads back, but in “kept_back” a case need not have come from anywhere. Name the state it leads to.",
    ),
    (
        lambda: broken(LOAN, "keep_back", back=False),
        "“keep_back” goes back from “lent” to “asked” (“out” to “kept_back”). Say back=True if that is meant.",
    ),
    (
        lambda: replace(LOAN, path=("prepared", "away")),
        "The path names the state “away”, which is not declared. Add it, or mend the path.",
    ),
    (
        lambda: replace(LOAN, path=("out", "returned")),
        "The path begins with “out”, but no case does. Begin it where a creation leads.",
    ),
    (
        lambda: replace(LOAN, path=("prepared", "returned")),
        "The path goes from “prepared” to “returned”, but no transition does. Add one, or mend the path.",
    ),
    (
        lambda: replace(LOAN, path=("prepared", "out", "lost")),
        "The path goes by “lost”, without a milestone. Give it one, or mend the path.",
    ),
    (
        lambda: with_state(LOAN, "returned", milestone=replace(ASKED, order=0)),
        "On the path the milestone falls from “lent” (“out”) to “asked” (“returned”). Let it rise one by one.",
    ),
    (
        lambda: with_state(LOAN, "returned", milestone=Milestone("far", "Far", RETURNED.order + 1)),
        "On the path the milestone jumps from “lent” (“out”) to “far” (“returned”). Let it rise one by one.",
    ),
]

WAITING: list[tuple[Broken, str]] = [
    (
        lambda: with_state(WISH, "granted", turn=follows("exchange")),
        "“granted” follows “exchange”, which is no link of the type. Its links: “loans”.",
    ),
    (
        lambda: with_state(LOAN, "lost", turn=(broker,)),
        "“lost” is an end and waits for nobody. Take its turn, limit and ladder away.",
    ),
    (lambda: with_state(LOAN, "out", turn=()), "“out” waits for nobody. Say whose turn it is."),
    (lambda: with_state(LOAN, "out", limit=None), "“out” may wait for ever. Give it a limit."),
    (
        lambda: with_state(LOAN, "kept_back", turn=(reader, clerk)),
        "“kept_back” waits for “reader”, “clerk”, who can do nothing there. Give them a transition, or the turn to others.",
    ),
    (
        lambda: with_state(LOAN, "out", answered=lambda loan: True),
        "“out” does not say who goes on once all have answered. Give `answered`, and `then` to who can act.",
    ),
    (
        lambda: with_state(LOAN, "out", answered=lambda loan: True, then=(clerk,)),
        "“out” does not say who goes on once all have answered. Give `answered`, and `then` to who can act.",
    ),
    (lambda: broken(LOAN, "note", by=()), "Nobody can press “note”. Say by whom."),
    (
        lambda: broken(LOAN, "agree", signed_by=(reader, clerk)),
        "“agree” is to be signed by “clerk”, who may not press it. Add it to by.",
    ),
    (
        lambda: broken(LOAN, "change_terms", unsigns=("note",)),
        "“change_terms” unsigns “note”, which nobody signs. Mend the name, or add signed_by there.",
    ),
    (
        lambda: broken(LOAN, "write_off", other_eyes_than=("draft",)),
        "“write_off” wants other eyes than “draft”, which is no trigger of the type. Mend the name.",
    ),
    (
        lambda: broken(LOAN, "note", guards=(asks_form,)),
        "“asks_form” (“note”) is mended by “repair”, which is no trigger of any type. Mend the name.",
    ),
    (
        lambda: with_state(LOAN, "out", holds=(asks_form,)),
        "“out” holds “asks_form”, which asks a form; a state has none. Ask the facts alone.",
    ),
]
