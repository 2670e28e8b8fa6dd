"""One's second factor: set up with a picture for the telephone, given new recovery codes, removed."""

from typing import Any

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from records import accounts, people, second_factor, sessions
from records.second_factor import WrongCode
from web import doors, reader
from web.account.entering import onward, wanted
from web.acting import VIA, by
from web.database import reading, writing
from web.doors import failed, limiter
from web.given import connect
from web.scene import words_of
from workflow.words import _

REMOVED = _("Your second factor is removed. All your other sessions are ended.")
WRONG_PASSWORD = _("This is not your password. Nothing was changed.")


def add_to(account: Blueprint) -> None:
    """The routes."""
    account.add_url_rule("/account/second-factor", "second_factor", show)
    for name, path, view in (
        ("begin_factor", "", begin),
        ("renew_codes", "/codes", renew),
        ("remove_factor", "/remove", remove),
    ):
        guarded = limiter.limit(doors.OF_AN_ACCOUNT, key_func=doors.reader_id, deduct_when=failed)(view)
        account.add_url_rule(f"/account/second-factor{path}", name, guarded, methods=["POST"])


def show() -> Any:
    """What there is; where there is none, a new secret, of which nothing is kept yet."""
    return _page()


def begin() -> Any:
    """It is set up, once a code of it came back, by whoever knows the password; the recovery codes are shown, once."""
    here, program, code = reader.signed_in(), connect(), request.form.get("code", "")
    offered = request.form.get("offered", "")
    if not _knows_password(here.id):
        return _page(gettext(WRONG_PASSWORD), offered=offered), 422
    try:
        with writing() as connection:
            codes = second_factor.begin(
                connection, here.id, offered, code, key=program.settings.secret_key, but=[here.session], **by()
            )
            sessions.owe(connection, here.session, None)
    except WrongCode as error:
        return _page(gettext(error.message), offered=offered), error.status
    return _codes(codes)


def renew() -> Any:
    """Ten new recovery codes, for whoever has a code that counts; they are shown, once. Raises NoFactor."""
    try:
        with writing() as connection:
            _prove(connection)
            codes = second_factor.renew_codes(connection, reader.signed_in().id, **by())
    except WrongCode as error:
        return _page(gettext(error.message)), error.status
    return _codes(codes)


def remove() -> Any:
    """It is asked for no more; who must have one sets up another before anything else. Raises NoFactor."""
    here = reader.signed_in()
    try:
        with writing() as connection:
            _prove(connection)
            second_factor.remove(connection, here.id, but=[here.session], **by())
            if second_factor.owed(connection, here.id):
                sessions.owe(connection, here.session, sessions.FACTOR)
    except WrongCode as error:
        return _page(gettext(error.message)), error.status
    flash(gettext(REMOVED))
    return redirect(url_for("account.second_factor"), 303)


def _prove(connection: Any) -> None:
    here, program = reader.signed_in(), connect()
    given: dict[str, Any] = {"key": program.settings.secret_key, "now": program.now(), "via": VIA}
    if not second_factor.accepts(connection, here.id, request.form.get("code", ""), **given):
        doors.refused("a code", here.id)
        raise WrongCode


def _knows_password(person: str) -> bool:
    email = people.get(reading(), person).email or ""
    return accounts.verify(reading(), email, request.form.get("password", "")) == person


def _page(wrong: str = "", offered: str = "") -> str:
    here, key = reader.signed_in(), connect().settings.secret_key
    factor = second_factor.of(reading(), here.id)
    if factor:
        since = words_of().moment(factor.since)
        return render_template("second_factor.html", wrong=wrong, since=since, left=factor.codes_left)
    try:
        secret = second_factor.shown(offered, here.id, key=key)
    except WrongCode:
        offered = second_factor.offer(here.id, key=key)
        secret = second_factor.shown(offered, here.id, key=key)
    account = people.get(reading(), here.id)
    picture = _picture(second_factor.address(secret, account.email or here.id))
    shown = {"offered": offered, "secret": secret, "picture": picture, "owed": here.owes_factor, "onward": wanted()}
    return render_template("second_factor.html", wrong=wrong, since="", **shown)


def _picture(address: str) -> str:
    """The address as a picture for a camera: black on white in the dark too, or no camera would read it."""
    return str(segno.make_qr(address).svg_inline(scale=5, dark="#000", light="#fff", svgclass="qr"))


def _codes(codes: list[str]) -> str:
    return render_template("recovery_codes.html", codes=codes, onward=onward(reader.current()))
