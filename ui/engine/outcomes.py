"""What went wrong, in one sentence, from what pip, uv or Python said at the end. Pure functions on text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..translation import mark, tr

_PROXY = mark("The proxy does not answer; correct it in Settings > Options > Network, or switch it off there.")
_CERTIFICATE = mark(
    "The certificate of the package index is not trusted. Where your network replaces certificates, add its "
    "authority in "
    "Settings > Options > Authentication > Manage Certificates, then set up again."
)
#: (what the output says, what that means), the surest first. A group named ``what`` fills in {what}.
_MEANINGS: tuple[tuple[str, str], ...] = (
    (
        r"No space left on device|os error 28\b|WinError 112|There is not enough space on the disk|Disk quota exceeded",
        mark(
            "The disk is full: make space in the folder of your QGIS profile and in that of temporary files, then set "
            "up again."
        ),
    ),
    (
        r"407 Proxy Authentication|proxy authorization required",
        mark("The proxy asks for a name and a password; give them in Settings > Options > Network."),
    ),
    (
        r"Missing dependencies for SOCKS support",
        mark(
            "pip cannot use a SOCKS proxy; give an HTTP proxy in Settings > Options > Network, or install from a "
            "folder of wheels."
        ),
    ),
    (r"ProxyError|Cannot connect to proxy|tunnel error|SOCKS error|connecting to socks proxy", _PROXY),
    (r"CERTIFICATE_VERIFY_FAILED|SSLCertVerification|invalid peer certificate|UnknownIssuer", _CERTIFICATE),
    (
        r"(?P<what>\b[45]\d\d (?:Client|Server) Error|\b40[137] (?:Forbidden|Unauthorized)|\b451 Unavailable)",
        mark(
            "The package index refuses ({what}): the network seems to block it. Ask its administrator for pypi.org, "
            "files.pythonhosted.org and download.pytorch.org, or install from a folder of wheels."
        ),
    ),
    (
        r"Name or service not known|getaddrinfo failed|nodename nor servname|Temporary failure in name resolution"
        r"|dns error"
        r"|Network is unreachable|No route to host",
        mark(
            "The package index cannot be found: this computer seems to have no network. Connect it, or install from a "
            "folder of wheels."
        ),
    ),
    (
        r"Connection refused|NewConnectionError|ConnectTimeout|ReadTimeout|timed out|connection error|ConnectionReset"
        r"|tcp connect error|IncompleteRead|Connection broken|connection closed before message completed",
        mark(
            "The package index does not answer. Try again later; where a firewall or a proxy stands in between, give "
            "the proxy in Settings > Options > Network, or install from a folder of wheels."
        ),
    ),
    (
        r"ensurepip is not|No module named '?(?:ensurepip|venv)\b",
        mark("QGIS's Python cannot make environments: install the system's package python3-venv, then set up again."),
    ),
    (
        r"Failed to read `--find-links` directory: (?P<what>.+)|Location '(?P<where>[^']+)' is ignored: it is either",
        mark("The folder of wheels '{what}' cannot be read; choose another, or none."),
    ),
    (
        r"(?:ERROR: Cannot install (?P<what>.+?) because these package versions have conflicting)"
        r"|(?:Because you require (?P<where>.+?), we can conclude)",
        mark(
            "Packages that are wanted do not go together ({what}). QGIS's own numpy is kept; a newer QGIS may be "
            "needed."
        ),
    ),
    (
        r"Windows Long Path support|WinError 206",
        mark(
            "Windows allows short paths only: switch on its long paths (the policy 'Enable Win32 long paths'), then "
            "set up again."
        ),
    ),
    (
        r"Permission denied|PermissionError|WinError 5\b|Access is denied|Read-only file system",
        mark(
            "The folder of your QGIS profile cannot be written, or a program holds a file there open; close QGIS's "
            "other windows and make the folder writable, then set up again."
        ),
    ),
    (
        r"WinError 126|WinError 1114|DLL load failed",
        mark(
            "PyTorch is there but Windows cannot load it: install the Microsoft Visual C++ Redistributable 2015-2022 "
            "(x64), then set up again."
        ),
    ),
)
#: nothing was found, and what the index offered instead
_NONE = re.compile(r"satisfies the requirement (?P<what>\S+) \(from versions: (?P<versions>.*?)\)?$")
_UV_NONE = re.compile(
    r"Because (?P<what>\S+?)(?:==\S+)? (?:was not found|has no (?:usable )?wheels|was not found in the)"
)
_ERROR = re.compile(r"^\s*(?:error|fatal)\b|\w+Error\b|^ERROR", re.IGNORECASE)


@dataclass(frozen=True)
class Outcome:
    """A sentence for the user, and the number of the line that it comes from (-1 where there is none)."""

    sentence: str
    line: int


def explain(lines: Sequence[str], title: str, python: str, wheels: str = "") -> Outcome:
    """What a step that failed means. ``title``: what it did; ``python``: its version, as '3.11'; ``wheels``: the folder
    that it installed from, or ''."""
    for pattern, meaning in _MEANINGS:
        for number, line in enumerate(lines):
            match = re.search(pattern, line)
            if match is not None:
                named = [value for value in match.groupdict().values() if value]
                return Outcome(tr(meaning).format(what=named[0] if named else ""), number)
    for number, line in enumerate(lines):
        match = _NONE.search(line) or _UV_NONE.search(line)
        if match is not None:
            return Outcome(_not_found(match, line, python, wheels), number)
    return _unknown(lines, title)


def _not_found(match: re.Match[str], line: str, python: str, wheels: str) -> str:
    what = match["what"]
    if wheels:
        return tr(
            "The folder of wheels '{wheels}' has no {what} for Python {python} on this system; fetch it with "
            "'pip download' on a machine of the same kind."
        ).format(wheels=wheels, what=what, python=python)
    offered = match.groupdict().get("versions")
    if offered == "none" or "was not found" in line:
        return tr(
            "The package index has nothing for {what}: the network seems to block it, or an index in pip's settings is "
            "wrong. Ask the network's administrator for pypi.org, or install from a folder of wheels."
        ).format(what=what)
    return tr(
        "There is no build of {what} for Python {python} on this system; update QGIS, or make an environment with "
        "another Python by hand and name it in Settings > Options > rsmiss."
    ).format(what=what, python=python)


def _unknown(lines: Sequence[str], title: str) -> Outcome:
    for number in range(len(lines) - 1, -1, -1):
        if _ERROR.search(lines[number]):
            said = re.sub(r"^\s*(?:error|fatal):\s*", "", lines[number], flags=re.IGNORECASE).strip().rstrip(".")
            return Outcome(tr("{title} failed: {said}.").format(title=title, said=said), number)
    spoken = [number for number, line in enumerate(lines) if line.strip()]
    if not spoken:
        return Outcome(tr("{title} failed without a word.").format(title=title), -1)
    words = lines[spoken[-1]].strip().rstrip(".")
    return Outcome(tr("{title} failed; its last words: {words}.").format(title=title, words=words), spoken[-1])
