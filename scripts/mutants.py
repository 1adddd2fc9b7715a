"""The small changes that mutation testing makes, by mutmut's operators.

What no test on a CPU could notice is left as it is: texts for people, annotations, `cast`, `strict` of zip, devices.
"""

from __future__ import annotations

import contextlib
import difflib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

ROOT = Path(__file__).resolve().parent.parent
#: calls and arguments that only type checkers, or a GPU, would notice
_SILENT_CALLS, _SILENT_ARGUMENTS = {"cast", "TypeVar"}, {"strict", "device"}


@dataclass(frozen=True)
class Mutant:
    """One change of one file: the line, what stood there and stands there now, the whole file, and perhaps a name."""

    path: str
    line: int
    old: str
    new: str
    text: str
    name: str = ""


class _Visitor(cst.CSTVisitor):
    """Collects (line, node, its replacement)."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, cst.CSTNode, cst.CSTNode]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if _silent(node):
            return False
        line = self.get_metadata(PositionProvider, node, None)
        for kind, operator in mutation_operators:
            if line is not None and isinstance(node, kind):
                others = list(operator(node))
                # of a string's three changes, capitals are often the same to who reads it
                self.found += [(line.start.line, node, o) for o in (others[:1] if kind is cst.BaseString else others)]
        return True


def _silent(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Annotation | cst.Import | cst.ImportFrom):
        return True
    if isinstance(node, cst.SimpleString):
        return " " in node.value
    if isinstance(node, cst.Call):
        return isinstance(node.func, cst.Name) and node.func.value in _SILENT_CALLS
    return isinstance(node, cst.Arg) and _keyword(node) in _SILENT_ARGUMENTS


def _keyword(argument: cst.Arg) -> str:
    return argument.keyword.value if argument.keyword else ""


def _silenced(node: cst.CSTNode) -> list[str]:
    """The arguments of a call that no test would miss."""
    if not isinstance(node, cst.Call):
        return []
    return [cst.Module([]).code_for_node(a.value) for a in node.args if _keyword(a) in _SILENT_ARGUMENTS]


def mutants(path: str, chance: random.Random) -> Iterator[Mutant]:
    """All changes of a file that compile, in an order of chance."""
    text = (ROOT / path).read_text(encoding="utf-8")
    wrapper, visitor, seen = MetadataWrapper(cst.parse_module(text)), _Visitor(), {text}
    wrapper.visit(visitor)
    chance.shuffle(visitor.found)
    for line, node, other in visitor.found:
        if _silenced(node) != _silenced(other):
            continue
        changed = wrapper.module.deep_replace(node, other).code
        if changed in seen:
            continue
        seen.add(changed)
        with contextlib.suppress(SyntaxError):
            compile(changed, path, "exec", dont_inherit=True)
            lines = list(difflib.unified_diff(text.splitlines(), changed.splitlines(), n=0))[3:]
            old, new = (" ".join(s[1:].strip() for s in lines if s.startswith(sign)) for sign in "-+")
            yield Mutant(path, line, old, new, changed)
