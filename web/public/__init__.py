"""The public site: what CONNECT is, which calls are open, what was done; and how the program is, for who watches it."""

from typing import Any

from flask import Blueprint, redirect, render_template, request

from records import published, settings
from records.published import Published
from web import scheme as schemes
from web.database import reading
from web.given import connect
from web.onward import ours
from web.public import feeds, structured, subscribing, timeline, world
from web.public.items import Item, teller
from web.scene import words_of
from web.security import csrf
from web.shortcuts import SHORTCUTS
from workflow.errors import WorkflowError
from workflow.words import _

public = Blueprint("public", __name__)
subscribing.add_to(public)

FEW = 5  # of a list, on the first page
CALLS, HELD = _("Open calls"), _("Exchanges that were held")


@public.context_processor
def site() -> dict[str, Any]:
    """What every public page knows: under which address the world finds it."""
    return {"base_url": connect().settings.base_url}


class NotPublic(WorkflowError):
    """Raised if somebody opens a call or an exchange that is not there, or not public (any more)."""

    message = _("There is no such page. What was public once may have been taken back; all that is public is listed.")
    status = 404


@public.get("/")
def home() -> Any:
    """What CONNECT is, and what is new."""
    calls, more_calls = published.open_calls(reading(), limit=FEW)
    exchanges, more_exchanges = published.exchanges(reading(), limit=FEW)
    told = _told([*calls, *exchanges])
    return render_template(
        "public/home.html",
        calls=told[: len(calls)],
        more_calls=more_calls,
        exchanges=told[len(calls) :],
        more_exchanges=more_exchanges,
        data=structured.programme(),
    )


@public.get("/opportunities")
def opportunities() -> Any:
    """The open calls, or those of before."""
    earlier, after = "earlier" in request.args, request.args.get("after")
    found, more = (published.earlier_calls if earlier else published.open_calls)(reading(), after)
    return render_template("public/opportunities.html", calls=_told(found), more=more, earlier=earlier)


@public.get("/opportunities/<ref>")
def call(ref: str) -> Any:
    """One call. Raises NotPublic."""
    item = _one(ref, "call")
    return render_template("public/call.html", call=item, data=structured.call(item))


@public.get("/how-to-apply")
def how_to_apply() -> Any:
    """For both sides."""
    return render_template("public/how_to_apply.html")


@public.get("/exchanges")
def exchanges() -> Any:
    """What was done: a map, and a list."""
    country, after = request.args.get("country"), request.args.get("after")
    found, more = published.exchanges(reading(), after, country)
    words = words_of()
    return render_template(
        "public/exchanges.html",
        exchanges=_told(found),
        more=more,
        country=country,
        of=words.country(country),
        held=world.held(words),
        map=world,
    )


@public.get("/exchanges/<ref>")
def exchange(ref: str) -> Any:
    """One exchange. Raises NotPublic."""
    item = _one(ref, "exchange")
    return render_template("public/exchange.html", exchange=item, data=structured.exchange(item))


@public.get("/timeline", endpoint="timeline")
def timeline_() -> Any:
    """How it began."""
    return render_template("public/timeline.html", events=timeline.told(words_of().language))


@public.get("/associations")
def associations() -> Any:
    """The associations of local governments, by country."""
    words = words_of()
    named = [(words.country(one.country), one.name) for one in published.associations(reading())]
    return render_template("public/associations.html", associations=sorted(named))


@public.get("/contact")
def contact() -> Any:
    """Who runs it, and how they are reached."""
    words = words_of()
    offices = [(one.name, words.country(one.country)) for one in published.secretariat(reading())]
    address = settings.every(reading())["contact_email"]
    return render_template("public/contact.html", offices=offices, address=address)


@public.get("/leaflet")
def leaflet() -> Any:
    """One sheet, to print."""
    return render_template("public/leaflet.html")


@public.get("/opportunities.atom")
def calls_feed() -> Any:
    """The open calls, for feed readers."""
    return feeds.atom("public.calls_feed", CALLS, _told(published.open_calls(reading())[0]))


@public.get("/exchanges.atom")
def exchanges_feed() -> Any:
    """The exchanges, for feed readers."""
    return feeds.atom("public.exchanges_feed", HELD, _told(published.exchanges(reading())[0]))


public.add_url_rule("/sitemap.xml", "sitemap", feeds.sitemap)
public.add_url_rule("/robots.txt", "robots", feeds.robots)


def _told(found: list[Published]) -> list[Item]:
    return teller(reading(), words_of()).all(found)


def _one(ref: str, kind: str) -> Item:
    found = published.one(reading(), ref, kind)
    if found is None:
        raise NotPublic
    return _told([found])[0]


@public.get("/help")
def help() -> Any:
    """How pages are read, and which keys lead where."""
    return render_template("help.html", shortcuts=SHORTCUTS)


@public.post("/scheme")
@csrf.exempt  # a token would need a cookie on every public page, and nothing of anybody is changed
def scheme() -> Any:
    """Light, dark, or as the system says; then back to where one was."""
    return schemes.choose(redirect(ours(request.form.get("next", "")) or "/", 303), request.form.get("scheme", ""))
