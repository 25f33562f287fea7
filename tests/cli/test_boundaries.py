"""Boundaries, correlation and adjoints through the program: against numpy.pad and SciPy, and the
same bytes however images are divided."""

import json

import numpy as np
import pytest
import scipy.sparse
from padding import PAD, convolve_padded
from program import (
    MPIRUN,
    arrays,
    attributes,
    fail,
    kill,
    limits_memory,
    random_images,
    read_batch,
    shards_of,
    start,
    succeed,
    undisturbed,
    wait_for,
    without_order,
    write_batch,
)

def options_of(rng):
    boundary, mode = rng.choice(list(PAD)), rng.choice(["full", "same", "valid"])
    correlate = rng.random() < 0.5
    options = ["--boundary", boundary, "--mode", mode] + ["--correlate"] * correlate
    return options, (mode, boundary, correlate)


@pytest.mark.parametrize("seed", range(25))
def test_agrees_with_padding_and_its_adjoint_with_it(tmp_path, seed):
    rng = np.random.default_rng(seed)
    options, how = options_of(rng)
    shape = tuple(map(int, rng.integers(1, 14, 2)))
    size = rng.integers(1, 9, 2)
    weights = rng.normal(size=np.minimum(size, shape) if how[0] == "valid" else size)
    np.savetxt(tmp_path / "filter.txt", weights)
    dense, matrix = random_images(rng, 3, shape)
    source = write_batch(tmp_path / "in.h5", matrix, shape)
    job = ("--filter", tmp_path / "filter.txt", *options, "--progress", "off")
    succeed("convolve", source, tmp_path / "out.h5", *job)
    wanted = np.stack([convolve_padded(image, weights, *how) for image in dense])
    assert tuple(attributes(tmp_path / "out.h5")["image-shape"]) == wanted.shape[1:]
    result = read_batch(tmp_path / "out.h5").toarray().reshape(wanted.shape)
    np.testing.assert_allclose(result, wanted, rtol=1e-12, atol=1e-12)

    other, matrix = random_images(rng, 3, wanted.shape[1:])
    results = write_batch(tmp_path / "results.h5", matrix, wanted.shape[1:])
    succeed("convolve", results, tmp_path / "back.h5", *job, "--adjoint")
    assert tuple(attributes(tmp_path / "back.h5")["image-shape"]) == shape
    back = read_batch(tmp_path / "back.h5").toarray().reshape(dense.shape)
    np.testing.assert_allclose(np.vdot(wanted, other), np.vdot(dense, back), rtol=1e-10, atol=1e-10)


LARGE = (70, 45)


@pytest.mark.parametrize("adjoint", [False, True])
@pytest.mark.parametrize("boundary", PAD)
def test_large_images_are_divided(tmp_path, boundary, adjoint):
    """By rows, between shards and among ranks, the images being in order or not."""
    rng = np.random.default_rng(5)
    images = [random_images(rng, 1, LARGE, density)[1] for density in (0.3, 0.01, 0.3)]
    images[2] = without_order(images[2])
    source = write_batch(tmp_path / "in.h5", scipy.sparse.vstack(images, format="csr"), LARGE)
    np.savetxt(tmp_path / "filter.txt", rng.normal(size=(6, 3)))
    output = tmp_path / "out.h5"
    job = ("convolve", source, output, "--filter", tmp_path / "filter.txt", "--progress", "off")
    job += ("--boundary", boundary, "--correlate") + ("--adjoint",) * adjoint
    succeed(*job)
    wanted = arrays(output)
    divisions = [(None, "sharded")] + [(3, "single"), (4, "sharded")] * bool(MPIRUN)
    for ranks, layout in divisions:
        succeed(*job, "--shard-size", "5K", "--layout", layout, ranks=ranks)
        assert arrays(output) == wanted, (ranks, layout)
        if layout == "sharded":
            assert len(shards_of(output)) > 3 + (ranks or 1)


def test_is_told(tmp_path):
    _, matrix = random_images(np.random.default_rng(1), 2, (5, 6))
    source = write_batch(tmp_path / "in.h5", matrix, (5, 6))
    job = ("convolve", source, tmp_path / "out.h5", "--filter", "box:3")
    succeed(*job, "--report", tmp_path / "report.json")
    report = json.loads((tmp_path / "report.json").read_text())
    told = {"boundary", "correlate", "adjoint"}
    assert not told & report.keys() and not told & attributes(tmp_path / "out.h5").keys()
    options = ("--boundary", "wrap", "--correlate", "--adjoint")
    succeed(*job, *options, "--report", tmp_path / "report.json")
    report = json.loads((tmp_path / "report.json").read_text())
    assert (report["boundary"], report["correlate"], report["adjoint"]) == ("wrap", True, True)
    told = attributes(tmp_path / "out.h5")
    assert (told["boundary"], told["correlate"], told["adjoint"]) == ("wrap", "true", "true")
    assert "wrap" in succeed("info", tmp_path / "out.h5")


def test_an_adjoint_needs_results_of_the_mode(tmp_path):
    _, matrix = random_images(np.random.default_rng(1), 2, (5, 6))
    source = write_batch(tmp_path / "in.h5", matrix, (5, 6))
    job = ("convolve", source, tmp_path / "out.h5", "--adjoint", "--filter")
    message = fail(3, *job, "box:7", "--mode", "full")
    assert "images of 5x6 are no results of mode full and a filter of 7x7" in message
    succeed(*job, "box:3", "--mode", "full")
    assert tuple(attributes(tmp_path / "out.h5")["image-shape"]) == (3, 4)


def test_names_that_are_none(tmp_path):
    message = fail(2, "convolve", "a.h5", "b.h5", "--filter", "box:3", "--boundary", "reflec")
    assert "--boundary" in message and "zero|reflect|mirror|nearest|wrap" in message


@pytest.mark.parametrize("change", [("boundary", "wrap"), ("correlate",), ("adjoint",)])
def test_another_job_is_not_gone_on_with(tmp_path, change):
    """What is done of a job counts for that job alone."""
    shape, options = (40, 50), ("--filter", "gaussian:2", "--progress", "off")
    source, wanted = undisturbed(tmp_path, 3, shape, 60 * [0.1], options)
    output = tmp_path / "resumed.h5"
    job = ("convolve", source, output, *options, "--resume", "--shard-size", "40K")
    process = start(*job, "--repeat", 1000, "--kokkos-num-threads=1")
    wait_for(lambda: len(shards_of(output)) >= 2)
    kill(process)
    name, *value = change
    message = fail(3, *job, f"--{name}", *value)
    assert f"its shards are of another job, with another {name}" in message
    succeed(*job)
    assert arrays(output) == wanted


@limits_memory
@pytest.mark.parametrize("adjoint", [False, True])
@pytest.mark.parametrize("boundary", PAD)
def test_memory_is_kept_within(tmp_path, boundary, adjoint):
    """An image whose result is larger than the limit."""
    shape = (3000, 2000)
    matrix = scipy.sparse.random(1, 6_000_000, 0.1, format="csr", random_state=1)
    source = write_batch(tmp_path / "in.h5", matrix.astype(np.float32), shape)
    job = ("convolve", source, tmp_path / "out.h5", "--filter", "box:3", "--boundary", boundary)
    job += ("--adjoint",) * adjoint
    succeed(*job, "--memory-limit", "96M", "--report", tmp_path / "report.json", "--progress", "off")
    report = json.loads((tmp_path / "report.json").read_text())
    limited = arrays(tmp_path / "out.h5")
    assert report["bytes"]["peak_memory"] < 96 << 20
    succeed(*job, "--progress", "off")
    assert arrays(tmp_path / "out.h5") == limited
