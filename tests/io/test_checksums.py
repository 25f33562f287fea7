"""Checksums of blocks: every slice that is read is compared with them."""

import zlib

import h5py
import numpy as np
import pytest
import scipy.sparse
from batch_files import assert_copy_refused, assert_refused, copy, run, write_batch, write_checksums
from batches import read_batch

N = 40  # images of 9 pixels


def random_batch(data="<f4", indices="<i4", seed=1):
    rng = np.random.default_rng(seed)
    dense = rng.integers(1, 100, (N, 9)) * (rng.random((N, 9)) < 0.5)
    matrix = scipy.sparse.csr_matrix(dense.astype(np.float64))
    return matrix.data.astype(data), matrix.indices.astype(indices), matrix.indptr.astype(np.int64)


def write_checksummed(path, block_length=7, types=("<f4", "<i4"), **options):
    data, indices, indptr = random_batch(*types)
    attributes = {"shape": np.array([N, 9]), "image-shape": np.array([3, 3])}
    write_batch(path, data=data, indices=indices, indptr=indptr, attributes=attributes, **options)
    return write_checksums(path, block_length)


def read(path, first, last):
    """Columns and values of some images."""
    done = run("read", path, first, last)
    assert (done.returncode, done.stderr) == (0, "")
    return np.array(done.stdout.split(), float).reshape(-1, 2).T


def flip(path, name, element, bit):
    """Changes one bit of a contiguous array."""
    with h5py.File(path) as file:
        dataset = file["images"][name]
        at = dataset.id.get_offset() + element * dataset.dtype.itemsize
    with open(path, "r+b") as file:
        file.seek(at + bit // 8)
        byte = file.read(1)[0]
        file.seek(at + bit // 8)
        file.write(bytes([byte ^ (1 << bit % 8)]))


TYPES = [("<f4", "<i4"), (">f8", ">i8"), ("<i2", "<i8"), ("<f8", "<i4"), ("?", ">u4")]


@pytest.mark.parametrize("types", TYPES)
@pytest.mark.parametrize("block_length", [1, 2, 7, 50, 1000, 131072])
def test_sound_files_are_read(tmp_path, types, block_length):
    path = write_checksummed(tmp_path / "in.h5", block_length, types)
    data, indices, indptr = random_batch(*types)
    for first, last in ((0, N), (0, 1), (3, 4), (5, 20), (N - 1, N), (7, 7)):
        entries = slice(indptr[first], indptr[last])
        np.testing.assert_array_equal(read(path, first, last), [indices[entries], data[entries]])
    with h5py.File(copy(path, tmp_path / "out.h5", 3)) as file:
        np.testing.assert_array_equal(file["images/data"], data)
        np.testing.assert_array_equal(file["images/indices"], indices)


def test_blocks_of_the_length_that_is_written(tmp_path):
    """More than two whole blocks, and slices that begin and end within a block."""
    n, length = 300_001, 131072
    rng = np.random.default_rng(3)
    arrays = {"data": rng.random(n, np.float32), "indices": rng.integers(0, 6, n, np.int32)}
    path = write_batch(tmp_path / "in.h5", indptr=np.array([0, 5, length + 9, n]), **arrays)
    write_checksums(path, length)
    with h5py.File(copy(path, tmp_path / "out.h5", 1)) as file:
        for name, array in arrays.items():
            np.testing.assert_array_equal(file["images"][name], array)
    for checked in (path, tmp_path / "out.h5"):
        sums = run("checksum", checked, check=True).stdout.split()
        assert [int(sum) for sum in sums[:2]] == [zlib.crc32(array) for array in arrays.values()]
    flip(path, "data", 2 * length, 0)
    assert len(read(path, 0, 2)[0]) == length + 9
    damaged = f"elements {2 * length} to {n - 1} have another checksum"
    what = "images/data: holds something else than what was written: "
    assert_refused(run("read", path, 1, 3), what + damaged)


@pytest.mark.parametrize("name", ["data", "indices"])
@pytest.mark.parametrize("types", [("<f4", "<i4"), ("<f8", "<i8")])
def test_slices_of_a_damaged_file(tmp_path, name, types):
    """A slice is read unless it touches the block with the wrong bit."""
    rng = np.random.default_rng(4)
    path = write_checksummed(tmp_path / "in.h5", 7, types)
    content = path.read_bytes()
    *_, indptr = random_batch(*types)
    for _ in range(8):
        element, bit = rng.integers(indptr[-1]), rng.integers(32)
        flip(path, name, element, bit)
        block = element // 7
        end = min(7 * block + 7, indptr[-1])
        message = (
            f"in.h5:images/{name}: holds something else than what was written: elements "
            f"{7 * block} to {end - 1} have another checksum than {path}:images/checksums/{name} "
            "says, the file is damaged"
        )
        for first, last in ((0, N), (0, 5), (5, 6), (12, 30), (N - 1, N)):
            touched = 7 * block < indptr[last] and indptr[first] < end
            if touched:
                assert_refused(run("read", path, first, last), message)
            else:
                read(path, first, last)
        assert_refused(run("checksum", path), message)
        path.write_bytes(content)


def test_arrays_in_chunks_are_verified_too(tmp_path):
    """h5repack can make such arrays."""
    path = write_checksummed(tmp_path / "in.h5", options={"compression": "gzip"})
    data, *_ = random_batch()
    copy(path, tmp_path / "out.h5")
    with h5py.File(path, "a") as file:
        file["images/data"][3] = data[3] + 1
    assert_copy_refused(path, "than what was written: elements 0 to 6 have another checksum")


def test_anndata_and_h5py_read_them(tmp_path):
    path = write_checksummed(tmp_path / "in.h5")
    data, indices, indptr = random_batch()
    matrix = read_batch(path)
    with h5py.File(path) as file:
        np.testing.assert_array_equal(file["images/data"], data)
    for name, array in {"data": data, "indices": indices, "indptr": indptr}.items():
        np.testing.assert_array_equal(getattr(matrix, name), array)


def replace(file, name, **options):
    length = file["images/checksums"][name].attrs["block-length"]
    del file["images/checksums"][name]
    file["images/checksums"].create_dataset(name, **options).attrs["block-length"] = length


def set_length(length):
    def spoil(file):
        file["images/checksums/data"].attrs["block-length"] = length

    return spoil


def add_a_number(file):
    sums = file["images/checksums/data"][:]
    replace(file, "data", data=np.append(sums, 0))


def claim_many(file):
    set_length(1)(file)
    replace(file, "data", shape=(2**40,), dtype=np.int64, chunks=(2**20,))


def put_a_dataset(file):
    del file["images/checksums"]
    file["images/checksums"] = 3


def remove_length(file):
    del file["images/checksums/data"].attrs["block-length"]


WRONG = {
    "length 0": ("data: attribute 'block-length' is 0, but must be", set_length(0)),
    "negative length": ("data: attribute 'block-length' is -7, but must", set_length(-7)),
    "huge length": ("'block-length' is 1099511627776, but must be 1 to", set_length(2**40)),
    "length as text": ("'block-length' is not a whole number", set_length("7")),
    "no length": ("there is no attribute 'block-length'", remove_length),
    "other length": ("elements, but 'data' has", set_length(9)),
    "one too many": ("elements, but 'data' has", add_a_number),
    "many": ("images/checksums/data: was made, but nothing was ever written to it", claim_many),
    "no group": ("images/checksums: is not a group", put_a_dataset),
    "real": ("must hold", lambda file: replace(file, "data", data=np.zeros(3))),
    "two dimensions": ("one dimension", lambda file: replace(file, "data", data=[[1], [2]])),
}


@pytest.mark.parametrize("name", WRONG)
def test_checksums_that_cannot_be_right(tmp_path, name):
    message, spoil = WRONG[name]
    path = write_checksummed(tmp_path / "in.h5")
    with h5py.File(path, "a") as file:
        spoil(file)
    assert_copy_refused(path, "images/checksums")
    assert_copy_refused(path, message)


def test_checksums_of_one_array(tmp_path):
    path = write_checksums(write_batch(tmp_path / "in.h5"), 2, ["indices"])
    copy(path, tmp_path / "out.h5")
    flip(path, "data", 1, 3)
    copy(path, tmp_path / "out.h5")
    flip(path, "indices", 2, 0)
    assert_copy_refused(path, "than what was written: elements 2 to 2 have another checksum")


def test_checksums_of_whole_arrays(tmp_path):
    """The attribute of older files, which only a reader of the whole array can compare."""
    path = write_batch(tmp_path / "in.h5")
    sums = [int(sum) for sum in run("checksum", path, check=True).stdout.split()]
    with h5py.File(path, "a") as file:
        for name, sum in zip(("data", "indices"), sums):
            file["images"][name].attrs["crc32"] = sum
    assert run("checksum", path).returncode == 0
    flip(path, "data", 1, 3)
    assert_refused(run("checksum", path), "images/data: holds something else")
