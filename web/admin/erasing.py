"""Forgetting a person: what would go, proposed by an administrator, confirmed by another or by the lead broker."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from records import erasing, people
from records.personal import KINDS
from web.acting import by
from web.admin import forms
from web.admin.asking import Asking, done, kept
from web.database import reading, writing
from web.faults import WrongRoom
from web.reader import signed_in
from web.scene import words_of
from web.widgets import Widget
from workflow.words import _

MAY = frozenset({"admin", "lead_broker"})
WHY = Asking("why", forms.Erasure)
PROPOSED = _("It is proposed. Another administrator, or the lead broker, has to confirm it.")
TAKEN_BACK = _("The proposal is taken back. Nothing was erased.")
DONE = _("The data of {person} are erased. What is left is that number, and the history.")

erasures = Blueprint("erasures", __name__, url_prefix="/erasures")


@erasures.before_request
def admit() -> None:
    """For those whose eyes count. Raises WrongRoom."""
    if not MAY & signed_in().roles:
        raise WrongRoom


@erasures.get("")
def every() -> str:
    """What waits for somebody's word."""
    found = erasing.proposed(reading())
    words = words_of().knowing(people.names(reading(), [ident for one in found for ident in (one.person, one.by)]))
    lines = [(one.person, words.name(one.person), words.name(one.by), words.moment(one.at)) for one in found]
    return render_template("admin/erasures.html", lines=lines)


@erasures.get("/<person>")
def show(person: str) -> str:
    """What would go of somebody, what stands against it, and who proposed it. Raises UnknownPerson."""
    return _page(WHY.blank(), person=person)


@erasures.post("/<person>/propose")
def propose(person: str) -> Any:
    """Proposes it. Raises WrongRoom and UnknownPerson."""
    if "admin" not in signed_in().roles:
        raise WrongRoom

    def act(given: dict[str, Any]) -> Any:
        with writing() as connection:
            erasing.propose(connection, person, **given, **by())
        flash(gettext(PROPOSED))
        return redirect(url_for("erasures.show", person=person), 303)

    return done(WHY, act, partial(_page, person=person))


@erasures.post("/<person>/confirm")
def confirm(person: str) -> Any:
    """Does it. Raises as `records.erasing.confirm` does."""
    with writing() as connection:
        erasing.confirm(connection, person, **by())
    flash(gettext(DONE).format(person=person))
    return redirect(url_for("erasures.show", person=person), 303)


@erasures.post("/<person>/take-back")
def take_back(person: str) -> Any:
    """It is not to be after all. Raises NotProposed."""
    with writing() as connection:
        erasing.take_back(connection, person, **by())
    flash(gettext(TAKEN_BACK))
    return redirect(url_for("erasures.show", person=person), 303)


def _page(questions: Sequence[Widget], problem: str = "", *, person: str) -> str:
    found, waiting = erasing.look(reading(), person), erasing.proposed(reading(), [person])
    words = words_of().knowing(people.names(reading(), [person, *(one.by for one in waiting)]))
    proposed = [(one.by, words.name(one.by), words.moment(one.at), one.reason) for one in waiting]
    shown = {
        "person": person,
        "name": words.name(person),
        "goes": [(gettext(KINDS[kind]), number) for kind, number in found.counts.items()],
        "against": [
            (one, None if one.part == erasing.OWNER else words.label("part", one.part)) for one in found.against
        ],
        "named_in": found.named_in,
        "proposed": proposed[0] if proposed else None,
        "mine": bool(waiting) and waiting[0].by == signed_in().id,
    }
    return render_template("admin/erase.html", questions=questions, problem=problem, **shown)


kept("erasures.propose", WHY, _page)
