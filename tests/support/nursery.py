"""A process that has the program loaded and forks servers of pages and schedulers of it, which can be killed and made anew.

It must be made before a test starts threads: a fork has only the thread that made it.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing import Pipe
from multiprocessing.connection import Connection as Channel
from typing import Any

import app
from commands.server import Server
from scheduler import clock
from tests.support.postgres import alive

AHEAD = timedelta(minutes=10)  # of the schedulers: letters that could still be taken back leave at once
TICK = 1  # seconds
SCHEDULER = 0  # in the place of a port


@dataclass
class Nursery:
    """`running`: the port of each server (0 for a scheduler) by the number of its process."""

    channel: Channel
    process: int
    running: dict[int, int] = field(default_factory=dict)

    def start(self, port: int) -> None:
        """A server of pages at a port, or a scheduler (port 0)."""
        self.channel.send(port)
        self.running[self.channel.recv()] = port

    def kill(self, process: int) -> None:
        """It dies (-9) wherever it is, and another takes its place."""
        os.kill(process, signal.SIGKILL)
        while alive(process):
            time.sleep(0.001)
        self.start(self.running.pop(process))


@contextmanager
def nursery(program: app.Connect) -> Iterator[Nursery]:
    """Its processes end with the block, or with this process. The program must not have asked its database yet."""
    here, there = Pipe()
    process = os.fork()
    if process == 0:
        here.close()
        _care(there, program)
    there.close()
    made = Nursery(here, process)
    try:
        yield made
    finally:
        os.killpg(process, signal.SIGKILL)
        os.waitpid(process, 0)


def _care(channel: Channel, program: app.Connect) -> None:
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who are killed
    clock.FOLLOW_UPS = clock.OUTBOX = TICK
    pages = app.create_app(program)
    try:
        while True:
            port = channel.recv()
            child = os.fork()
            if child == 0:
                _live(program, pages, port)
            channel.send(child)
    finally:
        os.killpg(0, signal.SIGKILL)


def _live(program: app.Connect, pages: Any, port: int) -> None:
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if port == SCHEDULER:
            ticking = clock.Clock(program, AHEAD)
            ticking.start()
            ticking.wait()
        else:
            Server(pages, "127.0.0.1", port).run()
    finally:
        os._exit(1)
