"""Options of LDS2AE (AAAI 2024); the defaults are the paper's, or our own where it is silent."""

from __future__ import annotations

from dataclasses import dataclass, replace

from . import shared
from .base import Declaration, MethodOptions, option

AUTHOR = "author"


@dataclass(frozen=True)
class Lds2aeOptions(MethodOptions):
    """Published: window 11 with tokens of a pixel, or window 27 with tokens of 3 pixels for fine scenes."""

    window: int = shared.window(11, 63)
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
    augment: bool = option(True, "Augmentation", "Random centre crops in pre-training.")
    preset: str = option(
        "paper",
        "Preset",
        "author: as the released code, that is timestep on the class token, warm restarts, supervised weight 0.005 "
        "and no cross reconstruction, whatever these options say.",
        choices=("paper", AUTHOR),
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.window % self.token:
            raise ValueError(f"option TOKEN is {self.token}; it must divide WINDOW, {self.window}")
        if self.freeze == "encoder" and not self.pretrain_epochs:
            raise ValueError("option FREEZE is 'encoder', but without PRETRAIN_EPOCHS the encoder has learnt nothing")

    def resolved(self) -> Lds2aeOptions:
        """The options with the preset put in."""
        if self.preset != AUTHOR:
            return self
        return replace(self, timestep="class", schedule="restarts", supervised=0.005, cross=False, preset="paper")


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
)
