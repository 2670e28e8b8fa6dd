"""What a move owes the world beyond its declaration: a table "when this, then those" of pure functions."""

from handlers.committee import forget_scores, keep_score, scores_as_they_were
from handlers.lessons import keep_lesson, lesson_taken_back
from workflow.conclude import Handlers
from workflow.undoing import Returns

# (kind of case, trigger) → what such a step makes of the step and the world after the act.
HANDLERS: Handlers = {
    ("request", "score"): (keep_score,),
    ("application", "score"): (keep_score,),
    ("request", "reopen"): (forget_scores,),
    ("request", "call_cancelled"): (forget_scores,),
    ("application", "amend"): (forget_scores,),
    ("exchange", "record_lessons"): (keep_lesson,),
}

# The same moves → what is owed when one is taken back.
RETURNS: Returns = {
    ("request", "score"): scores_as_they_were,
    ("application", "score"): scores_as_they_were,
    ("request", "reopen"): scores_as_they_were,
    ("request", "call_cancelled"): scores_as_they_were,
    ("application", "amend"): scores_as_they_were,
    ("exchange", "record_lessons"): lesson_taken_back,
}
