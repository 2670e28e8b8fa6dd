"""Files sent along by somebody without an account: stored at once, and good for this filing alone."""

from collections.abc import Collection, Mapping
from typing import Any

from flask import Request
from werkzeug.datastructures import FileStorage

from records import documents, filings
from records.errors import DocumentOfNoUse
from records.file_errors import Misnamed
from web.fields import Fields, Posted, files
from web.uploads import kept
from workflow import forms
from workflow.errors import WorkflowError
from workflow.words import Sentence, _

MOST_BYTES = 2**29  # of one request: a file too large is read to its end, so that nothing beside it is lost
ONLY_PDF = "pdf"


class OnlyPdf(WorkflowError):
    """Raised if a file is of another type than strangers may send."""

    message = _("{name} is no PDF. Save it as a PDF, and choose it again.")
    status = 415


def received(
    request: Request, fields: Fields, before: Collection[str]
) -> tuple[Posted, frozenset[str], Mapping[str, Any]]:
    """What was posted, with the ids of documents in the place of files; all that were sent along so far (`before` and now);
    and field → what is wrong with a file. An id that was not sent along here is left out: it would open what is another's.
    """
    posted, wrong, known = Posted(request.form), dict[str, Any](), set(before)
    sent = {name: request.files[name] for name in files(fields, iter(request.files)) if request.files[name].filename}
    for name, file in sent.items():
        try:
            if len(known) >= filings.MOST_DOCUMENTS:
                raise filings.TooManyDocuments(most=filings.MOST_DOCUMENTS)
            posted[name] = _stored(file)
            known.add(posted[name])
        except WorkflowError as error:
            wrong[name] = [Sentence(error.message, error.facts)]
    for name, asked in fields.items():
        if isinstance(asked, forms.File) and name in posted and posted[name] not in known:
            del posted[name]
    return posted, frozenset(known), wrong


def _stored(file: FileStorage) -> str:
    content, name = file.read(documents.MAX_BYTES + 1), documents.cleaned(file.filename or "")
    try:
        if documents.type_of(content, name) != ONLY_PDF:
            raise OnlyPdf(name=name)
    except (DocumentOfNoUse, Misnamed) as error:
        raise OnlyPdf(name=name) from error
    return kept(content, name, person=None)
