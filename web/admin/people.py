"""People: who has an account, what they may do, how they get in, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import Connection

from records import accounts, people, retention, second_factor, sessions, vocabulary
from records.passwords import LINK_DAYS
from web.acting import by
from web.admin import forms
from web.admin.asking import Asking, done, kept
from web.admin.versions import hold, unchanged
from web.database import reading, writing
from web.given import connect
from web.scene import words_of
from web.widgets import Widget
from web.words import Words
from workflow import streams, texts
from workflow.history import Entry
from workflow.words import _

WHO = ("name", "email", "organisation", "country", "language", "zone", "digest", "substitute")
CLEARED = frozenset({"organisation", "substitute", "absent_from", "absent_until"})  # what left empty is taken out
INVITED = _("{name} is invited. Give them the link below: it sets their password, once, within {days} days.")
LINKED = _("Give {name} the link below: it sets their password, once, within {days} days. Nobody sees it again.")
SAVED = _("Saved.")
SIGNED_OUT = _("{name} is signed out everywhere.")
CLOSED = _("The account of {name} is closed: they can no longer sign in, and are written to no more.")
FACTOR_GONE = _("The second factor of {name} is removed, and they are signed out everywhere.")
OPENED = _("The account of {name} is open again.")


@dataclass(frozen=True)
class Happened:
    """A line of an account's history; `roles` are those held afterwards, where they changed."""

    when: str
    what: str
    roles: tuple[str, ...]
    why: str
    who: str


def add_to(admin: Blueprint) -> None:
    """The routes of people."""
    admin.add_url_rule("", "home", home)
    admin.add_url_rule("/people/new", "invite", invite)
    admin.add_url_rule("/people/new", "send_invitation", send_invitation, methods=["POST"])
    admin.add_url_rule("/people/<person>", "person", show)
    for name, view in DOES.items():
        admin.add_url_rule(f"/people/<person>/{name}", f"person_{name.replace('-', '_')}", view, methods=["POST"])
    kept("admin.send_invitation", Asking("new", forms.Invitation), _invitation)
    for name, asking in ASKED.items():
        kept(f"admin.person_{name}", asking, partial(_again, asking.name))


def home() -> Any:
    """Everybody, page by page."""
    role, text = request.args.get("role") or None, request.args.get("text", "")[:100]
    state = {"open": True, "closed": False}.get(request.args.get("status", ""))
    found = people.every(reading(), role=role, active=state, text=text, after=request.args.get("after") or None)
    given: dict[str, Any] = {name: request.args[name] for name in ("role", "text", "status") if request.args.get(name)}
    more = url_for("admin.home", **given, after=found[-1].id) if len(found) == people.PAGE else ""
    removal = retention.last(reading())
    since = words_of().moment(removal.at) if removal and removal.open else ""
    shown = {"people": found, "roles": vocabulary.ROLES, "given": given, "more": more, "removal": since}
    return render_template("admin/people.html", **shown)


def invite() -> Any:
    """The form of an invitation."""
    return _invitation(Asking("new", forms.Invitation, {"roles": []}).blank())


def send_invitation() -> Any:
    """Makes the account, and shows its link, once."""

    def create(given: dict[str, Any]) -> Any:
        with writing() as connection:
            new = accounts.create(connection, **_with_days(given), **by())
        return _with_link(new, INVITED)

    return done(Asking("new", forms.Invitation), create, _invitation)


def show(person: str) -> Any:
    """One account. Raises UnknownPerson."""
    return _page(person)


def change(person: str) -> Any:
    """Another name, address or place. Raises UnknownPerson."""

    def save(given: dict[str, Any]) -> Any:
        # What an organisation would have given stays as it is where the field is left empty.
        known = {key: value for key, value in _with_days(given).items() if value or key in CLEARED}

        def act(connection: Connection) -> None:
            hold(connection, person)
            unchanged(connection, _who(people.get(connection, person)), person, ("create_account", "change_account"))
            accounts.change(connection, person, **known, **by())

        return _saved(person, SAVED, act)

    return done(ASKED["change"], save, partial(_again, "who", person=person))


def roles(person: str) -> Any:
    """Other roles. Raises UnknownPerson."""

    def save(given: dict[str, Any]) -> Any:
        wanted, why = set(given["roles"]), {"reason": given["reason"]}

        def act(connection: Connection) -> None:
            hold(connection, person)
            account = people.get(connection, person)
            held = set(account.roles)
            unchanged(connection, {"roles": account.roles}, person, ("create_account", "grant_role", "revoke_role"))
            for role in sorted(held - wanted):
                accounts.revoke(connection, person, role, **why, **by())
            for role in sorted(wanted - held):
                accounts.grant(connection, person, role, **why, **by())

        return _saved(person, SAVED, act)

    return done(ASKED["roles"], save, partial(_again, "may", person=person))


def link(person: str) -> Any:
    """A new link to set a password; it ends those before once it is used. Raises UnknownPerson."""
    return _with_link(person, LINKED)


def close(person: str) -> Any:
    """Closes the account; nothing happens if it is closed. Raises UnknownPerson."""

    def save(given: dict[str, Any]) -> Any:
        return _saved(person, CLOSED, lambda connection: accounts.close(connection, person, **given, **by()))

    return done(ASKED["close"], save, partial(_again, "why", person=person))


def reopen(person: str) -> Any:
    """Opens the account again; nothing happens if it is open. Raises UnknownPerson."""

    def save(given: dict[str, Any]) -> Any:
        return _saved(person, OPENED, lambda connection: accounts.reopen(connection, person, **given, **by()))

    return done(ASKED["reopen"], save, partial(_again, "why", person=person))


def sign_out(person: str) -> Any:
    """Ends all sessions of a person. Raises UnknownPerson."""
    return _saved(person, SIGNED_OUT, lambda connection: accounts.sign_out(connection, person, **by()))


def remove_factor(person: str) -> Any:
    """Removes the second factor of somebody who has lost it. Raises UnknownPerson and NoFactor."""

    def save(given: dict[str, Any]) -> Any:
        return _saved(person, FACTOR_GONE, lambda at: second_factor.remove(at, person, **given, **by()))

    return done(ASKED["factor"], save, partial(_again, "lost", person=person))


# What is done with an account, by the last word of its address; those that ask something, with what they ask.
DOES = {
    "change": change,
    "roles": roles,
    "link": link,
    "close": close,
    "reopen": reopen,
    "sign-out": sign_out,
    "factor": remove_factor,
}
ASKED = {
    "change": Asking("who", forms.Person),
    "roles": Asking("may", forms.Roles),
    "close": Asking("why", forms.Reason),
    "reopen": Asking("why", forms.Reason),
    "factor": Asking("lost", forms.FactorLost),
}


def _again(name: str, questions: Sequence[Widget], problem: str, *, person: str) -> str:
    """The page with one form as it was answered."""
    return _page(person, problem=problem, **{name: questions})


def _saved(person: str, said: str, act: Any) -> Any:
    with writing() as connection:
        act(connection)
    flash(gettext(said).format(name=people.get(reading(), person).name))
    return redirect(url_for("admin.person", person=person), 303)


def _with_link(person: str, said: str) -> Any:
    """The link is shown on the answer to the press and nowhere else: an address that carried it would be kept."""
    program = connect()
    with writing() as connection:
        token = accounts.password_link(connection, person, key=program.settings.secret_key, **by())
    address = program.settings.base_url + url_for("account.set_password", token=token)
    name = people.get(reading(), person).name
    return _page(person, link=address, said=gettext(said).format(name=name, days=LINK_DAYS))


def _invitation(questions: Sequence[Widget], problem: str = "") -> str:
    return render_template("admin/invite.html", questions=questions, problem=problem)


def _page(person: str, **more: Any) -> str:
    account, words = people.get(reading(), person), words_of()
    entries = list(streams.entries_of(reading(), person))
    words = words.knowing(people.names(reading(), {one.actor for one in entries if one.actor.startswith("PER-")}))
    said = texts.resolve(reading(), texts.mentioned([one.reason for one in entries]))
    history = [_happened(one, words, said) for one in reversed(entries)]
    asked = {
        "who": Asking("who", forms.Person, _who(account)).blank(),
        "may": Asking("may", forms.Roles, {"roles": account.roles}).blank(),
        "why": Asking("why", forms.Reason).blank(),
        "lost": Asking("lost", forms.FactorLost).blank(),
    }
    signed = [(one.browser, words.moment(one.began_at)) for one in sessions.of(reading(), person, now=connect().now())]
    factor = second_factor.of(reading(), person)
    since = words.moment(factor.since) if factor else ""
    shown = {
        "account": account,
        "factor": since,
        "history": history,
        "signed": signed,
        "vocabulary": vocabulary,
        **asked,
        **more,
    }
    return render_template("admin/person.html", **shown)


def _who(account: people.Account) -> dict[str, Any]:
    """What the form of an account begins with."""
    days = {"first": account.absent_from, "last": account.absent_until}
    return {**{name: getattr(account, name) for name in WHO}, "absence": days if account.absent_from else None}


def _with_days(given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as an account has them: an absence is two days."""
    rest, away = {name: value for name, value in given.items() if name != "absence"}, given["absence"] or {}
    return {**rest, "absent_from": away.get("first"), "absent_until": away.get("last")}


def _happened(entry: Entry, words: Words, said: Mapping[str, str | None]) -> Happened:
    facts = (entry.changes or {}).get("facts", {})
    return Happened(
        when=words.moment(entry.at),
        what=gettext(vocabulary.HAPPENED.get(entry.trigger or "", entry.trigger or "")),
        roles=tuple(facts.get("roles", ())),
        why=said.get(entry.reason["text"]) or "" if entry.reason else "",
        who=words.name(entry.actor),
    )
