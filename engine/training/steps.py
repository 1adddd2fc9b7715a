"""How many batches so many samples make. No torch."""

from __future__ import annotations

#: share of a batch that an epoch's last one needs: of a few samples batch statistics and contrasts say little
LEAST_BATCH = 0.25


def steps_of(samples: int, batch_size: int) -> int:
    """Steps of an epoch: a last batch of less than LEAST_BATCH is left out, unless it is the only one."""
    whole, rest = divmod(samples, batch_size)
    return max(1, whole + (rest >= LEAST_BATCH * batch_size)) if samples else 0
