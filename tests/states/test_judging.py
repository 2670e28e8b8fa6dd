"""What the committee says: of every criterion, and anew when what was judged is another thing or comes back."""

from typing import Any

import pytest

from tests.states import forms
from tests.states.given import BROKER, CV, EXPERT, LETTER, MEMBER, Stage, application, call, request
from tests.states.so_far import CRITERIA, SKILLS, opened

WHY = "They said so."
SCORES = {MEMBER: {"recommend": "yes"}}
REQ, CALL, APP = "REQ-2017-0001", "CALL-2017-0001", "APP-2017-0001"
SAID = {"approach": {"text": "TXT-0", "commitment": "0"}, "languages": ["en"], "cv": CV, "commitment_letter": LETTER}


def judged(state: str = "validated") -> Stage:
    """An application that was scored, an answer to an open call."""
    offered = application(APP, state, scores=SCORES, request=REQ, **SAID)
    links = [(APP, REQ), (APP, CALL), (REQ, CALL)]
    return Stage(offered, request(state="expertise_sought"), call(), links=links)


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (("need", "fit", "sharing"), "The government stands behind it and can follow it up"),
        (("need", "need", "fit", "commitment", "sharing"), "Give points to each criterion once."),
    ],
)
def test_every_criterion_once(codes: tuple[str, ...], said: str) -> None:
    """Who scores gives points to every criterion once, and reads which one is missing."""
    stage = Stage(request(state="validated"))
    errors = stage.errors(REQ, "score", MEMBER, criteria=forms.points(*codes), recommend="yes")
    assert said in errors["criteria"]


def test_newest_opinion() -> None:
    """Scoring again takes the place of what the same member thought before."""
    stage = Stage(request(state="validated"))
    for opinion in ("no", "yes"):
        stage.press(REQ, "score", MEMBER, criteria=forms.points(*CRITERIA), recommend=opinion)
    assert [one["recommend"] for one in stage.world.case(REQ).facts["scores"].values()] == ["yes"]


def test_amended_is_judged_anew() -> None:
    """An application that was amended after it was scored is checked and scored again before it is shortlisted."""
    stage = judged()
    stage.press(APP, "amend", EXPERT, languages=["en", "fr"])
    stage.press(APP, "validate", BROKER)
    assert stage.refused(APP, "shortlist", BROKER) == ["is_scored"]
    stage.press(APP, "score", MEMBER, criteria=forms.points(*SKILLS), recommend="yes")
    assert stage.refused(APP, "shortlist", BROKER) == []


@pytest.mark.parametrize("form", [{}, {"languages": ["en"], "cv": CV}])
def test_amended_with_nothing(form: Any) -> None:
    """An amendment that changes nothing is refused: it would send a validated application back, and write letters."""
    assert judged().refused(APP, "amend", EXPERT, **form) == ["nothing_changes"]


def test_call_cancelled() -> None:
    """A request that comes back from a cancelled call is recommended anew before another call opens."""
    stage, asked, called = opened()
    stage.press(called, "cancel", BROKER, reason=WHY)
    assert (stage.state(asked), stage.world.case(asked).facts["scores"]) == ("validated", {})
    again = stage.press("call", "prepare", BROKER, **forms.preparation(asked))
    assert stage.refused(again, "open", BROKER) == ["requests_recommended"]


@pytest.mark.parametrize(("scores", "kept"), [(SCORES, {}), (None, None)])
def test_reopened(scores: Any, kept: Any) -> None:
    """A reopened request is judged anew; one that was never judged is as it was."""
    facts = {"scores": scores} if scores else {}
    stage = Stage(request(state="withdrawn", **facts))
    stage.press(REQ, "reopen", BROKER, reason=WHY)
    assert stage.world.case(REQ).facts.get("scores") == kept
