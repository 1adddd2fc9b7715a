"""The environment that the engine's process works best with; read without torch, set by whoever starts the process."""

from __future__ import annotations

ENVIRONMENT = {
    "PYTHONUNBUFFERED": "1",
    "PYTHONIOENCODING": "utf-8",
    # large temporaries are kept instead of being given back to the system and faulted in anew at each step
    "MALLOC_TRIM_THRESHOLD_": str(1 << 30),
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    # also those of the threads that map, whose own arenas would give them back
    "MALLOC_ARENA_MAX": "1",
    # threads that wait for each other sleep soon: with one of two cores busy elsewhere training goes half as fast again
    # (with both free DPMamba loses a tenth, the others nothing)
    "GOMP_SPINCOUNT": "1000",
    "PYTORCH_CUDA_ALLOC_CONF": "expandable_segments:True",
}
