"""One's own account: what is known of it, in which language one reads, and where one is signed in."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from letters.catalogues import catalogue
from records import accounts, feeds, people, second_factor, sessions, zones
from web import reader
from web.acting import by
from web.database import reading, writing
from web.given import connect
from web.scene import words_of
from workflow.words import _

ENDED = _("That session is ended.")
ALL_ENDED = _("All your other sessions are ended.")
ZONED = _("From now on, times are shown in this zone for you: {zone}.")
CHOSEN = _("From now on, pages and letters are in this language for you.")


def page(calendar: str = "") -> str:
    """The page; `calendar` is the address of one's calendar, where it was just made."""
    here, words = reader.signed_in(), words_of()
    found = [
        (one, words.moment(one.began_at), words.moment(one.until), one.id == here.session)
        for one in sessions.of(reading(), here.id, now=connect().now())
    ]
    made = feeds.since(reading(), here.id)
    since = words.moment(made) if made else ""
    account, factor = people.get(reading(), here.id), second_factor.of(reading(), here.id)
    shown = {"sessions": found, "calendar": calendar, "since": since, "zones": zones.offered(account.zone)}
    return render_template("account.html", mine=account, factor=factor and words.moment(factor.since), **shown)


def add_to(account: Blueprint) -> None:
    """The routes of one's own account."""

    @account.get("/account")
    def mine() -> Any:
        return page()

    @account.post("/account/language")
    def choose_language() -> Any:
        """Raises UnknownLanguage."""
        language = request.form.get("language", "")
        with writing() as connection:
            accounts.change(connection, reader.signed_in().id, language=language, **by())
        flash(catalogue(language).gettext(CHOSEN))  # in the language that was chosen, not in that of this request
        return redirect(url_for("account.mine"), 303)

    @account.post("/account/zone")
    def choose_zone() -> Any:
        """Raises UnknownZone."""
        zone = request.form.get("zone", "")
        with writing() as connection:
            accounts.change(connection, reader.signed_in().id, zone=zone, **by())
        flash(gettext(ZONED).format(zone=zone))
        return redirect(url_for("account.mine"), 303)

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
