"""Opens an algorithm's own dialog, filled with parameters, beside the window and not in front of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.core import QgsApplication, QgsProject

from .algorithms.project_layers import guessed_parameters
from .algorithms.proposals import proposed_outputs
from .translation import tr

PROVIDER = "rsmiss"


def exists(name: str) -> bool:
    """Whether the provider has an algorithm of that name."""
    return QgsApplication.processingRegistry().algorithmById(f"{PROVIDER}:{name}") is not None


def training_algorithm() -> str:
    """The algorithm that chooses a method by itself where there is one, else the most even of the methods."""
    return "train" if exists("train") else "trainlds2ae"


#: what opens where the engine is wanted and not there; the window's installation puts it here
_remedies: list[Callable[[], object]] = []


def open_instead(remedy: Callable[[], object] | None) -> None:
    """From now on open this where an algorithm cannot run; None: nothing."""
    _remedies[:] = [remedy] if remedy is not None else []


def can_run(name: str) -> bool:
    """Whether ``rsmiss:name`` can run now. Where it cannot, what helps is opened: a dialog would end in a failure."""
    algorithm = QgsApplication.processingRegistry().algorithmById(_identifier(name))
    if algorithm is None or not _remedies or algorithm.canExecute()[0]:
        return True
    _remedies[0]()
    return False


def _identifier(name: str) -> str:
    return name if ":" in name else f"{PROVIDER}:{name}"


def open_algorithm(name: str, parameters: dict[str, Any] | None = None) -> Any:
    """Show the dialog of ``rsmiss:name`` and return it; QGIS's window stays usable, and QGIS deletes it when closed.

    None where it cannot run, and what helps is opened instead.
    """
    import processing

    if not can_run(name):
        return None
    dialog = processing.createAlgorithmDialog(_identifier(name), parameters or {})
    if dialog is not None:
        dialog.show()
        dialog.raise_()
    return dialog


def open_filled(iface: Any, name: str, model: str = "") -> Any:
    """Show a dialog filled in as far as the project's layers tell, and say which were taken.

    ``model``: what to map with, where that is not the last one.
    """
    if not can_run(name):
        return None
    project = QgsProject.instance()
    guessed = guessed_parameters(name, project, model or None)
    if guessed:
        algorithm = QgsApplication.processingRegistry().algorithmById(_identifier(name))
        ids = [(slot, found if isinstance(found, list) else [found]) for slot, found in guessed.items()]
        labelled = [(algorithm.parameterDefinition(slot).description(), found) for slot, found in ids]
        listed = "; ".join(f"{label} = {', '.join(project.mapLayer(i).name() for i in f)}" for label, f in labelled)
        sentence = tr("Layers of the project were filled in by their names, bands and styles: {layers}. Check them.")
        iface.messageBar().pushInfo("rsmiss", sentence.format(layers=listed))
    given = {"MODEL": model} if model else {}
    return open_algorithm(name, {**guessed, **proposed_outputs(name, project), **given})


def classify_with(path: str) -> Any:
    """Show 'Classify' with a model and the project's layers that it knows."""
    return open_algorithm("classify", {**guessed_parameters("classify", QgsProject.instance(), path), "MODEL": path})
