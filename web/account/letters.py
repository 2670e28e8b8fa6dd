"""How often one is written what can wait: chosen on a page of one's own, or by the link that letters carry (RFC 8058)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from records import people, wishes
from records.vocabulary import DIGESTS
from web import reader
from web.acting import VIA
from web.database import reading, writing
from web.given import connect
from web.security import csrf
from workflow.words import _

CHOSEN = _("Noted. Letters that can wait come to you like this: {how}.")
LINK = "link"  # by which way: a link in a letter


def add_to(account: Blueprint) -> None:
    """The routes."""
    account.add_url_rule("/account/letters", "letters", mine)
    account.add_url_rule("/account/letters", "choose_letters", choose, methods=["POST"])
    account.add_url_rule(f"{wishes.PATH}<token>", "less", less)
    # The link is the proof: a mail program that presses it for somebody has no token of a page.
    account.add_url_rule(f"{wishes.PATH}<token>", "choose_less", csrf.exempt(choose_less), methods=["POST"])


def mine() -> Any:
    """The form."""
    return _page(reader.signed_in().id, url_for("account.choose_letters"))


def choose() -> Any:
    """It is sent. Raises UnknownKind."""
    how = request.form.get("digest", "")
    _keep(reader.signed_in().id, how, VIA)
    flash(gettext(CHOSEN).format(how=gettext(DIGESTS[how])))
    return redirect(url_for("account.letters"), 303)


def less(token: str) -> Any:
    """The form, for whoever has a letter; opening it changes nothing. Raises LinkBroken and UnknownPerson."""
    return _page(_whose(token), url_for("account.choose_less", token=token))


def choose_less(token: str) -> Any:
    """It is sent; what a mail program sends means: no more of these. Raises LinkBroken, UnknownPerson and UnknownKind."""
    person, how = _whose(token), request.form.get("digest") or wishes.OFF
    _keep(person, how, LINK)
    flash(gettext(CHOSEN).format(how=gettext(DIGESTS[how])))
    return _page(person, url_for("account.choose_less", token=token))


def _whose(token: str) -> str:
    return wishes.person_of(token, key=connect().settings.secret_key)


def _keep(person: str, how: str, via: str) -> None:
    with writing() as connection:
        wishes.choose(connection, person, how, now=connect().now(), via=via)


def _page(person: str, address: str) -> str:
    chosen = people.get(reading(), person).digest
    return render_template("wishes.html", chosen=chosen, ways=DIGESTS, address=address)
