"""What a frozen network says of each sample, computed once."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


class Memory:
    """A row of ``width`` values for each of ``count`` samples, empty at first."""

    def __init__(self, count: int, width: int, device: torch.device) -> None:
        self.rows = torch.zeros(count, width, device=device)
        self.known = torch.zeros(count, dtype=torch.bool, device=device)

    def read(self, index: Tensor, compute: Callable[[Tensor], Tensor]) -> Tensor:
        """Rows (n, width) of the samples ``index`` (n,), float32.

        ``compute`` gets which of them are not known yet, (n,) bool, and gives their rows; without gradients.
        """
        new = ~self.known[index]
        if new.any():
            with torch.no_grad():
                self.rows[index[new]] = compute(new).float()
            self.known[index[new]] = True
        return self.rows[index]
