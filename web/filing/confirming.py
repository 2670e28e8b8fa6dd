"""The page that the second letter leads to: what was sent, and one button. Opening it changes nothing."""

from dataclasses import replace
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext

from records import accounts, filing_links, filings, people
from records.filing_links import CONFIRM
from records.filings import Kept
from web.answers import Answers, Questions, Shown
from web.database import reading, writing
from web.doors import limiter
from web.fields import decode
from web.filing import sieve
from web.filing.counting import VIA, count
from web.filing.pages import Page, answered, page_of, page_posted
from web.given import connect
from web.kept import Kept as Sent
from web.mending import Reason
from web.problem import Problem, sentence_of
from workflow.errors import WorkflowError
from workflow.words import _


class ChangedSince(WorkflowError):
    """Raised if what a letter asks to confirm was changed after it, or is a draft again."""

    message = _(
        "What you sent was changed after this letter, so this link confirms nothing. Go on with it, send it, and use the "
        "link of the newest letter."
    )
    status = 410


def confirming(token: str) -> Any:
    """What is confirmed, or what it became. Raises NoFiling."""
    return _draw(token, _opened(token))


@limiter.limit(sieve.SAVED)
def confirm(token: str) -> Any:
    """It counts from now on, once; pressed again, it leads to the same. Raises NoFiling."""
    program, page = connect(), _opened(token)
    if "password" in request.form:
        return _choose_password(page)
    posted = page_posted(page)
    try:
        if _stale(token, page):
            raise ChangedSince
        with writing(keyed=True) as connection:
            count(connection, page, decode(page.about.fields, answered(posted)), program.now())
    except WorkflowError as error:
        return _draw(token, _opened(token), Sent("confirm", posted, error))
    return redirect(url_for("filing.confirming", token=token), 303)


def _opened(token: str) -> Page:
    program = connect()
    handle, _stamp = filing_links.read(CONFIRM, token, key=program.settings.secret_key)
    return page_of(filings.get(reading(), handle, now=program.now()))


def _stale(token: str, page: Page) -> bool:
    filed, (_handle, stamp) = page.filed, filing_links.read(CONFIRM, token, key=connect().settings.secret_key)
    if filed is None or filed.ref is not None:
        return False
    return filed.sent_at is None or filing_links.stamp(filed.sent_at) != stamp


def _choose_password(page: Page) -> Any:
    """Who has none yet is led to choose one: they read the letters that come to the address."""
    assert page.filed is not None
    person, program = page.filed.person, connect()
    if person is None or not _without_password(page.filed):
        return redirect(url_for("account.login"), 303)
    with writing() as connection:
        by: dict[str, Any] = {"actor": person, "now": program.now(), "via": VIA}
        link = accounts.password_link(connection, person, key=program.settings.secret_key, **by)
    return redirect(url_for("account.set_password", token=link), 303)


def _without_password(filed: Kept) -> bool:
    account = people.get(reading(), filed.person) if filed.person else None
    return account is not None and account.active and account.password_hash is None


def _draw(token: str, page: Page, sent: Sent | None = None) -> tuple[str, int]:
    filed = page.filed
    assert filed is not None
    if filed.ref is not None:
        first = url_for("filing.confirm", token=token) if _without_password(filed) else ""
        return render_template("filing/counted.html", page=page, ref=filed.ref, confirmed=first), 200
    error = sent.error if sent else ChangedSince() if _stale(token, page) else None
    problem = _problem(page, error) if error else None
    shown = {"problem": problem, "answers": _answers(page), "draft": url_for("filing.draft", token=page.token)}
    stale = isinstance(error, ChangedSince)
    address = "" if stale or page.about.closed else url_for("filing.confirm", token=token)
    return render_template("filing/confirm.html", page=page, address=address, **shown), error.status if error else 200


def _problem(page: Page, error: WorkflowError) -> Problem:
    blockers = getattr(error, "blockers", ())
    return Problem(
        sentence_of(page.about.words, error), tuple(Reason(page.about.words.reason(b)) for b in blockers), (), ()
    )


def _answers(page: Page) -> tuple[Shown, ...]:
    filed, fields = page.filed, page.about.fields
    assert filed is not None
    words = page.about.words.knowing(people.names(reading(), filed.documents))
    shown = Answers(words, Questions(fields, frozenset(), frozenset()), {})
    said = decode(fields, answered(page_posted(page)))
    labels = ((name, one) for name, one in fields.items() if name in said)
    told = (shown.answer(one, gettext(one.label), said[name]) for name, one in labels)
    # By name: who has no account opens no documents.
    return tuple(
        replace(one, words=tuple(map(words.name, one.documents)), documents=()) if one.documents else one
        for one in told
    )
