"""The study visit: what the tests of all types have to know of it."""

from tests.support.moves import Brings, ahead, go, person, walk

HERE = "study_visit"
ARRANGE, SET_NEW_DATES = go("exchange", "arrange"), go("exchange", "set_new_dates")
NAME = go("exchange", "name_delegation")
COMPANY = (go("exchange", "accept_invitation_association"), go("exchange", "record_arrangements"))
TWO = [person("north"), person("ghana")]
NO_VISA = [{"who": one, "status": "not_needed"} for one in TWO]


BRINGS = Brings(
    type=HERE,
    preparation={
        "programme_drafted": (go("exchange", "draft_programme"),),
        "delegation_named": (NAME,),
        "visas_in_progress": (go("exchange", "apply_for_visas"),),
    },
    ready=(go("exchange", "record_visas"), *COMPANY),
    walks={
        ("arrange", "delegation_named"): walk(
            f"{HERE}/programme_drafted",
            go("exchange", "name_delegation", delegates=TWO, visa_needed=NO_VISA),
            *COMPANY,
            ARRANGE,
        ),
    },
    refusals={
        "delegation_named": walk(f"{HERE}/postponed", SET_NEW_DATES),
        "programme_set": walk(f"{HERE}/postponed", SET_NEW_DATES),
        "delegation_fits": walk(f"{HERE}/matched", go("exchange", "draft_programme", places=1), NAME, ARRANGE),
        "length_fits": walk(f"{HERE}/ready", go("exchange", "arrange", first_day=ahead(31), last_day=ahead(31))),
        "visas_settled": walk(f"{HERE}/visas_in_progress", ARRANGE),
        "insured": walk(f"{HERE}/visas_in_progress", ARRANGE),
        "two_to_five": walk(f"{HERE}/programme_drafted", go("exchange", "name_delegation", delegates=TWO[:1])),
        "visa_need_said": walk(
            f"{HERE}/programme_drafted", go("exchange", "name_delegation", delegates=TWO, visa_needed=NO_VISA[:1])
        ),
    },
)
