"""How calls are timed: contestants take turns, beside other processes if these are asked for."""

import contextlib
import subprocess
import sys
import time

import numpy as np


def time_calls(call, seconds, prepare=lambda: None):
    """Times of calls that together take `seconds`, after a first call that is not counted. What
    `prepare` does before each call, and freeing what a call returns, is not timed."""
    times = []
    while sum(times[1:]) < seconds:
        prepare()
        start = time.perf_counter()
        result = call()
        times.append(time.perf_counter() - start)
        del result
    return times[1:]


def take_turns(contestants, seconds, turns):
    """The times of each contestant, which together are at least `seconds`. They are taken in some
    turns, at least one call in each, so that other work of the machine slows all alike."""
    times = {contestant.name: [] for contestant in contestants}

    def lacks(name):
        return sum(times[name]) < seconds or len(times[name]) < turns

    while any(map(lacks, times)):
        for contestant in contestants:
            if lacks(contestant.name):
                times[contestant.name] += contestant.times(seconds / turns)
    return times


@contextlib.contextmanager
def busy_loops(count):
    """Keeps `count` cores busy meanwhile."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def summary(contestant, times):
    """The median and the quartiles in milliseconds, and what the contestant tells of itself."""
    low, median, high = (float(f"{1e3 * t:.5g}") for t in np.percentile(times, [25, 50, 75]))
    numbers = {"median": median, "quartiles": [low, high], "calls": len(times)}
    return {**numbers, **contestant.details}
