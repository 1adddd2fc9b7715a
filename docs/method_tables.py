"""Two directives for the pages of the methods, so that what they say cannot age.

``method-options`` NAME: what a method learns and needs, its options with defaults and limits, and its source, all from
its declaration. ``method-rates`` NAME: its rows of the speed table in benchmarks/README.md.
"""

from __future__ import annotations

import dataclasses
from itertools import takewhile
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from engine.door.options import METHODS, Declaration, is_open

ROOT = Path(__file__).resolve().parents[1]
BENCHMARKS = ROOT / "benchmarks" / "README.md"
#: columns of the speed table that tell a user how long something takes
_SCENE, _RATES = "method, scene", ("complete", "one missing", "holes", "training samples/s (of the matrix rate)")
_LEARNS = {"classes": "classes", "labels": "several labels a pixel", "number": "a number"}


def facts(method: Declaration) -> str:
    """A list of what a method learns, needs and is called, in Markdown."""
    lines = [
        f"- **Algorithm**: [rsmiss:train{method.name}](../reference/train{method.name}.md)",
        f"- **Learns**: {', '.join(_LEARNS[t] for t in method.targets)}",
        f"- **Class descriptions**: {'needed; the usual classes have theirs' if method.language else 'not needed'}",
        f"- **Unlabelled pixels**: {'training reads them, too' if method.unlabelled else 'not read'}",
        f"- **Source**: {method.citation}",
    ]
    return "\n".join(lines)


def options(method: Declaration) -> str:
    """A table of a method's options in Markdown, one row an option."""
    lines = ["| option | default | what it is |", "| --- | --- | --- |"]
    for item in dataclasses.fields(method.options):
        about = item.metadata
        help = f"{about['help']} {limits(about)}".strip()
        row = (f"`{item.name.upper()}`", when_empty(item), f"**{escaped(about['label'])}.** {escaped(help)}")
        lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines)


def when_empty(item: dataclasses.Field[Any]) -> str:
    """The default of an option, or what it is where the effort settles it."""
    about = item.metadata
    if about["effort"]:
        return f"by effort; published `{shown(about['published'])}`"
    default = f"`{shown(item.default)}`"
    return f"{default}; published `{shown(about['published'])}`" if is_open(item) else default


def limits(about: Any) -> str:
    if about["choices"]:
        return f"One of: {', '.join(about['choices'])}."
    low, high = about["minimum"], about["maximum"]
    if low is None:
        return ""
    return f"At least {low:g}." if high is None else f"{low:g} to {high:g}."


def shown(value: object) -> str:
    """A default as the command line takes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def escaped(text: str) -> str:
    """Text of a declaration as Markdown shows it unchanged in a cell."""
    for sign in "\\`*_|<>[]":
        text = text.replace(sign, f"\\{sign}")
    return text


def rates(title: str, lines: list[str]) -> str:
    """The rows of the speed table that belong to a method; ValueError where there are none."""
    first = next((number for number, line in enumerate(lines) if line.startswith(f"| {_SCENE} |")), len(lines))
    speeds = list(takewhile(lambda line: line.startswith("|"), lines[first:]))
    columns = cells(speeds[0]) if speeds else []
    rows = [dict(zip(columns, cells(line), strict=True)) for line in speeds if line.startswith(f"| {title}, ")]
    if not rows or not set(_RATES) <= set(columns):
        raise ValueError(f"the speed table of {BENCHMARKS.name} has no such rows of {title}")
    heads = ["scene", *_RATES]
    table = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    table += [f"| {row[_SCENE].split(', ')[1]} | {' | '.join(row[name] for name in _RATES)} |" for row in rows]
    return "\n".join(table)


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


class MethodTable(SphinxDirective):
    """Facts and options of a declared method."""

    required_arguments = 1

    def run(self) -> list[Any]:
        method = METHODS[self.arguments[0]]
        return self.parse_text_to_nodes(f"{facts(method)}\n\n{options(method)}")


class RateTable(SphinxDirective):
    """The measured rates of a declared method."""

    required_arguments = 1

    def run(self) -> list[Any]:
        self.env.note_dependency(str(BENCHMARKS))
        lines = BENCHMARKS.read_text(encoding="utf-8").splitlines()
        return self.parse_text_to_nodes(rates(METHODS[self.arguments[0]].title, lines))


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("method-options", MethodTable)
    app.add_directive("method-rates", RateTable)
    return {"parallel_read_safe": True}
