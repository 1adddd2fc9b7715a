"""``python -m engine JOB.json``: run one job, speak events on standard output, leave whole outputs or none.

Exit status: 0 done, 1 an error that an ``error`` event explains, 130 cancelled.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from typing import TextIO

from .door.errors import Cancelled, RsmissError
from .door.jobs import read_job
from .runtime import outputs, overwriting
from .runtime.reporter import Reporter

_MISSING = (
    "The engine's Python ({python}) cannot import '{name}'. Run 'Set up the engine' in the rsmiss menu, "
    "or install the packages of requirements.txt into that Python."
)


def main(arguments: list[str]) -> int:
    reporter = Reporter(_protocol())
    if len(arguments) != 1:
        reporter.error("Usage: python -m engine JOB.json")
        return 1
    reporter.listen(abandon=outputs.discard_all)
    try:
        job = read_job(arguments[0])
        overwriting.check(job)
        task = importlib.import_module(f".tasks.{job.kind}", __package__)
        reporter.result(**task.run(job, reporter))
        return 0
    except Cancelled:
        return 130
    except RsmissError as error:
        reporter.error(str(error))
    except MemoryError:
        reporter.error("There is not enough memory for this job; choose a smaller BATCH_SIZE or TILE_SIZE.")
    except ModuleNotFoundError as error:
        traceback.print_exc()
        reporter.error(_MISSING.format(python=sys.executable, name=error.name))
    except Exception as error:  # the last resort: the user gets one sentence, the log gets the traceback
        traceback.print_exc()
        reporter.error(
            f"The engine met an unexpected error ({type(error).__name__}: {error}); its log has the details."
        )
    finally:
        outputs.discard_all()
    return 1


def _protocol() -> TextIO:
    """The real standard output, for events alone; whatever libraries print goes to standard error."""
    stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return stream


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stderr.flush()
    os._exit(status)  # skip the interpreter's shut-down: the stdin watcher may still be blocked in a read
