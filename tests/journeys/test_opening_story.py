"""The opening story: a broker takes Moroto's request from *expertise sought* to *evaluated* by pressing buttons only.

Everything begins with what the demonstration loads; everything is pressed on its page, with the form as it is rendered. The
lead broker is needed once, for the confirmation that other eyes have to make. Parties spoke on the telephone.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from click.testing import CliRunner

from commands.main import connect
from tests.journeys.demonstrated import Demonstrated
from tests.support.database import sqlite_template
from tests.support.pages import Pages
from tests.support.stage import REGISTRY
from workflow.history import Entry

TOLD = "On the telephone, this morning."
AFTERWARDS = "Recorded after the fact."


@dataclass
class Story:
    """The stage after the story, and what had been written before it."""

    stage: Demonstrated
    pages: Pages
    before: dict[str, int]

    def told(self) -> list[Entry]:
        """The entries of the story."""
        return self.stage.newest(self.before)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The story, played once."""
    home = tmp_path_factory.mktemp("home")
    file = home / "connect.sqlite"
    sqlite_template(file)
    stage = Demonstrated(f"sqlite:///{file}")
    pages = Pages(stage, home)
    stage.through = pages.press
    before = stage.count()
    match(stage)
    prepare(stage)
    hold(stage)
    yield Story(stage, pages, before)
    stage.close()


def for_somebody(stage: Demonstrated, account: str) -> dict[str, Any]:
    """What stands beside a form when a broker presses for a party."""
    return {"on_behalf_of": stage.people[account], "on_behalf_reason": TOLD}


def match(stage: Demonstrated) -> None:
    """The broker decides on the call: the committee's first is asked, the second is kept on the reserve list."""
    request = stage.cases_of("requester.moroto")
    (call,) = (ref for ref in stage.linked(request) if ref.startswith("CALL-"))
    first, second = sorted(ref for ref in stage.linked(request) if ref.startswith("APP-"))
    stage.refs |= {"request": request, "call": call, "application": first, "other": second}
    assert stage.case(request).state == "expertise_sought"
    stage.go("call", "decide", "broker", **stage.decision({request: [first]}, {second: "reserve"}))
    (exchange,) = {ident.split("/")[0] for ident in stage.pressed if ident.startswith("EXC-")}
    stage.refs["exchange"] = exchange
    stage.go("application", "confirm", "broker")


def prepare(stage: Demonstrated) -> None:
    """Terms are drafted and agreed to, the association accepts, travel is settled, and the experts were briefed."""
    stage.go("exchange", "draft_terms", "broker")
    for account in ("requester.moroto", "expert.sample-city"):
        stage.go("exchange", "agree_terms", "broker", beside=for_somebody(stage, account))
    accepted = for_somebody(stage, "association.uganda")
    liaison = stage.people["association.uganda"]
    stage.go("exchange", "accept_invitation_association", "broker", beside=accepted, liaison=liaison)
    stage.go("exchange", "record_arrangements", "broker")
    stage.go("exchange", "record_briefing", "broker")


def hold(stage: Demonstrated) -> None:
    """The lead broker confirms what has taken place already; the broker records how it went, and concludes."""
    today = stage.now.date()
    days = {"first_day": (today - timedelta(days=11)).isoformat(), "last_day": (today - timedelta(days=7)).isoformat()}
    stage.go("exchange", "arrange", "lead", beside={"waivers": {"first_day_past": AFTERWARDS}}, **days)
    for trigger in ("start", "finish", "waive_report", "evaluate_with_waiver"):
        stage.go("exchange", trigger, "broker")


def test_it_ends_well(story: Story) -> None:
    """Request and exchange are evaluated, the expert's application is completed, and the other one is released."""
    states = {name: story.stage.case(ref).state for name, ref in story.stage.refs.items()}
    assert states == {
        "request": "evaluated",
        "call": "decided",
        "application": "completed",
        "other": "not_selected",
        "exchange": "evaluated",
    }


def test_two_people_pressed(story: Story) -> None:
    """The broker pressed everything but the one confirmation, and for parties only on their word."""
    people = story.stage.people
    lead = [entry for entry in story.told() if entry.actor != people["broker"]]
    assert {entry.actor for entry in lead} == {people["lead"]}
    assert {entry.act for entry in lead} == {next(entry.act for entry in story.told() if entry.trigger == "arrange")}
    for_others = [(entry.trigger, entry.part) for entry in story.told() if entry.on_behalf_of]
    assert for_others == [
        ("agree_terms", "requester"),
        ("agree_terms", "expert"),
        ("accept_invitation_association", "association"),
    ]


def test_the_preparer_does_not_confirm(story: Story) -> None:
    """Every move that was asked for is in the histories, each where it led, and the one waiver with its reason."""
    path = [entry.target for entry in story.told() if entry.ref == story.stage.refs["request"]]
    assert path == ["matched", "arranged", "executed", "evaluated"]
    waived = [entry for entry in story.told() if entry.kind.value == "waived"]
    assert [(entry.grounds or {})["waivers"] for entry in waived] == [["first_day_past"]]


def test_pages_list_every_move(story: Story) -> None:
    """On the page of each case stands every move it made, in the words of its button."""
    for ref in story.stage.refs.values():
        page = unescape(story.pages.read(story.stage.people["broker"], ref))
        history = page[page.index('id="history"') :]
        law, _state = story.stage.law(ref)
        labels = {one.trigger: one.label for one in law.transitions}
        missing = [entry.id for entry in story.told() if entry.ref == ref and labels[str(entry.trigger)] not in history]
        assert missing == []


def test_commands_tell_the_same(story: Story) -> None:
    """`connect history` tells of each case, move by move, what was written, and who did it."""
    settings = {"CONNECT_HOME": str(story.stage.file.parent), "CONNECT_DATABASE_URL": f"sqlite:///{story.stage.file}"}
    for ref in story.stage.refs.values():
        ran = CliRunner().invoke(connect, ["history", ref, "--format", "json"], env=settings, catch_exceptions=False)
        assert ran.exit_code == 0, ran.output
        told = [
            (one["seq"], one["trigger"], one["from"], one["to"], one["actor"], one["hash"])
            for one in json.loads(ran.output)
        ]
        written = story.stage.entries(ref)
        assert told == [(one.seq, one.trigger, one.source, one.target, one.actor, one.hash) for one in written]


def test_it_can_be_replayed(story: Story) -> None:
    """The whole history, of 2016 and of today, gives the rows that are there; and every letter can be read."""
    assert story.stage.differences() == []
    acts = {entry.act for entry in story.told()}
    letters = [letter for act in acts for letter in story.stage.letters(act)]
    assert all(letter.subject and letter.text for letter in letters)
    assert {law.name for law in REGISTRY} >= {story.stage.case(ref).type for ref in story.stage.refs.values()}
