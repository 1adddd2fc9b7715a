"""Options of LDS2AE (AAAI 2024); the defaults are the paper's, or our own where it is silent."""

from __future__ import annotations

from dataclasses import dataclass

from .base import Declaration, MethodOptions, option


@dataclass(frozen=True)
class Lds2aeOptions(MethodOptions):
    window: int = option(11, "Window (pixels)", "Side of the patch around a pixel; odd.", minimum=1, maximum=63)
    token: int = option(1, "Token (pixels)", "Side of a token; it must divide the window.", minimum=1, maximum=21)
    mask_ratio: float = option(0.7, "Mask ratio", "Share of tokens that pre-training hides.", minimum=0.1, maximum=0.95)
    pretrain_epochs: int = option(400, "Pre-training epochs", "Epochs of reconstruction.", minimum=0, maximum=10000)
    finetune_epochs: int = option(150, "Fine-tuning epochs", "Epochs of classification.", minimum=1, maximum=10000)
    batch_size: int = option(1024, "Batch size", "Samples in one optimiser step.", minimum=2, maximum=65536)


LDS2AE = Declaration(
    name="lds2ae",
    title="LDS2AE",
    summary="Local-diffusion shared-specific autoencoder: one encoder for all modalities, pre-trained by rebuilding them from each other.",
    citation="LDS2AE, AAAI 2024",
    options=Lds2aeOptions,
    module="lds2ae",
    model="Lds2ae",
    unlabelled=True,
)
