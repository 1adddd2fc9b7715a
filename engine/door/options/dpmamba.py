"""Options of DPMamba (IJCAI 2025); the defaults are the paper's. Its ablations are choices."""

from __future__ import annotations

from dataclasses import dataclass

from . import shared
from .base import Declaration, MethodOptions, option

_WHOLE = " The whole method, as published: 98.3 % on Houston, 61.5 without HSI, 97.0 without LiDAR."


@dataclass(frozen=True)
class DpmambaOptions(MethodOptions):
    window: int = shared.window(11, 31, " The paper takes 11, 15 or 9 pixels.", effort=True)
    teacher_epochs: int = shared.epochs(
        500, "Teacher epochs", "Epochs of the teacher, which learns from samples that have all modalities."
    )
    student_epochs: int = shared.epochs(
        500, "Student epochs", "Epochs of the student, which learns to do without some of the modalities."
    )
    batch_size: int = shared.batch_size(120)
    learning_rate: float | None = shared.learning_rate(
        None,
        "Of AdamW, after the warm-up. Empty: 0.0003 (the paper), and 0.003 for windows of a single pixel "
        "(chosen within Houston's training pixels).",
    )
    weight_decay: float = shared.weight_decay(0.05, "Of AdamW.")
    warmup_epochs: int = option(
        30,
        "Warm-up epochs",
        "Epochs during which the learning rate rises; at most half of a stage.",
        minimum=0,
        maximum=1000,
        effort=True,
    )
    clip: float = option(1.0, "Gradient clip", "Largest norm of the gradient.", minimum=1e-3)
    backbone: str = option(
        "mamba",
        "Backbone",
        "mamba: the published blocks of scans; vit: a vision transformer over the pixels of all modalities (ablation)."
        + _WHOLE,
        choices=("mamba", "vit"),
    )
    mixer: str = option(
        "scan",
        "Mixer of pixels",
        "scan: the selective scan along four zigzag paths; dwconv: a depthwise convolution in its place (ablation)."
        + _WHOLE,
        choices=("scan", "dwconv"),
    )
    fusion: str = option(
        "attention",
        "Fusion",
        "attention: a weight for each modality at each pixel; add: the plain sum (ablation)." + _WHOLE,
        choices=("attention", "add"),
    )
    distillation: str = option(
        "text",
        "Distillation",
        "text: features, and the relations of samples to class texts; kl: class probabilities (ablation); none."
        + _WHOLE,
        choices=("text", "kl", "none"),
    )
    mixing: float = shared.mixing(0.0)
    average: float = shared.average(0.0)
    flips: bool = shared.flips()
    prompts: bool = option(
        True,
        "Missing-modality prompts",
        "Learn what stands in for a missing modality; without, zeros do (ablation)." + _WHOLE,
    )


DPMAMBA = Declaration(
    name="dpmamba",
    title="DPMamba",
    summary=(
        "Distillation prompt Mamba: scans of the patch along zigzag paths, compared with class descriptions; a teacher "
        "that sees all modalities hands on what it knows to a student that does without some."
    ),
    citation=(
        "DPMamba: distillation prompt Mamba for multimodal remote sensing image classification with missing "
        "modalities, IJCAI 2025"
    ),
    options=DpmambaOptions,
    module="dpmamba",
    model="Dpmamba",
    language=True,
)
