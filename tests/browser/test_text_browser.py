"""The opening story in a text browser, a real one in a terminal: from expertise sought to evaluated by keys and words."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from tests.support.opening import TOLD, arrived, days
from tests.support.served import Served, demonstration
from tests.support.textbrowser import ENTER, TAB, TextBrowser


class Reader:
    """Somebody who reads pages as text, and the cases of Moroto."""

    def __init__(self, served: Served, browser: TextBrowser) -> None:
        self.served, self.browser = served, browser
        self.page = ""

    def sign_in(self, account: str) -> None:
        """By the form at the start; whoever was signed in signs out first."""
        if "Sign out" in self.page:
            self.page = self.browser.follow("Sign out")
            assert "You are signed out." in self.page
        self.page = self.browser.follow("Sign in")
        self.browser.top()
        self.browser.fill("Email", f"{account}@connect.example")
        self.browser.fill("Password", self.served.password)
        self.browser.type(TAB, ENTER)
        self.page = self.browser.page()
        assert "My turn" in self.page

    def look_up(self, ref: str) -> None:
        """Find a case by its reference, and open it."""
        self.browser.follow("Desk")
        self.browser.top()
        self.browser.fill("Reference, place", ref)
        self.browser.type(TAB, ENTER)
        assert ref in self.browser.page()
        self.page = self.browser.follow(f"{ref} Local")  # the link, not the field that still says what was sought
        assert "Where it stands" in self.page

    @contextmanager
    def press(self, form: str, said: str) -> Iterator[TextBrowser]:
        """Answer a form, whose first line begins so, and press its button; the page then says what was done."""
        self._to(form)
        yield self.browser
        self.browser.find("What will happen")
        self._send(said, TAB)

    def push(self, button: str, said: str) -> None:
        """Press a button that asks nothing."""
        self._to(button)
        self._send(said)

    def _to(self, words: str) -> None:
        self.browser.top()
        self.browser.find("What you can do")
        self.browser.find(words)

    def _send(self, said: str, *keys: str) -> None:
        self.browser.type(*keys, ENTER)
        self.page = self.browser.page()
        assert said in self.page.partition("Where it stands")[0], self.page

    def told(self, form: str, said: str) -> None:
        """Press what a party agreed to by telephone."""
        with self.press(form, said) as answer:
            _on_behalf(answer)


def _on_behalf(answer: TextBrowser) -> None:
    answer.choose("On whose behalf", "of")
    answer.fill("How did they tell", TOLD)


def test_the_opening_story(loaded: Path, tmp_path: Path) -> None:
    """The broker reads the work list, decides, and takes the request to its end; nothing needs more than text."""
    with demonstration(loaded) as served, TextBrowser(tmp_path, served.address) as browser:
        reader = Reader(served, browser)
        _match(reader)
        _prepare(reader)
        _confirm_by_other_eyes(reader)
        _carry_out(reader)
        assert arrived(served)


def _match(reader: Reader) -> None:
    offer = reader.served.ref("application")
    reader.sign_in("broker")
    reader.page = reader.browser.follow("Moroto District")
    assert "Closed" in reader.page
    with reader.press("Decide leads to", "is now “Decided”.") as answer:
        answer.choose("Outcome", "Matched")
        answer.tick(offer)
        answer.choose("Form of exchange", "Expert")
        answer.find("not chosen")
        answer.find("Outcome")
        answer.choose("Outcome", "reserve")
    reader.page = reader.browser.follow(offer)
    first, last = days()
    with reader.press("Confirm leads to", "is now “Confirmed”.") as answer:
        answer.fill("First day", first)
        answer.fill("Last day", last)
        answer.tick("Expert of Sample City")


def _prepare(reader: Reader) -> None:
    reader.look_up(reader.served.ref("exchange"))
    with reader.press("Draft the terms", "is now “Terms drafted”.") as answer:
        answer.write("Objectives", "To plan the local economy together.")
        answer.write("Tasks", "To visit, and to advise.")
        answer.fill("Working days", "4")
        answer.fill("Place", "Moroto")
        answer.choose("Working language", "English")
        answer.fill("Indicator", "A plan that the council adopts")
    reader.told("Agree to the terms", "once these have agreed too: the expert.")
    reader.told("Agree to the terms", "is now “Terms agreed”.")
    with reader.press("Accept the invitation for a party", "is now “Terms agreed”.") as answer:
        _on_behalf(answer)
        answer.choose("Liaison", "Association")
    with reader.press("Record travel", "is now “Terms agreed”.") as answer:
        answer.find("Travel")
        answer.choose("Status", "settled")
        answer.find("Insurance")
        answer.choose("Status", "settled")
    with reader.press("Record the briefing", "is now “Terms agreed”.") as answer:
        answer.fill("Held on", date.today().isoformat())
        answer.tick("Expert of Sample City")
    assert "another broker confirms it" in reader.page


def _confirm_by_other_eyes(reader: Reader) -> None:
    reader.sign_in("lead.broker")
    reader.look_up(reader.served.ref("exchange"))
    first, last = days()
    with reader.press("Confirm the exchange", "The first day is past") as answer:
        answer.fill("First day", first)
        answer.fill("Last day", last)
        answer.fill("Place", "Moroto")
        answer.tick("Expert of Sample City")
        answer.find("Emergency contacts")
        answer.tick("Expert of Sample City")
    with reader.press("Confirm the exchange", "is now “Arranged”.") as answer:
        answer.fill("Why should it be possible", "Recorded after the fact.")


def _carry_out(reader: Reader) -> None:
    reader.sign_in("broker")
    reader.look_up(reader.served.ref("exchange"))
    reader.push("Start leads to", "is now “Under way”.")
    with reader.press("It took place leads to", "is now “Executed”.") as answer:
        answer.tick("It took place")
    with reader.press("Draft the report", "is now “Executed”.") as answer:
        answer.write("Report", "We met and planned.")
        answer.fill("How much of its goals", "80")
        answer.write("Lessons learnt", "Plan with the farmers.")
    reader.told("Agree to the report", "once these have agreed too: the expert.")
    reader.told("Agree to the report", "is now “Reported”.")
    with reader.press("Say how the lessons are shared for a party", "is now “Reported”.") as answer:
        _on_behalf(answer)
        answer.choose("With whom", "Local and regional")
        answer.write("How", "At the annual meeting.")
    assert "not answered the evaluation" in reader.page
    for party in ("Requester of Moroto", "Expert of Sample City"):
        _evaluate(reader, party)
    with reader.press("Conclude leads to", "is now “Evaluated”.") as answer:
        answer.write("Conclusion", "A plan was made.")


def _evaluate(reader: Reader, party: str) -> None:
    with reader.press("Answer a questionnaire for a party", "is now “Reported”.") as answer:
        answer.choose("On whose behalf", party)
        answer.fill("How did they tell", TOLD)
        answer.choose("Questionnaire", "Evaluation")
        answer.fill("How much of its goals", "80")
        answer.choose("When will you use", "Within a year")
        answer.choose("What follow-up", "stay in touch")
