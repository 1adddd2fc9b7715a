"""Options of LVPCnet (ACM MM 2024); the defaults are the paper's. Its ablations are choices."""

from __future__ import annotations

from dataclasses import dataclass

from . import shared
from .base import Declaration, MethodOptions, option

_WHOLE = " The whole method, as published: 98.5 % on Houston, 85.1 without HSI, 98.1 without LiDAR."


@dataclass(frozen=True)
class LvpcnetOptions(MethodOptions):
    window: int = shared.window(11, 31, effort=True)
    feature_epochs: int = shared.epochs(
        500, "Feature epochs", "Epochs of the first stage, which learns features in step with the class descriptions."
    )
    prompt_epochs: int = shared.epochs(
        300, "Prompt epochs", "Epochs of the second stage, which learns prompts that make up for missing modalities."
    )
    batch_size: int = shared.batch_size(1024)
    learning_rate: float = shared.learning_rate(1e-3, "Of Adam, before the cosine.")
    prompt_length: int = option(
        4,
        "Prompt length",
        "Learnt tokens that each layer gets for a missing modality (4 make the 1,024 values of the paper's Table 3).",
        minimum=1,
        maximum=64,
    )
    temperature: float = option(
        0.07, "Temperature", "Of the alignment with the class descriptions.", minimum=0.01, maximum=10.0
    )
    alignment_weight: float = option(
        1.0, "Weight of the alignment", "Of the alignment beside the classification.", minimum=0.0, maximum=1000.0
    )
    matching: str = option(
        "fixed",
        "Band matching",
        "How an available layer is brought to the bands of a missing one: fixed (copies or averages of bands), or "
        "trainable from there on.",
        choices=("fixed", "trainable"),
    )
    language: bool = option(
        True,
        "Learn from class descriptions",
        "Off (ablation): divergence of the shared features and a modality classifier take the place of language."
        + _WHOLE,
    )
    decoupling: bool = option(
        True, "Shared and specific features", "Off (ablation): one encoder for each modality gives both." + _WHOLE
    )
    absence: bool = option(
        False,
        "Absence in the first stage",
        "Classifier and encoders meet cases of absence in the first stage, too (ours). Off: absence in the second "
        "stage alone, as published.",
    )
    regression: float = option(
        0.0,
        "Weight of the regression",
        "Of how far a stand-in is from the features of the layer itself, where that is there; on unlabelled pixels, "
        "too, where some are read (ours; the paper: 0).",
        minimum=0.0,
        maximum=1000.0,
    )
    mixing: float = shared.mixing(0.0, " In the first stage.")
    average: float = shared.average(0.0)
    flips: bool = shared.flips(" In the first stage: the second remembers what the first makes of each patch.")
    prompts: bool = option(
        True,
        "Prompts",
        "Off (ablation): no second stage, and nothing stands in for what is specific to a missing layer." + _WHOLE,
    )


LVPCNET = Declaration(
    name="lvpcnet",
    title="LVPCnet",
    summary="Language-guided visual prompt compensation: features learnt in step with class descriptions, and prompts "
    "that make up for missing modalities.",
    citation="Language-guided visual prompt compensation for multi-modal remote sensing image classification with "
    "modality absence (LVPCnet), ACM Multimedia 2024",
    options=LvpcnetOptions,
    module="lvpcnet",
    model="Lvpcnet",
    language=True,
)
