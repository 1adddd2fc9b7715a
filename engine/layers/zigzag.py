"""The four zigzag paths over a square window: along rows and along columns, each there and back (DPMamba, fig. 3)."""

from __future__ import annotations

import torch
from torch import Tensor

#: along rows, along rows reversed, along columns, along columns reversed
PATHS = 4


def zigzag_orders(side: int) -> Tensor:
    """Pixels' numbers, row · side + column, in the order of each path -> (4, side²); each is one step from the last."""
    numbers = torch.arange(side * side).view(side, side)
    by_row = swap_on_odd_lines(torch.stack([numbers, numbers.flip(1)]), pair=0, line=1)[0].flatten()
    by_column = numbers.T.flatten()[by_row]
    return torch.stack([by_row, by_row.flip(0), by_column, by_column.flip(0)])


def swap_on_odd_lines(values: Tensor, *, pair: int, line: int) -> Tensor:
    """Swap the two entries of axis ``pair`` wherever the index of axis ``line`` is odd; its own inverse.

    A zigzag path and its reverse run left to right and right to left on even lines, and the other way round on odd
    ones: this turns what is known for each path into what is known for each direction, and back.
    """
    shape = [1] * values.ndim
    shape[line] = -1
    odd = (torch.arange(values.shape[line], device=values.device) % 2 == 1).view(shape)
    return torch.where(odd, values.flip(pair), values)
