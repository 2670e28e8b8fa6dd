"""A person who works the desk by keyboard alone: a control is reached by keys, and only if one sees that it is reached."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from tests.support.served import Served

MOST = 400  # presses of one key until somebody would give up
SEEN = 2  # CSS pixels: the least width of an outline that shows where the focus is

# What has the focus, and all that a person could say of it: what it is, where it stands, whether one sees it. Of a link
# that is broken over lines, the first: the middle of all of them may be beside it.
FOCUSED = """() => {
  const one = document.activeElement;
  const box = one.getClientRects()[0] ?? one.getBoundingClientRect(), style = getComputedStyle(one);
  const over = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height, 20) / 2);
  const form = one.closest("form");
  return {
    tag: one.tagName.toLowerCase(), type: one.type ?? "", name: one.name ?? "", value: one.value ?? "",
    text: one.matches("a, button, summary, h2") ? one.innerText.trim() : "", checked: Boolean(one.checked), open: Boolean(one.parentElement?.open),
    place: [...document.querySelectorAll("*")].indexOf(one),
    group: form ? [...document.forms].indexOf(form) : -1,
    action: (one.closest("[id^=do-]") ?? one.closest("details")?.querySelector("[id^=do-]"))?.id ?? "",
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    shown: Boolean(over) && (one.contains(over) || over.contains(one)) && box.top >= 0 && box.top < innerHeight,
    left: box.left + scrollX, top: box.top + scrollY, height: box.height,
  };
}"""


@dataclass(frozen=True)
class Focus:
    """What has the focus. `place` counts elements from the start of the document; lengths are CSS pixels of the page."""

    tag: str
    type: str
    name: str
    value: str
    text: str
    checked: bool
    open: bool
    place: int
    group: int
    action: str
    outline: float
    shown: bool
    left: float
    top: float
    height: float

    @property
    def submits(self) -> bool:
        """Whether it is the button that does what the form is for."""
        return self.tag == "button" and self.type == "submit" and self.name != "preview"

    def comes_after(self, other: "Focus") -> bool:
        """Whether somebody who reads on from `other` comes to it: in the page, and where both are fields of one form, to
        the eye as well, below or to the right."""
        if self.group < 0 or self.group != other.group:
            return self.place >= other.place
        return self.place == other.place or (
            self.place > other.place
            and (self.left > other.left or self.top >= other.top + min(self.height, other.height) / 2)
        )


class Keyboard:
    """Keys are pressed and nothing else: no click, no focus by a script, no field filled but by typing."""

    def __init__(self, served: Served, page: Page) -> None:
        self.served, self.page = served, page
        self._at: Focus | None = None

    # --- moving -------------------------------------------------------------------------------------------------------

    def focused(self) -> Focus:
        """What has the focus now."""
        self._at = Focus(**self.page.evaluate(FOCUSED))
        return self._at

    def tab(self) -> Focus:
        """One step on; whoever takes it sees where it led, and it led forwards."""
        before = self._at or self.focused()
        self.page.keyboard.press("Tab")
        now = self.focused()
        if now.tag not in {"body", "html"}:
            assert now.shown, f"hidden: {now}"
            assert now.outline >= SEEN, f"no outline: {now}"
            assert before.tag in {"body", "html", "main"} or now.comes_after(before), f"{now} after {before}"
        return now

    def tab_to(self, wanted: Callable[[Focus], bool]) -> Focus:
        """Step on until it is reached."""
        return self._until(self.tab, wanted)

    def step_to(self, wanted: Callable[[Focus], bool]) -> Focus:
        """The same by the key that goes to the next case or action."""
        return self._until(lambda: self.go("j"), wanted)

    def go(self, *keys: str) -> Focus:
        """Press keys that stay on the page."""
        for key in keys:
            self.page.keyboard.press(key)
        return self.focused()

    def _until(self, step: Callable[[], Focus], wanted: Callable[[Focus], bool]) -> Focus:
        before = None
        for _turn in range(MOST):
            now = step()
            if wanted(now):
                return now
            assert now.tag not in {"body", "html"} or before is None, f"the page ended after {before}"
            before = now
        raise AssertionError(f"never reached; last at {before}")

    def enter(self, *keys: str) -> None:
        """Press what leads to another page, `Enter` unless other keys are named."""
        self._at = None
        with self.page.expect_navigation():
            for key in keys or ("Enter",):
                self.page.keyboard.press(key)

    # --- a hand of the opening story --------------------------------------------------------------------------------------

    def sign_in(self, account: str) -> None:
        """By the form; whoever was signed in signs out by the button, and hears that it is done."""
        self.page.goto(self.served.address)  # typed into the browser's own bar
        if self.page.locator("form.who").count():
            self.tab_to(lambda one: one.text == "Sign out")
            self.enter()
            self.told("You are signed out.")
            self.page.goto(self.served.address)
        self.tab_to(lambda one: one.text == "Sign in")
        self.enter()
        self.tab_to(lambda one: one.name == "email")
        self.page.keyboard.type(f"{account}@connect.example")
        assert self.tab().name == "password"
        self.page.keyboard.type(self.served.password)
        self.enter()

    def told(self, words: str) -> None:
        """After a form was sent, the focus is on what is said of it, so that a screen reader says it."""
        said = self.page.locator("main [role=status], main [role=alert]").first
        expect(said).to_be_focused()
        expect(said).to_be_in_viewport()
        expect(said).to_contain_text(words)

    def open(self, title: str) -> None:
        """From link to link of the list."""
        self.step_to(lambda one: one.tag == "a" and title in one.text)
        self.enter()

    def find(self, ref: str) -> None:
        """By the list and the field that finds cases."""
        self.enter("g", "w")
        assert self.go("/").name == "text"
        self.page.keyboard.type(ref)
        self.enter()
        self.open(ref)

    def press(self, trigger: str, answers: Mapping[str, Any] | None = None, *, tell: str | None = None) -> None:
        """Go to what can be done, open the form, answer field by field in the order of the page, and send it."""
        wanted = {**(answers or {})}
        if tell:
            party = self.page.locator(f"#do-{trigger} [name=on_behalf_of] option").nth(1)
            wanted |= {"on_behalf_of": party.get_attribute("value"), "on_behalf_reason": tell}
        assert self.go("a").text == "What you can do"
        at = self.tab_to(lambda one: one.action == f"do-{trigger}" and (one.tag == "summary" or one.submits))
        if at.tag == "summary" and not at.open:
            self.go("Enter")
        while not at.submits:
            at = self.tab_to(lambda one: one.submits or self._asks(one, wanted))
            if not at.submits:
                self._answer(at, wanted[at.name])
                if not isinstance(wanted[at.name], list):
                    del wanted[at.name]
        left = {name for name, value in wanted.items() if not isinstance(value, list)}
        assert not left, f"never reached: {left}"
        self.enter()
        self.told("")

    @staticmethod
    def _asks(one: Focus, wanted: Mapping[str, Any]) -> bool:
        answer = wanted.get(one.name)
        return one.value in answer if isinstance(answer, list) else answer is not None

    def _answer(self, one: Focus, answer: Any) -> None:
        keyboard = self.page.keyboard
        if one.type == "checkbox":
            if not one.checked:
                assert self.go("Space").checked
        elif one.tag == "select":
            self._choose(str(answer))
        elif one.type == "date":
            self._date(str(answer))
        else:
            keyboard.press("Control+a")
            keyboard.type(str(answer))
            assert self.focused().value == str(answer)

    def _date(self, day: str) -> None:
        """In the order in which the browser asks for day, month and year, which is that of the computer's language."""
        year, month, of_month = day.split("-")
        self.page.keyboard.type(f"{of_month}{month}{year}")
        if self.focused().value != day:
            self.go("ArrowLeft", "ArrowLeft")
            self.page.keyboard.type(f"{month}{of_month}{year}")
        assert self.focused().value == day

    def _choose(self, value: str) -> None:
        self.page.keyboard.press("Home")
        while (now := self.focused()).value != value:
            assert self.go("ArrowDown").value != now.value, f"{value} is not offered"
