"""What the tests of files share: batches written by hand, and the tool under test."""

import os
import subprocess
import zlib

import h5py
import numpy as np
import scipy.sparse

os.environ["OMP_NUM_THREADS"] = "1"  # the tool starts hundreds of times
TOOL = os.path.join(os.environ["SPARSECONV_BIN"], "io_tool")

V110 = ("v110", "v110")  # bounds for files that HDF5 1.10 reads

# Three images of 2 x 3 pixels: two entries, none, one.
DATA = np.array([1.5, -2, 4], np.float32)
INDICES = np.array([5, 0, 3], np.int32)
INDPTR = np.array([0, 2, 2, 3], np.int64)
ATTRIBUTES = {
    "encoding-type": "csr_matrix",
    "encoding-version": "0.1.0",
    "shape": np.array([3, 6]),
    "image-shape": np.array([2, 3]),
}


def random_matrix(dtype=np.float32):
    """40 images of 7 x 9 pixels."""
    rng = np.random.default_rng(5)
    dense = rng.integers(1, 100, (40, 63)) * (rng.random((40, 63)) < 0.3)
    return scipy.sparse.csr_matrix(dense.astype(dtype))


def write_batch(path, group="images", attributes={}, libver=None, options={}, **arrays):
    """Writes the three images, or the given arrays and attributes; None leaves one out."""
    arrays = {"data": DATA, "indices": INDICES, "indptr": INDPTR} | arrays
    with h5py.File(path, "a", libver=libver) as file:
        target = file.require_group(group)
        for name, array in arrays.items():
            if array is not None:
                target.create_dataset(name, data=array, **options)
        for name, value in (ATTRIBUTES | attributes).items():
            if value is not None:
                target.attrs[name] = value
    return path


def write_checksums(path, block_length, names=("data", "indices"), group="images"):
    """Adds checksums of blocks to the arrays of a batch."""
    with h5py.File(path, "a", libver=V110) as file:
        for name in names:
            array = file[group][name][:]
            blocks = [array[i : i + block_length] for i in range(0, len(array), block_length)]
            sums = np.array([zlib.crc32(block.tobytes()) for block in blocks], np.int64)
            target = file[group].create_dataset(f"checksums/{name}", data=sums, fletcher32=True)
            target.attrs["block-length"] = block_length
    return path


def run(*arguments, **options):
    return subprocess.run(
        [TOOL, *map(str, arguments)], capture_output=True, text=True, timeout=60, **options
    )


def copy(path, output, slice_size=2):
    """Copies a batch, which must succeed. Returns the output's path."""
    done = run("copy", path, output, slice_size)
    assert (done.returncode, done.stderr) == (0, "")
    return output


def assert_refused(done, message="", code=3):
    """Checks the exit code, and that standard error is one line with `message` in it, or with one of
    several."""
    assert done.returncode == code, done
    assert done.stderr.count("\n") == 1 and done.stderr.endswith("\n"), done.stderr
    messages = (message,) if isinstance(message, str) else message
    assert any(text in done.stderr for text in messages), done.stderr
    assert done.stdout == ""


def assert_copy_refused(path, message="", code=3, **options):
    """Copies a batch, which must fail, into an empty folder, in which nothing may be left."""
    folder = os.path.dirname(path) + "/out"
    os.makedirs(folder, exist_ok=True)
    assert_refused(run("copy", path, folder + "/out.h5", 2, **options), message, code)
    assert os.listdir(folder) == []
