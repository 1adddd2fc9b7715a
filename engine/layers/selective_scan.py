"""The selective scan of DPMamba (eq. 4): a state-space model run along four zigzag paths through a window.

For each path k, head h and pixel t in the path's order, with a state that starts at zero,

    h_t = exp(dt_t A) h_{t-1} + dt_t B_t x_t        y_t = C_t h_t + D x_t

which is the Mamba-2 form with a state of one number for each channel; A is negative and one number for each head.
``zigzag_scan`` is this definition in plain PyTorch, exact and without a loop over pixels. ``mamba_ssm_scan`` is the
same through the CUDA kernel of the package mamba-ssm.
"""

from __future__ import annotations

import importlib
import importlib.util
from functools import cache
from typing import NamedTuple

import torch
from einops import rearrange, repeat
from torch import Tensor, nn
from torch.nn import functional as F

from .precision import at_least_float32
from .zigzag import PATHS, swap_on_odd_lines, zigzag_orders

#: a line's decay up to exp of minus this may be split into factors that float32 holds, with room for B, C and dt
_MODEST_DECAY = 60.0


class SelectiveScan(nn.Module):
    """Scan of a window along the four zigzag paths, each with its own projection to dt, B and C; outputs summed.

    (n, w, w, width) -> (n, w, w, width). The state is zero at the start of each call (DPMamba, eq. 4).
    """

    def __init__(self, width: int, heads: int = 4) -> None:
        super().__init__()
        self.heads = heads
        self.projection = nn.Linear(width, PATHS * (heads + 2), bias=False)
        self.step_bias = nn.Parameter(0.1 * torch.rand(PATHS, heads))
        self.log_decay = nn.Parameter(torch.zeros(PATHS, heads))
        self.skip = nn.Parameter(torch.ones(PATHS, heads, width // heads))

    def forward(self, x: Tensor) -> Tensor:
        offset = F.pad(self.step_bias, (0, 2)).flatten()  # B and C have none
        projected = F.linear(x, self.projection.weight, offset)
        step, B, C = rearrange(projected, "n r c (k f) -> n r c k f", k=PATHS).split([self.heads, 1, 1], dim=-1)
        dt = F.softplus(at_least_float32(step).contiguous())  # of a strided tensor it is twenty times as slow
        by_head = rearrange(x, "n r c (h p) -> n r c h p", h=self.heads)
        scan = mamba_ssm_scan if x.is_cuda and has_mamba_ssm() else zigzag_scan
        y = scan(by_head, dt, -self.log_decay.exp(), B.squeeze(-1), C.squeeze(-1), self.skip)
        return rearrange(y, "n r c h p -> n r c (h p)")


def zigzag_scan(x: Tensor, dt: Tensor, A: Tensor, B: Tensor, C: Tensor, D: Tensor) -> Tensor:
    """Sum of the scans along the four zigzag paths, each put back in place (DPMamba, eq. 4).

    x (n, w, w, heads, p); dt (n, w, w, 4, heads), positive; A (4, heads), negative; B, C (n, w, w, 4);
    D (4, heads, p) -> (n, w, w, heads, p).

    A window's lines (rows, then columns) are the chunks of the scan. Within a line a path and its reverse together
    are one masked matrix for each head, one triangle for each of them; from line to line the states are carried by a
    second, small one. x is never put in a path's order: on every second line the two paths change roles instead.
    The work grows with w³. One matrix over all w² pixels, w⁴, takes 5 times as long on a CPU at w = 11, 17 times at 15.
    """
    dt, B, C = at_least_float32(dt), at_least_float32(B), at_least_float32(C)
    if x.shape[1] == 1:
        return _scan_pixel(x, dt, B, C, D)
    features = rearrange(torch.cat([dt, B.unsqueeze(-1), C.unsqueeze(-1)], dim=-1), "n r c (o d) f -> n r c o d f", d=2)
    by_path = _lines(features[:, :, :, 0], features[:, :, :, 1], "n a b d f -> n d f a b")
    y = _scan_lines(_lines(x, x, "n a b h p -> n h a b p"), by_path, rearrange(A, "(o d) h -> o d h 1 1", d=2))
    by_row = y[:, 0].permute(0, 2, 3, 1, 4).contiguous()
    by_column = y[:, 1].permute(0, 3, 2, 1, 4).contiguous()
    return torch.addcmul(by_row + by_column, x, D.sum(0).to(x.dtype))


def _scan_pixel(x: Tensor, dt: Tensor, B: Tensor, C: Tensor, D: Tensor) -> Tensor:
    """``zigzag_scan`` of windows of one pixel, where no state is carried: the sum over paths of (C dt B + D) x."""
    gain = torch.einsum("nrck,nrckh->nrch", B * C, dt).to(x.dtype)
    return (gain.unsqueeze(-1) + D.sum(0).to(x.dtype)) * x


def _lines(by_row: Tensor, by_column: Tensor, pattern: str) -> Tensor:
    """Two images (n, row, column, …) -> the rows of the first and the columns of the second, stacked in axis 1."""
    return torch.stack([rearrange(by_row, pattern), rearrange(by_column.transpose(1, 2), pattern)], dim=1)


def _scan_lines(x: Tensor, by_path: Tensor, A: Tensor) -> Tensor:
    """There and back along the zigzag of lines, summed.

    x (n, o, heads, line, position, p); by_path (n, o, 2, heads + 2, line, position): dt, B and C of the path and of its
    reverse; A (o, 2, heads, 1, 1) -> like x. The axis o counts independent sets of lines.
    """
    heads, side = x.shape[2], x.shape[4]
    line_decay = (by_path[:, :, :, :heads] * A).sum(-1)  # (n, o, path, heads, line)
    dt, B, C = swap_on_odd_lines(by_path, pair=2, line=4).split([heads, 1, 1], dim=3)
    decay = dt * swap_on_odd_lines(A.expand(-1, -1, -1, side, -1), pair=1, line=3)
    (B_right, B_left), (C_right, C_left) = B.unbind(2), C.unbind(2)

    # The decay from position s to t has the logarithm right_t - right_s going right (t >= s) and left_s - left_t going
    # left (t < s). Two more rows are what the line leaves to the next one, going right and left; two more columns what
    # enters it.
    sums = decay.cumsum(-1)
    right, left = sums[:, :, 0], sums[:, :, 1] - decay[:, :, 1]  # (n, o, heads, line, position)
    all_right, all_left = sums[:, :, 0, ..., -1:], sums[:, :, 1, ..., -1:]
    zero, one = torch.zeros_like(all_right), torch.ones_like(all_right)
    step_right, step_left = dt[:, :, 0] * B_right, dt[:, :, 1] * B_left
    goes_right = _Way(
        to=_extended(right, all_right, zero),
        since=_extended(-right, zero, zero),
        span=all_right,
        read=_extended(C_right, one[:, :, :1], one[:, :, :1]),
        written=_extended(step_right, one, one),
    )
    goes_left = _Way(
        to=_extended(-left, zero, zero),
        since=_extended(left, zero, all_left),
        span=-all_left,
        read=_extended(C_left, one[:, :, :1], one[:, :, :1]),
        written=_extended(step_left, one, one),
    )
    modest = not x.is_cuda and float(line_decay.detach().amin()) > -_MODEST_DECAY  # on CUDA, asking would mean waiting
    weights = (_by_factors if modest else _by_logarithms)(goes_right, goes_left)
    weights[..., :side, :side].diagonal(dim1=-2, dim2=-1).add_(step_left * C_left)  # going left, t = s
    weights = weights.to(x.dtype)

    # Four rows, of which two are wanted: PyTorch's batched product is ten times slower for very small matrices.
    leaving = (weights[..., -min(4, side + 2) :, :side] @ x)[..., -2:, :]
    by_path = swap_on_odd_lines(leaving, pair=4, line=3)  # (n, o, heads, line, path, p)
    carried = _between_lines(line_decay).to(x.dtype) @ by_path.transpose(3, 4)
    entering = swap_on_odd_lines(carried.transpose(3, 4), pair=4, line=3)
    return weights[..., :side, :] @ torch.cat([x, entering], dim=-2)


class _Way(NamedTuple):
    """One way along every line. What position s adds to position t is read_t exp(to_t + since_s) written_s.

    (…, positions + 2); ``span`` (…, 1): from what to what ``to`` and, turned round, ``since`` go.
    """

    to: Tensor
    since: Tensor
    span: Tensor
    read: Tensor
    written: Tensor


def _by_logarithms(right: _Way, left: _Way) -> Tensor:
    """Weights (…, t, s) for any decay: the wrong triangle, whose decay would be growth, is dropped before exp."""
    mask = _goes_right(right.to)
    logarithm = _choose(mask, _outer_sum(right.to, right.since), _outer_sum(left.to, left.since))
    return logarithm.exp() * _choose(mask, _outer(right.read, right.written), _outer(left.read, left.written))


def _by_factors(right: _Way, left: _Way) -> Tensor:
    """The same for a modest decay, from what depends on t times what depends on s: half the work."""

    def both_triangles(way: _Way) -> Tensor:
        to, since = (way.to - way.span / 2).exp(), (way.since + way.span / 2).exp()
        return _outer(way.read * to, way.written * since)

    return _choose(_goes_right(right.to), both_triangles(right), both_triangles(left))


def _goes_right(like: Tensor) -> Tensor:
    """(side + 2, side + 2), 1 where a weight belongs to the path that goes right: last come the one right, one left."""
    side = like.shape[-1] - 2
    mask = like.new_ones(side + 2, side + 2).tril()
    mask[:side, side], mask[side + 1, :side] = 1, 0
    return mask


def _extended(values: Tensor, right: Tensor, left: Tensor) -> Tensor:
    return torch.cat([values, right, left], dim=-1)


def _between_lines(line_decay: Tensor) -> Tensor:
    """(n, o, path, heads, line) -> (n, o, heads, path, line, line): how much of what a line leaves enters another."""
    ends = rearrange(line_decay.cumsum(-1), "n o d h l -> d n o h l")
    starts = ends - rearrange(line_decay, "n o d h l -> d n o h l")
    # Above 0 is only the triangle that is dropped, where exp might overflow and spoil the gradients; below -80 exp
    # is ten times slower and adds nothing.
    there = _outer_sum(starts[0], -ends[0]).clamp(-80, 0).exp().tril(-1)
    back = _outer_sum(-ends[1], starts[1]).clamp(-80, 0).exp().triu(1)
    return torch.stack([there, back], dim=3)


def _outer_sum(a: Tensor, b: Tensor) -> Tensor:
    return a.unsqueeze(-1) + b.unsqueeze(-2)


def _outer(a: Tensor, b: Tensor) -> Tensor:
    return a.unsqueeze(-1) * b.unsqueeze(-2)


def _choose(mask: Tensor, yes: Tensor, no: Tensor) -> Tensor:
    """torch.where for a mask of ones and zeros; lerp returns its ends exactly, and is four times as fast on a CPU."""
    return torch.lerp(no, yes, mask)


@cache
def has_mamba_ssm() -> bool:
    """Whether mamba-ssm is installed and its CUDA kernel can be loaded."""
    if importlib.util.find_spec("mamba_ssm") is None:
        return False
    try:
        importlib.import_module("mamba_ssm.ops.selective_scan_interface")
    except (ImportError, OSError):  # built for another PyTorch or CUDA: the plain scan gives the same answer
        return False
    return True


def mamba_ssm_scan(x: Tensor, dt: Tensor, A: Tensor, B: Tensor, C: Tensor, D: Tensor) -> Tensor:
    """``zigzag_scan`` by mamba-ssm's CUDA kernel: same arguments, same result. ImportError where it is missing."""
    kernel = importlib.import_module("mamba_ssm.ops.selective_scan_interface").selective_scan_fn
    side, heads, p = x.shape[1], x.shape[3], x.shape[4]
    orders = zigzag_orders(side).to(x.device)
    inputs = rearrange(x.float(), "n r c h p -> n (h p) (r c)")[:, :, orders]
    steps = _in_path_order(dt.float(), orders)
    y = kernel(
        rearrange(inputs, "n q k l -> n (k q) l"),
        repeat(steps, "n k h l -> n (k h p) l", p=p),
        repeat(A.float(), "k h -> (k h p) 1", p=p),
        _in_path_order(B.float().unsqueeze(-1), orders),
        _in_path_order(C.float().unsqueeze(-1), orders),
        rearrange(D.float(), "k h p -> (k h p)"),
    )
    y = rearrange(y, "n (k q) l -> n k q l", k=PATHS)
    places = repeat(orders.argsort(dim=1), "k l -> n k q l", n=len(y), q=y.shape[2])
    y = y.gather(3, places).sum(1)
    return rearrange(y, "n (h p) (r c) -> n r c h p", h=heads, r=side).to(x.dtype)


def _in_path_order(values: Tensor, orders: Tensor) -> Tensor:
    """(n, row, column, k, f) -> (n, k, f, position in path k)."""
    flat = rearrange(values, "n r c k f -> n k f (r c)")
    return flat.gather(3, repeat(orders, "k l -> n k f l", n=len(flat), f=flat.shape[2]))
