"""What can go wrong with a press, each told apart, and none of it leaves a trace."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.support.club import FAR_READER, LOAN, TERMS, WISH, Desk
from tests.support.toys import (
    LIBRARIAN,
    OTHER_READER,
    READER,
    broken,
    not_too_long,
)
from tests.workflow.conftest import MakeDesk
from workflow.errors import (
    BadForm,
    LinkOnly,
    NoSuchVersion,
    Refused,
    Stale,
    UnknownCase,
    UnknownTrigger,
    UnknownType,
    WorkflowError,
)
from workflow.machine import EdgeMissing, compiled
from workflow.words import Sentence

FRENCH = {"language": "fr"}


def told(desk: Desk, *press: str, **more: Any) -> WorkflowError:
    """The error of a press, after which every row is as it was."""
    with desk.unchanged(), pytest.raises(WorkflowError) as error:
        desk.press(*press, **more)
    return error.value


# --- 404: there is no such thing, for this person ------------------------------------------------------------------------


def test_unknown_case(desk: Desk) -> None:
    """A reference that names nothing."""
    error = told(desk, "WISH-2017-0099", "reword", READER, form=FRENCH)
    assert (type(error), error.status) == (UnknownCase, 404)
    assert str(error) == "There is no case WISH-2017-0099 that you can see. Check the reference."


def test_invisible_case(make_desk: MakeDesk) -> None:
    """A case that a person may not see looks the same as none, to `fire`, `preview` and `actions`."""
    desk = make_desk(visible=lambda connection, directory, person, ref: person != OTHER_READER)
    wish = desk.wish()
    unseen, none = (str(told(desk, ref, "reword", OTHER_READER)) for ref in (wish, "WISH-2017-0099"))
    assert unseen == none.replace("WISH-2017-0099", wish)
    for ask in (lambda: desk.preview(wish, "reword", OTHER_READER), lambda: desk.actions(wish, OTHER_READER)):
        with pytest.raises(UnknownCase):
            ask()


def test_the_clock_sees_all(make_desk: MakeDesk) -> None:
    """What nobody may see still falls due."""
    desk = make_desk()
    loan, _ = desk.out()
    blind = make_desk(visible=lambda *asked: False)
    assert blind.fire(loan, "call_back", "clock").state == "overdue"


@pytest.mark.parametrize("on", ["wish", "case"])
def test_unknown_trigger(desk: Desk, on: str) -> None:
    """A trigger that the type does not have, in a creation as on a case; those it has are told."""
    ref = desk.wish() if on == "case" else on
    error = told(desk, ref, "burn", READER)
    assert (type(error), error.status) == (UnknownTrigger, 404)
    assert ("ask, reword, grant" if on == "case" else "It has: ask.") in str(error)


def test_trigger_that_creates_nothing(desk: Desk) -> None:
    """A case does not begin with a trigger that only existing cases have."""
    assert isinstance(told(desk, "wish", "grant", LIBRARIAN), UnknownTrigger)


def test_unknown_type(desk: Desk) -> None:
    """Asked how to begin a case of a type that is not installed, the engine names those that are."""
    with desk.database.begin() as connection, pytest.raises(UnknownType) as error:
        desk.engine.creations(connection, "film", actor=READER, now=desk.now)
    assert (error.value.status, str(error.value)) == (404, "There is no case type “film”. There are: wish, loan, club.")


# --- 403 and 409: not you, or not now -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trigger", "actor", "form", "status", "code"),
    [
        ("give_back", OTHER_READER, None, 403, "not_your_part"),
        ("write_off", LIBRARIAN, {"reason": "Lost."}, 403, "other_eyes"),
        ("change_terms", LIBRARIAN, TERMS, 409, "not_from_this_state"),
        ("give_back", READER, {"damages": [{"page": "1"}]}, 409, "undamaged"),
    ],
)
def test_not_you_or_not_now(
    desk: Desk, trigger: str, actor: str, form: dict[str, Any] | None, status: int, code: str
) -> None:
    """It is forbidden where another person could do it, and a conflict where nobody could just now."""
    loan, _ = desk.out()
    error = told(desk, loan, trigger, actor, form=form)
    assert isinstance(error, Refused)
    assert (error.status, [blocker.code for blocker in error.blockers]) == (status, [code])


def test_all_reasons_at_once(make_desk: MakeDesk) -> None:
    """Right, other eyes and conditions are told together; where one is not about the person it is a conflict."""
    guarded = broken(LOAN, "write_off", guards=(replace(not_too_long, test=lambda loan: {"days": 40, "most": 30}),))
    desk = make_desk(guarded)
    loan, _ = desk.out()
    error = told(desk, loan, "write_off", LIBRARIAN, form={"reason": "Lost."})
    assert isinstance(error, Refused)
    assert ([b.code for b in error.blockers], error.status) == (["other_eyes", "not_too_long"], 409)


def test_wrong_state_is_told_alone(desk: Desk) -> None:
    """From a state where there is no such button, that is what is told, with the states where there is one."""
    wish = desk.wish()
    desk.fire(wish, "decline", LIBRARIAN, reason="Lost.")
    error = told(desk, wish, "grant", READER, form={"no": "such field"})
    assert isinstance(error, Refused)
    (blocker,) = error.blockers
    assert blocker.facts == {"state": "declined", "possible_states": ["asked"]}


def test_link_only(desk: Desk) -> None:
    """A case that only another one's move makes is told apart from a case that is not possible now."""
    assert (type(error := told(desk, "loan", "prepare", LIBRARIAN)), error.status) == (LinkOnly, 409)


# --- 412: somebody was quicker ------------------------------------------------------------------------------------------


def test_stale(desk: Desk) -> None:
    """Who has seen an older version is told who did what since, and when; the newest version goes through."""
    wish = desk.wish()
    desk.now += timedelta(hours=1)
    desk.press(wish, "reword", READER, form=FRENCH, version=1)
    error = told(desk, wish, "grant", LIBRARIAN, version=1)
    assert (type(error), error.status) == (Stale, 412)
    assert error.facts == {"seen": 1, "now": 2, "who": READER, "trigger": "reword", "at": desk.now}
    assert str(error).startswith("PER-0001 was quicker: “reword” on 2017-05-15 08:00:00 UTC.")
    assert desk.press(wish, "grant", LIBRARIAN, version=2).version == 3


def test_stale_of_the_future(desk: Desk) -> None:
    """A version that the case does not have yet is no version of it."""
    error = told(desk, desk.wish(), "grant", LIBRARIAN, version=7)
    assert (type(error), error.status) == (NoSuchVersion, 412)


def test_stale_names_what_moved(desk: Desk) -> None:
    """Of a case that a linked one moved, the loser is told the linked move; what waived it is no move."""
    loan, wish = desk.out()
    desk.press(loan, "give_back", READER, form={"damages": [{"page": "1"}]}, waivers={"undamaged": "So it was before."})
    assert told(desk, loan, "note", READER, version=1).facts["trigger"] == "give_back"
    assert told(desk, wish, "reword", READER, version=1).facts["trigger"] == "loan_returned"


# --- 422: the form ------------------------------------------------------------------------------------------------------

BAD_FORMS: list[tuple[Any, Any]] = [
    (None, {"first_day": ["Missing data for required field."], "last_day": ["Missing data for required field."]}),
    ({**TERMS, "extra": 1}, {"extra": ["Unknown field."]}),
    ({**TERMS, "last_day": "tomorrow"}, {"last_day": ["Not a valid date."]}),
    ({**TERMS, "last_day": None}, {"last_day": ["Field may not be null."]}),
    ([TERMS], {"_schema": ["Invalid input type."]}),
    ("TERMS", {"_schema": ["Invalid input type."]}),
]


@pytest.mark.parametrize(("form", "errors"), BAD_FORMS)
def test_bad_form(desk: Desk, form: Any, errors: dict[str, Any]) -> None:
    """Missing, unknown and unfit fields are told, field by field."""
    loan, _ = desk.loan()
    error = told(desk, loan, "change_terms", READER, form=form)
    assert (type(error), error.status) == (BadForm, 422)
    assert error.errors == errors


def test_nothing_is_asked(desk: Desk) -> None:
    """A form where none is asked is told, not dropped."""
    error = told(desk, desk.wish(), "grant", LIBRARIAN, form={"to": "me"})
    assert error.errors == {"to": ["Nothing is asked here."]}


@pytest.mark.parametrize("reader", ["PER-0099", "ORG-0001", "somebody", "WISH-2017-0001"])
def test_ids_that_name_nobody(desk: Desk, reader: str) -> None:
    """An id that names nothing, or something else, cannot be chosen."""
    error = told(desk, "wish", "ask", LIBRARIAN, form={"reader": reader, "book": "A book"})
    assert error.errors == {"reader": [Sentence("“{ident}” cannot be chosen here.", {"ident": reader})]}


def test_rights_come_before_the_form(desk: Desk) -> None:
    """Who may not press a button learns nothing of its form."""
    loan, _ = desk.loan()
    assert isinstance(told(desk, loan, "change_terms", FAR_READER, form={"bad": 1}), Refused)


def test_oversized(desk: Desk) -> None:
    """A line has a longest length, and so have a key and a reason given beside the form."""
    wish = desk.wish()
    assert list(told(desk, wish, "reword", READER, form={"book": "x" * 201}).errors) == ["book"]
    assert list(told(desk, wish, "reword", READER, form=FRENCH, key="x" * 101).errors) == ["key"]
    behalf = {"on_behalf_of": READER, "on_behalf_reason": "x" * 2001}
    assert list(told(desk, wish, "reword", LIBRARIAN, form=FRENCH, **behalf).errors) == ["on_behalf_reason"]


UNKEPT = "This has a character that cannot be kept."


@pytest.mark.parametrize("odd", ["\0", "\ud800"])
def test_unwritable(desk: Desk, odd: str) -> None:
    """A character that no database keeps is told where it stands: in form, reason, key, reference or person."""
    wish, behalf = desk.wish(), {"on_behalf_of": READER, "on_behalf_reason": odd}
    assert told(desk, wish, "reword", READER, form={"book": odd}).errors == {"book": [UNKEPT]}
    assert told(desk, wish, "reword", READER, form={odd: "A book"}).errors == {odd: ["Unknown field."]}
    assert told(desk, wish, "reword", LIBRARIAN, form=FRENCH, **behalf).errors == {"on_behalf_reason": [UNKEPT]}
    assert told(desk, wish, "reword", READER, form=FRENCH, key=odd).errors == {"key": [UNKEPT]}
    assert isinstance(told(desk, wish + odd, "reword", READER), UnknownCase)
    stranger = told(desk, wish, "reword", LIBRARIAN, form=FRENCH, on_behalf_of=odd, on_behalf_reason="He rang.")
    assert isinstance(stranger, Refused)


@pytest.mark.parametrize("form", [None, {}])
def test_nothing_given(desk: Desk, form: Any) -> None:
    """Where nothing is asked, nothing may be given."""
    assert desk.press(desk.wish(), "grant", LIBRARIAN, form=form).state == "granted"


@pytest.mark.parametrize("form", [[], [{}], "grant", 1])
def test_no_form(desk: Desk, form: Any) -> None:
    """What is no object is no form, also where nothing is asked."""
    assert told(desk, desk.wish(), "grant", LIBRARIAN, form=form).errors == {"_schema": ["Invalid input type."]}


# --- the machine --------------------------------------------------------------------------------------------------------


def test_edge_removed(make_desk: MakeDesk) -> None:
    """What the compiled machine does not know is not done, though the definition says so."""
    wish = replace(WISH)
    desk = make_desk(wish)
    ref = desk.wish()
    event = compiled(wish).events["grant"]
    removed = event.transitions.pop("asked")
    error = told(desk, ref, "grant", LIBRARIAN)
    assert (type(error), error.facts["trigger"]) == (EdgeMissing, "grant")
    event.transitions["asked"] = removed
    assert desk.fire(ref, "grant", LIBRARIAN).state == "granted"


def test_edge_of_a_linked_case_removed(make_desk: MakeDesk) -> None:
    """The same for a linked case: nothing of the whole act is done."""
    wish = replace(WISH)
    desk = make_desk(wish)
    loan, _ = desk.out()
    compiled(wish).events["loan_returned"].transitions.pop("granted")
    assert isinstance(told(desk, loan, "give_back", READER), EdgeMissing)


def test_edge_that_leads_elsewhere(make_desk: MakeDesk) -> None:
    """A machine that would lead to another state than the definition says is not followed."""
    wish = replace(WISH)
    desk = make_desk(wish)
    ref = desk.wish()
    (way,) = compiled(wish).events["grant"].transitions["asked"]
    way.dest = "declined"
    assert isinstance(told(desk, ref, "grant", LIBRARIAN), EdgeMissing)
