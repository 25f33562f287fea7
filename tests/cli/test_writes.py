"""Every write can fail: the failure is clean, and a later run goes on."""

import os
import re
import shutil
import subprocess

import h5py
import pytest
from program import MPIRUN, arrays, run, shards_of, succeed, undisturbed

SHAPE = (12, 15)
JOB = ("--filter", "gaussian:1:2", "--progress", "off", "--resume", "--shard-size", "6K")
JOB += ("--kokkos-num-threads=1",)


@pytest.fixture(scope="module")
def job(tmp_path_factory):
    return undisturbed(tmp_path_factory.mktemp("undisturbed"), 31, SHAPE, 9 * [0.02], JOB[:4])


def watching(folder, **settings):
    """An environment in which writes to the folder are counted and fail."""
    return {
        **os.environ,
        "LD_PRELOAD": os.environ["SPARSECONV_FAIL_WRITES"],
        "FAIL_FOLDER": str(folder),
        **{f"FAIL_{name.upper()}": str(value) for name, value in settings.items()},
    }


def forget(output):
    output.unlink(missing_ok=True)
    shutil.rmtree(f"{output}.shards", ignore_errors=True)


def assert_clean_failure(done, output, wanted):
    if re.search(r"/H5\w+\.c:.* Assertion", done.stderr):  # HDF5 2 that checks itself ends the program
        assert done.returncode != 0 and not output.exists(), done.stderr
        return
    errors = [line for line in done.stderr.splitlines() if "sparseconv: error: " in line]
    assert done.returncode == 4 and len(errors) == 1, (done.returncode, done.stderr)
    assert not output.exists() or arrays(output) == wanted  # it exists if the last sync fails


@pytest.mark.parametrize("how, layout", [("full", "single"), ("error", "sharded"), ("short", "single")])
def test_every_write(tmp_path, job, how, layout):
    """Makes each write of a run fail. A run without failures then goes on from what is left."""
    source, wanted = job
    (tmp_path / "results").mkdir()
    output = tmp_path / "results" / "out.h5"
    options = [*JOB, "--layout", layout]
    environment = watching(tmp_path / "results", count=tmp_path / "count")
    succeed("convolve", source, output, *options, env=environment)
    n_writes = int((tmp_path / "count").read_text())
    assert n_writes > 20
    failed = 0
    for n in range(1, n_writes + 1):
        forget(output)
        environment = watching(tmp_path / "results", write=n, how=how)
        done = run("convolve", source, output, *options, env=environment)
        if done.returncode != 0:
            failed += 1
            assert_clean_failure(done, output, wanted)
            succeed("convolve", source, output, *options)
        assert arrays(output) == wanted, n
    assert failed == n_writes or how == "short"


def test_a_result_has_the_names_of_the_run_that_made_it(tmp_path, job):
    """An earlier run left the only shard, but its filter had another name."""
    source, _ = job
    output, count = tmp_path / "results" / "out.h5", tmp_path / "count"
    output.parent.mkdir()
    (tmp_path / "psf.txt").write_text("1 2 1\n")
    options = ["--resume", "--progress", "off", "--filter"]
    environment = watching(output.parent, count=count)
    succeed("convolve", source, output, *options, tmp_path / "psf.txt", env=environment)
    for n in range(int(count.read_text()), 0, -1):
        forget(output)
        environment = watching(output.parent, write=n, how="full")
        run("convolve", source, output, *options, tmp_path / "psf.txt", env=environment)
        if shards_of(output) and not output.exists():
            break
    assert len(list(shards_of(output))) == 1
    (tmp_path / "psf.txt").rename(tmp_path / "kernel.txt")
    succeed("convolve", source, output, *options, tmp_path / "kernel.txt")
    with h5py.File(output) as file:
        assert file["images"].attrs["filter"].endswith("kernel.txt")


@pytest.mark.skipif(not MPIRUN, reason="the program was built without MPI")
@pytest.mark.parametrize("resume", [True, False])
@pytest.mark.parametrize("rank, how, layout", [(0, "full", "sharded"), (1, "error", "single")])
def test_writes_of_one_rank_of_two(tmp_path, job, rank, how, layout, resume):
    """Makes some writes of one rank fail, among them the last writes, by which both ranks write a
    single file. The other rank ends too, and no message comes twice."""
    source, wanted = job
    folder = tmp_path / "results"
    folder.mkdir()
    output = folder / "out.h5"
    options = [*JOB, "--layout", layout]
    if not resume:
        options.remove("--resume")
    environment = watching(folder, rank=rank, count=tmp_path / "count")
    succeed("convolve", source, output, *options, ranks=2, env=environment)
    n_writes = int((tmp_path / "count").read_text())
    assert n_writes > 7
    for n in (n_writes // 2, *range(n_writes - 2, n_writes + 1)):
        forget(output)
        environment = watching(folder, rank=rank, write=n, how=how)
        done = run("convolve", source, output, *options, ranks=2, env=environment)
        assert_clean_failure(done, output, wanted)
        assert resume or output.exists() or not list(folder.iterdir())
        succeed("convolve", source, output, *options)
        assert arrays(output) == wanted, n


@pytest.fixture
def small_disk(tmp_path):
    """A folder that holds 600 KiB, until it is told to `grow`."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", folder]
    try:
        subprocess.run(mount, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("there is no program mount")
    except subprocess.CalledProcessError as error:
        pytest.skip(f"a disk cannot be mounted here: {error.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def grow(disk):
    subprocess.run(["mount", "-o", "remount,size=16m", disk], check=True)


@pytest.mark.parametrize("ranks", [None, 2] if MPIRUN else [None])
@pytest.mark.parametrize("layout", ["single", "sharded"])
def test_full_disk(tmp_path, small_disk, ranks, layout):
    """The disk is full after some shards. With more room the next run adds only what is missing."""
    source, wanted = undisturbed(tmp_path, 32, (40, 50), 60 * [0.02], JOB[:4])
    output = small_disk / "out.h5"
    options = [*JOB[:5], "--shard-size", "100K", *JOB[-1:], "--layout", layout]
    done = run("convolve", source, output, *options, ranks=ranks)
    assert_clean_failure(done, output, None)
    assert "No space left on device" in done.stderr and not output.exists()
    kept = {path: path.stat().st_mtime_ns for path in shards_of(output)}
    assert kept
    grow(small_disk)
    succeed("convolve", source, output, *options, ranks=ranks)
    assert arrays(output) == wanted
    if layout == "sharded":
        assert all(path.stat().st_mtime_ns == time for path, time in kept.items())
