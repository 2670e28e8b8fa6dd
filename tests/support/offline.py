"""The program with which auditors verify an export, which shares no code with us."""

import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType

PROGRAM = Path(__file__).parents[2] / "examples" / "verify_history.py"


@cache
def program() -> ModuleType:
    """The program, loaded from its file."""
    spec = importlib.util.spec_from_file_location("verify_history", PROGRAM)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
