"""The environment that the engine's process works best with; read without torch, set by whoever starts the process."""

from __future__ import annotations

ENVIRONMENT = {
    "PYTHONUNBUFFERED": "1",
    "PYTHONIOENCODING": "utf-8",
    # large temporaries are kept instead of being given back to the system and faulted in anew at each step
    "MALLOC_TRIM_THRESHOLD_": str(1 << 30),
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "PYTORCH_CUDA_ALLOC_CONF": "expandable_segments:True",
}
