"""LDS2AE: local-diffusion shared-specific autoencoder (AAAI 2024).

One encoder for all modalities, a stem and a decoder for each. In pre-training a few tokens of each modality stay
visible, noise is added to them alone (local diffusion), and every modality is rebuilt from its own and from every
other one's tokens. Fine-tuning reads the class tokens. No sampling is ever run: the diffusion is the pretext.

Where the paper is silent, or differs from the released code:
- noise is added to the visible pixels only, before the stem, which sees no others (eq. 1-2; the code noises all);
- the timestep is 0 outside pre-training, so that predictions are deterministic (the code draws it);
- fine-tuning learns from all subsets of the modalities at once, or from one that is drawn for each batch (the code has
  no arbitrary subsets); the head's slot of a missing modality is the mean of the class tokens that are there;
- tokens without data get no attention, stay hidden in pre-training as long as there are others, and are not rebuilt;
- fine-tuning goes through all classes equally often (published are 40 samples of each class);
- decoders are narrower than the encoder, as the paper asks without a number (the code's are as wide);
- the cross terms of more than two modalities are averaged over the sources, so that their weight stays the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations, permutations
from typing import cast

import torch
from einops import rearrange, repeat
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim.lr_scheduler import CosineAnnealingLR, CosineAnnealingWarmRestarts, LRScheduler, MultiStepLR

from ..door.options.lds2ae import Lds2aeOptions
from ..layers.augment import random_centre_crop
from ..layers.decoder import DEPTH as DECODER_DEPTH
from ..layers.decoder import Decoder
from ..layers.diffusion import Diffusion, TimestepEmbedding
from ..layers.holes import emptied, filled, known, of_known, with_first
from ..layers.masking import random_visible, reconstruction_errors
from ..layers.mixing import random_mix
from ..layers.precision import FullPrecision, full_precision
from ..layers.vit import Encoder, sincos_positions
from ..samples.batches import Batch
from .base import LEAST_NORMALISED, Method, Plan, Stage, numbered

WIDTH, HEADS, ENCODER_DEPTH = 128, 8, 4
_WEIGHT_DECAY = 1e-4
#: what a sample costs in fine-tuning beside pre-training, about
_FINETUNE_COST = 0.3
#: pixels of windows of two modalities that go through the network at once on the way to a batch, and samples at the
#: least: bounds the memory of training, and keeps small windows, down to single pixels, in one piece
_MICRO_PIXELS, _MICRO_SAMPLES = 64 * 11**2, 64


class Lds2ae(Method):
    """LDS2AE for any number of modalities. n samples, L tokens, q pixels a token (token²), d = 128."""

    options: Lds2aeOptions
    positions: Tensor

    def make_layers(self, texts: Mapping[str, Tensor]) -> None:
        options = self.options
        self.settings = options.resolved()
        self.window, self.token = options.window, options.token
        self.margin, self.stride = self.token // 2, self.token
        self.side = self.window // self.token
        names = list(self.modalities)
        self.stems = nn.ModuleDict({m: _stem(self.modalities[m].bands) for m in names})
        self.token_embeddings = nn.ModuleDict({m: nn.Linear(self.token**2 * WIDTH, WIDTH) for m in names})
        self.class_tokens = nn.ParameterDict({m: nn.Parameter(0.02 * torch.randn(WIDTH)) for m in names})
        self.register_buffer("positions", sincos_positions(self.side, WIDTH), persistent=False)
        self.diffusion, self.timestep = Diffusion(options.diffusion_steps), TimestepEmbedding(WIDTH)
        self.encoder = Encoder(ENCODER_DEPTH, WIDTH, HEADS)
        self.projections = nn.ModuleDict({m: nn.Linear(WIDTH, WIDTH) for m in names})
        width = self.settings.decoder_width
        self.decoders = nn.ModuleDict(
            {m: Decoder(self.modalities[m].bands, self.token, self.side, WIDTH, width, HEADS) for m in names}
        )
        self.head = nn.Linear(len(names) * WIDTH, self.target.outputs)
        nn.init.normal_(self.head.weight, std=2e-5)
        nn.init.zeros_(self.head.bias)

    # ---- classification

    def embed(self, images: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """(n, bands, rows, cols) -> (n, rows - token + 1, cols - token + 1, d): the token that starts at each pixel."""
        return {m: self._dense_tokens(m, image) for m, image in images.items()}

    def embed_patches(self, patches: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """(n, bands, w, w) -> (n, side, side, d): only the tokens that the window has."""
        side = self.side
        return {m: self._embed_tokens(m, self.tokens(x)).unflatten(1, (side, side)) for m, x in patches.items()}

    def classify(self, windows: Mapping[str, Tensor]) -> Tensor:
        """Tokens (n, side, side, d) of any subset of the modalities -> logits (n, classes)."""
        return full_precision(self.head, self.features(windows))

    def classify_with_features(self, windows: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
        """Logits (n, classes) and features (n, M d)."""
        features = self.features(windows)
        return full_precision(self.head, features), features

    @property
    def feature_names(self) -> list[str]:
        """Of the class token of each modality."""
        return [name for m in self.modalities for name in numbered(m, WIDTH)]

    def features(self, windows: Mapping[str, Tensor]) -> Tensor:
        """Tokens (n, side, side, d) of any subset of the modalities -> what the head reads, (n, M d)."""
        return self._slots({m: self.class_token(m, tokens.flatten(1, 2)) for m, tokens in windows.items()})

    def class_token(self, modality: str, tokens: Tensor) -> Tensor:
        """All tokens of a modality (n, L, d) -> its projected class token (n, d)."""
        seen = known(tokens)
        tokens = filled(tokens, seen) + self.positions
        sequence = self._sequence(modality, tokens, torch.zeros(1, dtype=torch.long))
        return self.projections[modality](self.encoder.class_token(sequence, known=with_first(seen)))

    def _slots(self, found: Mapping[str, Tensor]) -> Tensor:
        """Class tokens (n, d) of those that are there -> (n, M d), missing ones as the mean of the others."""
        mean = torch.stack(list(found.values())).mean(0)
        return torch.cat([found.get(m, mean) for m in self.modalities], dim=1)

    # ---- tokens

    def tokens(self, patches: Tensor) -> Tensor:
        """Patches (n, bands, w, w) -> the pixels of each token, (n, L, q, bands)."""
        return rearrange(patches, "n b (i p) (j q) -> n (i j) (p q) b", p=self.token, q=self.token)

    def _embed_tokens(self, modality: str, pixels: Tensor) -> Tensor:
        """Pixels (n, L, q, bands) -> tokens (n, L, d); those of pixels without data alone are NaN."""
        features = of_known(self.stems[modality], pixels.flatten(0, 2)).view(*pixels.shape[:3], WIDTH)
        seen, embedding = known(features), cast(nn.Linear, self.token_embeddings[modality])
        if seen is None:
            return embedding(features.flatten(2))
        return _weighed(F.linear(filled(features, seen).flatten(2), embedding.weight), seen, embedding)

    def _dense_tokens(self, modality: str, image: Tensor) -> Tensor:
        count, _, rows, cols = image.shape
        pixels = rearrange(image, "n b r c -> (n r c) b")
        features = of_known(self.stems[modality], pixels).view(count, rows, cols, WIDTH)
        seen, embedding = known(features), cast(nn.Linear, self.token_embeddings[modality])
        if self.token == 1:
            return of_known(embedding, features)
        kernel = rearrange(embedding.weight, "d (p q c) -> d c p q", p=self.token, q=self.token)
        features = filled(features, seen).permute(0, 3, 1, 2)
        if seen is None:
            return F.conv2d(features, kernel, embedding.bias).permute(0, 2, 3, 1)
        around = seen.unfold(1, self.token, 1).unfold(2, self.token, 1).flatten(3)
        return _weighed(F.conv2d(features, kernel).permute(0, 2, 3, 1), around, embedding)

    def _sequence(self, modality: str, tokens: Tensor, t: Tensor) -> Tensor:
        """Class token and tokens (n, L, d), with the timestep t (n,) or (1,) added (eq. 6) -> (n, 1 + L, d)."""
        first = repeat(self.class_tokens[modality], "d -> n 1 d", n=len(tokens))
        step = self.timestep(t.to(tokens.device))[:, None].to(tokens.dtype)
        if self.settings.timestep == "class":
            return torch.cat([first + step, tokens], dim=1)
        return torch.cat([first, tokens], dim=1) + step

    # ---- pre-training

    def encode_visible(self, modality: str, pixels: Tensor, visible: Tensor, t: Tensor) -> Tensor:
        """Noised visible tokens through the encoder: pixels (n, L, q, bands), visible (n, K) -> (n, 1 + K, d).

        NaN at tokens without data.
        """
        shown = pixels.gather(1, visible[:, :, None, None].expand(-1, -1, *pixels.shape[2:]))
        if self.settings.diffusion:
            shown = self.diffusion(shown, t)  # eq. 1-2, of the visible pixels alone
        tokens = self._embed_tokens(modality, shown)
        seen = known(tokens)
        sequence = self._sequence(modality, filled(tokens, seen) + self.positions[visible], t)
        seen = with_first(seen)
        return emptied(self.projections[modality](self.encoder(sequence, known=seen)), seen)

    def pretrain_loss(self, batch: Batch) -> dict[str, Tensor]:
        """L = L_v + λ_m L_m + λ_cv Lc_v + λ_cm Lc_m (eq. 9-11)."""
        settings = self.settings
        patches = random_centre_crop(batch.patches) if self.settings.augment else batch.patches
        truth = {m: self.tokens(x) for m, x in patches.items()}
        t = self.diffusion.draw(len(batch)) if self.settings.diffusion else batch.index.new_zeros(len(batch))
        visible = {m: random_visible(pixels, self.settings.mask_ratio) for m, pixels in truth.items()}
        encoded = {m: self.encode_visible(m, truth[m], visible[m], t) for m in truth}
        own = torch.stack([self._rebuild(m, encoded[m], visible[m], truth[m]) for m in truth]).sum(0)
        terms = {"visible": own[0], "masked": settings.masked_weight * own[1]}  # eq. 9, 10
        pairs = list(permutations(truth, 2))
        if self.settings.cross and pairs:  # eq. 11: the decoders' inputs swapped, with the source's mask
            cross = torch.stack([self._rebuild(m, encoded[s], visible[s], truth[m]) for s, m in pairs])
            mean = cross.sum(0) / (len(truth) - 1)
            terms["cross visible"] = settings.cross_visible_weight * mean[0]
            terms["cross masked"] = settings.cross_masked_weight * mean[1]
        labelled = batch.target >= 0
        if self.settings.supervised and labelled.any():
            logits = full_precision(self.head, self._slots({m: e[:, 0] for m, e in encoded.items()}))
            terms["classes"] = self.settings.supervised * F.cross_entropy(logits[labelled], batch.target[labelled])
        return terms

    def _rebuild(self, modality: str, encoded: Tensor, visible: Tensor, truth: Tensor) -> Tensor:
        """Mean squared errors over visible and over masked tokens (2,); the prediction is x_0 (eq. 5)."""
        rebuilt = self.decoders[modality](encoded, visible)
        return torch.stack(reconstruction_errors(rebuilt, truth, visible))

    # ---- fine-tuning

    def finetune_loss(self, batch: Batch) -> dict[str, Tensor]:
        """Cross-entropy, the batch seen by a random subset of its modalities, or by every one of them.

        A class token knows nothing of the other modalities, so all subsets share those that one pass computes.
        """
        targets, names = [(1.0, batch.target)], list(batch.patches)
        if self.settings.mixing:
            mix = random_mix(len(batch), self.settings.mixing, batch.target.device)
            batch = replace(batch, patches={m: mix.apply(patch) for m, patch in batch.patches.items()})
            targets = mix.targets(batch.target)
        every = self.settings.subsets == "all"
        chosen = names if every else random_subset(names)
        with torch.set_grad_enabled(self.settings.freeze == "none"):
            tokens = self.embed_patches(batch.only(chosen).patches)
            found = {m: self.class_token(m, x.flatten(1, 2)) for m, x in tokens.items()}
        seen = all_subsets(names) if every else [tuple(chosen)]
        features = torch.cat([self._slots({m: found[m] for m in subset}) for subset in seen])
        logits = full_precision(self.head, features)
        losses = [share * F.cross_entropy(logits, target.repeat(len(seen))) for share, target in targets]
        return {"classes": torch.stack(losses).sum()}

    def stages(self, plan: Plan) -> Iterator[Stage]:
        """Pre-training on labelled and unlabelled samples, then fine-tuning on labelled ones."""
        options = self.settings
        samples = plan.labelled.joined(plan.unlabelled)
        micro_batch = self._micro_batch()
        pretraining = 0 if self.pretrained else options.pretrain_epochs * len(samples)
        share = pretraining / (pretraining + options.finetune_epochs * len(plan.labelled) * _FINETUNE_COST)
        if options.pretrain_epochs and not self.pretrained:
            yield Stage(
                name="pre-training",
                samples=samples,
                loss=self.pretrain_loss,
                parameters=list(self.parameters()),
                optimizer=self._adam,
                schedule=partial(_pretrain_schedule, kind=options.schedule, epochs=options.pretrain_epochs),
                epochs=options.pretrain_epochs,
                batch_size=options.batch_size,
                micro_batch=micro_batch,
                span=(0.0, share),
            )
        tuned = self.head if options.freeze == "encoder" else self
        yield Stage(
            name="fine-tuning",
            samples=plan.labelled,
            loss=self.finetune_loss,
            parameters=list(tuned.parameters()),
            optimizer=self._adam,
            schedule=partial(_finetune_schedule, epochs=options.finetune_epochs),
            epochs=options.finetune_epochs,
            batch_size=options.batch_size,
            micro_batch=micro_batch,
            span=(share, 1.0),
            balanced=True,
            select=True,
            average=options.average,
            flips=options.flips,
            frozen=list(self.children()) if options.freeze == "encoder" else (),
        )

    def _micro_batch(self) -> int:
        """Samples at once: as many pixels as take the memory that they take with two modalities.

        Pre-training decodes each modality from each one, so memory grows with the square of their number. The stems'
        batch norm must see LEAST_NORMALISED samples all the same: pixels of one window are too much alike to be more.
        """
        count, cross = len(self.modalities), self.settings.cross
        decoding = DECODER_DEPTH * self.settings.decoder_width / WIDTH
        passes = count * (ENCODER_DEPTH * (1 - self.settings.mask_ratio) + decoding * (count if cross else 1))
        two = 2 * (ENCODER_DEPTH * 0.3 + DECODER_DEPTH * 2)
        samples = max(_MICRO_SAMPLES, _MICRO_PIXELS // self.window**2)
        return max(LEAST_NORMALISED, int(samples * min(1.0, two / passes)))

    def _adam(self, parameters: Sequence[nn.Parameter]) -> torch.optim.Optimizer:
        return torch.optim.Adam(parameters, self.settings.learning_rate, weight_decay=_WEIGHT_DECAY)


def _weighed(mixed: Tensor, seen: Tensor, embedding: nn.Linear) -> Tensor:
    """Tokens (…, d) of features that are 0 where ``seen`` (…, q) is False: the others weigh the more."""
    share = seen.to(mixed.dtype).mean(-1, keepdim=True)
    tokens = mixed / share.clamp_min(1 / (2 * seen.shape[-1])) + embedding.bias
    return emptied(tokens, seen.any(-1))


def random_subset(modalities: Sequence[str]) -> list[str]:
    """One of the non-empty subsets, uniformly, from torch's random state."""
    code = int(torch.randint(1, 2 ** len(modalities), ()))
    return [m for i, m in enumerate(modalities) if code >> i & 1]


def all_subsets(modalities: Sequence[str]) -> list[tuple[str, ...]]:
    """All non-empty subsets, by rising size."""
    return [s for size in range(1, len(modalities) + 1) for s in combinations(modalities, size)]


def _stem(bands: int) -> nn.Sequential:
    """Two 1 × 1 convolutions with batch normalisation and ReLU, on pixels (N, bands) -> (N, d)."""
    first, second = nn.Linear(bands, WIDTH), nn.Linear(WIDTH, WIDTH)
    return FullPrecision(first, nn.BatchNorm1d(WIDTH), nn.ReLU(), second, nn.BatchNorm1d(WIDTH), nn.ReLU())


def _pretrain_schedule(optimizer: torch.optim.Optimizer, kind: str, epochs: int) -> LRScheduler:
    """One cosine, or restarts after 5, 15, 35, … of the published 400 epochs."""
    if kind == "restarts":
        return CosineAnnealingWarmRestarts(optimizer, T_0=max(1, round(epochs * 5 / 400)), T_mult=2)
    return CosineAnnealingLR(optimizer, epochs)


def _finetune_schedule(optimizer: torch.optim.Optimizer, epochs: int) -> LRScheduler:
    """A tenth at two thirds and again at seven eighths: [100, 131] of the published 150 epochs."""
    return MultiStepLR(optimizer, [round(epochs * 100 / 150), round(epochs * 131 / 150)], gamma=0.1)
