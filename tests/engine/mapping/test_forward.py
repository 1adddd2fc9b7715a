"""Forward passes over many positions: each once, in batches that fit, on every core, and none after a stop."""

import threading

import pytest
import torch

from engine.door.errors import Cancelled, EngineError
from engine.mapping.forward import batch_size, forward_passes

CPU = torch.device("cpu")
MEGABYTE = 1 << 20


def carry_on(*_):
    """The check of a job that nobody stops, and one that need not hear how far it is."""


@pytest.fixture
def two_cores():
    cores = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(cores)


@pytest.mark.parametrize("batch", [0, 1, 3, 7, 100])
@pytest.mark.parametrize("count", [0, 1, 2, 23])
def test_every_position_is_worked_on_once(two_cores, batch, count):
    seen = torch.zeros(50)
    sizes = []

    def work(part):
        sizes.append(len(part))
        seen[part] += 1

    positions = torch.arange(50)[torch.randperm(50)[:count]]
    done = []
    with forward_passes(CPU, "float32", batch, carry_on) as forward:
        forward.run(work, positions, 4, done.append)
    assert seen.sum() == count == sum(done)
    assert seen[positions].eq(1).all()
    assert max(sizes, default=0) <= (batch or 50)


def test_each_core_computes_batches_of_its_own_alone(two_cores):
    meeting = threading.Barrier(2)
    threads = []

    def work(part):
        meeting.wait(10)  # passes only where two are at work at once
        threads.append(torch.get_num_threads())

    with forward_passes(CPU, "float32", 1, carry_on) as forward:
        forward.run(work, torch.arange(4), 4, carry_on)
        assert threads == [1] * 4
        assert torch.get_num_threads() == 2
    others = []
    later = threading.Thread(target=lambda: others.append(torch.get_num_threads()))
    later.start()
    later.join()
    assert others == [2], "threads to come have all cores again"


def test_work_runs_in_inference_mode():
    modes = []
    with forward_passes(CPU, "float32", 0, carry_on) as forward:
        forward.run(lambda part: modes.append(torch.is_inference_mode_enabled()), torch.arange(1), 4, carry_on)
    assert modes == [True]


def test_what_does_not_fit_is_done_in_halves_down_to_one():
    done = []

    def work(part):
        if len(part) > 1:
            raise torch.OutOfMemoryError("CUDA out of memory")
        done.extend(part.tolist())

    with forward_passes(CPU, "float32", 16, carry_on) as forward:
        forward.run(work, torch.arange(40), 4, carry_on)
    assert sorted(done) == list(range(40))


def test_one_position_that_does_not_fit_is_an_error():
    def work(part):
        raise torch.OutOfMemoryError("CUDA out of memory")

    refused = pytest.raises(EngineError, match="not enough memory for one")
    with forward_passes(CPU, "float32", 0, carry_on) as forward, refused:
        forward.run(work, torch.arange(9), 4, carry_on)


def test_nothing_begins_after_a_stop():
    stop = threading.Event()
    begun = []

    def check():
        if stop.is_set():
            raise Cancelled

    def work(part):
        begun.append(part)
        stop.set()

    threads = threading.active_count()
    with pytest.raises(Cancelled), forward_passes(CPU, "float32", 1, check) as forward:
        forward.run(work, torch.arange(1000), 4, carry_on)
    assert len(begun) <= 4 * forward.threads
    assert threading.active_count() == threads


def test_one_pass_takes_a_bounded_piece_of_memory():
    for threads in (1, 2, 16):
        taken = threads * batch_size(50_000, threads, CPU) * 50_000
        assert 4 * MEGABYTE <= taken <= max(16, 2 * threads) * MEGABYTE
    assert batch_size(1 << 40, 1, CPU) == 1
