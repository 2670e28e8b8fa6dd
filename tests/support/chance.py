"""Takes chance away: the ids of acts and texts, and the salts, are the same in every run of the same act."""

from random import Random
from types import SimpleNamespace
from uuid import UUID

import pytest

from workflow import engine, texts


class Chance:
    """What gives ids and salts in the place of chance; `begin` makes them start over."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._random = Random()
        self.begin("")
        monkeypatch.setattr(engine, "uuid4", self._uuid)
        monkeypatch.setattr(texts, "uuid4", self._uuid)
        monkeypatch.setattr(
            texts, "secrets", SimpleNamespace(token_hex=lambda size: self._random.randbytes(size).hex())
        )

    def begin(self, act: str) -> None:
        """What comes next gets the ids that an act of this name gets."""
        self._random.seed(act)

    def _uuid(self) -> UUID:
        return UUID(int=self._random.getrandbits(128))
