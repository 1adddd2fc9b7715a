"""Stands in for the engine's Python: answers the plugin's probe, then behaves as STUB says when it is given a job.

Every start is noted in the file STUB_NOTES, as the process id of a job or the word "probe".
"""

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

ENDINGS = ("", ".aux.xml", ".ovr")


def note(text):
    with open(os.environ["STUB_NOTES"], "a") as file:
        file.write(f"{text}\n")


def say(**event):
    print(json.dumps(event), flush=True)


def partial_outputs(job):
    """What a modelinfo job leaves beside its page while it writes it."""
    final = Path(job["html"])
    return [final.with_name(f".{final.stem}.0a1b2c3d.partial{final.suffix}{ending}") for ending in ENDINGS]


def ignore_signals():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def stop_when_stdin_closes(partials):
    def watch():
        while os.read(0, 100):
            pass
        for path in partials:
            path.unlink(missing_ok=True)
        os._exit(130)

    threading.Thread(target=watch, daemon=True).start()


def flood(events):
    """A training that tells its losses and scores as fast as it can, and ends well."""
    say(event="device", name="cpu")
    say(event="usage", memory=2 * 10**9, device_memory=0)
    for i in range(events // 4):
        epoch = {"event": "metric", "stage": "finetune", "epoch": i}
        say(**epoch, name="cross_entropy", value=1 / (i + 1))
        say(**epoch, name="validation", value=i / events)
        say(**epoch, name="validation msi", value=i / (2 * events))
        say(event="log", level="info", text=f"line {i}")
    say(event="progress", value=0.9, text="finetune, epoch 9 of 10, 12 s left", left=12)
    say(event="result", method="x", modalities=[], classes=[])
    sys.exit(0)


def work(mode, partials):
    say(event="progress", value=0.1, text="Stage 1, 3 min left")
    if mode == "error":
        say(event="error", text="The layer 'fields' has no CRS; set one.")
        sys.exit(1)
    if mode == "crash":
        print("allocating 99 GB", file=sys.stderr, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    if mode == "silent":
        print("Segmentation of words", file=sys.stderr)
        sys.exit(3)
    if mode == "flood":
        flood(int(os.environ["STUB_EVENTS"]))
    if mode == "result but failed":
        say(event="result", method="x", modalities=[], classes=[])
        sys.exit(1)
    ignore_signals()  # Ctrl+C reaches the whole process group; what must stop the engine is its standard input
    if mode != "stubborn":
        stop_when_stdin_closes(partials)
    for i in range(600):
        time.sleep(0.1)
        if mode == "chatty":
            say(event="log", level="info", text=f"Epoch {i}")
            say(event="progress", value=0.1 + i / 1e4, text=f"Epoch {i}, 3 min left")


def main():
    if sys.argv[1] == "-c":
        note("probe")
        print(os.environ.get("STUB_LACKS", ""))
        return
    note(os.getpid())
    partials = partial_outputs(json.loads(Path(sys.argv[3]).read_text()))
    for path in partials:
        path.write_text("half of it")
    work(os.environ["STUB"], partials)


if __name__ == "__main__":
    main()
