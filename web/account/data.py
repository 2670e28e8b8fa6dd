"""What is held on oneself, to take along: a ZIP file that is written while it is read, so that it may be of any size."""

import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO, cast

from flask import Blueprint, Response, render_template, stream_with_context
from flask_babel import gettext

from records import held
from records.stream import act
from web.acting import VIA
from web.database import reading, writing
from web.given import connect
from web.reader import signed_in
from web.scene import words_of
from workflow.words import _

READ_ME = _(
    "What CONNECT holds on you. Each file ending in .json can be opened with any text editor: account (who you are here), cases (in"
    " which you have or had a part), history (what you did, what others did in your name, and what was done with your"
    " account), words (what you wrote), drafts (what you began and did not send), letters (what you were sent). The folder"
    " documents has the files that you brought. Other people stand in it by number only. Moments are in UTC."
)


def add_to(account: Blueprint) -> None:
    """The routes."""
    account.add_url_rule("/account/data", "data", show)
    account.add_url_rule("/account/data", "take_data", take, methods=["POST"])


def show() -> str:
    """What there is, and the button."""
    return render_template("data.html")


def take() -> Response:
    """The file; an entry on the reader's own history says that they took it."""
    reader, now = signed_in(), connect().now()
    with writing() as connection:
        held.note(connection, act(reader.id, now, VIA))
    name = f"connect-{reader.id}-{now.astimezone(words_of().clock):%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(stream_with_context(_zipped(reader.id, now)), mimetype="application/zip", headers=headers)


class _Pieces:
    """What a ZIP file is written to; each piece is handed on before the next is made."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Keep a piece."""
        self._written.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def taken(self) -> bytes:
        """What was written since the last time."""
        data, self._written = b"".join(self._written), []
        return data


def _zipped(person: str, now: datetime) -> Iterator[bytes]:
    pieces = _Pieces()
    with zipfile.ZipFile(cast(IO[bytes], pieces), "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(_entry("README.txt", now), gettext(READ_ME) + "\n")
        for part in held.parts(reading(), person, now, connect().written):
            with zipped.open(_entry(f"{part.name}.json", now), "w") as opened:
                for text in held.as_json(part):
                    opened.write(text.encode())
                    yield pieces.taken()
        for one in held.files(reading(), person):
            zipped.writestr(_entry(f"documents/{one.id}-{PurePosixPath(one.name).name}", now), one.content)
            yield pieces.taken()
    yield pieces.taken()


def _entry(name: str, now: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (now.year, now.month, now.day, now.hour, now.minute, now.second))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
