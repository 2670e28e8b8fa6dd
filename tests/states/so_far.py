"""What happened before a test begins: one history, longer and longer."""

from datetime import UTC, datetime

from tests.states import forms
from tests.states.given import ASKING, BROKER, EXPERT, EXPERT_TOO, LEARNED, LIAISON, MEMBER, Stage
from workflow.definition import CLOCK

CRITERIA = ("need", "fit", "commitment", "sharing")
SKILLS = ("expertise", "similar_job", "approach", "experience")


def opened() -> tuple[Stage, str, str]:
    """A request that was validated and recommended, and an open call that names it."""
    stage = Stage()
    request = stage.press("request", "submit", ASKING, **forms.submission())
    stage.press(request, "validate", BROKER)
    stage.press(request, "score", MEMBER, criteria=forms.points(*CRITERIA), recommend="yes")
    call = stage.press("call", "prepare", BROKER, **forms.preparation(request))
    stage.press(call, "open", BROKER)
    return stage, request, call


def closed() -> tuple[Stage, str, str, str, str]:
    """The same, with two applications checked, scored and shortlisted, after the deadline."""
    stage, request, call = opened()
    first = stage.press("application", "submit", EXPERT, **forms.offer(call, request))
    other = forms.offer(call, request, government=LEARNED, people=[EXPERT_TOO])
    second = stage.press("application", "submit", EXPERT_TOO, **other)
    for one in (first, second):
        stage.press(one, "validate", BROKER)
        stage.press(one, "score", MEMBER, criteria=forms.points(*SKILLS), recommend="yes")
        stage.press(one, "shortlist", BROKER)
    stage.at(datetime(2017, 4, 4, tzinfo=UTC))
    stage.press(call, "close", CLOCK.name)
    ranking = [{"application": first, "place": 1}, {"application": second, "place": 2}]
    stage.press(call, "recommend", MEMBER, ranking=ranking)
    return stage, request, call, first, second


def decided() -> tuple[Stage, str, str, str, str]:
    """The same, decided: the first application is chosen, the second kept on reserve."""
    stage, request, call, first, second = closed()
    others = [{"application": second, "outcome": "reserve"}]
    stage.press(call, "decide", BROKER, requests=[forms.matched(request, first)], others=others)
    [exchange] = stage.linked(request, "exchange")
    return stage, request, exchange, first, second


def agreed() -> tuple[Stage, str, str, str, str]:
    """The same with everything ready to be arranged."""
    stage, request, exchange, first, second = decided()
    stage.press(first, "confirm", EXPERT, available=forms.PERIOD, travellers=[EXPERT])
    stage.press(exchange, "draft_terms", BROKER, **forms.terms())
    stage.press(exchange, "agree_terms", ASKING)
    stage.press(exchange, "agree_terms", BROKER, behalf=EXPERT)
    settled = [{"who": EXPERT, "status": "settled"}]
    stage.press(exchange, "record_arrangements", EXPERT, travel=settled, insurance=settled)
    stage.press(exchange, "record_briefing", BROKER, held_on="2017-04-03", who=[EXPERT])
    stage.press(exchange, "accept_invitation_association", BROKER, behalf=LIAISON, liaison=LIAISON)
    return stage, request, exchange, first, second
