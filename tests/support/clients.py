"""Clients that press buttons over HTTP, each press under a key, at whichever server answers, until they are told how it ended."""

import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from queue import Empty, Queue
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from tests.web.site import Site
from tests.web.visitor import Visitor
from web import fields

ANSWER = 30  # seconds that a server may take to answer
PAUSE = 0.05  # seconds before a press is sent again
NEXT = 1.0  # seconds that a broker waits for a request to look at

SUBMIT, VALIDATE = "submit", "validate"
NEW = f"/portal/new/request/{SUBMIT}"


@dataclass(frozen=True)
class Acknowledged:
    """A press that a server said was done: `sent` is how often it had to be."""

    trigger: str
    key: str
    ref: str
    sent: int


@dataclass
class Crowd:
    """Half of the clients submit requests, the others validate those; what they were told is here."""

    ports: Sequence[int]
    acknowledged: list[Acknowledged] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)  # answers that nobody should get
    told: Counter[str] = field(default_factory=Counter)  # what else was heard, and how often
    submitted: Queue[str] = field(default_factory=Queue)
    over: threading.Event = field(default_factory=threading.Event)

    def submits(self, cookie: str, form: Mapping[str, Any], chance: Random) -> None:
        """Submits one request after the other."""
        while not self.over.is_set():
            if ref := self._press(SUBMIT, NEW, cookie, form, chance):
                self.submitted.put(ref)

    def validates(self, cookie: str, form: Mapping[str, Any], chance: Random) -> None:
        """Validates what was submitted, one after the other."""
        while not self.over.is_set():
            try:
                ref = self.submitted.get(timeout=NEXT)
            except Empty:
                continue
            self._press(VALIDATE, f"/desk/cases/{ref}/transitions/{VALIDATE}", cookie, form, chance)

    def _press(self, trigger: str, path: str, cookie: str, form: Mapping[str, Any], chance: Random) -> str:
        """The reference of the case, once the press is acknowledged; nothing if it never is."""
        key, sent = uuid4().hex, 0
        body = urlencode({**form, "key": key}, doseq=True)
        while True:
            sent += 1
            try:
                status, location, text = _post(chance.choice(self.ports), path, body, cookie)
            except (OSError, HTTPException) as error:
                self.told[type(error).__name__] += 1
            else:
                if status == 303 and "/cases/" in location:
                    ref = location.rsplit("/", 1)[1]
                    self.acknowledged.append(Acknowledged(trigger, key, ref, sent))
                    return ref
                if status != 503:
                    self.odd.append(f"{trigger} {path}: {status} {location} {text[-3000:]}")
                    return ""
                self.told["503"] += 1
            time.sleep(PAUSE)


def _post(port: int, path: str, body: str, cookie: str) -> tuple[int, str, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=ANSWER)
    try:
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location") or "", answer.read().decode()
    finally:
        connection.close()


def _cookie(visitor: Visitor) -> str:
    found = visitor.client.get_cookie("connect")
    assert found is not None
    return f"connect={found.value}"


@contextmanager
def pressing(site: Site, ports: Sequence[int], asked: Mapping[str, Any], number: int) -> Iterator[Crowd]:
    """So many clients for as long as the block runs; then each finishes the press it has in hand. `asked`: of a request."""
    requester, broker = site.visitor("north"), site.visitor("broker")
    law = fields.asked_by(site.law("request"), SUBMIT)
    submit = requester.get(NEW).forms[NEW].copy()
    for name in [name for name in submit if name.partition("-")[0] in asked]:
        del submit[name]
    submit.update(fields.encode(law, asked))
    first = site.programme.fire("request", SUBMIT, "north", **asked).ref
    validate = broker.get(f"/desk/cases/{first}").trigger(VALIDATE).to_dict()
    forms = [submit.to_dict(flat=False), {**validate, "waive.no_twin": "It is about another place."}]
    crowd = Crowd(ports)
    acts = [(crowd.submits, _cookie(requester), forms[0]), (crowd.validates, _cookie(broker), forms[1])]
    threads = [
        threading.Thread(target=act, args=(cookie, form, Random(one)), daemon=True)
        for one in range(number)
        for act, cookie, form in [acts[one % 2]]
    ]
    for thread in threads:
        thread.start()
    try:
        yield crowd
    finally:
        crowd.over.set()
        for thread in threads:
            thread.join(ANSWER + 10)
