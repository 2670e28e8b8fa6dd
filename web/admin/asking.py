"""One form of the administration: drawn with what is known, read when it is sent, drawn again with what is wrong."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask_babel import get_locale, gettext
from marshmallow import ValidationError

from records import admin_errors, errors, offers, people, vocabulary
from records.admin_errors import ChangedMeanwhile
from records.offers import Offered
from web.admin.versions import VERSION, version_of
from web.database import reading
from web.faults import REDRAWN
from web.fields import Posted, decode, encode
from web.scene import words_of
from web.widgets import Sheet, Widget
from workflow.errors import WorkflowError
from workflow.forms import Choices, Form, Refs
from workflow.words import _

MISFIT = _("Something does not fit yet; nothing was done. What you typed is still here.")
SEVERAL = (Choices, Refs)  # the kinds of question that take any number of answers
# An error of the records → the question that it is about.
FIELD: Mapping[type[WorkflowError], str] = {
    errors.BadEmail: "email",
    errors.EmailTaken: "email",
    errors.BadName: "name",
    errors.RolesExclude: "roles",
    errors.LastAdmin: "roles",
    errors.OrganisationThere: "name",
    errors.UnknownCountry: "country",
    errors.UnknownZone: "zone",
    errors.OwnSubstitute: "substitute",
    admin_errors.BadAbsence: "absence",
    admin_errors.BadCode: "code",
    admin_errors.TopicThere: "code",
}


class NotFitting(Exception):
    """The answers do not fit; `wrong` says what, by question."""

    def __init__(self, wrong: Mapping[str, Any]) -> None:
        super().__init__(wrong)
        self.wrong = wrong


@dataclass(frozen=True)
class Asking:
    """A form on a page, called by a name of its own there; `known` are the values it begins with."""

    name: str
    form: type[Form]
    known: Mapping[str, Any] = field(default_factory=dict)

    def blank(self) -> tuple[Widget, ...]:
        """The questions, answered as far as is known, and what stands for the values that they begin with."""
        known = encode(self._fields, {k: v for k, v in self.known.items() if v is not None})
        return self._drawn(known, {}, version_of(self.known) if self.known else "")

    def again(
        self, wrong: Mapping[str, Any], posted: Posted | None = None, version: str | None = None
    ) -> tuple[Widget, ...]:
        """The questions as they were answered, now or (`posted`) before a sign-in, with what is wrong.

        `version` stands for what is there now, where that is no longer what they began with.
        """
        sent = request.form if posted is None else posted
        return self._drawn(sent, wrong, version or sent.get(VERSION, ""))

    def answers(self) -> dict[str, Any]:
        """What was sent; a question left empty is None, or an empty list. Raises NotFitting."""
        sent = decode(self._fields, request.form)
        try:
            given: dict[str, Any] = self.form().load(sent)
        except ValidationError as error:
            raise NotFitting(error.messages_dict) from error
        return {
            name: given.get(name, [] if isinstance(asked, SEVERAL) else None) for name, asked in self._fields.items()
        }

    @property
    def _fields(self) -> Mapping[str, Any]:
        declared: Mapping[str, Any] = self.form._declared_fields
        return declared

    def _drawn(self, posted: Posted, wrong: Mapping[str, Any], version: str) -> tuple[Widget, ...]:
        drawn = Sheet(self.name, posted, _offered, str, wrong).widgets(self._fields)
        hidden = Widget("hidden", f"{self.name}.{VERSION}", VERSION, "", "", False, (version,))
        return (*drawn, hidden) if version else drawn


def _offered(asked: Any) -> Sequence[Offered] | None:
    if asked.to == "country":
        return [Offered(code, name) for code, name in vocabulary.countries(str(get_locale() or "en")).items()]
    if asked.to == "organisation":
        return offers.organisations(reading())
    return offers.people(reading()) if asked.to == "person" else None


def done(asking: Asking, act: Callable[[dict[str, Any]], Any], draw: Callable[..., Any]) -> Any:
    """Does with the answers what `act` says; where they do not fit, `draw(questions, problem)` shows the page again."""
    try:
        return act(asking.answers())
    except NotFitting as error:
        return draw(asking.again(error.wrong), gettext(MISFIT)), 422
    except ChangedMeanwhile as error:
        who = people.names(reading(), [error.facts["who"]]) if "who" in error.facts else {}
        said = words_of().knowing(who).error(error)
        return draw(asking.again({}, version=error.facts[VERSION]), said), error.status
    except WorkflowError as error:
        said = gettext(error.message).format(**error.facts)
        about = FIELD.get(type(error))
        wrong = {about: [said]} if about in asking.form._declared_fields else {}
        return draw(asking.again(wrong), gettext(MISFIT) if wrong else said), error.status


def kept(endpoint: str, asking: Asking, draw: Callable[..., Any]) -> None:
    """What was typed in a form is drawn again where the session had ended, or its token was another's.

    `draw(questions, problem, **args)` shows the page; `args` are those of the address.
    """

    def again(error: WorkflowError, args: Mapping[str, Any], posted: Posted) -> Any:
        return draw(asking.again({}, posted), gettext(error.message), **args), error.status

    REDRAWN[endpoint] = again
