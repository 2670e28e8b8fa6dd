"""A template and facts become a letter; several letters to one person become one. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError

from letters.errors import MissingFact, UnknownLanguage, UnknownLetter
from letters.lines import numbered, one_line, quoted, shortened, wrap
from letters.shelf import LANGUAGES, PAPERS, TEXTS, VERSIONS

LONGEST_SUBJECT = 120  # characters
SUBJECT = "Subject:"
DIGEST = ("_digest_subject", "_digest")  # what a digest says of itself

# What a caller may leave out: a letter that is sent without a form has none.
ABSENT: Mapping[str, Any] = {"form": {}, "facts": {}, "others": {}, "reason": None}


@dataclass(frozen=True)
class Letter:
    """What one person reads: a subject of one line, and a text in three parts, so that letters can be merged."""

    subject: str
    greeting: str
    body: str
    closing: str

    @property
    def text(self) -> str:
        """The whole letter, in lines of 72 characters, with a line end at the end."""
        return "\n\n".join((self.greeting, self.body, self.closing)) + "\n"


def render(template: str, facts: Mapping[str, Any], language: str) -> Letter:
    """The letter `template` in `language`.

    `facts` are: `case` {ref, type, title, state, and where known milestone, first_day, last_day, due, country},
    `reader` {name, part}, `link`, `now`; and, where there are any, `form`, `facts`, `others` (mappings) and `reason`.
    Dates are strings written for the reader, `case.due` names its zone; ids are names. Raises UnknownLanguage,
    UnknownLetter, and MissingFact if the template needs a fact that is not there.
    """
    if language not in LANGUAGES:
        raise UnknownLanguage(language=language, languages=LANGUAGES)
    if template not in VERSIONS or template not in TEXTS[language]:
        raise UnknownLetter(template=template, language=language)
    context = {**ABSENT, **facts}
    try:
        parts = (f"{template}.subject", "_greeting.txt", f"{template}.txt", "_closing.txt")
        subject, greeting, body, closing = (_said(language, part, context) for part in parts)
    except UndefinedError as error:
        raise MissingFact(template=template, missing=error.message) from error
    return Letter(shortened(one_line(subject), LONGEST_SUBJECT), wrap(greeting), wrap(body), wrap(closing))


def notice(name: str, facts: Mapping[str, Any], language: str) -> Letter:
    """A letter that is about no case, written when it is owed: the parts `_NAME_subject` and `_NAME` in `language`.

    `facts` are `reader` {name, part} and what the parts ask for. Raises UnknownLanguage and MissingFact.
    """
    if language not in LANGUAGES:
        raise UnknownLanguage(language=language, languages=LANGUAGES)
    parts = (f"_{name}_subject.txt", "_greeting.txt", f"_{name}.txt", "_closing.txt")
    try:
        subject, greeting, body, closing = (_said(language, part, {**ABSENT, **facts}) for part in parts)
    except UndefinedError as error:
        raise MissingFact(template=name, missing=error.message) from error
    return Letter(shortened(one_line(subject), LONGEST_SUBJECT), wrap(greeting), wrap(body), wrap(closing))


def paper_text(name: str, facts: Mapping[str, Any], language: str) -> str:
    """What a paper says, in the marks of `letters.pdf`; `facts` are those of a letter. Raises as `render` does."""
    if language not in LANGUAGES:
        raise UnknownLanguage(language=language, languages=LANGUAGES)
    if f"papers/{name}" not in PAPERS[language]:
        raise UnknownLetter(template=f"papers/{name}", language=language)
    try:
        return _said(language, f"papers/{name}.txt", {**ABSENT, **facts})
    except UndefinedError as error:
        raise MissingFact(template=f"papers/{name}", missing=error.message) from error


def merge(letters: Sequence[Letter]) -> Letter:
    """One letter that says what all of them say, each once, under the first one's greeting and closing.

    `letters` are those that one act owes one person, in the order in which they are to be read; ValueError if there
    are none.
    """
    if not letters:
        raise ValueError("There is no letter to merge.")
    different = list(dict.fromkeys((letter.subject, letter.body) for letter in letters))
    if len(different) == 1:
        return letters[0]
    more = f" (+{len(different) - 1})"
    subject = shortened(different[0][0], LONGEST_SUBJECT - len(more)) + more
    return replace(letters[0], subject=subject, body=_one_by_one(different))


def gather(letters: Sequence[Letter], facts: Mapping[str, Any], language: str) -> Letter:
    """One letter of those that waited for it, under a subject and with a beginning of its own.

    `facts` are `now` and `link`, where the reader chooses how often they are written to. Raises as `render` does.
    """
    subject, opening = (_said(language, f"{part}.txt", facts) for part in DIGEST)
    different = list(dict.fromkeys((letter.subject, letter.body) for letter in letters))
    body = f"{wrap(opening)}\n\n{_one_by_one(different)}"
    return replace(letters[0], subject=shortened(one_line(subject), LONGEST_SUBJECT), body=body)


def _one_by_one(parts: Iterable[tuple[str, str]]) -> str:
    return "\n\n".join(f"{numbered(number, title)}\n\n{body}" for number, (title, body) in enumerate(parts, 1))


def _said(language: str, part: str, context: Mapping[str, Any]) -> str:
    return ENVIRONMENTS[language].get_template(part).render(context)


def _templates(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """A letter is two templates: were it one, a line end inside a fact of the subject would end the subject."""
    for name, text in texts.items():
        first, _, rest = text.partition("\n")
        if name.startswith("_"):
            yield f"{name}.txt", text
        else:
            yield f"{name}.subject", first.removeprefix(SUBJECT)
            yield f"{name}.txt", rest


def _never_empty(value: Any) -> Any:
    """An absent value that reached a sentence would leave a hole in it, and “None” on paper."""
    if value is None:
        raise UndefinedError("a value in a sentence is empty")
    return value


def _environment(texts: Mapping[str, str], papers: Mapping[str, str]) -> Environment:
    environment = Environment(
        loader=DictLoader({**dict(_templates(texts)), **{f"{name}.txt": text for name, text in papers.items()}}),
        undefined=StrictUndefined,
        autoescape=False,  # letters are plain text
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_never_empty,
    )
    environment.filters |= {"line": one_line, "quoted": quoted}
    return environment


ENVIRONMENTS = {language: _environment(TEXTS[language], PAPERS[language]) for language in LANGUAGES}
