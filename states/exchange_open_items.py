"""What is still open before an exchange, by name: for who owes it, and for the office that arranges it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from states.exchange_facts import ExchangeFacts
from states.exchange_rules import language_shared
from workflow.definition import Guard
from workflow.words import _

Item = Mapping[str, Any]  # a message and its facts, as in every sentence

# What is to be settled for everybody who travels → of oneself, and of others.
OWN: Mapping[str, str] = {
    "travel": _("Your travel is not settled yet."),
    "insurance": _("Your insurance is not settled yet."),
    "visas": _("Your visa is not granted yet, nor is it noted that you need none."),
}
OF_OTHERS: Mapping[str, str] = {
    "travel": _("Travel is not settled for: {who}."),
    "insurance": _("Insurance is not settled for: {who}."),
    "visas": _("A visa is neither granted nor not needed for: {who}."),
}


def open_for(exchange: ExchangeFacts, person: str) -> list[Item]:
    """What somebody still owes: of their own journey, or, if they do not travel, of everybody's."""
    if person not in exchange.who_travels:
        return open_for_all(exchange, person)
    return [_item(OWN[what]) for what in exchange.owed if not exchange.settled(what, person)]


def open_for_all(exchange: ExchangeFacts, _recipient: str) -> list[Item]:
    """What is not settled, for whom; and a language that is not shared."""
    return list(_of_all(exchange))


def _of_all(exchange: ExchangeFacts) -> Iterator[Item]:
    for what in exchange.owed:
        if who := exchange.unsettled(exchange.who_travels, what):
            yield _item(OF_OTHERS[what], who=list(who))
    if exchange.without_language:
        yield _item(language_shared.refusal, sides=list(exchange.without_language))


def broken(holds: Sequence[Guard]) -> Callable[[ExchangeFacts, str], list[Item]]:
    """What no longer holds of all that must, each in the sentence of its rule."""

    def no_longer_holds(exchange: ExchangeFacts, _recipient: str) -> list[Item]:
        said = ((hold, hold.test(exchange)) for hold in holds)
        return [_item(hold.refusal, **facts) for hold, facts in said if facts is not None]

    return no_longer_holds


def _item(message: str, **facts: Any) -> Item:
    return {"message": message, "facts": facts}
