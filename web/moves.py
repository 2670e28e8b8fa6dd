"""A form that was sent: looked at first, or done; whatever comes of it, nothing that was typed is lost."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from web import casepage, happened, newpage, uploads
from web.acting import VIA
from web.database import reading, writing
from web.fields import Posted, asked_by, complete, decode, waivers
from web.given import connect
from web.kept import Kept
from web.reader import signed_in
from web.rooms import Room
from web.scene import words_of
from workflow.attempt import Outcome, Plan
from workflow.definition import Workflow
from workflow.errors import BadForm, Lost, Refused, UnknownCase, UnknownTrigger, UnknownType, WorkflowError
from workflow.tables import cases
from workflow.winner import last_move
from workflow.words import _

MOST_DIGITS = 18  # of a version; a number of more may be larger than any column
NOT_THERE = (UnknownCase, UnknownType, UnknownTrigger)  # there is no page on which to show what was typed

Draw = Callable[[Kept], tuple[str, int]]


def move(room: Room, ref: str, trigger: str) -> Any:
    """A button of a case. Raises UnknownCase and UnknownTrigger."""
    return _press(ref, trigger, _law(ref), room, lambda kept: casepage.draw(room, ref, kept))


def create(room: Room, type_: str, trigger: str) -> Any:
    """A way to begin a case. Raises UnknownType and UnknownTrigger."""
    definition = connect().registry.newest(type_)
    return _press(type_, trigger, definition, room, lambda kept: newpage.draw(room, type_, trigger, kept))


def move_again(room: Room, error: WorkflowError, args: Mapping[str, Any], posted: Posted) -> tuple[str, int]:
    """The page of a button, drawn again with what was sent; nothing was done."""
    return casepage.draw(room, args["ref"], Kept(args["trigger"], posted, error))


def create_again(room: Room, error: WorkflowError, args: Mapping[str, Any], posted: Posted) -> tuple[str, int]:
    """The page of a way to begin, drawn again with what was sent; nothing was done."""
    return newpage.draw(room, args["type_"], args["trigger"], Kept(args["trigger"], posted, error))


def _press(ref: str, trigger: str, definition: Workflow, room: Room, draw: Draw) -> Any:
    fields = asked_by(definition, trigger)
    posted, wrong = uploads.received(request, fields, signed_in())
    try:
        if wrong:
            raise BadForm(wrong)
        complete(posted, ("key",) if ref == definition.name else ("version", "key"))
        press = _given(fields, posted)
        if "preview" in posted:
            return draw(Kept(trigger, posted, plan=_plan(ref, trigger, press)))
        outcome = _fire(ref, trigger, press)
    except NOT_THERE:
        raise
    except WorkflowError as error:
        return draw(Kept(trigger, posted, error=_said(error, ref)))
    return _done(room, definition, trigger, outcome)


def _law(ref: str) -> Workflow:
    """The type of a case; whether it may be seen is for the engine to say. Raises UnknownCase."""
    query = select(cases.c.type, cases.c.definition_version).where(cases.c.ref == ref)
    row = reading().execute(query).one_or_none()
    if row is None:
        raise UnknownCase(ref=ref)
    return connect().registry.get(row.type, row.definition_version)


def _given(fields: Mapping[str, Any], posted: Posted) -> dict[str, Any]:
    """What the engine is told besides who presses what, and when. Raises BadForm for a version that is no number."""
    version = posted.get("version", "")
    if version and (not version.isdecimal() or len(version) > MOST_DIGITS):
        raise BadForm({"version": [_("This is no version of a case. Load the page anew.")]})
    return {
        "form": decode(fields, posted),
        "waivers": waivers(posted),
        "version": int(version) if version else None,
        "key": posted.get("key") or None,
        "on_behalf_of": posted.get("on_behalf_of") or None,
        "on_behalf_reason": posted.get("on_behalf_reason") or None,
        "silent": posted.get("silent") or None,
        "via": VIA,
    }


def _plan(ref: str, trigger: str, press: Mapping[str, Any]) -> Plan:
    """What would happen. Raises what `fire` raises."""
    program, reader = connect(), signed_in()
    plan = program.engine.preview(reading(), ref, trigger, actor=reader.id, now=program.now(), **press)
    if plan.blockers:
        raise Refused(plan.blockers, trigger=trigger)
    return plan


def _fire(ref: str, trigger: str, press: Mapping[str, Any]) -> Outcome:
    program, reader = connect(), signed_in()
    with writing(keyed=press["key"] is not None) as connection:
        return program.engine.fire(connection, ref, trigger, actor=reader.id, now=program.now(), **press)


def _said(error: WorkflowError, ref: str) -> WorkflowError:
    """The error as a person reads it: who lost is told to whom."""
    if isinstance(error, Lost) and "who" not in error.facts:
        return Lost(**error.facts, **last_move(reading(), str(error.facts.get("ref", ref))))
    return error


def _done(room: Room, definition: Workflow, trigger: str, outcome: Outcome) -> Response:
    words = words_of(room).about(definition)
    facts = {"label": words.label("trigger", trigger), "ref": outcome.ref}
    if missing := _still_to_sign(definition, trigger, outcome):
        said = gettext(_("Done: {label}. {ref} moves on once these have agreed too: {parts}."))
        flash(said.format(**facts, parts=words.listed(missing, "part")))
    else:
        said = gettext(_("Done: {label}. {ref} is now “{state}”."))
        flash(said.format(**facts, state=words.state(definition, outcome.state)))
    happened.remember(outcome)
    return redirect(url_for(f"{room.name}.case", ref=outcome.ref), 303)


def _still_to_sign(definition: Workflow, trigger: str, outcome: Outcome) -> list[str]:
    """The parts that have to press as well before the case moves; none where the press has moved it."""
    transition = definition.transition(trigger, outcome.state)
    if transition is None or not transition.signed_by:
        return []
    signed = reading().execute(select(cases.c.signatures).where(cases.c.ref == outcome.ref)).scalar_one()
    return [part.name for part in transition.signed_by if part.name not in signed.get(trigger, {})]
