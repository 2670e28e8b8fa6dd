"""A text browser in a terminal of its own: keys are typed into it, and the page it shows is saved by its own command."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import time
from pathlib import Path
from threading import Thread
from typing import Self

from tests.support.missing import need_program

ROWS, COLUMNS = 50, 160
LONGEST = 30  # seconds that a page may take to be shown
ENTER, TAB, BACK, ALL = "\r", "\t", "\x1b\t", "\x15"  # BACK goes to the control before, ALL takes away what a line says
EDITOR = '#!/bin/sh\ncp "$HOME/written" "$1"\n'  # in which somebody writes a long answer, as w3m has it written


class TextBrowser:
    """w3m with a fresh home, at an address; it keeps cookies as long as it runs."""

    def __init__(self, home: Path, address: str) -> None:
        self._home, self._saved, self._drawn = home, 0, b""
        editor = home / "editor"
        editor.write_text(EDITOR)
        editor.chmod(0o755)
        environ = {"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "vt100", "LC_ALL": "C.UTF-8"}
        self._terminal, self._inner = pty.openpty()
        fcntl.ioctl(self._inner, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        # The first terminal that a new session opens is its own, which is where w3m reads its keys.
        within = 'exec "$@" <"$TERMINAL" >"$TERMINAL" 2>&1'
        program = [need_program("w3m"), "-cookie", "-o", "confirm_qq=0", address]
        self._process = subprocess.Popen(
            ["sh", "-c", within, "sh", *program],
            env={**environ, "TERMINAL": os.ttyname(self._inner), "EDITOR": str(editor)},
            cwd=home,
            start_new_session=True,
        )
        self._reader = Thread(target=self._read)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(LONGEST)
        os.close(self._inner)
        self._reader.join(LONGEST)
        os.close(self._terminal)

    def _read(self) -> None:
        """What is drawn has to be taken, or the terminal would be full and the browser stand still."""
        try:
            while drawn := os.read(self._terminal, 65536):
                self._drawn += drawn
        except OSError:  # nobody holds the inner end any more
            return

    def type(self, *keys: str) -> None:
        """Keys as somebody types them; the browser takes them one after the other, also those typed ahead."""
        os.write(self._terminal, "".join(keys).encode())

    def page(self) -> str:
        """The whole page as it is shown, once everything typed before is done."""
        self._saved += 1
        page, after = self._home / f"page-{self._saved}", self._home / f"after-{self._saved}"
        self.type("S", str(page), ENTER, "S", str(after), ENTER)  # the second is begun when the first is written
        until = time.monotonic() + LONGEST
        while not after.exists():
            assert time.monotonic() < until, "The browser shows no page."
            assert self._process.poll() is None, "The browser has ended."
            time.sleep(0.02)
        drawn, self._drawn = self._drawn, b""
        assert b"Not found" not in drawn, "What was looked for is not on the page."
        assert page.exists(), "The browser took the keys for an answer to something else."
        return page.read_text("utf-8")

    # --- reading on -----------------------------------------------------------------------------------------------------

    def top(self) -> None:
        """To the first line."""
        self.type("g")

    def find(self, words: str) -> None:
        """On to the next place that says so; over the end, from the top again."""
        self.type("/", re.sub(r"[^\w –-]", ".", words), ENTER)

    def follow(self, words: str) -> str:
        """The page to which the first link with these words leads."""
        self.top()
        self.find(words)
        self.type(ENTER)
        return self.page()

    # --- answering ------------------------------------------------------------------------------------------------------

    def fill(self, label: str, answer: str) -> None:
        """Write into the field after a label."""
        self.find(label)
        self.type(TAB, ENTER, ALL, answer, ENTER)

    def choose(self, label: str, option: str) -> None:
        """Choose from the list after a label, by looking for the option in it."""
        self.find(label)
        self.type(TAB, ENTER, "/", option, ENTER, ENTER)

    def tick(self, option: str) -> None:
        """Tick the box before an option."""
        self.find(option)
        self.type(BACK, ENTER)

    def write(self, label: str, answer: str) -> None:
        """Write a long answer after a label, in the editor."""
        self.page()  # the editor of the answer before has ended
        (self._home / "written").write_text(answer + "\n", "utf-8")
        self.find(label)
        self.type(TAB, ENTER)

    def send(self, label: str) -> str:
        """Press the button with these words, the next one on the page; the page that answers."""
        self.find(label)
        self.type(ENTER)
        return self.page()
