"""Whatever is sent to a form: an answer with a sentence, never an error of ours, and every case stays whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from records import migrate
from tests.web.site import Site
from tests.web.test_every_door import ROOMS, TRIGGERS, Doors
from tests.web.visitor import Page
from workflow.tables import cases, entries, follow_ups, outbox

# What no page sends, and people with other programs do.
ODD = (
    *("", " ", "\0", "a\0b", "-1", "0", "9" * 40, "1e309", "NaN", "0x10", "１２", "true", "null", "[]", "{}", "yes"),
    *("2018-02-30", "0001-01-01", "9999-12-31", "2018-13-01", "+2018-01-01", "23:59", "Mars/Olympus", "xx"),
    *("PER-0001", "PER-9999", "ORG-0001", "DOC-0001", "REQ-2018-0001", "EXC-2018-0001", "CALL-9999-9999", "SYS"),
    *(
        "<script>alert(1)</script>",
        "' OR 1=1 --",
        "{0.__class__}",
        "{{ 7*7 }}",
        "%s%n",
        "../../etc/passwd",
        "a\r\nBcc: b@c",
    ),
    *("\u202eabc", "💥" * 300, "x" * 100_000, "é" * 201, "\ufffe"),
)
# These end the session of whoever sends them, and then nothing more would be asked.
LEFT_OUT = ("/logout", "/sessions/end", "/login", "/scheme")
# Who has forms that the others have not; the last three on the pages of cases alone.
WHO = ("broker", "north", "auditor", "admin", "committee", "city", "ghana")
ON_CASES = WHO[-3:]
PAGES = ("/account", "/account/letters", "/account/password", "/account/second-factor", "/account/data")


@dataclass(frozen=True)
class Form:
    """A form as somebody finds it on a page: where it goes, and what a browser would send."""

    who: str
    address: str
    sent: MultiDict[str, str]

    @property
    def name(self) -> str:
        """The same form for every case: its address without what is one case's."""
        return "/".join(part for part in self.address.split("/") if "-20" not in part)


@pytest.fixture(scope="module")
def found(doors: Doors) -> dict[str, "Form"]:
    """Every form that anybody finds, each once, by name."""
    return forms(doors)


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """The site with a case of every kind, on which all that is sent stays."""
    home = tmp_path_factory.mktemp("anything")
    url = f"sqlite:///{home}/connect.sqlite"
    migrate.upgrade(url)
    site = Site(url, home)
    yield Doors(site)
    site.close()


def pages(doors: Doors, who: str) -> Iterator[str]:
    """Where somebody finds forms: every page of their room that needs no more than what is there."""
    room = ROOMS[who]
    yield from PAGES if who == "north" else ()
    for rule in doors.site.app.url_map.iter_rules():
        if who in ON_CASES and rule.endpoint != f"{room}.case":
            continue
        if rule.endpoint.split(".")[0] == room and "GET" in (rule.methods or ()):
            # All that another page than the case's own asks is the same for every kind of case.
            for kind in TRIGGERS if rule.endpoint == f"{room}.case" else ("exchange",):
                yield doors._address(rule.endpoint, kind)
    if room in ("desk", "portal") and who not in ON_CASES:
        yield from (f"/{room}/new/{one}" for one in ("request/submit", "call/prepare", "application/submit"))


def forms(doors: Doors) -> dict[str, Form]:
    """Those of all pages."""
    found: dict[str, Form] = {}
    for who in WHO:
        visitor = doors.site.visitor(who)
        for page in pages(doors, who):
            answer = visitor.client.get(page)
            assert answer.status_code < 500, (who, page)
            if answer.status_code != 200 or "html" not in answer.content_type:
                continue
            assert answer.content_type == "text/html; charset=utf-8", page
            read = Page(answer.text)
            assert "/logout" in read.forms, page
            for address, sent in read.forms.items():
                form = Form(who, address or page, sent)
                if sent and not any(part in address for part in LEFT_OUT):
                    found.setdefault(form.name, form)
    return found


def whole(site: Site) -> None:
    """Each case counts its entries and knows its last one; whatever is owed was owed by an act that is there."""
    last = select(entries.c.ref, func.max(entries.c.seq).label("seq")).group_by(entries.c.ref).subquery()
    with site.program.database.connect() as connection:
        known = {row.ref: (row.seq, row.head) for row in connection.execute(select(cases))}
        there = select(entries.c.ref, entries.c.seq, entries.c.hash).join(
            last, (last.c.ref == entries.c.ref) & (last.c.seq == entries.c.seq)
        )
        written = {row.ref: (row.seq, row.hash) for row in connection.execute(there)}
        acts = select(entries.c.act)
        lost = [
            connection.scalar(select(func.count()).where(column.is_not(None), column.not_in(acts)))
            for column in (outbox.c.act, follow_ups.c.planned_by)
        ]
    assert known == {ref: kept for ref, kept in written.items() if ref in known}
    assert lost == [0, 0]


def send(doors: Doors, form: Form, changed: dict[str, Any], more: dict[str, str]) -> None:
    """The form is sent as it was changed: its answer is none of ours."""
    body = {**form.sent.to_dict(flat=False), **changed, **more}
    answer = doors.site.visitor(form.who).client.post(form.address, data=body)
    assert answer.status_code < 500, (form.name, changed, more, answer.text[-400:])


@st.composite
def changes(draw: st.DrawFn, form: Form) -> tuple[dict[str, Any], dict[str, str]]:
    """Up to four fields with something odd in them, some left out or sent twice, and one that nobody asked for."""
    names = [name for name in form.sent if name != "csrf_token"]
    value = st.one_of(st.sampled_from(ODD), st.text(max_size=20))
    several = st.one_of(value, st.lists(value, max_size=3))
    changed = draw(st.dictionaries(st.sampled_from(names), several, max_size=4)) if names else {}
    return changed, draw(
        st.dictionaries(st.sampled_from(("x", "preview", "waive.no_twin", "on_behalf_of")), value, max_size=1)
    )


def sent_anyhow(doors: Doors, form: Form, examples: int) -> None:
    """A form is sent with so many changes."""

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(changes(form))
    def anything(drawn: tuple[dict[str, Any], dict[str, str]]) -> None:
        send(doors, form, *drawn)

    anything()


def test_every_step_is_among_them(doors: Doors, found: dict[str, Form]) -> None:
    """The forms of the steps that a broker can take are among those that are sent: the crawl misses none."""
    pressed = {form.address.rsplit("/", 1)[-1] for form in found.values() if "/transitions/" in form.address}
    for kind, ref in doors.cases.items():
        here = {one.trigger for one in doors.site.programme.actions(ref, "broker").values() if one.allowed}
        assert here <= pressed, kind


@pytest.mark.parametrize("examples", [1, pytest.param(20, marks=pytest.mark.soak)])
def test_any_form(doors: Doors, found: dict[str, Form], examples: int) -> None:
    """Every form of every room, sent with anything in it, is answered with a sentence, and no case is half-written."""
    assert len(found) > 50

    for form in found.values():
        sent_anyhow(doors, form, examples)
    whole(doors.site)
