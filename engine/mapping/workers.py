"""Work beside the main thread: threads that read ahead, compute or write behind, and never outlive their block."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import contextmanager
from typing import TypeVar

#: seconds between two looks at whether the job should stop while a thread is waited for
_PATIENCE = 0.2

T = TypeVar("T")
R = TypeVar("R")


@contextmanager
def worker(name: str, threads: int = 1, prepare: Callable[[], None] | None = None) -> Iterator[ThreadPoolExecutor]:
    """One thread, or several, each of which begins with ``prepare``.

    When the block ends, in whichever way, they are gone, and what still waited for them is dropped.
    """
    pool = ThreadPoolExecutor(threads, thread_name_prefix=name, initializer=prepare)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def ahead(
    pool: ThreadPoolExecutor, work: Callable[[T], R], items: Iterable[T], depth: int
) -> Iterator[tuple[T, Future[R]]]:
    """Items in their order with the future of their ``work``, which runs for ``depth`` items beyond the one given."""
    pending: deque[tuple[T, Future[R]]] = deque()
    for item in items:
        pending.append((item, pool.submit(work, item)))
        if len(pending) > depth:
            yield pending.popleft()
    yield from pending


def wait(future: Future[R], check: Callable[[], None]) -> R:
    """The future's result or exception; ``check`` is called meanwhile and may raise."""
    while True:
        check()
        try:
            return future.result(timeout=_PATIENCE)
        except NotYet:
            if future.done():  # the work itself timed out, or it ended just now
                return future.result()
