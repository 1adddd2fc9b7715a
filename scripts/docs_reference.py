"""Writes the reference of the algorithms, one page each, from what they tell QGIS of themselves.

    python -m scripts.docs_reference FOLDER

Needs QGIS's Python packages; scripts/docs.sh gives a profile that sees this checkout as the plugin.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication, QgsProcessingParameterDefinition

#: words for QGIS's kinds of parameters and outputs; others go by QGIS's own name
_KINDS = {
    "raster": "raster layer",
    "multilayer": "list of raster layers",
    "source": "vector layer",
    "field": "field",
    "extent": "extent",
    "enum": "choice",
    "boolean": "true or false",
    "number": "number",
    "string": "text",
    "file": "file",
    "fileDestination": "file to be written",
    "rasterDestination": "raster to be written",
    "vectorDestination": "vector layer to be written",
    "vector": "vector layer",
    "sink": "vector layer to be written",
    "folderDestination": "folder to be written",
}
_OUTPUTS = {
    "outputNumber": "number",
    "outputString": "text",
    "outputFile": "file",
    "outputHtml": "page",
    "outputRaster": "raster layer",
    "outputVector": "vector layer",
    "outputFolder": "folder",
}
_NOWHERE = ("", None)


def page(algorithm: Any) -> str:
    """An algorithm's page in Markdown: what it does, its parameters in the dialog's order, its outputs."""
    flag = QgsProcessingParameterDefinition.Flag.FlagAdvanced
    parameters = list(algorithm.parameterDefinitions())
    plain = [p for p in parameters if not p.flags() & flag]
    advanced = [p for p in parameters if p.flags() & flag]
    parts = [f"# {algorithm.displayName()}", f"`{algorithm.id()}`", escaped(algorithm.shortHelpString())]
    for title, group in (("Parameters", plain), ("Advanced parameters", advanced)):
        if group:
            parts += [f"## {title}", *(entry(parameter) for parameter in group)]
    outputs = algorithm.outputDefinitions()
    if outputs:
        parts += ["## Results", *(result(output) for output in outputs)]
    return "\n\n".join(parts) + "\n"


def entry(parameter: Any) -> str:
    """A parameter as an entry of a definition list."""
    optional = bool(parameter.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional)
    kind = _KINDS.get(parameter.type(), parameter.type()) + (", may be left out" if optional else "")
    lines = [f"`{parameter.name()}` {escaped(parameter.description())}", f": *{kind}.* {escaped(parameter.help())}"]
    more = list(limits(parameter))
    if more:
        lines += ["", f"  {' '.join(more)}"]
    return "\n".join(lines)


def limits(parameter: Any) -> Iterator[str]:
    """Default and range, where there are such."""
    default = parameter.defaultValue()
    if default not in _NOWHERE:
        value = str(default).lower() if isinstance(default, bool) else default
        yield f"Default: `{value:g}`." if isinstance(value, float) else f"Default: `{value}`."
    if parameter.type() == "number":
        yield f"From {number(parameter.minimum())} to {number(parameter.maximum())}."


def number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:g}"


def result(output: Any) -> str:
    return f"`{output.name()}` {escaped(output.description())}\n: {_OUTPUTS.get(output.type(), output.type())}"


def escaped(text: str) -> str:
    """Text as Markdown shows it unchanged."""
    for sign in "\\`*_<>[]":
        text = text.replace(sign, f"\\{sign}")
    return text


def index(groups: dict[str, list[Any]]) -> str:
    """The page that lists all algorithms by their groups."""
    parts = [
        "# Reference",
        "Each algorithm with all its parameters, as QGIS shows them. `qgis_process help` prints the same.",
    ]
    for title, algorithms in groups.items():
        rows = [f"- [{a.displayName()}]({a.name()}.md): {escaped(a.shortDescription())}" for a in algorithms]
        parts += [f"## {title}", "\n".join(rows)]
    names = [algorithm.name() for algorithms in groups.values() for algorithm in algorithms]
    parts.append("\n".join(["```{toctree}", ":hidden:", "", *names, "```"]))
    return "\n\n".join(parts) + "\n"


def main(folder: Path) -> None:
    sys.path.insert(0, os.environ["QGIS_PLUGINPATH"])
    application = QgsApplication([], False, os.environ["QGIS_CUSTOM_CONFIG_PATH"])
    application.initQgis()
    provider = importlib.import_module("rsmiss.ui.provider").RsmissProvider()
    provider.refreshAlgorithms()
    folder.mkdir(parents=True, exist_ok=True)
    groups: dict[str, list[Any]] = {}
    for algorithm in provider.algorithms():
        (folder / f"{algorithm.name()}.md").write_text(page(algorithm), encoding="utf-8")
        groups.setdefault(algorithm.group(), []).append(algorithm)
    (folder / "index.md").write_text(index(groups), encoding="utf-8")
    application.exitQgis()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
