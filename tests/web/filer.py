"""Somebody without an account who files: fills in the form, reads the letters that come, follows their links."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from records import filing_links
from records.tables import Filing, core
from tests.web.site import SETTINGS, Site
from tests.web.visitor import Page, Visitor
from workflow.tables import outbox

KEY, BASE = SETTINGS["CONNECT_SECRET_KEY"], "http://127.0.0.1:8000"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
WHO = {"your_name": "Awa Example", "your_email": "awa@town.example"}
REQUEST = WHO | {
    "governments-0-name": "Sample Town",
    "governments-0-country": "BF",
    "topic": "waste",
    "challenge": "Waste is burnt beside the market.",
    "hoped_for-0-indicator": "Households served",
    "period-first": "2018-06-01",
    "period-last": "2018-12-31",
    "languages": "fr",
}
APPLICATION = WHO | {
    "government-0-name": "Sample City",
    "government-0-country": "ES",
    "approach": "We sort at the source.",
    "similar_job": "I run the waste service.",
    "languages": "en",
    "availability-first": "2018-06-01",
    "availability-last": "2018-12-31",
}


class Filer:
    """A visitor with a browser of their own."""

    def __init__(self, site: Site, language: str = "en") -> None:
        self.site, self.visitor = site, Visitor.at(site.app)
        self.visitor.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language

    def form(self, page: str) -> tuple[str, MultiDict[str, str]]:
        """The address and the fields of the form of a page."""
        return next((at, one) for at, one in self.visitor.get(page).forms.items() if at.startswith("/file/"))

    def send(self, page: str, said: dict[str, Any], button: str = "send", **more: Any) -> TestResponse:
        """Fill in the form of a page, after a while, and press a button."""
        address, form = self.form(page)
        self.site.programme.now += timedelta(seconds=10)
        for name, value in said.items():
            form.setlist(name, [value])
        return self.visitor.client.post(address, data={**form.to_dict(flat=False), button: "yes", **more})

    def letters(self) -> list[str]:
        """What was written to who files, the newest last, as it leaves for them."""
        query = select(outbox.c.body, outbox.c.recipient).where(outbox.c.recipient.startswith(filing_links.FILING))
        with self.site.program.database.begin() as connection:
            rows = connection.execute(query.order_by(outbox.c.id)).all()
        now = self.site.programme.now
        return [filing_links.personal(row.body, row.recipient, base_url=BASE, key=KEY, now=now) for row in rows]

    def link(self) -> str:
        """The address in the newest letter."""
        return next(line for line in self.letters()[-1].splitlines() if "/file/" in line).removeprefix(BASE)

    def confirm(self) -> Page:
        """Press the button of the page to which the newest letter leads; the page after it."""
        link = self.link()
        address, form = self.form(link)
        answer = self.visitor.post(address, form)
        return self.visitor.get(answer.location) if answer.status_code == 303 else Page(answer.text)


def filings(site: Site) -> list[Any]:
    """All filings that are kept."""
    with site.program.database.begin() as connection:
        return list(connection.execute(select(core(Filing)).order_by(core(Filing).c.saved_at)))
