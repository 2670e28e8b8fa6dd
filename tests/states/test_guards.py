"""Every guard refuses once and allows once, and says what its sentence needs."""

from importlib import import_module
from pkgutil import iter_modules
from string import Formatter

import pytest

from states.all import DEFINITIONS
from tests import states
from tests.states.examples import Example, guards_of
from workflow.definition import Workflow

FILES = [import_module(f"tests.states.{one.name}") for one in iter_modules(states.__path__) if "examples_" in one.name]
EXAMPLES = {file.DEFINITION.name: file.EXAMPLES for file in FILES if hasattr(file, "EXAMPLES")}
EVERY = [(definition, one) for definition in DEFINITIONS for one in EXAMPLES.get(definition.name, ())]


def placeholders(sentence: str) -> set[str]:
    """What a sentence leaves open."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize(("definition", "example"), EVERY, ids=[f"{d.name}-{e.code}" for d, e in EVERY])
def test_guard(definition: Workflow, example: Example) -> None:
    """It says no where it should, with all its sentence needs, and yes where it should."""
    guard = guards_of(definition)[example.code]
    bad = example.form if example.bad is None else example.bad
    refusal = guard.test(example.refuses, bad) if guard.asks_form else guard.test(example.refuses)
    assert refusal is not None
    assert placeholders(guard.refusal) <= set(refusal)
    assert (example.told or {}).items() <= dict(refusal).items()
    allowed = guard.test(example.allows, example.form) if guard.asks_form else guard.test(example.allows)
    assert allowed is None


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda one: one.name)
def test_all_have_examples(definition: Workflow) -> None:
    """There is an example of every guard, and of nothing else."""
    assert sorted(one.code for one in EXAMPLES.get(definition.name, ())) == sorted(guards_of(definition))
