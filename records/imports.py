"""A spreadsheet in which every row begins a case: its columns are the questions of the form, and its rows are presses.

The form says which columns there are and what a cell may hold. A row is pressed by the engine like any other press; all
rows are pressed in one transaction, or none.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from records import topics
from records.cells import Known, Unfit, value_of
from records.folding import fold
from records.sheet_errors import NoRows, NotImported, TwinsFound
from records.sheets import Line, Sheet
from records.tables import Organisation, Person, core
from records.twins import Twin, one_import_at_a_time, twins
from workflow import forms
from workflow.attempt import Plan
from workflow.blockers import Blocker
from workflow.definition import Workflow
from workflow.engine import Engine
from workflow.errors import BadForm, Refused, WorkflowError
from workflow.sentences import field_errors
from workflow.tables import keys
from workflow.words import Sentence, _

TYPE, TRIGGER = "request", "submit"  # what is imported, from page and command
VIA = "import"  # how history calls the way by which these cases came
_organisations, _people = core(Organisation), core(Person)


@dataclass(frozen=True)
class Column:
    """A column: `name` is its code, `label` how a person calls it, `part` the end of a period it holds."""

    name: str
    label: str
    required: bool
    asked: Any  # the question it answers; None beside the form
    part: str = ""
    hint: str = ""

    @property
    def field(self) -> str:
        """The name of the question."""
        return self.name.removesuffix(f"_{self.part}") if self.part else self.name


@dataclass(frozen=True)
class Wrong:
    """What is wrong in a row: a sentence with its facts, or the reason why not."""

    row: int
    column: str
    message: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    blocker: Blocker | None = None


@dataclass(frozen=True)
class Press:
    """A row as it is to be pressed; `number` is that of the spreadsheet."""

    number: int
    form: Mapping[str, Any]
    on_behalf_of: str | None
    on_behalf_reason: str | None


@dataclass(frozen=True)
class Foreseen:
    """What an import would do: the rows, what is wrong, which look like others, which headings are left out."""

    presses: tuple[Press, ...]
    plans: tuple[Plan, ...]
    wrong: tuple[Wrong, ...]
    twins: tuple[Twin, ...]
    left_out: tuple[str, ...]


def columns(definition: Workflow, trigger: str) -> tuple[Column, ...]:
    """The columns of a way to begin a case; files cannot be put in a spreadsheet."""
    form = next(one.form for one in definition.creations if one.trigger == trigger)
    return tuple(_columns(form)) if form else ()


def _columns(form: type[forms.Form]) -> Iterator[Column]:
    fields: Mapping[str, Any] = form._declared_fields
    for name, asked in fields.items():
        if isinstance(asked, forms.Period):
            yield Column(f"{name}_first", _("First day"), asked.required, asked, "first", asked.label)
            yield Column(f"{name}_last", _("Last day"), asked.required, asked, "last", asked.label)
        elif not isinstance(asked, forms.File):
            yield Column(name, asked.label, asked.required, asked, hint=asked.hint)
    yield Column("on_behalf_of", _("On behalf of"), False, None, hint=_("The e-mail address of the person."))
    yield Column("on_behalf_reason", _("How they said so"), False, None, hint=_("An e-mail, a call, a letter."))


def foresee(
    engine: Engine,
    connection: Connection,
    sheet: Sheet,
    definition: Workflow,
    trigger: str,
    *,
    actor: str,
    now: datetime,
) -> Foreseen:
    """What an import would do now, row by row; writes nothing."""
    known = columns(definition, trigger)
    headed = {heading: column for heading in sheet.headings for column in known if _called(column, heading)}
    found = _known(connection, sheet, headed)
    presses, wrong, plans = [], [*_missing(known, headed)], []
    for line in sheet.lines:
        press, unfit = _press(line, headed, found)
        wrong += unfit
        if not unfit and not _missing(known, headed):
            plan, refused = _plan(engine, connection, definition.name, trigger, press, actor=actor, now=now)
            wrong += [_headed(one, known) for one in refused]
            plans += [plan] if plan and not refused else []
        presses.append(press)
    left_out = tuple(heading for heading in sheet.headings if heading not in headed)
    return Foreseen(tuple(presses), tuple(plans), tuple(wrong), tuple(twins(connection, _forms(presses))), left_out)


def carry_out(
    engine: Engine,
    connection: Connection,
    foreseen: Foreseen,
    definition: Workflow,
    trigger: str,
    *,
    actor: str,
    now: datetime,
    key: str,
    twins_too: bool,
) -> tuple[str, ...]:
    """Begins the case of every row in the caller's transaction, and answers their references.

    Done again under the same key it is done once. Raises NotImported, NoRows and TwinsFound: then nothing is to be kept.
    """
    if foreseen.wrong:
        raise NotImported(foreseen.wrong)
    if not foreseen.presses:
        raise NoRows()
    one_import_at_a_time(connection)
    # Asked again, now that nobody else imports: what was foreseen is as old as the page.
    rows = {one.row for one in twins(connection, _forms(foreseen.presses))} if not twins_too else set()
    if rows and not _done_before(connection, f"{key}/{foreseen.presses[0].number}"):
        raise TwinsFound(count=len(rows))
    refs = []
    for press in foreseen.presses:
        given = {**_given(press), "actor": actor, "now": now, "via": VIA, "key": f"{key}/{press.number}"}
        try:
            refs.append(engine.fire(connection, definition.name, trigger, **given).ref)
        except (BadForm, Refused) as error:
            known = columns(definition, trigger)
            raise NotImported([_headed(one, known) for one in _refusals(press.number, error)]) from error
    return tuple(refs)


def _forms(presses: Sequence[Press]) -> Mapping[int, Mapping[str, Any]]:
    return {press.number: press.form for press in presses}


def _done_before(connection: Connection, key: str) -> bool:
    """Whether these rows were imported by the same press: then they look like themselves."""
    return connection.execute(select(keys.c.key).where(keys.c.key == key)).first() is not None


# --- one row ----------------------------------------------------------------------------------------------------------


def _called(column: Column, heading: str) -> bool:
    said = fold(heading).strip(" *").replace(" ", "_")
    label = fold(f"{column.hint} {column.label}" if column.part else column.label).replace(" ", "_")
    return said in (column.name, label)


def _missing(known: Sequence[Column], headed: Mapping[str, Column]) -> list[Wrong]:
    there = set(headed.values())
    said = _("This column is missing from the spreadsheet.")
    return [Wrong(1, one.name, said) for one in known if one.required and one not in there]


def _press(line: Line, headed: Mapping[str, Column], known: Known) -> tuple[Press, list[Wrong]]:
    form: dict[str, Any] = {}
    beside: dict[str, str] = {}
    wrong = []
    for heading, cell in line.cells.items():
        column = headed.get(heading)
        if column is None:
            continue
        try:
            if column.asked is None:
                beside[column.name] = known.person(cell) if column.name == "on_behalf_of" else cell
            elif column.part:
                form.setdefault(column.field, {})[column.part] = cell
            else:
                form[column.name] = value_of(column.asked, cell, known)
        except Unfit as error:
            wrong.append(Wrong(line.number, column.name, error.message, error.facts))
    return Press(line.number, form, beside.get("on_behalf_of"), beside.get("on_behalf_reason")), wrong


def _given(press: Press) -> dict[str, Any]:
    behalf = {"on_behalf_of": press.on_behalf_of, "on_behalf_reason": press.on_behalf_reason}
    return {"form": press.form, **behalf}


def _plan(
    engine: Engine, connection: Connection, name: str, trigger: str, press: Press, *, actor: str, now: datetime
) -> tuple[Plan | None, list[Wrong]]:
    try:
        plan = engine.preview(connection, name, trigger, actor=actor, now=now, via=VIA, **_given(press))
    except (BadForm, Refused) as error:
        return None, _refusals(press.number, error)
    return plan, [Wrong(press.number, "", blocker=one) for one in plan.blockers]


def _refusals(row: int, error: WorkflowError) -> list[Wrong]:
    if isinstance(error, Refused):
        return [Wrong(row, "", blocker=one) for one in error.blockers]
    found = field_errors(getattr(error, "errors", {}))
    return [
        Wrong(row, name, said.message, said.facts) if isinstance(said, Sentence) else Wrong(row, name, said)
        for name, said in found
    ]


def _headed(wrong: Wrong, known: Sequence[Column]) -> Wrong:
    """The same under a column of the spreadsheet: `period.first` is that of the first day, `hoped_for.0.today` a table's."""
    first, _dot, rest = wrong.column.partition(".")
    for column in known:
        if column.field == first and column.part in ("", rest):
            return Wrong(wrong.row, column.name, wrong.message, wrong.facts, wrong.blocker)
    return wrong


# --- what cells name --------------------------------------------------------------------------------------------------


def _known(connection: Connection, sheet: Sheet, headed: Mapping[str, Column]) -> Known:
    """The organisations, people and topics that cells may mean, by id, name and address; three statements."""
    said = {
        part
        for line in sheet.lines
        for heading, cell in line.cells.items()
        if heading in headed
        for part in Known.parts(cell)
    }
    folded, lower = {fold(one) for one in said}, {one.lower() for one in said}
    named = select(_organisations.c.id, _organisations.c.name).where(_organisations.c.merged_into.is_(None))
    if len(folded) < 1000:
        named = named.where(func.folded(_organisations.c.name).in_(folded) | _organisations.c.id.in_(said))
    organisations: dict[str, list[str]] = {}
    for ident, name in connection.execute(named):
        organisations.setdefault(fold(name), []).append(ident)
        organisations.setdefault(fold(ident), []).append(ident)
    people: dict[str, str] = {}
    query = select(_people.c.id, _people.c.email).where(_people.c.email.is_not(None))
    if len(lower) < 1000:
        query = query.where(_people.c.email.in_(lower) | _people.c.id.in_(said))
    for ident, email in connection.execute(query):
        people |= {ident.lower(): ident, email: ident}
    called = {fold(name): one.code for one in topics.every(connection) for name in (*one.labels.values(), one.code)}
    return Known(organisations, people, called)
