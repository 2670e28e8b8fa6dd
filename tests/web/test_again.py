"""What was typed is not lost when the session ends meanwhile: one signs in, and the form comes back as it was."""

from records import accounts
from tests.web.site import Site
from tests.web.visitor import Page, Visitor

PASSWORD = "correct horse battery staple"


def _ended(site: Site, name: str = "broker") -> Visitor:
    """Somebody who has a password, and is not signed in."""
    with site.program.database.begin() as connection:
        person = site.programme.people[name]
        now = site.programme.now
        accounts.set_password(connection, person, PASSWORD, actor=person, now=now, via="test")
    return Visitor.at(site.app)


def _sent(site: Site, visitor: Visitor, ref: str, **typed: str) -> Page:
    """The page after a form was sent without a session."""
    form = site.page("broker", ref).trigger("ask_for_more")
    for name, value in typed.items():
        form[name] = value
    form["csrf_token"] = visitor.get("/login").trigger("login")["csrf_token"]
    answer = visitor.post(f"/desk/cases/{ref}/transitions/ask_for_more", form)
    assert answer.status_code == 401
    return Page(answer.text)


def _sign_in(site: Site, visitor: Visitor, page: Page, name: str = "broker", password: str = PASSWORD):
    form = page.trigger("login")
    form["email"], form["password"] = f"{name}@example.org", password
    with site.program.database.connect() as connection:
        from records.people import get

        form["email"] = get(connection, site.programme.people[name]).email or ""
    return visitor.post("/login", form)


def test_it_comes_back(site: Site) -> None:
    """After signing in the form is there with everything that was typed, and one press does it."""
    ref = site.programme.request()
    visitor = _ended(site)
    page = _sent(site, visitor, ref, missing="A map.\nAnd a plan.", answer_by="2018-03-20")
    assert "what you wrote comes back" in page.text
    assert site.programme.case(ref).state == "submitted"
    answer = _sign_in(site, visitor, page)
    again = Page(answer.text)
    assert answer.status_code == 200
    assert "you have signed in again" in again.text
    form = again.trigger("ask_for_more")
    assert (form["missing"], form["answer_by"]) == ("A map.\nAnd a plan.", "2018-03-20")
    assert visitor.post(f"/desk/cases/{ref}/transitions/ask_for_more", form).status_code == 303
    assert site.programme.case(ref).state == "incomplete"


def test_a_wrong_password_in_between(site: Site) -> None:
    """What is carried along survives a password that was mistyped."""
    ref = site.programme.request()
    visitor = _ended(site)
    page = _sent(site, visitor, ref, missing="A map.")
    wrong = _sign_in(site, visitor, page, password="something else")
    assert wrong.status_code == 422
    again = Page(_sign_in(site, visitor, Page(wrong.text)).text)
    assert again.trigger("ask_for_more")["missing"] == "A map."


def test_somebody_else_signs_in(site: Site) -> None:
    """Who may not enter that room is led to their own, and reads nothing of what was typed."""
    ref = site.programme.request()
    _ended(site)
    visitor = _ended(site, "north")
    page = _sent(site, visitor, ref, missing="A map.")
    answer = _sign_in(site, visitor, page, "north")
    assert (answer.status_code, answer.location) == (303, "/portal")


def test_a_case_moved_on(site: Site) -> None:
    """Where the case has moved on meanwhile, what was typed is shown to be copied."""
    ref = site.programme.request()
    visitor = _ended(site)
    page = _sent(site, visitor, ref, missing="A map of the valley.")
    site.programme.press(ref, "validate", "other_broker")
    again = Page(_sign_in(site, visitor, page).text)
    assert "What you had written What is missing? A map of the valley." in again.text


def test_a_new_case(site: Site) -> None:
    """A case that was being begun comes back too."""
    visitor = _ended(site)
    form = site.visitor("broker").get("/desk/new/request/submit").trigger("submit")
    form["challenge"] = "Waste is burnt."
    form["csrf_token"] = visitor.get("/login").trigger("login")["csrf_token"]
    page = Page(visitor.post("/desk/new/request/submit", form).text)
    again = Page(_sign_in(site, visitor, page).text)
    assert again.trigger("submit")["challenge"] == "Waste is burnt."


def test_what_is_carried_is_not_believed(site: Site) -> None:
    """Something else in the place of a carried form leads where a sign-in leads."""
    for at, kept in (("/nowhere", "[]"), ("/logout", "[]"), ("/desk/cases/X/transitions/y", "{"), ("x", "[[1]]")):
        visitor = _ended(site)
        page = visitor.get("/login")
        page.trigger("login").update({"kept_at": at, "kept": kept})
        assert _sign_in(site, visitor, page).location == "/desk"
