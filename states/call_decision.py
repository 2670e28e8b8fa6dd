"""The decision on a call as it is carried out: which requests share an exchange, who leads, what each is told. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from states.call_facts import CallFacts
from states.facts import ConnectFacts, joinable
from states.request_facts import exchange_of
from workflow.definition import Fact

Form = Mapping[str, Any]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Group:
    """The requests of a call that share an exchange; the first, by reference, makes it or joins an older one.

    `outside` are requests named besides, which are not matched by this decision: their exchange is joined.
    """

    rows: tuple[Row, ...]
    outside: tuple[str, ...]

    @property
    def requests(self) -> tuple[str, ...]:
        """Its requests, the leading one first."""
        return tuple(sorted(row["request"] for row in self.rows))

    @property
    def applications(self) -> tuple[str, ...]:
        """All applications chosen for it."""
        return tuple(dict.fromkeys(ref for row in self.rows for ref in row.get("applications") or ()))

    @property
    def types(self) -> tuple[str, ...]:
        """The forms of exchange named for it: one, if the decision is sound."""
        return tuple(dict.fromkeys(row["exchange_type"] for row in self.rows if row.get("exchange_type")))

    @property
    def interpreter(self) -> Any:
        """The interpreter named for it, if any."""
        return next((row["interpreter"] for row in self.rows if row.get("interpreter")), None)


def groups(form: Form) -> tuple[Group, ...]:
    """The matched requests of a decision, put together by `with_requests` whichever of them says so."""
    matched = {row["request"]: row for row in form.get("requests") or () if row["outcome"] == "matched"}
    sets: list[set[str]] = []
    for ref, row in matched.items():
        together = {ref, *(row.get("with_requests") or ())}
        apart = [one for one in sets if one.isdisjoint(together)]
        sets = [*apart, together.union(*(one for one in sets if not one.isdisjoint(together)))]
    return tuple(_group(matched, together) for together in sets)


def _group(matched: Mapping[str, Row], together: set[str]) -> Group:
    inside, outside = sorted(together & matched.keys()), sorted(together - matched.keys())
    return Group(tuple(matched[ref] for ref in inside), tuple(outside))


def group_of(form: Form, request: str) -> Group | None:
    """The group in which a request is matched."""
    return next((group for group in groups(form) if request in group.requests), None)


def joined_by(facts: ConnectFacts, group: Group) -> str | None:
    """The exchange that a group joins instead of making one."""
    found = (exchange_of(facts, ref) for ref in group.outside)
    return next((exchange.ref for exchange in found if exchange and joinable(exchange)), None)


def chosen(form: Form) -> list[str]:
    """Every application chosen, as often as it was."""
    return [ref for group in groups(form) for ref in group.applications]


# --- what the linked cases are told -----------------------------------------------------------------------------------


def leads(_call: CallFacts, form: Form, other: ConnectFacts) -> bool:
    """Whether a request is matched, and is the one that makes or joins the exchange of its group."""
    group = group_of(form, other.ref)
    return group is not None and group.requests[0] == other.ref


def comes_along(_call: CallFacts, form: Form, other: ConnectFacts) -> bool:
    """Whether a request is matched in an exchange that another one leads to."""
    group = group_of(form, other.ref)
    return group is not None and group.requests[0] != other.ref


def lead(call: CallFacts, form: Form, other: ConnectFacts) -> dict[str, Any]:
    """What the leading request is told: everything about the exchange."""
    group = group_of(form, other.ref)
    assert group is not None  # `leads` said so
    return {
        "requests": list(group.requests),
        "applications": list(group.applications),
        "exchange_type": next(iter(group.types), None),
        "exchange": joined_by(call, group),
        "interpreter": group.interpreter,
        "working_language": call.value("working_language"),
    }


def follow(call: CallFacts, form: Form, other: ConnectFacts) -> dict[str, Any]:
    """What the others are told: which older exchange they join, if it is not the one just made for them all."""
    group = group_of(form, other.ref)
    exchange = joined_by(call, group) if group else None
    return {"exchange": exchange} if exchange else {}


def unmatched(_call: CallFacts, form: Form, other: ConnectFacts) -> bool:
    """Whether nothing was found for a request."""
    return any(row["request"] == other.ref and row["outcome"] == "none" for row in form["requests"])


def becomes(outcome: str) -> Fact:
    """Whether the decision says so of an application."""

    def decided(_call: CallFacts, form: Form, other: ConnectFacts) -> bool:
        rows = form.get("others") or ()
        return any(row["application"] == other.ref and row["outcome"] == outcome for row in rows)

    return decided


def kept(_call: CallFacts, form: Form) -> dict[str, Any]:
    """The decision as the call remembers it."""
    return {"decided": list(form["requests"]), "others": list(form.get("others") or ())}


def applications_of(call: CallFacts, group: Group) -> Iterator[tuple[str, Sequence[str]]]:
    """Each application chosen for a group, with the requests it names."""
    for ref in group.applications:
        yield ref, [case.ref for case in call.snapshot.linked(ref, "request")]
