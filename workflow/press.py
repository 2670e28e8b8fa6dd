"""A press as it comes in: raw, before anything is read."""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from marshmallow import ValidationError

from workflow.forms import Form
from workflow.snapshot import Snapshot
from workflow.texts import Minted, mint_form
from workflow.words import Sentence, _

LONGEST_REASON = 2_000  # characters of a reason given beside a form
LONGEST_KEY = 100  # characters of an idempotency key
UNWRITABLE = re.compile("[\0\ud800-\udfff]")  # PostgreSQL keeps no NUL, and half a character has no encoding
_UNWRITABLE = _("This has a character that cannot be kept.")


@dataclass(frozen=True)
class Press:
    """One press of one button. `ref` is the name of a type in a creation; form and reasons are as they were typed.

    `version` is the case's version that the person saw, `key` what makes a repeated request one; `via` says by which
    way it came (`web`, `command`, `clock`, `demo`). `silent` is a broker's reason to send none of its letters.
    """

    ref: str
    trigger: str
    actor: str
    now: datetime
    via: str = "preview"
    form: Mapping[str, Any] | None = None
    waivers: Mapping[str, str] | None = None
    version: int | None = None
    key: str | None = None
    on_behalf_of: str | None = None
    on_behalf_reason: str | None = None
    silent: str | None = None
    is_demo: bool = False

    @property
    def request(self) -> str:
        """The hash of what was asked for, so that another request under the same key is noticed."""
        beside = [self.waivers, self.on_behalf_of, self.on_behalf_reason, self.silent]
        asked = [self.ref, self.trigger, self.form, *beside]
        # What is no JSON, or half a character, is refused later; here it must only be told from another request.
        return hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()

    def wrong_beside_form(self, snapshot: Snapshot, waivable: Collection[str]) -> dict[str, Any]:
        """Field → sentences for what is given beside the form: waivers, on whose behalf, and why."""
        wrong: dict[str, Any] = {}
        for code, reason in (self.waivers or {}).items():
            if code not in waivable:
                wrong[f"waive.{code}"] = [_("This cannot be waived here.")]
            elif not reason.strip():
                wrong[f"waive.{code}"] = [_("Give a reason for the waiver.")]
            elif said := unfit(reason, LONGEST_REASON):
                wrong[f"waive.{code}"] = said
        if self.on_behalf_of and not snapshot.directory.knows(self.on_behalf_of):
            wrong["on_behalf_of"] = [_("There is no such person.")]
        if not self.on_behalf_of and (self.on_behalf_reason or "").strip():
            wrong["on_behalf_of"] = [_("Say on whose behalf.")]
        if self.on_behalf_of and not (self.on_behalf_reason or "").strip():
            wrong["on_behalf_reason"] = [_("Say how they told you.")]
        elif said := unfit(self.on_behalf_reason or "", LONGEST_REASON):
            wrong["on_behalf_reason"] = said
        if self.silent is not None:
            said = unfit(self.silent, LONGEST_REASON) if self.silent.strip() else [_("Say why nobody is written to.")]
            wrong |= {"silent": said} if said else {}
        return wrong


def unfit(text: str, longest: int) -> list[str | Sentence]:
    """What is wrong with a text that is given beside the form, if anything is."""
    if len(text) > longest:
        return [Sentence(_("Write at most {most} characters."), {"most": longest})]
    return [] if writable(text) else [_UNWRITABLE]


def writable(value: Any) -> bool:
    """Whether every text in a JSON value can be stored, in an encoding and in either database."""
    if isinstance(value, str):
        return UNWRITABLE.search(value) is None
    if isinstance(value, Mapping):
        return all(writable(name) and writable(item) for name, item in value.items())
    return all(map(writable, value)) if isinstance(value, list | tuple) else True


@cache
def _schema(form: type[Form]) -> Form:
    """One for all presses: making it copies every field, and it keeps nothing of what it loads."""
    return form()


def load(
    form: type[Form] | None, values: Mapping[str, Any] | None
) -> tuple[dict[str, Any], list[Minted], dict[str, Any]]:
    """A form's values, loaded and with their texts minted; what was minted; and field → sentences if they do not fit."""
    given = {} if values is None else values
    if isinstance(given, Mapping):
        if form is None and given:
            return {}, [], {name: [_("Nothing is asked here.")] for name in given}
        if unkept := {name: [_UNWRITABLE] for name, value in given.items() if not writable(value)}:
            return {}, [], unkept
    form = form or Form
    try:
        loaded = _schema(form).load(given)
    except ValidationError as error:
        return {}, [], dict(error.messages_dict)
    filled, minted = mint_form(form, loaded)
    return filled, minted, {}
