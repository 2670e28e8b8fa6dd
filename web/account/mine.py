"""One's own account: what is known of it, and where one is signed in."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from records import feeds, people, sessions
from web import reader
from web.database import reading, writing
from web.given import connect
from web.scene import words_of
from workflow.words import _

ENDED = _("That session is ended.")
ALL_ENDED = _("All your other sessions are ended.")


def page(calendar: str = "") -> str:
    """The page; `calendar` is the address of one's calendar, where it was just made."""
    here, words = reader.signed_in(), words_of()
    found = [
        (one, words.moment(one.began_at), words.moment(one.until), one.id == here.session)
        for one in sessions.of(reading(), here.id, now=connect().now())
    ]
    made = feeds.since(reading(), here.id)
    since = words.moment(made) if made else ""
    account = people.get(reading(), here.id)
    return render_template("account.html", mine=account, sessions=found, calendar=calendar, since=since)


def add_to(account: Blueprint) -> None:
    """The routes of one's own account."""

    @account.get("/account")
    def mine() -> Any:
        return page()

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
