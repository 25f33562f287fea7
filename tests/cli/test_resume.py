"""Jobs that are interrupted by signals and kills, and resumed later."""

import fcntl
import json
import os
import random
import signal
import subprocess
import time

import h5py
import pytest
from outputs import WITHOUT_END, tree
from program import (
    MPIRUN,
    SEED,
    arrays,
    fail,
    finish,
    kill,
    manifest_line,
    manifests_of,
    ranks_of,
    shards_of,
    start,
    succeed,
    undisturbed,
    wait_for,
)

SHAPE = (40, 50)
# Small slices and small shards make many moments at which a job can be killed. The dense images are
# divided, between ranks and between shards. The second dense image is without order.
DENSITIES = 3 * [*14 * [0.02], 0.6]
JOB = ("--filter", "gaussian:2", "--progress", "off", "--resume", "--shard-size", "40K")
JOB += ("--kokkos-num-threads=1",)
SLOWLY = ("--repeat", "2000")  # for seconds after the first shards
RANKS = (None, 1, 2, 3) if MPIRUN else (None,)


@pytest.fixture(scope="module")
def job(tmp_path_factory):
    """An input, and the result of an undisturbed run."""
    return undisturbed(tmp_path_factory.mktemp("undisturbed"), 21, SHAPE, DENSITIES, JOB[:4])


def times_of_shards(output):
    return {path: path.stat().st_mtime_ns for path in shards_of(output)}


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


def interrupted_job(source, output, *options):
    """Interrupts a job, which leaves some shards."""
    process = start("convolve", source, output, *JOB, *SLOWLY, *options)
    wait_for(lambda: len(shards_of(output)) >= 3)
    process.send_signal(signal.SIGTERM)
    assert finish(process).returncode == 143
    return output.parent / (output.name + ".shards")


def test_shards_that_were_damaged_are_made_again(tmp_path, job):
    source, wanted = job
    output = tmp_path / "out.h5"
    interrupted_job(source, output)
    first, second, third = shards_of(output)[:3]
    content = bytearray(first.read_bytes())
    content[len(content) // 2] ^= 1
    first.write_bytes(content)
    second.write_bytes(bytes(second.stat().st_size))
    third.unlink()
    with open(first.with_name("manifest.0"), "a") as manifest:
        manifest.write('{"rows":[0,')
    succeed("convolve", source, output, *JOB)
    assert arrays(output) == wanted


def test_shards_that_cannot_be_read_are_kept(tmp_path, job):
    """What the system refuses to read may be all right."""
    source, wanted = job
    output = tmp_path / "out.h5"
    folder = interrupted_job(source, output)
    kept = times_of_shards(output)
    with open(shards_of(output)[0]) as shard:
        fcntl.flock(shard, fcntl.LOCK_EX)
        fail(4, "convolve", source, output, *JOB)
        assert times_of_shards(output) == kept
    (manifest,) = folder.glob("*/manifest.0")
    hidden = manifest.rename(tmp_path / "manifest")
    manifest.mkdir()
    assert f"{manifest}: cannot be read" in fail(4, "convolve", source, output, *JOB)
    assert times_of_shards(output) == kept
    manifest.rmdir()
    hidden.rename(manifest)
    succeed("convolve", source, output, *JOB)
    assert arrays(output) == wanted


def test_images_are_not_lost_by_a_wrong_number_in_a_manifest(tmp_path, job):
    source, wanted = job
    output = tmp_path / "out.h5"
    folder = interrupted_job(source, output)
    (manifest,) = folder.glob("*/manifest.0")
    lines = [json.loads(line) for line in manifest.read_text().splitlines()]
    last = max((line for line in lines if "rows" in line), key=lambda line: line["rows"][1])
    last["rows"][1] += SHAPE[0]
    for line in lines:
        del line["checksum"]
    manifest.write_text("".join(map(manifest_line, lines)))
    succeed("convolve", source, output, *JOB)
    assert arrays(output) == wanted


def test_a_rank_that_outlives_its_run_is_waited_for(tmp_path, job):
    source, wanted = job
    output = tmp_path / "out.h5"
    (folder,) = interrupted_job(source, output).iterdir()
    kept = times_of_shards(output)
    rank = os.open(folder, os.O_RDONLY)
    fcntl.flock(rank, fcntl.LOCK_SH)
    message = fail(4, "convolve", source, output, *JOB)
    assert f"{folder}: a rank of an earlier run is still at work on these shards" in message
    assert times_of_shards(output) == kept
    os.close(rank)
    succeed("convolve", source, output, *JOB)
    assert arrays(output) == wanted


def test_files_beside_a_replaced_virtual_dataset_stay(tmp_path, job):
    """The folder that its source is in is that of no job."""
    source, wanted = job
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("raw.h5", "job.json", "manifest.0"):
        (folder / name).write_text("mine")
    layout = h5py.VirtualLayout((3,), "f4")
    layout[:] = h5py.VirtualSource("../raw.h5", "x", (3,))
    output = folder / "out.h5"
    with h5py.File(output, "w") as file:
        file.create_virtual_dataset("x", layout)
    succeed("convolve", source, output, *JOB, "--layout", "sharded", "--overwrite")
    assert arrays(output) == wanted
    for name in ("raw.h5", "job.json", "manifest.0"):
        assert (folder / name).read_text() == "mine"


def removed(manifest):
    manifest.unlink()


def emptied(manifest):
    manifest.write_bytes(b"")


def cut_off(manifest):
    manifest.write_bytes(manifest.read_bytes()[:100])


def overwritten(manifest):
    manifest.write_bytes(bytes(manifest.stat().st_size))


@pytest.mark.parametrize("damage", [removed, emptied, cut_off, overwritten])
def test_shards_that_no_manifest_lists_are_kept(tmp_path, job, damage):
    source, wanted = job
    output = tmp_path / "out.h5"
    folder = interrupted_job(source, output)
    (manifest,) = folder.glob("*/manifest.0")
    lines = manifest.read_bytes()
    damage(manifest)
    before = tree(folder)
    for _ in range(2):
        message = fail(3, "convolve", source, output, *JOB)
        assert f"{manifest}: was emptied, damaged or removed: it does not list" in message
        assert tree(folder) == before
    manifest.write_bytes(lines)
    succeed("convolve", source, output, *JOB)
    assert arrays(output) == wanted


@pytest.mark.parametrize("ranks", RANKS)
def test_shards_of_a_part_of_an_image_are_made_again(tmp_path, job, ranks):
    source, wanted = job
    output = tmp_path / "out.h5"
    succeed("convolve", source, output, *JOB, "--layout", "sharded")
    inside = [shard for shard in shards_of(output) if int(shard.stem) % SHAPE[0] != 0]
    assert {int(shard.stem) // SHAPE[0] for shard in inside} == {14, 29, 44}
    for shard in inside:
        shard.unlink()
    succeed("convolve", source, output, *JOB, "--layout", "sharded", ranks=ranks)
    assert arrays(output) == wanted


def test_shards_of_another_job_are_refused(tmp_path, job):
    source, wanted = job
    other = tmp_path / "in.h5"
    other.write_bytes(source.read_bytes())
    folder = interrupted_job(other, tmp_path / "out.h5")
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}
    for option, name in (
        (("--filter", "gaussian:2.1"), "filter"),
        (("--mode", "full"), "mode"),
        (("--dtype", "double"), "dtype"),
        (("--method", "lazy"), "method"),
        (("--layout", "sharded"), "layout"),
    ):
        options = [*JOB, *option] if option[0] != "--filter" else [*option, *JOB[2:]]
        message = fail(3, "convolve", other, tmp_path / "out.h5", *options)
        assert f"another {name}" in message
    os.utime(other, ns=(0, 0))
    assert "another input" in fail(3, "convolve", other, tmp_path / "out.h5", *JOB)
    assert before == {path: path.read_bytes() for path in folder.rglob("*.*")}
    succeed("convolve", other, tmp_path / "out.h5", *[o for o in JOB if o != "--resume"])
    assert arrays(tmp_path / "out.h5") == wanted and not folder.exists()


def test_a_job_to_another_group_leaves_shards_alone(tmp_path, job):
    """A file may hold the results of several jobs."""
    source, wanted = job
    output = tmp_path / "out.h5"
    process = start("convolve", source, f"{output}:first", *JOB, *SLOWLY)
    wait_for(lambda: len(shards_of(output)) >= 3)
    process.send_signal(signal.SIGTERM)
    assert finish(process).returncode == 143
    kept = times_of_shards(output)
    for options in (JOB, [option for option in JOB if option != "--resume"]):
        succeed("convolve", source, f"{output}:second", *options)
        assert times_of_shards(output) == kept
    succeed("convolve", source, f"{output}:first", *JOB)
    assert arrays(output, "first") == arrays(output, "second") == wanted
    assert not output.with_name("out.h5.shards").exists()


def test_an_input_with_the_same_size_and_time_is_another_one(tmp_path, job):
    """Files of one archive have the same time, and often the same size."""
    other = tmp_path / "in.h5"
    other.write_bytes(job[0].read_bytes())
    before = other.stat()
    interrupted_job(other, tmp_path / "out.h5")
    with h5py.File(other, "r+") as file:
        file["images/data"][:] *= -1
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert other.stat().st_size == before.st_size
    assert "another input" in fail(3, "convolve", other, tmp_path / "out.h5", *JOB)


def test_two_jobs_do_not_share_an_output(tmp_path, job):
    source, wanted = job
    output = tmp_path / "out.h5"
    process = start("convolve", source, output, *JOB, *WITHOUT_END)
    wait_for(lambda: manifests_of(output))
    assert "another job" in fail(4, "convolve", source, output, *JOB)
    process.send_signal(signal.SIGTERM)
    assert finish(process).returncode == 143


def test_sharded_results_are_replaced(tmp_path, job):
    source, wanted = job
    output = tmp_path / "out.h5"
    options = [option for option in JOB if option != "--resume"]
    for layout in ("sharded", "sharded", "single"):
        succeed("convolve", source, output, *options, "--layout", layout)
        assert arrays(output) == wanted
        assert (tmp_path / "out.h5.shards").exists() == (layout == "sharded")


def test_a_damaged_sharded_result_is_replaced(tmp_path, job):
    """HDF5 1.10 uses the number of a virtual dataset's sources without any check."""
    source, wanted = job
    output = tmp_path / "out.h5"
    succeed("convolve", source, output, *JOB[:4], "--layout", "sharded")
    content = bytearray(output.read_bytes())
    first_source = content.index(b"out.h5.shards/")
    content[first_source - 8 : first_source] = (1_000_000).to_bytes(8, "little")
    output.write_bytes(content)
    succeed("convolve", source, output, *JOB[:4])
    assert arrays(output) == wanted


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
