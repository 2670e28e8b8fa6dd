"""Linked cases: moved, made, linked and left in the act of another, or the act is refused with their reason."""

import pytest

from tests.support import toys
from tests.support.club import CLUB, LOAN, WISH, Desk, more
from tests.support.toys import LIBRARIAN, READER, broken, with_state
from tests.workflow.conftest import MakeDesk
from workflow.definition import LINK, Create, Move, Transition, guard
from workflow.errors import BadForm, LinkOnly
from workflow.forms import Form, Refs
from workflow.history import EntryKind
from workflow.moments import days


@guard(rule="The wish is in English.", refusal="It is in {language}.", mend="reword")
def in_english(wish: toys.WishFacts) -> dict[str, str] | None:
    """A guard of a linked move."""
    language = wish.value("language")
    return None if language == "en" else {"language": language}


class Chosen(Form):
    """Wishes, at least one."""

    wishes = Refs("Which wishes?", "wish", required=True)


# --- moved by link ------------------------------------------------------------------------------------------------------


def test_moved_by_link(desk: Desk) -> None:
    """A linked case moves in the same act; its entry says that a link did it, and which entry caused it."""
    loan, wish = desk.out()
    done = desk.fire(loan, "give_back", READER)
    entry = desk.entries(wish)[-1]
    assert (desk.case(wish).state, desk.case(wish).ended) == ("fulfilled", True)
    assert (entry.act, entry.trigger, entry.part, entry.actor) == (done.act, "loan_returned", "link", READER)
    assert entry.grounds["cause"] == done.entries[0] == f"{loan}/{desk.case(loan).seq}"
    assert done.entries == (f"{loan}/{desk.case(loan).seq}", f"{wish}/{desk.case(wish).seq}")


def test_behalf_is_the_movers(desk: Desk) -> None:
    """On whose behalf a case was moved is told of that case, not of those that follow it."""
    loan, wish = desk.out()
    desk.press(loan, "give_back", LIBRARIAN, on_behalf_of=READER, on_behalf_reason="She rang.")
    assert [desk.entries(ref)[-1].on_behalf_of for ref in (loan, wish)] == [READER, None]


def test_only_those_in_the_states_named(desk: Desk) -> None:
    """A linked case in another state than those named is left alone."""
    loan, wish = desk.out()
    club = desk.fire("club", "gather", LIBRARIAN, wishes=[other := desk.wish()]).ref
    desk.fire(loan, "give_back", READER)
    assert (desk.case(other).state, desk.case(club).state, desk.case(wish).state) == ("asked", "gathering", "fulfilled")


def test_under_a_condition(desk: Desk) -> None:
    """Of several linked cases each moves as the form says of it, in one act."""
    wishes = [desk.wish() for _ in range(3)]
    club = desk.fire("club", "gather", LIBRARIAN, wishes=wishes).ref
    done = desk.fire(club, "order", LIBRARIAN, granted=wishes[:2])
    assert [desk.case(wish).state for wish in wishes] == ["granted", "granted", "declined"]
    assert {row.act for row in desk.rows("entries") if row.trigger in ("grant", "drop", "prepare")} == {done.act}
    assert [row.ref for row in desk.rows("cases", kind="loan")] == ["LOAN-2017-0001", "LOAN-2017-0002"]


def test_refusal_is_the_movers(make_desk: MakeDesk) -> None:
    """A linked case that cannot follow blocks the move, with its reference, its reason, and what would help."""
    desk = make_desk(broken(WISH, "loan_returned", guards=(in_english,)))
    loan, wish = desk.out()
    assert desk.refused(loan, "give_back", READER) == ["linked:in_english"]
    (blocker,) = desk.actions(loan, READER)["give_back"].blockers
    assert (blocker.facts["ref"], blocker.facts["why"]["facts"], blocker.mend) == (wish, {"language": None}, "reword")
    english, _ = desk.out(language="en")
    assert desk.fire(english, "give_back", READER).state == "returned"


def test_no_way_for_a_linked_case(make_desk: MakeDesk) -> None:
    """A linked case that has no such button in its state blocks the move too."""
    desk = make_desk(broken(LOAN, "give_back", moves=(Move("wishes", "drop"),)))
    loan, wish = desk.out()
    assert desk.refused(loan, "give_back", READER) == ["linked:not_from_this_state"]
    assert desk.actions(loan, READER)["give_back"].blockers[0].facts["ref"] == wish


def test_nobody_presses_a_links_button(desk: Desk) -> None:
    """What only a linked case does is no button for anybody."""
    _, wish = desk.loan()
    assert desk.refused(wish, "loan_lost", LIBRARIAN) == ["not_your_part"]
    assert "loan_lost" not in desk.actions(wish, LIBRARIAN)
    assert not desk.actions(wish, LIBRARIAN, every=True)["loan_lost"].allowed


def test_loop(make_desk: MakeDesk) -> None:
    """Linked moves that cause one another for ever are refused, whatever the definitions say, and nothing is done."""
    ping = Transition("ping", "Ping", toys.granted >> toys.granted, by=(LINK,), moves=(Move("loans", "pong"),))
    pong = Transition(
        "pong", "Pong", toys.prepared >> toys.prepared, by=(toys.reader, LINK), moves=(Move("wishes", "ping"),)
    )
    desk = make_desk(more(WISH, ping), more(LOAN, pong))
    loan, _ = desk.loan()
    with desk.unchanged(), pytest.raises(RecursionError, match="loop of linked moves"):
        desk.fire(loan, "pong", READER)


# --- made by link -------------------------------------------------------------------------------------------------------


def test_made_by_link(desk: Desk) -> None:
    """A case made in the act of another is linked to it, seated from it, and followed by it."""
    loan, wish = desk.loan()
    assert desk.linked(wish) == {loan}
    assert [(s.part, s.person) for s in desk.rows("participants", ref=loan)] == [("reader", READER)]
    assert (desk.case(wish).follows, desk.case(wish).waits_for, desk.case(wish).due_at) == (loan, [], None)
    created = desk.entries(loan)[0]
    assert (created.kind, created.source, created.target) == (EntryKind.CREATED, None, "prepared")
    assert created.changes["links"] == {"add": [wish]}
    assert "links" not in desk.entries(wish)[-1].changes


def test_made_by_link_only(desk: Desk) -> None:
    """Nobody makes by hand what only another case's move makes."""
    with desk.unchanged(), pytest.raises(LinkOnly):
        desk.fire("loan", "prepare", LIBRARIAN)


def test_none_made(make_desk: MakeDesk) -> None:
    """Whether a case is made is for the form to say."""
    none = Create("loans", lambda wish, form: None, lambda wish, form: {})
    waiting = with_state(WISH, "granted", turn=(toys.broker,), limit=days(10))
    desk = make_desk(broken(waiting, "grant", moves=(none,)))
    assert desk.fire(desk.wish(), "grant", LIBRARIAN).state == "granted"
    assert desk.rows("cases", kind="loan") == []


def test_made_of_a_type_that_is_not_there(make_desk: MakeDesk) -> None:
    """A case of a type that is not installed cannot be made, and that is a reason like others."""
    film = Create("loans", lambda wish, form: "film", lambda wish, form: {})
    desk = make_desk(broken(WISH, "grant", moves=(film,)))
    assert desk.refused(desk.wish(), "grant", LIBRARIAN) == ["no_such_type"]


# --- linked and left ----------------------------------------------------------------------------------------------------


def test_links_are_a_set(desk: Desk) -> None:
    """Afterwards exactly those named are linked: new ones are, others are no longer; each is told once."""
    one, two, three = desk.wish(), desk.wish(), desk.wish()
    club = desk.fire("club", "gather", LIBRARIAN, wishes=[one, two]).ref
    assert desk.linked(club) == {one, two}
    desk.fire(club, "change", LIBRARIAN, wishes=[two, three])
    assert desk.linked(club) == {two, three}
    assert desk.entries(club)[-1].changes["links"] == {"add": [three], "remove": [one]}
    ended = [row for row in desk.rows("links") if row.until_act]
    assert [(row.from_ref, row.to_ref) for row in ended] == [(club, one)]


def test_linked_again(desk: Desk) -> None:
    """A link that ended can be made anew; the old one stays in the table with the act that ended it."""
    one, two = desk.wish(), desk.wish()
    club = desk.fire("club", "gather", LIBRARIAN, wishes=[one, two]).ref
    desk.fire(club, "change", LIBRARIAN, wishes=[two])
    desk.fire(club, "change", LIBRARIAN, wishes=[one, two])
    assert desk.linked(club) == {one, two}
    assert len(desk.rows("links", from_ref=club, to_ref=one)) == 2


def test_unlinked(desk: Desk) -> None:
    """A case that leaves others is linked to none of them afterwards; they stay where they are."""
    wishes = [desk.wish(), desk.wish()]
    club = desk.fire("club", "gather", LIBRARIAN, wishes=wishes).ref
    desk.fire(club, "dissolve", LIBRARIAN)
    assert desk.linked(club) == set()
    assert desk.entries(club)[-1].changes["links"] == {"remove": wishes}
    assert [desk.case(wish).version for wish in wishes] == [1, 1]


def test_unlinked_after_the_moves(make_desk: MakeDesk) -> None:
    """What a case leaves is moved by it first."""
    dissolve = broken(CLUB, "dissolve", moves=(Move("wishes", "drop"),))
    desk = make_desk(dissolve)
    wish = desk.wish()
    club = desk.fire("club", "gather", LIBRARIAN, wishes=[wish]).ref
    desk.fire(club, "dissolve", LIBRARIAN)
    assert (desk.case(wish).state, desk.linked(club)) == ("declined", set())


@pytest.mark.parametrize("named", ["WISH-2017-0099", "LOAN-2017-0001", "PER-0001"])
def test_what_cannot_be_linked(make_desk: MakeDesk, named: str) -> None:
    """A reference to nothing, or to another kind of case, is an error of the form."""
    desk = make_desk(broken(CLUB, "gather", form=Chosen))
    desk.loan()
    with desk.unchanged(), pytest.raises(BadForm) as error:
        desk.fire("club", "gather", LIBRARIAN, wishes=[named])
    assert list(map(str, error.value.errors["wishes"])) == [f"“{named}” cannot be chosen here."]
