"""Batches in files: others read our files, and we read files of others."""

import os
import signal

import numpy as np
import pytest
import scipy.sparse

import sparseconv

if not hasattr(sparseconv._files._core, "read_batch"):
    pytest.skip("built without HDF5", allow_module_level=True)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("group", ["", ":rois/blurred"])
def test_what_was_written_is_read(tmp_path, dtype, group):
    x = scipy.sparse.random(5, 12, 0.4, "csc", dtype, random_state=0)
    sparseconv.write_batch(f"{tmp_path}/batch.h5{group}", x, (3, 4))
    again, image_shape = sparseconv.read_batch(f"{tmp_path}/batch.h5{group}")
    assert image_shape == (3, 4) and again.dtype == dtype and again.indices.dtype == np.int32
    np.testing.assert_array_equal(again.toarray(), x.toarray())


def test_anndata_reads_and_writes_the_same(tmp_path):
    anndata = pytest.importorskip("anndata")
    h5py = pytest.importorskip("h5py")
    x = scipy.sparse.random(5, 12, 0.4, "csr", random_state=0)
    sparseconv.write_batch(tmp_path / "ours.h5", x, (3, 4))
    with h5py.File(tmp_path / "ours.h5") as file:
        assert (anndata.io.read_elem(file["images"]) != x).nnz == 0
    with h5py.File(tmp_path / "theirs.h5", "w") as file:
        anndata.io.write_elem(file, "images", x)
    again, image_shape = sparseconv.read_batch(tmp_path / "theirs.h5", dtype=np.float64)
    assert image_shape is None and (again != x).nnz == 0


def test_files_of_others(tmp_path):
    images = np.arange(24.0).reshape(2, 3, 4)
    down = images.transpose(0, 2, 1).reshape(2, 12)
    scipy.sparse.save_npz(tmp_path / "images.npz", scipy.sparse.csr_matrix(down))
    try:
        x, _ = sparseconv.read_batch(tmp_path / "images.npz", image_shape=(3, 4), order="F")
    except ValueError as error:
        assert "libzip" in str(error)
        pytest.skip("built without libzip")
    np.testing.assert_array_equal(x.toarray(), images.reshape(2, 12))
    with pytest.raises(ValueError, match="order"):
        sparseconv.read_batch(tmp_path / "images.npz", image_shape=(3, 4), order="K")


def test_shapes_that_are_given(tmp_path):
    images = np.arange(24.0).reshape(2, 3, 4)
    np.save(tmp_path / "batch.npy", images.reshape(2, 12))
    sparseconv.write_batch(tmp_path / "batch.h5", images.reshape(2, 12), (3, 4))
    for name, in_file in [("batch.npy", None), ("batch.h5", (3, 4))]:
        assert sparseconv.read_batch(tmp_path / name)[1] == in_file
        assert sparseconv.read_batch(tmp_path / name, image_shape=(3, 4))[1] == (3, 4)
        with pytest.raises(ValueError, match="12 pixels, which is not 3x5"):
            sparseconv.read_batch(tmp_path / name, image_shape=(3, 5))
    np.save(tmp_path / "picture.npy", images[0])
    with pytest.raises(ValueError, match="which is not 3x4: it seems to be one image"):
        sparseconv.read_batch(tmp_path / "picture.npy", image_shape=(3, 4))
    with pytest.raises(ValueError, match=r"are 3x4 and not 4x3: leave out .* \(image_shape\)"):
        sparseconv.read_batch(tmp_path / "batch.h5", image_shape=(4, 3))


def test_lists_of_hits(tmp_path):
    (tmp_path / "hits.csv").write_text("image,row,column\n0,1,2\n3,0,0\n0,1,2\n")
    wanted = np.zeros((5, 12))
    wanted[0, 6], wanted[3, 0] = 2, 1
    x, image_shape = sparseconv.read_batch(tmp_path / "hits.csv", image_shape=(3, 4), n_images=5)
    assert image_shape == (3, 4)
    np.testing.assert_array_equal(x.toarray(), wanted)
    if hasattr(sparseconv._files._core, "convolve_file"):
        done = sparseconv.convolve_file(tmp_path / "hits.csv", tmp_path / "out.h5", "box:3",
                                        image_shape=(3, 4), n_images=5)
        assert done.images == 5
    with pytest.raises(ValueError, match="image 3"):
        sparseconv.read_batch(tmp_path / "hits.csv", image_shape=(3, 4), n_images=3)


@pytest.fixture
def ctrl_c_later():
    """Ctrl-C after so many seconds of the processor's time, however busy the machine is."""
    before = signal.signal(signal.SIGPROF, signal.default_int_handler)
    yield lambda seconds: signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


@pytest.mark.parametrize("name", ["hits.csv", "stack.npy"])
def test_ctrl_c_ends_opening(ctrl_c_later, tmp_path, name):
    """A file that is read to the end is refused: it has more than one image."""
    path, output = tmp_path / name, tmp_path / "out.h5"
    if name == "hits.csv":
        path.write_bytes(5_000_000 * b"0,1,2\n" + b"1,1,2\n")
    else:
        np.save(path, np.zeros((2_000_000, 2, 3), np.uint8))
    options = {"image_shape": (2, 3), "n_images": 1}
    calls = [lambda: sparseconv.read_batch(path, **options)]
    if hasattr(sparseconv._files._core, "convolve_file"):
        calls.append(lambda: sparseconv.convolve_file(path, output, "box:3", **options))
    for call in calls:
        ctrl_c_later(0.1)
        with pytest.raises(KeyboardInterrupt):
            call()
    assert list(tmp_path.iterdir()) == [path]


def test_names_of_files_that_are_no_text(tmp_path):
    """As os.listdir gives them: Linux takes any bytes for a name."""
    x = scipy.sparse.random(5, 12, 0.4, "csr", random_state=0)
    raw = os.fsencode(tmp_path) + b"/\xff.h5"
    for path in (raw, os.fsdecode(raw)):
        sparseconv.write_batch(path, x, (3, 4))
        assert os.listdir(os.fsencode(tmp_path)) == [b"\xff.h5"]
        assert (sparseconv.read_batch(path)[0] != x).nnz == 0
        with pytest.raises(ValueError, match="\udcff.h5:nothing"):
            sparseconv.read_batch(os.fsdecode(path) + ":nothing")
        os.remove(path)
    with pytest.raises(OSError, match="\udcff.h5"):
        sparseconv.write_batch(os.path.dirname(raw) + b"/no/\xff.h5", x, (3, 4))


def test_compression_loses_nothing(tmp_path):
    x = scipy.sparse.random(50, 1200, 0.4, "csr", random_state=0)
    sizes = []
    for compression in (None, "gzip:1"):
        path = tmp_path / "batch.h5"
        sparseconv.write_batch(path, x, (30, 40), compression=compression)
        assert (sparseconv.read_batch(path)[0] != x).nnz == 0
        sizes.append(path.stat().st_size)
    assert sizes[1] < sizes[0]
    with pytest.raises(ValueError, match="xz"):
        sparseconv.write_batch(path, x, (30, 40), compression="xz")


def test_other_files_are_replaced_only_if_asked(tmp_path):
    x = scipy.sparse.random(5, 12, 0.4, "csr", random_state=0)
    path = tmp_path / "batch.h5"
    path.write_text("notes")
    with pytest.raises(ValueError, match=r"overwritten \(overwrite\)"):
        sparseconv.write_batch(path, x, (3, 4))
    assert path.read_text() == "notes"
    sparseconv.write_batch(path, x, (3, 4), overwrite=True)
    assert (sparseconv.read_batch(path)[0] != x).nnz == 0


@pytest.mark.parametrize("array, wrong, message", [
    ("indices", 12, "column 12"), ("indices", -1, "column -1"), ("indptr", 1, "image 2"),
])
def test_what_is_not_valid_is_not_written(tmp_path, array, wrong, message):
    x = scipy.sparse.random(5, 12, 0.4, "csr", random_state=0)
    sparseconv.write_batch(tmp_path / "batch.h5", x, (3, 4))
    before = (tmp_path / "batch.h5").read_bytes()
    getattr(x, array)[3] = wrong
    with pytest.raises(ValueError, match=message):
        sparseconv.write_batch(tmp_path / "batch.h5", x, (3, 4))
    assert (tmp_path / "batch.h5").read_bytes() == before


@pytest.mark.parametrize("dtype", [np.int16, np.uint32, np.uint64])
def test_columns_and_offsets_of_other_integers_are_written(tmp_path, dtype):
    x = scipy.sparse.random(5, 12, 0.4, "csr", random_state=0)
    other = x.copy()
    other.indices, other.indptr = x.indices.astype(dtype), x.indptr.astype(dtype)
    sparseconv.write_batch(tmp_path / "batch.h5", other, (3, 4))
    assert (sparseconv.read_batch(tmp_path / "batch.h5")[0] != x).nnz == 0


def test_arguments_of_other_types(tmp_path):
    x = scipy.sparse.csr_matrix((1, 12))
    path = tmp_path / "batch.h5"
    with pytest.raises(TypeError, match="compression cannot be 5: it must be a text"):
        sparseconv.write_batch(path, x, (3, 4), compression=5)
    sparseconv.write_batch(path, x, (3, 4))
    with pytest.raises(TypeError, match="order cannot be 1: it must be a text"):
        sparseconv.read_batch(path, order=1)
    with pytest.raises(TypeError, match="n_images cannot be 1.5: it must be an integer"):
        sparseconv.read_batch(path, n_images=1.5)
    for error, arguments in [(ValueError, {"order": ""}), (TypeError, {"order": 0}),
                             (TypeError, {"n_images": 1.5}), (TypeError, {"space": 0})]:
        (name,) = arguments
        with pytest.raises(error, match=name):
            sparseconv.convolve_file(path, tmp_path / "out.h5", "box:3", **arguments)
    with pytest.raises(ValueError, match="null character"):
        sparseconv.convolve_file(path, tmp_path / "out.h5", {"a\0b": "box:3"})
    assert not (tmp_path / "out.h5").exists()


def test_values_of_another_byte_order(tmp_path):
    x = scipy.sparse.csr_matrix(np.arange(12.0)[None])
    x.data = x.data.astype(">f8")
    sparseconv.write_batch(tmp_path / "batch.h5", x, (3, 4))
    read, _ = sparseconv.read_batch(tmp_path / "batch.h5")
    np.testing.assert_array_equal(read.toarray(), np.arange(12.0)[None])


def test_errors(tmp_path):
    x = scipy.sparse.csr_matrix((1, 12))
    for error in (FileNotFoundError, ValueError):
        with pytest.raises(error, match="nothing.h5"):
            sparseconv.read_batch(tmp_path / "nothing.h5")
        with pytest.raises(error, match="nothing.txt"):
            sparseconv.Plan((3, 4), tmp_path / "nothing.txt")
    with pytest.raises(ValueError, match="3 x 5"):
        sparseconv.write_batch(tmp_path / "batch.h5", x, (3, 5))
    with pytest.raises(TypeError, match=r"int64: convert them, as with x.astype\(numpy.float32\)"):
        sparseconv.write_batch(tmp_path / "batch.h5", x.astype(np.int64), (3, 4))
    wide = scipy.sparse.csr_matrix(([1.0], np.array([2**32 + 1]), np.array([0, 1])), shape=(1, 12))
    with pytest.raises(ValueError, match=f"column {2**32 + 1}"):
        sparseconv.write_batch(tmp_path / "batch.h5", wide, (3, 4))
    with pytest.raises(OSError, match="no/folder"):
        sparseconv.write_batch(tmp_path / "no/folder.h5", x, (3, 4))
    assert list(tmp_path.iterdir()) == []
