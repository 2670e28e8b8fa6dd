"""The application of a test, and the programme behind it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event
from werkzeug.test import TestResponse

import app
from tests.support.programme import Programme
from tests.web.visitor import Page, Visitor
from workflow.definition import Workflow

SETTINGS = {"CONNECT_SECRET_KEY": "only-for-tests-of-pages"}


class Program(app.Connect):
    """The program, whose clock is the programme's."""

    def __init__(self, settings: app.Settings, programme: Programme) -> None:
        super().__init__(settings)
        self.programme = programme

    def now(self) -> datetime:
        """The moment of the test."""
        return self.programme.now


class Site:
    """The pages and what is behind them; `programme` brings cases to where a test begins."""

    def __init__(self, url: str, home: Path, **settings: str) -> None:
        self.programme = Programme(url)
        read = app.Settings.read({"CONNECT_DATABASE_URL": url, **SETTINGS, **settings}, home)
        self.program = Program(read, self.programme)
        self.app = app.create_app(self.program)
        self._visitors: dict[str | None, Visitor] = {}

    def visitor(self, name: str | None = None) -> Visitor:
        """Somebody of the programme, signed in, the same whenever asked for; nobody in particular if none is named."""
        if name not in self._visitors:
            self._visitors[name] = Visitor.at(self.app, self.programme.people[name] if name else None)
        return self._visitors[name]

    def law(self, ref: str) -> Workflow:
        """The definition of a case, or of a type."""
        registry = self.program.registry
        return registry.get(ref) if ref in registry.names() else registry.get(self.programme.case(ref).type)

    def press(
        self, who: str, ref: str, trigger: str, form: Any = None, *, room: str = "desk", **beside: str
    ) -> TestResponse:
        """Somebody opens a case, fills in the form of a trigger, and presses."""
        page, address = f"/{room}/cases/{ref}", f"/{room}/cases/{ref}/transitions/{trigger}"
        return self.visitor(who).press(page, address, self.law(ref), form, **beside)

    def begin(
        self, who: str, type_: str, trigger: str, form: Any, *, room: str = "desk", **beside: str
    ) -> TestResponse:
        """Somebody opens the form that begins a case, fills it in, and presses."""
        address = f"/{room}/new/{type_}/{trigger}"
        return self.visitor(who).press(address, address, self.law(type_), form, **beside)

    def page(self, who: str, ref: str, *, room: str = "desk") -> Page:
        """The page of a case."""
        return self.visitor(who).get(f"/{room}/cases/{ref}")

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """The statements that the block sends to the database."""
        sent: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            sent.append(statement)

        event.listen(self.program.database, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(self.program.database, "before_cursor_execute", note)

    def close(self) -> None:
        """Let go of the database."""
        self.programme.close()
        self.program.database.dispose()


def request_form(site: Site) -> dict[str, Any]:
    """What a request asks."""
    return {
        "governments": [site.programme.bodies["north"]],
        "topic": "waste",
        "challenge": "Waste is burnt beside the market.",
        "hoped_for": [{"indicator": "Households served"}],
        "period": {"first": "2018-04-01", "last": "2018-12-31"},
        "languages": ["en"],
        "people": [site.programme.people["north"]],
    }
