"""A template, facts and a language become a letter, or an error that says what is missing."""

from copy import deepcopy

import pytest

import letters
from letters import Letter, MissingFact, UnknownLanguage, UnknownLetter, render
from letters.shelf import TEXTS
from tests.letters import samples


def test_the_whole_letter() -> None:
    """A letter greets, says what happened, what to do, where and by when, quotes, and says whom to ask."""
    assert render("request_incomplete", samples.full(), "en").text == (
        "Dear Requester, Agona West,\n"
        "\n"
        "The broker has looked at your request “Environmental health and\n"
        "sanitation” (EXC-2017-0001). Something is missing.\n"
        "\n"
        "It is your turn: please send what is missing by 3 May 2017, 23:59\n"
        "(Africa/Accra).\n"
        "\n"
        "Complete your request here:\n"
        "http://127.0.0.1:8000/portal/cases/EXC-2017-0001\n"
        "\n"
        "This is missing:\n"
        "\n"
        "> The consent of the mayor.\n"
        "> The period.\n"
        "\n"
        "If we receive no answer in time, the request is closed as withdrawn. If\n"
        "you need help, please ask the broker before that day.\n"
        "\n"
        "If you have a question, please ask the broker at the CONNECT\n"
        "secretariat. You reach the broker here: broker@connect.example\n"
        "\n"
        "Kind regards,\n"
        "\n"
        "The CONNECT secretariat\n"
    )


def test_subject() -> None:
    """The subject begins with the reference and names the date."""
    letter = render("request_incomplete", samples.full(), "en")
    assert letter.subject == f"EXC-2017-0001: please complete your request by {samples.DUE}"


def test_pure() -> None:
    """The same facts give the same letter, and are left as they were."""
    facts = samples.full()
    before = deepcopy(facts)
    assert render("welcome", facts, "en") == render("welcome", facts, "en")
    assert facts == before


def test_nameless_reader() -> None:
    """Somebody whose name is not known, or erased, is greeted as a colleague."""
    assert render("welcome", samples.minimal(), "en").text.startswith("Dear colleague,\n")


@pytest.mark.parametrize(
    ("part", "told"),
    [("expert", "ask the broker at"), ("broker", "ask the lead broker"), ("lead_broker", "of this case")],
)
def test_whom_to_ask(part: str, told: str) -> None:
    """The broker is not sent to the broker with a question."""
    facts = samples.minimal(reader={"name": "", "part": part})
    assert told in " ".join(render("task", facts, "en").closing.split())


def test_long_subject_is_cut() -> None:
    """A subject that would be too long ends in an ellipsis."""
    facts = samples.full()
    facts["case"]["due"] = "3 May 2017, 23:59 " + "in a very long zone " * 10
    subject = render("terms_changed", facts, "en").subject
    assert len(subject) == 120
    assert subject.endswith("…")


def test_subject_is_one_line_whatever_is_in_it() -> None:
    """A line end that came in with a fact cannot begin another header."""
    facts = samples.full()
    facts["case"]["due"] = "3 May\r\nBcc: everybody@example.org"
    assert render("terms_changed", facts, "en").subject.endswith("by 3 May Bcc: everybody@example.org")


def test_title_cannot_pass_for_the_letter() -> None:
    """A title with line ends stays one phrase."""
    facts = samples.full()
    facts["case"]["title"] = "Waste\n\nIt is your turn:\u2028pay"
    assert "“Waste It is your turn: pay”" in " ".join(render("welcome", facts, "en").body.split())


def test_braces_that_somebody_typed() -> None:
    """What people type is quoted, never run as a template."""
    facts = samples.full(reason="{{ case.ref }} {% if %}")
    assert "> {{ case.ref }} {% if %}" in render("request_rejected", facts, "en").text


def test_exchange_of_one_day() -> None:
    """An exchange of one day takes place on a day, not from one to another."""
    facts = samples.full()
    facts["case"]["last_day"] = facts["case"]["first_day"]
    assert "It takes place on 15 May 2017." in " ".join(render("exchange_arranged", facts, "en").body.split())


@pytest.mark.parametrize(
    ("clock_move", "told"),
    [
        ("lapse", "it is closed as withdrawn"),
        ("expire_offer", "the offer ends and the application is closed"),
        ("another", "CONNECT goes on without it"),
    ],
)
def test_last_reminder(clock_move: str, told: str) -> None:
    """The last reminder says what the clock will do, and after which day."""
    facts = samples.full(others={"clock_move": clock_move})
    body = " ".join(render("last_reminder", facts, "en").body.split())
    assert f"If we receive no answer in time, {told}. This happens by itself after {samples.DUE}." in body


def test_preparation_anew() -> None:
    """An expert added with a reason starts the preparation anew; one added without does not."""
    anew = "The preparation begins anew."
    assert anew in render("expert_proposed", samples.full(), "en").body
    assert anew not in render("expert_proposed", samples.full(reason=None), "en").body


def test_unknown_language() -> None:
    """A language without letters is named, with those that there are."""
    with pytest.raises(UnknownLanguage, match=r"no letters in the language “tlh”\. There are letters in: en"):
        render("welcome", samples.minimal(), "tlh")


@pytest.mark.parametrize("name", ["no_such_letter", "_closing", "../en/welcome", ""])
def test_unknown_letter(name: str) -> None:
    """A name that is no letter, a shared part included, is told with the file to add."""
    with pytest.raises(UnknownLetter, match="There is no letter “"):
        render(name, samples.minimal(), "en")


def test_missing_fact() -> None:
    """A letter that lacks a fact it needs is not written."""
    facts = samples.minimal()
    del facts["link"]
    with pytest.raises(MissingFact, match="The letter “welcome” cannot be written: 'link' is undefined"):
        render("welcome", facts, "en")


def test_empty_fact() -> None:
    """A fact that is there but empty leaves no hole in a sentence."""
    with pytest.raises(MissingFact, match="a value in a sentence is empty"):
        render("welcome", samples.minimal(link=None), "en")


def test_versions() -> None:
    """Each letter has its own version, twelve hex digits, made of its text and of what it shares."""
    assert set(letters.VERSIONS) == {name for name in TEXTS["en"] if not name.startswith("_")}
    assert all(len(version) == 12 and int(version, 16) >= 0 for version in letters.VERSIONS.values())
    assert len(set(letters.VERSIONS.values())) == len(letters.VERSIONS)


@pytest.mark.parametrize(("name", "changes"), [("welcome", True), ("_closing", True), ("baseline", False)])
def test_version_changes_with_the_text(name: str, changes: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A version changes when the letter or a shared part does, and not when another letter does."""
    english = {**TEXTS["en"], name: TEXTS["en"][name] + "."}
    monkeypatch.setattr("letters.shelf.TEXTS", {**TEXTS, "en": english})
    assert (letters.shelf._version("welcome") != letters.VERSIONS["welcome"]) == changes


def test_letter_is_three_parts() -> None:
    """The text of a letter is its greeting, its body and its closing."""
    assert Letter("S", "Dear one,", "Body.", "Bye").text == "Dear one,\n\nBody.\n\nBye\n"
