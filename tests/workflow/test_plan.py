"""What a move means, decided without a database: the order of the questions, and what follows from a yes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.support.toys import (
    LIBRARIAN,
    LOAN,
    NOW,
    READER,
    WISH,
    broken,
    broker,
    case,
    dates_set,
    registry,
    snapshot,
    undamaged,
    with_state,
)
from tests.workflow.planning import DATES, TERMS, WISHED, codes, planned
from workflow.attempt import Attempt, Row, Step
from workflow.conclude import Handlers
from workflow.definition import Create, Move, guard
from workflow.errors import BadForm, LinkOnly, UnknownTrigger
from workflow.history import EntryKind
from workflow.plan import plan
from workflow.snapshot import Snapshot, TextRef

# --- the order of the questions -----------------------------------------------------------------------------------------


@guard(rule="Never.", refusal="Never.")
def never(loan: Any) -> dict[str, Any]:
    """A guard that refuses before the form."""
    return {}


@guard(rule="Not with this form.", refusal="Not with this form.")
def not_so(loan: Any, form: Any) -> dict[str, Any]:
    """A guard that refuses because of the form."""
    return {}


WRONG = {"form_errors": {"first_day": ["Not a valid date."]}}


def test_state_comes_first() -> None:
    """Where there is no such button in the state, no right, guard or form is asked for."""
    done = planned(
        case(LOAN, "prepared"), "give_back", broken(LOAN, "give_back", guards=(never,)), actor="PER-9", **WRONG
    )
    assert codes(done) == ["not_from_this_state"]
    assert done.blockers[0].facts == {"state": "prepared", "possible_states": ["out", "overdue"]}


def test_then_right_and_guards() -> None:
    """Then right, other eyes and the guards that need no form, all told at once; the form is not looked at."""
    one = case(LOAN, "out", hands={"change_terms": [LIBRARIAN]}, facts=DATES)
    guarded = broken(LOAN, "write_off", guards=(never, not_so))
    assert codes(planned(one, "write_off", guarded, **WRONG)) == ["other_eyes", "never"]
    assert codes(planned(one, "write_off", guarded, actor=READER)) == ["not_your_part", "never"]


def test_then_the_form() -> None:
    """Then the form."""
    with pytest.raises(BadForm):
        planned(case(LOAN, "prepared"), "change_terms", broken(LOAN, "change_terms", guards=(not_so,)), **WRONG)


def test_then_guards_on_the_form() -> None:
    """Then the guards that ask the form."""
    definition = broken(LOAN, "agree", guards=(not_so,), signed_by=())
    assert codes(planned(case(LOAN, "prepared"), "agree", definition)) == ["not_so"]


def test_then_what_must_hold() -> None:
    """Then what must hold in the state entered, on the facts as the form makes them."""
    definition = with_state(LOAN, "prepared", holds=(dates_set,))
    assert codes(planned(case(LOAN, "prepared"), "change_terms", definition)) == ["dates_set"]
    assert codes(planned(case(LOAN, "prepared"), "change_terms", definition, form=TERMS)) == []


def test_then_linked_cases() -> None:
    """Last the linked cases, one refusal being enough."""
    definition = broken(WISH, "loan_returned", guards=(never,))
    done = planned(case(LOAN, "out", facts=DATES), "give_back", definition, others=[WISHED])
    assert codes(done) == ["linked:never"]
    assert (done.steps, done.entries, done.after) == ((), (), done.before)


def test_what_internal_transitions_break_does_not_refuse() -> None:
    """What must hold is asked on entering only."""
    definition = with_state(LOAN, "out", holds=(never,))
    assert "never" not in codes(planned(case(LOAN, "out", facts=DATES), "note", definition, actor=READER))


@pytest.mark.parametrize(
    ("ref", "trigger", "error"),
    [("", "burn", UnknownTrigger), ("", "grant", UnknownTrigger), ("WISH-2017-0001", "burn", UnknownTrigger)],
)
def test_unknown(ref: str, trigger: str, error: type[Exception]) -> None:
    """A trigger that means nothing here, or begins no case."""
    with pytest.raises(error):
        planned(WISHED if ref else None, trigger)


def test_link_only() -> None:
    """A case that only a linked case makes."""
    attempt = Attempt("loan", "", "prepare", "ACT-1", "test")
    with pytest.raises(LinkOnly):
        plan(registry(), snapshot(actor=LIBRARIAN), attempt, audiences={}, handlers={})


# --- what follows from a yes --------------------------------------------------------------------------------------------


def test_pure() -> None:
    """The same press of the same world is the same plan, and the world it was asked about is as it was."""
    one = case(LOAN, "out", facts=DATES)
    first, second = (planned(one, "give_back", others=[WISHED]) for _ in range(2))
    assert (first.entries, first.after, first.planned, first.cancelled) == (
        second.entries,
        second.after,
        second.planned,
        second.cancelled,
    )
    assert first.before == snapshot(one, WISHED, actor=LIBRARIAN, links=((one.ref, WISHED.ref),))


def test_entries_are_chained() -> None:
    """Each entry continues the chain of its case, waivers first, and a consequence names the entry that caused it."""
    one = case(LOAN, "out", facts=DATES, seq=7, head="7" * 64, version=5)
    form = {"damages": [{"page": TextRef("TXT-1", "c", "12")}]}
    done = planned(one, "give_back", others=[WISHED], form=form, waivers={"undamaged": TextRef("TXT-2", "c", "So.")})
    waived, moved, linked = done.entries
    assert [entry.id for entry in done.entries] == ["LOAN-2017-0001/8", "LOAN-2017-0001/9", "WISH-2017-0001/2"]
    assert (waived.kind, waived.previous_hash) == (EntryKind.WAIVED, "7" * 64)
    assert (moved.previous_hash, linked.previous_hash) == (waived.hash, WISHED.head)
    assert linked.grounds["cause"] == moved.id
    after = done.after.case(one.ref)
    assert (after.seq, after.version, after.head) == (9, 6, moved.hash)


def test_entries_tell_what_changed() -> None:
    """An entry tells facts, seats and links of its step, and the columns that the act changed; nothing that stayed."""
    one = case(LOAN, "prepared", milestone="asked", due_date=date(2017, 5, 29), due_zone="Europe/Amsterdam")
    done = planned(
        replace(one, waits_for=("reader", "broker"), title="A loan", country="NL"), "change_terms", form=TERMS
    )
    assert done.entries[0].changes == {"facts": DATES, "case": {"came_from": "prepared"}}


def test_entries_hold_no_text() -> None:
    """Of what somebody wrote an entry has the id and the commitment only; a reason is no fact."""
    done = planned(case(WISH, "asked"), "decline", form={"reason": TextRef("TXT-1", "c", "Lost.")})
    assert done.entries[0].reason == {"text": "TXT-1", "commitment": "c"}
    assert "Lost." not in done.entries[0].body
    assert done.after.case("WISH-2017-0001").facts == {}


def test_grounds_tell_every_verdict() -> None:
    """The grounds hold what each guard said, those of the state entered included."""
    one = case(LOAN, "prepared", facts=DATES, signatures={"agree": {"reader": READER}})
    done = planned(one, "agree")
    assert done.entries[0].grounds == {
        "part": "broker",
        "verdicts": [
            {"code": "dates_set", "passed": True, "facts": None},
            {"code": "not_too_long", "passed": True, "facts": None},
        ],
        "waivers": [],
        "cause": None,
    }


def test_made_and_moved_in_one_act() -> None:
    """A case that is made and moved in one act has an entry for each, and its columns are told by the last."""
    go = Create("loans", lambda wish, form: "loan", lambda wish, form: {})
    granting = broken(WISH, "grant", moves=(go, Move("loans", "keep_back")))
    done = planned(case(WISH, "asked"), "grant", granting)
    wish, created, moved = done.entries
    assert [entry.kind.value for entry in done.entries] == ["moved", "created", "moved"]
    assert (created.changes.keys(), moved.previous_hash) == ({"seats", "links"}, created.hash)
    assert moved.changes["case"]["came_from"] == "prepared"
    assert (created.grounds["cause"], moved.grounds["cause"]) == (wish.id, wish.id)
    loan = done.after.case("LOAN-2017-0001")
    assert (loan.state, loan.version, loan.seq) == ("kept_back", 2, 2)


def test_two_made_in_one_act_get_two_numbers() -> None:
    """References are drawn one after the other within an act."""
    go = Create("loans", lambda wish, form: "loan", lambda wish, form: {})
    done = planned(case(WISH, "asked"), "grant", broken(WISH, "grant", moves=(go, go)))
    assert [one.ref for one in done.touched] == ["WISH-2017-0001", "LOAN-2017-0001", "LOAN-2017-0002"]
    assert done.after.numbers == {("LOAN", 2017): 2}


def test_handlers() -> None:
    """What a step owes the records is computed from the step and the world after the act."""
    seen: list[tuple[Step, str]] = []

    def keep(step: Step, world: Snapshot) -> Iterable[Row]:
        seen.append((step, world.case(WISHED.ref).state))
        yield Row("topics", {"code": step.target})

    handlers: Handlers = {
        ("loan", "give_back"): (keep,),
        ("wish", "loan_returned"): (keep,),
        ("wish", "grant"): (keep,),
    }
    done = planned(case(LOAN, "out", facts=DATES), "give_back", others=[WISHED], handlers=handlers)
    assert [row.values for row in done.rows] == [{"code": "returned"}, {"code": "fulfilled"}]
    assert [(step.ref, state) for step, state in seen] == [("LOAN-2017-0001", "fulfilled"), (WISHED.ref, "fulfilled")]


def test_a_signature_owes_nothing_yet() -> None:
    """While others still have to agree, nothing follows: no letter, no linked move, no row of the records."""
    handlers: Handlers = {("loan", "agree"): (lambda step, world: [Row("topics", {"code": "x"})],)}
    due = {"due_date": date(2017, 5, 29), "due_at": datetime(2017, 5, 29, 22, tzinfo=UTC)}
    done = planned(case(LOAN, "prepared", facts=DATES, **due), "agree", handlers=handlers)
    assert (done.rows, done.letters, done.planned, done.entries[0].kind) == ((), (), (), EntryKind.SIGNED)
    assert (done.steps[0].source, done.steps[0].target) == ("prepared", "prepared")


def test_version_and_date_of_the_act() -> None:
    """Every entry of an act has its id, its moment and the rules it was made by."""
    done = planned(case(LOAN, "out", facts=DATES), "give_back", others=[WISHED])
    assert {(entry.act, entry.at, entry.via, entry.definition_version) for entry in done.entries} == {
        ("ACT-1", NOW, "test", 1)
    }
    assert len({entry.fingerprint for entry in done.entries}) == 2


def test_unwaived() -> None:
    """A refusal that may be waived refuses as long as nobody does."""
    done = planned(case(LOAN, "out", facts=DATES), "give_back", form={"damages": [{}]})
    assert [(blocker.code, blocker.waivable) for blocker in done.blockers] == [(undamaged.code, True)]


def test_office_is_asked_where_somebody_else_may() -> None:
    """A definition that names the office keeps parties away."""
    assert codes(planned(case(LOAN, "out"), "keep_back", broken(LOAN, "keep_back", by=(broker,)), actor=READER)) == [
        "not_your_part"
    ]
