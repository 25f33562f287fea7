"""How a configuration is measured: the contestants are chosen, compared, and timed by turns."""

import importlib.util
import sys

import numpy as np
from configurations import COMPARED, EACH_METHOD, MODULE, ORIGINALS, OURS
from contestants import Limit, Module, Original, Ours
from methods import methods_of

TURNS = 5  # so that other work of the machine slows all alike
LIMIT_FROM = 10_000_000  # bytes of a result; for smaller results memory takes little time


def with_methods(names, program):
    """The names, with those of all methods in place of EACH_METHOD."""
    ours = [OURS + method for method in methods_of(program)]
    return [one for name in names for one in (ours if name == EACH_METHOD else [name])]


def available(names):
    """The contestants for which all that they need is installed, or built."""
    needed = {"torch": "torch", "module": "sparseconv"}
    there = {word for word, package in needed.items() if importlib.util.find_spec(package)}
    return [name for name in names if all(word in there for word in needed if word in name)]


class Race:
    """Measures the configurations of a set, one after the other.

    A contestant that would need more than `patience` seconds for a call, to judge by the
    configuration before, is left out, and listed in `skipped` with the reason. The contestants of
    the ratio always take part."""

    def __init__(self, names, seconds, patience, program):
        self._names = available(with_methods(names, program))
        self._seconds = seconds
        self._patience = patience
        self._program = program
        self._speeds = {}  # seconds for a unit of work, by name

    def run(self, job, folder):
        """Milliseconds a call of each contestant; who was left out, and why; sizes of batches."""
        skipped = {name: self._refusal(job, name) for name in self._names}
        contestants = [self._enter(job, name, folder) for name in self._names if not skipped[name]]
        result = checked_result(contestants)
        if result.nnz * 8 > LIMIT_FROM:
            contestants += [Limit(job, result, fresh) for fresh in (True, False)]
        times = take_turns(contestants, self._seconds)
        for name, of_one in times.items():
            self._speeds[name] = np.median(of_one) / job.work
        return {
            "nnz_in": job.batch.nnz,
            "nnz_out": result.nnz,
            "milliseconds": {one.name: summary(one, times[one.name]) for one in contestants},
            "skipped": {name: reason for name, reason in skipped.items() if reason},
        }

    def _refusal(self, job, name):
        expected = self._speeds.get(name, 0) * job.work
        if expected > self._patience and name not in COMPARED:
            return f"a call would take about {expected:.2g} s"
        return job.refusal(name)

    def _enter(self, job, name, folder):
        if name in ORIGINALS:
            return Original(name, job)
        if name in MODULE:
            return Module(name, job)
        return Ours(name, job, self._program, folder)


def checked_result(contestants):
    """The result of the first contestant, with which all other results must agree, to rounding."""
    expected = contestants[0].result()
    for contestant in contestants[1:]:
        difference = abs(contestant.result() - expected).max()
        if not difference <= 1e-5 * expected.max():
            sys.exit(f"compare: {contestant.name} differs from {contestants[0].name}")
    return expected


def take_turns(contestants, seconds):
    """The times of each contestant, which together are at least `seconds`."""
    times = {contestant.name: [] for contestant in contestants}
    while any(sum(of_one) < seconds for of_one in times.values()):
        for contestant in contestants:
            if sum(times[contestant.name]) < seconds:
                times[contestant.name] += contestant.times(seconds / TURNS)
    return times


def summary(contestant, times):
    low, median, high = (float(f"{1e3 * t:.5g}") for t in np.percentile(times, [25, 50, 75]))
    numbers = {"median": median, "quartiles": [low, high], "calls": len(times)}
    return {**numbers, **contestant.details}
