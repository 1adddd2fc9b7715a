"""The parts that labelled pixels are shared out to, by number."""

from __future__ import annotations

TRAIN, VALIDATION, TEST = 0, 1, 2
#: in none of them
LOST = -1
