"""Draws the floors of the engine from its imports, as docs/floors.svg: who stands on whom. No argument.

A folder stands above all that it imports; an arrow leads down from it to each of them.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]
ENGINE, PICTURE = ROOT / "engine", ROOT / "docs" / "floors.svg"
WIDTH, STEP, BOX, HIGH = 900, 74, 118, 34


def rooms() -> dict[str, str]:
    """Folder -> the first sentence that it says of itself."""
    found = {}
    for start in sorted(ENGINE.glob("*/__init__.py")):
        text = ast.get_docstring(ast.parse(start.read_text(encoding="utf-8"))) or ""
        found[start.parent.name] = text.split("\n")[0]
    return found


def imports(names: set[str]) -> dict[str, set[str]]:
    """Folder -> the folders that its files import."""
    found: dict[str, set[str]] = {name: set() for name in names}
    for name in names:
        for file in (ENGINE / name).rglob("*.py"):
            package = file.relative_to(ROOT).parts[:-1]
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.level:
                    whole = [*package[: len(package) - node.level + 1], *(node.module or "").split(".")]
                    if len(whole) > 1 and whole[1] in names - {name}:
                        found[name].add(whole[1])
    return found


def floors(below: dict[str, set[str]]) -> list[list[str]]:
    """The ground floor first; a folder is one floor above the highest that it imports. ValueError for a circle."""
    height: dict[str, int] = {}
    while len(height) < len(below):
        ready = [n for n in below if n not in height and below[n] <= set(height)]
        if not ready:
            raise ValueError(f"these import each other: {', '.join(sorted(set(below) - set(height)))}")
        height |= {n: 1 + max((height[b] for b in below[n]), default=-1) for n in ready}
    return [sorted(n for n in height if height[n] == level) for level in range(max(height.values()) + 1)]


def drawing() -> str:
    """The SVG: an arrow for each import that no longer way of arrows says already."""
    sentences = rooms()
    below = imports(set(sentences))
    storeys = floors(below)
    height = STEP * len(storeys) + 16
    places = {
        name: (WIDTH * (i + 1) / (len(level) + 1), height - STEP * (n + 0.5))
        for n, level in enumerate(storeys)
        for i, name in enumerate(level)
    }
    reach: dict[str, set[str]] = {}
    for name in (n for level in storeys for n in level):
        reach[name] = below[name].union(*(reach[b] for b in below[name]))
    lines = []
    for name, targets in sorted(below.items()):
        for target in sorted(targets):
            if any(target in reach[other] for other in targets - {target}):
                continue
            (x, y), (u, v) = places[name], places[target]
            lines.append(
                f'<line x1="{x:.0f}" y1="{y + HIGH / 2:.0f}" x2="{u:.0f}" y2="{v - HIGH / 2 - 6:.0f}" '
                'stroke="#667" stroke-width="1.3" marker-end="url(#tip)"/>'
            )
    for name, (x, y) in sorted(places.items()):
        lines.append(
            f'<g><title>{escape(sentences[name])}</title><rect x="{x - BOX / 2:.0f}" y="{y - HIGH / 2:.0f}" '
            f'width="{BOX}" height="{HIGH}" rx="6" fill="#eef3f7" stroke="#345"/>'
            f'<text x="{x:.0f}" y="{y + 5:.0f}" text-anchor="middle">{escape(name)}</text></g>'
        )
    body = "\n".join(lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" '
        'font-size="15">\n<defs><marker id="tip" markerWidth="8" markerHeight="8" refX="6" refY="3" orient="auto">'
        '<path d="M0,0 L6,3 L0,6 z" fill="#667"/></marker></defs>\n'
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>\n{body}\n</svg>\n'
    )


def main() -> int:
    PICTURE.write_text(drawing(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
