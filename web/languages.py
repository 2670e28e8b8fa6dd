"""In which language a page is read: the person's own, also of whoever a link was sent to, else the one a link asks for, else the one the browser prefers."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from babel.support import NullTranslations
from flask import Flask, g, request
from flask_babel import Babel, Domain, get_locale

from letters.catalogues import catalogue
from records.languages import WRITTEN, written

ASKED = (
    "lang"  # what the address asks for, for those who are not signed in: a cookie before the sign-in would need consent
)


class Catalogues(Domain):
    """The texts of pages, from the same catalogues as those of letters."""

    def get_translations(self) -> NullTranslations:
        """Those of the reader; outside a request, none."""
        return catalogue(str(get_locale() or ""))


def register(app: Flask, zone: Callable[[], str]) -> None:
    """Pages are translated, and their links keep the language that an address asks for."""
    babel = Babel(app, locale_selector=language, timezone_selector=zone)
    babel.domain_instance = Catalogues()
    app.url_defaults(_keep)
    app.jinja_env.globals |= {"language": language, "languages": WRITTEN, "in_language": in_language}


def language() -> str:
    """The reader's language where pages are written in it; of somebody unknown, what they ask for or their browser prefers."""
    reader = g.get("addressee") or g.get("reader")
    if reader:
        return written(reader.language)
    # French of Canada is French: by Werkzeug's own match it would lose against any English further down the list.
    preferred = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality)
    return written(request.args.get(ASKED), *preferred)


def in_language(wanted: str) -> str:
    """The address of this very page in another language; with an empty one, in whichever its reader prefers."""
    asked = {name: said for name, said in request.args.to_dict(flat=False).items() if name != ASKED}
    query = urlencode({**asked, **({ASKED: [wanted]} if wanted else {})}, doseq=True)
    return f"{request.path}?{query}" if query else request.path


def _keep(endpoint: str, values: dict[str, Any]) -> None:
    asked = request.args.get(ASKED) if request else None
    if asked in WRITTEN and not g.get("reader") and endpoint != "static":
        values.setdefault(ASKED, asked)
