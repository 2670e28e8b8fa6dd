"""Every route, for every role, in every relation to a case: let in or not, as one table says.

The routes are those of the application: one that the table does not name fails, so that none can be forgotten.
"""

from collections.abc import Iterator, Mapping

import pytest
from flask import url_for
from werkzeug.test import TestResponse

from records import accounts, interests, migrate
from tests.web.site import Site
from tests.web.visitor import Page
from web.public_routes import PUBLIC

# Who reads: a short name of the programme, with the room that is theirs.
ROOMS: Mapping[str, str] = {
    "broker": "desk",
    "lead": "desk",
    "committee": "desk",
    "partial": "desk",  # a member of the committee who declared an interest in the request
    "north": "portal",
    "south": "portal",
    "city": "portal",
    "town": "portal",
    "ghana": "portal",
    "uganda": "portal",
    "auditor": "audit",
    "admin": "admin",
}
NOBODY = "nobody"
OFFICE = {"broker", "lead"}
PARTIES = {"north", "south", "city", "town", "ghana", "uganda"}

# Who sees which case, by domain.md: an office all, the committee what it judges unless it is concerned, parties their own,
# parties a call that was opened, an association the exchanges of its country.
SEES: Mapping[str, set[str]] = {
    "request": {*OFFICE, "committee", "north", "auditor"},
    "draft": {*OFFICE, "committee", "partial", "auditor"},
    "call": {*OFFICE, "committee", *PARTIES, "auditor"},
    "application": {*OFFICE, "committee", "city", "auditor"},
    "exchange": {*OFFICE, "north", "city", "ghana", "auditor"},
}

# A trigger that the type of each kind has.
TRIGGERS = {"request": "withdraw", "draft": "amend", "call": "amend", "application": "withdraw", "exchange": "postpone"}

# Pages that only some kinds of case have; whose letters somebody reads is asked in tests/web/test_letters.py.
ONLY: Mapping[str, set[str]] = {"paper": {"exchange"}, "letter": set(), "tend": set(), "round": {"call", "draft"}}

# What a route asks of whoever opens it: an account, a role that opens the room, to see the case, or to be a broker.
SIGNED_IN, ROOM, CASE, BROKERS = "signed in", "room", "case", "brokers"
OF_ADMIN = (
    "home",
    "invite",
    "send_invitation",
    "person",
    "person_change",
    "person_link",
    "person_roles",
    "person_sign_out",
    "person_factor",
    "person_close",
    "person_reopen",
    "organisations",
    "organisation",
    "organisation_new",
    "organisation_create",
    "organisation_change",
    "merge",
    "merge_confirm",
    "topics",
    "topic",
    "topic_create",
    "topic_change",
    "topic_off",
    "topic_on",
    "settings",
    "settings_change",
    "retention",
    "retention_confirm",
)
OF_AUDIT = (
    "cases",
    "entries",
    "entries_file",
    "questions",
    "question",
    "question_file",
    "proof",
    "entry_body",
    "entry_checkpoint",
    "rules",
    "log",
    "log_file",
)
ASKED: Mapping[str, str] = {
    **dict.fromkeys(
        ("account.mine", "account.choose_language", "account.choose_zone", "account.end_session"), SIGNED_IN
    ),
    **dict.fromkeys(("account.open_feed", "account.close_feed"), SIGNED_IN),
    **dict.fromkeys(("account.letters", "account.choose_letters"), SIGNED_IN),
    **dict.fromkeys(("account.found", "account.agree_found", "account.end_found"), SIGNED_IN),
    **dict.fromkeys(("account.data", "account.take_data"), SIGNED_IN),
    **dict.fromkeys(("account.password", "account.change_password"), SIGNED_IN),
    **dict.fromkeys((f"account.{name}" for name in ("second_factor", "begin_factor")), SIGNED_IN),
    **dict.fromkeys((f"account.{name}" for name in ("renew_codes", "remove_factor")), SIGNED_IN),
    **dict.fromkeys(("machines.types", "machines.machine", "machines.picture"), SIGNED_IN),
    **{f"admin.{name}": ROOM for name in OF_ADMIN},
    **{f"{room}.{name}": ROOM for room in ("desk", "portal") for name in ("cases", "new", "new_form", "create")},
    **{f"{room}.{name}": CASE for room in ("desk", "portal") for name in ("case", "move", "remark", "paper", "letter")},
    **{f"{room}.thread": CASE for room in ("desk", "portal")},
    **{f"{room}.{name}": CASE for room in ("desk", "portal") for name in ("undo_page", "undo_act")},
    **{f"{room}.{name}": CASE for room in ("desk", "audit") for name in ("path_of", "path_picture")},
    **{f"{room}.{name}": ROOM for room in ("desk", "portal", "audit") for name in ("file", "keep_list", "forget_list")},
    **{f"desk.{name}": BROKERS for name in ("import_", "import_upload", "import_template")},
    **{f"desk.{name}": BROKERS for name in ("import_preview", "import_confirm", "letters")},
    **{f"{room}.timeline_of": CASE for room in ("desk", "portal")},
    **{f"desk.{name}": BROKERS for name in ("due", "this_month", "month", "forecast")},
    **dict.fromkeys(("desk.newsletter", "desk.send_newsletter"), BROKERS),
    **dict.fromkeys(("desk.match", "desk.choose_match"), BROKERS),
    "portal.due": ROOM,
    "desk.tend": CASE,
    "desk.round": CASE,
    **{f"audit.{name}": ROOM for name in OF_AUDIT},
    "audit.case": CASE,
    "audit.paper": CASE,
}
# What a page says to whoever is signed in and not meant.
WRONG_ROOM = "These pages are not for your role."
# Asked of elsewhere: a document opens for whoever may read where it is named, in tests/web/test_documents.py; erasures open
# for two rooms' roles, in tests/web/test_forgetting.py.
OF_ERASURES = frozenset(f"erasures.{name}" for name in ("every", "show", "propose", "confirm", "take_back"))
ELSEWHERE = frozenset({"documents.document"}) | OF_ERASURES


class Doors:
    """The site with a case of every kind, and everybody before its doors."""

    def __init__(self, site: Site) -> None:
        self.site, programme = site, site.programme
        programme.people["partial"] = programme.people["other_broker"]
        self._committee_member("partial")
        self.cases = {"request": programme.request("north", state="validated")}
        self.cases["call"] = programme.call(self.cases["request"])
        self.cases["application"] = programme.application(self.cases["call"])
        self.cases["draft"] = programme.call(programme.request("south", state="validated"), state="draft")
        self.cases["exchange"] = programme.exchange("terms_drafted")
        self._declare("partial", self.cases["request"])

    def _committee_member(self, name: str) -> None:
        person, now = self.site.programme.people[name], self.site.programme.now
        with self.site.program.database.begin() as connection:
            accounts.revoke(connection, person, "broker", actor=person, now=now, via="test")
            accounts.grant(connection, person, "committee", actor=person, now=now, via="test")

    def _declare(self, name: str, subject: str) -> None:
        person, now = self.site.programme.people[name], self.site.programme.now
        with self.site.program.database.begin() as connection:
            interests.declare(connection, person, subject, "family", actor=person, now=now, via="test")

    def knock(self, who: str, endpoint: str, method: str, kind: str = "request") -> TestResponse:
        """Opens a route, or sends it an empty form, as somebody; `kind` says which case is meant."""
        visitor = self.site.visitor(None if who == NOBODY else who)
        address = self._address(endpoint, kind)
        if method == "GET":
            return visitor.client.get(address)
        forms = Page(visitor.client.get("/login", follow_redirects=True).text).forms.values()
        token = next((form["csrf_token"] for form in forms if "csrf_token" in form), "")
        return visitor.client.post(address, data={"csrf_token": token, "version": "1", "key": f"{who} {address}"})

    def _address(self, endpoint: str, kind: str) -> str:
        people, bodies = self.site.programme.people, self.site.programme.bodies
        values = {"ref": self.cases[kind], "trigger": TRIGGERS[kind], "type_": "request", "ident": "1"}
        values["name"] = {"paper": "terms_of_reference", "tend": "hold"}.get(endpoint.split(".")[1], "comment")
        values |= {"document": "DOC-0001", "person": people["west"], "organisation": bodies["west"], "topic": "waste"}
        values |= {"when": "2018-03", "seq": "1", "fingerprint": "0" * 64}
        values |= {"name": "waivers"} if endpoint.startswith("audit.question") else {}
        rule = next(one for one in self.site.app.url_map.iter_rules() if one.endpoint == endpoint)
        if "new" in endpoint or "create" in endpoint:
            values["trigger"] = "submit"
        with self.site.app.test_request_context():
            return str(url_for(endpoint, **{name: values[name] for name in rule.arguments}))


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """One programme for all knocks: none of them changes anything."""
    home = tmp_path_factory.mktemp("doors")
    url = f"sqlite:///{home}/connect.sqlite"
    migrate.upgrade(url)
    site = Site(url, home)
    yield Doors(site)
    site.close()


def routes(site: Site) -> Iterator[tuple[str, str]]:
    """Endpoint and method of every page that is not public."""
    for rule in site.app.url_map.iter_rules():
        if rule.endpoint not in PUBLIC and rule.endpoint not in ELSEWHERE:
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule.endpoint, method


def test_every_route_is_in_the_table(doors: Doors) -> None:
    """No route is missing from the table, and the table names none that does not exist."""
    assert {endpoint for endpoint, _method in routes(doors.site)} == set(ASKED)


def test_nobody(doors: Doors) -> None:
    """Whoever is not signed in is sent to sign in, and can send nothing."""
    for endpoint, method in routes(doors.site):
        answer = doors.knock(NOBODY, endpoint, method)
        assert answer.status_code in ((303,) if method == "GET" else (400, 401)), endpoint
        assert method == "POST" or answer.location.startswith("/login"), endpoint


@pytest.mark.parametrize("who", list(ROOMS))
def test_rooms(doors: Doors, who: str) -> None:
    """Somebody opens what needs an account, and their own room; of every other they read that it is not theirs."""
    for endpoint, method in routes(doors.site):
        kind = next((kind for kind in SEES if who in SEES[kind]), "request")
        answer = doors.knock(who, endpoint, method, kind)
        inside = ASKED[endpoint] == SIGNED_IN or endpoint.split(".")[0] == ROOMS[who]
        assert (WRONG_ROOM.encode() in answer.data) is not inside, (endpoint, method)
        assert answer.status_code < 500, (endpoint, method)
        assert inside or answer.status_code == 403, (endpoint, method)
        if inside and ASKED[endpoint] == BROKERS:
            assert (answer.status_code == 403) is (who not in OFFICE), (endpoint, method)


@pytest.mark.parametrize("kind", list(SEES))
@pytest.mark.parametrize("who", [who for who, room in ROOMS.items() if room != "admin"])
def test_cases(doors: Doors, who: str, kind: str) -> None:
    """In their room somebody opens the cases that they see; the others are not there, to read or to move."""
    for endpoint, method in routes(doors.site):
        room, page = endpoint.split(".")
        if ASKED[endpoint] == CASE and room == ROOMS[who] and kind in ONLY.get(page, SEES):
            answer = doors.knock(who, endpoint, method, kind)
            assert answer.status_code < 500, (endpoint, method)
            assert (answer.status_code != 404) is (who in SEES[kind]), (endpoint, method, answer.status_code)


def test_nothing_happened(doors: Doors) -> None:
    """After all knocking every case is as it was: nobody's empty form moves or writes anything.

    A letter is held back without a question, by who may; tests/web/test_letters.py and those of tending ask who that is.
    """
    refs = doors.cases.values()
    before = {ref: doors.site.programme.kinds(ref) for ref in refs}
    for who in ROOMS:
        for endpoint, method in routes(doors.site):
            if method == "POST" and ASKED[endpoint] == CASE:
                for kind in ONLY.get(endpoint.split(".")[1], SEES):
                    doors.knock(who, endpoint, method, kind)
    assert {ref: doors.site.programme.kinds(ref) for ref in refs} == before
