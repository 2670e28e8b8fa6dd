"""The registry knows which case types there are, and which references a trigger may draw."""

from dataclasses import replace
from importlib.metadata import EntryPoint, EntryPoints

import pytest

from tests.support.toys import LOAN, WISH, broken, registry
from workflow import registry as module
from workflow.definition import Link, Move
from workflow.errors import NotSound, UnknownType
from workflow.registry import Registry, discover

NEWER = replace(LOAN, version=2)


def test_newest() -> None:
    """New cases begin in the newest version."""
    types = Registry([NEWER, LOAN, WISH])
    assert types.newest("loan") is NEWER
    assert types.get("loan") is NEWER


def test_version() -> None:
    """A case that runs keeps the version it has."""
    assert Registry([NEWER, LOAN]).get("loan", 1) is LOAN


@pytest.mark.parametrize(("version", "named"), [(None, "book"), (3, "book 3")])
def test_unknown(version: int | None, named: str) -> None:
    """A type that is not installed is named beside those that are."""
    with pytest.raises(UnknownType) as raised:
        registry().get("book", version)
    assert raised.value.facts["type"] == named
    assert "wish" in " ".join(raised.value.facts["types"])


def test_unknown_version() -> None:
    """A version that is not installed is named beside those that are."""
    with pytest.raises(UnknownType, match=r"loan 3.+ loan 1"):
        registry().get("loan", 3)


def test_names() -> None:
    """Types and kinds are told in the order of declaration."""
    types = Registry([LOAN, WISH, NEWER, replace(LOAN, name="gift")])
    assert types.names() == ("loan", "wish", "gift")
    assert types.kinds() == ("loan", "wish")


def test_of_kind() -> None:
    """The types of a kind are given in their newest version."""
    gift = replace(LOAN, name="gift")
    assert Registry([LOAN, NEWER, gift, WISH]).of_kind("loan") == (NEWER, gift)


def test_every_version() -> None:
    """Whoever goes through the registry meets every version."""
    assert list(Registry([LOAN, NEWER, WISH])) == [LOAN, NEWER, WISH]


def test_declared_twice() -> None:
    """Two definitions may not claim one name and version."""
    with pytest.raises(NotSound, match="loan is not sound: version 1 is declared twice"):
        Registry([LOAN, replace(LOAN, label="Another")])


def test_linked() -> None:
    """A path of links leads to the types at its end; a link nobody has leads nowhere."""
    types = registry()
    assert types.linked(LOAN, "wishes") == (WISH,)
    assert types.linked(LOAN, "wishes.loans") == (LOAN,)
    assert types.linked(LOAN, "shelves") == ()


@pytest.mark.parametrize(
    ("name", "trigger", "drawn"),
    [
        ("wish", "ask", {"WISH"}),
        ("wish", "grant", {"LOAN"}),
        ("wish", "reword", set()),
        ("loan", "prepare", {"LOAN"}),
        ("loan", "give_back", set()),
        ("loan", "fly", set()),
        ("book", "fly", set()),
    ],
)
def test_draws(name: str, trigger: str, drawn: set[str]) -> None:
    """A trigger draws a number for every case that it, or what follows from it, may make."""
    assert registry().draws(name, trigger) == drawn


def test_draws_from_afar() -> None:
    """A linked move that makes a case draws its number."""
    grants = broken(LOAN, "give_back", moves=(Move("wishes", "grant"),))
    assert registry(grants).draws("loan", "give_back") == {"LOAN"}


def test_draws_of_loops() -> None:
    """Linked moves that cause each other end."""
    again = broken(LOAN, "give_back", moves=(Move("wishes.loans", "give_back"), Move("wishes", "grant")))
    assert registry(again).draws("loan", "give_back") == {"LOAN"}


def test_draws_in_every_version() -> None:
    """A case of an older version draws what its version makes."""
    older = broken(WISH, "grant", moves=())
    assert Registry([older, replace(WISH, version=2), LOAN]).draws("wish", "grant") == {"LOAN"}


def test_draws_of_every_type() -> None:
    """A case made under a link may be of any type of its kind."""
    gift = replace(LOAN, name="gift", prefix="GIFT", links=(Link("wishes", "wish"),))
    assert registry(gift).draws("wish", "grant") == {"LOAN", "GIFT"}


def installed(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """Lets one package be installed that names a definition."""
    point = EntryPoint("extra", value, module.GROUP)
    monkeypatch.setattr(module, "entry_points", lambda group: EntryPoints([point]).select(group=group))


def test_discover(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package brings its definition by an entry point."""
    installed(monkeypatch, "tests.support.toys:LOAN")
    assert discover() == (LOAN,)


def test_discover_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry point that names no definition is refused by name."""
    installed(monkeypatch, "tests.support.toys:LETTERS")
    with pytest.raises(NotSound, match=r"extra is not sound: .+ is not a Workflow"):
        discover()
