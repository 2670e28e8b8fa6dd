"""The pages on waitress, in a loop of our own: waitress's own ends without the answers that are being made."""

import errno
import signal
from collections.abc import Iterator
from time import monotonic
from types import FrameType
from typing import Any

from waitress import create_server
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.wasyncore import close_all, loop

from commands.errors import NoSuchAddress, PortTaken

THREADS = 8  # requests answered at once; each waits for the database more than it computes
PATIENCE = 30  # seconds that requests in hand have to be finished
WAKES = 1.0  # seconds after which the loop looks again, should a signal not have woken it
SIGNALS = (signal.SIGINT, signal.SIGTERM)


def _behind(proxy: str | None) -> dict[str, Any]:
    """From where somebody comes is what the last proxy adds; what anybody else writes there is not believed."""
    # The others are believed by nobody; but that they are there says that a proxy passed it on, which /metrics asks.
    seen = {"clear_untrusted_proxy_headers": False}
    if proxy is None:
        return seen
    return {**seen, "trusted_proxy": proxy, "trusted_proxy_count": 1, "trusted_proxy_headers": {"x-forwarded-for"}}


class Server:
    """Listens from the moment it is made. Raises PortTaken and NoSuchAddress."""

    def __init__(self, application: Any, host: str, port: int, proxy: str | None = None) -> None:
        self._map: dict[int, Any] = {}
        self._stopping = False
        try:
            self._server = create_server(
                application, map=self._map, host=host, port=port, threads=THREADS, ident="Connect", **_behind(proxy)
            )
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(host=host, port=port, other=port % 65535 + 1) from error
            raise NoSuchAddress(host=host, port=port, why=error.strerror) from error
        except ValueError as error:  # what waitress makes of a name that nobody knows
            raise NoSuchAddress(host=host, port=port, why="there is no such host") from error

    @property
    def port(self) -> int:
        """Where it listens; that which the system chose, for port 0."""
        return int(next(self._listeners()).effective_port)

    def run(self) -> None:
        """Answer requests until SIGINT or SIGTERM comes, then finish those in hand; a second signal ends it at once."""
        before = {number: signal.signal(number, self._stop) for number in SIGNALS}
        try:
            while not self._stopping:
                loop(timeout=WAKES, use_poll=True, map=self._map, count=1)
            self._finish()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        self._stopping = True
        next(self._listeners()).pull_trigger()

    def _finish(self) -> None:
        # Whoever is connected already is served; whoever comes now finds nobody.
        loop(timeout=0, use_poll=True, map=self._map, count=1)
        for listener in list(self._listeners()):
            listener.del_channel()
            listener.socket.close()
        until = monotonic() + PATIENCE
        while any(map(_in_hand, list(self._map.values()))) and monotonic() < until:
            loop(timeout=0.2, use_poll=True, map=self._map, count=1)
        self._server.task_dispatcher.shutdown(timeout=1)
        close_all(self._map)

    def _listeners(self) -> Iterator[BaseWSGIServer]:
        return (one for one in self._map.values() if isinstance(one, BaseWSGIServer))


def _in_hand(one: Any) -> bool:
    """Whether a connection has a request that came, or an answer that has not left."""
    return isinstance(one, HTTPChannel) and bool(
        one.requests or one.request or one.total_outbufs_len or one.close_when_flushed
    )
