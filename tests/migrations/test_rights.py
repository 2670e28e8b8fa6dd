"""On PostgreSQL the service's role owns nothing, and may do only what the service does."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, exc, make_url, text

from migrations import grants
from records import backup, migrate
from records.backup_errors import NoProgram
from records.database import connect
from records.errors import NotTheOwner
from tests.records import given
from tests.support import postgres
from tests.support.missing import missing


@pytest.fixture
def service(postgres_server: str, run: postgres.Run) -> Iterator[Engine]:
    """A database upgraded by its owner, opened by the service's role."""
    owner, role = (f"connect_{name}_{uuid.uuid4().hex[:8]}" for name in ("owner", "service"))
    for name in (owner, role):
        postgres.execute(postgres_server, f"CREATE ROLE {name} LOGIN")
    with run.database() as url:
        database = make_url(url).database
        postgres.execute(postgres_server, f'ALTER DATABASE "{database}" OWNER TO {owner}')
        migrate.upgrade(as_role(url, role), as_role(url, owner))
        engine = connect(as_role(url, role))
        yield engine
        engine.dispose()
    for name in (role, owner):
        postgres.execute(postgres_server, f"DROP ROLE {name}")


def as_role(url: str, role: str) -> str:
    """The same database, for another role."""
    return make_url(url).set(username=role).render_as_string(hide_password=False)


def refused(service: Engine, statement: str) -> None:
    """The role lacks the right, or does not own the table."""
    with service.connect() as connection, pytest.raises(exc.ProgrammingError) as refusal:
        connection.execute(text(statement))
    assert "permission denied" in str(refusal.value) or "must be owner" in str(refusal.value)


def test_owns_nothing(service: Engine) -> None:
    """No table, and no function, is the service's own."""
    owned = "SELECT count(*) FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner WHERE rolname = current_user"
    with service.connect() as connection:
        assert connection.scalar(text(owned)) == 0
        assert not migrate.owns_history(connection)


@pytest.mark.parametrize(
    ("table", "column"), [("entries", "seq"), ("definitions", "version"), ("places", "place"), ("checkpoints", "size")]
)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = 1", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}"])
def test_history(service: Engine, table: str, column: str, statement: str) -> None:
    """History is added to and read, and that is all the role may do with it."""
    refused(service, statement.format(table, column))


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE entries DISABLE TRIGGER ALL",
        "DROP TRIGGER guard_entries_rewrite ON entries",
        "CREATE OR REPLACE FUNCTION guard_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "SET session_replication_role = replica",
        "DELETE FROM cases",
        "DELETE FROM people",
        "DELETE FROM outbox",
        "DELETE FROM follow_ups",
        "UPDATE texts SET ref = 'x'",
        "UPDATE alembic_version SET version_num = '9999'",
    ],
)
def test_guards_are_out_of_reach(service: Engine, statement: str) -> None:
    """The role can neither take the guards away nor delete what stays."""
    refused(service, statement)


def test_works(service: Engine) -> None:
    """What the service does, its role may do."""
    with service.begin() as connection:
        given.organisation(connection, "ORG-0001")
        given.person(connection, "PER-0001", "broker", organisation="ORG-0001")
        given.case(connection, "REQ-2018-0001", "broker")
        given.seat(connection, "REQ-2018-0001", "requester", person="PER-0001")
        given.entry(connection, "REQ-2018-0001")
        given.text(connection, "TXT-1", "REQ-2018-0001")
        connection.execute(text("UPDATE texts SET body = NULL, salt = ''"))
        connection.execute(text("UPDATE cases SET seq = 2"))
        connection.execute(text("SELECT * FROM cases FOR UPDATE"))
        for table in grants.WORKING:
            connection.execute(text(f"DELETE FROM {table}"))
        assert migrate.status(connection).schema is migrate.Schema.RIGHT


def test_upgrade_needs_the_owner(service: Engine) -> None:
    """Who does not own the tables cannot upgrade them, and reads whose address is missing."""
    url = service.url.render_as_string(hide_password=False)
    with pytest.raises(NotTheOwner, match="CONNECT_DATABASE_OWNER_URL") as refusal:
        migrate.upgrade(url)
    assert refusal.value.facts["role"] == service.url.username


def test_first_tables_need_a_right(postgres_server: str, run: postgres.Run) -> None:
    """Who may make no table in an empty database reads the same."""
    role = f"connect_guest_{uuid.uuid4().hex[:8]}"
    postgres.execute(postgres_server, f"CREATE ROLE {role} LOGIN")
    with run.database() as url, pytest.raises(NotTheOwner):
        migrate.upgrade(as_role(url, role))
    postgres.execute(postgres_server, f"DROP ROLE {role}")


def test_again(service: Engine) -> None:
    """Who may do something is told in tables that are there: none is named that no longer is."""
    assert grants.WORKING | set(grants.LESS) <= set(grants.TABLES)


def test_copies_everything(service: Engine, tmp_path: Path) -> None:
    """The service's role reads enough to make a backup of all there is."""
    try:
        url = service.url.render_as_string(hide_password=False)
        assert backup.write(url, tmp_path / "backup", origin="here/history", now=given.NOW).rows["people"] == 0
    except NoProgram as error:
        missing("pg_dump", str(error))
