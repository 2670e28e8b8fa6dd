"""`connect outbox`: the letters of all cases, as a list and as JSON."""

import json

from sqlalchemy import update

import app
from tests.commands.conftest import Cli
from tests.commands.given import NOW, Cast, refused, request_form
from workflow import tables


def submitted(program: app.Connect, cast: Cast) -> str:
    """A request that owes its requester a letter."""
    with program.database.begin() as connection:
        press = {"actor": cast.ids["requester"], "now": NOW, "via": "test", "form": json.loads(request_form(cast))}
        return program.engine.fire(connection, "request", "submit", **press).ref


def change(program: app.Connect, **values: object) -> None:
    """Every letter is as it is said."""
    with program.database.begin() as connection:
        connection.execute(update(tables.outbox).values(**values))


def test_list(cli: Cli, program: app.Connect, cast: Cast) -> None:
    """A letter is listed with its number, how it stands, to whom it goes and what it is called."""
    ref = submitted(program, cast)
    lines = cli("outbox").stdout.splitlines()
    assert lines == cli("outbox", "list").stdout.splitlines()
    assert lines[0].split() == ["ID", "STATUS", "WHEN", "TO", "SUBJECT"]
    assert lines[1].startswith("1   created  2018-05-02 09:02 UTC  Requester (PER-")
    assert lines[1].endswith(f"{ref}: we have received your request")


def test_list_of_some(cli: Cli, program: app.Connect, cast: Cast) -> None:
    """A list is narrowed to letters that stand so; why one failed stands behind it."""
    submitted(program, cast)
    change(program, status="failed_for_good", last_error="550 no such user")
    assert "550 no such user" in cli("outbox", "list", "--status", "failed").stdout
    assert "There is no such letter." in cli("outbox", "list", "--status", "waiting").stderr


def test_json(cli: Cli, program: app.Connect, cast: Cast) -> None:
    """As JSON, a letter has the shape of letters, its case, and how often it was tried."""
    ref = submitted(program, cast)
    (letter,) = json.loads(cli("outbox", "list", "--json").stdout)
    assert letter["ref"] == ref
    assert letter["to"] == f"person:{cast.ids['requester']}"
    assert (letter["status"], letter["attempts"], letter["sent_at"]) == ("created", 0, None)


def test_retry(cli: Cli, program: app.Connect, cast: Cast) -> None:
    """A letter that failed is tried again, with an entry in the history of its case."""
    ref = submitted(program, cast)
    change(program, status="failed_for_good", last_error="550 no such user", subject="As it was", attempts=3)
    assert cli("outbox", "retry", "1").stdout == f"Letter 1 of {ref} is tried again at once.\n"
    (letter,) = json.loads(cli("outbox", "list", "--json").stdout)
    assert (letter["status"], letter["attempts"], letter["last_error"]) == ("created", 0, None)
    told = cli("history", ref).stdout.splitlines()[-1]
    assert told.endswith("the command line by command: A letter is tried again (number 1)")


def test_cancel(cli: Cli, program: app.Connect, cast: Cast) -> None:
    """A letter that has not left is dropped; one that has left is not."""
    ref = submitted(program, cast)
    assert cli("outbox", "cancel", "1").stdout == f"Letter 1 of {ref} is dropped.\n"
    change(program, status="sent")
    refused(cli("outbox", "cancel", "1"), ref, "Nothing was done")


def test_no_such_letter(cli: Cli, program: app.Connect, cast: Cast) -> None:
    """A number that no letter has is told, with how to find one."""
    refused(cli("outbox", "retry", "7"), "There is no letter number 7.", "connect outbox")
