"""Opens an algorithm's own dialog, filled with parameters, beside the window and not in front of it."""

from __future__ import annotations

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


def open_algorithm(name: str, parameters: dict[str, Any] | None = None) -> Any:
    """Show the dialog of ``rsmiss:name`` and return it; QGIS's window stays usable, and QGIS deletes it when closed."""
    import processing

    identifier = name if ":" in name else f"{PROVIDER}:{name}"
    dialog = processing.createAlgorithmDialog(identifier, parameters or {})
    if dialog is not None:
        dialog.show()
        dialog.raise_()
    return dialog


def open_filled(iface: Any, name: str) -> Any:
    """Show a dialog filled in as far as the project's layers tell, and say which were taken."""
    project = QgsProject.instance()
    guessed = guessed_parameters(name, project)
    if guessed:
        ids = [(slot, found if isinstance(found, list) else [found]) for slot, found in guessed.items()]
        listed = "; ".join(f"{slot} = {', '.join(project.mapLayer(i).name() for i in found)}" for slot, found in ids)
        sentence = tr("Layers of the project were filled in by their names and bands: {layers}. Check them.")
        iface.messageBar().pushInfo("rsmiss", sentence.format(layers=listed))
    return open_algorithm(name, {**guessed, **proposed_outputs(name, project)})


def classify_with(path: str) -> Any:
    """Show 'Classify' with a model and the project's layers that it knows."""
    return open_algorithm("classify", {**guessed_parameters("classify", QgsProject.instance(), path), "MODEL": path})
