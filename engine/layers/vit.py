"""A small vision transformer: positions, pre-norm blocks with fused attention, a class token that is read cheaply."""

from __future__ import annotations

from typing import cast

import torch
from einops import rearrange
from torch import Tensor, nn
from torch.nn import functional as F

_LONGEST_WAVE = 10_000.0


def sincos_positions(side: int, width: int) -> Tensor:
    """Fixed two-dimensional sine-cosine positions of a side × side grid of tokens: (side², width).

    The first half of the width codes the column, the second the row (as in MAE). ``width`` is divisible by 4.
    """
    if width % 4:
        raise ValueError(f"positions in two dimensions need a width divisible by 4, not {width}")
    waves = _LONGEST_WAVE ** -(torch.arange(width // 4, dtype=torch.float64) / (width // 4))
    angles = torch.arange(side, dtype=torch.float64)[:, None] * waves
    line = torch.cat([angles.sin(), angles.cos()], dim=1)  # (side, width / 2)
    grid = torch.cat([line[None].expand(side, -1, -1), line[:, None].expand(-1, side, -1)], dim=2)
    return rearrange(grid, "r c d -> (r c) d").float()


class Attention(nn.Module):
    """Multi-head self-attention, fused: (n, L, d) -> (n, L, d)."""

    def __init__(self, width: int, heads: int, bias: bool = True) -> None:
        super().__init__()
        if width % heads:
            raise ValueError(f"{heads} heads do not divide a width of {width}")
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width, bias=bias)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, known: Tensor | None = None) -> Tensor:
        """``known`` (n, L) bool: the tokens that are attended to; None: all."""
        q, k, v = rearrange(self.qkv(x), "n l (three h e) -> three n h l e", three=3, h=self.heads)
        mask = None if known is None else known[:, None, None]
        return self.out(rearrange(F.scaled_dot_product_attention(q, k, v, mask), "n h l e -> n l (h e)"))

    def first(self, x: Tensor, known: Tensor | None = None) -> Tensor:
        """What ``forward`` gives for token 0: (n, L, d) -> (n, 1, d).

        With one query, keys and values need not be made: q · (K x) = (Kᵀ q) · x, and the mean of the V x is V times
        the mean of the x. So each head's query is a row that attends to ``x`` itself; the bias of the keys is the
        same for all tokens and drops out of the softmax.
        """
        width = x.shape[-1]
        q = rearrange(F.linear(x[:, 0], *self._part(0, width)), "n (h e) -> n h e", h=self.heads)
        keys, values = (rearrange(self._part(i, width)[0], "(h e) d -> h e d", h=self.heads) for i in (1, 2))
        queries = torch.einsum("nhe,hed->nhd", q, keys)
        mask = None if known is None else known[:, None]
        mean = F.scaled_dot_product_attention(queries, x, x, mask, scale=q.shape[-1] ** -0.5)
        mixed = rearrange(torch.einsum("nhd,hed->nhe", mean, values), "n h e -> n 1 (h e)")
        bias = self._part(2, width)[1]
        return self.out(mixed if bias is None else mixed + bias)

    def _part(self, index: int, width: int) -> tuple[Tensor, Tensor | None]:
        """Weight and bias of the queries (0), the keys (1) or the values (2)."""
        part, bias = slice(index * width, (index + 1) * width), self.qkv.bias
        return self.qkv.weight[part], None if bias is None else bias[part]


class Block(nn.Module):
    """Pre-norm transformer block: attention, then a GELU perceptron, each added to its input."""

    def __init__(self, width: int, heads: int, mlp_ratio: float = 2.0, eps: float = 1e-6) -> None:
        super().__init__()
        hidden = int(width * mlp_ratio)
        self.norm1, self.norm2 = nn.LayerNorm(width, eps), nn.LayerNorm(width, eps)
        self.attention = Attention(width, heads)
        self.mlp = nn.Sequential(nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, width))

    def forward(self, x: Tensor, known: Tensor | None = None) -> Tensor:
        x = x + self.attention(self.norm1(x), known)
        return x + self.mlp(self.norm2(x))

    def first(self, x: Tensor, known: Tensor | None = None) -> Tensor:
        """What ``forward`` gives for token 0: (n, L, d) -> (n, 1, d), at a fraction of the cost."""
        token = x[:, :1] + self.attention.first(self.norm1(x), known)
        return token + self.mlp(self.norm2(token))


class Encoder(nn.Module):
    """Blocks and a last normalisation. Token 0 is the class token.

    ``prompts`` (depth, l_p, d): learnt tokens put anew into every block between the class token and the others,
    and dropped behind it (deep visual prompts). ``known`` (n, L) bool: the tokens that others attend to (None: all);
    what comes out at the others means nothing.
    """

    def __init__(self, depth: int, width: int, heads: int, mlp_ratio: float = 2.0, eps: float = 1e-6) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(Block(width, heads, mlp_ratio, eps) for _ in range(depth))
        self.norm = nn.LayerNorm(width, eps)
        self.apply(_initialise)

    def forward(self, x: Tensor, prompts: Tensor | None = None, known: Tensor | None = None) -> Tensor:
        """(n, L, d) -> (n, L, d)."""
        known = _known(known, prompts)
        for i, block in enumerate(self.blocks):
            x = _without(block(_with(x, prompts, i), known), prompts)
        return self.norm(x)

    def class_token(self, x: Tensor, prompts: Tensor | None = None, known: Tensor | None = None) -> Tensor:
        """The first token of ``forward``, (n, L, d) -> (n, d); the last block computes no other."""
        known = _known(known, prompts)
        *blocks, last = cast("list[Block]", list(self.blocks))
        for i, block in enumerate(blocks):
            x = _without(block(_with(x, prompts, i), known), prompts)
        return self.norm(last.first(_with(x, prompts, len(blocks)), known))[:, 0]


def _known(known: Tensor | None, prompts: Tensor | None) -> Tensor | None:
    """... with the prompts, which all are."""
    if known is None or prompts is None:
        return known
    return torch.cat([known[:, :1], known.new_ones(len(known), prompts.shape[1]), known[:, 1:]], dim=1)


def _with(x: Tensor, prompts: Tensor | None, layer: int) -> Tensor:
    if prompts is None:
        return x
    return torch.cat([x[:, :1], prompts[layer].expand(len(x), -1, -1), x[:, 1:]], dim=1)


def _without(x: Tensor, prompts: Tensor | None) -> Tensor:
    if prompts is None:
        return x
    return torch.cat([x[:, :1], x[:, 1 + prompts.shape[1] :]], dim=1)


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Linear):
        nn.init.xavier_uniform_(module.weight)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
