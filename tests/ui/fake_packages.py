"""Small stand-ins for PyTorch and its companions: real wheels, a real index, and a plugin folder that wants them."""

from __future__ import annotations

import base64
import hashlib
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

#: what the fake plugin requires
PACKAGES = {"torch": "2.13.0", "einops": "0.8.2"}
_ENGINE = """
import importlib.metadata, json, sys
assert json.load(open(sys.argv[1]))["job"] == "check"
versions = " ".join(importlib.metadata.version(name) for name in {names!r})
print(json.dumps({{"event": "log", "level": "info", "text": "engine tried with " + versions}}))
{more}
print(json.dumps({{"event": "result", "python": sys.executable}}))
"""


def write_wheel(folder: Path, name: str, version: str, size: int = 0) -> Path:
    """A wheel with one empty module, and as many bytes beside it."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}/__init__.py": b"",
        f"{name}/weights.bin": bytes(size),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{file},sha256={_digest(data)},{len(data)}\n" for file, data in files.items())
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    with zipfile.ZipFile(path, "w") as archive:  # not compressed: as large as it says
        for file, data in files.items():
            archive.writestr(file, data)
    return path


def write_wheels(folder: Path) -> Path:
    """All that the fake plugin requires."""
    folder.mkdir()
    for name, version in PACKAGES.items():
        write_wheel(folder, name, version)
    return folder


def write_plugin(folder: Path, more: str = "") -> Path:
    """A plugin's folder: requirements, and an engine that says what it finds; ``more``: further lines of it."""
    (folder / "engine").mkdir(parents=True)
    (folder / "engine" / "__main__.py").write_text(_ENGINE.format(names=tuple(PACKAGES), more=more))
    lines = [f"{name}=={version}\n" for name, version in PACKAGES.items()]
    (folder / "requirements.txt").write_text("".join(lines))
    return folder


@contextmanager
def stalling_index(folder: Path) -> Iterator[str]:
    """The address of an index that gives half of torch's wheel and then nothing more."""
    (folder / "half").mkdir()
    wheel = write_wheel(folder / "half", "torch", PACKAGES["torch"], 8_000_000)
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.endswith(".whl"):
                data = wheel.read_bytes()
                self._head("application/octet-stream", len(data))
                self.wfile.write(data[: len(data) // 2])
                self.wfile.flush()
                ended.wait(120)
            elif self.path.rstrip("/").endswith("/torch"):
                page = f'<a href="/{wheel.name}">{wheel.name}</a>'.encode()
                self._head("text/html", len(page))
                self.wfile.write(page)
            else:
                self.send_error(404)

        def _head(self, kind: str, length: int) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(length))
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/simple"
    finally:
        ended.set()
        server.shutdown()
        server.server_close()


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
