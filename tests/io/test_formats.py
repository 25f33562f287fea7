"""Our library reads files that anndata and h5py write, and they read our files."""

import anndata
import h5py
import numpy as np
import pytest
import scipy.sparse
from batch_files import (
    DATA,
    INDICES,
    INDPTR,
    V110,
    assert_copy_refused,
    copy,
    random_matrix,
    run,
    write_batch,
)
from batches import assert_same, read_batch


def assert_three_images(path, data=DATA):
    matrix = read_batch(path)
    np.testing.assert_array_equal(matrix.data, data)
    np.testing.assert_array_equal(matrix.indices, INDICES)
    np.testing.assert_array_equal(matrix.indptr, INDPTR)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"compression": "gzip"},
        {"compression": "gzip", "shuffle": True, "fletcher32": True, "chunks": (16,)},
    ],
    ids=str,
)
@pytest.mark.parametrize("libver", [None, V110], ids=str)
def test_anndata_is_read(tmp_path, options, libver):
    matrix = random_matrix()
    with h5py.File(tmp_path / "in.h5", "w", libver=libver) as file:
        anndata.io.write_elem(file, "images", matrix, dataset_kwargs=options)
    assert_same(read_batch(copy(tmp_path / "in.h5", tmp_path / "out.h5", 7)), matrix)


def skip_without_liblzf(path):
    if "liblzf" in run("read", path, 0, 1).stderr:
        pytest.skip("built without liblzf")


@pytest.mark.parametrize("options", [{}, {"shuffle": True}, {"fletcher32": True}], ids=str)
def test_lzf(tmp_path, options):
    """The compression of h5py. Chunks that it cannot make smaller are stored as they are."""
    rng = np.random.default_rng(8)
    n = 5000
    arrays = {"data": np.tile(DATA, n // 2), "indices": rng.integers(0, 6, n // 2 * 3, np.int32)}
    options = {"compression": "lzf", "chunks": (700,), "maxshape": (None,), **options}
    indptr = np.array([0, 999, 999, n // 2 * 3])
    path = write_batch(tmp_path / "in.h5", indptr=indptr, options=options, **arrays)
    skip_without_liblzf(path)
    result = read_batch(copy(path, tmp_path / "out.h5"))
    np.testing.assert_array_equal(result.data, arrays["data"])
    np.testing.assert_array_equal(result.indices, arrays["indices"])


def test_lzf_for_other_chunks(tmp_path):
    options = {"compression": "lzf", "chunks": (77,), "maxshape": (None,)}
    path = write_batch(tmp_path / "in.h5", options=options)
    skip_without_liblzf(path)
    content = path.read_bytes()
    claim = np.array([4, 0x105, 77 * 4], "<u4").tobytes()
    assert claim in content
    path.write_bytes(content.replace(claim, claim[:-4] + (76 * 4).to_bytes(4, "little")))
    assert_copy_refused(path, "its filter is not for chunks of this size")


def test_compression_that_hdf5_lacks(tmp_path):
    """Zstandard, which HDF5 finds only if HDF5_PLUGIN_PATH leads to it."""
    options = {"compression": 32015, "allow_unknown_filter": True, "chunks": (3,)}
    path = write_batch(tmp_path / "in.h5", data=None)
    with h5py.File(path, "a") as file:
        data = file["images"].create_dataset("data", (3,), np.float32, **options)
        data.id.write_direct_chunk((0,), b"compressed")
    assert_copy_refused(path, "images/data: is compressed with filter 32015")
    assert_copy_refused(path, "set HDF5_PLUGIN_PATH")


@pytest.mark.parametrize("slice_size", [1, 3, 40, 1000])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_anndata_reads(tmp_path, slice_size, dtype):
    matrix = random_matrix(dtype)
    with h5py.File(tmp_path / "in.h5", "w") as file:
        anndata.io.write_elem(file, "images", matrix)
    result = read_batch(copy(tmp_path / "in.h5", tmp_path / "out.h5", slice_size))
    assert result.dtype == dtype
    assert_same(result, matrix)


def write_arrays(path, group, matrix):
    """Stores a sparse matrix as CaImAn and 10x Genomics do, without attributes."""
    with h5py.File(path, "a") as file:
        for name in ("data", "indices", "indptr", "shape"):
            file[f"{group}/{name}"] = np.array(getattr(matrix, name))
    return path


@pytest.mark.parametrize("slice_size", [7, 1000])
def test_columns_as_images(tmp_path, slice_size):
    """The arrays of pixels x images in CSC are the arrays of the transpose in CSR."""
    matrix = random_matrix()
    with h5py.File(tmp_path / "in.h5", "w") as file:
        anndata.io.write_elem(file, "images", matrix.T.tocsc())
    assert_same(read_batch(copy(tmp_path / "in.h5", tmp_path / "out.h5", slice_size)), matrix)


@pytest.mark.parametrize("form", ["csr", "csc"])
def test_groups_without_attributes(tmp_path, form):
    matrix = random_matrix()
    stored = matrix if form == "csr" else matrix.T.tocsc()
    path = write_arrays(tmp_path / "in.h5", "deep/A", stored)
    assert_same(read_batch(copy(path, tmp_path / "out.h5", 7)), matrix)
    assert_same(read_batch(copy(f"{path}:deep/A", tmp_path / "out.h5", 7)), matrix)
    with h5py.File(path, "a") as file:
        del file["deep/A/shape"]
        file["deep/A"].attrs["shape"] = stored.shape
    assert_same(read_batch(copy(path, tmp_path / "out.h5", 7)), matrix)


@pytest.mark.parametrize("slice_size", [7, 1000])
def test_matlab(tmp_path, slice_size):
    """A sparse matrix of pixels x images, as MATLAB saves it with -v7.3. Pixels run down columns."""
    matrix = random_matrix()
    pixels = np.arange(7 * 9).reshape(7, 9).T.ravel()
    stored = matrix[:, pixels].T.tocsc()
    with h5py.File(tmp_path / "in.mat", "w", userblock_size=512) as file:
        for name, array in {"ir": stored.indices, "jc": stored.indptr}.items():
            file[f"A/{name}"] = array.astype(np.uint64)
        file["A/data"] = stored.data
        file["A"].attrs["MATLAB_class"] = np.bytes_("double")
        file["A"].attrs["MATLAB_sparse"] = np.uint64(stored.shape[0])
        file["A"].attrs["image-shape"] = (7, 9)  # else it has to be given
        file["b"] = np.zeros((1, 3))  # what lies beside it
    result = read_batch(copy(tmp_path / "in.mat", tmp_path / "out.h5", slice_size))
    result.sort_indices()
    assert_same(result, matrix)


@pytest.mark.parametrize("form", ["csr", "csc"])
def test_attributes_of_old_anndata(tmp_path, form):
    """The attributes of AnnData before 0.7 also tell CSR from CSC for a square matrix."""
    matrix = random_matrix()[:, :40].tocsr()
    path = tmp_path / "in.h5ad"
    with h5py.File(path, "w") as file:
        for name in ("data", "indices", "indptr"):
            file[f"X/{name}"] = getattr(matrix, name)
        file["X"].attrs["h5sparse_format"] = form
        file["X"].attrs["h5sparse_shape"] = matrix.shape
    assert_same(read_batch(copy(path, tmp_path / "out.h5", 7)), matrix)


def test_which_matrix_is_taken(tmp_path):
    """First the matrix in CSR, then the only other matrix."""
    matrix = random_matrix()
    path = write_arrays(tmp_path / "in.h5", "plain", -matrix)
    assert_same(read_batch(copy(path, tmp_path / "out.h5", 99)), -matrix)
    with h5py.File(path, "a") as file:
        anndata.io.write_elem(file, "X", matrix)
    assert_same(read_batch(copy(path, tmp_path / "out.h5", 99)), matrix)


def test_h5py_reads(tmp_path):
    copy(write_batch(tmp_path / "in.h5"), tmp_path / "out.h5")
    assert_three_images(tmp_path / "out.h5")
    with h5py.File(tmp_path / "out.h5") as file:
        group = file["images"]
        assert group.attrs["encoding-type"] == "csr_matrix"
        assert group.attrs["encoding-version"] == "0.1.0"
        for name, value in {"shape": [3, 6], "image-shape": [2, 3]}.items():
            assert group.attrs[name].dtype == np.int64
            assert list(group.attrs[name]) == value
        for name, dtype in {"data": "<f4", "indices": "<i4", "indptr": "<i8"}.items():
            assert group[name].dtype == dtype
            assert group[name].fletcher32


def header_messages(content, at):
    """Type and contents of the messages in the first chunk of an object header of version 2."""
    flags = content[at + 5]
    start = at + 6 + (16 if flags & 0x20 else 0) + (4 if flags & 0x10 else 0)
    size = 1 << (flags & 3)
    next, end = start + size, start + size + int.from_bytes(content[start : start + size], "little")
    while next < end:
        length = int.from_bytes(content[next + 1 : next + 3], "little")
        begin = next + (6 if flags & 4 else 4)
        yield content[next], content[begin : begin + length]
        next = begin + length


def test_hdf5_1_10_can_read(tmp_path):
    """Superblock and layout of datasets have a version, whatever version of HDF5 writes them."""
    content = copy(write_batch(tmp_path / "in.h5"), tmp_path / "out.h5").read_bytes()
    assert content[:9] == b"\x89HDF\r\n\x1a\n\x03"
    headers = [i for i in range(len(content)) if content[i : i + 5] == b"OHDR\x02"]
    messages = [message for at in headers for message in header_messages(content, at)]
    assert [message[0] for kind, message in messages if kind == 8] == [4, 4, 4]
    datatypes = [message[0] >> 4 for kind, message in messages if kind == 3]
    assert len(datatypes) == 3 and max(datatypes) <= 3


@pytest.mark.parametrize("dtype", ["<f8", ">f8", ">f4", "<f2", "i1", "u1", "<i2", ">u4", "<i8"])
def test_types_of_data(tmp_path, dtype):
    data = np.array([1, 100, 27], dtype)
    write_batch(tmp_path / "in.h5", data=data)
    assert_three_images(copy(tmp_path / "in.h5", tmp_path / "out.h5"), data)
    wide = np.dtype(dtype).itemsize > (2 if np.dtype(dtype).kind in "iu" else 4)
    assert read_batch(tmp_path / "out.h5").dtype == (np.float64 if wide else np.float32)


@pytest.mark.parametrize("indices", ["<i4", "<i8", ">i4", ">i8", "<u4", ">u8", "<u2", "i1", "u1"])
@pytest.mark.parametrize("indptr", ["<i4", "<i8", ">i8", "<u4", ">u8", "<u2", "u1"])
def test_types_of_indices(tmp_path, indices, indptr):
    write_batch(tmp_path / "in.h5", indices=INDICES.astype(indices), indptr=INDPTR.astype(indptr))
    assert_three_images(copy(tmp_path / "in.h5", tmp_path / "out.h5"))


def test_truth_values(tmp_path):
    """h5py stores truth values as an enumeration."""
    write_batch(tmp_path / "in.h5", data=np.array([True, False, True]))
    assert_three_images(copy(tmp_path / "in.h5", tmp_path / "out.h5"), [1, 0, 1])
    assert read_batch(tmp_path / "out.h5").dtype == np.float32
    arrays = {"data": [True, True], "indices": [False, True], "indptr": [False, True]}
    arrays = {name: np.array(array) for name, array in arrays.items()}
    arrays["data"], arrays["indices"] = arrays["data"][:1], arrays["indices"][1:]
    write_batch(tmp_path / "small.h5", attributes={"shape": [1, 6]}, **arrays)
    result = read_batch(copy(tmp_path / "small.h5", tmp_path / "out.h5")).toarray()
    np.testing.assert_array_equal(result, [[0, 1, 0, 0, 0, 0]])


def test_texts_of_fixed_length(tmp_path):
    texts = {"encoding-type": np.bytes_("csr_matrix"), "encoding-version": np.bytes_("0.1.0")}
    write_batch(tmp_path / "in.h5", attributes=texts)
    assert_three_images(copy(tmp_path / "in.h5", tmp_path / "out.h5"))


def test_file_with_userblock(tmp_path):
    h5py.File(tmp_path / "in.h5", "w", userblock_size=1024).close()
    write_batch(tmp_path / "in.h5")
    assert_three_images(copy(tmp_path / "in.h5", tmp_path / "out.h5"))


@pytest.mark.parametrize("empty", [(0, 6), (3, 6)])
def test_empty_batches(tmp_path, empty):
    with h5py.File(tmp_path / "in.h5", "w") as file:
        anndata.io.write_elem(file, "images", scipy.sparse.csr_matrix(empty, dtype=np.float32))
    result = read_batch(copy(tmp_path / "in.h5", tmp_path / "out.h5"))
    assert result.shape == empty and result.nnz == 0


def test_groups(tmp_path):
    write_batch(tmp_path / "root.h5", group="/")
    write_batch(tmp_path / "one.h5", group="a/b")
    write_batch(tmp_path / "two.h5", group="a/b", data=-DATA)
    write_batch(tmp_path / "two.h5", group="images")
    for name in ("root.h5", "one.h5", "one.h5:a/b", "one.h5:/a/b", "two.h5"):
        assert_three_images(copy(tmp_path / name, tmp_path / "out.h5"))
    assert_three_images(copy(tmp_path / "two.h5:a/b", tmp_path / "out.h5"), -DATA)
    copy(tmp_path / "root.h5", f"{tmp_path / 'out.h5'}:deep/group")
    assert_same(read_batch(tmp_path / "out.h5", "deep/group"), read_batch(tmp_path / "root.h5", "/"))


def test_links_are_followed(tmp_path):
    write_batch(tmp_path / "real.h5", group="real")
    with h5py.File(tmp_path / "real.h5", "a") as file:
        file["images"] = h5py.SoftLink("/real")
    with h5py.File(tmp_path / "outer.h5", "w") as file:
        file["images"] = h5py.ExternalLink("real.h5", "/real")
    for name in ("real.h5", "outer.h5"):
        assert_three_images(copy(tmp_path / name, tmp_path / "out.h5"))


def write_virtual(folder, name="in.h5"):
    """Writes the three images, with their data in two other files under a virtual dataset."""
    for part, data in {"a.h5": DATA[:2], "b.h5": DATA[2:]}.items():
        with h5py.File(folder / part, "w") as file:
            file["data"] = data
    layout = h5py.VirtualLayout((3,), np.float32)
    for i in (0, 1):
        layout[i : i + 1] = h5py.VirtualSource("a.h5", "data", (2,))[i : i + 1]
    layout[2:] = h5py.VirtualSource("b.h5", "data", (1,))
    write_batch(folder / name, libver=V110, data=None)
    with h5py.File(folder / name, "a", libver=V110) as file:
        file["images"].create_virtual_dataset("data", layout)
    return folder / name


def test_virtual_datasets(tmp_path):
    assert_three_images(copy(write_virtual(tmp_path), tmp_path / "out.h5"))


@pytest.mark.parametrize("part", ["a.h5", "b.h5"])
def test_virtual_datasets_that_miss_a_part(tmp_path, part):
    write_virtual(tmp_path)
    with h5py.File(tmp_path / part, "w") as file:
        file["data"] = DATA[:0]
    assert_copy_refused(tmp_path / "in.h5", f"{part}:data: has 0 elements, but the virtual")
    (tmp_path / part).unlink()
    assert_copy_refused(tmp_path / "in.h5", f"{part}: there is no such file")


@pytest.mark.parametrize("dtype", ["<f8", ">f4", "i1"])
def test_filters(tmp_path, dtype):
    weights = np.arange(6).reshape(2, 3).astype(dtype)
    with h5py.File(tmp_path / "in.h5", "w") as file:
        file.create_dataset("plain", data=weights)
        file.create_dataset("a/gzip", data=weights, compression="gzip")
    np.savetxt(tmp_path / "filter.txt", weights)
    np.save(tmp_path / "filter.npy", weights)
    np.save(tmp_path / "columns.npy", np.asfortranarray(weights))
    for path in ("in.h5:plain", "in.h5:a/gzip", "filter.txt", "filter.npy", "columns.npy"):
        done = run("filter", tmp_path / path, check=True)
        np.testing.assert_array_equal(np.loadtxt(done.stdout.splitlines(), ndmin=2), weights)
