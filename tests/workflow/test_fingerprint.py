"""A fingerprint changes with the law and with nothing else."""

import importlib.util
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from operator import attrgetter
from pathlib import Path

import pytest

from tests.support.toys import LOAN, WISH
from workflow.definition import Workflow
from workflow.fingerprint import fingerprint, rules
from workflow.history import canonical, hash_of
from workflow.syntax import NoSource

LAW = '''
from dataclasses import dataclass

from tests.support import toys
from workflow.definition import FollowUp, Kind, Milestone, Part, START, State, Transition, Workflow, guard, stay
from workflow.forms import Choice, Day, Form, Table, Text
from workflow.moments import after, on, working_days
from workflow.snapshot import Facts

ONE = Milestone("one", "One", 1)
clerk, other = Part("clerk", "the clerk"), Part("other", "the other")
MOST = 3


@dataclass(frozen=True)
class Thing(Facts):
    @property
    def size(self):
        return self.value("size") or 0

    @property
    def unread(self):
        return 1


class Row(Form):
    name = Text("Name")


class Size(Form):
    size = Choice("Size", {"s": "Small", "l": "Large"}, required=True)
    day = Day("Day")
    rows = Table("Rows", Row, most=5)


def limit_of(thing):
    """How much."""
    return MOST  # three


def bounded(most):
    @guard(rule="Small.", refusal="{size} is too large.")
    def fits(thing: Thing) -> object:
        """Whether it fits."""
        return None if thing.size <= min(most, limit_of(thing)) else {"size": thing.size}

    return fits


a = State("a", "A", "A", ONE, turn=(clerk,), limit=working_days(5))
b = State("b", "B", "B", ONE, end=True)

DEFINITION = Workflow(
    "thing", "thing", 1, "Thing", "THING", Thing, (a, b),
    (
        Transition("make", "Make", START >> a, by=(clerk,)),
        Transition("fit", "Fit", a >> b, by=(clerk,), form=Size, guards=(bounded(9),), letters={"fitted": clerk}),
        Transition("note", "Note", stay(a), by=(clerk,), record=lambda t, f: {"x": 1}, seats=lambda t, f: t.size),
    ),
    title=lambda thing: "A thing",
    country=lambda thing: "NL",
    follow_ups=(FollowUp("ask", Kind.ASK, after("day", days=7), (clerk,), "Ask", group="later"),),
)
'''
numbers = count()


@pytest.fixture
def declared(tmp_path: Path) -> Callable[..., Workflow]:
    """Declares the law above with one change, in a file of its own."""

    def declare(old: str = "", new: str = "") -> Workflow:
        assert old in LAW
        file = tmp_path / f"law_{next(numbers)}.py"
        file.write_text(LAW.replace(old, new, 1), "utf-8")
        spec = importlib.util.spec_from_file_location("law", file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        definition: Workflow = module.DEFINITION
        return definition

    return declare


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# three", "# four"),
        ('"""How much."""', '"""How little."""'),
        ('"""Whether it fits."""', ""),
        ("(thing: Thing) -> object", "(thing)"),
        ("min(most, limit_of(thing))", "min(\n            most,\n            limit_of(thing),\n        )"),
        ('"A", "A", ONE', '"Begun", "Open", ONE'),
        ('"Small."', '"It is small."'),
        ('"{size} is too large."', '"Too large."'),
        ('"the clerk"', '"the official"'),
        ('"One", 1', '"First", 1'),
        ('"s": "Small"', '"s": "Little"'),
        ('"Fit",', '"Fit it",'),
        ('"Thing", "THING"', '"Stuff", "THING"'),
        ('"Ask", group', '"Ask them", group'),
        ('"A thing"', '"The thing"'),
        ("        return 1\n", "        return 2\n"),
        ("(a, b),\n", "(b, a),\n"),
        ("def limit_of", "def unused():\n    return 0\n\n\ndef limit_of"),
    ],
)
def test_same(declared: Callable[..., Workflow], old: str, new: str) -> None:
    """Comments, docstrings, layout, words, order and what no rule reads leave the fingerprint as it is."""
    assert fingerprint(declared(old, new)) == fingerprint(declared())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("thing.size <= min", "thing.size < min"),
        ("bounded(9)", "bounded(8)"),
        ("MOST = 3", "MOST = 4"),
        ("return MOST", "return MOST + 1"),
        ('self.value("size") or 0', 'self.value("size") or 1'),
        ("a >> b", "(a, b) >> b"),
        ("stay(a)", "a >> a"),
        ("a >> b, by=(clerk,)", "a >> b, by=(clerk, other)"),
        ("working_days(5)", "working_days(6)"),
        ('"One", 1', '"One", 2'),
        ('"l": "Large"', '"xl": "Large"'),
        ("required=True", "required=False"),
        ('day = Day("Day")', 'date = Day("Day")'),
        ('Day("Day")', 'Text("Day")'),
        ("most=5", "most=6"),
        ('name = Text("Name")', 'name = Text("Name", required=True)'),
        ("guards=(bounded(9),)", "guards=()"),
        ('refusal="{size} is too large."', 'refusal="{size} is too large.", waivable=True'),
        ('refusal="{size} is too large."', 'refusal="{size} is too large.", mend="note"'),
        ('{"fitted": clerk}', '{"fitted": other}'),
        ('{"fitted": clerk}', '{"done": clerk}'),
        ('{"x": 1}', '{"x": 2}'),
        ('{"x": 1}', '{"x": "1"}'),
        ("t.size)", "t.size + 1)"),
        ("days=7", "days=8"),
        ("Kind.ASK", "Kind.LETTER"),
        ('"thing", 1,', '"thing", 2,'),
        ("class Size(Form):", "class Size(Form):\n    def check(self):\n        return 1\n"),
        ("end=True", "end=True, paused=lambda thing: True"),
    ],
)
def test_changed(declared: Callable[..., Workflow], old: str, new: str) -> None:
    """A changed rule, wherever it stands, is another law."""
    assert fingerprint(declared(old, new)) != fingerprint(declared())


def test_lambdas_in_one_line(declared: Callable[..., Workflow]) -> None:
    """Two functions without a name in one line are told apart."""
    note = next(one for one in rules(declared())["transitions"] if one["trigger"] == "note")
    assert note["record"]["does"]["node"] == "Dict"
    assert note["seats"]["does"]["node"] == "Attribute"


def test_helper_in_a_module(declared: Callable[..., Workflow]) -> None:
    """A helper that is called through its module is read as well."""
    reads = rules(declared("return MOST", "return len(toys.LETTERS) or MOST"))["reads"]
    assert "LETTERS" in reads


@pytest.mark.parametrize("definition", [WISH, LOAN], ids=["wish", "loan"])
def test_hash(definition: Workflow) -> None:
    """The fingerprint is the hash of the rules, so that stored rules prove themselves."""
    assert fingerprint(definition) == hash_of(canonical(rules(definition)))


def test_words_are_not_law() -> None:
    """No label, rule or refusal is among the rules."""
    said = canonical(rules(LOAN))
    for word in ("Prepared", "Keep back", "The dates are missing.", "the librarian"):
        assert word not in said


def test_engine_is_not_law() -> None:
    """What a guard reads of the engine's own facts is not among the rules."""
    assert rules(LOAN)["reads"].keys() == {"days", "LONGEST_LOAN"}


def test_no_source() -> None:
    """A rule whose source cannot be read is refused with its name."""
    with pytest.raises(NoSource, match="Write it as a function"):
        fingerprint(replace(LOAN, country=attrgetter("ref")))
