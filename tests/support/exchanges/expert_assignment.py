"""The expert assignment: what the tests of all types have to know of it."""

from tests.support.moves import CLOSE, Brings, ahead, decide, go, offer, shortlist, walk

HERE = "expert_assignment"
AGREE = (go("exchange", "agree_terms"), go("exchange", "agree_terms"))
ARRANGE = go("exchange", "arrange")
ONE_DAY = {"first_day": ahead(31), "last_day": ahead(31)}
THREE = ("application", "other", "third")
THREE_EXPERTS = (
    offer(), offer("other", "town"), offer("third", "port"), *shortlist(), *shortlist("other"), *shortlist("third"),
    *CLOSE, go("call", "recommend"), decide(request=THREE), *(go(one, "confirm") for one in THREE),
)  # fmt: skip


BRINGS = Brings(
    type=HERE,
    preparation={"terms_drafted": (go("exchange", "draft_terms"),), "terms_agreed": AGREE},
    ready=(
        go("exchange", "accept_invitation_association"),
        go("exchange", "record_arrangements"),
        go("exchange", "record_briefing"),
    ),
    walks={("agree_terms", "terms_drafted"): walk(f"{HERE}/terms_drafted", *AGREE)},
    refusals={
        "terms_agreed": walk(f"{HERE}/postponed", go("exchange", "set_new_dates")),
        "length_fits": walk(f"{HERE}/ready", go("exchange", "arrange", **ONE_DAY)),
        "one_or_two": walk("call/open", *THREE_EXPERTS, go("exchange", "postpone"), go("exchange", "set_new_dates")),
        "travel_settled": walk(f"{HERE}/terms_agreed", ARRANGE),
        "briefing_held": walk(f"{HERE}/terms_agreed", ARRANGE),
        "held_already": walk(f"{HERE}/terms_agreed", go("exchange", "record_briefing", held_on=ahead(1))),
    },
)
