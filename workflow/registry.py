"""Which case types exist, in which versions: those built in and those installed."""

from collections.abc import Iterable, Iterator
from importlib.metadata import entry_points

from workflow.definition import LINK, Create, Move, Transition, Workflow
from workflow.errors import NotSound, UnknownType

GROUP = "connect.case_types"  # the entry points under which an installed package names its definitions


class Registry:
    """Case types by name and version. Raises NotSound if two definitions claim the same name and version."""

    def __init__(self, definitions: Iterable[Workflow]) -> None:
        self._versions: dict[str, dict[int, Workflow]] = {}
        for definition in definitions:
            versions = self._versions.setdefault(definition.name, {})
            if versions.setdefault(definition.version, definition) is not definition:
                raise NotSound(type=definition.name, problems=f"version {definition.version} is declared twice.")
        self._newest = {name: versions[max(versions)] for name, versions in self._versions.items()}
        self._drawn: dict[tuple[str, str], frozenset[str]] = {}

    def __iter__(self) -> Iterator[Workflow]:
        """Every version of every type."""
        for versions in self._versions.values():
            yield from versions.values()

    def get(self, name: str, version: int | None = None) -> Workflow:
        """A type in one version, the newest if none is named. Raises UnknownType."""
        if version is None:
            return self.newest(name)
        try:
            return self._versions[name][version]
        except KeyError:
            known = [f"{one.name} {one.version}" for one in self]
            raise UnknownType(type=f"{name} {version}", types=known) from None

    def newest(self, name: str) -> Workflow:
        """The version in which new cases begin. Raises UnknownType."""
        try:
            return self._newest[name]
        except KeyError:
            raise UnknownType(type=name, types=list(self.names())) from None

    def names(self) -> tuple[str, ...]:
        """The names of all types, in the order of declaration."""
        return tuple(self._newest)

    def kinds(self) -> tuple[str, ...]:
        """The kinds of case, each once."""
        return tuple(dict.fromkeys(definition.kind for definition in self._newest.values()))

    def of_kind(self, kind: str) -> tuple[Workflow, ...]:
        """The newest version of each type of a kind."""
        return tuple(definition for definition in self._newest.values() if definition.kind == kind)

    def linked(self, definition: Workflow, path: str) -> tuple[Workflow, ...]:
        """The types that a path of links (`"requests.applications"`) can end at; a name nobody has leads nowhere."""
        here: dict[str, Workflow] = {definition.name: definition}
        for name in path.split("."):
            kinds = {link.kind for one in here.values() for link in one.links if link.name == name}
            here = {one.name: one for kind in sorted(kinds) for one in self.of_kind(kind)}
        return tuple(here.values())

    def draws(self, name: str, trigger: str) -> frozenset[str]:
        """The prefixes of the references that a trigger may draw, by all that follows from it, in any version."""
        key = (name, trigger)
        if key not in self._drawn:
            self._drawn[key] = frozenset(self._prefixes(name, trigger, set()))
        return self._drawn[key]

    def _prefixes(self, name: str, trigger: str, seen: set[tuple[str, str]]) -> Iterator[str]:
        if (name, trigger) in seen:
            return
        seen.add((name, trigger))
        for definition in self._versions.get(name, {}).values():
            for transition in definition.transitions:
                if transition.trigger == trigger:
                    if transition.edge.creates:
                        yield definition.prefix
                    yield from self._caused(definition, transition, seen)

    def _caused(self, definition: Workflow, transition: Transition, seen: set[tuple[str, str]]) -> Iterator[str]:
        for one in transition.moves:
            for other in self.linked(definition, one.link):
                for trigger in _linked_triggers(one, other):
                    yield from self._prefixes(other.name, trigger, seen)


def _linked_triggers(one: Move | Create, other: Workflow) -> tuple[str, ...]:
    if isinstance(one, Move):
        return (one.trigger,)
    return tuple(creation.trigger for creation in other.creations if LINK in creation.by)


def discover() -> tuple[Workflow, ...]:
    """The definitions of installed packages. Raises NotSound if an entry point names something else."""
    found = []
    for entry_point in entry_points(group=GROUP):
        definition = entry_point.load()
        if not isinstance(definition, Workflow):
            raise NotSound(type=entry_point.name, problems=f"{entry_point.value} is not a Workflow.")
        found.append(definition)
    return tuple(found)
