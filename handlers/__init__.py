"""What a move owes the world beyond its declaration: a table "when this, then those" of pure functions."""

from handlers.committee import forget_scores, keep_score
from handlers.lessons import keep_lesson
from workflow.conclude import Handlers

# (kind of case, trigger) → what such a step makes of the step and the world after the act.
HANDLERS: Handlers = {
    ("request", "score"): (keep_score,),
    ("application", "score"): (keep_score,),
    ("request", "reopen"): (forget_scores,),
    ("request", "call_cancelled"): (forget_scores,),
    ("application", "amend"): (forget_scores,),
    ("exchange", "record_lessons"): (keep_lesson,),
}
