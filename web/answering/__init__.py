"""Questionnaires, answered under a link that came by letter: without an account, and only by a press.

Opening a link changes nothing: mail scanners follow links. The link names who answers; whoever is signed in in the same
browser does not matter here.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import Connection

from records import drafts
from states.questionnaires import ASKED_BY
from web.answering.asked import TRIGGER, Asked, asked
from web.database import writing
from web.doors import limiter
from web.faults import REDRAWN
from web.fields import Posted, complete, decode
from web.kept import Kept
from web.mending import Reason
from web.problem import Problem, Wrong, sentence_of
from web.widgets import Widget
from workflow.errors import BadForm, WorkflowError
from workflow.words import _

answering = Blueprint("answering", __name__, url_prefix="/answer")

VIA = "link"  # how history calls the way by which these answers came
# New links: of one place, and for one person's questionnaire.
OF_A_PLACE = "20 per hour"
OF_A_LINK = "3 per hour"

BESIDE = frozenset({"csrf_token", "key", "draft"})  # what a form carries that is no answer

KEPT = _("Your draft is kept. Nothing was sent yet: come back by the same link until {day}.")
THANKS = _("Thank you. Your answers were sent.")
ON_ITS_WAY = _(
    "If this link was one of ours, a new one is on its way to the address that the letter went to. It can take some minutes."
)


@answering.get("/<token>")
def answer(token: str) -> Any:
    """The questions, or what was answered. Changes nothing. Raises NoLink, and UnknownCase."""
    return _draw(asked(token))


@answering.post("/<token>")
def send(token: str) -> Any:
    """Keeps a draft, or sends the answers. Raises NoLink, and UnknownCase."""
    it, posted = asked(token), Posted(request.form)
    if not it.claim.open(it.now) or it.said or it.form is None:
        return _draw(it)
    try:
        return _keep(it, posted) if "draft" in posted else _send(it, posted)
    except WorkflowError as error:
        return _draw(asked(token), Kept(TRIGGER, posted, error=error))


@answering.post("/<token>/new")
@limiter.limit(OF_A_PLACE)
@limiter.limit(OF_A_LINK, key_func=lambda: str((request.view_args or {}).get("token"))[:400])
def new_link(token: str) -> Any:
    """Sends whoever the link is for a new one; says the same whatever comes of it, or it would tell who is known."""
    try:
        it = asked(token)
        rule = ASKED_BY.get(it.claim.questionnaire, it.claim.questionnaire)
        by = {"actor": it.who.id, "now": it.now, "via": VIA, "key": request.form.get("key") or None}
        with writing(keyed=by["key"] is not None) as connection:
            it.program.engine.send_again(connection, it.claim.ref, rule=rule, person=it.who.id, **by)
    except WorkflowError:
        pass
    return render_template("answering/on_its_way.html", sentence=gettext(ON_ITS_WAY))


def _keep(it: Asked, posted: Posted) -> Any:
    typed = [(name, value) for name, value in posted.items(multi=True) if name not in BESIDE]
    claim = it.claim
    with writing() as connection:
        drafts.keep(connection, claim.ref, claim.questionnaire, claim.person, typed, now=it.now)
    flash(gettext(KEPT).format(day=it.words.day(claim.until.astimezone(it.words.clock).date())))
    return redirect(url_for("answering.answer", token=it.token), 303)


def _send(it: Asked, posted: Posted) -> Any:
    complete(posted, ("key",))
    answers = decode(it.fields, posted)
    assert it.form is not None
    if errors := it.form().validate(answers):
        raise BadForm(errors)
    with writing(keyed=True) as connection:
        form = {"questionnaire": it.claim.questionnaire, **answers}
        by = {"actor": it.who.id, "now": it.now, "via": VIA}
        it.program.engine.fire(connection, it.claim.ref, TRIGGER, form=form, key=posted["key"], **by)
        drafts.forget(connection, it.claim.ref, it.claim.questionnaire, it.who.id)
        if answers.get("took_place") == "yes":
            _finish(connection, it)
    flash(gettext(THANKS))
    return redirect(url_for("answering.answer", token=it.token), 303)


def _finish(connection: Connection, it: Asked) -> None:
    """Who says that it took place presses “It took place” too, where that can be pressed by now."""
    by = {"actor": it.who.id, "now": it.now, "via": VIA, "form": {"took_place": True}}
    engine = it.program.engine
    if not engine.preview(connection, it.claim.ref, "finish", **by).blockers:
        engine.fire(connection, it.claim.ref, "finish", **by)


def _again(error: WorkflowError, args: Mapping[str, Any], posted: Posted) -> tuple[str, int]:
    return _draw(asked(args["token"]), Kept(TRIGGER, posted, error))


REDRAWN["answering.send"] = _again


def _draw(it: Asked, kept: Kept | None = None) -> tuple[str, int]:
    """The page; of a link whose time is over, how to get another one."""
    if not it.claim.open(it.now):
        return render_template("answering/expired.html", it=it, key=uuid4().hex), 410
    posted, errors = (kept.posted, kept.field_errors) if kept else (it.begun, {})
    questions = it.widgets(posted, errors)
    shown = {"questions": questions, "prefilled": posted.getlist("prefilled"), "key": kept.key if kept else uuid4().hex}
    problem = _problem(it, kept, questions) if kept else None
    return render_template("answering/answer.html", it=it, problem=problem, **shown), kept.status if kept else 200


def _problem(it: Asked, kept: Kept, questions: Sequence[Widget]) -> Problem | None:
    if kept.error is None:
        return None
    reasons = tuple(Reason(it.words.reason(blocker)) for blocker in kept.blockers)
    wrong = (Wrong(*said) for one in questions for said in one.complaints())
    return Problem(sentence_of(it.words, kept.error), reasons, tuple(wrong), ())
