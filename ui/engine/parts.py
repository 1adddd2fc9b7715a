"""Parts of the engine that the user may add to it: what each is for, what it costs and how it is installed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qgis.PyQt.QtCore import QProcess

from ...engine.door import sentence_encoder
from ..translation import mark
from .environment import clean_environment

_PLUGIN_FOLDER = Path(__file__).parents[2]
_PROBE = "import importlib.util as u, sys; sys.exit(any(u.find_spec(n) is None for n in sys.argv[1:]))"
_PROBE_TIMEOUT = 20_000  # milliseconds


@dataclass(frozen=True)
class Part:
    """An optional part. ``inside``: its title inside a sentence. ``modules``: what must be importable. ``megabytes``:
    of the download."""

    name: str
    title: str
    inside: str
    about: str
    requirements: Path
    modules: tuple[str, ...]
    megabytes: int

    @property
    def arguments(self) -> list[str]:
        """What follows ``pip install`` or ``uv pip install``, before where to install from."""
        return ["--no-deps", "-r", str(self.requirements)]

    def installed(self, python: str) -> bool:
        """Whether an engine's Python has the part; it is looked for, not imported."""
        probe = QProcess()
        probe.setProcessEnvironment(clean_environment())
        probe.start(python, ["-c", _PROBE, *self.modules])
        if not probe.waitForFinished(_PROBE_TIMEOUT):
            probe.kill()
            probe.waitForFinished(1000)
            return False
        return probe.exitStatus() == QProcess.ExitStatus.NormalExit and probe.exitCode() == 0


LANGUAGE = Part(
    name="language",
    title=mark("Sentence encoder"),
    inside=mark("sentence encoder"),
    about=mark(
        "Lets LVPCnet and DPMamba learn classes of any name, and read descriptions that you write. Without it, they "
        "know the usual classes."
    ),
    requirements=_PLUGIN_FOLDER / "requirements-language.txt",
    modules=sentence_encoder.MODULES,
    megabytes=90,
)

OPTIONAL_PARTS: dict[str, Part] = {part.name: part for part in (LANGUAGE,)}
