"""What is shown before is what happens: previews, buttons and refusals say the same; history tells it all afterwards."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from tests.support import toys
from tests.support.club import LOAN, TERMS, Desk, more
from tests.support.toys import LIBRARIAN, OTHER_LIBRARIAN, OTHER_READER, READER, Reason, Terms, broken
from tests.support.world import without_chance
from tests.workflow.conftest import MakeDesk
from workflow import replay
from workflow.attempt import Plan
from workflow.definition import Transition, stay
from workflow.errors import Refused, WorkflowError
from workflow.export import read_rows
from workflow.forms import any_of
from workflow.history import hash_of, read_line, write_line

Scene = Callable[[Desk], str]


def granted(desk: Desk) -> str:
    """A wish whose loan is prepared."""
    return desk.loan()[1]


def prepared(desk: Desk) -> str:
    """A loan without dates, to which a reader agreed."""
    loan, _ = desk.loan()
    desk.fire(loan, "agree", READER)
    return loan


def out(desk: Desk) -> str:
    """A loan that is out."""
    return desk.out()[0]


def kept_back(desk: Desk) -> str:
    """A loan that was out and is kept back."""
    loan, _ = desk.out()
    desk.fire(loan, "keep_back", LIBRARIAN)
    return loan


def ended(desk: Desk) -> str:
    """A loan that was returned."""
    loan, _ = desk.out()
    desk.fire(loan, "give_back", READER)
    return loan


def gathering(desk: Desk) -> str:
    """A club with two wishes."""
    return desk.fire("club", "gather", LIBRARIAN, wishes=[desk.wish(), desk.wish()]).ref


SCENES: list[Scene] = [Desk.wish, granted, prepared, out, kept_back, ended, gathering]
WHO = (READER, OTHER_READER, LIBRARIAN, OTHER_LIBRARIAN, "clock", "PER-0099")


# --- preview ------------------------------------------------------------------------------------------------------------

PRESSES: list[tuple[Scene, str, str, dict[str, Any]]] = [
    (Desk.wish, "reword", READER, {"form": {"book": "Another book"}}),
    (Desk.wish, "grant", LIBRARIAN, {}),
    (prepared, "change_terms", LIBRARIAN, {"form": TERMS}),
    (out, "keep_back", LIBRARIAN, {}),
    (out, "prolong", READER, {"form": {"last_day": "2017-07-31"}}),
    (out, "call_back", "clock", {}),
    (out, "give_back", READER, {"form": {"damages": [{"page": "1"}]}, "waivers": {"undamaged": "So it was."}}),
    (out, "note", LIBRARIAN, {"form": {"reason": "x"}, "on_behalf_of": READER, "on_behalf_reason": "She rang."}),
    (out, "write_off", OTHER_LIBRARIAN, {"form": {"reason": "Lost."}}),
    (gathering, "order", LIBRARIAN, {"form": {"granted": ["WISH-2017-0002"]}}),
    (gathering, "dissolve", LIBRARIAN, {}),
]


@pytest.mark.parametrize(("scene", "trigger", "who", "press"), PRESSES)
def test_preview_is_what_happens(desk: Desk, scene: Scene, trigger: str, who: str, press: dict[str, Any]) -> None:
    """A preview writes nothing, and the press that follows writes exactly what it said."""
    ref = scene(desk)
    with desk.unchanged():
        planned = desk.preview(ref, trigger, who, **{**press, "via": "test"})
    before = desk.picture()
    desk.press(ref, trigger, who, **press)
    written = {name: [row for row in rows if row not in before[name]] for name, rows in desk.picture().items()}
    assert [without_chance(row["body"]) for row in sorted(written["entries"], key=_place(planned))] == [
        without_chance(entry.body) for entry in planned.entries
    ]
    for case in planned.touched:
        row = desk.case(case.ref)
        assert (row.state, row.version, row.due_at, row.milestone) == (
            case.state,
            case.version,
            case.due_at,
            case.milestone,
        )
    due = sorted(
        (row["ref"], row["rule"], row["due_at"]) for row in written["follow_ups"] if row["status"] == "planned"
    )
    assert due == sorted((one.ref, one.rule, one.due_at) for one in planned.planned)
    told = [
        (row["recipient"].removeprefix("person:"), i["template"]) for row in written["outbox"] for i in row["items"]
    ]
    assert sorted(told) == sorted((one.recipient, one.template) for one in planned.letters)


def _place(planned: Plan) -> Callable[[dict[str, Any]], int]:
    ids = [entry.id for entry in planned.entries]
    return lambda row: ids.index(f"{row['ref']}/{row['seq']}")


def test_preview_of_a_creation(desk: Desk) -> None:
    """A preview draws no number: the reference it names is the next one, and is still the next one afterwards."""
    form = {"reader": READER, "book": "A book"}
    with desk.unchanged():
        assert [desk.preview("wish", "ask", READER, form=form).ref for _ in range(2)] == ["WISH-2017-0001"] * 2
    assert desk.fire("wish", "ask", READER, **form).ref == "WISH-2017-0001"


def test_preview_of_a_refusal(desk: Desk) -> None:
    """A preview gives the reasons why not, where `fire` raises them."""
    loan = prepared(desk)
    planned = desk.preview(loan, "agree", LIBRARIAN)
    with pytest.raises(Refused) as refusal:
        desk.fire(loan, "agree", LIBRARIAN)
    assert planned.blockers == refusal.value.blockers
    assert (planned.entries, planned.letters, planned.touched) == ((), (), ())


# --- buttons ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scene", SCENES)
def test_buttons_agree_with_presses(desk: Desk, scene: Scene) -> None:
    """A button that is allowed and needs no form can be pressed; a blocked one is refused for the reasons it shows."""
    ref = scene(desk)
    for who in WHO:
        desk.agrees(ref, who)


def test_buttons_of_a_state(desk: Desk) -> None:
    """A page shows the buttons of the state; asked for all, those of other states too, each once, and no creation."""
    loan = prepared(desk)
    assert list(desk.actions(loan, READER)) == ["change_terms", "agree", "note", "keep_back"]
    every = desk.actions(loan, READER, every=True)
    assert set(every) == {
        *desk.actions(loan, READER),
        "go_on",
        "call_back",
        "give_back",
        "write_off",
        "prolong",
        "wait",
    }
    assert every["give_back"].blockers[0].code == "not_from_this_state"


def test_buttons_write_nothing(desk: Desk) -> None:
    """To look at the buttons writes nothing, not even for a while."""
    loan, sent = out(desk), list[str]()
    event.listen(desk.database, "before_cursor_execute", lambda *call: sent.append(call[2]))
    with desk.unchanged():
        desk.actions(loan, LIBRARIAN, every=True)
    assert sent
    assert all(statement.startswith(("SELECT", "WITH", "BEGIN")) for statement in sent)


def test_where_a_return_leads(desk: Desk) -> None:
    """The button of a return says to which state it leads this case."""
    assert desk.actions(kept_back(desk), LIBRARIAN)["go_on"].target == "out"


redate = Transition("redate", "Change the dates", stay(toys.kept_back), by=(toys.broker,), form=any_of(Terms))


def test_return_with_a_form(make_desk: MakeDesk) -> None:
    """A return that asks a form foresees what must hold where it leads."""
    desk = make_desk(more(broken(LOAN, "go_on", form=Reason), redate))
    (whole, _), (late, _) = desk.out(), desk.out()
    for loan in (whole, late):
        desk.fire(loan, "keep_back", LIBRARIAN)
    assert desk.actions(whole, LIBRARIAN)["go_on"].allowed
    desk.fire(late, "redate", LIBRARIAN, last_day="2017-08-31")
    assert [b.code for b in desk.actions(late, LIBRARIAN)["go_on"].blockers] == ["not_too_long"]
    assert desk.refused(late, "go_on", LIBRARIAN, form={"reason": "Now."}) == ["not_too_long"]


def test_creations(desk: Desk) -> None:
    """The ways to begin a case, for a person: allowed, or why not."""
    with desk.database.begin() as connection:
        mine, theirs = (
            desk.engine.creations(connection, name, actor=READER, now=desk.now) for name in ("wish", "club")
        )
    assert [(one.trigger, one.allowed, one.target) for one in mine] == [("ask", True, "asked")]
    assert [(one.trigger, [b.code for b in one.blockers]) for one in theirs] == [("gather", ["not_your_part"])]


# --- history ------------------------------------------------------------------------------------------------------------


def test_replay_tells_of_waivers_and_links(desk: Desk) -> None:
    """Everything that can happen to the toys, replayed from its export, gives the rows; `desk` looks after each test."""
    for scene in SCENES:
        scene(desk)
    desk.press("LOAN-2017-0003", "give_back", READER, form={"damages": [{"page": "1"}]}, waivers={"undamaged": "So."})
    assert len(replay.replay(desk.lines()).cases) == len(desk.rows("cases")) == 14
    assert desk.differences() == []


MUTATIONS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "state": lambda body: body.update(to="declined"),
    "actor": lambda body: body.update(actor=OTHER_READER),
    "fact": lambda body: body["changes"]["facts"].update(first_day="2017-05-16"),
    "date": lambda body: body["changes"]["case"].update(due_date="2017-06-30"),
    "dropped": lambda body: body.clear(),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_mutated_entry(desk: Desk, name: str) -> None:
    """An entry that is changed afterwards, with its hash made to fit, makes replay differ or stop."""
    loan = out(desk)
    lines = desk.lines()
    number = next(n for n, line in enumerate(lines) if '\\"trigger\\":\\"change_terms\\"' in line)
    body = json.loads(read_line(lines[number])[0])
    MUTATIONS[name](body)
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    lines[number : number + 1] = [write_line(text, hash_of(text))] if body else []
    with pytest.raises(WorkflowError, match=rf"{loan}/\d"):
        replay.replay(lines)


def test_mutated_last_entry(desk: Desk) -> None:
    """Of a chain's last entry no other one tells the hash: there it is the rows that disagree."""
    loan, _ = desk.loan()
    desk.fire(loan, "change_terms", READER, **TERMS)
    lines = desk.lines()
    number = max(n for n, line in enumerate(lines) if f'\\"ref\\":\\"{loan}\\"' in line)
    body = json.loads(read_line(lines[number])[0])
    body["changes"]["facts"]["first_day"] = "2017-05-16"
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    lines[number] = write_line(text, hash_of(text))
    with desk.database.begin() as connection:
        rows = read_rows(connection)
    told = replay.differences(replay.replay(lines), rows)
    assert [sentence.split(" should")[0] for sentence in told] == [f"{loan}: head", f"{loan}: facts"]
