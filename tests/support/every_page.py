"""Every page there is, each once, for the tests of accessibility and for the pictures: who opens it, and where.

`tests/web/test_every_page.py` holds that no route is missing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.support.served import Served

SPREADSHEET = "governments;topic;challenge\nSample District;waste;Waste is burnt.\nNowhere;waste;The same.\n"


@dataclass(frozen=True)
class Seen:
    """A page as an account opens it (nobody in particular: ""), and what it answers.

    `path` has `{request}`, `{call}` and so on where `Served.at` fills in a reference. `then` goes on from a page that
    leads to this one, where no address does; `leads_to` is then the address as it will be.
    """

    account: str
    path: str
    status: int = 200
    then: Callable[[Page], None] | None = None
    leads_to: str = ""

    @property
    def address(self) -> str:
        """The address at which it ends."""
        return (self.leads_to or self.path).partition("?")[0]

    def open(self, served: Served, page: Page) -> None:
        """Opens it in a browser."""
        if self.account:
            served.enter(page, self.account)
        answer = page.goto(served.at(self.path))
        assert answer is not None
        assert answer.status == self.status, (self.path, answer.status)
        if self.then is not None:
            self.then(page)


def look_at_spreadsheet(page: Page) -> None:
    """Choose a spreadsheet in which something is wrong, and look at it first."""
    file = {"name": "requests.csv", "mimeType": "text/csv", "buffer": SPREADSHEET.encode()}
    page.set_input_files("[name=file]", files=[file])
    with page.expect_navigation():
        page.click("form[enctype] button")


def follow_a_new_link(page: Page) -> None:
    """Make somebody's link, and open it."""
    page.click("form[action$='/link'] button")
    link = page.locator("text=/set-password/").first.inner_text()
    page.goto(next(word for word in link.split() if "/set-password/" in word))


SHOWN: Mapping[str, Seen] = {
    "home": Seen("", "/"),
    "home-fr": Seen("", "/?lang=fr"),
    "call-fr": Seen("", "/opportunities/{call}?lang=fr"),
    "exchanges-fr": Seen("", "/exchanges?lang=fr"),
    "newsletter-fr": Seen("", "/newsletter?lang=fr"),
    "opportunities": Seen("", "/opportunities"),
    "earlier-calls": Seen("", "/opportunities?earlier=yes"),
    "call": Seen("", "/opportunities/{call}"),
    "how-to-apply": Seen("", "/how-to-apply"),
    "exchanges": Seen("", "/exchanges"),
    "exchange-held": Seen("", "/exchanges/EXC-2017-0001"),
    "programme-timeline": Seen("", "/timeline"),
    "newsletter": Seen("", "/newsletter"),
    "no-issue": Seen("", "/newsletter/1", 404),
    "leave-newsletter": Seen("", "/newsletter/leave/x", 404),
    "confirm-newsletter": Seen("", "/newsletter/confirm/x", 404),
    "associations": Seen("", "/associations"),
    "contact": Seen("", "/contact"),
    "leaflet": Seen("", "/leaflet"),
    "login": Seen("", "/login"),
    "help": Seen("", "/help"),
    "set-password": Seen("admin", "/admin/people/PER-0001", then=follow_a_new_link, leads_to="/set-password/TOKEN"),
    "account": Seen("broker", "/account"),
    "account-found": Seen("expert.sample-city", "/account/found"),
    "account-letters": Seen("broker", "/account/letters"),
    "account-data": Seen("broker", "/account/data"),
    "account-password": Seen("broker", "/account/password"),
    "account-second-factor": Seen("broker", "/account/second-factor"),
    "desk": Seen("broker", "/desk"),
    "desk-calls": Seen("broker", "/desk?type=call"),
    "desk-flat": Seen("broker", "/desk?flat=yes&topic=waste"),
    "desk-nothing": Seen("broker", "/desk?text=nothing+of+this"),
    "case": Seen("broker", "/desk/cases/{call}"),
    "exchange": Seen("broker", "/desk/cases/EXC-2017-0001"),
    "study-visit": Seen("broker", "/desk/cases/{study_visit}"),
    "work-placement": Seen("broker", "/desk/cases/{work_placement}"),
    "roundtable": Seen("broker", "/desk/cases/{roundtable}"),
    "judged": Seen("committee", "/desk/cases/{application}"),
    "path": Seen("broker", "/desk/cases/EXC-2017-0001/path"),
    "timeline": Seen("broker", "/desk/cases/EXC-2017-0001/timeline"),
    "due": Seen("broker", "/desk/due"),
    "match": Seen("broker", "/desk/cases/{call}/match"),
    "round": Seen("broker", "/desk/cases/{call}/round"),
    "month": Seen("broker", "/desk/month/2017-06"),
    "forecast": Seen("broker", "/desk/forecast"),
    "letter": Seen("broker", "/desk/cases/{call}/letters/{letter}"),
    "thread": Seen("broker", "/desk/cases/{call}/letters"),
    "undo": Seen("broker", "/desk/cases/{call}/undo"),
    "outbox": Seen("broker", "/desk/outbox"),
    "desk-newsletter": Seen("broker", "/desk/newsletter?preview=en"),
    "new": Seen("broker", "/desk/new"),
    "new-request": Seen("broker", "/desk/new/request/submit"),
    "new-call": Seen("broker", "/desk/new/call/prepare"),
    "new-application": Seen("broker", "/desk/new/application/submit"),
    "import": Seen("broker", "/desk/import"),
    "import-exchanges": Seen("broker", "/desk/import?of=exchanges"),
    "import-preview": Seen("broker", "/desk/import", then=look_at_spreadsheet, leads_to="/desk/import/DOC-0001"),
    "portal": Seen("requester.moroto", "/portal"),
    "portal-new": Seen("expert.sample-city", "/portal/new"),
    "portal-apply": Seen("expert.sample-city", "/portal/new/application/submit"),
    "portal-undo": Seen("requester.moroto", "/portal/cases/{request}/undo"),
    "portal-request": Seen("requester.moroto", "/portal/cases/{request}"),
    "portal-history": Seen("requester.moroto", "/portal/cases/{request}?kind=moves"),
    "portal-case": Seen("expert.sample-city", "/portal/cases/{application}"),
    "portal-study-visit": Seen("requester.sample-district", "/portal/cases/{study_visit}"),
    "portal-work-placement": Seen("official.sample-district", "/portal/cases/{work_placement}"),
    "portal-roundtable": Seen("expert.sample-city", "/portal/cases/{roundtable}"),
    "portal-due": Seen("expert.sample-city", "/portal/due"),
    "portal-timeline": Seen("expert.sample-city", "/portal/cases/{application}/timeline"),
    "portal-thread": Seen("requester.moroto", "/portal/cases/{call}/letters"),
    "portal-letter": Seen("requester.moroto", "/portal/cases/{call}/letters/{letter}"),
    "answer": Seen("", "/answer/{answer}"),
    "answer-took-place": Seen("", "/answer/{took_place}"),
    "answer-expired": Seen("", "/answer/{expired}", 410),
    "answer-not-ours": Seen("", "/answer/x", 404),
    "file-request": Seen("", "/file/request"),
    "file-application": Seen("", "/file/application/{call}"),
    "file-draft": Seen("", "/file/draft/{draft}"),
    "file-sent": Seen("", "/file/draft/{sent}"),
    "file-confirm": Seen("", "/file/confirm/{confirm}"),
    "file-not-ours": Seen("", "/file/draft/x", 404),
    "questionnaire": Seen("requester.sample-district", "/portal/cases/{study_visit}?questionnaire=baseline"),
    "machines": Seen("broker", "/machines"),
    "machine": Seen("broker", "/machines/call"),
    "machine-roundtable": Seen("expert.sample-city", "/machines/roundtable"),
    "audit": Seen("auditor", "/audit"),
    "audit-case": Seen("auditor", "/audit/cases/EXC-2017-0001"),
    "audit-as-of": Seen("auditor", "/audit/cases/EXC-2017-0001?as_of=2017-05-01"),
    "audit-entries": Seen("auditor", "/audit/entries?kind=signed"),
    "audit-questions": Seen("auditor", "/audit/questions"),
    "audit-question": Seen("auditor", "/audit/questions/waivers"),
    "audit-proof": Seen("auditor", "/audit/entries/EXC-2017-0001/2"),
    "audit-log": Seen("auditor", "/audit/log"),
    "audit-path": Seen("auditor", "/audit/cases/EXC-2017-0001/path"),
    "admin": Seen("admin", "/admin"),
    "admin-invite": Seen("admin", "/admin/people/new"),
    "admin-person": Seen("admin", "/admin/people/PER-0001"),
    "admin-organisations": Seen("admin", "/admin/organisations"),
    "admin-organisation": Seen("admin", "/admin/organisations/ORG-0001"),
    "admin-new-organisation": Seen("admin", "/admin/organisations/new"),
    "admin-merge": Seen("admin", "/admin/organisations/ORG-0001/merge"),
    "admin-topics": Seen("admin", "/admin/topics"),
    "admin-topic": Seen("admin", "/admin/topics/waste"),
    "admin-retention": Seen("admin", "/admin/retention"),
    "erasures": Seen("admin", "/erasures"),
    "erasure": Seen("admin", "/erasures/PER-0001"),
    "admin-settings": Seen("admin", "/admin/settings"),
    "not-there": Seen("broker", "/desk/cases/REQ-1999-0001", 404),
    "not-theirs": Seen("committee", "/desk/import", 403),
    "other-room": Seen("auditor", "/desk", 403),
}

# What answers no page: endpoint → what it is.
NO_PAGES: Mapping[str, str] = {
    "static": "style sheets and the like",
    "public.calls_feed": "a feed",
    "public.exchanges_feed": "a feed",
    "public.sitemap": "a map of the site, for robots",
    "public.robots": "a word for robots",
    **dict.fromkeys(("health.healthz", "health.readyz", "health.metrics"), "for whoever watches the program"),
    "documents.document": "a file",
    "calendar.feed": "a calendar, for the program in which somebody keeps theirs",
    "account.ask_code": "the code, for whoever has given their password a moment ago",
    "account.less": "the page of one's letters once more, for whoever has the link of a letter",
    "desk.import_template": "a file",
    "desk.this_month": "leads to the month that it is",
    "machines.picture": "a picture, on the page of its machine",
    **dict.fromkeys(("desk.path_picture", "audit.path_picture"), "a picture, on the page of its case's way"),
    **dict.fromkeys(
        ("audit.entry_body", "audit.entry_checkpoint", "audit.rules"), "a file, on the page of a proof or a case"
    ),
    **dict.fromkeys((f"{room}.paper" for room in ("desk", "portal", "audit")), "a PDF"),
}
