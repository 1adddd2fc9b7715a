"""A job as text for a bug report: what helps to find the fault, and nothing that is nobody's business."""

from __future__ import annotations

import json
import platform
import re
import sys
from pathlib import Path

from qgis.core import Qgis

from .record import JobRecord

_METADATA = Path(__file__).parents[2] / "metadata.txt"
_SECRETS = (
    # what stands behind the question mark of an address, and names and passwords in front of a host
    (re.compile(r"(\w+://[^\s'\"?]+)\?[^\s'\"]*"), r"\1?…"),
    (re.compile(r"(\w+://)[^\s'\"/@]+@"), r"\1…@"),
    (
        re.compile(
            r"(?i)\b([\w-]*(?:token|key|secret|password|passwd|pwd|signature|sig|authcfg))"
            r"(['\"]?\s*[=:]\s*['\"]?)[^\s&'\",;]+"
        ),
        r"\1\2…",
    ),
    (re.compile(r"(?i)\b(bearer|basic) [\w.~+/=-]{8,}"), r"\1 …"),
    # the tokens of well-known services by their looks
    (re.compile(r"\b(hf|gh[pousr]|github_pat|glpat|sk|xox[abp])[_-][\w-]{8,}"), r"\1…"),
)
_HOMES = re.compile(r"(?:/home|/Users|/media|/run/media|[A-Za-z]:(?:\\{1,2}|/)Users)(?:\\{1,2}|/)[^/\\\s'\":]+")


def bug_report(record: JobRecord) -> str:
    """The job, its settings, its end and its log, without tokens and without the paths of the user's folders."""
    lines = [
        f"rsmiss {plugin_version()}, QGIS {Qgis.QGIS_VERSION}, Python {sys.version.split()[0]}, {platform.platform()}",
        f"{record.title} ({record.asked.algorithm or record.kind}), {record.started}: {record.state} after "
        f"{record.seconds:.0f} s, at {record.progress:.0%} ({record.text})",
        f"Device: {record.device or 'not known'}, memory: {record.memory / 1e9:.2f} GB, "
        f"of the GPU: {record.device_memory / 1e9:.2f} GB",
    ]
    if record.error:
        lines.append(f"Error: {record.error}")
    lines.append("Settings: " + json.dumps(record.asked.parameters, default=str, ensure_ascii=False))
    lines += ["Log:", *record.log]
    return without_secrets("\n".join(lines))


def without_secrets(text: str) -> str:
    """The text without tokens, passwords and the paths of home folders."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    home = str(Path.home())
    if len(home) > 1:
        text = text.replace(home.replace("\\", "\\\\"), "~").replace(home, "~")
    return _HOMES.sub("~", text)


def plugin_version() -> str:
    for line in _METADATA.read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("=")
        if name.strip() == "version":
            return value.strip()
    return ""
