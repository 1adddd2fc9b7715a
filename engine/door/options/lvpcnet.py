"""Options of LVPCnet (ACM MM 2024); the defaults are the paper's. Its ablations are choices."""

from __future__ import annotations

from dataclasses import dataclass

from .base import Declaration, MethodOptions, option

_WHOLE = " The whole method, as published: 98.5 % on Houston, 85.1 without HSI, 98.1 without LiDAR."


@dataclass(frozen=True)
class LvpcnetOptions(MethodOptions):
    window: int = option(11, "Window (pixels)", "Side of the patch around a pixel; odd.", minimum=1, maximum=31)
    feature_epochs: int = option(
        500,
        "Feature epochs",
        "Epochs of the first stage, which learns features in step with the class descriptions.",
        minimum=1,
        maximum=10000,
    )
    prompt_epochs: int = option(
        300,
        "Prompt epochs",
        "Epochs of the second stage, which learns prompts that make up for missing modalities.",
        minimum=1,
        maximum=10000,
    )
    batch_size: int = option(1024, "Batch size", "Samples in one optimiser step.", minimum=2, maximum=65536)
    learning_rate: float = option(1e-3, "Learning rate", "Of Adam, before the cosine.", minimum=1e-7, maximum=1.0)
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
        True,
        "Absence in the first stage",
        "Classifier and encoders meet cases of absence in the first stage, too, and do better with one layer alone. "
        "Off: absence in the second stage alone, as published.",
    )
    mixing: float = option(
        0.0,
        "Mixing",
        "The first stage mixes each training sample with a part of another (mixup); larger: by more; 0: not at all "
        "(the paper).",
        minimum=0.0,
        maximum=10.0,
    )
    prompts: bool = option(
        True,
        "Prompts",
        "Off (ablation): a missing modality's encoder sees the available layer without prompts." + _WHOLE,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.window % 2 == 0:
            raise ValueError(f"option WINDOW is {self.window}; it must be odd, to have a pixel in its centre")


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
