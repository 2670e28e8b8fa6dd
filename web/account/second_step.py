"""The second step of a sign-in: the code, asked of whoever has given their password and has a second factor."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from records import people, second_factor
from web import again, doors, reader
from web.account.entering import entered, wanted
from web.acting import VIA
from web.database import reading, writing
from web.doors import failed, limiter
from web.given import connect
from workflow.words import _

LATE = _("Between the password and the code at most ten minutes may pass. Sign in again.")
LAST = _(
    "You used a recovery code; {left} are left. Make new ones on the page of your second factor before they run out."
)


def add_to(account: Blueprint) -> None:
    """The routes."""
    account.add_url_rule("/login/code", "ask_code", ask)
    guarded = limiter.limit(doors.OF_AN_ACCOUNT, key_func=_whose, deduct_when=failed)(send)
    account.add_url_rule("/login/code", "send_code", guarded, methods=["POST"])


def page(wrong: str = "") -> str:
    """The question."""
    return render_template("login_code.html", wrong=wrong, onward=wanted(), kept=again.carried())


def ask() -> Any:
    """The question once more, for whoever lost the page; else the sign-in begins anew."""
    return page() if _waiting() else _begin_anew()


def send() -> Any:
    """The code is taken, once; then they are in."""
    program, person = connect(), _waiting()
    if person is None:
        return _begin_anew()
    code, now = request.form.get("code", ""), program.now()
    with writing() as connection:
        active = people.get(connection, person, lock=True).active
        if not active or not second_factor.accepts(
            connection, person, code, key=program.settings.secret_key, now=now, via=VIA
        ):
            doors.refused("a code", person)
            return page(gettext(second_factor.WrongCode.message)), 422
        owes = reader.sign_in(connection, person, now, proven=True)
    if second_factor.is_recovery(code) and (left := second_factor.of(reading(), person)):
        flash(gettext(LAST).format(left=left.codes_left))
    return entered(person, owes)


def _waiting() -> str | None:
    return reader.at_the_door(reading(), connect().now())


def _begin_anew() -> Any:
    flash(gettext(LATE))
    return redirect(url_for("account.login", next=wanted() or None), 303)


def _whose() -> str:
    """Guesses count for the person: whoever guesses has their password, from wherever; a known browser by itself."""
    person = _waiting()
    email = people.get(reading(), person).email if person else None
    return f"{person} {doors.browser_of(email) if email else None}"
