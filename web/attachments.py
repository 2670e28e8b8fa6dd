"""Documents: handed out as files to be saved, never shown, to those who may see a case that names them."""

from io import BytesIO
from typing import Any

from flask import Blueprint, request, send_file

from records import attachments, documents
from records.errors import UnknownDocument
from web.database import reading
from web.reader import signed_in

SHUT_IN = "sandbox; default-src 'none'; frame-ancestors 'none'"  # for a browser that would show it all the same
files = Blueprint("documents", __name__)


@files.get("/documents/<document>")
def document(document: str) -> Any:
    """A file. Raises UnknownDocument, also where the reader may not have it, and Shut; `case` says in which case it is
    named."""
    if not attachments.may_read(reading(), signed_in().of_lists, document, case=request.args.get("case")):
        raise UnknownDocument(document=document)
    stored = documents.opened(reading(), document)
    answer = send_file(BytesIO(stored.content), stored.media_type, as_attachment=True, download_name=stored.name)
    answer.headers["Content-Security-Policy"] = SHUT_IN
    return answer
