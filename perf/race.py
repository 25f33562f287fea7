"""How a configuration is measured: the contestants are chosen, compared, and timed by turns."""

import numpy as np
from agreement import demand_agreement
from contestants import Module, Original, Ours
from file_contestants import Dd, OurFiles, PythonFiles, Slices
from job import bytes_of
from limit import Limit
from names import COMPARED, EACH_METHOD, FILES, OURS, SLICES, available
from opencv import OpenCV
from programs import methods_of
from timing import busy_loops, summary, take_turns

LIMIT_FROM = 1_000_000  # bytes of a result; for smaller results starting threads takes longer


def with_methods(names, program):
    """The names, with those of all methods in place of EACH_METHOD."""
    ours = [OURS + method for method in methods_of(program)]
    return [one for name in names for one in (ours if name == EACH_METHOD else [name])]


def enter(name, job, program):
    """The contestant with a name."""
    kind, what = name.split(maxsplit=1)
    in_process = {"original": Original, "module": Module, "opencv": OpenCV}
    if kind in in_process:
        return in_process[kind](name, job)
    if what == "python":
        return PythonFiles(name, job)
    return {"sparseconv": Ours, "slices": Slices, "files": OurFiles}[kind](name, job, program)


def limits(job, result, names):
    """The limits that the machine sets: of its memory, or of its disk."""
    if set(names) & set(FILES):
        return [Dd(job, result)]
    size = bytes_of(job.batch.shape[0], result.nnz, result.dtype)
    if size > LIMIT_FROM and not set(names) & set(SLICES):
        return [Limit(job, result, fresh) for fresh in (True, False)]
    return []


class Race:
    """Measures the configurations of a set, one after the other, each contestant in `turns` and for
    `seconds` at least.

    A contestant that would need more than `patience` seconds for a call, to judge by the
    configuration before, is left out, and listed in `skipped` with the reason. The contestants of
    the ratio always take part."""

    def __init__(self, names, seconds, turns, patience, program):
        self._names = available(with_methods(names, program), program)
        self._seconds = seconds
        self._turns = turns
        self._patience = patience
        self._program = program
        self._speeds = {}  # seconds for a unit of work, by name

    def run(self, job):
        """Milliseconds a call of each contestant; who was left out, and why; sizes of batches."""
        skipped = {name: self._refusal(job, name) for name in self._names}
        contestants = [enter(name, job, self._program) for name in self._names if not skipped[name]]
        result = checked_result(contestants)
        contestants += limits(job, result, self._names)
        with busy_loops(job.busy_loops):
            times = take_turns(contestants, self._seconds, self._turns)
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


def checked_result(contestants):
    """The result of the first contestant, with which all other results must agree, to rounding."""
    expected = contestants[0].result()
    for contestant in contestants[1:]:
        demand_agreement(contestant.result(), contestant.name, expected, contestants[0].name)
    return expected
