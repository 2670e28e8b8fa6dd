"""Files that came with a form: stored at once, so that nobody must choose one twice; then they are ids like any other."""

from collections.abc import Iterable
from typing import Any

from flask import Request, session
from werkzeug.datastructures import FileStorage

from records import attachments, documents
from web.database import reading, writing
from web.fields import Fields, Posted, files
from web.reader import Reader
from workflow.errors import BadForm, WorkflowError
from workflow.words import _

BROUGHT = "documents"  # in the session: what this reader stored, also where somebody else brought the same file first
MOST_BROUGHT = 40  # ids kept in the session's cookie
NOT_YOURS = _("Choose the file again.")


def received(request: Request, fields: Fields, reader: Reader) -> tuple[Posted, dict[str, Any]]:
    """What was posted, with the ids of stored documents in the place of files; and field → what is wrong with a file."""
    posted, wrong = Posted(request.form), {}
    sent = {name: request.files[name] for name in files(fields, iter(request.files)) if request.files[name].filename}
    for name, file in sent.items():
        try:
            posted[name] = _stored(file, reader)
        except WorkflowError as error:
            wrong[name] = [str(error)]
    return posted, wrong


def refuse_foreign(fields: Fields, posted: Posted, reader: Reader, known: Iterable[str]) -> None:
    """Raises BadForm for a document that the reader neither brought nor finds in the case: naming it would open it.

    `known` are the documents that the case names already.
    """
    named = {name: posted[name] for name in files(fields, iter(posted)) if posted[name]}
    foreign = set(named.values()) - set(known) - set(session.get(BROUGHT, ()))
    if not foreign or reader.sees_all:
        return
    foreign -= attachments.brought(reading(), reader.of_lists, foreign)
    if foreign:
        raise BadForm({name: [NOT_YOURS] for name, document in named.items() if document in foreign})


def _stored(file: FileStorage, reader: Reader) -> str:
    content = file.read(documents.MAX_BYTES + 1)
    with writing() as connection:
        document = documents.store(connection, content, file.filename or "", person=reader.id)
    session[BROUGHT] = [*(one for one in session.get(BROUGHT, ()) if one != document), document][-MOST_BROUGHT:]
    return document
