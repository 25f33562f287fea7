"""How a configuration is measured: who takes part, do all results agree, taking turns."""

import importlib.util
import sys

import numpy as np
from contestants import Limit, Original, Ours

TURNS = 5  # so that a load of the machine falls on all alike
LIMIT_FROM = 10_000_000  # bytes of a result, below which memory is not what takes the time


def available(originals):
    """Those for which what they need is installed."""
    return [one for one in originals if importlib.util.find_spec(one[1])]


class Race:
    """Measures the configurations of a set, one after the other.

    Whoever would need longer than `patience` seconds for a call, to judge by the configuration
    before, is left out and listed in `skipped` with the reason."""

    def __init__(self, originals, methods, seconds, patience, program):
        self._entries = [(f"original {' '.join(one)}", one) for one in available(originals)]
        self._entries += [(f"sparseconv {method}", (method,)) for method in methods]
        self._seconds = seconds
        self._patience = patience
        self._program = program
        self._speeds = {}  # seconds for a unit of work, by name

    def run(self, job, folder):
        """Milliseconds a call of all who take part; who does not, and why; sizes of the batches."""
        skipped = {name: self._refusal(job, name, entry) for name, entry in self._entries}
        contestants = [
            self._enter(job, entry, folder) for name, entry in self._entries if not skipped[name]
        ]
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

    def _refusal(self, job, name, entry):
        expected = self._speeds.get(name, 0) * job.work
        if expected > self._patience:
            return f"a call would take about {expected:.2g} s"
        return job.refusal(entry[0])

    def _enter(self, job, entry, folder):
        if len(entry) == 2:
            return Original(job, *entry)
        return Ours(job, *entry, self._program, folder)


def checked_result(contestants):
    """The result of the first, with which those of the others must agree, to rounding."""
    expected = contestants[0].result()
    for contestant in contestants[1:]:
        difference = abs(contestant.result() - expected).max()
        if not difference <= 1e-5 * expected.max():
            sys.exit(f"compare: {contestant.name} differs from {contestants[0].name}")
    return expected


def take_turns(contestants, seconds):
    """The times of each, of at least so many seconds together."""
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
