"""Filing without an account: a request, or an application to a call, written, kept, sent, and confirmed by e-mail.

Nothing of it needs a session: the address of a draft is its key, and nothing counts before whoever reads the address that
was given has pressed a button. What is kept until then is a record, not a case.
"""

from web.filing.confirming import confirm, confirming
from web.filing.pages import application, begin_application, begin_request, draft, go_on, request_
from web.filing.room import filing
from web.security import csrf

__all__ = ["filing"]

# There is no session that a foreign form could abuse; a token would end with one, and what somebody wrote with it.
csrf.exempt(filing)

for _rule, _view, _method in (
    ("/request", request_, "GET"),
    ("/request", begin_request, "POST"),
    ("/application/<ref>", application, "GET"),
    ("/application/<ref>", begin_application, "POST"),
    ("/draft/<token>", draft, "GET"),
    ("/draft/<token>", go_on, "POST"),
    ("/confirm/<token>", confirming, "GET"),
    ("/confirm/<token>", confirm, "POST"),
):
    filing.add_url_rule(_rule, _view.__name__.strip("_"), _view, methods=[_method])
