"""Options of X-ModalNet (ISPRS 2020); the defaults are the paper's. Its ablations are choices."""

from __future__ import annotations

from dataclasses import dataclass

from ..modalities import MODALITIES
from . import shared
from .base import Declaration, MethodOptions, option


@dataclass(frozen=True)
class XmodalnetOptions(MethodOptions):
    window: int = shared.window(7, 63, " The rich layer is seen by the pixel alone.")
    rich: str = option(
        "auto",
        "Rich layer",
        "The layer whose spectrum says most; auto: the hyperspectral one, else the one with most bands.",
        choices=("auto", *MODALITIES),
    )
    epochs: int = shared.epochs(
        150,
        "Epochs",
        "Of all rounds together, shared out evenly.",
        published=3 * 150,  # of each of its rounds
    )
    rounds: int = option(
        3, "Rounds", "Of training, each with new pseudo-labels for the unlabelled pixels.", minimum=1, maximum=20
    )
    pretrain_epochs: int = shared.epochs(
        20, "Pre-training epochs", "Of each stream as a denoising autoencoder.", least=0
    )
    batch_size: int = shared.batch_size(
        300,
        " Labelled ones, at the most: an epoch goes through few of them up to four times; as many unlabelled ones come "
        "with them.",
    )
    learning_rate: float = shared.learning_rate(5e-4, "Of Adam.")
    dropout: float = option(
        0.3,
        "Dropout",
        "Share of the features that fully connected layers hide; convolutions hide a third of it. Ours: the paper has "
        "dropout, but no rates.",
        minimum=0.0,
        maximum=0.9,
    )
    average: float = shared.average(0.0, " Not in pre-training.")
    flips: bool = shared.flips(" Of the labelled pixels, not in pre-training.")
    adversarial_start: float = option(
        1.0,
        "Adversarial start",
        "Weight of the adversarial loss in the first fifteenth of the epochs; ours: the paper has 1 throughout.",
        minimum=0.0,
        maximum=1.0,
    )
    reject: float = option(
        0.0,
        "Rejection",
        "Unlabelled pixels of which the first pseudo-labels are less sure than of all but this share of the labelled "
        "ones have no part in the rounds: they may belong to no class. Ours; 0: all have a part (the paper).",
        minimum=0.0,
        maximum=0.9,
    )
    corruption: float = option(
        0.1,
        "Corruption",
        "Deviation of the noise that pre-training removes; layers range from 0 to 1.",
        minimum=0.0,
        maximum=1.0,
    )
    noise: float | None = option(
        None,
        "Noise (dB)",
        "Signal-to-noise ratio of noise added to the layers while training, for noisy scenes (10 to 40). Empty: none.",
        minimum=0.1,
        maximum=100.0,
        kind=float,
    )
    transductive: bool = option(
        False,
        "Transductive",
        "Test pixels serve as unlabelled ones, too: the paper's setting, too rosy for other places.",
    )
    adversarial: bool = option(
        True, "Self-adversarial module", "Two generators and a discriminator; without: ablation."
    )
    interactive: bool = option(True, "Interactive learning", "Streams exchange their weights; without: ablation.")
    propagation: bool = option(
        True, "Label propagation", "Learn from pseudo-labels of unlabelled pixels, too; without: ablation."
    )


XMODALNET = Declaration(
    name="xmodalnet",
    title="X-ModalNet",
    summary="Semi-supervised deep cross-modal network: a stream for each layer, which exchange what they learn, and "
    "pseudo-labels of unlabelled pixels. For few labelled pixels and one rich layer that may be missing in the map.",
    citation="X-ModalNet: a semi-supervised deep cross-modal network for classification of remote sensing data, ISPRS "
    "Journal of Photogrammetry and Remote Sensing, 2020",
    options=XmodalnetOptions,
    module="xmodalnet",
    model="Xmodalnet",
    unlabelled=3,
)
