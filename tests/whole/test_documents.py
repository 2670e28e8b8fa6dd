"""What the pages of documentation say is there: links, commands and their options, settings, targets of make."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from app import PREFIX, SETTINGS, problems_of
from commands.main import connect
from states.all import DEFINITIONS
from workflow.registry import GROUP, Registry

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "STYLE.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TARGET = re.compile(r"(?:`|^)make ([a-z]+)(?=`|$| +#| [A-Z]+=)", re.MULTILINE)
WORKSHOP = ROOT / "examples" / "workshop"

each_page = pytest.mark.parametrize("document", PAGES, ids=lambda document: str(document.relative_to(ROOT)))


def told(document: Path) -> list[list[str]]:
    """Every call of `connect` in the code blocks of a page, as words after the name of the program."""
    calls = []
    for language, block in BLOCK.findall(document.read_text(encoding="utf-8")):
        for line in block.splitlines() if not language else ():
            words = (
                shlex.split(line.partition(" | ")[0], comments=True) if "connect" in line and "“" not in line else []
            )
            while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
                words.pop(0)
            if words and words[0] in ("connect", ".venv/bin/connect"):
                calls.append(words[1:])
    return calls


def strange(words: list[str]) -> Iterator[str]:
    """What no command, option or number of arguments of `connect` is."""
    command: click.Command = connect
    context = click.Context(connect, info_name="connect")
    while isinstance(command, click.Group) and words:
        name, *words = words
        found = command.get_command(context, name)
        if found is None:
            yield name
            return
        command, context = found, click.Context(found, info_name=name, parent=context)
    try:
        command.parse_args(context, list(words))
    except click.exceptions.Exit:
        return
    except click.UsageError as error:
        yield error.format_message()


@each_page
def test_links(document: Path) -> None:
    """Every relative link leads to a file or folder that is there."""
    links = [link.partition("#")[0] for link in LINK.findall(document.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if link and not (document.parent / link).exists()] == []


@each_page
def test_commands(document: Path) -> None:
    """Every call of `connect` in a code block names a command, and options that it has."""
    assert [problem for words in told(document) for problem in strange(words)] == []


def test_commands_are_found() -> None:
    """The calls are found at all, also behind a setting, in the folder of the environment and before a pipe."""
    calls = [words for page in PAGES for words in told(page)]
    assert ["db", "upgrade"] in calls
    assert {words[0] for words in calls} >= {"history", "check", "fire", "doctor", "user"}


@pytest.mark.parametrize("words", [["backup"], ["cases", "--sort"], ["show"], ["user", "remove"]], ids=" ".join)
def test_strange(words: list[str]) -> None:
    """A command, an option or an argument that is not as it should be is noticed."""
    assert list(strange(words))


def test_settings() -> None:
    """The table of settings names exactly the settings there are, and the home."""
    rows = re.findall(
        rf"^\| `({PREFIX}\w+)` \|", (ROOT / "docs/operating.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert sorted(rows) == sorted([f"{PREFIX}HOME", *(PREFIX + name.upper() for name in SETTINGS)])


def test_settings_fit() -> None:
    """Every setting that a page names exists."""
    known = {f"{PREFIX}HOME", *(PREFIX + name.upper() for name in SETTINGS)}
    named = {
        name for page in PAGES for name in re.findall(rf"\b{PREFIX}[A-Z_]+[A-Z]\b", page.read_text(encoding="utf-8"))
    }
    assert {name for name in named - known if not name.startswith(f"{PREFIX}TEST_")} == set()


@each_page
def test_targets(document: Path) -> None:
    """Every target of make that a page names is in the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(TARGET.findall(document.read_text(encoding="utf-8"))) - targets == set()


def test_example_type(monkeypatch: pytest.MonkeyPatch) -> None:
    """The case type of the examples is sound, and its package names it in the group that is looked through."""
    monkeypatch.syspath_prepend(WORKSHOP)
    from connect_workshop import WORKSHOP as WORKFLOW

    assert problems_of(WORKFLOW, Registry((*DEFINITIONS, WORKFLOW))) == []
    packaged = (WORKSHOP / "pyproject.toml").read_text(encoding="utf-8")
    assert f'[project.entry-points."{GROUP}"]\n{WORKFLOW.name} = "connect_workshop:WORKSHOP"' in packaged
