"""`sparseconv generate`: random batches, which the seed determines."""

import resource
import signal

import numpy as np
import pytest
from program import attributes, fail, finish, limits_memory, read_batch, start, succeed, wait_for


def generate(path, *options):
    succeed("generate", path, *options)
    return read_batch(path)


def same(a, b):
    return (a != b).nnz == 0 and a.dtype == b.dtype


def test_density(tmp_path):
    batch = generate(tmp_path / "a.h5", "--images", 200, "--shape", "100,70", "--density", 0.05)
    assert batch.shape == (200, 7000) and batch.dtype == np.float32
    assert list(attributes(tmp_path / "a.h5")["image-shape"]) == [100, 70]
    counts = np.diff(batch.indptr)
    deviation = np.sqrt(7000 * 0.05 * 0.95)  # of a binomial distribution
    assert abs(counts.mean() - 350) < 5 * deviation / np.sqrt(200)
    assert 0.75 < counts.std() / deviation < 1.3
    assert (batch.data > 0).all() and (batch.data <= 1).all()
    assert abs(batch.data.mean() - 0.5) < 0.01
    column_counts = np.bincount(batch.indices, minlength=7000).reshape(7, 1000).sum(axis=1)
    assert np.abs(column_counts - 10000).max() < 5 * np.sqrt(9500)


def test_pixels_are_independent(tmp_path):
    """Two neighbours are both stored as often as independent pixels would be."""
    batch = generate(tmp_path / "a.h5", "--images", 400, "--shape", "50,50", "--density", 0.3)
    stored = (batch.toarray() > 0).astype(float)
    n = stored[:, 1:].size
    for distance in (1, 2, 7):
        both = (stored[:, distance:] * stored[:, :-distance]).mean()
        assert abs(both - 0.09) < 6 * 0.3 / np.sqrt(n)


@pytest.mark.parametrize("density, nnz", [("0", 0), ("1", 600), ("1e-18", 0)])
def test_densities_at_the_ends(tmp_path, density, nnz):
    batch = generate(tmp_path / "a.h5", "--images", 3, "--shape", "20,10", "--density", density)
    assert batch.nnz == nnz


@pytest.mark.parametrize("density", ["1e-17", "3e-16", "2e-15"])
def test_densities_with_fewer_digits_than_one_less_them(tmp_path, density):
    batch = generate(tmp_path / "a.h5", "--images", 10, "--shape", "2147483647,2147483647",
                     "--density", density)
    expected = 10 * 2147483647**2 * float(density)
    assert abs(batch.nnz - expected) < 5 * np.sqrt(expected)


def test_large_sparse_images_are_quick(tmp_path):
    batch = generate(
        tmp_path / "a.h5", "--images", 2, "--shape", "200000,200000", "--density", "1e-8"
    )
    assert batch.shape == (2, 4 * 10**10) and batch.indices.dtype == np.int64
    assert 600 < batch.nnz < 1000
    assert batch.indices.max() > 3.5e10


def test_seed(tmp_path):
    options = ("--images", 20, "--shape", "40,40", "--density", 0.1)
    first = generate(tmp_path / "a.h5", *options, "--seed", 5)
    assert same(first, generate(tmp_path / "b.h5", *options, "--seed", 5))
    assert not same(first, generate(tmp_path / "c.h5", *options, "--seed", 6))
    double = generate(tmp_path / "d.h5", *options, "--seed", 5, "--dtype", "double")
    assert same(first, double.astype(np.float32))


def test_images_depend_on_seed_and_number_alone(tmp_path):
    options = ("--shape", "40,40", "--density", 0.1)
    few = generate(tmp_path / "a.h5", "--images", 5, *options)
    many = generate(tmp_path / "b.h5", "--images", 50, *options)
    assert same(few, many[:5])
    assert not same(many[5:10], few)


def test_known_values(tmp_path):
    """The values that this seed gave when the generator was made, and must give everywhere."""
    batch = generate(
        tmp_path / "a.h5",
        "--images",
        2,
        "--shape",
        "8,8",
        "--density",
        0.05,
        "--seed",
        42,
        "--dtype",
        "double",
    )
    assert batch.indptr.tolist() == [0, 3, 5]
    assert batch.indices.tolist() == [6, 11, 33, 4, 6]
    assert batch.data.tolist() == [
        0.6603315337943666,
        0.5485317749147631,
        0.4601927796390134,
        0.13546538950493447,
        0.9345068332627946,
    ]


def test_blobs(tmp_path):
    batch = generate(
        tmp_path / "a.h5", "--images", 50, "--shape", "64,64", "--blobs", "1:5", "--dtype", "double"
    )
    for image in batch.toarray().reshape(50, 64, 64):
        row, column = np.unravel_index(image.argmax(), image.shape)
        i, j = np.indices(image.shape)
        inside = np.clip(1 - ((i - row) ** 2 + (j - column) ** 2) / 25, 0, None)
        np.testing.assert_allclose(image, image.max() * inside**2, rtol=1e-12)


def test_overlapping_blobs_are_canonical(tmp_path):
    batch = generate(tmp_path / "a.h5", "--images", 3, "--shape", "30,30", "--blobs", "40:6")
    for begin, end in zip(batch.indptr, batch.indptr[1:]):
        assert (np.diff(batch.indices[begin:end]) > 0).all()
    assert (batch.data > 0).all() and batch.data.max() <= 1
    assert batch.nnz > 3 * 700


def test_no_images(tmp_path):
    batch = generate(
        tmp_path / "a.h5", "--images", 0, "--shape", "4,5", "--density", 0.5, "--dtype", "double"
    )
    assert batch.shape == (0, 20) and batch.dtype == np.float64


@pytest.mark.parametrize(
    "options, message",
    [
        (("--density", "1.5"), "--density"),
        (("--density", "-1"), "--density"),
        (("--density", "nan"), "--density"),
        (("--density", "much"), "--density"),
        (("--blobs", "-1"), "--blobs"),
        (("--blobs", "3:0"), "--blobs"),
        (("--blobs", "x"), "--blobs"),
        (("--density", "0.5", "--blobs", "2"), "--density"),
        ((), "--density"),
        (("--density", "0.5", "--seed", "x"), "--seed"),
        (("--density", "1", "--dtype", "int"), "int"),
        (("--density", "1", "--seed", "99999999999999999999"), "--seed"),
        (("--blobs", "1000000000000000000"), "from 0 to 1000000000"),
        (("--blobs", "1:1000000000000000000"), "from 1 to 2147483647"),
    ],
)
def test_bad_options(tmp_path, options, message):
    error = fail(2, "generate", tmp_path / "a.h5", "--images", 3, "--shape", "4,4", *options)
    assert message in error
    assert not list(tmp_path.iterdir())


def test_folder_that_does_not_exist(tmp_path):
    fail(4, "generate", tmp_path / "no" / "a.h5", "--images", 3, "--shape", "4,4", "--density", 1)


def test_standard_output_is_no_place_for_hdf5(tmp_path):
    options = ("--images", 3, "--shape", "4,4", "--density", 1)
    assert "standard output" in fail(2, "generate", "-", *options, cwd=tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "code, images, shape, content, message",
    [
        (2, 10**18, "4,4", ("--density", 1), "from 0 to 1000000000000"),
        (4, 10**12, "4,4", ("--density", 1), "the file would take about"),
        (4, 10**12, "4,4", ("--density", 0), "the file would take about 7.276T"),
        (4, 1, "2000000000,2000000000", ("--density", 1), "an image in memory would take"),
        (4, 1, "2000000000,2000000000", ("--blobs", "1:1000000000"), "an image in memory would"),
        (4, 1, "1000000,1000000", ("--blobs", "1000000000:6"), "an image in memory would take"),
    ],
)
def test_more_than_there_is_room_for(tmp_path, code, images, shape, content, message):
    options = ("--images", images, "--shape", shape, *content)
    assert message in fail(code, "generate", tmp_path / "a.h5", *options)
    assert not list(tmp_path.iterdir())


@limits_memory
def test_many_blobs_take_no_more_memory_than_their_pixels(tmp_path):
    """Some 17 million pixels are drawn, which would take 270 MB and more."""
    limit = 200 << 20
    options = ("--images", 1, "--shape", "50,50", "--kokkos-num-threads=1")
    succeed("generate", tmp_path / "a.h5", *options, "--blobs", "150000:6",
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
    assert read_batch(tmp_path / "a.h5").nnz == 2500


def test_signal_while_an_image_is_drawn(tmp_path):
    options = ("--images", 1, "--shape", "50,50", "--blobs", "1000000000:9")
    process = start("generate", tmp_path / "a.h5", *options)
    wait_for(lambda: list(tmp_path.iterdir()))
    process.send_signal(signal.SIGTERM)
    done = finish(process)
    assert done.returncode == 128 + signal.SIGTERM
    assert done.stderr.startswith("sparseconv: error: ended by signal 15: nothing of ")
    assert not list(tmp_path.iterdir())
