"""The work placement: what the tests of all types have to know of it."""

from tests.support.moves import Brings, Later, ahead, go, person, walk

HERE = "work_placement"
ARRANGE, SET_NEW_DATES = go("exchange", "arrange"), go("exchange", "set_new_dates")
PROPOSE, SIGN = go("exchange", "propose_placement"), go("exchange", "sign_agreement")
SIGNED = (SIGN, SIGN, SIGN)
COMPANY = (go("exchange", "accept_invitation_association"), go("exchange", "record_arrangements"))


def body(name: str) -> Later:
    """The id of an organisation."""
    return lambda stage: stage.bodies[name]


BRINGS = Brings(
    type=HERE,
    preparation={"placement_proposed": (PROPOSE,), "agreement_signed": SIGNED},
    ready=COMPANY,
    running={"midterm_reviewed": (go("exchange", "review_midterm"),)},
    walks={("sign_agreement", "placement_proposed"): walk(f"{HERE}/placement_proposed", *SIGNED)},
    refusals={
        "agreement_signed": walk(f"{HERE}/postponed", SET_NEW_DATES),
        "host_takes_part": walk(f"{HERE}/two/placement_proposed", go("application", "withdraw_from_exchange"), SIGN),
        "supervisor_named": walk(
            f"{HERE}/matched", go("exchange", "propose_placement", supervisor=None), *SIGNED, *COMPANY, ARRANGE
        ),
        "insured": walk(f"{HERE}/agreement_signed", ARRANGE),
        "length_fits": walk(f"{HERE}/ready", go("exchange", "arrange", first_day=ahead(31), last_day=ahead(31))),
        "first_day_past": walk(f"{HERE}/ready", go("exchange", "arrange", first_day=ahead(-10), last_day=ahead(-4))),
        "host_has_expertise": walk(f"{HERE}/matched", go("exchange", "propose_placement", host=body("north"))),
        "supervisor_at_host": walk(
            f"{HERE}/two/matched",
            go("exchange", "propose_placement", host=body("city"), supervisor=person("town")),
        ),
        "reviewed_meanwhile": walk(f"{HERE}/under_way", go("exchange", "review_midterm", held_on=ahead(1))),
        "holds_on_new_dates": walk(
            f"{HERE}/arranged", go("exchange", "change_dates", first_day=ahead(31), last_day=ahead(90))
        ),
    },
)
