"""A file that is no batch is refused with exit code 3 and one line that says where the fault is.
Nothing is left."""

import os
import pathlib
import pickle
import tempfile

import h5py
import numpy as np
import pytest
import scipy.sparse
from batch_files import (
    DATA,
    INDICES,
    INDPTR,
    assert_copy_refused,
    assert_refused,
    run,
    write_batch,
)


NAMES = np.array([0, 1, 0], h5py.enum_dtype({"GREEN": 0, "RED": 2}))

WRONG_ARRAYS = {
    "no data": ("images/data: there is no such dataset", {"data": None}),
    "no indices": ("images/indices: there is no such dataset", {"indices": None}),
    "no indptr": ("images/indptr: there is no such dataset", {"indptr": None}),
    "data of two dimensions": ("data: must have one dimension", {"data": DATA[:, None]}),
    "indptr without dimension": ("indptr: must have one dimension", {"indptr": 3}),
    "data of texts": ("data: does not hold numbers", {"data": np.array([b"a", b"b", b"c"])}),
    "data of names": ("data: holds enumerated values", {"data": NAMES}),
    "data of complex numbers": ("data: does not hold numbers", {"data": DATA * 1j}),
    "data of 128 bits": ("data: holds numbers of more than 64", {"data": np.longdouble(DATA)}),
    "real indices": ("indices: must hold whole numbers", {"indices": INDICES.astype(float)}),
    "real indptr": ("indptr: must hold whole numbers", {"indptr": INDPTR.astype(float)}),
    "short data": ("indices: has 3 elements, but data has 2", {"data": DATA[:2]}),
    "long data": ("indices: has 3 elements, but data has 6", {"data": np.tile(DATA, 2)}),
    "short indptr": ("indptr: has 3 elements", {"indptr": np.array([0, 2, 3])}),
    "empty indptr": ("indptr: has 0 elements", {"indptr": INDPTR[:0]}),
    "late indptr": ("indptr: starts at 1, not at 0", {"indptr": np.array([1, 2, 2, 3])}),
    "negative indptr": ("indptr: starts at -1", {"indptr": np.array([-1, 2, 2, 3])}),
    "indptr of no image": ("indptr: starts at 7, not at 0", {"indptr": INDPTR[:1] + 7}),
    "entries of no image": ("indptr: ends at 0, but data has 3", {"indptr": INDPTR[:1]}),
    "nothing for no image": ("indptr: has 0 elements", {"indptr": INDPTR[:0]}),
    "indptr that ends early": ("indptr: ends at 2", {"indptr": np.array([0, 2, 2, 2])}),
    "indptr that ends late": ("indptr: ends at 9", {"indptr": np.array([0, 2, 2, 9])}),
    "falling indptr": ("falls from 2 to 1 after image 1", {"indptr": np.array([0, 2, 1, 3])}),
    "indptr in excess": ("falls from 9 to 2 after image 1", {"indptr": np.array([0, 9, 2, 3])}),
    "indptr in excess in a slice": ("entries 0 to 9 of 3", {"indptr": np.array([0, 2, 9, 3])}),
    "negative column": ("entry 1, in image 0, is column -1", {"indices": np.int32([5, -1, 3])}),
    "large column": ("entry 2, in image 2, is column 6", {"indices": np.int32([5, 0, 6])}),
    "huge unsigned column": ("entry 0, in image 0, is", {"indices": np.uint64([2**63, 0, 3])}),
    "huge unsigned indptr": ("falls from", {"indptr": np.uint64([0, 2**63 + 1, 2, 3])}),
    "huge column": (f"is column {2**40}, but", {"indices": np.int64([5, 0, 2**40])}),
    "hugely negative column": (f"is column {-2**40}", {"indices": np.int64([5, 0, -(2**40)])}),
}


@pytest.mark.parametrize("name", WRONG_ARRAYS)
def test_wrong_arrays(tmp_path, name):
    message, arrays = WRONG_ARRAYS[name]
    attributes = {"shape": [0, 6]} if "no image" in name else {}
    assert_copy_refused(write_batch(tmp_path / "in.h5", attributes=attributes, **arrays), message)


WRONG_ATTRIBUTES = {
        "no version": ("there is no attribute 'encoding-version'", {"encoding-version": None}),
    "no shape": ("there is no attribute 'shape'", {"shape": None}),
    "array": ("'encoding-type' is not csr_matrix", {"encoding-type": "array"}),
    "other matrix": ("'encoding-type' is not csr_matrix", {"encoding-type": "csr_matrix_2"}),
    "empty encoding-type": ("'encoding-type' is not csr_matrix", {"encoding-type": ""}),
    "numeric encoding-type": ("'encoding-type' is not a text", {"encoding-type": 3}),
    "texts": ("'encoding-type' is not a text", {"encoding-type": ["csr_matrix"] * 2}),
    "null": ("'encoding-type' is not a text", {"encoding-type": h5py.Empty("S1")}),
    "next version": ("'encoding-version' is not 0.1.0", {"encoding-version": "0.2.0"}),
    "shape of reals": ("'shape' is not a pair of whole", {"shape": np.array([3.0, 6.0])}),
    "shape of three": ("'shape' is not a pair of whole", {"shape": [3, 6, 1]}),
    "shape of one": ("'shape' is not a pair of whole", {"shape": 3}),
    "negative shape": ("'shape' has a negative number", {"shape": [-3, 6]}),
    "shape of fewer images": ("indptr: has 4 elements", {"shape": [2, 6]}),
    "shape of many images": ("indptr: has 4 elements", {"shape": [2**62, 6]}),
    "shape of fewer pixels": ("'image-shape' says 2x3, but", {"shape": [3, 5]}),
    "other image-shape": ("'image-shape' says 3x3, but", {"image-shape": [3, 3]}),
    "negative image-shape": ("'image-shape' says -2x-3", {"image-shape": [-2, -3]}),
    "huge image-shape": ("'image-shape' says", {"image-shape": [2**33, 3 * 2**31 + 2]}),
    "image-shape as text": ("'image-shape' is not a pair", {"image-shape": "2,3"}),
}


@pytest.mark.parametrize("name", WRONG_ATTRIBUTES)
def test_wrong_attributes(tmp_path, name):
    message, attributes = WRONG_ATTRIBUTES[name]
    assert_copy_refused(write_batch(tmp_path / "in.h5", attributes=attributes), message)


def test_columns_beyond_pixels_without_image_shape(tmp_path):
    attributes = {"shape": [3, 5], "image-shape": None}
    assert_copy_refused(write_batch(tmp_path / "in.h5", attributes=attributes), "is column 5")


def test_wrong_objects(tmp_path):
    with h5py.File(tmp_path / "dataset.h5", "w") as file:
        file["images"] = DATA
    assert_copy_refused(tmp_path / "dataset.h5", "images: has 1 dimension: dense images are")
    write_batch(tmp_path / "group.h5", data=None)
    with h5py.File(tmp_path / "group.h5", "a") as file:
        file.create_group("images/data")
    assert_copy_refused(tmp_path / "group.h5", "images/data: is not a dataset")
    write_batch(tmp_path / "link.h5", data=None, indices=None)
    with h5py.File(tmp_path / "link.h5", "a") as file:
        file["images/data"] = h5py.SoftLink("/nowhere")
    assert_copy_refused(tmp_path / "link.h5", "images/data: leads to /nowhere: cannot be opened")
    with h5py.File(tmp_path / "link.h5", "a") as file:
        del file["images/data"]
        file["images/data"] = h5py.ExternalLink("nowhere.h5", "/data")
    message = f"images/data: leads to {tmp_path}/nowhere.h5: there is no such file"
    assert_copy_refused(tmp_path / "link.h5", message)


def test_groups_that_cannot_be_told_apart(tmp_path):
    h5py.File(tmp_path / "in.h5", "w").close()
    assert_copy_refused(tmp_path / "in.h5", "there is no group 'images'")
    write_batch(tmp_path / "in.h5", group="X")
    write_batch(tmp_path / "in.h5", group="layers/raw")
    assert_copy_refused(tmp_path / "in.h5", "several groups are batches")
    assert_copy_refused(f"{tmp_path}/in.h5:layers", "layers: is a group that is no batch: it holds 'raw'")
    assert_copy_refused(f"{tmp_path}/in.h5:layers/other", "there is no such group or dataset")


WRONG_PLAIN_GROUPS = {
    "no shape": ("there is no attribute 'shape'", (3, 6), None),
    "shape of three": ("in.h5:A/shape: is not a pair", (3, 6), [3, 6, 1]),
    "shape of reals": ("in.h5:A/shape: must hold whole numbers", (3, 6), [3.0, 6.0]),
    "shape of a pair of pairs": ("in.h5:A/shape: must have one dim", (3, 6), [[3, 6], [3, 6]]),
    "negative shape": ("'shape' has a negative number", (3, 6), [3, -6]),
    "other shape": ("indptr: has 4 elements, but must have one more than", (3, 6), [4, 5]),
    "square": ("nothing says whether this matrix of 3 x 3 is in CSR or in CSC", (3, 3), [3, 3]),
}


@pytest.mark.parametrize("name", WRONG_PLAIN_GROUPS)
def test_wrong_plain_groups(tmp_path, name):
    message, extent, shape = WRONG_PLAIN_GROUPS[name]
    matrix = scipy.sparse.random(*extent, 0.5, format="csr")
    with h5py.File(tmp_path / "in.h5", "w") as file:
        for array in ("data", "indices", "indptr"):
            file[f"A/{array}"] = getattr(matrix, array)
        if shape is not None:
            file["A/shape"] = shape
    assert_copy_refused(tmp_path / "in.h5", message)


def test_what_is_no_file(tmp_path):
    assert_copy_refused(tmp_path / "missing.h5", "missing.h5: there is no such file")
    (tmp_path / "folder.h5").mkdir()
    assert_copy_refused(tmp_path / "folder.h5", "is a folder")
    os.mkfifo(tmp_path / "pipe.h5")
    assert_copy_refused(tmp_path / "pipe.h5", "is not an ordinary file")
    os.symlink("loop.h5", tmp_path / "loop.h5")
    assert_copy_refused(tmp_path / "loop.h5", "cannot be looked up", code=4)


@pytest.mark.parametrize("name, version", [("zarr.json", 3), (".zgroup", 2)])
def test_zarr(tmp_path, name, version):
    """A folder, in either version of the format; test_pages.py has one that AnnData writes."""
    (tmp_path / "in.zarr").mkdir()
    (tmp_path / "in.zarr" / name).write_text(f'{{"zarr_format": {version}}}')
    assert_copy_refused(tmp_path / "in.zarr", "is a zarr store, which is not read here")


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickles(tmp_path, protocol):
    (tmp_path / "stat.pkl").write_bytes(pickle.dumps([{"ypix": np.arange(3)}], protocol))
    assert_copy_refused(tmp_path / "stat.pkl", "is not an HDF5 file but a Python pickle: store")


def test_files_that_are_not_hdf5(tmp_path):
    contents = {"text": b"1,2,3\n" * 1000, "zeros": bytes(5000), "short": b"\x89HDF"}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
        assert_copy_refused(tmp_path / name, "is not an HDF5 file")
    (tmp_path / "empty").write_bytes(b"")
    assert_copy_refused(tmp_path / "empty", "is empty")
    (tmp_path / "signature").write_bytes(b"\x89HDF\r\n\x1a\n")
    assert_copy_refused(tmp_path / "signature", "cannot be opened")


def test_file_without_permission():
    """Root may read everything, and has nobody else try."""
    options = {"user": 65534} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory() as folder:  # others may not enter the folders of pytest
        os.chmod(folder, 0o777)
        path = write_batch(pathlib.Path(folder) / "in.h5")
        path.chmod(0)
        try:
            assert_copy_refused(path, "Permission denied", code=4, cwd="/", **options)
        except PermissionError as error:
            pytest.skip(f"nobody else may start the program: {error}")


LOCKED = (
    ": another program may have it open for writing; if not, and the file system has no locks, set "
    "HDF5_USE_FILE_LOCKING=FALSE"
)


def test_file_that_is_being_written(tmp_path):
    write_batch(tmp_path / "in.h5")
    with h5py.File(tmp_path / "outer.h5", "w") as file:
        file["images"] = h5py.ExternalLink("in.h5", "/images")
    with h5py.File(tmp_path / "in.h5", "r+"):
        for message in ("in.h5: cannot be opened: ", LOCKED):
            assert_copy_refused(tmp_path / "in.h5", message, code=4)
        for message in (f"images: leads to {tmp_path}/in.h5: cannot be opened: ", LOCKED):
            assert_copy_refused(tmp_path / "outer.h5", message, code=4)


def test_file_of_a_newer_hdf5(tmp_path):
    """A file of the old format, without checksums, in which a version number is raised."""
    write_batch(tmp_path / "in.h5")
    content = (tmp_path / "in.h5").read_bytes()
    layout = b"\x08\x00\x18\x00\x00\x00\x00\x00\x03\x01"  # a message of 24 bytes: contiguous
    assert content.count(layout) == 3
    (tmp_path / "in.h5").write_bytes(content.replace(layout, layout[:-2] + b"\x0f\x01"))
    message = "images/data: cannot be opened: written by a newer HDF5 than this program's "
    assert_copy_refused(tmp_path / "in.h5", message)
    message = "): rewrite it with h5repack, or write it with libver='v110'"
    assert_copy_refused(tmp_path / "in.h5", message)


def test_other_formats(tmp_path):
    (tmp_path / "in.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    np.savez(tmp_path / "in.npz", data=DATA)
    assert_copy_refused(tmp_path / "in.png", "in.png: is not an HDF5 file but a PNG picture")
    assert_copy_refused(tmp_path / "in.npz", "in.npz: is a zip archive")
    for name, what in {"in.png": "a PNG picture", "in.npz": "a zip archive"}.items():
        assert_refused(run("filter", tmp_path / name), f"{name}: is {what}")


def test_filters_that_cannot_be_read(tmp_path):
    with h5py.File(tmp_path / "in.h5", "w") as file:
        file["nan"] = [[1.0, np.nan]]
        file["text"] = [[b"a", b"b"]]
        file["line"] = [1.0, 2.0]
        file["empty"] = np.zeros((3, 0))
        layout = h5py.VirtualLayout((2,), np.float32)
        file.create_virtual_dataset("virtual", layout)
        file.create_dataset("huge", (2**18, 2**18), np.float32)
        file.create_group("group")
    messages = {
        "in.h5": "say which dataset is the filter",
        "in.h5:nan": "in.h5:nan: has a weight that is not a finite number",
        "in.h5:text": "does not hold numbers",
        "in.h5:line": "must have two dimensions",
        "in.h5:empty": "3x0",
        "in.h5:huge": "nothing was ever written to it",
        "in.h5:virtual": "is a virtual dataset, which is not supported here",
        "in.h5:group": "is not a dataset",
        "in.h5:missing": "there is no such dataset",
        "missing.h5:dataset": "there is no such file",
    }
    for path, message in messages.items():
        assert_refused(run("filter", tmp_path / path), message)
