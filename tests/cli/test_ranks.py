"""`mpirun -n N sparseconv`: the result of one rank alone, bit by bit, for any N."""

import json
import os
import subprocess

import h5py
import numpy as np
import pytest
import scipy.sparse
from program import (
    MPI_ENVIRONMENT,
    MPIRUN,
    SPARSECONV,
    arrays,
    attributes,
    fail,
    manifests_of,
    random_images,
    read_batch,
    reordered,
    run,
    shards_of,
    succeed,
    without_order,
    write_batch,
)

pytestmark = pytest.mark.skipif(not MPIRUN, reason="the program was built without MPI")

SHAPE = (24, 31)
FILTER = ("--filter", "gaussian:1.5", "--mode", "full", "--progress", "off")
RANKS = (1, 2, 3, 4, 7)


def batches():
    rng = np.random.default_rng(11)
    skewed = [random_images(rng, 1, SHAPE, 0.9 if i < 3 else 0.01)[1] for i in range(40)]
    giant = [random_images(rng, 1, SHAPE, 1.0 if i == 5 else 0.002)[1] for i in range(9)]
    return {
        "even": random_images(rng, 23, SHAPE, 0.1, np.float32)[1],
        "skewed": scipy.sparse.vstack(skewed, format="csr"),
        "giant": scipy.sparse.vstack(giant, format="csr"),
        "fewer than ranks": random_images(rng, 2, SHAPE)[1],
        "empty images": scipy.sparse.csr_matrix((8, SHAPE[0] * SHAPE[1])),
        "no images": scipy.sparse.csr_matrix((0, SHAPE[0] * SHAPE[1])),
    }


BATCHES = batches()


@pytest.mark.parametrize("name", BATCHES)
def test_same_bytes_at_every_number_of_ranks(tmp_path, name):
    source = write_batch(tmp_path / "in.h5", BATCHES[name], SHAPE)
    succeed("convolve", source, tmp_path / "alone.h5", *FILTER)
    wanted = arrays(tmp_path / "alone.h5")
    for ranks in RANKS:
        for layout in ("single", "sharded"):
            if layout == "sharded" and ranks not in (1, 3):
                continue
            output = tmp_path / f"{layout}{ranks}.h5"
            succeed("convolve", source, output, *FILTER, "--layout", layout, ranks=ranks)
            assert arrays(output) == wanted, (ranks, layout)
            assert set(attributes(output)) == set(attributes(tmp_path / "alone.h5"))
    left = {path.name for path in tmp_path.iterdir() if path.is_dir()}
    with_shards = {"sharded1.h5.shards", "sharded3.h5.shards"}
    assert left == (with_shards if BATCHES[name].nnz > 0 else set())


LARGE = (70, 45)


def large_images():
    rng = np.random.default_rng(5)
    return [random_images(rng, 1, LARGE, density)[1] for density in (0.01, 0.3, 0, 0.02)]


def repeated(image):
    """The image with every entry three times, and its columns in order."""
    return reordered(image, np.repeat(np.arange(image.nnz), 3))


def by_columns(image):
    return reordered(image, np.argsort(image.indices % LARGE[1], kind="stable"))


ORDERS = {
    "sorted": lambda image: image,
    "repeated": repeated,
    "by columns": by_columns,
    "without order": without_order,
}


@pytest.mark.parametrize(
    "order, mode",
    [
        ("sorted", "full"),
        ("sorted", "same"),
        ("sorted", "valid"),
        ("repeated", "full"),
        ("by columns", "same"),
        ("without order", "valid"),
    ],
)
def test_large_images_are_divided(tmp_path, order, mode):
    """Images are divided by rows, among all ranks and between shards."""
    images = [ORDERS[order](image) for image in large_images()]
    source = write_batch(tmp_path / "in.h5", scipy.sparse.vstack(images, format="csr"), LARGE)
    np.savetxt(tmp_path / "filter.txt", np.random.default_rng(6).normal(size=(6, 3)))
    output = tmp_path / "out.h5"
    job = ("convolve", source, output, "--filter", tmp_path / "filter.txt", "--mode", mode)
    succeed(*job)
    wanted = arrays(output)
    for ranks, layout in ((None, "sharded"), (2, "single"), (4, "sharded")):
        succeed(*job, "--shard-size", "5K", "--layout", layout, ranks=ranks)
        assert arrays(output) == wanted, (ranks, layout)
        if layout == "sharded":
            assert len(shards_of(output)) > 4 + (ranks or 1)
            manifests = manifests_of(output)
            assert len(manifests) == (ranks or 1) and all(manifests)


@pytest.mark.parametrize("order", ["sorted", "without order"])
def test_work_of_one_image_is_spread(tmp_path, order):
    source = write_batch(tmp_path / "in.h5", ORDERS[order](large_images()[1]), LARGE)
    output = tmp_path / "out.h5"
    succeed("convolve", source, output, *FILTER)
    wanted = arrays(output)
    succeed("convolve", source, output, *FILTER, "--layout", "sharded", ranks=3)
    assert arrays(output) == wanted
    made = [sum(batch["nnz"] for line in lines for batch in line.get("batches", ()))
            for lines in manifests_of(output)]
    assert len(made) == 3 and 4 * min(made) > sum(made)


def test_what_ranks_wrote_together_is_checked(tmp_path):
    """The ranks write one file of contiguous datasets, whose checksums are attributes."""
    source = write_batch(tmp_path / "in.h5", BATCHES["even"], SHAPE)
    output = tmp_path / "out.h5"
    succeed("convolve", source, output, *FILTER, ranks=3)
    assert "no fault" in succeed("info", output)
    for name in ("data", "indices"):
        with h5py.File(output, "a") as file:
            dataset = file["images"][name]
            assert dataset.chunks is None and dataset.attrs["crc32"] > 0
            before = dataset[7]
            dataset[7] = dataset[8]
        message = fail(3, "info", output)
        assert f"out.h5:images/{name}: holds something else than what was written" in message
        with h5py.File(output, "a") as file:
            file["images"][name][7] = before
    assert "no fault" in succeed("info", output)


def test_report(tmp_path):
    source = write_batch(tmp_path / "in.h5", BATCHES["even"], SHAPE)
    out = succeed(
        "convolve", source, tmp_path / "out.h5", *FILTER, "--report", tmp_path / "r.json", ranks=3
    )
    report = json.loads((tmp_path / "r.json").read_text())
    result = read_batch(tmp_path / "out.h5")
    assert report["ranks"] == 3 and report["images"] == 23
    assert report["nnz_in"] == BATCHES["even"].nnz and report["nnz_out"] == result.nnz
    assert report["bytes"]["written"] == (tmp_path / "out.h5").stat().st_size
    assert len(report["convolve_seconds_samples"]) == 1
    assert out.count("images") == 2 and "3 ranks of 1 thread" in out


def test_progress_of_all(tmp_path):
    source = write_batch(tmp_path / "in.h5", BATCHES["skewed"], SHAPE)
    done = run("convolve", source, tmp_path / "out.h5", *FILTER[:4], "--progress", "bar", ranks=3)
    assert done.returncode == 0
    assert "100%  40/40 images" in done.stderr and done.stderr.count("100%") == 1


def test_progress_of_a_divided_image(tmp_path):
    """The rank with the last rows may be done long before the other ranks."""
    source = write_batch(tmp_path / "in.h5", large_images()[1], LARGE)
    job = ("convolve", source, tmp_path / "out.h5", *FILTER[:4], "--progress", "plain")
    done = run(*job, "--shard-size", "5K", ranks=3)
    lines = [line for line in done.stderr.splitlines() if " images, " in line]
    assert done.returncode == 0 and len(lines) == 1, done.stderr
    assert lines[0].startswith("100%  1/1 images, 964 nonzeros"), lines


def test_other_commands_are_done_once(tmp_path):
    command = ("generate", tmp_path / "a.h5", "--images", 3, "--shape", "4,4", "--density", 1)
    assert succeed(*command, ranks=2).count("3 images") == 1
    assert succeed("info", tmp_path / "a.h5", ranks=2).count("no fault") == 1
    assert succeed("--version", ranks=2).count("sparseconv ") == 1
    assert succeed("convolve", "--help", ranks=2).count("Examples:") == 1


@pytest.mark.parametrize("ranks", [1, 3])
def test_failures_are_told_once(tmp_path, ranks):
    source = write_batch(tmp_path / "in.h5", BATCHES["even"], SHAPE)
    output = tmp_path / "out.h5"
    fail(2, "convolve", source, output, "--filter", "box:0", ranks=ranks)
    fail(2, "nonsense", ranks=ranks)
    assert "no such file" in fail(3, "convolve", tmp_path / "no.h5", output, *FILTER, ranks=ranks)
    fail(4, "convolve", source, tmp_path / "no" / "out.h5", *FILTER, ranks=ranks)
    fail(4, "convolve", source, output, *FILTER, "--report", "/proc/no", ranks=ranks)
    assert list(tmp_path.iterdir()) == [source]


def words_of(output="out.h5", **options):
    options = {"filter": "box:3", "progress": "off", **options}
    return ["convolve", "in.h5", output, *(f"--{name}={value}" for name, value in options.items())]


@pytest.mark.parametrize(
    "name, value",
    [("filter", "box:5"), ("mode", "full"), ("layout", "sharded"), ("dtype", "double"),
     ("repeat", 2), ("output", "other.h5")],
)
def test_ranks_with_different_jobs_are_refused(tmp_path, name, value):
    """As where each node reads its filter from a file of its own."""
    write_batch(tmp_path / "in.h5", BATCHES["even"], SHAPE)
    first, other = [SPARSECONV, *words_of()], [SPARSECONV, *words_of(**{name: value})]
    command = [*MPIRUN, "1", *first, ":", "-n", "1", *other]
    options = {"cwd": tmp_path, "env": {**os.environ, **MPI_ENVIRONMENT}}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, **options)
    assert done.returncode == 3, done.stderr
    message = f"rank 1 was given another job than rank 0, with another {name}"
    assert done.stderr.count(message) == 1, done.stderr
    assert os.listdir(tmp_path) == ["in.h5"]


def test_a_damaged_image_is_a_failure_of_all(tmp_path):
    """Only one rank reads the image; the message is the same as without ranks."""
    source = write_batch(tmp_path / "in.h5", BATCHES["even"], SHAPE)
    with h5py.File(source, "a") as file:
        end_of_last_but_one = file["images/indptr"][-2]  # rank 0 looks at the last one itself
        file["images/indices"][end_of_last_but_one - 1] = -1
    alone = fail(3, "convolve", source, tmp_path / "out.h5", *FILTER)
    message = fail(3, "convolve", source, tmp_path / "out.h5", *FILTER, ranks=4)
    assert message == alone.strip().replace("error: ", "error: rank 3: ")
    assert list(tmp_path.iterdir()) == [source]
