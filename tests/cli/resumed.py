"""A job of many shards that tests interrupt and resume."""

import signal

from program import MPIRUN, finish, shards_of, start, undisturbed, wait_for

SHAPE = (40, 50)
# Small slices and small shards make many moments at which a job can be killed. The dense images are
# divided, between ranks and between shards. The second dense image is without order.
DENSITIES = 3 * [*14 * [0.02], 0.6]
JOB = ("--filter", "gaussian:2", "--progress", "off", "--resume", "--shard-size", "40K")
JOB += ("--kokkos-num-threads=1",)
SLOWLY = ("--repeat", "2000")  # for seconds after the first shards
RANKS = (None, 1, 2, 3) if MPIRUN else (None,)


def undisturbed_job(tmp_path_factory):
    """An input, and the result of an undisturbed run."""
    return undisturbed(tmp_path_factory.mktemp("undisturbed"), 21, SHAPE, DENSITIES, JOB[:4])


def interrupted_job(source, output, *options):
    """Interrupts a job, which leaves some shards."""
    process = start("convolve", source, output, *JOB, *SLOWLY, *options)
    wait_for(lambda: len(shards_of(output)) >= 3)
    process.send_signal(signal.SIGTERM)
    assert finish(process).returncode == 143
    return output.parent / (output.name + ".shards")


def times_of_shards(output):
    return {path: path.stat().st_mtime_ns for path in shards_of(output)}
