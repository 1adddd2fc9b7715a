"""Compute resources/text_embeddings.safetensors: the embeddings of the product's own class descriptions.

Run from the repository root, in an environment with the packages of requirements-language.txt:

    python scripts/embed_descriptions.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

ROOT = Path(__file__).resolve().parents[1]
#: SHA-256 of the model.safetensors of sentence-transformers/all-MiniLM-L6-v2. The package is one person's copy of it:
#: only these weights are accepted from it. The embeddings' file tells it on to the engine.
WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def main() -> int:
    sys.path.insert(0, str(ROOT))
    from engine.door.descriptions import descriptions
    from engine.door.errors import EngineError
    from engine.language.minilm import SentenceEncoder

    try:
        encoder = SentenceEncoder.open(WEIGHTS)
    except EngineError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    texts = descriptions().all_texts()
    # half precision keeps three digits of values below 1, at half the size
    embeddings = encoder.encode(texts).to(torch.float16)
    meta = {"encoder": encoder.name, "weights_sha256": encoder.hash, "texts": json.dumps(texts, ensure_ascii=False)}
    path = ROOT / "resources" / "text_embeddings.safetensors"
    save_file({"embeddings": embeddings}, path, metadata=meta)
    sys.stdout.write(f"{path.name}: {len(texts)} texts, {embeddings.shape[1]} wide, {path.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
