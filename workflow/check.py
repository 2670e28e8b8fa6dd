"""Proves a definition sound; says in sentences what is wrong with it and how to mend it. Runs at start and in CI."""

from collections.abc import Callable, Collection, Iterable, Mapping

from workflow.checks import asked, linked, spelling, times, told, waiting, ways
from workflow.checks.subject import Subject
from workflow.definition import Workflow
from workflow.errors import NotSound
from workflow.registry import Registry

CHECKS: tuple[Callable[[Subject], Iterable[str]], ...] = (
    spelling.names_are_plain,
    spelling.names_mean_one_thing,
    spelling.edges_name_states,
    spelling.triggers_mean_one_thing,
    spelling.everything_has_a_label,
    ways.cases_begin,
    ways.states_are_reached,
    ways.states_are_left,
    ways.ends_are_left_knowingly,
    ways.returns_know_where,
    ways.milestones_go_back_knowingly,
    ways.path_rises,
    waiting.states_wait_for_somebody,
    waiting.turns_can_be_taken,
    waiting.buttons_have_hands,
    waiting.signatures_are_known,
    waiting.guards_can_be_asked,
    times.dates_exist,
    times.clock_knows_when,
    times.clock_stops,
    times.follow_ups_can_fire,
    times.groups_are_planned,
    linked.links_lead_somewhere,
    linked.moves_find_their_cases,
    linked.links_are_used,
    asked.choices_exist,
    asked.references_mean_something,
    asked.titles_can_be_kept,
    told.letters_are_written,
    told.letters_reach_somebody,
    told.texts_are_translated,
)


def check(
    definition: Workflow,
    registry: Registry,
    *,
    letters: Mapping[str, Collection[str]],
    audiences: Collection[str],
    texts: Mapping[str, Collection[str]] | None = None,
) -> list[str]:
    """What is wrong with a definition, each once; empty if it is sound.

    `letters` are the templates there are, by complete language; `texts` the translated ones, by complete language other
    than that in which they are written; `audiences` the names that letters may be addressed to besides parts.
    """
    it = Subject(definition, registry, letters, audiences, texts or {})
    return list(dict.fromkeys(problem for one in CHECKS for problem in one(it)))


def refuse_unsound(
    registry: Registry,
    *,
    letters: Mapping[str, Collection[str]],
    audiences: Collection[str],
    texts: Mapping[str, Collection[str]] | None = None,
) -> None:
    """Raises NotSound for the first version of a type that is not sound."""
    for definition in registry:
        problems = check(definition, registry, letters=letters, audiences=audiences, texts=texts)
        if problems:
            raise NotSound(type=definition.name, problems=" ".join(problems))
