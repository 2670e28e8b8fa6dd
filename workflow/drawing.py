"""A machine as a picture, drawn from the definition that the engine runs: Mermaid or Graphviz text, or SVG. Pure."""

from collections.abc import Callable, Iterator, Mapping

from workflow import ladder
from workflow.arrows import Arrow, arrows
from workflow.definition import CLOCK, LINK, START, State, Workflow
from workflow.errors import WorkflowError
from workflow.words import _

Translate = Callable[[str], str]

# What Mermaid takes for its own in the middle of a label.
MERMAID_READS = str.maketrans({"#": "#35;", ":": "#58;", ";": "#59;", "<": "#lt;", ">": "#gt;", "\n": " "})


class UnknownFormat(WorkflowError):
    """Raised if a picture is asked for in a format that is not drawn."""

    message = _("There is no picture in the format “{format}”. There are: {formats}.")
    status = 422


def diagram(
    definition: Workflow,
    format: str = "mermaid",
    translate: Translate = str,
    been: Mapping[str, str] | None = None,
) -> str:
    """The picture of a definition in `mermaid`, `dot` or `svg`. Raises UnknownFormat.

    `been` says a few words at each state that one case was in; only `svg` shows them.
    """
    draw = FORMATS.get(format)
    if draw is None:
        raise UnknownFormat(format=format, formats=list(FORMATS))
    return draw(definition, translate, been or {})


def mermaid(definition: Workflow, translate: Translate, _been: Mapping[str, str]) -> str:
    """A Mermaid state diagram; what leaves the state as it is stands inside the state."""
    lines = ["stateDiagram-v2"]
    for state in definition.states:
        lines += [f"    {state.name} : {_safe(text)}" for text in _inside(definition, state, translate)]
    for source, target, moves in _between(definition):
        label = " / ".join(_safe(_label(arrow, translate)) for arrow in moves)
        lines.append(f"    {'[*]' if source == START.name else source} --> {target} : {label}")
    lines += [f"    {state.name} --> [*]" for state in definition.states if state.end]
    return "\n".join(lines) + "\n"


def dot(definition: Workflow, translate: Translate, _been: Mapping[str, str]) -> str:
    """A Graphviz digraph: ends have a double frame, what nobody presses is dashed."""
    lines = [
        f"digraph {definition.name} {{",
        "    rankdir=TB;",
        '    node [shape=box, style=rounded, fontname="sans-serif"];',
    ]
    lines += ['    edge [fontname="sans-serif", fontsize=10];', f"    {START.name} [shape=point];"]
    for state in definition.states:
        frames = ", peripheries=2" if state.end else ""
        lines.append(f"    {state.name} [label={_quoted(_inside(definition, state, translate))}{frames}];")
    for source, target, moves in _between(definition):
        nobody = all(arrow.transition.by in ((CLOCK,), (LINK,)) for arrow in moves)
        label = _quoted([_label(arrow, translate) for arrow in moves])
        lines.append(f"    {source} -> {target} [label={label}{', style=dashed' if nobody else ''}];")
    return "\n".join([*lines, "}"]) + "\n"


FORMATS: dict[str, Callable[[Workflow, Translate, Mapping[str, str]], str]] = {
    "mermaid": mermaid,
    "dot": dot,
    "svg": ladder.svg,
}


def _between(definition: Workflow) -> Iterator[tuple[str, str, list[Arrow]]]:
    """The arrows from one state to one other, together."""
    together: dict[tuple[str, str], list[Arrow]] = {}
    for arrow in arrows(definition):
        if arrow.target is not None:
            together.setdefault((arrow.source, arrow.target), []).append(arrow)
    return ((source, target, moves) for (source, target), moves in together.items())


def _inside(definition: Workflow, state: State, translate: Translate) -> list[str]:
    stays = [arrow for arrow in arrows(definition) if arrow.target is None and arrow.source == state.name]
    return [translate(state.label), *(f"↻ {_label(arrow, translate)}" for arrow in stays)]


def _label(arrow: Arrow, translate: Translate) -> str:
    label = translate(arrow.transition.label)
    absent = [part for part in arrow.transition.by if part.absent]
    return f"{label} ({', '.join(translate(part.label) for part in absent)})" if absent else label


def _safe(text: str) -> str:
    return text.translate(MERMAID_READS)


def _quoted(lines: list[str]) -> str:
    text = "\\n".join(line.replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return f'"{text}"'
