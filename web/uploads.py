"""Files that came with a form: stored at once, so that nobody must choose one twice; then they are ids like any other."""

from typing import Any

from flask import Request

from records import documents, scanning
from web.database import writing
from web.fields import Fields, Posted, files
from web.given import connect
from web.reader import Reader
from workflow.errors import WorkflowError
from workflow.words import Sentence


def received(request: Request, fields: Fields, reader: Reader) -> tuple[Posted, dict[str, Any]]:
    """What was posted, with the ids of stored documents in the place of files; and field → what is wrong with a file."""
    posted, wrong = Posted(request.form), {}
    sent = {name: request.files[name] for name in files(fields, iter(request.files)) if request.files[name].filename}
    for name, file in sent.items():
        try:
            content = file.read(documents.MAX_BYTES + 1)
            posted[name] = kept(content, file.filename or "", person=reader.id)
        except WorkflowError as error:
            wrong[name] = [Sentence(error.message, error.facts)]
    return posted, wrong


def kept(content: bytes, name: str, *, person: str | None) -> str:
    """The id of the document that a file becomes; scanned before anything is locked, for that may take its time.

    Raises as `documents.store` does, or Infected.
    """
    name = documents.cleaned(name)
    documents.type_of(content, name)
    scan = scanning.verdict(content, name, connect().settings.clamd)
    with writing(keyed=True) as connection:  # stored by its content, once
        return documents.store(connection, content, name, person=person, scan=scan)
