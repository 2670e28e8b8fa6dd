"""A machine as SVG: a column for each state, a line for each transition, from where it may be pressed to where it leads.

Nothing crosses a label, however large the machine, and whoever cannot see it hears the same, line by line.
"""

from collections.abc import Callable, Iterator, Mapping
from html import escape
from textwrap import shorten

from workflow.arrows import Arrow, arrows
from workflow.definition import START, State, Transition, Workflow

Translate = Callable[[str], str]

COLUMN, TOP, LINE = 96, 84, 38  # pixels: width of a state; height of the heads, of a transition
LONGEST_BY = 44  # letters of who may press; the title has all of it
LETTER = 7  # pixels; about as wide as one of the labels is
HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" \
aria-labelledby="title desc">
<title id="title">{title}</title>
<desc id="desc">{told}</desc>
<style>
text {{ font: 13px system-ui, sans-serif; fill: #1b1b1b }}
.state {{ font-weight: 600; font-size: 12px; text-anchor: middle }}
.by {{ fill: #555; font-size: 11px }}
.head {{ fill: #eef3fa; stroke: #1d4f91 }}
.end {{ stroke-width: 3 }}
.been {{ fill: #ffe9a8; stroke-width: 2 }}
.time {{ font-size: 11px; text-anchor: middle }}
.rail {{ stroke: #ddd }}
.way {{ stroke: #1d4f91; stroke-width: 2; fill: none }}
.from {{ fill: #1d4f91 }}
.paper {{ fill: #fff }}
@media (prefers-color-scheme: dark) {{
text {{ fill: #e8eaed }} .by {{ fill: #b8bfc7 }} .paper {{ fill: #14181d }} .head {{ fill: #24303d; stroke: #8ab8f0 }}
.been {{ fill: #5a4a12 }} .rail {{ stroke: #3a434d }} .way {{ stroke: #8ab8f0 }} .from, .tip {{ fill: #8ab8f0 }}
}}
</style>
<defs>
<marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">
<path class="tip from" d="M0 0 8 4 0 8z"/>
</marker>
</defs>
<rect class="paper" width="{width}" height="{height}"/>"""


def svg(definition: Workflow, translate: Translate, been: Mapping[str, str]) -> str:
    """The picture, complete in itself; it needs no script, no font and no other file. `been`: words at states."""
    rails = _rails(definition, translate)
    width = max(rails.values()) + COLUMN // 2
    height = TOP + LINE * len(definition.transitions) + 20
    told = " ".join(_told(definition, one, translate) for one in definition.transitions)
    parts = [
        HEAD.format(width=width, height=height, title=escape(translate(definition.label)), told=escape(told)),
        *(f'<line class="rail" x1="{x}" y1="68" x2="{x}" y2="{height}"/>' for x in rails.values()),
        *(_head(state, rails[state.name], translate, been.get(state.name)) for state in definition.states),
    ]
    for row, transition in enumerate(definition.transitions):
        parts.append(_row(definition, transition, TOP + LINE * row + LINE // 2, rails, translate))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _rails(definition: Workflow, translate: Translate) -> dict[str, int]:
    """Where each state's rail stands, right of the longest label."""
    shown = (max(translate(one.label), _by(one, translate), key=len) for one in definition.transitions)
    left = 12 + LETTER * max(map(len, shown), default=0)
    names = (START.name, *(state.name for state in definition.states))
    return {name: left + COLUMN * column + COLUMN // 2 for column, name in enumerate(names)}


def _head(state: State, x: int, translate: Translate, been: str | None) -> str:
    """A state's name, a few words a line, over its rail; above it what is said of the time spent there."""
    lines = list(_wrapped(translate(state.label)))
    first = 44 - 7 * (len(lines) - 1)
    kind = f"head{' end' if state.end else ''}{' been' if been else ''}"
    frame = f'<rect class="{kind}" x="{x - 45}" y="14" width="90" height="54" rx="8"/>'
    said = f'<text class="time" x="{x}" y="10">{escape(been)}</text>' if been else ""
    return (
        frame
        + said
        + "".join(
            f'<text class="state" x="{x}" y="{first + 15 * number}">{escape(line)}</text>'
            for number, line in enumerate(lines)
        )
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
    label = f'<text x="12" y="{y - 2}">{escape(translate(transition.label))}</text>'
    by = f'<text class="by" x="12" y="{y + 13}">{escape(_by(transition, translate))}</text>'
    title = f"<title>{escape(_told(definition, transition, translate))}</title>"
    return f"<g>{title}{label}{by}{''.join(_way(arrow, y, rails) for arrow in mine)}</g>"


def _by(transition: Transition, translate: Translate) -> str:
    return shorten(", ".join(translate(part.label) for part in transition.by), LONGEST_BY, placeholder=" …")


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
    by = ", ".join(translate(part.label) for part in transition.by)
    return f"{translate(transition.label)} ({by}): {where}."
