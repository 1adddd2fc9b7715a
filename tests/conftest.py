"""Tests compute in float32 on every processor, unless RSMISS_PRECISION says otherwise, as the second run of
scripts/test.sh does for the tests marked ``numerical``."""

import os

os.environ.setdefault("RSMISS_PRECISION", "float32")
