"""What the rules of an application read."""

from collections.abc import Mapping, Sequence
from typing import Any

from states.exchange_facts import ExchangeFacts
from states.facts import ConnectFacts, experts_of, filed_by, filer, governments_of, party, topic_of
from states.rules import judged_anew
from states.words import EXPERT, EXPERT_CRITERIA
from workflow import calendar
from workflow.definition import Seat
from workflow.snapshot import Case, Place
from workflow.texts import plain

TIME_TO_CONFIRM = 10  # working days where the expert is


class ApplicationFacts(ConnectFacts):
    """A government offers its expertise for one request."""

    @property
    def request(self) -> Case | None:
        """The request it names."""
        return next(iter(self.linked("request")), None)

    @property
    def call(self) -> Case | None:
        """The call it answers; None where it was filed directly."""
        return next(iter(self.linked("call")), None)

    @property
    def exchange(self) -> Case | None:
        """The exchange for which it was chosen."""
        return next(iter(self.linked("exchange")), None)

    @property
    def expert(self) -> str | None:
        """The government that offers."""
        government: str | None = self.value("government")
        return government

    @property
    def title(self) -> str:
        asking = governments_of(self.request) if self.request else ()
        return self.titled([topic_of(self.request) if self.request else None], asking, filter(None, [self.expert]))

    @property
    def country(self) -> str | None:
        return self.country_of(governments_of(self.request)) if self.request else None

    def place(self) -> Place:
        """Where the expert is: the dates of an application are those by which they must answer."""
        first = experts_of(self.case)[:1] if self.ref else ()
        return self.directory.place(first[0]) if first else super().place()

    @property
    def criteria_rows(self) -> list[dict[str, str]]:
        """The rows a page for scoring begins with."""
        return [{"criterion": code} for code in EXPERT_CRITERIA]


def filed(application: ApplicationFacts, form: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a new application: its form, and who filed it."""
    said = {name: value for name, value in form.items() if name != "reason"}
    return {**said, "filed_by": filer(application, EXPERT)}


def amended(application: ApplicationFacts, form: Mapping[str, Any]) -> dict[str, Any]:
    """The facts after an amendment. What was judged is another thing now, if anything is different."""
    differs = any(value != application.value(name) for name, value in plain(form).items())
    return {**form, **(judged_anew(application, form) if differs else {})}


def expert_seats(application: ApplicationFacts, _form: Mapping[str, Any]) -> tuple[Seat, ...]:
    """A seat for each person named, at the government; one for the government where nobody is; who filed it."""
    people = [*(application.value("people") or ()), *(application.value("travellers") or ())]
    people += filter(None, [application.value("filed_by")])
    named = party(EXPERT, filter(None, [application.expert]), people, application.directory)
    return (*named, *(seat for seat in filed_by(application, EXPERT) if seat not in named))


def call_named(_application: ApplicationFacts, form: Mapping[str, Any]) -> list[str]:
    """The call it answers."""
    return [form["call"]] if form.get("call") else []


def request_named(_application: ApplicationFacts, form: Mapping[str, Any]) -> list[str] | None:
    """The request it names; None leaves it as it is."""
    return [form["request"]] if form.get("request") else None


def asked_until(application: ApplicationFacts, _form: Mapping[str, Any]) -> dict[str, Any]:
    """The day by which the expert is asked to confirm, unless the broker extends it."""
    there = application.place()
    return {"confirm_by": calendar.add_working_days(application.today, TIME_TO_CONFIRM, there.country)}


# --- what it means for its exchange -----------------------------------------------------------------------------------


def others_stay(_application: ApplicationFacts, _form: Mapping[str, Any], exchange: ExchangeFacts) -> bool:
    """Whether another expert is left."""
    return bool(exchange.offers)


def nobody_stays(_application: ApplicationFacts, _form: Mapping[str, Any], exchange: ExchangeFacts) -> bool:
    """Whether it was the last expert."""
    return not exchange.offers


def all_have_confirmed(_application: ApplicationFacts, _form: Mapping[str, Any], exchange: ExchangeFacts) -> bool:
    """Whether experts are left, and none of them is still asked."""
    return bool(exchange.offers) and not exchange.asked


def today(application: ApplicationFacts, _form: Mapping[str, Any], _exchange: ExchangeFacts) -> dict[str, Any]:
    """When the last of them confirmed."""
    return {"experts_confirmed_on": application.today}


# --- what a creation can know -----------------------------------------------------------------------------------------


def earlier(application: ApplicationFacts, form: Mapping[str, Any]) -> str | None:
    """A live application of the same government to the same request."""
    request = form.get("request") or (application.request.ref if application.ref and application.request else None)
    government = application.given(form, "government")
    for other in application.snapshot.linked(request, "application") if request else ():
        if not other.ended and other.ref != application.ref and other.facts.get("government") == government:
            return other.ref
    return None


def requests_of(application: ApplicationFacts, call: Case | None) -> Sequence[str]:
    """The requests that a call names."""
    return [case.ref for case in application.snapshot.linked(call.ref, "request")] if call else []
