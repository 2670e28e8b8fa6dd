"""The regular update: what is new is gathered, somebody writes before it, looks at it in each language, and sends it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import force_locale, gettext, ngettext
from werkzeug.datastructures import MultiDict

from letters import Letter, render
from letters.lines import shortened
from records import issues, newsletter, settings
from records.issues import Draft, News
from records.languages import WRITTEN
from web.acting import by
from web.database import reading, writing
from web.desk.room import ROOM
from web.desk.whole import broker
from web.faults import REDRAWN
from web.fields import Posted
from web.given import connect
from web.public.items import Item, Teller, teller
from web.scene import words_of
from web.typed import LARGEST
from workflow.errors import WorkflowError
from workflow.words import _

HEADINGS: Mapping[str, str] = {
    issues.OPENED: _("New calls"),
    issues.LATER: _("New deadlines"),
    issues.HELD: _("Exchanges that were held"),
    issues.TAUGHT: _("What came of exchanges"),
}
KEPT = _("Kept. Nothing was sent yet.")
SEND = "send"
LONGEST_SAID = 300  # characters of a conclusion in the letter; the page has all of it


@dataclass(frozen=True)
class Choice:
    """Something new, and whether the issue tells it."""

    key: str
    heading: str
    said: str
    told: bool


def draw(error: WorkflowError | None = None, form: MultiDict[str, str] | None = None) -> Any:
    """The issue that is being prepared, or as it was typed where that could not be kept; `preview` in the address is the
    language in which it is looked at."""
    broker()
    connection = reading()
    until = issues.newest(connection)
    draft = _typed(issues.draft(connection), form)
    news, said = issues.news(connection, draft.since, until), teller(connection, words_of(ROOM))
    looked_at = request.args.get("preview")
    preview = _letter(draft, news, said, looked_at) if looked_at and looked_at in WRITTEN else None
    page = render_template(
        "newsletter.html",
        draft=draft,
        choices=[
            Choice(
                one.key, gettext(HEADINGS[one.kind]), _said(one.kind, said.one(one.item)), one.key not in draft.left_out
            )
            for one in news
        ],
        readers=newsletter.counts(connection),
        until=until,
        preview=preview,
        looked_at=looked_at,
        wrong=words_of(ROOM).error(error) if error else "",
    )
    return page, error.status if error else 200


def press() -> Any:
    """It is kept, looked at, or sent."""
    broker()
    number, do = request.form.get("number", 0, type=int), request.form.get("do", "")
    readers: Mapping[str, int] = {}
    try:
        with writing() as connection:
            issues.keep(connection, number, _openings(request.form), _left_out(request.form))
            if do == SEND:
                readers = _send(connection, number, min(request.form.get("until", 0, type=int), LARGEST))
    except (issues.NothingToTell, issues.SentMeanwhile, issues.OpeningTooLong) as error:
        return draw(error, request.form)
    if do != SEND:
        flash(gettext(KEPT))
        return redirect(url_for("desk.newsletter", preview=do if do in WRITTEN else None), 303)
    total = sum(readers.values())
    flash(
        ngettext(
            "Issue %(issue)d goes to %(num)d address.",
            "Issue %(issue)d goes to %(num)d addresses.",
            total,
            issue=number,
        )
    )
    return redirect(url_for("desk.newsletter"), 303)


def _send(connection: Any, number: int, until: int) -> Mapping[str, int]:
    draft, acting, said = issues.draft(connection), by(), teller(connection, words_of(ROOM))
    news = [one for one in issues.news(connection, draft.since, until) if one.key not in draft.left_out]
    if not news and not any(draft.openings.values()):
        raise issues.NothingToTell
    in_force = settings.every(connection)
    letters = {code: _letter(draft, news, said, code) for code in WRITTEN}
    return issues.send(
        connection,
        number,
        until,
        {code: (letter.subject, letter.text) for code, letter in letters.items()},
        not_before=acting["now"] + timedelta(minutes=in_force["grace_minutes"]),
        zone=in_force["office_zone"],
        **acting,
    )


def _letter(draft: Draft, news: Sequence[News], said: Teller, code: str) -> Letter:
    """The issue in a language, as whoever reads it there gets it."""
    site = connect().settings.base_url
    with force_locale(code):
        there = Teller(words_of(ROOM).within(code), said.topics)
        told: dict[str, list[dict[str, str]]] = {}
        for one in news:
            if one.key not in draft.left_out:
                page = "opportunities" if one.item.kind == "call" else "exchanges"
                row = {
                    "said": _said(one.kind, there.one(one.item)),
                    "link": f"{site}/{page}/{one.item.ref}?lang={code}",
                }
                told.setdefault(gettext(HEADINGS[one.kind]), []).append(row)
    others = {"number": draft.number, "opening": draft.openings.get(code), "news": list(told.items())}
    facts = {"case": {"ref": "CONNECT", "type": "", "title": "", "state": ""}, "reader": {"name": None, "part": None}}
    link = f"{site}/newsletter/{draft.number}?lang={code}"
    return render(
        "newsletter",
        {**facts, "link": link, "now": "", "others": others | {"unsubscribe": newsletter.plain(site)}},
        code,
    )


def _said(kind: str, item: Item) -> str:
    if kind in (issues.OPENED, issues.LATER):
        return gettext("{title}, open until {until}").format(title=item.heading, until=item.closes)
    if kind == issues.TAUGHT:
        return f"{item.heading}: {shortened(' '.join(item.conclusion.split()), LONGEST_SAID)}"
    return f"{item.heading}, {item.when}"


def _openings(form: MultiDict[str, str]) -> dict[str, str]:
    return {code: form.get(f"opening-{code}", "") for code in WRITTEN}


def _left_out(form: MultiDict[str, str]) -> set[str]:
    return set(form.getlist("known")) - set(form.getlist("told"))


def _typed(draft: Draft, form: MultiDict[str, str] | None) -> Draft:
    """What was typed and could not be kept stays on the page."""
    return draft if form is None else Draft(draft.number, draft.since, frozenset(_left_out(form)), _openings(form))


def _again(error: WorkflowError, _address: Mapping[str, Any], posted: Posted) -> Any:
    return draw(error, posted)


REDRAWN["desk.send_newsletter"] = _again
