"""The exchange that stands where the study visit will."""

from tests.support.moves import Brings, go

BRINGS = Brings(
    type="study_visit",
    preparation={"planned": (go("exchange", "plan"),)},
    ready=(go("exchange", "accept_invitation_association"),),
)
