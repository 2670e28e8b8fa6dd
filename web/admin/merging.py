"""Two entries of one organisation become one: which it could be, what would change, and the press that does it."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from records import merging, organisations
from web.acting import by
from web.admin import forms
from web.admin.asking import Asking, done, kept
from web.database import reading, writing
from web.given import connect
from web.widgets import Widget
from workflow.errors import WorkflowError
from workflow.words import _

WHY = Asking("why", forms.Merger)
MERGED = _("“{twin}” is merged into “{into}”.")


def add_to(admin: Blueprint) -> None:
    """The routes of a merger; which organisation stays is in the address, behind the question mark."""
    admin.add_url_rule("/organisations/<organisation>/merge", "merge", show)
    admin.add_url_rule("/organisations/<organisation>/merge", "merge_confirm", merge, methods=["POST"])
    kept("admin.merge_confirm", WHY, _page)


def show(organisation: str) -> Any:
    """The organisations it could be merged into, or what merging it into the one chosen would do."""
    return _page(WHY.blank(), organisation=organisation)


def merge(organisation: str) -> Any:
    """Merges it. Raises UnknownOrganisation."""

    def act(given: dict[str, Any]) -> Any:
        into = request.args.get("into", "")
        with writing() as connection:
            put_right = merging.merge(connection, connect().engine, organisation, into, **given, **by())
        told = ngettext("%(num)d case is put right.", "%(num)d cases are put right.", len(put_right))
        twin, other = (organisations.get(reading(), one).name for one in (organisation, into))
        flash(f"{gettext(MERGED).format(twin=twin, into=other)} {told}")
        return redirect(url_for("admin.organisation", organisation=into), 303)

    return done(WHY, act, lambda asked, wrong: _page(asked, wrong, organisation=organisation))


def _page(questions: Sequence[Widget], problem: str = "", *, organisation: str) -> Any:
    twin, into, status = organisations.get(reading(), organisation), request.args.get("into"), 200
    found = None
    try:
        found = merging.look(reading(), organisation, into) if into else None
    except WorkflowError as error:
        problem, status = problem or gettext(error.message).format(**error.facts), error.status
    alike = merging.alike(reading(), organisation) if found is None else []
    shown = {"twin": twin, "alike": alike, "found": found, "questions": questions, "problem": problem}
    page = render_template("admin/merge.html", **shown)
    return (page, status) if status != 200 else page
