"""The form of whoever files without an account: begun, kept as a draft, gone on with, and sent to be confirmed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from records import checks, filing_links, filings, people
from records.documents import MAX_BYTES
from records.errors import BadEmail
from records.filing_links import DRAFT
from records.filings import Kept as Filed
from web.database import reading, writing
from web.doors import limiter
from web.fields import Posted, decode
from web.filing import letters, sieve
from web.filing.about import APPLICATION, REQUEST, About, about
from web.filing.attached import MOST_BYTES, received
from web.filing.questions import YOUR_EMAIL, YOUR_NAME, sections
from web.filing.reminding import remind
from web.given import connect
from web.kept import Kept
from web.languages import ASKED, language
from web.problem import Problem, Wrong, sentence_of
from web.widgets import Sheet, Widget
from workflow.errors import BadForm, WorkflowError
from workflow.words import Sentence, _

# What the form carries that is no answer; `auto` is set by a page that saves by itself.
BESIDE = frozenset({"csrf_token", sieve.UNSEEN, sieve.SINCE, "send", "save", "again", "auto"})


class TooMuchAtOnce(WorkflowError):
    """Raised if files of more bytes come at once than are read."""

    message = _(
        "The files were too large together, so nothing of this was taken: a document has at most {most} MB. What you had "
        "saved is still here."
    )
    status = 413


@dataclass(frozen=True)
class Page:
    """A form, and the draft that it is kept in, if there is one."""

    about: About
    filed: Filed | None
    token: str = ""

    @property
    def address(self) -> str:
        """Where it is sent."""
        if self.filed is not None:
            return url_for("filing.go_on", token=self.token)
        if self.about.call is not None:
            return url_for("filing.begin_application", ref=self.about.call.ref)
        return url_for("filing.begin_request")


def request_() -> Any:
    """The form of a request."""
    return _draw(Page(about(REQUEST, None), None))


@limiter.limit(sieve.BEGUN)
def begin_request() -> Any:
    """A draft of a request begins."""
    return _take(Page(about(REQUEST, None), None))


def application(ref: str) -> Any:
    """The form of an application to a call. Raises UnknownCase."""
    return _draw(Page(about(APPLICATION, ref), None))


@limiter.limit(sieve.BEGUN)
def begin_application(ref: str) -> Any:
    """A draft of an application begins. Raises UnknownCase."""
    return _take(Page(about(APPLICATION, ref), None))


def draft(token: str) -> Any:
    """A draft, what was sent and waits to be confirmed, or what became of it. Raises NoFiling."""
    return _draw(opened(token))


@limiter.limit(sieve.SAVED)
def go_on(token: str) -> Any:
    """Keeps what was written; then sends it, if that was pressed. Raises NoFiling."""
    page = opened(token)
    return _draw(page) if page.filed and page.filed.ref else _take(page)


def opened(token: str) -> Page:
    """What a token opens. Raises NoFiling."""
    program = connect()
    handle, _stamp = filing_links.read(DRAFT, token, key=program.settings.secret_key)
    return page_of(filings.get(reading(), handle, now=program.now()), token)


def page_of(filed: Filed, token: str = "") -> Page:
    """The page of a filing, in the language in which it is written unless the address asks for another."""
    if ASKED not in request.args:
        g.addressee = filed
    token = token or filing_links.token(DRAFT, filed.handle, key=connect().settings.secret_key)
    return Page(about(filed.type, filed.call), filed, token)


# --- what is sent -----------------------------------------------------------------------------------------------------


def _take(page: Page) -> Any:
    """What was written is kept, whatever is wrong with it; what is wrong is said, and nothing else is done then."""
    request.max_content_length = MOST_BYTES
    try:
        posted = Posted(request.form)
    except RequestEntityTooLarge:
        error = TooMuchAtOnce(most=MAX_BYTES // 2**20)
        return _draw(page, Kept("submit", page_posted(page), error))
    try:
        if page.filed is not None and "again" in posted:
            return _send(page, page_posted(page), {})
        if page.filed is None:
            sieve.sift()
        posted, documents, wrong = received(request, page.about.fields, page.filed.documents if page.filed else ())
        page = _kept(page, posted, documents)
        return _send(page, posted, wrong) if "send" in posted else _saved(page, posted, wrong)
    except WorkflowError as error:
        return _draw(page, Kept("submit", posted, error))


def _kept(page: Page, posted: Posted, documents: frozenset[str]) -> Page:
    typed = [(name, value) for name, value in posted.items(multi=True) if name not in BESIDE]
    now, spoken = connect().now(), language()
    who = {"email": _email(posted), "name": (posted.get(YOUR_NAME) or "").strip()[: checks.LONGEST_NAME] or None}
    call = page.about.call.ref if page.about.call else None
    with writing() as connection:
        handle = page.filed.handle if page.filed else filings.begin(connection, page.about.name, call, now=now)
        filings.keep(connection, handle, typed, documents, **who, language=spoken, now=now)
        filed = filings.get(connection, handle, now=now)
        before = page.filed and (page.filed.email, page.filed.language)
        if call and filed.email and not page.about.closed and before != (filed.email, filed.language):
            remind(connection, call, now)
        return page_of(filed, page.token)


def _email(posted: Posted) -> str | None:
    try:
        return checks.email(posted.get(YOUR_EMAIL) or "")
    except BadEmail:
        return None


def _saved(page: Page, posted: Posted, wrong: Mapping[str, Any]) -> Any:
    assert page.filed is not None
    if wrong:
        raise BadForm(wrong)
    if page.filed.email and "auto" not in posted:
        with writing() as connection:
            letters.begun(connection, page.about, page.filed, connect().now())
    return redirect(url_for("filing.draft", token=page.token, saved="yes"), 303)


def _send(page: Page, posted: Posted, wrong: Mapping[str, Any]) -> Any:
    assert page.filed is not None
    answers = decode(page.about.fields, answered(posted))
    errors = {**page.about.form().validate(answers), **wrong}
    if YOUR_EMAIL in answers and not page.filed.email:
        errors[YOUR_EMAIL] = [Sentence(BadEmail.message, {"email": answers[YOUR_EMAIL]})]
    if errors:
        raise BadForm(errors)
    page.about.in_time()
    now = connect().now()
    with writing() as connection:
        filings.send(connection, page.filed.handle, now)
        letters.sent(connection, page.about, page.filed, now)
    return redirect(url_for("filing.draft", token=page.token), 303)


def answered(posted: Posted) -> Posted:
    """The answers alone."""
    return Posted([pair for pair in posted.items(multi=True) if pair[0] not in BESIDE])


def page_posted(page: Page) -> Posted:
    """What a draft says so far; a new one, what can be answered in one way only."""
    if page.filed:
        return Posted(page.filed.pairs)
    asked = ((name, list(one.options or ())) for name, one in page.about.fields.items() if one.required)
    return Posted([(name, options[0]) for name, options in asked if len(options) == 1])


# --- what is shown ----------------------------------------------------------------------------------------------------


def _draw(page: Page, kept: Kept | None = None) -> tuple[str, int]:
    filed = page.filed
    if filed is not None and filed.ref is not None:
        return render_template("filing/counted.html", page=page, ref=filed.ref, confirmed=None), 200
    if filed is not None and filed.sent_at and kept is None and "edit" not in request.args:
        return render_template("filing/sent.html", page=page, problem=None), 200
    posted = kept.posted if kept else page_posted(page)
    named = people.names(reading(), filed.documents if filed else ())
    called = {ident: name or ident for ident, name in named.items()}
    errors = kept.field_errors if kept else {}
    sheet = Sheet("file", posted, lambda asked: None, lambda ident: called.get(ident, ident), errors)
    widgets = sheet.widgets(page.about.fields)
    shown = {
        "page": page,
        "sections": sections(page.about.fields, widgets),
        "problem": _problem(page, kept, widgets) if kept else None,
        "since": sieve.mark(),
        "unseen": sieve.UNSEEN,
        "saved": "saved" in request.args,
        "most": MAX_BYTES // 2**20,
        "kept_until": page.about.words.day(filed.forgotten_at.date()) if filed else "",
        "days": filing_links.DAYS,
    }
    return render_template("filing/form.html", **shown), kept.status if kept else 200


def _problem(page: Page, kept: Kept, widgets: tuple[Widget, ...]) -> Problem | None:
    if kept.error is None:
        return None
    wrong = tuple(Wrong(*said) for one in widgets for said in one.complaints())
    return Problem(sentence_of(page.about.words, kept.error), (), wrong, ())
