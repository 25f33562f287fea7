"""Our library reads files of NumPy and SciPy: filters, sparse matrices and dense images."""

import zipfile

import h5py
import numpy as np
import pytest
import scipy.sparse
from batch_files import assert_copy_refused, assert_refused, copy, random_matrix, run
from batches import assert_same, read_batch

REAL_TYPES = ["<f2", "<f4", ">f4", "<f8", ">f8"]
TYPES = [*REAL_TYPES, "?", "i1", "u1", "<i2", ">u2", "<i4", ">u4", "<i8", ">u8"]


pytestmark = pytest.mark.usefixtures("temporary_files")


def filter_of(path):
    done = run("filter", path, check=True)
    return np.loadtxt(done.stdout.splitlines(), ndmin=2)


@pytest.mark.parametrize("dtype", TYPES)
def test_types_of_filters(tmp_path, dtype):
    weights = np.array([[0, 1, 2], [1, 0, 1]]).astype(dtype)
    np.save(tmp_path / "filter.npy", weights)
    np.testing.assert_array_equal(filter_of(tmp_path / "filter.npy"), weights)


@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
def test_versions_of_the_format(tmp_path, version):
    weights = np.array([[0.5, -1e30, 2]])
    with open(tmp_path / "filter.npy", "wb") as file:
        np.lib.format.write_array(file, weights, version)
    np.testing.assert_array_equal(filter_of(tmp_path / "filter.npy"), weights)


RECORDS = np.zeros(3, [("ypix", int), ("xpix", int)])

WRONG_FILTERS = {
    "one dimension": ("must have two dimensions", np.ones(3)),
    "three dimensions": ("must have two dimensions", np.ones((3, 3, 3))),
    "complex": ("elements of type '<c16'", np.ones((3, 3), complex)),
    "long double": ("elements of type '<f16'", np.ones((3, 3), np.longdouble)),
    "texts": ("elements of type '<U1'", np.array([["a"]])),
    "records": ("is an array of records", RECORDS),
    "objects": ("holds Python objects, as suite2p's stat.npy", np.array([{"ypix": [1]}])),
    "not finite": ("has a weight that is not a finite number", np.array([[1, np.nan]])),
}


@pytest.mark.parametrize("name", WRONG_FILTERS)
def test_wrong_filters(tmp_path, name):
    message, weights = WRONG_FILTERS[name]
    np.save(tmp_path / "filter.npy", weights)
    assert_refused(run("filter", tmp_path / "filter.npy"), message)


def test_damaged_filters(tmp_path):
    np.save(tmp_path / "filter.npy", np.ones((3, 5)))
    content = (tmp_path / "filter.npy").read_bytes()
    path = tmp_path / "damaged.npy"
    for length in range(6, len(content), 3):
        path.write_bytes(content[:length])
        assert_refused(run("filter", path))
    for old, new in {b"(3, 5)": b"(9, 9)", b"\x93NUMPY\x01": b"\x93NUMPY\x09"}.items():
        path.write_bytes(content.replace(old, new))
        assert_refused(run("filter", path))
    for type in (b"'<M[ns]'", b"'<f[ab]'"):  # three letters more than the type has, and no digit
        path.write_bytes(content.replace(b"'<f8'", type).replace(b"}   ", b"}", 1))
        assert_refused(run("filter", path), "not in NumPy's format")
    huge = f"({2**62}, {2**62})".encode()
    path.write_bytes(content.replace(b"(3, 5), }" + b" " * (len(huge) - 6), huge + b", }"))
    assert_refused(run("filter", path), "more elements than the file holds")


def copy_npz(path, output, slice_size=7):
    """Copies a batch, unless zip archives cannot be read."""
    if "with libzip" in run("read", path, 0, 0).stderr:
        pytest.skip("built without libzip")
    return read_batch(copy(path, output, slice_size))


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("slice_size", [1, 7, 1000])
def test_npz(tmp_path, compressed, slice_size):
    matrix = random_matrix()
    scipy.sparse.save_npz(tmp_path / "in.npz", matrix, compressed)
    assert_same(copy_npz(tmp_path / "in.npz", tmp_path / "out.h5", slice_size), matrix)
    scipy.sparse.save_npz(tmp_path / "in.npz", matrix.T.tocsc(), compressed)
    assert_same(copy_npz(tmp_path / "in.npz", tmp_path / "out.h5", slice_size), matrix)
    scipy.sparse.save_npz(tmp_path / "in.npz", scipy.sparse.csr_array(matrix), compressed)
    assert_same(copy_npz(tmp_path / "in.npz", tmp_path / "out.h5", slice_size), matrix)


@pytest.mark.parametrize("dtype", ["<f4", "<f8", "?", "i1", "u1", "<i2", "<u4", "<i8"])
def test_types_of_npz(tmp_path, dtype):
    matrix = random_matrix(dtype)
    scipy.sparse.save_npz(tmp_path / "in.npz", matrix)
    assert_same(copy_npz(tmp_path / "in.npz", tmp_path / "out.h5"), matrix)


def test_empty_npz(tmp_path):
    scipy.sparse.save_npz(tmp_path / "in.npz", scipy.sparse.csr_matrix((3, 6)))
    result = copy_npz(tmp_path / "in.npz", tmp_path / "out.h5")
    assert result.shape == (3, 6) and result.nnz == 0


@pytest.mark.parametrize("form", ["coo", "bsr", "dia"])
def test_npz_in_other_formats(tmp_path, form):
    scipy.sparse.save_npz(tmp_path / "in.npz", random_matrix().asformat(form))
    if "with libzip" not in run("read", tmp_path / "in.npz", 0, 0).stderr:
        assert_copy_refused(tmp_path / "in.npz", f"in the format '{form}'")


def rewrite(path, **changed):
    """Replaces files of an archive; None leaves a file out."""
    with zipfile.ZipFile(path) as old:
        files = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, content in files.items():
            stem = name.removesuffix(".npy")
            if stem not in changed:
                new.writestr(name, content)
            elif changed[stem] is not None:
                with new.open(name, "w") as file:
                    np.save(file, changed[stem])


WRONG_NPZ = {
    "no format": ("is a zip archive without a sparse matrix", {"format": None}),
    "no data": ("in.npz:data.npy: there is no such file in the archive", {"data": None}),
    "no indptr": ("in.npz:indptr.npy: there is no such file", {"indptr": None}),
    "number as format": ("in.npz:format: is not a short text", {"format": np.array(3)}),
    "shape of three": ("in.npz:shape: is not a pair", {"shape": np.array([40, 63, 1])}),
    "real shape": ("in.npz:shape: must hold whole numbers", {"shape": np.array([40.0, 63])}),
    "negative shape": ("'shape' has a negative number", {"shape": np.array([-40, 63])}),
    "other shape": ("in.npz:indptr: has 41 elements", {"shape": np.array([41, 63])}),
    "matrix as data": ("in.npz:data: must have one dimension", {"data": np.ones((3, 3))}),
    "real indices": ("in.npz:indices: must hold whole", {"indices": np.ones(9)}),
    "short indices": ("in.npz:indices: has 9 elements", {"indices": np.ones(9, int)}),
    "falling indptr": ("in.npz:indptr: ends at", {"indptr": np.arange(41)[::-1] - 40}),
}


@pytest.mark.parametrize("name", WRONG_NPZ)
def test_wrong_npz(tmp_path, name):
    message, changed = WRONG_NPZ[name]
    scipy.sparse.save_npz(tmp_path / "in.npz", random_matrix())
    copy_npz(tmp_path / "in.npz", tmp_path / "out.h5")
    rewrite(tmp_path / "in.npz", **changed)
    assert_copy_refused(tmp_path / "in.npz", message)


def test_damaged_npz(tmp_path):
    """The checksums of the archive find any wrong byte."""
    matrix = random_matrix()
    scipy.sparse.save_npz(tmp_path / "in.npz", matrix)
    copy_npz(tmp_path / "in.npz", tmp_path / "out.h5")
    content = (tmp_path / "in.npz").read_bytes()
    refused = 0
    for at in range(4, len(content), len(content) // 60):
        damaged = tmp_path / "damaged.npz"
        damaged.write_bytes(content[:at] + bytes([content[at] ^ 16]) + content[at + 1 :])
        done = run("copy", damaged, tmp_path / "damaged.h5", 7)
        if done.returncode == 0:  # the byte did not matter: it is in a date, for instance
            assert_same(read_batch(tmp_path / "damaged.h5"), matrix)
        else:
            assert_refused(done)
            refused += 1
    assert refused > 40


def test_no_room_for_npz(tmp_path, monkeypatch):
    scipy.sparse.save_npz(tmp_path / "in.npz", random_matrix())
    copy_npz(tmp_path / "in.npz", tmp_path / "out.h5")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "out.h5"))
    assert_copy_refused(tmp_path / "in.npz", "out.h5: cannot hold temporary files", code=4)


def told_of_opening(path, end):
    """What is told while a file is opened, which ends at the fraction `end`."""
    done = run("opening", path, end)
    assert (done.returncode, done.stderr) == ((4, "ended\n") if end <= 1 else (0, ""))
    return [float(line) for line in done.stdout.splitlines()]


def test_opening_of_npz(tmp_path):
    """Zeros, to take long to expand and little time to compress."""
    n = 20_000_000
    matrix = scipy.sparse.csr_matrix((np.zeros(n), np.zeros(n, np.int32), [0, n]), (1, 1))
    scipy.sparse.save_npz(tmp_path / "in.npz", matrix)
    if "with libzip" in run("read", tmp_path / "in.npz", 0, 0).stderr:
        pytest.skip("built without libzip")
    whole = told_of_opening(tmp_path / "in.npz", 2)
    assert whole[0] == 0 and whole[-1] == 1 and whole.count(1) == 1
    assert whole == sorted(whole) and len(whole) > 2
    for end in (0, 0.1, 1):
        told = told_of_opening(tmp_path / "in.npz", end)
        assert told[-1] >= end and all(fraction < end for fraction in told[:-1])


def random_stack(dtype=np.float32, shape=(9, 5, 7)):
    rng = np.random.default_rng(2)
    return (rng.integers(1, 100, shape) * (rng.random(shape) < 0.3)).astype(dtype)


def assert_stack(path, stack, image_shape=None):
    result = read_batch(path)
    matrix = scipy.sparse.csr_matrix(stack.reshape(len(stack), -1).astype(float))
    assert_same(result, matrix)
    with h5py.File(path) as file:
        assert tuple(file["images"].attrs["image-shape"]) == (image_shape or stack.shape[1:])


@pytest.mark.parametrize("dtype", TYPES)
def test_stacks(tmp_path, dtype):
    stack = random_stack(dtype)
    np.save(tmp_path / "in.npy", stack)
    assert_stack(copy(tmp_path / "in.npy", tmp_path / "out.h5", 2), stack)


@pytest.mark.parametrize("chunks", [None, (1, 3, 4), (2, 3, 4), (3, 5, 7), (100, 2, 2)], ids=str)
@pytest.mark.parametrize("name", ["images", "any/name"])
def test_stacks_in_hdf5(tmp_path, chunks, name):
    stack = random_stack()
    options = {"chunks": chunks, "maxshape": (None, None, None), "compression": "gzip"}
    with h5py.File(tmp_path / "in.h5", "w") as file:
        file.create_dataset(name, data=stack, **(options if chunks else {}))
    path = tmp_path / "in.h5" if name == "images" else f"{tmp_path}/in.h5:{name}"
    assert_stack(copy(path, tmp_path / "out.h5", 2), stack)


@pytest.mark.parametrize("shape", [(3, 300, 500), (2, 2, 70_000), (2, 140_001, 1)])
def test_stacks_of_large_images(tmp_path, shape):
    """Large images are read in blocks."""
    stack = random_stack(np.uint8, shape)
    np.save(tmp_path / "in.npy", stack)
    with h5py.File(tmp_path / "in.h5", "w") as file:
        file["images"] = stack
        file["matrix"] = stack.reshape(len(stack), -1)
        for name in ("images", "matrix"):
            file.create_dataset(f"packed/{name}", data=file[name][:], compression="gzip")
    for path in ("in.npy", "in.h5", "in.h5:packed/images"):
        assert_stack(copy(tmp_path / path, tmp_path / "out.h5", 2), stack)
    for path in ("in.h5:matrix", "in.h5:packed/matrix"):
        assert_stack(copy(tmp_path / path, tmp_path / "out.h5", 2), stack, (1, stack[0].size))


def test_stacks_keep_what_is_not_finite(tmp_path):
    stack = np.array([[[0, np.nan], [-0.0, np.inf]]])
    np.save(tmp_path / "in.npy", stack)
    result = read_batch(copy(tmp_path / "in.npy", tmp_path / "out.h5", 2))
    np.testing.assert_array_equal(result.data, [np.nan, np.inf])
    np.testing.assert_array_equal(result.indices, [1, 3])


@pytest.mark.parametrize("shape", [(0, 5, 7), (3, 0)])
def test_empty_stacks(tmp_path, shape):
    np.save(tmp_path / "in.npy", np.zeros(shape))
    assert run("read", tmp_path / "in.npy", 0, shape[0], check=True).stdout == ""


def test_wrong_stacks(tmp_path):
    stacks = {
        "1 dimension: dense images are": np.zeros(3),
        " dimensions: dense images are": np.zeros((3, 3, 3, 3)),
        "its images cannot be 0x3": np.zeros((2, 0, 3)),
        "is stored in Fortran's order": np.asfortranarray(random_stack()),
        "holds Python objects, as suite2p's": np.array([{"ypix": 1}]),
    }
    for message, stack in stacks.items():
        np.save(tmp_path / "in.npy", stack)
        assert_copy_refused(tmp_path / "in.npy", message)
    with h5py.File(tmp_path / "in.h5", "w") as file:
        file["X"] = random_stack().astype(complex)
        file["flat"] = np.zeros(3)
        file["tables"] = RECORDS
    assert_copy_refused(f"{tmp_path}/in.h5:X", "in.h5:X: does not hold numbers")
    assert_copy_refused(f"{tmp_path}/in.h5:flat", "has 1 dimension: dense images are")
    assert_copy_refused(f"{tmp_path}/in.h5:tables", "has 1 dimension: dense images are")
    assert_copy_refused(tmp_path / "in.h5", "name dense images")
