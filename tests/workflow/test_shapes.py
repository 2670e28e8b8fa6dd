"""The JSON objects that people script against keep their keys."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from tests.support.toys import LOAN, NOW, WISH, Reason, case, reader
from workflow import blockers, shapes
from workflow.attempt import Action
from workflow.fingerprint import fingerprint
from workflow.history import Entry, EntryKind
from workflow.moments import working_days
from workflow.schema import json_schema

PROMISED = {
    "case": "ref kind type definition_version state milestone waits_for due version title country created_at",
    "action": "trigger label to allowed blockers form_required form",
    "blocker": "code message facts mend",
    "entry": (
        "v ref seq act kind trigger from to actor part on_behalf_of on_behalf_reason via at type definition_version"
        " fingerprint grounds reason changes previous_hash id hash actor_name"
    ),
    "follow_up": "ref name kind to to_name due_at zone language anchor why status",
    "type": "name kind version fingerprint label states transitions follow_ups problems",
    "state": "name label public milestone waits_for limit end",
    "transition": "trigger label from to by rules form",
}


def promised(shape: str, found: dict[str, Any]) -> bool:
    """Whether an object has the keys that `interfaces` names, and can be written as JSON."""
    json.dumps(found)
    return set(PROMISED[shape].split()) <= found.keys()


def say(message: str, facts: Any) -> str:
    """A sentence for nobody in particular."""
    return message.format(**facts)


def test_case() -> None:
    """A case tells where it is, whose turn it is and until when."""
    row = case(LOAN, "out", waits_for=("reader",), due_date=date(2017, 5, 19), due_zone="Africa/Accra", title="A loan")
    found = shapes.case(row)
    assert promised("case", found)
    assert found["due"] == {"date": "2017-05-19", "zone": "Africa/Accra"}
    assert found["waits_for"] == ["reader"]
    assert found["created_at"] == "2017-05-15T07:00:00.000000Z"


def test_case_without_limit() -> None:
    """A case that waits for nobody is due never."""
    assert shapes.case(case(LOAN, "returned"))["due"] is None


def test_case_that_follows() -> None:
    """A case that follows another is due when that one is, and waits for the same."""
    loan = case(LOAN, "out", waits_for=("reader",), due_date=date(2017, 5, 19), due_zone="UTC")
    found = shapes.case(case(WISH, "granted", follows=loan.ref), loan)
    assert (found["state"], found["follows"]) == ("granted", "LOAN-2017-0001")
    assert (found["waits_for"], found["due"]) == (["reader"], {"date": "2017-05-19", "zone": "UTC"})


ACTION = Action("decline", "Decline", "declined", (), Reason, True, ("reader",), True, "It ends.")


def test_action() -> None:
    """A button tells where it leads and what it asks."""
    found = shapes.action(ACTION, say=say)
    assert promised("action", found)
    assert (found["to"], found["allowed"], found["blockers"]) == ("declined", True, [])
    assert found["form"] == json_schema(Reason)


def test_action_blocked() -> None:
    """A button that cannot be pressed tells every reason as a sentence, with its code and facts."""
    blocked = replace(ACTION, blockers=(blockers.no_such_part("PER-0001", ("reader",)),), form=None)
    found = shapes.action(blocked, say=say)
    assert (found["allowed"], found["form"]) == (False, None)
    assert promised("blocker", found["blockers"][0])
    assert found["blockers"][0]["message"] == "PER-0001 is none of: ['reader']."


def test_entry() -> None:
    """A line of history is exactly what is hashed, then its id, hash and the name of who did it."""
    one = Entry("LOAN-2017-0001", 1, "ACT-1", EntryKind.CREATED, "PER-0001", "web", NOW, trigger="prepare")
    found = shapes.entry(one, "Ama")
    assert promised("entry", found)
    assert json.loads(one.body).items() <= found.items()
    assert (found["id"], found["hash"], found["actor_name"]) == ("LOAN-2017-0001/1", one.hash, "Ama")


def test_entry_of_somebody_erased() -> None:
    """Who did something and was erased since has no name."""
    one = Entry("LOAN-2017-0001", 1, "ACT-1", EntryKind.CREATED, "PER-0001", "web", NOW)
    assert shapes.entry(one, None)["actor_name"] is None


def test_follow_up() -> None:
    """What is due tells when, for whom, and why."""
    row = SimpleNamespace(
        ref="LOAN-2017-0001",
        rule="nearly_over",
        rung=0,
        kind="remind",
        trigger=None,
        recipient="person:PER-0001",
        due_at=datetime(2017, 5, 17, 7, 0, tzinfo=UTC),
        zone="Europe/Amsterdam",
        anchor="last_day",
        status="planned",
    )
    found = shapes.follow_up(row, LOAN, to_name="Ama", language="en")
    assert promised("follow_up", found)
    assert (found["name"], found["to_name"], found["status"]) == ("nearly_over", "Ama", "planned")
    assert (found["language"], found["why"]) == ("en", "Last day")
    assert found["due_at"] == "2017-05-17T07:00:00.000000Z"


def test_type() -> None:
    """A type tells its law: states, transitions with their rules and forms, follow-ups, and its problems."""
    found = shapes.type_(LOAN, ["It is broken."])
    assert promised("type", found)
    assert all(promised("state", state) for state in found["states"])
    assert all(promised("transition", transition) for transition in found["transitions"])
    assert (found["fingerprint"], found["problems"]) == (fingerprint(LOAN), ["It is broken."])


def test_state() -> None:
    """A state tells who it waits for and how long, or which linked case says so."""
    states = {state["name"]: state for one in (LOAN, WISH) for state in shapes.type_(one)["states"]}
    assert states["overdue"]["limit"]["amount"] == working_days(10).amount
    assert states["overdue"]["limit"]["unit"] == "working_days"
    assert states["overdue"]["waits_for"] == [reader.name]
    assert (states["granted"]["waits_for"], states["granted"]["follows"]) == ([], "loans")
    assert (states["lost"]["end"], states["lost"]["milestone"], states["lost"]["limit"]) == (True, None, None)


def test_transition() -> None:
    """A creation comes from nowhere, an internal transition goes nowhere, a return to where the case was."""
    found = {one["trigger"]: one for one in shapes.type_(LOAN)["transitions"]}
    assert (found["prepare"]["from"], found["prepare"]["to"]) == ([], "prepared")
    assert (found["note"]["from"], found["note"]["to"]) == (["prepared", "out", "overdue"], None)
    assert found["go_on"]["to"] == "came_from"
    assert found["give_back"]["rules"] == ["The book is whole."]


def test_rungs() -> None:
    """Follow-ups are told with the state or the group that plans them."""
    found = shapes.type_(LOAN)["follow_ups"]
    assert [(one["name"], one["state"], one["group"]) for one in found if one["name"] in ("late", "how_was_it")] == [
        ("late", "prepared", "state"),
        ("late", "out", "state"),
        ("late", "overdue", "state"),
        ("how_was_it", None, "dated"),
    ]


def test_translated() -> None:
    """Labels are in the reader's language; codes are not."""
    found = shapes.type_(LOAN, translate=str.upper)
    assert (found["name"], found["label"], found["states"][0]["label"]) == ("loan", "LOAN", "PREPARED")
