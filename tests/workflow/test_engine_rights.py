"""Who may press what: parts and offices, other eyes, on behalf, the clock; and what a reason given passes."""

from dataclasses import replace

import pytest

from tests.support.club import LOAN, TERMS, Desk, more
from tests.support.toys import (
    LIBRARIAN,
    OTHER_LIBRARIAN,
    OTHER_READER,
    READER,
    broken,
    broker,
    dates_set,
    not_too_long,
    out,
    prepared,
    with_state,
)
from tests.workflow.conftest import MakeDesk
from workflow.definition import CLOCK, Transition
from workflow.errors import BadForm
from workflow.history import EntryKind

BY_PHONE = {"on_behalf_of": READER, "on_behalf_reason": "She rang."}


def test_other_eyes(desk: Desk) -> None:
    """Who prepared does not confirm, and is told what it was; another one may."""
    loan, _ = desk.out()  # the librarian set the terms
    assert desk.refused(loan, "write_off", LIBRARIAN, form={"reason": "Lost."}) == ["other_eyes"]
    (blocker,) = desk.actions(loan, LIBRARIAN)["write_off"].blockers
    assert blocker.facts == {"person": LIBRARIAN, "prepared_by": ["change_terms"]}
    assert desk.fire(loan, "write_off", OTHER_LIBRARIAN, reason="Lost.").state == "lost"


def test_other_eyes_than_all(desk: Desk) -> None:
    """Everybody who prepared counts, not only the last: who changed the terms earlier does not confirm them either."""
    loan, _ = desk.loan()
    desk.fire(loan, "change_terms", LIBRARIAN, **TERMS)
    desk.fire(loan, "change_terms", OTHER_LIBRARIAN, **{**TERMS, "last_day": "2017-06-05"})
    desk.fire(loan, "agree", READER)
    desk.fire(loan, "agree", LIBRARIAN)
    assert desk.case(loan).hands["change_terms"] == [LIBRARIAN, OTHER_LIBRARIAN]
    for who in (OTHER_LIBRARIAN, LIBRARIAN):
        assert desk.refused(loan, "write_off", who, form={"reason": "Lost."}) == ["other_eyes"]


def test_other_eyes_begin_anew(make_desk: MakeDesk) -> None:
    """What lies ahead of the state entered is done anew: who did it before is forgotten, who changed facts is not."""
    loan_type = broken(LOAN, "write_off", other_eyes_than=("change_terms", "agree"))
    again = Transition("again", "Again", out >> prepared, by=(broker,), unsigns=("agree",), back=True)
    desk = make_desk(more(loan_type, again))
    loan, _ = desk.out()
    assert desk.case(loan).hands["agree"] == [READER, LIBRARIAN]
    desk.fire(loan, "again", OTHER_LIBRARIAN)
    assert desk.case(loan).hands.keys() == {"prepare", "change_terms", "again"}
    assert (desk.entries(loan)[-1].changes or {})["anew"] == ["agree"]


@pytest.mark.parametrize("actor", [OTHER_READER, "PER-0099"])
def test_not_your_part(desk: Desk, actor: str) -> None:
    """Who has no part in a case is told whose it is."""
    assert desk.refused(desk.wish(), "reword", actor, form={"language": "fr"}) == ["not_your_part"]


def test_on_behalf(desk: Desk) -> None:
    """A librarian presses a reader's button for them, and says how they said so; both are in the entry."""
    ref = desk.wish()
    desk.press(ref, "reword", LIBRARIAN, form={"language": "fr"}, **BY_PHONE)
    entry = desk.entries(ref)[-1]
    assert (entry.actor, entry.part, entry.on_behalf_of) == (LIBRARIAN, "reader", READER)
    assert desk.rows("texts", id=entry.on_behalf_reason["text"])[0].body == "She rang."


def test_on_behalf_is_needed(desk: Desk) -> None:
    """A librarian who presses a reader's button without saying for whom is asked, and shown for whom it could be."""
    ref = desk.wish()
    assert desk.refused(ref, "reword", LIBRARIAN, form={"language": "fr"}) == ["on_behalf_missing"]
    button = desk.actions(ref, LIBRARIAN)["reword"]
    assert (button.allowed, button.on_behalf) == (True, ("reader",))


def test_on_behalf_signs_for_the_person(desk: Desk) -> None:
    """A signature on behalf is the person's, and what was pressed is in the librarian's hands."""
    loan, _ = desk.loan()
    desk.fire(loan, "change_terms", OTHER_LIBRARIAN, **TERMS)
    desk.fire(loan, "agree", LIBRARIAN)
    desk.press(loan, "agree", LIBRARIAN, **BY_PHONE)
    assert desk.case(loan).state == "out"
    assert desk.case(loan).signatures == {"agree": {"broker": LIBRARIAN, "reader": READER}}
    assert desk.case(loan).hands["agree"] == [LIBRARIAN]


@pytest.mark.parametrize("person", [OTHER_READER, "PER-0099"])
def test_on_behalf_of_a_stranger(desk: Desk, person: str) -> None:
    """Nobody acts on behalf of who has no part in the case, or is not known at all."""
    behalf = {"on_behalf_of": person, "on_behalf_reason": "He rang."}
    assert desk.refused(desk.wish(), "reword", LIBRARIAN, form={"language": "fr"}, **behalf) == ["no_such_part"]


@pytest.mark.parametrize("reason", [None, "", "   "])
def test_on_behalf_says_how(desk: Desk, reason: str | None) -> None:
    """On whose behalf is not enough: how they said so is asked for."""
    ref = desk.wish()
    with desk.unchanged(), pytest.raises(BadForm) as error:
        desk.press(ref, "reword", LIBRARIAN, form={"language": "fr"}, on_behalf_of=READER, on_behalf_reason=reason)
    assert list(error.value.errors) == ["on_behalf_reason"]


def test_readers_act_for_nobody(desk: Desk) -> None:
    """Only the office may press for a party."""
    behalf = {"on_behalf_of": READER, "on_behalf_reason": "She rang."}
    assert desk.refused(desk.wish(), "reword", OTHER_READER, form={"language": "fr"}, **behalf) == ["not_your_part"]


def test_clock(desk: Desk) -> None:
    """What is the clock's to do is refused to people, and done by the clock in its own name."""
    loan, _ = desk.out()
    assert desk.refused(loan, "call_back", LIBRARIAN) == ["not_your_part"]
    assert desk.refused(loan, "give_back", "clock") == ["not_your_part"]
    desk.fire(loan, "call_back", "clock")
    entry = desk.entries(loan)[-1]
    assert (desk.case(loan).state, entry.actor, entry.part) == ("overdue", "clock", "clock")


def test_clock_beside_people(make_desk: MakeDesk) -> None:
    """A button that is the clock's and a person's can be pressed by either."""
    desk = make_desk(broken(LOAN, "call_back", by=(CLOCK, broker)))
    (mine, _), (other, _) = desk.out(), desk.out()
    assert desk.fire(mine, "call_back", LIBRARIAN).state == "overdue"
    assert desk.fire(other, "call_back", "clock").state == "overdue"


# --- waivers ------------------------------------------------------------------------------------------------------------

DAMAGED = {"damages": [{"page": "12"}]}


def test_waived(desk: Desk) -> None:
    """A refusal that may be waived is passed with a reason, which is an entry of its own and in the grounds."""
    loan, _ = desk.out()
    assert desk.refused(loan, "give_back", READER, form=DAMAGED) == ["undamaged"]
    desk.press(loan, "give_back", READER, form=DAMAGED, waivers={"undamaged": "It was so before."})
    waived, moved = desk.entries(loan)[-2:]
    assert (waived.kind, waived.grounds, moved.kind) == (EntryKind.WAIVED, {"waivers": ["undamaged"]}, EntryKind.MOVED)
    assert desk.rows("texts", id=waived.reason["text"])[0].body == "It was so before."
    assert moved.grounds["verdicts"] == [{"code": "undamaged", "passed": False, "facts": {"pages": 1}}]
    assert moved.grounds["waivers"] == ["undamaged"]


def test_waived_counts_as_no_version(desk: Desk) -> None:
    """The waiver is an entry, the move is the version."""
    loan, _ = desk.out()
    before = desk.case(loan)
    desk.press(loan, "give_back", READER, form=DAMAGED, waivers={"undamaged": "It was so before."})
    after = desk.case(loan)
    assert (after.seq - before.seq, after.version - before.version) == (2, 1)


def test_waiver_without_need(desk: Desk) -> None:
    """A waiver of what does not refuse leaves no trace: no entry, no text."""
    loan, _ = desk.out()
    texts = len(desk.rows("texts"))
    desk.press(loan, "give_back", READER, waivers={"undamaged": "It was so before."})
    assert desk.kinds(loan)[-2:] == ["moved", "moved"]
    assert len(desk.rows("texts")) == texts


@pytest.mark.parametrize(
    ("waivers", "field"),
    [
        ({"undamaged": " "}, "waive.undamaged"),
        ({"undamaged": "x" * 2001}, "waive.undamaged"),
        ({"no_such_guard": "Because."}, "waive.no_such_guard"),
        ({"undamaged": "Because.", "not_too_long": "Because."}, "waive.not_too_long"),
    ],
)
def test_waivers_that_are_none(desk: Desk, waivers: dict[str, str], field: str) -> None:
    """A waiver without a reason, or of what cannot be waived here, is an error of the form."""
    loan, _ = desk.out()
    with desk.unchanged(), pytest.raises(BadForm) as error:
        desk.press(loan, "give_back", READER, form=DAMAGED, waivers=waivers)
    assert list(error.value.errors) == [field]


def test_what_must_hold_can_be_waived(make_desk: MakeDesk) -> None:
    """A condition of the state entered is waived like a guard, if it may be."""
    desk = make_desk(with_state(LOAN, "out", holds=(replace(dates_set, waivable=True), not_too_long)))
    loan, _ = desk.loan()
    desk.fire(loan, "change_terms", READER, first_day="2017-05-15", last_day="2017-07-31")
    desk.fire(loan, "agree", READER)
    assert desk.refused(loan, "agree", LIBRARIAN) == ["not_too_long"]
    waivable = make_desk(with_state(LOAN, "out", holds=(dates_set, replace(not_too_long, waivable=True))))
    waivable.press(loan, "agree", LIBRARIAN, waivers={"not_too_long": "It is holiday."})
    moved = waivable.entries(loan)[-1]
    assert moved.grounds["waivers"] == ["not_too_long"]
    assert [(one["code"], one["passed"]) for one in moved.grounds["verdicts"]] == [
        ("dates_set", True),
        ("not_too_long", False),
    ]
