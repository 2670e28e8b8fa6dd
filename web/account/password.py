"""One's own password, changed by whoever knows the old one."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from records import accounts, errors, passwords, people
from web import doors, reader
from web.acting import by
from web.database import reading, writing
from web.doors import failed, limiter
from web.given import connect
from workflow.errors import WorkflowError
from workflow.words import _

NOT_GOOD = (errors.PasswordTooShort, errors.PasswordTooLong, passwords.PasswordKnown, passwords.PasswordOfNames)
DIFFERENT = _("The two passwords differ. Type the same one twice.")
NOT_THE_OLD = _("This is not the password that you have now. Nothing was changed.")
CHANGED = _("Your password is changed. All your other sessions are ended.")


def add_to(account: Blueprint) -> None:
    """The routes."""
    account.add_url_rule("/account/password", "password", show)
    guarded = limiter.limit(doors.OF_AN_ACCOUNT, key_func=doors.reader_id, deduct_when=failed)(change)
    account.add_url_rule("/account/password", "change_password", guarded, methods=["POST"])


def told(error: WorkflowError) -> str:
    """Why a password will not do."""
    return gettext(error.message).format(**error.facts)


def show() -> Any:
    """The form."""
    return _page()


def change() -> Any:
    """It is changed; whoever is signed in with the old one is signed out, but for this browser."""
    here, new = reader.signed_in(), request.form.get("password", "")
    email = people.get(reading(), here.id).email or ""
    if accounts.verify(reading(), email, request.form.get("old", "")) != here.id:
        doors.refused("a password", here.id)
        return _page(gettext(NOT_THE_OLD)), 422
    if new != request.form.get("again", ""):
        return _page(gettext(DIFFERENT)), 422
    try:
        with writing() as connection:
            accounts.set_password(connection, here.id, new, **by())
            reader.sign_in(connection, here.id, connect().now(), proven=True)
    except NOT_GOOD as error:
        return _page(told(error)), error.status
    flash(gettext(CHANGED))
    return redirect(url_for("account.mine"), 303)


def _page(wrong: str = "") -> str:
    return render_template("password.html", wrong=wrong)
