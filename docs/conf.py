"""How Sphinx builds the documentation; scripts/docs.sh calls it."""

import configparser
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

_metadata = configparser.ConfigParser(interpolation=None)
_metadata.read(ROOT / "metadata.txt", encoding="utf-8")

project = "rsmiss"
author = _metadata["general"]["author"]
release = version = _metadata["general"]["version"]
extensions = ["myst_parser", "method_tables"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
# what the indented blocks hold is not said in Markdown, so that nothing is guessed
highlight_language = "text"
smartquotes = False  # a message is quoted as it is said

html_theme = "furo"
html_title = f"rsmiss {release}"
html_favicon = str(ROOT / "resources" / "icons" / "rsmiss.svg")
# the plugin carries a copy: nothing that a reader does not need
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_show_sphinx = False
html_use_index = False
