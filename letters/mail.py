"""A letter and an address become an e-mail. Pure."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from ipaddress import ip_address
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from letters.calendar import Invitation, invitation
from letters.hypertext import html

NAMESPACE = UUID("4c5a9b0e-6a1c-5d8e-9f43-2b7d1e0c8a65")  # of this program: ids made in it are no others'
SENDER, LOCAL = "CONNECT", "connect"  # the name and the mailbox from which letters come


@dataclass(frozen=True)
class Mail:
    """What an e-mail is made of. `ident` names the letter and who gets it: the same, however often it is sent.

    `instead` is the address that gets it in the place of `email`, on a staging service; `invitation` is what goes into the
    reader's calendar; `less` is where the reader says that they want no more of these.
    """

    ref: str | None  # of a case, where it is about one
    ident: str
    subject: str
    text: str
    language: str
    name: str | None
    email: str
    instead: str | None = None
    invitation: Invitation | None = None
    less: str | None = None


def named(act: str, recipient: str, person: str) -> str:
    """What names a letter to somebody, as `Mail.ident`.

    Not by the number of its row: another database under the same address would count from one again.
    """
    return f"{act} {recipient} {person}"


def local_id(ident: str) -> str:
    """What stands before the @ of a letter's Message-ID, by which word of it that comes back finds it."""
    return str(uuid5(NAMESPACE, ident))


def message(mail: Mail, base_url: str, now: datetime) -> EmailMessage:
    """The e-mail, as plain text and HTML. Raises ValueError if an address cannot be written."""
    host = host_of(base_url)
    made = EmailMessage(SMTP)
    made["Subject"] = f"[for {mail.email}] {mail.subject}" if mail.instead else mail.subject
    made["From"] = Address(SENDER, LOCAL, host)
    made["To"] = _address(None if mail.instead else mail.name, mail.instead or mail.email)
    made["Reply-To"] = Address(SENDER, f"case+{mail.ref}" if mail.ref else LOCAL, host)
    made["Date"] = now
    made["Message-ID"] = f"<{local_id(mail.ident)}@{host}>"
    if mail.ref:
        made["References"] = f"<{mail.ref}@{host}>"  # mail programs show the letters of a case together
    made["Auto-Submitted"] = "auto-generated"  # so that nobody's absence is answered to us
    if mail.less and not mail.instead:  # who reads for others on a staging service must not turn it off for them
        made["List-Unsubscribe"] = f"<{mail.less}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    _say(made, mail.text, "plain")
    made.add_alternative(html(mail.text, mail.subject, mail.language), subtype="html", cte="quoted-printable")
    if mail.invitation:
        _invite(made, mail, mail.invitation, host, now)
    return made


def _invite(made: EmailMessage, mail: Mail, invited: Invitation, host: str, now: datetime) -> None:
    """One more way to read the same: mail programs put it into the calendar."""
    text = invitation(invited, host, f"connect@{host}", name=mail.name, email=mail.email, now=now)
    method = "CANCEL" if invited.cancelled else "REQUEST"
    made.add_alternative(text, subtype="calendar", cte="quoted-printable", params={"method": method})


def _say(made: EmailMessage, text: str, subtype: str) -> None:
    # Base64, which the library might choose, cannot be read in a folder of letters.
    made.set_content(text, subtype=subtype, cte="7bit" if text.isascii() and _short(text) else "quoted-printable")


def _short(text: str) -> bool:
    return all(len(line) <= 998 for line in text.splitlines())  # RFC 5321, 4.5.3.1.6


def _address(name: str | None, email: str) -> Address:
    try:
        return Address(name or "", addr_spec=email)
    except Exception as error:  # the library raises whatever its parser stumbles over
        raise ValueError(f"the address {email} cannot be written") from error


def host_of(base_url: str) -> str:
    """The host of an address; one that is a number stands in brackets (RFC 5321, 4.1.3)."""
    host = urlsplit(base_url).hostname or "localhost"
    try:
        number = ip_address(host)
    except ValueError:
        return host
    return f"[{number}]" if number.version == 4 else f"[IPv6:{number}]"
