"""Signing in and out, and setting a password with a one-time link."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext

from records import accounts, people
from records.errors import PasswordTooLong, PasswordTooShort
from web import again, reader
from web.account import feed, letters, mine
from web.acting import VIA
from web.database import reading, writing
from web.doors import OF_A_PLACE, OF_AN_ACCOUNT, OnlyHere, failed, limiter, on_loopback, who_and_whence
from web.faults import REDRAWN, of_workflow
from web.given import connect
from web.onward import ours
from workflow.errors import WorkflowError
from workflow.words import _

account = Blueprint("account", __name__)
mine.add_to(account)
feed.add_to(account)
letters.add_to(account)

NOBODY = _("No account has this email and this password. Check both, or ask the administrator for a new link.")
DIFFERENT = _("The two passwords differ. Type the same one twice.")
SET = _("Your password is set. Sign in with it.")
OUT = _("You are signed out.")


@account.get("/login")
def login() -> Any:
    """The form; who is signed in already goes on."""
    here = reader.current()
    return redirect(_onward(here), 303) if here else _login_page()


@account.post("/login")
@limiter.limit(OF_A_PLACE, deduct_when=failed)
@limiter.limit(OF_AN_ACCOUNT, key_func=who_and_whence, deduct_when=failed)
def log_in() -> Any:
    """One sentence for an unknown address and a wrong password, or it would tell who has an account."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    person = accounts.verify(reading(), email, password)
    if person is None:
        return _login_page(gettext(NOBODY)), 422
    if people.get(reading(), person).is_demo and not on_loopback():
        return _again(OnlyHere())
    with writing() as connection:
        # Asked again where the account is locked: who was closed meanwhile begins no session that nobody ends.
        if not people.get(connection, person, lock=True).active:
            return _login_page(gettext(NOBODY)), 422
        reader.sign_in(connection, person, connect().now())
    g.reader = reader.look_up(reading(), connect().now())
    return again.resumed() or redirect(_onward(g.reader), 303)


@account.post("/logout")
def logout() -> Any:
    """The end of the session."""
    with writing() as connection:
        reader.sign_out(connection)
    flash(gettext(OUT))
    return redirect(url_for("public.home"), 303)


@account.get("/set-password/<token>")
def set_password(token: str) -> Any:
    """The form; opening it uses nothing up. Raises LinkBroken, LinkExpired, LinkUsed, UnknownPerson."""
    _claimed(token)
    return render_template("set_password.html", wrong="")


@account.post("/set-password/<token>")
def choose_password(token: str) -> Any:
    """Sets it, once. Raises as above."""
    person = _claimed(token)
    password = request.form.get("password", "")
    if password != request.form.get("again", ""):
        return render_template("set_password.html", wrong=gettext(DIFFERENT)), 422
    try:
        with writing() as connection:
            accounts.set_password(connection, person, password, actor=person, now=connect().now(), via=VIA)
            reader.sign_out(connection)
    except (PasswordTooShort, PasswordTooLong) as error:
        return render_template("set_password.html", wrong=gettext(error.message).format(**error.facts)), error.status
    flash(gettext(SET))
    return redirect(url_for("account.login"), 303)


def _claimed(token: str) -> str:
    program = connect()
    return accounts.claim_of(reading(), token, key=program.settings.secret_key, now=program.now())


def _login_page(wrong: str = "") -> str:
    email, kept = request.form.get("email", ""), again.carried()
    return render_template("login.html", wrong=wrong, email=email, onward=_next(), kept=kept)


@account.app_errorhandler(again.NotSignedIn)
def sign_in_first(error: WorkflowError) -> Any:
    """The session ended while somebody wrote: they sign in, and what they wrote comes back."""
    return of_workflow(error) if again.carried() is None else (_login_page(gettext(again.KEPT)), error.status)


def _next() -> str:
    """Where somebody wanted to go: an address of ours, or nowhere."""
    return ours(request.values.get("next", ""))


def _onward(here: reader.Reader | None) -> str:
    rooms = here.rooms if here else ()
    return _next() or (url_for(f"{rooms[0]}.home" if rooms[0] == "admin" else f"{rooms[0]}.cases") if rooms else "/")


def _again(error: WorkflowError, *_sent: Any) -> Any:
    return _login_page(gettext(error.message)), error.status


REDRAWN["account.log_in"] = _again
