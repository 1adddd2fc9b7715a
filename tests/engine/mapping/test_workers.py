"""A thread beside the main one works ahead by so much and no more, and never outlives its block."""

import threading

import pytest

from engine.mapping.workers import ahead, wait, worker


def test_what_still_waits_when_the_block_ends_is_never_begun():
    begun, entered, go_on = [], threading.Event(), threading.Event()

    def work(item):
        begun.append(item)
        entered.set()
        go_on.wait(5)

    with pytest.raises(KeyError), worker("test") as pool:
        for item in range(3):
            pool.submit(work, item)
        assert entered.wait(5)
        threading.Timer(0.1, go_on.set).start()
        raise KeyError
    assert begun == [0]


def test_items_come_in_order_and_no_more_than_the_depth_are_begun_ahead():
    begun = []
    with worker("test") as pool:
        for given, (item, future) in enumerate(ahead(pool, lambda i: begun.append(i) or i * i, range(20), 2)):
            assert item == given
            assert wait(future, lambda: None) == given * given
            assert len(begun) <= given + 3
    assert begun == list(range(20))


def test_whoever_waits_is_asked_meanwhile_whether_to_go_on():
    release = threading.Event()
    looks = []

    def check():
        looks.append(1)
        if len(looks) == 3:
            release.set()
            raise InterruptedError

    with pytest.raises(InterruptedError), worker("test") as pool:
        wait(pool.submit(release.wait, 5), check)
    assert len(looks) == 3
