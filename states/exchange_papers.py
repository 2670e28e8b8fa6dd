"""The papers of every exchange. A type adds its own."""

from states.exchange_facts import ExchangeFacts
from workflow.paper import Paper
from workflow.words import _


def took_place(exchange: ExchangeFacts) -> bool:
    """It is over, and its days are known."""
    return exchange.state in ("executed", "reported", "evaluated") and bool(exchange.day("last_day"))


def who_was_there(exchange: ExchangeFacts) -> tuple[str, ...]:
    """The participants named when it was arranged."""
    return tuple(exchange.value("participants") or ())


CERTIFICATE = Paper("certificate_of_attendance", _("Certificate of attendance"), took_place, whom=who_was_there)
