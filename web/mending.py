"""Why a button cannot be pressed, where that can be mended and by whom; and how likely each button is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from web.words import Words
from workflow.attempt import Action
from workflow.blockers import Blocker
from workflow.definition import Transition, Workflow
from workflow.registry import Registry
from workflow.snapshot import Snapshot


@dataclass(frozen=True)
class Reason:
    """Why not, where the page is on which somebody could mend it, and who that is."""

    text: str
    mend: str = ""  # an address
    mend_label: str = ""
    mend_who: str = ""


@dataclass(frozen=True)
class Mending:
    """Finds the way to what would mend a refusal. `ref` is empty where a case is to be made."""

    room: str
    definition: Workflow
    snapshot: Snapshot
    ref: str
    words: Words
    registry: Registry

    def reason(self, blocker: Blocker, shown: Iterable[str]) -> Reason:
        """Why not, with the way to what would mend it: here, on a linked case, or by making another case."""
        text = self.words.reason(blocker)
        where = self._mending(blocker, shown) if blocker.mend else None
        return Reason(text, *where) if where else Reason(text)

    def _mending(self, blocker: Blocker, shown: Iterable[str]) -> tuple[str, str, str] | None:
        trigger = str(blocker.mend)
        ref = blocker.facts.get("ref") if blocker.code.startswith("linked:") else None
        if not ref and trigger in shown:
            here = self._transition(trigger) or next(t for t in self.definition.transitions if t.trigger == trigger)
            return f"#do-{trigger}", self.words.label("trigger", trigger), self._who(here)
        for case in sorted(self.snapshot.cases.values(), key=lambda case: case.ref):
            if case.ref != self.ref and (ref in (None, case.ref)):
                law = self.registry.get(case.type, case.definition_version)
                if found := law.transition(trigger, case.state):
                    return (
                        f"{self._case(case.ref)}#do-{trigger}",
                        f"{gettext(found.label)} ({case.ref})",
                        self._who(found),
                    )
        return self._making(trigger)

    def _making(self, trigger: str) -> tuple[str, str, str] | None:
        for law in self.registry:
            for creation in law.creations:
                if creation.trigger == trigger and self.definition.name != law.name:
                    address = url_for(f"{self.room}.new_form", type_=law.name, trigger=trigger)
                    return address, f"{gettext(law.label)}: {gettext(creation.label)}", self._who(creation)
        return None

    def _who(self, transition: Transition) -> str:
        """Who may press it, of those who press buttons."""
        return self.words.listed((part.name for part in transition.by if not part.absent), "part")

    def _case(self, ref: str) -> str:
        return url_for(f"{self.room}.case", ref=ref)

    def _transition(self, trigger: str) -> Transition | None:
        return self.definition.transition(trigger, self.snapshot.case(self.ref).state) if self.ref else None


def likelihood(path: Sequence[str], here: str | None, action: Action, hard: Sequence[Blocker]) -> int:
    """What goes on along the path comes before what changes a fact, and that before what goes back or elsewhere;
    what can be done before what cannot, one's own before a party's, and what is for others to do last."""
    place = {state: number for number, state in enumerate(path)}
    onwards = action.target in place and place[action.target] > place.get(here or "", -1)
    kind = 0 if onwards else 1 if action.target in (None, here) else 2
    for_party = bool(action.on_behalf) * (1 if onwards else 5)
    return 32 * any(one.forbids for one in hard) + 4 * kind + 2 * bool(hard) + for_party
