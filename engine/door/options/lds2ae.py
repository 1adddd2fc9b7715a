"""Options of LDS2AE (AAAI 2024); the defaults are the paper's, or our own where it is silent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from . import shared
from .base import Declaration, MethodOptions, option

AUTHOR = "author"


def _weight(default: float, label: str, help: str) -> Any:
    return option(default, label, help, minimum=0.0, maximum=10.0)


@dataclass(frozen=True)
class Lds2aeOptions(MethodOptions):
    """Published: window 11 with tokens of a pixel, or window 27 with tokens of 3 pixels for fine scenes."""

    window: int = shared.window(11, 63, effort=True)
    token: int = option(
        1, "Token (pixels)", "Side of a token, the transformer's unit; it divides the window.", minimum=1, maximum=21
    )
    mask_ratio: float = option(
        0.7, "Mask ratio", "Share of the tokens that pre-training hides.", minimum=0.0, maximum=0.95
    )
    pretrain_epochs: int = shared.epochs(
        400, "Pre-training epochs", "Epochs of rebuilding the layers from each other.", least=0
    )
    finetune_epochs: int = shared.epochs(150, "Fine-tuning epochs", "Epochs of learning the classes.")
    batch_size: int = shared.batch_size(1024)
    learning_rate: float = shared.learning_rate(1e-3, "Of Adam, at the start of both stages.", least=1e-6)
    cross: bool = option(True, "Cross reconstruction", "Also rebuild each layer from the others (eq. 11).")
    diffusion: bool = option(True, "Diffusion", "Add noise to the visible tokens; without it, masking alone (Table 4).")
    timestep: str = option(
        "all",
        "Timestep embedding",
        "Added to all tokens (eq. 6), or to the class token alone.",
        choices=("all", "class"),
    )
    schedule: str = option(
        "cosine",
        "Pre-training schedule",
        "One cosine (the paper), or warm restarts (the authors' code).",
        choices=("cosine", "restarts"),
    )
    supervised: float = option(
        0.0, "Supervised weight", "Weight of the classes' loss in pre-training; 0 for none.", minimum=0.0, maximum=10.0
    )
    freeze: str = option(
        "none", "Freeze", "What fine-tuning leaves as it is: nothing, or the encoder.", choices=("none", "encoder")
    )
    subsets: str = option(
        "all",
        "Subsets in fine-tuning",
        "Our own, for the paper has no arbitrary subsets: a step learns from all combinations of the layers at once, "
        "or from one that is drawn for each batch.",
        choices=("all", "drawn"),
    )
    mixing: float = shared.mixing(0.0, " In fine-tuning.")
    average: float = shared.average(0.0, " In fine-tuning.")
    flips: bool = shared.flips(" In fine-tuning.")
    masked_weight: float = _weight(0.1, "Weight of hidden tokens", "In the loss, beside the visible ones' 1.")
    cross_visible_weight: float = _weight(
        0.1, "Weight of visible tokens across layers", "Of the visible tokens that are rebuilt from another layer."
    )
    cross_masked_weight: float = _weight(
        0.01, "Weight of hidden tokens across layers", "Of the hidden tokens that are rebuilt from another layer."
    )
    diffusion_steps: int = option(
        1000, "Diffusion steps", "Number of noise levels; fewer end with less noise.", minimum=1, maximum=10000
    )
    decoder_width: int = option(
        64, "Decoder width", "Of each layer's decoder, divisible by 8; the encoder's is 128.", minimum=8, maximum=512
    )
    augment: bool = option(True, "Augmentation", "Random centre crops in pre-training.")
    preset: str = option(
        "paper",
        "Preset",
        "author: as the released code, that is timestep on the class token, warm restarts, supervised weight 0.005, "
        "decoders as wide as the encoder and no cross reconstruction, whatever these options say.",
        choices=("paper", AUTHOR),
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.window % self.token:
            raise ValueError(f"option TOKEN is {self.token}; it must divide WINDOW, {self.window}")
        if self.decoder_width % 8:
            raise ValueError(f"option DECODER_WIDTH is {self.decoder_width}; its 8 heads must divide it")
        if self.freeze == "encoder" and not self.pretrain_epochs:
            raise ValueError("option FREEZE is 'encoder', but without PRETRAIN_EPOCHS the encoder has learnt nothing")

    def resolved(self) -> Lds2aeOptions:
        """The options with the preset put in."""
        if self.preset != AUTHOR:
            return self
        paper = replace(self, timestep="class", schedule="restarts", supervised=0.005, cross=False, preset="paper")
        return replace(paper, decoder_width=128)


LDS2AE = Declaration(
    name="lds2ae",
    title="LDS2AE",
    summary="Local-diffusion shared-specific autoencoder: one encoder for all layers, first taught to rebuild them "
    "from each other out of a few noisy pixels, then to tell the classes apart. Needs no text; a good first choice.",
    citation="Local diffusion shared-specific autoencoder for multimodal remote sensing image classification with "
    "arbitrary missing modalities (LDS2AE), AAAI 2024",
    options=Lds2aeOptions,
    module="lds2ae",
    model="Lds2ae",
    unlabelled=1,
    pretrain=True,
)
