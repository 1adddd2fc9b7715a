"""Options of MDiCo (Machine Learning 2025); the defaults are the paper's, or chosen on validation data of our own."""

from __future__ import annotations

from dataclasses import dataclass

from ..target import CLASSES, LABELS, NUMBER
from . import shared
from .base import Declaration, MethodOptions, option


@dataclass(frozen=True)
class MdicoOptions(MethodOptions):
    window: int = shared.window(
        7, 255, " 1 reads the pixel alone, as series are unless their surroundings are read, too."
    )
    epochs: int | None = shared.epochs(None, "Epochs", "How often training goes through all samples.", published=100)
    patience: int | None = option(
        None,
        "Patience",
        "Stop after so many looks at the validation without a better one.",
        minimum=1,
        maximum=10000,
        kind=int,
        effort=True,
        published=5,
    )
    batch_size: int = shared.batch_size(128)
    learning_rate: float = shared.learning_rate(1e-3, "Of Adam.")
    schedule: str = option(
        "cosine",
        "Schedule",
        "Of the learning rate: one cosine down to zero, or constant.",
        choices=("cosine", "constant"),
        published="constant",
    )
    weight_decay: float = shared.weight_decay(1e-4, "Of AdamW, apart from the losses.", published=0.0)
    dropout: float = option(0.2, "Dropout", "Share of the features that are hidden.", minimum=0.0, maximum=0.9)
    average: float = shared.average(0.99)
    flips: bool = shared.flips()
    balance: float = option(
        0.5,
        "Class balance",
        "1 weighs every class the same, 0 every sample; between, rare classes weigh somewhat more.",
        minimum=0.0,
        maximum=1.0,
        published=1.0,
    )
    mixing: float = shared.mixing(0.4, published=0.0)
    augment: bool = option(
        False, "Augmentation", "Change bands and dates at random while training, as set below; rarely of use."
    )
    band_noise: float = option(0.1, "Band noise", "In standard deviations of each band.", minimum=0.0, maximum=10.0)
    band_gain: float = option(
        0.1, "Band gain", "Deviation of a random factor for each band of a sample.", minimum=0.0, maximum=1.0
    )
    date_loss: float = option(
        0.1, "Lost dates", "Share of a series' dates that a sample loses.", minimum=0.0, maximum=0.9
    )
    date_shift: int = option(
        1, "Shift in time", "By how many dates at most a sample's season is moved.", minimum=0, maximum=100
    )
    series: str = option(
        "tempcnn",
        "Series encoder",
        "Network that reads time series.",
        choices=("tempcnn", "lstm", "transformer", "convtran", "mlp"),
    )
    spatial: bool = option(
        False,
        "Surroundings of series",
        "A series is read in the whole window at each date: convolutions that all dates share make a vector of each "
        "date's patch, and the series encoder reads these. Off: at the pixel alone, as published. For textures and "
        "small fields; training and mapping take longer. Without effect in a window of 1.",
    )
    patch: str = option(
        "auto",
        "Patch encoder",
        "Network that reads patches: a small CNN, or a ResNet-50; auto takes the latter for aerial images in windows "
        "of 32 pixels and more (the paper).",
        choices=("auto", "cnn", "resnet50"),
    )
    encoders: str = option(
        "separate",
        "Encoders",
        "separate: one for the shared and one for the other features of each layer; joint: one for all (ablation).",
        choices=("separate", "joint"),
    )
    predict: str = option(
        "both",
        "Features that predict",
        "shared and specific ones (the paper), or one kind alone (ablation).",
        choices=("both", "shared", "specific"),
    )
    weighting: str = option(
        "sum",
        "Weights of the losses",
        "sum: all losses weigh the same (the paper); uncertainty: weights are learnt, less for losses that stay large.",
        choices=("sum", "uncertainty"),
    )
    fusion: str = option(
        "weighted",
        "Fusion",
        "How layers predict together: weighted by what each is worth beside the others on validation samples, or by "
        "the mean of their probabilities.",
        choices=("weighted", "mean"),
        published="mean",
    )
    temperature: float = option(0.07, "Temperature", "Of the contrastive loss.", minimum=1e-3, maximum=10.0)
    unlabelled: int = option(
        0,
        "Unlabelled pixels",
        "So many unlabelled pixels of the scene for each labelled one, from which the contrastive and the modality "
        "loss learn, too; 0: none (the paper).",
        minimum=0,
        maximum=100,
    )
    auxiliary: bool = option(True, "Auxiliary loss", "Shared and specific features predict alone, too (eq. 8).")
    contrastive: bool = option(True, "Contrastive loss", "Shared features of a sample are alike (eq. 9-10).")
    modality: bool = option(True, "Modality loss", "Specific and unused features tell the layer (eq. 11).")
    unused: bool = option(True, "Unused features", "Set aside what serves no prediction; without: ablation.")
    paired: bool = option(
        True,
        "Paired samples",
        "The contrastive loss pairs the layers of one sample; without, of any two samples of a class (ablation).",
    )
    author_compat: bool = option(
        False,
        "As the authors' code",
        "For comparisons only: temperature 0.1, negatives also within a layer, and the shared features in the place "
        "of the unused ones, whatever these options say.",
    )


MDICO = Declaration(
    name="mdico",
    title="MDiCo",
    summary="Multi-modal disentanglement for co-learning: each layer learns from the others what they share, and then "
    "predicts alone. Reads time series, patches and single pixels; learns classes, several labels or a number.",
    citation="F. Mena et al., Multi-modal co-learning for Earth observation: enhancing single-modality models via "
    "modality collaboration (MDiCo), Machine Learning 114, 279, 2025",
    options=MdicoOptions,
    module="mdico",
    model="Mdico",
    targets=(CLASSES, LABELS, NUMBER),
)
