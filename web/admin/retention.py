"""How long what is kept: what is there for longer than its period, and the press that removes it, with a reason."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from records import retention
from records.retention import Overdue
from web.acting import by
from web.admin import forms
from web.admin.asking import Asking, done, kept
from web.admin.versions import hold, unchanged
from web.database import reading, writing
from web.given import connect
from web.scene import words_of
from web.widgets import Widget
from workflow.streams import SYSTEM
from workflow.words import _

REMOVED = _("Removed. The history of the system says how much of what, and why.")


def add_to(admin: Blueprint) -> None:
    """The routes of retention."""
    admin.add_url_rule("/retention", "retention", show)
    admin.add_url_rule("/retention", "retention_confirm", confirm, methods=["POST"])
    kept("admin.retention_confirm", Asking("why", forms.Removal), _page)


def show() -> str:
    """What is kept for too long now, by kind."""
    return _page(_asking(_found()).blank())


def confirm() -> Any:
    """Removes what was shown. Raises NothingOverdue."""

    def remove(given: dict[str, Any]) -> Any:
        with writing() as connection:
            hold(connection, SYSTEM)
            found = retention.overdue(connection, connect().now())
            unchanged(connection, _asking(found).known, SYSTEM, [retention.REMOVE])
            retention.remove(connection, found, **given, **by())
        flash(gettext(REMOVED))
        return redirect(url_for("admin.retention"), 303)

    return done(Asking("why", forms.Removal), remove, _page)


def _found() -> list[Overdue]:
    return retention.overdue(reading(), connect().now())


def _asking(found: Sequence[Overdue]) -> Asking:
    """What is removed is what was shown: more or less of it since then, and the page is shown again first."""
    return Asking("why", forms.Removal, {"counts": retention.counts(found)})


def _page(questions: Sequence[Widget], problem: str = "") -> str:
    found, words, last = _found(), words_of(), retention.last(reading())
    lines = [(gettext(one.kind.label), one.days, len(one.keys)) for one in found]
    proposed = words.moment(last.at) if last and last.open else ""
    going = bool(retention.counts(found))
    shown = {"lines": lines, "going": going, "proposed": proposed, "questions": questions, "problem": problem}
    return render_template("admin/retention.html", **shown)
