"""Signing in and out, with a code where there is a second factor, and setting a password with a one-time link."""

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from records import accounts, people, sessions
from web import again, doors, reader
from web.account import data, factor, feed, found, letters, mine, password, second_step
from web.account.entering import entered, onward, wanted
from web.acting import VIA
from web.database import reading, writing
from web.doors import OnlyHere, failed, limiter, on_loopback
from web.faults import REDRAWN, of_workflow
from web.given import connect
from workflow.errors import WorkflowError
from workflow.words import _

account = Blueprint("account", __name__)
mine.add_to(account)
feed.add_to(account)
letters.add_to(account)
found.add_to(account)
data.add_to(account)
second_step.add_to(account)
factor.add_to(account)
password.add_to(account)

NOBODY = _("No account has this email and this password. Check both, or ask the administrator for a new link.")
SET = _("Your password is set. Sign in with it.")
OUT = _("You are signed out.")


@account.get("/login")
def login() -> Any:
    """The form; who is signed in already goes on."""
    here = reader.current()
    return redirect(onward(here), 303) if here else _login_page()


@account.post("/login")
@limiter.limit(doors.OF_A_PLACE, key_func=doors.whence, exempt_when=doors.known_browser, deduct_when=failed)
@limiter.limit(doors.EVERYWHERE, key_func=doors.who, exempt_when=doors.known_browser, deduct_when=failed)
@limiter.limit(doors.OF_AN_ACCOUNT, key_func=doors.who_and_whence, deduct_when=failed)
def log_in() -> Any:
    """One sentence for an unknown address and a wrong password, or it would tell who has an account."""
    person = accounts.verify(reading(), request.form.get("email", ""), request.form.get("password", ""))
    if person is None:
        doors.refused("a password")
        return _login_page(gettext(NOBODY)), 422
    if people.get(reading(), person).is_demo and not on_loopback():
        return _again(OnlyHere())
    with writing() as connection:
        # Asked again where the account is locked: who was closed meanwhile begins no session that nobody ends.
        if not people.get(connection, person, lock=True).active:
            return _login_page(gettext(NOBODY)), 422
        owes = reader.sign_in(connection, person, connect().now())
    if owes == sessions.CODE:
        return second_step.page()
    return entered(person, owes)


@account.post("/logout")
def logout() -> Any:
    """The end of the session."""
    with writing() as connection:
        reader.sign_out(connection)
    flash(gettext(OUT))
    answer = make_response(redirect(url_for("public.home"), 303))
    answer.headers["Clear-Site-Data"] = '"cache"'  # of a service with HTTPS; others, browsers do not ask
    return answer


@account.get("/set-password/<token>")
def set_password(token: str) -> Any:
    """The form; opening it uses nothing up. Raises LinkBroken, LinkExpired, LinkUsed, UnknownPerson."""
    _claimed(token)
    return render_template("set_password.html", wrong="")


@account.post("/set-password/<token>")
def choose_password(token: str) -> Any:
    """Sets it, once. Raises as above."""
    person = _claimed(token)
    new = request.form.get("password", "")
    if new != request.form.get("again", ""):
        return render_template("set_password.html", wrong=gettext(password.DIFFERENT)), 422
    try:
        with writing() as connection:
            accounts.set_password(connection, person, new, actor=person, now=connect().now(), via=VIA)
            reader.sign_out(connection)
    except password.NOT_GOOD as error:
        return render_template("set_password.html", wrong=password.told(error)), error.status
    flash(gettext(SET))
    answer = make_response(redirect(url_for("account.login"), 303))
    return doors.remember(answer, people.get(reading(), person).email or "")


def _claimed(token: str) -> str:
    program = connect()
    return accounts.claim_of(reading(), token, key=program.settings.secret_key, now=program.now())


def _login_page(wrong: str = "") -> str:
    email, kept = request.form.get("email", ""), again.carried()
    return render_template("login.html", wrong=wrong, email=email, onward=wanted(), kept=kept)


@account.app_errorhandler(again.NotSignedIn)
def sign_in_first(error: WorkflowError) -> Any:
    """The session ended while somebody wrote: they sign in, and what they wrote comes back."""
    return of_workflow(error) if again.carried() is None else (_login_page(gettext(again.KEPT)), error.status)


def _again(error: WorkflowError, *_sent: Any) -> Any:
    return _login_page(gettext(error.message)), error.status


REDRAWN["account.log_in"] = _again
