"""What somebody sent that could not be done, or only be looked at first: kept, so that nothing must be typed twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from web.fields import Posted
from workflow.attempt import Plan
from workflow.blockers import Blocker
from workflow.errors import BadForm, KeyReused, Refused, WorkflowError


@dataclass(frozen=True)
class Kept:
    """A form as it was sent, and what came of it: a plan, or what is wrong."""

    trigger: str
    posted: Posted
    error: WorkflowError | None = None
    plan: Plan | None = None

    @property
    def status(self) -> int:
        """What the page answers."""
        return self.error.status if self.error else 200

    @property
    def key(self) -> str:
        """The same key, so that pressing twice is pressing once; a new one where the old one is spent."""
        spent = isinstance(self.error, KeyReused) or len(self.posted.get("key") or "") > 40
        return uuid4().hex if spent else self.posted.get("key") or uuid4().hex

    @property
    def field_errors(self) -> Mapping[str, Any]:
        """Field → what is wrong."""
        return self.error.errors if isinstance(self.error, BadForm) else {}

    @property
    def blockers(self) -> tuple[Blocker, ...]:
        """Why not."""
        return self.error.blockers if isinstance(self.error, Refused) else ()

    @property
    def prefilled(self) -> tuple[str, ...]:
        """The fields that the page had filled in before."""
        return tuple(self.posted.getlist("prefilled"))
