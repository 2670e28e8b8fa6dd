"""Every guard refuses once and allows once, and says what its sentence needs."""

from string import Formatter

import pytest

from tests.states import examples_application, examples_call, examples_exchange, examples_request
from tests.states.examples import Example
from workflow.definition import Guard, Workflow

FILES = (examples_request, examples_call, examples_application, examples_exchange)
EVERY = [(file.DEFINITION, example) for file in FILES for example in file.EXAMPLES]


def guards_of(definition: Workflow) -> dict[str, Guard]:
    """The guards of a type by code."""
    of_transitions = (guard for one in definition.transitions for guard in one.guards)
    of_states = (guard for state in definition.states for guard in state.holds)
    return {guard.code: guard for guard in (*of_transitions, *of_states)}


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


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.DEFINITION.name)
def test_all_have_examples(file: object) -> None:
    """There is an example of every guard, and of nothing else."""
    assert sorted(one.code for one in file.EXAMPLES) == sorted(guards_of(file.DEFINITION))
