"""The sentences of a run, with the words of the dialog: “Field with the classes” for CLASS_FIELD.

Sentences name parameters as a command line does, CLASS_FIELD, which is what one types for qgis_process and in scripts,
and what the documentation of the algorithms lists. A dialog shows the parameters' labels instead, so where QGIS has a
window the names become labels, and rsmiss:train the title of its dialog, in one place for what the algorithms say and
for what the engine says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from qgis.core import QgsApplication, QgsProcessingParameterDefinition

from ...engine.door.modalities import MODALITIES
from .. import settings

#: what stands in quotation marks is the user's own, or was put into words before
_QUOTED = r"(?<!\w)'[^']*'(?!\w)|“[^”]*”|„[^“”]*[“”]|«[^»]*»|‘[^’]*’"
#: a name by itself: no part of a path or of an address, and no example of what to type, such as HSI=30
_NAME = r"(?<![\w./\\:=-])[A-Z][A-Z0-9_]+(?![\w/\\=-])(?!\.\w)"
#: an algorithm as the command line calls it, and a dialog by its title
_ALGORITHM = r"(?<!\w)rsmiss:[a-z]\w*"
_FOUND = re.compile(f"{_QUOTED}|{_NAME}|{_ALGORITHM}")


def dialog_words(
    sentence: str, parameters: Iterable[QgsProcessingParameterDefinition], *, abbreviations: bool = True
) -> str:
    """The sentence with the labels of ``parameters`` in the place of their names; as it is where there is no window.

    ``abbreviations``: whether HSI, SAR and their like are parameters, as where a sentence refuses one, and not kinds of
    data that a log counts up. May be applied to its own result.
    """
    if not settings.has_window():
        return sentence
    labels = {known.name(): known.description() for known in parameters}
    registry = QgsApplication.processingRegistry()
    if not abbreviations:
        labels = {name: label for name, label in labels.items() if name.lower() not in MODALITIES}

    def word(match: re.Match[str]) -> str:
        found = match.group()
        algorithm = registry.algorithmById(found) if found.startswith("rsmiss:") else None
        if algorithm is not None:
            return f"“{algorithm.displayName()}”"
        return f"“{labels[found]}”" if found in labels else found

    return _FOUND.sub(word, sentence)
