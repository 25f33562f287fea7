"""Jobs with several filters: each result has the bytes that it has by itself."""

import json
import signal

import anndata
import h5py
import numpy as np
import pytest
from outputs import LAYOUTS, RANKS, names
from program import (
    arrays,
    fail,
    finish,
    kill,
    limits_memory,
    manifests_of,
    random_images,
    read_batch,
    shards_of,
    start,
    succeed,
    undisturbed,
    wait_for,
    write_batch,
)

SHAPE = (40, 50)
DENSITIES = 2 * [*14 * [0.02], 0.6]  # the dense images are divided; the first is without order
FILTERS = ("gaussian:2", "box:3", "dog:1:3")
JOB = ("--progress", "off", "--shard-size", "200K", "--kokkos-num-threads=1")
JOB += ("--mode", "full", "--boundary", "reflect")
SEVERAL = tuple(word for name in FILTERS for word in ("--filter", name))


@pytest.fixture(scope="module")
def job(tmp_path_factory):
    """An input, and the result of each filter by itself."""
    folder = tmp_path_factory.mktemp("alone")
    options = (*JOB, "--filter", FILTERS[0])
    source, first = undisturbed(folder, 8, SHAPE, DENSITIES, options)
    wanted = {FILTERS[0]: first}
    for name in FILTERS[1:]:
        succeed("convolve", source, folder / "alone.h5", *JOB, "--filter", name)
        wanted[name] = arrays(folder / "alone.h5")
    return source, wanted


def results(path, group="images"):
    """The arrays of all results in a file."""
    with h5py.File(path) as file:
        results = list(file[group])
    return {name: arrays(path, f"{group}/{name}") for name in results}


@pytest.mark.parametrize("ranks", RANKS)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("options", [(), ("--resume",), ("--compression", "gzip")])
def test_results_are_those_of_each_filter(tmp_path, job, ranks, layout, options):
    source, wanted = job
    command = ("convolve", source, tmp_path / "out.h5", *SEVERAL, *JOB, *options)
    succeed(*command, "--layout", layout, ranks=ranks)
    assert results(tmp_path / "out.h5") == wanted
    assert names(tmp_path) == ["out.h5", "out.h5.shards"][: 1 + (layout == "sharded")]
    for name in FILTERS:
        succeed("info", f"{tmp_path / 'out.h5'}:images/{name}")


def recorded(output):
    """The first rows of the shards that manifests tell of: a shard has its name before its line."""
    return {line["rows"][0] for lines in manifests_of(output) for line in lines if "rows" in line}


def identity(path):
    """What tells whether it is still the same file, unchanged."""
    status = path.stat()
    return status.st_ino, status.st_mtime_ns


@pytest.mark.parametrize("ranks", RANKS)
def test_kept_work_counts_for_all_filters(tmp_path, job, ranks):
    source, wanted = job
    output = tmp_path / "out.h5"
    command = ("convolve", source, output, *SEVERAL, *JOB, "--resume")
    process = start(*command, "--repeat", 2000, ranks=ranks)
    wait_for(lambda: len(recorded(output)) >= 3)
    assert kill(process)
    files, rows = shards_of(output), recorded(output)
    damaged, *kept = [path for path in files if int(path.stem) in rows]
    assert len(kept) == len(rows) - 1
    with open(damaged, "r+b") as shard:  # one result in it
        shard.seek(-1000, 2)
        shard.write(bytes(500))
    before = {path: identity(path) for path in [damaged, *kept]}
    assert "another filter" in fail(3, *command, "--filter", "delta")
    process = start(*command, "--repeat", 2000)
    wait_for(lambda: len(shards_of(output)) > len(files))
    process.send_signal(signal.SIGTERM)
    assert finish(process).returncode == 143
    assert [path for path in before if identity(path) != before[path]] == [damaged]
    succeed(*command, ranks=ranks)
    assert results(output) == wanted and names(tmp_path) == ["out.h5"]


@limits_memory
def test_memory_stays_within_the_limit(tmp_path):
    """Images of a few MB, whose results would take several times as much together."""
    rng = np.random.default_rng(4)
    source = tmp_path / "in.h5"
    succeed("generate", source, "--images", 40, "--shape", "400,500", "--density", 0.1)
    filters = [f"gaussian:{1 + rng.random():.3f}" for _ in range(4)]
    limit = 120 << 20
    report = tmp_path / "report.json"
    words = [word for name in filters for word in ("--filter", name)]
    command = ("convolve", source, tmp_path / "out.h5", *words, "--memory-limit", limit)
    succeed(*command, "--kokkos-num-threads=1", "--report", report)
    told = json.loads(report.read_text())
    assert told["bytes"]["peak_memory"] <= limit
    assert told["bytes"]["written"] > 2 * limit
    for name in filters:
        succeed("convolve", source, tmp_path / "alone.h5", "--filter", name)
        same = f"{tmp_path / 'out.h5'}:images/{name}"
        succeed("compare", tmp_path / "alone.h5", same)


def test_report_and_summary(tmp_path, job):
    source, wanted = job
    report = tmp_path / "report.json"
    told = succeed("convolve", source, tmp_path / "out.h5", *SEVERAL, *JOB, "--report", report)
    assert "of 3 filters" in told
    told = json.loads(report.read_text())
    assert [result["filter"] for result in told["results"]] == list(FILTERS)
    assert [result["group"] for result in told["results"]] == [f"images/{n}" for n in FILTERS]
    nnz = [read_batch(tmp_path / "out.h5", f"images/{name}").nnz for name in FILTERS]
    assert [result["nnz_out"] for result in told["results"]] == nnz and told["nnz_out"] == sum(nnz)
    assert told["output_shape"] == told["results"][0]["output_shape"] == [56, 66]
    assert told["results"][1]["output_shape"] == [42, 52]
    succeed("convolve", source, tmp_path / "out.h5", *SEVERAL[:2], *JOB, "--report", report)
    assert "results" not in json.loads(report.read_text())


def small(folder):
    images = random_images(np.random.default_rng(5), 4, (6, 7), 0.2)[1]
    return write_batch(folder / "in.h5", images, (6, 7))


def test_names_of_results(tmp_path):
    source, output = small(tmp_path), tmp_path / "out.h5"
    (tmp_path / "psf.txt").write_text("1 2\n")
    with h5py.File(tmp_path / "filters.h5", "w") as file:
        file["deep/narrow"] = np.ones((1, 2))
    paths = (tmp_path / "psf.txt", f"{tmp_path / 'filters.h5'}:deep/narrow")
    succeed("convolve", source, output, "--filter", paths[0], "--filter", paths[1])
    assert set(results(output)) == {"psf.txt", "narrow"}
    message = fail(2, "convolve", source, output, *2 * ("--filter", "box:3"))
    assert "'box:3' and 'box:3' would both be named 'box:3'" in message
    fail(2, "convolve", source, output, "--filter", "box:3", "--filter", "nothing")
    fail(2, "convolve", source, output, "--filter", "box:3", "box:5")
    message = fail(3, "info", output)
    assert "several groups" in message and f"{output}:images/" in message


def test_what_is_replaced(tmp_path):
    source, output = small(tmp_path), tmp_path / "out.h5"
    both = ("--filter", "box:3", "--filter", "disk:1")
    succeed("convolve", source, output, "--filter", "box:3")
    assert "is a batch" in fail(3, "convolve", source, f"{output}:images", *both)
    succeed("convolve", source, output, *both)
    succeed("convolve", source, f"{output}:images", "--filter", "box:3", "--filter", "delta")
    assert set(results(output)) == {"box:3", "disk:1", "delta"}
    with h5py.File(output, "a") as file:
        file["images/mine"] = 1
    assert "is not a result" in fail(3, "convolve", source, output, *both)
    with h5py.File(output, "a") as file:
        del file["images/mine"]
    succeed("convolve", source, output, "--filter", "box:5")
    assert read_batch(output).nnz > 0
    succeed("convolve", source, f"{output}:images", *both, "--overwrite")
    assert set(results(output)) == {"box:3", "disk:1"}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layers_of_an_annotated_matrix(tmp_path, layout):
    source, output = small(tmp_path), tmp_path / "cells.h5ad"
    both = ("--filter", "box:3", "--filter", "box:5", "--layout", layout)
    message = fail(3, "convolve", source, output, *both, "--mode", "full")
    assert "differ in shape" in message and names(tmp_path) == ["in.h5"]
    for _ in range(2):
        succeed("convolve", source, output, *both)
        cells = anndata.read_h5ad(output)
        assert cells.shape == (4, 42) and set(cells.layers) == {"box:3", "box:5"}
    succeed("convolve", source, f"{output}:layers", "--filter", "delta", "--filter", "disk:2")
    layers = anndata.read_h5ad(output).layers
    assert set(layers) == {"box:3", "box:5", "delta", "disk:2"}
    assert (layers["delta"] != read_batch(source)).nnz == 0


def test_many_inputs(tmp_path):
    source = small(tmp_path)
    both = ("--filter", "box:3", "--filter", "disk:1")
    succeed("convolve", source, "--output-folder", tmp_path / "out", *both)
    assert set(results(tmp_path / "out" / "in.h5")) == {"box:3", "disk:1"}
