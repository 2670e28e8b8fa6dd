"""A picture shows the machine that the engine runs, in a format that others can read."""

from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from tests.support.toys import LOAN, WISH, broken
from workflow.definition import Workflow
from workflow.drawing import FORMATS, UnknownFormat, diagram

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    "line",
    [
        "stateDiagram-v2",
        "    prepared : Prepared",
        "    out : ↻ Note",
        "    [*] --> prepared : Prepare (a linked case)",
        "    prepared --> prepared : Change the terms",
        "    out --> overdue : Call back (the clock)",
        "    kept_back --> out : Go on",
        "    lost --> [*]",
    ],
)
def test_mermaid(line: str) -> None:
    """Mermaid draws states, ways, returns, and what leaves a state as it is."""
    assert line in diagram(LOAN, "mermaid").splitlines()


@pytest.mark.parametrize(
    "line",
    [
        '    prepared [label="Prepared\\n↻ Note"];',
        '    lost [label="Lost", peripheries=2];',
        '    out -> overdue [label="Call back (the clock)", style=dashed];',
        '    out -> returned [label="Give back"];',
    ],
)
def test_dot(line: str) -> None:
    """Graphviz draws an end with a double frame, and what nobody presses dashed."""
    assert line in diagram(LOAN, "dot").splitlines()


def test_together() -> None:
    """Two ways from one state to one other share an arrow."""
    again = replace(LOAN.transitions[2], trigger="agree_again", label="Agree again")
    assert "prepared --> out : Agree / Agree again" in diagram(replace(LOAN, transitions=(*LOAN.transitions, again)))


@pytest.mark.parametrize(
    ("format", "shown"),
    [("mermaid", "#lt;b#gt;#58; “it”#59; #35;1"), ("dot", '<b>: “it”; #1 \\"x\\\\'), ("svg", "&lt;b&gt;: “it”; #1")],
)
def test_escaped(format: str, shown: str) -> None:
    """Whatever stands in a label stays in the label."""
    named = broken(LOAN, "agree", label='<b>: “it”; #1 "x\\')
    assert shown in diagram(named, format)


def test_svg_is_told() -> None:
    """Whoever cannot see the picture is told every transition."""
    root = ElementTree.fromstring(diagram(LOAN, "svg"))
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "Loan"
    told = root.findtext(f"{SVG}desc") or ""
    assert "Give back (the reader, the librarian): Out, Overdue → Returned." in told
    assert "): Prepared, Out, Overdue." in told


@pytest.mark.parametrize("definition", [WISH, LOAN], ids=["wish", "loan"])
def test_svg_is_whole(definition: Workflow) -> None:
    """Every state has a head and every transition a line of its own."""
    root = ElementTree.fromstring(diagram(definition, "svg"))
    heads = [one for one in root.iter(f"{SVG}rect") if "head" in one.get("class", "").split()]
    assert len(heads) == len(definition.states)
    assert len(list(root.iter(f"{SVG}g"))) == len(definition.transitions)


def test_svg_of_one_case() -> None:
    """What is said of one case stands over the states that it was in, and marks them."""
    root = ElementTree.fromstring(diagram(LOAN, "svg", been={"out": "3 days"}))
    assert [one.text for one in root.iter(f"{SVG}text") if one.get("class") == "time"] == ["3 days"]
    assert len([one for one in root.iter(f"{SVG}rect") if "been" in one.get("class", "").split()]) == 1


def test_svg_fits() -> None:
    """Nothing is drawn outside the picture."""
    root = ElementTree.fromstring(diagram(LOAN, "svg"))
    width, height = int(root.get("width", "0")), int(root.get("height", "0"))
    for dot in root.iter(f"{SVG}circle"):
        assert 0 < int(dot.get("cx", "0")) < width
        assert 0 < int(dot.get("cy", "0")) < height


def shouted(text: str) -> str:
    """A language in which everything is in capitals."""
    return text.upper()


@pytest.mark.parametrize("format", FORMATS)
def test_translated(format: str) -> None:
    """A picture speaks the reader's language."""
    assert "GIVE BACK" in diagram(LOAN, format, shouted)


@pytest.mark.parametrize("format", FORMATS)
def test_same_again(format: str) -> None:
    """The same definition gives the same picture, byte for byte."""
    draw: Callable[[Workflow], str] = lambda definition: diagram(definition, format)  # noqa: E731
    assert draw(LOAN) == draw(replace(LOAN))


def test_unknown_format() -> None:
    """A format that is not drawn is named beside those that are."""
    with pytest.raises(UnknownFormat, match=r"“png”.+ mermaid, dot, svg"):
        diagram(LOAN, "png")
