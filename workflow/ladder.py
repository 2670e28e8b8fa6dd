"""A machine as SVG: a column for each state, a line for each transition, from where it may be pressed to where it leads.

Nothing crosses a label, however large the machine, and whoever cannot see it hears the same, line by line.
"""

from collections.abc import Callable, Iterator
from html import escape

from workflow.arrows import Arrow, arrows
from workflow.definition import START, State, Transition, Workflow

Translate = Callable[[str], str]

COLUMN, TOP, LINE = 96, 84, 30  # pixels: width of a state; height of the heads, of a transition
LETTER = 7  # pixels; about as wide as one of the labels is
HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" \
aria-labelledby="title desc">
<title id="title">{title}</title>
<desc id="desc">{told}</desc>
<style>
text {{ font: 13px system-ui, sans-serif; fill: #1b1b1b }}
.state {{ font-weight: 600; font-size: 12px; text-anchor: middle }}
.by {{ fill: #555 }}
.head {{ fill: #eef3fa; stroke: #1d4f91 }}
.end {{ stroke-width: 3 }}
.rail {{ stroke: #ddd }}
.way {{ stroke: #1d4f91; stroke-width: 2; fill: none }}
.from {{ fill: #1d4f91 }}
</style>
<defs>
<marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">
<path d="M0 0 8 4 0 8z" fill="#1d4f91"/>
</marker>
</defs>
<rect width="{width}" height="{height}" fill="#fff"/>"""


def svg(definition: Workflow, translate: Translate) -> str:
    """The picture, complete in itself; it needs no script, no font and no other file."""
    rails = _rails(definition, translate)
    width = max(rails.values()) + COLUMN // 2
    height = TOP + LINE * len(definition.transitions) + 20
    told = " ".join(_told(definition, one, translate) for one in definition.transitions)
    parts = [
        HEAD.format(width=width, height=height, title=escape(translate(definition.label)), told=escape(told)),
        *(f'<line class="rail" x1="{x}" y1="68" x2="{x}" y2="{height}"/>' for x in rails.values()),
        *(_head(state, rails[state.name], translate) for state in definition.states),
    ]
    for row, transition in enumerate(definition.transitions):
        parts.append(_row(definition, transition, TOP + LINE * row + LINE // 2, rails, translate))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _rails(definition: Workflow, translate: Translate) -> dict[str, int]:
    """Where each state's rail stands, right of the longest label."""
    labels = (f"{translate(one.label)} · {_by(one, translate)}" for one in definition.transitions)
    left = 12 + LETTER * max(map(len, labels), default=0)
    names = (START.name, *(state.name for state in definition.states))
    return {name: left + COLUMN * column + COLUMN // 2 for column, name in enumerate(names)}


def _head(state: State, x: int, translate: Translate) -> str:
    """A state's name, a few words a line, over its rail."""
    lines = list(_wrapped(translate(state.label)))
    first = 44 - 7 * (len(lines) - 1)
    frame = f'<rect class="head{" end" if state.end else ""}" x="{x - 45}" y="12" width="90" height="56" rx="8"/>'
    return frame + "".join(
        f'<text class="state" x="{x}" y="{first + 15 * number}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )


def _wrapped(text: str, longest: int = 12) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and len(line) + len(word) >= longest:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line


def _row(definition: Workflow, transition: Transition, y: int, rails: dict[str, int], translate: Translate) -> str:
    mine = [arrow for arrow in arrows(definition) if arrow.transition is transition]
    by = _by(transition, translate)
    label = f'{escape(translate(transition.label))} <tspan class="by">· {escape(by)}</tspan>'
    title = f"<title>{escape(_told(definition, transition, translate))}</title>"
    return f'<g>{title}<text x="12" y="{y + 4}">{label}</text>{"".join(_way(arrow, y, rails) for arrow in mine)}</g>'


def _by(transition: Transition, translate: Translate) -> str:
    return ", ".join(translate(part.label) for part in transition.by)


def _way(arrow: Arrow, y: int, rails: dict[str, int]) -> str:
    here, there = rails[arrow.source], rails[arrow.after]
    dot = f'<circle class="from" cx="{here}" cy="{y}" r="4"/>'
    if arrow.target is None:
        return dot
    if here == there:
        return dot + f'<path class="way" d="M{here} {y}c-22 -18 22 -18 4 -5" marker-end="url(#tip)"/>'
    return dot + f'<line class="way" x1="{here}" y1="{y}" x2="{there}" y2="{y}" marker-end="url(#tip)"/>'


def _told(definition: Workflow, transition: Transition, translate: Translate) -> str:
    """A transition as a line of text: what, from where, to where."""
    names = {state.name: translate(state.label) for state in definition.states} | {START.name: "●"}
    sources = ", ".join(names[source] for source in transition.edge.sources)
    targets = dict.fromkeys(names[one.after] for one in arrows(definition) if one.transition is transition)
    where = f"{sources} → {', '.join(targets)}" if transition.edge.target else sources
    return f"{translate(transition.label)}: {where}."
