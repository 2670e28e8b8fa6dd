"""Agreeing to be found as one who could help: by what, for as long as one wishes."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from marshmallow import ValidationError

from records import found, people, topics
from records.found import Found
from records.offers import Offered
from records.vocabulary import LANGUAGES
from web.acting import by
from web.database import reading, writing
from web.faults import REDRAWN
from web.fields import Posted, decode, encode
from web.reader import signed_in
from web.scene import words_of
from web.widgets import Sheet
from workflow.errors import BadForm, WorkflowError
from workflow.forms import Choice, Choices, Form, Period, Refs, Text
from workflow.words import _

LEVELS: Mapping[str, str] = {"staff": _("I am staff"), "elected": _("I am elected")}
AGREED = _("You can be found now. You can change or end it here whenever you wish.")
ENDED = _("You are found no more. What you had written here is gone.")
LONGEST = 4_000  # characters


class Profile(Form):
    """By what somebody is found."""

    topics = Refs(_("Topics with which I could help"), "topic", required=True)
    says = Text(
        _("What is my work, and what could I show?"),
        required=True,
        hint=_("Name your job. In English, French, Spanish, Italian or Portuguese."),
        longest=LONGEST,
    )
    level = Choice(_("Elected or staff"), LEVELS, required=True)
    languages = Choices(_("Languages in which I can work"), LANGUAGES, required=True)
    days = Period(_("When am I available?"), hint=_("Leave it empty if it depends."))


def add_to(account: Blueprint) -> None:
    """The routes."""
    account.add_url_rule("/account/found", "found", show)
    account.add_url_rule("/account/found", "agree_found", agree, methods=["POST"])
    account.add_url_rule("/account/found/end", "end_found", end, methods=["POST"])
    REDRAWN["account.agree_found"] = _again


def show() -> str:
    """The form, with what was agreed to."""
    before = found.of(reading(), signed_in().id)
    return _page(encode(Profile._declared_fields, _values(before)) if before else Posted())


def agree() -> Any:
    """It is sent."""
    posted = Posted(request.form)
    try:
        wanted = _read(posted)
    except BadForm as error:
        return _page(posted, error), error.status
    with writing() as connection:
        found.agree(connection, signed_in().id, wanted, **by())
    flash(gettext(AGREED))
    return redirect(url_for("account.found"), 303)


def end() -> Any:
    """It is ended."""
    with writing() as connection:
        found.end(connection, signed_in().id, **by())
    flash(gettext(ENDED))
    return redirect(url_for("account.found"), 303)


def _read(posted: Posted) -> Found:
    """What was sent. Raises BadForm."""
    try:
        said = Profile().load(decode(Profile._declared_fields, posted))
    except ValidationError as error:
        raise BadForm(error.normalized_messages()) from error
    known = {one.code for one in topics.every(reading())}
    if not known.issuperset(said["topics"]):
        raise BadForm({"topics": [_("Choose one of those offered.")]})
    days = said.get("days") or {}
    chosen = tuple(said["topics"]), tuple(said["languages"])
    return Found(*chosen, said["level"], said["says"].strip(), days.get("first"), days.get("last"))


def _values(before: Found) -> dict[str, Any]:
    days = {"days": {"first": before.first, "last": before.last}} if before.first else {}
    values = {"topics": before.topics, "says": before.says, "level": before.level, "languages": before.languages}
    return {**values, **days}


def _page(posted: Posted, error: WorkflowError | None = None) -> str:
    language = words_of().language
    offered = [Offered(one.code, one.label(language)) for one in topics.every(reading()) if one.active]
    errors = error.errors if isinstance(error, BadForm) else {}
    me = people.get(reading(), signed_in().id)

    def choices(_asked: Any) -> Sequence[Offered]:
        return offered

    return render_template(
        "found.html",
        questions=Sheet("found", posted, choices, words_of().name, errors).widgets(Profile._declared_fields),
        wrong=words_of().error(error) if error else "",
        agreed=found.of(reading(), me.id) is not None,
        alone=me.organisation is None,
    )


def _again(error: WorkflowError, _args: Mapping[str, Any], posted: Posted) -> tuple[str, int]:
    return _page(posted, error), error.status
