"""What people read: every letter has words and somebody who gets it, every text its translation."""

from collections.abc import Iterator
from typing import Any

from workflow.checks.subject import Subject, fields_of, quoted
from workflow.definition import CLOCK, LINK, OWING, Kind, Part
from workflow.sentences import parts_of


def letters_are_written(it: Subject) -> Iterator[str]:
    """Every letter exists in every language that is listed as complete."""
    named = [template for transition in it.definition.transitions for template in transition.letters]
    named += [follow_up.name for follow_up in it.follow_ups if follow_up.kind is Kind.LETTER]
    named += [f"papers/{paper.name}" for paper in it.definition.papers]
    for language, templates in it.letters.items():
        for template in dict.fromkeys(named):
            if template not in templates:
                yield f"The letter “{template}” is missing in “{language}”. Write letters/{language}/{template}.txt."


def letters_reach_somebody(it: Subject) -> Iterator[str]:
    """Whoever a letter or a follow-up is addressed to exists, and reads letters."""
    for transition in it.definition.transitions:
        for template, audience in transition.letters.items():
            yield from _addressed(it, template, audience, may_wait=False)
    for follow_up in it.follow_ups:
        yield from _addressed(it, follow_up.name, follow_up.to, may_wait=True)


def _addressed(it: Subject, what: str, audience: Any, *, may_wait: bool) -> Iterator[str]:
    """`may_wait` lets a follow-up be for the clock, or for whoever it finds owing."""
    everyone = audience if isinstance(audience, tuple) else (audience,)
    if not everyone:
        yield f"“{what}” is addressed to nobody. Say to whom it goes."
    for one in everyone:
        if not isinstance(one, Part):
            if one not in it.audiences:
                yield f"“{what}” is addressed to “{one}”, which is no audience. There are: {quoted(sorted(it.audiences))}."
        elif one == LINK or (one in (CLOCK, OWING) and not may_wait):
            yield f"“{what}” is addressed to “{one.name}”, who reads no letters. Name a part or an audience."


def texts_are_translated(it: Subject) -> Iterator[str]:
    """Every text exists in every language that is listed as complete."""
    texts = dict.fromkeys(texts_of(it))
    for language, known in it.texts.items():
        for text in texts:
            if text and text not in known:
                yield f"The text “{text}” is missing in “{language}”. Translate it."


def texts_of(it: Subject) -> Iterator[str]:
    """Every text a definition says to people."""
    definition = it.definition
    yield definition.label
    for state in definition.states:
        yield from (state.label, state.public, state.milestone.label if state.milestone else "")
    for transition in definition.transitions:
        yield from (transition.label, transition.explains)
    for _, guard in it.guards:
        yield from (guard.rule, guard.refusal)
    yield from (part.label for part in parts_of(definition))
    yield from (follow_up.label for follow_up in it.follow_ups)
    for _, form in it.forms:
        for _, field in fields_of(form):
            yield from (
                getattr(field, "label", ""),
                getattr(field, "hint", ""),
                *(getattr(field, "options", None) or {}).values(),
            )
