"""The house keeps its own rules: clean files, hashed locks, a Makefile that explains itself, rooms that are described."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-postgres.lock"]
# Folders of somebody's machine, and addresses or options of a package index.
MACHINE = re.compile(
    r"(?<![\w./<-])/(?:root|work|home/\w+|Users/\w+)/|--(?:extra-)?index-[u]rl\b|--find-[l]inks\b|[f]ile:///\w"
)
# What app.py may see more than other rooms is Flask; import-linter reads packages only, so its imports are read here.
APP_MAY_NOT_IMPORT = {"commands", "transitions", "apscheduler"}


def tracked() -> list[Path]:
    """Every file that is, or on the next commit would be, in the repository."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    output = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in output.split("\0") if name and (ROOT / name).is_file()]


def lines(files: list[Path]) -> Iterator[tuple[str, str]]:
    """Each line of each text file, after the place where it stands."""
    for file in files:
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            yield f"{file.relative_to(ROOT)}:{number}", line


def pinned(lock: str) -> dict[str, str]:
    """What a lock installs: version and hashes by name."""
    blocks = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8"))
    return {block.split("==")[0]: block for block in blocks if "==" in block.split("\n")[0]}


def test_no_file_knows_a_machine() -> None:
    """No file names a folder of somebody's machine, nor the address of a package index."""
    assert [place for place, line in lines(tracked()) if MACHINE.search(line)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_hashes(lock: str) -> None:
    """Every package of a lock is pinned to one version and carries its hashes."""
    packages = pinned(lock)
    assert packages
    assert [name for name, block in packages.items() if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("lock", [lock for lock in LOCKS if lock != "requirements-dev.lock"])
def test_locks_agree(lock: str) -> None:
    """A package has the same version and hashes in whichever lock it stands."""

    def bare(block: str) -> list[str]:
        return [line for line in block.splitlines() if not line.lstrip().startswith("#")]

    tests = pinned("requirements-dev.lock")
    differing = [name for name, block in pinned(lock).items() if name in tests and bare(block) != bare(tests[name])]
    assert differing == []


def test_the_lock_for_tests_holds_all_that_runs() -> None:
    """Whoever has installed for tests has installed what runs."""
    assert set(pinned("requirements.lock")) <= set(pinned("requirements-dev.lock"))


def test_every_dependency_is_locked() -> None:
    """What pyproject.toml asks for is in the lock."""
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {re.split(r"[\[<>=~ ]", dependency)[0].lower() for dependency in asked}
    assert names - {name.lower() for name in pinned("requirements.lock")} == set()


def test_make_help_lists_every_target() -> None:
    """`make`, and `make help`, say what each target does."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):", makefile, re.MULTILINE)
    told = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make (\w+) +\w", told, re.MULTILINE)) == set(targets)


def test_every_folder_is_described() -> None:
    """docs/architecture.md says of every top-level folder who would look for what there."""
    described = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    folders = {file.relative_to(ROOT).parts[0] for file in tracked() if file.parent != ROOT}
    assert [folder for folder in sorted(folders) if f"`{folder}/`" not in described] == []


def test_every_room_is_checked() -> None:
    """Each Python package at the top is packaged, and named to every tool that must know it."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    tools = settings["tool"]
    rooms = {file.parent.name for file in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert rooms <= set(tools["setuptools"]["packages"]["find"]["include"])
    assert rooms <= set(tools["importlinter"]["root_packages"])
    assert rooms <= set(tools["deptry"]["known_first_party"])
    assert rooms <= {*tools["mypy"]["files"], "migrations"}


def test_app_leaves_the_clock_and_the_machine_to_their_rooms() -> None:
    """app.py imports neither the command line nor the libraries that one room keeps to itself."""
    tree = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert APP_MAY_NOT_IMPORT.isdisjoint(name.split(".")[0] for name in imported)


def test_every_test_has_a_sentence() -> None:
    """Every test says in one sentence what is true."""
    silent = []
    for file in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                sentence = ast.get_docstring(node) or ""
                if not sentence.split("\n\n")[0].endswith((".", "?")):
                    silent.append(f"{file.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert silent == []


def test_the_licence_is_whole() -> None:
    """LICENSE is the European Union Public Licence 1.2 with its fifteen articles and its appendix."""
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert [int(number) for number in re.findall(r"^(\d+)\.\w", licence, re.MULTILINE)] == list(range(1, 16))
    assert "Appendix" in licence
