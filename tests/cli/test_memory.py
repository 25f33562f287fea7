"""Batches that are larger than the memory that the program may take."""

import json
import os
import pathlib
import resource

import h5py
import numpy as np
import pytest
from program import MPIRUN, fail, limits_memory, read_batch, run, succeed

pytestmark = limits_memory

MIB = 1 << 20
IMAGES = ("--images", 3000, "--shape", "256,256", "--density", 0.03)
FILTER = ("--filter", "box:3", "--progress", "off")


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    """An input of 46 MiB, whose result has 360 MiB."""
    source = tmp_path_factory.mktemp("memory") / "in.h5"
    succeed("generate", source, *IMAGES)
    return source


def convolve(source, output, limit, *options, **more):
    report = output.with_suffix(".json")
    succeed("convolve", source, output, *FILTER, "--memory-limit", limit, "--report", report,
            *options, **more)
    return json.loads(report.read_text())


@pytest.mark.parametrize("ranks", [None, 2] if MPIRUN else [None])
def test_batch_is_several_times_larger_than_the_limit(tmp_path, batch, ranks):
    limit = 80 * MIB
    report = convolve(batch, tmp_path / "out.h5", "80M", "--resume", ranks=ranks)
    assert report["bytes"]["written"] > 4 * limit
    assert report["bytes"]["peak_memory"] <= limit
    assert succeed("info", tmp_path / "out.h5").endswith("no fault\n")


def shuffle(source):
    """Puts the entries of an image into random order."""
    with h5py.File(source, "a") as file:
        order = np.random.default_rng(3).permutation(file["images/data"].shape[0])
        for name in ("images/data", "images/indices"):
            file[name][:] = file[name][:][order]


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("ranks", [None, 2] if MPIRUN else [None])
def test_image_is_larger_than_the_limit(tmp_path, ranks, ordered):
    source, limit = tmp_path / "in.h5", 80 * MIB
    succeed("generate", source, "--images", 1, "--shape", "6000,8000", "--density", 0.05)
    if not ordered:
        shuffle(source)
    report = convolve(source, tmp_path / "out.h5", "80M", "--resume", ranks=ranks)
    assert report["bytes"]["written"] > 1.5 * limit
    assert report["bytes"]["peak_memory"] <= limit
    assert succeed("info", tmp_path / "out.h5").endswith("no fault\n")


def test_limit_that_is_too_low(tmp_path, batch):
    message = fail(4, "convolve", batch, tmp_path / "out.h5", *FILTER, "--memory-limit", "1M")
    assert "give at least" in message and not list(tmp_path.iterdir())


def test_a_chunk_that_is_too_large(tmp_path):
    """HDF5 expands a chunk as a whole, here one of 32 MB."""
    n = 8_000_000
    source = tmp_path / "in.h5"
    with h5py.File(source, "w") as file:
        group = file.create_group("images")
        options = {"chunks": (n,), "compression": "gzip", "compression_opts": 1}
        group.create_dataset("data", data=np.ones(n, np.float32), **options)
        group["indices"] = np.tile(np.arange(n // 8, dtype=np.int32), 8)
        group["indptr"] = np.arange(9) * (n // 8)
        group["shape"] = (8, n // 8)
    options = ("--filter", "box:3", "--image-shape", "1000,1000", "--memory-limit", "80M")
    message = fail(4, "convolve", source, tmp_path / "out.h5", *options)
    assert "61.04M of it for a chunk of the input, give at least" in message


def limited_to(size):
    return lambda: resource.setrlimit(resource.RLIMIT_AS, (size, size))


def test_address_space_is_limited(tmp_path, batch):
    """A limit as by `ulimit -v`: the program takes no more than is left, without being told."""
    succeed("convolve", batch, tmp_path / "out.h5", *FILTER, preexec_fn=limited_to(1000 * MIB))
    assert read_batch(tmp_path / "out.h5").shape == (3000, 65536)


@pytest.mark.parametrize("mebibytes", [*range(50, 100, 3), 100, 200])
def test_too_little_address_space(tmp_path, batch, mebibytes):
    """The program succeeds or says what is missing, if it can be loaded at all."""
    limit = limited_to(mebibytes * MIB)
    done = run("convolve", batch, tmp_path / "out.h5", *FILTER, preexec_fn=limit)
    assert done.returncode in (0, 4, 127), (done.returncode, done.stderr)
    assert done.returncode == 0 or list(tmp_path.iterdir()) == []


def group_of_memory():
    """The folder of a control group in which groups with a limit on memory can be made: in version
    1 that of this process, in version 2, where a group with processes limits no groups inside, the
    one around it."""
    with open("/proc/self/cgroup") as file:
        groups = [line.strip().split(":", 2) for line in file]
    for _, controllers, path in groups:
        if "memory" in controllers.split(","):
            return pathlib.Path("/sys/fs/cgroup/memory" + path)
    path = groups[-1][2]
    return pathlib.Path("/sys/fs/cgroup" + (path if path == "/" else os.path.dirname(path)))


@pytest.fixture
def small_group():
    """A control group inside another group, which sets the limit."""
    outer = group_of_memory() / f"sparseconv-test-{os.getpid()}"
    inner = outer / "inner"
    try:
        inner.mkdir(parents=True)
        limits = [outer / name for name in ("memory.max", "memory.limit_in_bytes")]
        next(file for file in limits if file.exists()).write_text(str(150 * MIB))
        yield inner
    except (OSError, StopIteration) as error:  # the latter in a plain folder, for instance
        pytest.skip(f"a control group cannot be made here: {error}")
    finally:
        for group in (inner, outer):
            if group.exists():
                group.rmdir()


def test_memory_of_control_group(tmp_path, batch, small_group):
    """As in a job of a batch system: the program keeps to half of the limit without being told."""
    report = tmp_path / "report.json"
    succeed("convolve", batch, tmp_path / "out.h5", *FILTER, "--report", report, "--resume",
            preexec_fn=lambda: (small_group / "cgroup.procs").write_text("0"))
    assert json.loads(report.read_text())["bytes"]["peak_memory"] <= 75 * MIB
