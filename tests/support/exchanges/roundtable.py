"""The roundtable: what the tests of all types have to know of it."""

from typing import Any

from tests.support.moves import Brings, ahead, go, person, walk

HERE = "roundtable"
ARRANGE, SET_NEW_DATES = go("exchange", "arrange"), go("exchange", "set_new_dates")
SAID = tuple(go("exchange", "answer_poll", who) for who in ("north", "west", "city"))
COMPANY = (go("exchange", "accept_invitation_association"), go("exchange", "record_arrangements"))
BARE: dict[str, Any] = {"agenda": None, "moderator": None}


BRINGS = Brings(
    type=HERE,
    asked_by=("north", "west"),
    preparation={
        "date_poll": (go("exchange", "open_date_poll"),),
        "programme_drafted": (*SAID, go("exchange", "draft_programme")),
        "invited": (go("exchange", "complete_programme"), go("exchange", "invite")),
    },
    ready=(*(go("exchange", "answer_invitation", who) for who in ("north", "city")), *COMPANY),
    walks={
        ("draft_programme", "date_poll"): walk(f"{HERE}/date_poll", *SAID, go("exchange", "draft_programme")),
        ("invite", "programme_drafted"): walk(
            f"{HERE}/programme_drafted", go("exchange", "complete_programme"), go("exchange", "invite")
        ),
    },
    refusals={
        "first_day_past": walk(f"{HERE}/ready", lambda stage: stage.wait(90), ARRANGE),
        "date_accepted": walk(f"{HERE}/ready", go("exchange", "arrange", first_day=ahead(31), last_day=ahead(31))),
        "agenda_set": walk(
            f"{HERE}/date_poll", *SAID, go("exchange", "draft_programme", **BARE), go("exchange", "invite")
        ),
        "moderator_named": walk(
            f"{HERE}/date_poll", *SAID, go("exchange", "draft_programme", **BARE), go("exchange", "invite")
        ),
        "three_take_part": walk(f"{HERE}/ready", go("exchange", "answer_invitation", "west", coming="no"), ARRANGE),
        "host_takes_part": walk(
            f"{HERE}/shared/date_poll",
            *SAID,
            go("exchange", "draft_programme", host=lambda stage: stage.bodies["south"]),
            go("exchange", "complete_programme"),
            go("exchange", "invite"),
            go("second", "withdraw_from_exchange"),
            ARRANGE,
        ),
        "closes_ahead": walk(f"{HERE}/matched", go("exchange", "open_date_poll", closes_on=ahead(0))),
        "days_asked_for": walk(
            f"{HERE}/date_poll",
            go("exchange", "answer_poll", poll=[{"first_day": ahead(1), "can_come": "yes"}]),
        ),
        "quorum_reached": walk(f"{HERE}/date_poll", go("exchange", "draft_programme")),
        "can_be_host": walk(
            f"{HERE}/date_poll", *SAID, go("exchange", "draft_programme", host=lambda stage: stage.bodies["port"])
        ),
        "people_of_ones_own": walk(
            f"{HERE}/invited", go("exchange", "answer_invitation", "north", persons=[person("city")])
        ),
    },
)
