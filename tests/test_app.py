"""The composition root: settings, the secret key, the one clock, and what a start refuses."""

import ast
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

import app
from records import visible
from tests.commands import given
from workflow.definition import Workflow
from workflow.errors import NotSound
from workflow.fingerprint import fingerprint
from workflow.registry import Registry
from workflow.tables import definitions

ROOT = Path(__file__).parents[1]
ROOMS = ("workflow", "records", "states", "letters", "matching", "handlers", "scheduler", "web", "commands", "app.py")
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}


@pytest.fixture
def program(sqlite_url: str, tmp_path: Path) -> app.Connect:
    """The program on a migrated database."""
    return app.Connect(app.Settings.read({"CONNECT_DATABASE_URL": sqlite_url}, tmp_path)).ready()


# --- settings -----------------------------------------------------------------------------------------------------------


def test_defaults(tmp_path: Path) -> None:
    """Where nobody set anything, all lies under `instance/` of the home."""
    settings = app.Settings.read({}, tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/instance/connect.sqlite"
    assert settings.database_file == tmp_path / "instance" / "connect.sqlite"
    assert settings.mail_folder == tmp_path / "instance" / "mail"
    assert settings.history_key_file == tmp_path / "instance" / "history_key"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert (settings.database_owner_url, settings.mail_to, settings.time_travel) == (None, None, False)
    assert set(settings.sources.values()) == {"default"}


def test_environment_wins(tmp_path: Path) -> None:
    """The environment goes before connect.toml, and that before the default; an empty variable says nothing."""
    (tmp_path / "connect.toml").write_text('base_url = "https://file.example/"\nmail_to = "file@test.example"\n')
    environ = {"CONNECT_MAIL_TO": "shell@test.example", "CONNECT_SMTP_URL": ""}
    settings = app.Settings.read(environ, tmp_path)
    assert (settings.base_url, settings.mail_to) == ("https://file.example", "shell@test.example")
    assert settings.smtp_url == "file:instance/mail"
    told = {name: settings.sources[name] for name in ("base_url", "mail_to", "smtp_url")}
    assert told == {"base_url": "connect.toml", "mail_to": "environment", "smtp_url": "default"}


def test_home(tmp_path: Path) -> None:
    """CONNECT_HOME says where `instance/` and connect.toml lie, wherever one stands."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "connect.toml").write_text("time_travel = true")
    settings = app.Settings.read({"CONNECT_HOME": str(home)}, tmp_path)
    assert settings.time_travel
    assert settings.instance == home / "instance"


def test_server_takes_letters(tmp_path: Path) -> None:
    """With a mail server there is no folder of letters."""
    settings = app.Settings.read({"CONNECT_SMTP_URL": "smtp://localhost:2525"}, tmp_path)
    assert settings.mail_folder is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("database_url", "mysql://me:topsecret@host/name"),
        ("database_url", "topsecret"),
        ("database_owner_url", "postgres://me:topsecret@host/name"),
        ("smtp_url", "topsecret"),
        ("base_url", "topsecret"),
        ("mail_to", "topsecret"),
        ("secret_key", "topsecret"),
        ("time_travel", "topsecret"),
    ],
)
@pytest.mark.parametrize("source", ["environment", "connect.toml"])
def test_unfit(tmp_path: Path, name: str, value: str, source: str) -> None:
    """A value of no use is told by the name and source of its setting, never by itself."""
    environ = {f"CONNECT_{name.upper()}": value} if source == "environment" else {}
    if not environ:
        (tmp_path / "connect.toml").write_text(f'{name} = "{value}"')
    with pytest.raises(app.UnfitSetting) as refusal:
        app.Settings.read(environ, tmp_path)
    assert f"CONNECT_{name.upper()} (from {source})" in str(refusal.value)
    assert "topsecret" not in str(refusal.value)


@pytest.mark.parametrize(("text", "why"), [("port = 1", "there is no setting port"), ("base_url = x y", "line 1")])
def test_unreadable(tmp_path: Path, text: str, why: str) -> None:
    """A connect.toml that is no TOML, or sets what is no setting, is told with its path and the reason."""
    (tmp_path / "connect.toml").write_text(text)
    with pytest.raises(app.UnreadableSettings, match=why) as refusal:
        app.Settings.read({}, tmp_path)
    assert str(tmp_path / "connect.toml") in str(refusal.value)


# --- the secret key -----------------------------------------------------------------------------------------------------


def test_secret_key(tmp_path: Path) -> None:
    """It is made once, for its owner's eyes only, and kept."""
    first, again = (app.Settings.read({}, tmp_path).secret_key for _ in range(2))
    assert first == again
    assert len(first) == 64
    assert stat.S_IMODE((tmp_path / "instance" / "secret_key").stat().st_mode) == 0o600


def test_secret_key_at_once(tmp_path: Path) -> None:
    """Of many who make it at once all get the same, and nothing else is left behind."""
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: app.Settings.read({}, tmp_path).secret_key, range(64)))
    assert len(keys) == 1
    assert [file.name for file in (tmp_path / "instance").iterdir()] == ["secret_key"]


def test_secret_key_given(tmp_path: Path) -> None:
    """One that is given is not kept in a file."""
    assert app.Settings.read({"CONNECT_SECRET_KEY": "x" * 20}, tmp_path).secret_key == "x" * 20
    assert not (tmp_path / "instance").exists()


# --- the program --------------------------------------------------------------------------------------------------------


def test_one_clock() -> None:
    """One function in the program reads the clock."""
    files = [
        file for room in ROOMS for file in ([ROOT / room] if room.endswith(".py") else (ROOT / room).rglob("*.py"))
    ]
    readers = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in CLOCKS
    ]
    assert [reader.split(":")[0] for reader in readers] == ["app.py"]


def test_utc(program: app.Connect) -> None:
    """The moment is one in UTC."""
    offset = program.now().utcoffset()
    assert offset is not None
    assert not offset


def test_rules_are_kept(program: app.Connect) -> None:
    """A start keeps the rules of every version by fingerprint, once."""
    program.ready()
    with program.database.begin() as connection:
        kept = connection.execute(select(definitions.c.type, definitions.c.fingerprint)).all()
    assert sorted(map(tuple, kept)) == sorted((one.name, fingerprint(one)) for one in program.registry)


def test_unsound(tmp_path: Path) -> None:
    """A broken definition stops the start, with the sentences of its check; nothing is made."""
    request = app.known_types().newest("request")
    broken = Workflow(**{**vars_of(request), "transitions": request.transitions[:1]})
    with pytest.raises(NotSound, match=r"The case type request is not sound: .+\."):
        app.Connect(app.Settings.read({}, tmp_path), Registry([broken]))
    assert not (tmp_path / "instance").exists()


def vars_of(definition: Workflow) -> dict[str, object]:
    """The fields of a definition by name."""
    return {name: getattr(definition, name) for name in definition.__dataclass_fields__}


def test_no_database(tmp_path: Path) -> None:
    """A start without a database says how to make one."""
    with pytest.raises(app.NoDatabase, match="connect db upgrade"):
        app.Connect(app.Settings.read({}, tmp_path)).ready()


@pytest.mark.parametrize(
    ("name", "sees"),
    [("broker", True), ("lead", True), ("requester", True), ("committee", True), ("association", False)],
)
def test_sees(program: app.Connect, name: str, sees: bool) -> None:
    """The engine asks `visible`: a request is not seen by an association that has no part in it."""
    with program.database.begin() as connection:
        cast = given.people(connection)
        form = json.loads(given.request_form(cast))
        press = {"actor": cast.ids["requester"], "now": given.NOW, "via": "test", "form": form}
        ref = program.engine.fire(connection, "request", "submit", **press).ref
        who = cast.ids[name]
        known = app.read_directory(connection, [who], [], [])
        assert visible.sees(connection, known, who, ref) is sees
