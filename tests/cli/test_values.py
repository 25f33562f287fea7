"""Values at entries, thresholds and normalized images, compared with SciPy."""

import json

import h5py
import numpy as np
import pytest
import scipy.signal
import scipy.sparse
from program import (
    MPIRUN,
    arrays,
    attributes,
    fail,
    manifests_of,
    random_images,
    read_batch,
    succeed,
    without_order,
    write_batch,
)

SHAPE = (40, 50)
FILTER = np.outer([1, 2, 1], [1, 3, -1]).astype(float)
RANKS = (None, 2, 3) if MPIRUN else (None,)


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    """An input with a crowded image, one without order, and one that is empty; the filter, and the
    results that are to be expected."""
    folder = tmp_path_factory.mktemp("values")
    rng = np.random.default_rng(5)
    parts = [random_images(rng, 1, SHAPE, density)[1] for density in (0.02, 0.7, 0.0, 0.1, 0.05)]
    parts[3] = without_order(parts[3])
    matrix = scipy.sparse.vstack(parts, format="csr")
    source = write_batch(folder / "in.h5", matrix, SHAPE)
    with h5py.File(folder / "filter.h5", "w") as file:
        file["filter"] = FILTER
    dense = matrix.toarray().reshape(-1, *SHAPE)
    wanted = [scipy.signal.convolve2d(image, FILTER, mode="same") for image in dense]
    return source, f"{folder / 'filter.h5'}:filter", dense, np.array(wanted)


def convolve(images, output, *options, **more):
    succeed("convolve", images[0], output, "--filter", images[1], "--progress", "off", *options,
            **more)
    return read_batch(output)


@pytest.mark.parametrize("ranks", RANKS)
def test_values_at_entries(tmp_path, images, ranks):
    *_, dense, wanted = images
    found = convolve(images, tmp_path / "out.h5", "--at-entries", ranks=ranks)
    stored = scipy.sparse.csr_matrix(dense.reshape(len(dense), -1))
    np.testing.assert_array_equal(found.indptr, stored.indptr)
    np.testing.assert_array_equal(found.indices, stored.indices)
    rows, columns = stored.nonzero()
    np.testing.assert_allclose(found.data, wanted.reshape(len(wanted), -1)[rows, columns],
                               atol=1e-12)
    told = attributes(tmp_path / "out.h5")
    assert told["at-entries"] == "true" and told["method"] == "direct"


@pytest.mark.parametrize("ranks", RANKS)
def test_values_of_an_adjoint_at_entries(tmp_path, images, ranks):
    options = ("--adjoint", "--boundary", "reflect", "--method", "direct")
    whole = convolve(images, tmp_path / "whole.h5", *options).toarray()
    found = convolve(images, tmp_path / "out.h5", *options, "--at-entries", ranks=ranks)
    rows, columns = scipy.sparse.csr_matrix(images[2].reshape(whole.shape)).nonzero()
    np.testing.assert_array_equal(found.indices, columns)
    np.testing.assert_array_equal(found.data, whole[rows, columns])


@pytest.mark.parametrize("ranks", RANKS)
def test_threshold(tmp_path, images, ranks):
    wanted = images[-1]
    found = convolve(images, tmp_path / "out.h5", "--threshold", 1.5, ranks=ranks).toarray()
    wanted = np.where(np.abs(wanted) >= 1.5, wanted, 0)
    np.testing.assert_allclose(found.reshape(wanted.shape), wanted, atol=1e-12)
    assert attributes(tmp_path / "out.h5")["threshold"] == "1.5"


@pytest.mark.parametrize("ranks", RANKS)
@pytest.mark.parametrize("kind", ["sum", "max"])
def test_normalize(tmp_path, images, kind, ranks):
    wanted = images[-1]
    found = convolve(images, tmp_path / "out.h5", "--normalize", kind, ranks=ranks).toarray()
    totals = getattr(wanted, kind)(axis=(1, 2), keepdims=True)
    totals[totals == 0] = 1
    np.testing.assert_allclose(found.reshape(wanted.shape), wanted / totals, rtol=1e-9, atol=1e-12)
    assert attributes(tmp_path / "out.h5")["normalize"] == kind


# Small shards and several ranks divide the crowded image.
@pytest.mark.parametrize("options", [("--normalize", "sum"), ("--normalize", "max"),
                                     ("--threshold", 0.5, "--normalize", "sum"), ("--at-entries",),
                                     ("--at-entries", "--normalize", "sum")])
def test_bits_do_not_depend_on_slices_and_ranks(tmp_path, images, options):
    convolve(images, tmp_path / "out.h5", *options)
    wanted = arrays(tmp_path / "out.h5")
    for number, ranks in enumerate(RANKS):
        output = tmp_path / f"other{number}.h5"
        convolve(images, output, *options, "--resume", "--shard-size", "4K", ranks=ranks)
        assert arrays(output) == wanted


@pytest.mark.parametrize("kind", ["sum", "max"])
@pytest.mark.parametrize("more", [(), ("--filter", "gaussian:1"), ("--repeat", 2)])
def test_ranks_share_an_image_that_is_normalized(tmp_path, kind, more):
    """Each of them makes a part of it, whether the results of the part are kept or made again."""
    rng = np.random.default_rng(7)
    parts = [random_images(rng, 1, SHAPE, density)[1] for density in (0.02, 0.5, 0.0)]
    parts[1] = without_order(parts[1])
    matrix = scipy.sparse.vstack(parts, format="csr")
    source, output = write_batch(tmp_path / "in.h5", matrix, SHAPE), tmp_path / "out.h5"
    job = ("convolve", source, output, "--filter", "box:3", "--normalize", kind, *more)
    groups = ["images/box:3", "images/gaussian:1"] if "--filter" in more else ["images"]
    succeed(*job)
    wanted = [arrays(output, group) for group in groups]
    for ranks in RANKS[1:]:
        for options in [(), ("--shard-size", "2K"), ("--shard-size", "1M")]:
            succeed(*job, "--layout", "sharded" if options else "single", *options, ranks=ranks)
            assert [arrays(output, group) for group in groups] == wanted
            if options:
                made = [sum(batch["nnz"] for line in lines for batch in line.get("batches", ()))
                        for lines in manifests_of(output)]
                assert len(made) == ranks and 2 * ranks * min(made) > sum(made)


def test_resume_takes_nothing_from_a_job_with_other_settings(tmp_path, images):
    output = tmp_path / "out.h5"
    for options in [(), ("--threshold", 1), ("--normalize", "max"), ("--at-entries",)]:
        convolve(images, output, "--layout", "sharded", "--resume", *options)
        found = arrays(output)
        convolve(images, tmp_path / "fresh.h5", *options)
        assert found == arrays(tmp_path / "fresh.h5")


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """Two images whose results do not fit into the memory limit below, one of them without order,
    and a small one."""
    rng = np.random.default_rng(6)
    parts = [random_images(rng, 1, LARGE, density, np.float32)[1] for density in (0.1, 0.001, 0.1)]
    parts[2] = without_order(parts[2])
    matrix = scipy.sparse.vstack(parts, format="csr")
    return write_batch(tmp_path_factory.mktemp("large") / "in.h5", matrix, LARGE)


LARGE = (1500, 2000)
NORMALIZED = [("--normalize", "sum"), ("--normalize", "max", "--threshold", 0.3),
              ("--normalize", "sum", "--at-entries", "--boundary", "wrap"),
              ("--normalize", "max", "--mode", "full", "--filter", "gaussian:2")]


@pytest.mark.parametrize("options", NORMALIZED)
def test_an_image_that_is_normalized_in_parts(tmp_path, large, options):
    command = ("--filter", "box:3", "--progress", "off", *options)
    succeed("convolve", large, tmp_path / "whole.h5", *command)
    several = command.count("--filter") > 1
    groups = ["images/box:3", "images/gaussian:2"] if several else ["images"]
    limited = ("--memory-limit", "80M", "--kokkos-num-threads=1", "--shard-size", "4M")
    for ranks, more in [(None, ()), (None, ("--resume",)), (RANKS[-1], ("--layout", "sharded"))]:
        output, report = tmp_path / "parts.h5", tmp_path / "report.json"
        succeed("convolve", large, output, *command, *limited, *more, "--report", report,
                ranks=ranks)
        for group in groups:
            assert arrays(output, group) == arrays(tmp_path / "whole.h5", group)
        assert json.loads(report.read_text())["bytes"]["peak_memory"] <= 80 << 20


@pytest.mark.parametrize("options, word", [
    (("--threshold=-1",), "at least 0"),
    (("--threshold", "nan"), "threshold"),
    (("--normalize", "l2"), "normalize"),
    (("--at-entries", "--threshold", 1), "--threshold"),
    (("--at-entries", "--mode", "full"), "--mode same"),
    (("--at-entries", "--method", "lazy"), "--method direct"),
])
def test_what_is_refused(tmp_path, options, word):
    assert word in fail(2, "convolve", "in.h5", "out.h5", "--filter", "box:3", *options)
