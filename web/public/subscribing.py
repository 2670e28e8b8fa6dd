"""The newsletter: asked for, confirmed and left by its reader alone; what was sent is there for everybody."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import Connection

from letters import render
from letters.hypertext import fragment
from records import issues, newsletter, settings
from records.errors import BadEmail
from records.languages import WRITTEN, written
from records.stream import act
from web.database import reading, writing
from web.doors import limiter
from web.filing import sieve
from web.given import connect
from web.languages import language
from web.scene import words_of
from web.security import csrf
from workflow import outbox
from workflow.errors import WorkflowError
from workflow.words import _

OF_A_NETWORK = "20 per hour"  # letters that somebody can have sent to addresses of others
NOBODY = "public"  # who types an address has no account


class NoIssue(WorkflowError):
    """Raised if there is no issue of that number that was sent."""

    message = _("There is no issue {number} of the newsletter.")
    status = 404


def add_to(public: Blueprint) -> None:
    """The routes. Nobody is signed in: what a form may do is said by the link, or by the letter that follows."""
    add = public.add_url_rule
    add("/newsletter", "newsletter", archive)
    add("/newsletter", "subscribe", csrf.exempt(limiter.limit(OF_A_NETWORK)(subscribe)), methods=["POST"])
    add("/newsletter/<int:number>", "issue", issue)
    add(f"{newsletter.CONFIRM}<token>", "confirming", confirming)
    add(f"{newsletter.CONFIRM}<token>", "confirm", csrf.exempt(confirm), methods=["POST"])
    add(f"{newsletter.LEAVE}<token>", "leaving", leaving)
    add(f"{newsletter.LEAVE}<token>", "leave", csrf.exempt(leave), methods=["POST"])


def archive(wrong: str = "", status: int = 200) -> Any:
    """How to get it, and what was sent."""
    words = words_of()
    sent = [(number, words.day(at.date())) for number, at in issues.sent(reading())]
    page = render_template(
        "public/newsletter.html", sent=sent, wrong=wrong, mark=sieve.mark(), unseen=sieve.UNSEEN, since=sieve.SINCE
    )
    return page, status


def subscribe() -> Any:
    """Whatever the address, the answer is the same: nobody learns who gets it."""
    wanted = written(request.form.get("language"))
    try:
        sieve.sift()
        with writing() as connection:
            handle = newsletter.ask(connection, request.form.get("email", ""), wanted, connect().now())
            if handle is not None:
                _owe_question(connection, handle, wanted)
    except (sieve.LooksLikeAProgram, BadEmail) as error:
        return archive(words_of().error(error), error.status)
    return render_template("public/asked.html", days=newsletter.DAYS)


def _owe_question(connection: Connection, handle: str, wanted: str) -> None:
    """The letter that asks whether the address is meant."""
    program, now = connect(), connect().now()
    plain = newsletter.plain(program.settings.base_url, wanted)
    letter = render("newsletter_confirm", _facts(plain, {"days": newsletter.DAYS}), wanted)
    outbox.owe(
        connection,
        f"{newsletter.SUBSCRIBER}{handle}",
        "newsletter_confirm",
        subject=letter.subject,
        body=letter.text,
        language=wanted,
        zone=settings.every(connection)["office_zone"],
        act=act(NOBODY, now, NOBODY).id,
        not_before=now,
    )


def _facts(link: str, others: dict[str, Any]) -> dict[str, Any]:
    """What a letter is written from that is about no case."""
    case = {"ref": "CONNECT", "type": "", "title": "", "state": ""}
    return {"case": case, "reader": {"name": None, "part": None}, "link": link, "now": "", "others": others}


def confirming(token: str) -> Any:
    """The button; opening the page changes nothing. Raises NoSubscription and ConfirmedTooLate."""
    program = connect()
    _handle, chosen = newsletter.asked(reading(), token, key=program.settings.secret_key, now=program.now())
    return render_template(
        "public/press.html", confirm=True, address=url_for("public.confirm", token=token), language_name=WRITTEN[chosen]
    )


def confirm(token: str) -> Any:
    """It is pressed. Raises as above."""
    program = connect()
    with writing() as connection:
        newsletter.confirm(connection, token, key=program.settings.secret_key, now=program.now())
    return render_template("public/press.html", confirm=True, done=True)


def leaving(token: str) -> Any:
    """The button; a mail program that looks at links ends nothing. Raises NoSubscription."""
    newsletter.leaving(reading(), token, key=connect().settings.secret_key)
    return render_template("public/press.html", address=url_for("public.leave", token=token))


def leave(token: str) -> Any:
    """It is pressed, also by a mail program for its reader (RFC 8058). Raises NoSubscription."""
    with writing() as connection:
        newsletter.leave(connection, token, key=connect().settings.secret_key)
    return render_template("public/press.html", done=True)


def issue(number: int) -> Any:
    """One that was sent. Raises NoIssue."""
    found = issues.one(reading(), number, language())
    if found is None:
        raise NoIssue(number=number)
    return render_template(
        "public/issue.html", issue=found, body=fragment(found.body), when=words_of().day(found.sent_at.date())
    )
