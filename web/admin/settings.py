"""Settings: what the office decides, all in one form."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from records import settings
from web.acting import by
from web.admin import forms
from web.admin.asking import Asking, done, kept
from web.admin.versions import hold, unchanged
from web.database import reading, writing
from web.widgets import Widget
from workflow.streams import SYSTEM
from workflow.words import _

SAVED = _("The settings are saved.")
OFFICE = Asking("office", forms.Settings)


def add_to(admin: Blueprint) -> None:
    """The routes of settings."""
    admin.add_url_rule("/settings", "settings", show)
    admin.add_url_rule("/settings", "settings_change", change, methods=["POST"])
    kept("admin.settings_change", OFFICE, _page)


def show() -> Any:
    """What is in force."""
    return _page(Asking("office", forms.Settings, settings.every(reading())).blank())


def change() -> Any:
    """Decides what differs."""

    def save(given: dict[str, Any]) -> Any:
        with writing() as connection:
            hold(connection, SYSTEM)
            known = settings.every(connection)
            unchanged(connection, known, SYSTEM, ["change_setting"], known)
            for name, value in given.items():
                settings.change(connection, name, value, **by())
        flash(gettext(SAVED))
        return redirect(url_for("admin.settings"), 303)

    return done(OFFICE, save, _page)


def _page(questions: Sequence[Widget], problem: str = "") -> str:
    meant = {name: gettext(setting.meaning) for name, setting in settings.ALL.items()}
    told = [replace(one, hint=meant.get(one.name, "")) for one in questions]
    return render_template("admin/settings.html", questions=told, problem=problem)
