"""The address of one's own calendar: made, shown once, and ended."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext

from records import feeds
from web.account import mine
from web.acting import by
from web.database import writing
from web.given import connect
from web.reader import signed_in
from workflow.words import _

CLOSED = _("The address of your calendar opens nothing any more.")


def add_to(account: Blueprint) -> None:
    """The routes of one's own calendar."""

    @account.post("/account/calendar")
    def open_feed() -> Any:
        # Shown on the answer to the press and nowhere else: an address that carried it would be kept.
        with writing() as connection:
            token = feeds.make(connection, signed_in().id, **by())
        return mine.page(f"{connect().settings.base_url}{url_for('calendar.feed', token=token)}")

    @account.post("/account/calendar/end")
    def close_feed() -> Any:
        with writing() as connection:
            feeds.end(connection, signed_in().id, **by())
        flash(gettext(CLOSED))
        return redirect(url_for("account.mine"), 303)
