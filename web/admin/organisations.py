"""Organisations: the governments, their associations, and others that take part."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from records import organisations, people, vocabulary
from records.directory import OrganisationInfo
from web.acting import by
from web.admin import forms
from web.admin.asking import Asking, done, kept
from web.admin.versions import hold, unchanged
from web.database import reading, writing
from web.scene import words_of
from web.widgets import Widget
from workflow.streams import SYSTEM
from workflow.words import _

KNOWN = tuple(forms.Organisation._declared_fields)
NEW, THERE = Asking("new", forms.Organisation), Asking("it", forms.Organisation)
ADDED, SAVED = _("{name} is added."), _("{name} is saved.")


def add_to(admin: Blueprint) -> None:
    """The routes of organisations."""
    admin.add_url_rule("/organisations", "organisations", every)
    admin.add_url_rule("/organisations/new", "organisation_new", new)
    admin.add_url_rule("/organisations/new", "organisation_create", create, methods=["POST"])
    admin.add_url_rule("/organisations/<organisation>", "organisation", show)
    admin.add_url_rule("/organisations/<organisation>", "organisation_change", change, methods=["POST"])
    kept("admin.organisation_create", NEW, _page)
    kept("admin.organisation_change", THERE, _page)


def every() -> Any:
    """All of them, by name, of a kind where one is asked for."""
    kind, words = request.args.get("kind") or None, words_of()
    found = [(one, words.country(one.country)) for one in organisations.every(reading(), kind=kind)]
    kinds = vocabulary.ORGANISATION_KINDS
    return render_template("admin/organisations.html", organisations=found, kinds=kinds, kind=kind)


def new() -> Any:
    """The form of a new one."""
    return _page(NEW.blank())


def create() -> Any:
    """Adds it."""

    def add(given: dict[str, Any]) -> Any:
        with writing() as connection:
            made = organisations.create(connection, **given, **by())
        return _there(made, ADDED)

    return done(NEW, add, _page)


def show(organisation: str) -> Any:
    """One of them. Raises UnknownOrganisation."""
    values = _known(organisations.get(reading(), organisation))
    return _page(Asking("it", forms.Organisation, values).blank(), organisation=organisation)


def change(organisation: str) -> Any:
    """Other values. Raises UnknownOrganisation."""

    def save(given: dict[str, Any]) -> Any:
        with writing() as connection:
            hold(connection, SYSTEM)
            known = _known(organisations.get(connection, organisation))
            unchanged(connection, known, SYSTEM, ("create_organisation", "change_organisation"), [organisation])
            organisations.change(connection, organisation, **given, **by())
        return _there(organisation, SAVED)

    return done(THERE, save, partial(_page, organisation=organisation))


def _known(organisation: OrganisationInfo) -> dict[str, Any]:
    """What the form of an organisation begins with."""
    return {name: getattr(organisation, name) for name in KNOWN}


def _there(organisation: str, said: str) -> Any:
    flash(gettext(said).format(name=organisations.get(reading(), organisation).name))
    return redirect(url_for("admin.organisation", organisation=organisation), 303)


def _page(questions: Sequence[Widget], problem: str = "", *, organisation: str | None = None) -> str:
    known = organisations.get(reading(), organisation) if organisation else None
    stands = organisations.get(reading(), known.merged_into) if known and known.merged_into else None
    staff = people.of_organisations(reading(), [organisation]) if organisation else []
    shown = {"organisation": known, "stands": stands, "staff": staff, "questions": questions, "problem": problem}
    return render_template("admin/organisation.html", **shown)
