"""Files that came with a form: stored at once, so that nobody must choose one twice; then they are ids like any other."""

from typing import Any

from flask import Request
from werkzeug.datastructures import FileStorage

from records import documents
from web.database import writing
from web.fields import Fields, Posted, files
from web.reader import Reader
from workflow.errors import WorkflowError
from workflow.words import Sentence


def received(request: Request, fields: Fields, reader: Reader) -> tuple[Posted, dict[str, Any]]:
    """What was posted, with the ids of stored documents in the place of files; and field → what is wrong with a file."""
    posted, wrong = Posted(request.form), {}
    sent = {name: request.files[name] for name in files(fields, iter(request.files)) if request.files[name].filename}
    for name, file in sent.items():
        try:
            posted[name] = _stored(file, reader)
        except WorkflowError as error:
            wrong[name] = [Sentence(error.message, error.facts)]
    return posted, wrong


def _stored(file: FileStorage, reader: Reader) -> str:
    content = file.read(documents.MAX_BYTES + 1)
    with writing(keyed=True) as connection:  # by its content, once
        return documents.store(connection, content, file.filename or "", person=reader.id)
