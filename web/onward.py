"""Where a form leads when it is done: an address of ours that it brought along, and no other."""

from urllib.parse import urlsplit


def ours(wanted: str) -> str:
    """The address if it is one of ours; else nothing, or a link in a letter could lead a person anywhere."""
    parts = urlsplit(wanted)
    here = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not (parts.scheme or parts.netloc)
    return wanted if here else ""
