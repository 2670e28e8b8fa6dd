"""A spreadsheet in which every row begins a case: its columns are the questions of a form, and its rows are presses.

`matters.py` says what can be brought so; the form says what a cell may hold. A row is pressed by the engine like any other
press; all rows are pressed in one transaction, or none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from records import topics
from records.cells import Known, Unfit, value_of
from records.folding import fold
from records.matters import TYPE, Column, Matter
from records.sheet_errors import NoRows, NotImported, TwinsFound
from records.sheets import Line, Sheet
from records.tables import Organisation, Person, core
from records.twins import Twin, one_import_at_a_time, twins
from workflow.attempt import Plan
from workflow.blockers import Blocker
from workflow.engine import Engine
from workflow.errors import BadForm, Refused, WorkflowError
from workflow.sentences import field_errors
from workflow.tables import keys
from workflow.words import Sentence, _

NO_TYPE = _("Say of which type it is: one of those that the empty spreadsheet names.")
VIA = "import"  # how history calls the way by which these cases came
_organisations, _people = core(Organisation), core(Person)


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
    """A row as it is to be pressed; `number` is that of the spreadsheet, `type` that of the case it begins."""

    number: int
    type: str
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


def foresee(
    engine: Engine,
    connection: Connection,
    sheet: Sheet,
    matter: Matter,
    *,
    source: str,
    actor: str,
    now: datetime,
) -> Foreseen:
    """What an import would do now, row by row; writes nothing.

    `source` is what a row is told to come from that does not say it itself, where that is asked.
    """
    known = matter.columns
    headed = {heading: column for heading in sheet.headings for column in known if _called(column, heading)}
    found = _known(connection, sheet, headed)
    presses, wrong, plans = [], [*_missing(known, headed)], []
    for line in sheet.lines:
        press, unfit = _press(line, matter, headed, found, source)
        wrong += unfit
        if not unfit and not _missing(known, headed):
            plan, refused = _plan(engine, connection, matter.trigger, press, actor=actor, now=now)
            wrong += [_headed(one, known) for one in refused]
            plans += [plan] if plan and not refused else []
        presses.append(press)
    left_out = tuple(heading for heading in sheet.headings if heading not in headed)
    return Foreseen(
        tuple(presses), tuple(plans), tuple(wrong), tuple(twins(connection, matter.alike, _forms(presses))), left_out
    )


def carry_out(
    engine: Engine,
    connection: Connection,
    foreseen: Foreseen,
    matter: Matter,
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
    rows = {one.row for one in twins(connection, matter.alike, _forms(foreseen.presses))} if not twins_too else set()
    if rows and not _done_before(connection, f"{key}/{foreseen.presses[0].number}"):
        raise TwinsFound(count=len(rows))
    refs = []
    for press in foreseen.presses:
        given = {**_given(press), "actor": actor, "now": now, "via": VIA, "key": f"{key}/{press.number}"}
        try:
            refs.append(engine.fire(connection, press.type, matter.trigger, **given).ref)
        except (BadForm, Refused) as error:
            raise NotImported([_headed(one, matter.columns) for one in _refusals(press.number, error)]) from error
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


def _press(
    line: Line, matter: Matter, headed: Mapping[str, Column], known: Known, source: str
) -> tuple[Press, list[Wrong]]:
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
    type_ = form.pop(TYPE, "") if len(matter.laws) > 1 else matter.law.name
    if type_ not in matter.laws and TYPE in {column.name for column in headed.values()}:
        wrong.append(Wrong(line.number, TYPE, NO_TYPE))
    if matter.source:
        form.setdefault(matter.source, source)
    return Press(line.number, type_, form, beside.get("on_behalf_of"), beside.get("on_behalf_reason")), wrong


def _given(press: Press) -> dict[str, Any]:
    behalf = {"on_behalf_of": press.on_behalf_of, "on_behalf_reason": press.on_behalf_reason}
    return {"form": press.form, **behalf}


def _plan(
    engine: Engine, connection: Connection, trigger: str, press: Press, *, actor: str, now: datetime
) -> tuple[Plan | None, list[Wrong]]:
    try:
        plan = engine.preview(connection, press.type, trigger, actor=actor, now=now, via=VIA, **_given(press))
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
