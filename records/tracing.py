"""Which request is being answered: every line that the log gets meanwhile names it."""

from contextvars import ContextVar

request: ContextVar[str] = ContextVar("request", default="")  # its id; empty beside requests
