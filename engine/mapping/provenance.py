"""What a map says of its own making, as tags of its GeoTIFF: QGIS shows them in the layer's information."""

from __future__ import annotations

import os
from collections.abc import Collection

from ..door.cases import case_title
from ..door.model_header import accuracy_text, measured
from ..model.model_file import TrainedModel


def provenance(model: TrainedModel, file: str, modalities: Collection[str]) -> dict[str, str]:
    """METHOD, MODEL (the name of its ``file``), LAYERS, MISSING of those that the model knows, EXPECTED_ACCURACY."""
    missing = [name for name in model.modalities if name not in modalities]
    tags = {
        "METHOD": model.name,
        "MODEL": os.path.basename(file),
        "LAYERS": "+".join(modalities),
        "MISSING": "+".join(missing),
        "EXPECTED_ACCURACY": accuracy_text(measured(model.accuracy, modalities)),
        "TIFFTAG_IMAGEDESCRIPTION": f"Made by rsmiss with {model.name} from {case_title(modalities)}.",
    }
    return {name: text for name, text in tags.items() if text}
