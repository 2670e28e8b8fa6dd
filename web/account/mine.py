"""One's own account: what is known of it, and where one is signed in."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from records import people, sessions
from web import reader
from web.database import reading, writing
from web.given import connect
from web.scene import words_of
from workflow.words import _

ENDED = _("That session is ended.")
ALL_ENDED = _("All your other sessions are ended.")


def add_to(account: Blueprint) -> None:
    """The routes of one's own account."""

    @account.get("/account")
    def mine() -> Any:
        here, words = reader.signed_in(), words_of()
        found = [
            (one, words.moment(one.began_at), words.moment(one.until), one.id == here.session)
            for one in sessions.of(reading(), here.id, now=connect().now())
        ]
        return render_template("account.html", mine=people.get(reading(), here.id), sessions=found)

    @account.post("/account/sessions/end")
    def end_session() -> Any:
        here, ended = reader.signed_in(), request.form.get("session", "")
        with writing() as connection:
            if ended:
                sessions.end(connection, here.id, ended)
            else:
                sessions.end_all(connection, here.id, but=[here.session])
        flash(gettext(ENDED if ended else ALL_ENDED))
        return redirect(url_for("account.mine"), 303)
