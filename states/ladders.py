"""What happens while a state waits: reminders, and who is told when nothing comes.

A rung that would not be later than entering the state is skipped.
"""

from states.words import BROKER, LEAD_BROKER
from workflow.definition import OWING, FollowUp, Kind
from workflow.moments import ENTERED, LIMIT, after, before, half_way
from workflow.words import _

HALF_TIME = FollowUp("reminder", Kind.REMIND, half_way(ENTERED, LIMIT), (OWING,), _("Reminder at half time"))
TWO_DAYS_LEFT = FollowUp("reminder", Kind.REMIND, before(LIMIT, working_days=2), (OWING,), _("Reminder: two days left"))
LAST_WORD = FollowUp(
    "last_reminder",
    Kind.REMIND,
    before(LIMIT, working_days=2),
    (OWING,),
    _("Last reminder, naming the day on which the case moves by itself"),
)
TELL_BROKER = FollowUp("overdue", Kind.ESCALATE, after(LIMIT, working_days=1), (BROKER,), _("Overdue: the broker"))
TELL_LEAD = FollowUp(
    "overdue", Kind.ESCALATE, after(LIMIT, working_days=3), (LEAD_BROKER,), _("Overdue: the lead broker")
)

LADDER = (HALF_TIME, TWO_DAYS_LEFT, TELL_BROKER)  # persons wait to be reminded
BROKER_LADDER = (TELL_LEAD,)  # a broker sees what is overdue in the work list
CLOCK_LADDER = (HALF_TIME, LAST_WORD)  # the clock ends the state, so there is nobody to tell afterwards
