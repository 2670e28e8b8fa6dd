"""What the letters and papers of a language lack beside the English ones."""

from collections.abc import Iterator

from jinja2 import Environment, TemplateSyntaxError, nodes

from letters.shelf import FOLDER, PAPERS, TEXTS
from records.languages import ENGLISH

SUBJECT = "Subject: "
JINJA = Environment(trim_blocks=True, lstrip_blocks=True)


def named(text: str) -> frozenset[str]:
    """Every fact, macro, filter and part that a template names: `form.missing`, `say.quotation`, `|line`."""
    tree = JINJA.parse(text)
    found: set[str] = set()
    for node in tree.find_all((nodes.Getattr, nodes.Filter, nodes.Name, nodes.Call, nodes.Macro, nodes.Include)):
        match node:
            case nodes.Call(
                node=nodes.Getattr(node=nodes.Name(name=name), attr="get"), args=[nodes.Const(value=key), *_]
            ):
                found.add(f"{name}.{key}")
            case nodes.Getattr(node=nodes.Name(name=name), attr=attr) if attr != "get":
                found.add(f"{name}.{attr}")
            case nodes.Filter(name=name):
                found.add(f"|{name}")
            case nodes.Name(name=name) | nodes.Macro(name=name):
                found.add(name)
            case nodes.Include(template=nodes.Const(value=name)):
                found.add(f"include {name}")
    return frozenset(found)


def problems(language: str) -> Iterator[str]:
    """What is missing or wrong, a sentence each."""
    english = {**TEXTS[ENGLISH], **PAPERS[ENGLISH]}
    ours = {**TEXTS[language], **PAPERS[language]}
    yield from (f"{language} has no {_file(language, name)}." for name in english if name not in ours)
    for name, text in ours.items():
        if name not in english:
            yield f"{_file(language, name)} is a letter that English does not have."
        else:
            yield from (f"{_file(language, name)} {fault}." for fault in faults(english[name], text))


def faults(english: str, text: str) -> Iterator[str]:
    """In what a letter does not fit the English one."""
    if english.startswith(SUBJECT) and not text.startswith(SUBJECT):
        yield f"does not begin with “{SUBJECT}”"
    try:
        ours, theirs = named(text), named(english)
    except TemplateSyntaxError as error:
        yield f"cannot be read in line {error.lineno}: {error.message}"
        return
    if missing := theirs - ours:
        yield f"does not use {', '.join(sorted(missing))}"
    if more := ours - theirs:
        yield f"uses {', '.join(sorted(more))}, which the English one does not"


def _file(language: str, name: str) -> str:
    return str((FOLDER / language / f"{name}.txt").relative_to(FOLDER.parent))
