"""The pages that need no account, by endpoint, each with the reason. Every other page asks who is there."""

from collections.abc import Mapping

PUBLIC: Mapping[str, str] = {
    "static": "style sheets carry nothing of anybody",
    "public.home": "says what CONNECT is and which calls are open",
    **dict.fromkeys(
        ("public.opportunities", "public.call", "public.calls_feed"), "says which calls are open, and which were"
    ),
    **dict.fromkeys(
        ("public.exchanges", "public.exchange", "public.exchanges_feed"), "says what was done, without a person's name"
    ),
    **dict.fromkeys(
        ("public.how_to_apply", "public.timeline", "public.associations", "public.contact", "public.leaflet"),
        "says what CONNECT is, how it began, and who is part of it",
    ),
    **dict.fromkeys(("public.sitemap", "public.robots"), "tells robots what everybody may read"),
    **dict.fromkeys(("public.newsletter", "public.issue"), "is the newsletter, which is sent to whoever asks for it"),
    "public.subscribe": "asks an address whether it wants the newsletter, and says the same of every address",
    "public.confirming": "is opened by the signed link of whoever was asked, and changes nothing",
    "public.confirm": "is the press by which they confirm, good for their address alone",
    "public.leaving": "is opened by the signed link of whoever gets the newsletter, and changes nothing",
    "public.leave": "is the press by which they leave, also for whoever's mail program opens no page",
    "public.help": "says how pages are read, and which keys lead where",
    "public.scheme": "makes pages light or dark, which concerns nobody's data",
    "health.healthz": "says that the program is alive, to whoever watches it",
    "health.readyz": "says whether anything that is due waits for a scheduler, to whoever watches it, and of what nothing",
    "health.metrics": "has a token of its own, or is for this machine alone, and counts without naming anybody",
    "account.login": "is where one says who one is",
    "account.log_in": "is how one says it",
    "account.ask_code": "asks the code of whoever has given their password, and shows nothing of them",
    "account.send_code": "is how that code is said",
    "account.logout": "ends a session, also one that has ended by itself",
    "account.set_password": "is opened by the one-time link of whoever has no password yet",
    "calendar.feed": "is read by programs that cannot sign in: its address is the key, and whoever made it ends it",
    "answering.answer": "is opened by the signed link of whoever is asked a questionnaire, and changes nothing",
    "answering.send": "sends the answers of the one person that the signed link is for",
    "answering.new_link": "sends a new link to whom the old one was for, whoever presses, and says the same to all",
    "filing.request": "is where anybody begins a request, without an account",
    "filing.begin_request": "keeps what they wrote as a draft, under an address that nobody else knows",
    "filing.application": "is where anybody begins an application to a call that was opened, without an account",
    "filing.begin_application": "keeps what they wrote as a draft, under an address that nobody else knows",
    "filing.draft": "is opened by the signed link of whoever began to file, and changes nothing",
    "filing.go_on": "keeps what the one who has that link wrote, and writes to the address they gave",
    "filing.confirming": "is opened by the signed link that came to that address, and changes nothing",
    "filing.confirm": "makes a case of what was sent, once, by the press of whoever reads the letters that come there",
    "account.choose_password": "sets the password of the one-time link, once",
    "account.less": "is opened by the link that a letter carries, by whoever wants fewer of these",
    "account.choose_less": "is what such a link sends, also for whoever's mail program opens no page",
}

# Of these, the ones that must answer without a database, so that nobody is looked up for them.
WITHOUT_DATABASE = frozenset({"static", "health.healthz", "health.readyz", "health.metrics"})
