"""Mistakes that a method could contain and still learn, as a table; `scripts/mutation.sh --sabotages` tries them.

Each: what is wrong, the file, what stands there, what stands there then. An entry whose text is gone says so.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from scripts.mutants import ROOT, Mutant

METHODS, LAYERS, OPTIONS = "engine/methods/", "engine/layers/", "engine/door/options/"
XMODALNET, CROSS_MODAL, PSEUDO = METHODS + "xmodalnet.py", LAYERS + "cross_modal.py", METHODS + "pseudo_labels.py"
DPMAMBA, AWARE, VIT = METHODS + "dpmamba.py", LAYERS + "modality_aware.py", LAYERS + "pixel_transformer.py"
MDICO, SERIES, RESNET = METHODS + "mdico.py", LAYERS + "series.py", LAYERS + "resnet.py"
LVPCNET, LDS2AE = METHODS + "lvpcnet.py", METHODS + "lds2ae.py"

SABOTAGES = (
    ("X-ModalNet: no dropout", CROSS_MODAL, "nn.Dropout(rate)", "nn.Dropout(0.0)"),
    ("X-ModalNet: no dropout in the exchange", CROSS_MODAL, "nn.Dropout(dropout), Tanh()", "nn.Dropout(0.0), Tanh()"),
    ("X-ModalNet: convolutions drop as much as layers", CROSS_MODAL, "_CONV_SHARE = 1 / 3", "_CONV_SHARE = 1"),
    ("X-ModalNet: the joint head drops nothing", XMODALNET, "layer(256, 64, options.dropout)", "layer(256, 64, 0.0)"),
    ("X-ModalNet: pseudo-labels weigh nothing", XMODALNET, "share = len(hidden) / len(batch)", "share = 0.0"),
    ("X-ModalNet: pseudo-labels weigh twice", XMODALNET, "share = len(hidden) / len(batch)", "share = 2.0"),
    ("X-ModalNet: any number of pseudo-labels weighs 1", XMODALNET, "share = len(hidden) / len(batch)", "share = 1.0"),
    (
        "X-ModalNet: no reconstruction",
        XMODALNET,
        "scaled[m]) for m, top in tops.items()]).sum()",
        "scaled[m]) for m, top in tops.items()]).sum() * 0",
    ),
    (
        "X-ModalNet: reconstruction as a mean over streams",
        XMODALNET,
        "scaled[m]) for m, top in tops.items()]).sum()",
        "scaled[m]) for m, top in tops.items()]).mean()",
    ),
    ("X-ModalNet: noise ignored", XMODALNET, "with_noise(x, noise) if noise else x", "x"),
    ("X-ModalNet: noise without its decibel", XMODALNET, "power / 10 ** (decibel / 10)", "power"),
    ("X-ModalNet: pre-training without noise", XMODALNET, "self.options.corruption * torch", "0 * torch"),
    (
        "X-ModalNet: the SVM sees zeros",
        PSEUDO,
        "spectra(network, batch)).numpy()",
        "0 * spectra(network, batch)).numpy()",
    ),
    ("X-ModalNet: the SVM sees one layer", PSEUDO, "return torch.cat(filled, dim=1)", "return filled[0]"),
    (
        "X-ModalNet: propagation on the mean of streams",
        PSEUDO,
        "return torch.cat([tops.get(m, mean) for m in network.modalities], dim=1)",
        "return mean",
    ),
    (
        "X-ModalNet: propagation of the first stream",
        PSEUDO,
        "return torch.cat([tops.get(m, mean) for m in network.modalities], dim=1)",
        "return tops.get(next(iter(network.modalities)), mean)",
    ),
    ("X-ModalNet: no epoch is picked", XMODALNET, "select=True", "select=False"),
    (
        "X-ModalNet: one joint layer",
        XMODALNET,
        "nn.Sequential(*joint)",
        "nn.Sequential(layer(TOP * len(names), 64, options.dropout))",
    ),
    (
        "X-ModalNet: joint layers of another width",
        XMODALNET,
        "len(names), 256, options.dropout), layer(256",
        "len(names), 128, options.dropout), layer(128",
    ),
    (
        "X-ModalNet: generators of one layer",
        CROSS_MODAL,
        "self.fake = nn.Sequential(layer(WIDTH, 2 * WIDTH, dropout), layer(2 * WIDTH, WIDTH, dropout))",
        "self.fake = nn.Sequential(layer(WIDTH, WIDTH, dropout))",
    ),
    (
        "X-ModalNet: a decoder without batch normalisation",
        CROSS_MODAL,
        "            nn.BatchNorm2d(_SPATIAL),\n            Tanh(),\n",
        "            Tanh(),\n",
    ),
    (
        "X-ModalNet: a decoder without its hidden layer",
        CROSS_MODAL,
        "hidden = (layer(TOP, WIDTH, 0.0), layer(WIDTH, _SPECTRAL, 0.0))",
        "hidden = (layer(TOP, _SPECTRAL, 0.0),)",
    ),
    ("X-ModalNet: another power of the schedule", XMODALNET, "(0.9, 0.999), 0.98", "(0.9, 0.999), 0.9"),
    ("X-ModalNet: a linear schedule", XMODALNET, "(0.9, 0.999), 0.98", "(0.9, 0.999), 1.0"),
    ("X-ModalNet: other betas", XMODALNET, "(0.9, 0.999), 0.98", "(0.5, 0.999), 0.98"),
    ("X-ModalNet: the adversarial losses added", XMODALNET, "torch.stack(losses).mean()", "torch.stack(losses).sum()"),
    ("X-ModalNet: the adversarial loss always weighs 1", XMODALNET, "self.adversarial_weight * torch", "torch"),
    ("X-ModalNet: young epochs counted anew in each round", XMODALNET, "young = done + epoch <", "young = epoch <"),
    ("X-ModalNet: no exchange", CROSS_MODAL, "list(modalities) if exchange else [m]", "[m]"),
    (
        "X-ModalNet: streams predict in one sum, not their mean",
        XMODALNET,
        "alone.logsumexp(0) - math.log(len(alone))",
        "alone.sum(0)",
    ),
    ("X-ModalNet: no stream's own loss", XMODALNET, "self.joint(tops), target) + streams", "self.joint(tops), target)"),
    ("DPMamba: unbalanced batches", DPMAMBA, "balanced=True", "balanced=False"),
    ("DPMamba: no epoch is picked", DPMAMBA, "select=True", "select=False"),
    (
        "DPMamba: no norm before the head",
        DPMAMBA,
        "self.head_norm(torch.cat(torch.broadcast_tensors(*images.values()), dim=-1))",
        "torch.cat(torch.broadcast_tensors(*images.values()), dim=-1)",
    ),
    ("DPMamba: the corner for the mean of all pixels", DPMAMBA, "fused.mean((1, 2))", "fused[:, 0, 0]"),
    ("DPMamba: one block", DPMAMBA, "HEADS, BLOCKS = 64, 4, 2", "HEADS, BLOCKS = 64, 4, 1"),
    (
        "DPMamba: sum fusion as a mean",
        AWARE,
        "torch.broadcast_tensors(*images)).sum(0)",
        "torch.broadcast_tensors(*images)).mean(0)",
    ),
    (
        "DPMamba: the vision transformer knows no places",
        VIT,
        "image + self.places + self.kinds[m]",
        "image + self.kinds[m]",
    ),
    (
        "DPMamba: the vision transformer knows no modalities",
        VIT,
        "image + self.places + self.kinds[m]",
        "image + self.places",
    ),
    (
        "DPMamba: the vision transformer looks at each modality alone",
        VIT,
        '"n m r c d -> n (m r c) d"))',
        '"n m r c d -> (n m) (r c) d")).view(len(tokens), -1, tokens.shape[-1])',
    ),
    ("DPMamba: no gradient clip", DPMAMBA, "clip=self.options.clip", "clip=0.0"),
    ("DPMamba: everything decays", DPMAMBA, '"weight_decay": 0.0}', '"weight_decay": self.options.weight_decay}'),
    ("DPMamba: no warm-up", DPMAMBA, "warmup=min(self.options.warmup_epochs, epochs // 2)", "warmup=0"),
    ("DPMamba: another scale of the cosines", DPMAMBA, "_SCALE = 12.5", "_SCALE = 10.0"),
    (
        "DPMamba: the student never lacks a modality",
        DPMAMBA,
        "seen = random_subsets(list(batch.patches), len(batch), batch.target.device)",
        "seen = {m: torch.ones(len(batch), dtype=torch.bool) for m in batch.patches}",
    ),
    (
        "MDiCo: class weights ignored",
        MDICO,
        "F.cross_entropy(logits, target, self.class_weights)",
        "F.cross_entropy(logits, target)",
    ),
    ("MDiCo: class weights to the full", LAYERS + "balance.py", ".clamp_min(1)) ** balance", ".clamp_min(1))"),
    ("MDiCo: AVERAGE ignored", MDICO, "average=options.average,", "average=0.0,"),
    ("MDiCo: PATIENCE ignored", MDICO, "patience=options.patience or 0,", "patience=0,"),
    ("MDiCo: no epoch is picked", MDICO, "select=True", "select=False"),
    (
        "MDiCo: unused features predict",
        MDICO,
        "return torch.cat([parts.shared, parts.specific], dim=-1)",
        "return torch.cat([parts.shared, parts.unused], dim=-1)",
    ),
    (
        "MDiCo: the transformer reads its first date",
        SERIES,
        "self.dropout(tokens)).mean(1)",
        "self.dropout(tokens))[:, 0]",
    ),
    (
        "MDiCo: ConvTran without perceptron",
        SERIES,
        "self.norm2(tokens + self.mlp(tokens)).mean(1)",
        "self.norm2(tokens).mean(1)",
    ),
    (
        "MDiCo: ConvTran without its last norm",
        SERIES,
        "self.norm2(tokens + self.mlp(tokens)).mean(1)",
        "(tokens + self.mlp(tokens)).mean(1)",
    ),
    (
        "MDiCo: ConvTran without its first norm",
        SERIES,
        "self.norm1(tokens + self._attention(tokens + self.positions))",
        "tokens + self._attention(tokens + self.positions)",
    ),
    ("MDiCo: ConvTran reads its first date", SERIES, "self.mlp(tokens)).mean(1)", "self.mlp(tokens))[:, 0]"),
    (
        "MDiCo: the ResNet's groups keep the side",
        RESNET,
        "(64, 3, 1), (128, 4, 2), (256, 6, 2)",
        "(64, 3, 1), (128, 4, 1), (256, 6, 2)",
    ),
    (
        "MDiCo: the ResNet's stem keeps the side",
        RESNET,
        "_convolution(bands, 64, 7, 2)",
        "_convolution(bands, 64, 7, 1)",
    ),
    (
        "MDiCo: the ResNet strides where pixels are skipped",
        RESNET,
        "channels, 1)\n        self.middle = _convolution(channels, channels, 3, stride)",
        "channels, 1, stride)\n        self.middle = _convolution(channels, channels, 3)",
    ),
    ("MDiCo: the ResNet reads a corner", RESNET, ".mean((2, 3))", "[:, :, 0, 0]"),
    (
        "LVPCnet: shared and specific features swapped",
        LVPCNET,
        "shared, specific = self._own_features(windows)",
        "specific, shared = self._own_features(windows)",
    ),
    (
        "LVPCnet: ... in training",
        LVPCNET,
        "shared, specific = self._own_features(self._own_views(mixed.patches))",
        "specific, shared = self._own_features(self._own_views(mixed.patches))",
    ),
    (
        "LVPCnet: ... inside the network",
        LVPCNET,
        "return {m: by_parts(self.shared, window) for m, window in own.items()}, specific",
        "return specific, {m: by_parts(self.shared, window) for m, window in own.items()}",
    ),
    ("LDS2AE: fine-tuning in unbalanced batches", LDS2AE, "balanced=True", "balanced=False"),
    ("LDS2AE: no epoch is picked", LDS2AE, "select=True", "select=False"),
    (
        "LDS2AE: all steps of noise at prediction",
        LDS2AE,
        "torch.zeros(1, dtype=torch.long))",
        "torch.ones(1, dtype=torch.long))",
    ),
    *(
        (f"{method}: another default, {new}", OPTIONS + method + ".py", old, new)
        for method, old, new in (
            ("xmodalnet", "        150,\n", "        100,\n"),
            ("xmodalnet", "learning_rate(5e-4,", "learning_rate(1e-3,"),
            ("xmodalnet", "window(7,", "window(9,"),
            ("dpmamba", "batch_size(120)", "batch_size(128)"),
            ("dpmamba", "weight_decay(0.05,", "weight_decay(0.01,"),
            ("dpmamba", 'option(1.0, "Gradient clip"', 'option(5.0, "Gradient clip"'),
            ("dpmamba", "window(11,", "window(9,"),
            ("mdico", "batch_size(128)", "batch_size(64)"),
            ("mdico", "learning_rate(1e-3,", "learning_rate(3e-4,"),
            ("mdico", 'option(0.07, "Temperature"', 'option(0.1, "Temperature"'),
            ("mdico", 'option(0.2, "Dropout"', 'option(0.0, "Dropout"'),
            ("lvpcnet", "batch_size(1024)", "batch_size(128)"),
            ("lvpcnet", "learning_rate(1e-3,", "learning_rate(3e-4,"),
            ("lvpcnet", "window(11,", "window(9,"),
            ("lds2ae", "epochs(150,", "epochs(100,"),
            ("lds2ae", "batch_size(1024)", "batch_size(128)"),
            ("lds2ae", "learning_rate(1e-3,", "learning_rate(3e-4,"),
            ("lds2ae", '_weight(0.1, "Weight of hidden tokens"', '_weight(1.0, "Weight of hidden tokens"'),
        )
    ),
)


def sabotages() -> Iterator[Mutant]:
    """The entries of the table; those whose text is not there any more, or not once, are said and left out."""
    for name, path, old, new in SABOTAGES:
        text = (ROOT / path).read_text(encoding="utf-8")
        if text.count(old) == 1:
            line = text[: text.index(old)].count("\n") + 1
            yield Mutant(path, line, old, new, text.replace(old, new), name)
        else:
            sys.stderr.write(f"'{name}': its text is in {path} {text.count(old)} times; mend the table.\n")
