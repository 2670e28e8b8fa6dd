"""What is open: Moroto's call, closed yesterday, and an invented call beside it. Laid relative to the day of loading."""

from collections.abc import Iterator
from datetime import date, timedelta

from commands.demonstration import forms
from commands.demonstration.play import Play

LAID = "Demonstration: laid relative to the day on which it was loaded; the real call was of February 2018."
INVENTED = "Demonstration: this government and its challenge are invented."
OFFERS = ("expert.sample-city", "expert.sample-town")
ASKED = "A colleague with the same or a comparable job. No exchange is guaranteed."


def story(play: Play, today: date) -> Iterator[date]:
    """What led here, day by day, up to today."""

    def days(number: int) -> date:
        return today + timedelta(days=number)

    yield days(-80)
    development = f"Local economic development: agriculture and water. {LAID}"
    moroto = _request(play, "requester.moroto", "local_economy", development, today)
    sample = _request(play, "requester.sample-district", "waste", f"Waste management. {INVENTED}", today)
    yield days(-70)
    for ref in (moroto, sample):
        forms.recommend(play, ref)
    yield days(-50)
    closed = _call(play, moroto, "Municipal expertise for Moroto District, Uganda", days(-1), today)
    yield days(-20)
    offers = [_offer(play, account, closed, moroto, today) for account in OFFERS]
    yield days(-15)
    _call(play, sample, "Municipal expertise for Sample District, Ghana", days(21), today)
    yield days(-6)
    for ref in offers:
        forms.shortlist(play, ref)
    yield today  # on the way, the clock closes Moroto's call at the end of yesterday
    ranking = [{"application": ref, "place": place} for place, ref in enumerate(offers, 1)]
    play.press("committee", closed, "recommend", {"ranking": ranking})


def _request(play: Play, account: str, topic: str, challenge: str, today: date) -> str:
    hoped_for = "A plan that the district can carry out itself"
    form = forms.request(play, account, topic, challenge, hoped_for, ("en",))
    form["period"] = forms.period(today, 30, 240)
    return play.press(account, "request", "submit", form).ref


def _call(play: Play, request: str, title: str, deadline: date, today: date) -> str:
    form = forms.call([request], title, deadline.isoformat(), "en", ASKED)
    form["period"] = forms.period(today, 30, 240)
    ref = play.press("broker", "call", "prepare", form).ref
    play.press("broker", ref, "open")
    return ref


def _offer(play: Play, account: str, call: str, request: str, today: date) -> str:
    form = forms.application(play, account, call, request, ("en",))
    form["approach"] = form["similar_job"] = INVENTED
    form["availability"] = forms.period(today, 30, 120)
    return play.press(account, "application", "submit", form).ref
