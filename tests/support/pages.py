"""Presses buttons as a browser does: opens the page, takes the form as it is rendered, fills it in, sends it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import app
import web
from records import sessions
from tests.support.stage import REGISTRY, Stage

DESK = ("broker", "other_broker", "lead", "committee")
Pairs = list[tuple[str, str]]


@dataclass
class Control:
    """A field of a form as it is rendered: what it can be, and what it is."""

    name: str
    kind: str
    value: str = ""
    checked: bool = False
    options: list[str] = field(default_factory=list)


@dataclass
class Rendered:
    """A form of a page."""

    action: str
    controls: list[Control] = field(default_factory=list)

    def named(self, name: str) -> list[Control]:
        """The controls of a name."""
        return [one for one in self.controls if one.name == name]


class Forms(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Rendered] = []
        self._in_text: Control | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remembers forms and their controls."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Rendered(given.get("action", "")))
        elif tag == "option" and self.forms:
            self._option(given)
        elif tag in ("input", "select", "textarea") and self.forms and "name" in given:
            kind = given.get("type", "text") if tag == "input" else tag
            control = Control(given["name"], kind, given.get("value", ""), "checked" in given)
            self.forms[-1].controls.append(control)
            self._in_text = control if tag == "textarea" else None

    def _option(self, given: Mapping[str, str]) -> None:
        control = self.forms[-1].controls[-1]
        control.options.append(given.get("value", ""))
        if "selected" in given:
            control.value = given["value"]

    def handle_data(self, data: str) -> None:
        """What stands in a text field; the line end after its tag is not part of it."""
        if self._in_text:
            self._in_text.value += data if self._in_text.value else data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        """The end of a text field."""
        if tag == "textarea":
            self._in_text = None


class Pages:
    """The web application of a stage: somebody is signed in with a session of their own."""

    def __init__(self, stage: Stage, home: Path) -> None:
        self.stage = stage
        settings = app.Settings.read({"CONNECT_HOME": str(home), "CONNECT_DATABASE_URL": str(stage.database.url)}, home)
        connect = app.Connect(settings, REGISTRY)
        connect.database, connect.now = stage.database, lambda: stage.now  # type: ignore[method-assign]
        self.app: Flask = web.build(connect)
        self._clients: dict[str, FlaskClient] = {}

    def client(self, person: str) -> FlaskClient:
        """The browser of somebody who is signed in, also after the stage went back to before they did so."""
        client = self._clients.setdefault(person, self.app.test_client())
        with self.stage.database.begin() as connection:
            token = sessions.begin(connection, person, browser="a test", now=self.stage.now)
        with client.session_transaction() as kept:
            kept["token"] = token
        return client

    def press(self, person: str, ref: str, trigger: str, press: Mapping[str, Any]) -> str:
        """Look what a button would do, then press it; the reference of the case. Whatever else comes is a failure."""
        foreseen = self.send(person, ref, trigger, press, preview="yes")
        assert foreseen.status_code == 200, f"preview: {foreseen.status_code}: {told(foreseen.text)}"
        answer = self.send(person, ref, trigger, press)
        assert answer.status_code == 303, f"{answer.status_code}: {told(answer.text)}"
        return str(answer.location).rsplit("/", 1)[-1]

    def send(self, person: str, ref: str, trigger: str, press: Mapping[str, Any], **more: str) -> TestResponse:
        """Open the page, fill in the form of the button as it is there, and send it."""
        client, room = self.client(person), self.room(person)
        new = ref in REGISTRY.names()
        page = f"/{room}/new/{ref}/{trigger}" if new else f"/{room}/cases/{ref}"
        action = page if new else f"{page}/transitions/{trigger}"
        # What a form asks by turns is chosen by a link of the page.
        turn = {name: one for name, one in (press.get("form") or {}).items() if name == "questionnaire"}
        opened = client.get(page, query_string=turn)
        assert opened.status_code == 200, f"{page}: {opened.status_code}"
        form = rendered(opened.text, action)
        if any(not form.named(f"waive.{code}") for code in press.get("waivers") or ()):
            # What can be waived is asked for once it has been refused.
            refused = client.post(action, data=_multi(*filled(form, {**press, "waivers": {}})))
            assert refused.status_code == 409, f"{action}: {refused.status_code}"
            form = rendered(refused.text, action)
        data, files = filled(form, press)
        return client.post(action, data=_multi([*data, *more.items()], files))

    def read(self, person: str, ref: str) -> str:
        """The page of a case as somebody sees it."""
        answer = self.client(person).get(f"/{self.room(person)}/cases/{ref}")
        assert answer.status_code == 200
        return answer.text

    def room(self, person: str) -> str:
        """Where somebody reads cases."""
        return "desk" if person in [self.stage.people.get(name) for name in DESK] else "portal"


def rendered(text: str, action: str) -> Rendered:
    """The form of a button as it is on a page."""
    form = next((one for one in Forms(text).forms if one.action == action), None)
    assert form is not None, f"there is no form for {action}: {told(text, action.rsplit('/', 1)[-1])}"
    return form


def filled(form: Rendered, press: Mapping[str, Any]) -> tuple[Pairs, dict[str, str]]:
    """What the browser sends: the form as rendered, with these answers in it; and the names of its files."""
    wanted = answers(form, press)
    files = {name: values[0] for name, values in wanted.items() if any(c.kind == "file" for c in form.named(name))}
    kept = [pair for pair in _as_rendered(form) if pair[0] not in wanted]
    return [*kept, *((n, v) for n, values in wanted.items() if n not in files for v in values)], files


def answers(form: Rendered, press: Mapping[str, Any]) -> dict[str, list[str]]:
    """The answers of a press by the names under which the form asks for them; it must ask for all, and offer them."""
    wanted: dict[str, list[str]] = {}
    for name, value in _names(form, press):
        wanted.setdefault(name, []).append(value)
    for name, values in wanted.items():
        _can_be_said(form, name, values)
    return wanted


def _names(form: Rendered, press: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in (press.get("form") or {}).items():
        yield from _flat(form, name, value)
    for code, reason in (press.get("waivers") or {}).items():
        yield f"waive.{code}", reason
    for name in ("on_behalf_of", "on_behalf_reason"):
        if press.get(name):
            yield name, press[name]


def _flat(form: Rendered, name: str, value: Any) -> Iterator[tuple[str, str]]:
    """The names under which a page asks for an answer: `NAME-first`, `NAME-0-COLUMN`, or NAME, once or repeated."""
    match value:
        case {"first": first, "last": last}:
            yield from ((f"{name}-first", first), (f"{name}-last", last))
        case [dict(), *_]:
            for number, row in zip(_rows(form, name), value, strict=False):
                for column, answer in row.items():
                    yield from _flat(form, f"{name}-{number}-{column}", answer)
        case bool():
            yield from ([(name, "yes")] if value else [])
        case list():
            yield from ((name, str(one)) for one in value)
        case _:
            yield name, str(value)


def _rows(form: Rendered, name: str) -> list[int]:
    starts = (
        one.name.removeprefix(f"{name}-").split("-")[0] for one in form.controls if one.name.startswith(f"{name}-")
    )
    return [int(number) for number in dict.fromkeys(starts) if number.isdecimal()]


def _can_be_said(form: Rendered, name: str, values: list[str]) -> None:
    """The page asks for it, and offers these answers where it offers any."""
    controls = form.named(name)
    assert controls, f"{form.action} does not ask for {name}; it asks for {sorted({one.name for one in form.controls})}"
    if any(one.kind in ("select", "checkbox") for one in controls):
        offered = {option for one in controls for option in (one.options or [one.value])}
        assert set(values) <= offered, f"{form.action} offers {sorted(offered)} for {name}, not {values}"


def _as_rendered(form: Rendered) -> Iterator[tuple[str, str]]:
    for one in form.controls:
        if one.kind not in ("checkbox", "file") or (one.kind == "checkbox" and one.checked):
            yield one.name, one.value


def _multi(data: Pairs, files: Mapping[str, str]) -> dict[str, Any]:
    sent: dict[str, Any] = {}
    for name, value in data:
        sent.setdefault(name, []).append(value)
    paper = {name: (BytesIO(b"A letter that is signed.\n"), "letter.txt") for name in files}
    return {**sent, **paper}


def told(text: str, trigger: str = "") -> str:
    """What a page says of an error, without its tags."""
    start = text.find(f'id="why-{trigger}"') if trigger else text.find('role="alert"')
    piece = text[max(start, 0) : max(start, 0) + 1500]
    return " ".join("".join(c if c not in "<>" else " " for c in piece).split())[:900]
