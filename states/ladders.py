"""What happens while a state waits: reminders, and who is told when nothing comes.

A rung that would not be later than entering the state is skipped.
"""

from states.words import BROKER, LEAD_BROKER
from workflow.definition import OWING, FollowUp, Kind
from workflow.moments import ENTERED, LIMIT, after, before, half_way
from workflow.words import _

HALF_TIME, TWO_DAYS_LEFT = half_way(ENTERED, LIMIT), before(LIMIT, working_days=2)
NEXT_DAY, THREE_DAYS_LATER = after(LIMIT, working_days=1), after(LIMIT, working_days=3)

# fmt: off
REMIND     = FollowUp("reminder_half_time",       Kind.REMIND,   HALF_TIME,        (OWING,),       _("Reminder at half time"))
REMIND_YET = FollowUp("reminder_two_days_before", Kind.REMIND,   TWO_DAYS_LEFT,    (OWING,),       _("Reminder: two days left"))
LAST_WORD  = FollowUp("last_reminder",            Kind.REMIND,   TWO_DAYS_LEFT,    (OWING,),       _("Last reminder: names the day on which the case moves by itself"))
TELL       = FollowUp("overdue_broker",           Kind.ESCALATE, NEXT_DAY,         (BROKER,),      _("Overdue: the broker"))
TELL_LEAD  = FollowUp("overdue_lead_broker",      Kind.ESCALATE, THREE_DAYS_LATER, (LEAD_BROKER,), _("Overdue: the lead broker"))
# fmt: on

LADDER = (REMIND, REMIND_YET, TELL)  # persons wait to be reminded
BROKER_LADDER = (TELL_LEAD,)  # a broker sees what is overdue in the work list
CLOCK_LADDER = (REMIND, LAST_WORD)  # the clock ends the state, so there is nobody to tell afterwards
