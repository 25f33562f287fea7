"""Jobs that are interrupted by signals and kills, and resumed later."""

import os
import random
import signal
import subprocess
import time

import pytest
from outputs import WITHOUT_END
from program import (
    MPIRUN,
    SEED,
    arrays,
    fail,
    finish,
    kill,
    manifests_of,
    ranks_of,
    shards_of,
    start,
    succeed,
    wait_for,
)
from resumed import JOB, RANKS, SLOWLY, interrupted_job, times_of_shards, undisturbed_job


@pytest.fixture(scope="module")
def job(tmp_path_factory):
    return undisturbed_job(tmp_path_factory)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("layout", ["single", "sharded"])
def test_a_signal_ends_a_run_and_another_goes_on(tmp_path, job, number, layout):
    source, wanted = job
    output = tmp_path / "out.h5"
    process = start("convolve", source, output, *JOB, *SLOWLY, "--layout", layout)
    wait_for(lambda: len(shards_of(output)) >= 2)
    process.send_signal(number)
    done = finish(process)
    assert done.returncode == 128 + number, done.stderr
    assert done.stderr.startswith(f"sparseconv: error: ended by signal {int(number)}: what is done")
    kept = times_of_shards(output)
    (manifest,) = manifests_of(output)
    assert len(kept) >= 2 and sum("rows" in line for line in manifest) == len(kept)
    assert not output.exists()
    succeed("convolve", source, output, *JOB, "--layout", layout)
    assert arrays(output) == wanted
    assert (tmp_path / "out.h5.shards").exists() == (layout == "sharded")
    if layout == "sharded":
        assert kept.items() <= times_of_shards(output).items()


def is_mpich():
    """Whether mpirun is that of MPICH, whose exit code may be 0 where SIGTERM ended it."""
    return b"HYDRA" in subprocess.run([MPIRUN[0], "--version"], capture_output=True).stdout


@pytest.mark.skipif(not MPIRUN, reason="the program was built without MPI")
@pytest.mark.parametrize("whom", ["mpirun", "one rank"])
def test_a_signal_ends_all_ranks(tmp_path, job, whom):
    source, wanted = job
    output = tmp_path / "out.h5"
    # Open MPI waits this long before it passes SIGTERM on, and again before it sends SIGKILL.
    patience = {**os.environ, "OMPI_MCA_odls_base_sigkill_timeout": "2"}
    process = start("convolve", source, output, *JOB, "--repeat", 20000, ranks=2, env=patience)
    wait_for(lambda: len(shards_of(output)) >= 2)
    ranks = ranks_of(process)
    assert len(ranks) == 2
    os.kill(process.pid if whom == "mpirun" else ranks[-1], signal.SIGTERM)
    done = finish(process)
    if whom == "mpirun" and is_mpich():
        assert "ended by signal 15" in done.stderr
    elif whom == "mpirun":  # it has its own exit code, and may lose what ranks say in the end
        assert done.returncode != 0
    else:
        assert done.returncode == 143, done.stderr
        assert done.stderr.count("sparseconv: error: ") == 1 and "ended by signal 15" in done.stderr
    assert len(shards_of(output)) >= 2 and not output.exists()
    succeed("convolve", source, output, *JOB, ranks=3)
    assert arrays(output) == wanted
    assert [path.name for path in tmp_path.iterdir()] == ["out.h5"]


def kill_one(rng, pids):
    """Kills one of the processes; returns False where none runs, not yet or not any more."""
    try:
        os.kill(rng.choice(pids), signal.SIGKILL)
    except (IndexError, ProcessLookupError):
        return False
    return True


def kill_at_random(rng, process, seconds, one_rank):
    """Kills the whole job, or one of its ranks, at some moment. Returns whether it was in time."""
    time.sleep(rng.uniform(0, seconds))
    if one_rank:
        killed = kill_one(rng, ranks_of(process))
    else:
        killed = kill(process)
    try:
        process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        # About once in a thousand times, mpirun of Open MPI 4 tells that a rank was killed, and has
        # ended the other ranks, but does not end itself.
        assert one_rank and not ranks_of(process)
        kill(process)
    return killed and process.returncode != 0


@pytest.fixture(scope="module")
def seconds(tmp_path_factory, job):
    """The seconds of a run, by its number of ranks."""
    output = tmp_path_factory.mktemp("timed") / "out.h5"
    times = {}
    for ranks in RANKS:
        begin = time.monotonic()
        succeed("convolve", job[0], output, *JOB, ranks=ranks)
        times[ranks] = time.monotonic() - begin
    return times


@pytest.mark.parametrize("seed", range(2 * SEED, 2 * SEED + 2))
def test_kills(tmp_path, job, seconds, seed):
    """Runs on different numbers of ranks, which are killed one after another but for the last."""
    source, wanted = job
    output = tmp_path / "out.h5"
    rng = random.Random(seed)
    kills = kills_of_one = runs = 0
    while kills < 11 or (MPIRUN and kills_of_one == 0):
        runs += 1
        assert runs < 100, (kills, kills_of_one)
        ranks = rng.choice(RANKS)
        process = start("convolve", source, output, *JOB, ranks=ranks)
        one_rank = ranks is not None and rng.random() < 0.5
        killed = kill_at_random(rng, process, seconds[ranks], one_rank)
        kills += killed
        kills_of_one += killed and one_rank
        if output.exists():
            assert arrays(output) == wanted
            output.unlink()
    succeed("convolve", source, output, *JOB, ranks=rng.choice(RANKS))
    assert arrays(output) == wanted
    assert [path.name for path in tmp_path.iterdir()] == ["out.h5"]


def test_what_a_killed_job_left_beside_the_output_is_removed(tmp_path, job):
    source, wanted = job
    output = tmp_path / "out.h5"
    others = {".out.h5.123-0.partial", ".out.h5.0123456789abcdef.partial", ".other.h5.1-0.partial"}
    for name in others:
        (tmp_path / name).write_bytes(b"of somebody else")
    process = start("convolve", source, output, *JOB[:4], *WITHOUT_END)
    wait_for(lambda: len(list(tmp_path.glob(".out.h5.*.partial"))) > 2)
    assert kill(process)
    succeed("convolve", source, output, *JOB[:4])
    assert arrays(output) == wanted
    assert {path.name for path in tmp_path.iterdir()} == {"out.h5", *others}


def test_a_finished_job_is_not_done_again(tmp_path, job):
    source, wanted = job
    output = tmp_path / "out.h5"
    succeed("convolve", source, output, *JOB, "--layout", "sharded")
    before = {path.name: path.stat().st_ino for path in shards_of(output)}
    output.unlink()
    succeed("convolve", source, output, *JOB, "--layout", "sharded")
    assert before.items() == {path.name: path.stat().st_ino for path in shards_of(output)}.items()
    assert arrays(output) == wanted


def test_a_finished_shard_is_not_the_output_of_a_run_without_resume(tmp_path, job):
    """A run without --resume uses nothing of an earlier run."""
    source, wanted = job
    folder = interrupted_job(source, tmp_path / "out.h5")
    for name in ("out.h5", "fresh.h5"):
        succeed("convolve", source, tmp_path / name, "--filter", "box:3")
    assert not folder.exists()
    assert arrays(tmp_path / "out.h5") == arrays(tmp_path / "fresh.h5") != wanted


def test_two_jobs_do_not_share_an_output(tmp_path, job):
    source, wanted = job
    output = tmp_path / "out.h5"
    process = start("convolve", source, output, *JOB, *WITHOUT_END)
    wait_for(lambda: manifests_of(output))
    assert "another job" in fail(4, "convolve", source, output, *JOB)
    process.send_signal(signal.SIGTERM)
    assert finish(process).returncode == 143
