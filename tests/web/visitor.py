"""Pages as somebody reads them who has no browser: what a form would send, which buttons are there, what the text says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from records import sessions
from records.tables import Session
from web import fields
from web.given import EXTENSION
from workflow.definition import Workflow

SILENT = ("script", "style", "head")  # what nobody reads
INLINE = ("a", "code", "em", "label", "span", "strong")  # what stands in a line of text


@dataclass(repr=False)
class Page(HTMLParser):
    """A page: `forms` is address → what a browser would send, `disabled` the labels of buttons that cannot be pressed.

    `invalid` are the names of the fields that are marked as wrong.
    """

    html: str
    forms: dict[str, MultiDict[str, str]] = field(default_factory=dict)
    disabled: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)
    _form: MultiDict[str, str] | None = None
    _within: str = ""  # the field whose text or options are being read
    _button: bool = False
    _silent: int = 0
    _said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)
        self.feed(self.html)

    @property
    def text(self) -> str:
        """What is read, on one line."""
        return re.sub(r"\s+", " ", "".join(self._said)).strip()

    def trigger(self, name: str) -> MultiDict[str, str]:
        """What the form of a trigger would send."""
        return next(form for address, form in self.forms.items() if address.rsplit("/", 1)[-1] == name)

    @property
    def triggers(self) -> set[str]:
        """The triggers that have a form."""
        return {address.rsplit("/", 1)[-1] for address in self.forms if "/transitions/" in address}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remembers ids, forms, fields and buttons."""
        given = {name: value or "" for name, value in attrs}
        self._said += [] if tag in INLINE else [" "]
        self.ids += [given["id"]] if "id" in given else []
        self.invalid += [given["name"]] if "aria-invalid" in given and "name" in given else []
        self._silent += tag in SILENT
        if tag == "form":
            self._form = self.forms.setdefault(given.get("action", ""), MultiDict())
        elif tag == "button":
            self._button = "disabled" in given
        elif self._form is not None:
            self._field(self._form, tag, given)

    def _field(self, form: MultiDict[str, str], tag: str, given: Mapping[str, str]) -> None:
        kind, name = given.get("type", "text"), given.get("name", "")
        if tag == "input" and name and kind != "file" and (kind != "checkbox" or "checked" in given):
            form.add(name, given.get("value", ""))
        elif tag in ("select", "textarea"):
            self._within = name
            form.setlistdefault(name, [""])
        elif tag == "option" and "selected" in given:
            form[self._within] = given["value"]

    def handle_endtag(self, tag: str) -> None:
        """The end of a form, a field or a button."""
        self._silent -= tag in SILENT
        self._said += [] if tag in INLINE else [" "]
        if tag == "form":
            self._form = None
        elif tag == "button":
            self._button = False
        elif tag == "textarea" and self._form is not None:
            self._form[self._within] = self._form[self._within].removeprefix("\n")
        if tag in ("select", "textarea"):
            self._within = ""

    def handle_data(self, data: str) -> None:
        """Text, of a field or of the page."""
        if self.lasttag == "textarea" and self._within and self._form is not None:
            self._form[self._within] += data
        if self._button and data.strip():
            self.disabled.append(data.strip())
        if not self._silent:
            self._said.append(data)


@dataclass
class Visitor:
    """Somebody at the pages: opens them, fills in their forms, presses their buttons."""

    app: Flask
    client: FlaskClient

    @classmethod
    def at(cls, app: Flask, person: str | None = None) -> "Visitor":
        """Somebody, signed in as a person (`PER-…`) if one is named; without asking for the password."""
        visitor = cls(app, app.test_client())
        if person:
            with app.extensions[EXTENSION].database.begin() as connection:
                token = sessions.begin(connection, person, browser="a test", now=datetime.now(UTC))
                # However far a test moves the clock, they stay signed in.
                connection.execute(update(Session.__table__).values(until=datetime(9999, 1, 1, tzinfo=UTC)))
            with visitor.client.session_transaction() as kept:
                kept["token"] = token
        return visitor

    def get(self, address: str, status: int = 200) -> Page:
        """A page that answers as expected."""
        answer = self.client.get(address)
        assert answer.status_code == status, (answer.status_code, answer.text)
        return Page(answer.text)

    def post(self, address: str, sent: Any) -> TestResponse:
        """What comes of sending a form."""
        return self.client.post(address, data=sent.to_dict(flat=False) if isinstance(sent, MultiDict) else sent)

    def press(
        self, page: str, address: str, definition: Workflow, form: Mapping[str, Any] | None = None, **beside: str
    ) -> TestResponse:
        """Open a page, fill in the form at an address with JSON values, press: `preview="yes"` looks first.

        `beside` are further names as they are sent; `waive_CODE` stands for `waive.CODE`.
        """
        sent = self.get(page).forms[address].copy()
        asked = fields.asked_by(definition, address.rsplit("/", 1)[-1])
        for name in [name for name in sent if name.partition("-")[0] in (form or {})]:
            del sent[name]
        sent.update(fields.encode(asked, form or {}))
        for name, value in beside.items():
            sent[name.replace("waive_", "waive.", 1)] = value
        return self.post(address, sent)
