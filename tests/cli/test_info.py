"""`sparseconv info`."""

import h5py
import numpy as np
import scipy.sparse
from program import fail, succeed, write_batch


def info(*arguments):
    lines = succeed("info", *arguments).splitlines()
    return {line[:16].strip(): line[16:] for line in lines}


def example(path, **options):
    dense = np.zeros((4, 5, 6))
    dense[0, 1, 1], dense[0, 3, 4] = -2.5, 7
    dense[1, 2, 3] = 0.5
    dense[3] = 1
    return write_batch(path, scipy.sparse.csr_matrix(dense.reshape(4, 30)), **options)


def test_what_it_says(tmp_path):
    path = example(tmp_path / "a.h5", image_shape=(5, 6))
    said = info(path)
    assert said["file"] == str(path) and said["group"] == "images"
    assert (
        said["images"] == "4" and said["image shape"] == "5x6" and said["pixels"].startswith("30")
    )
    assert said["nonzeros"] == "33" and said["density"] == "0.275"
    assert said["entries"] == "min 0, median 2, max 30 an image"
    assert said["bounding box"] == "min 0, median 12, max 30 pixels an image"
    assert said["values"] == "-2.5 to 7"
    assert said["stored zeros"] == "0" and said["not finite"] == "0"
    assert said["columns"] == "sorted, no duplicates"
    assert said["check"] == "no fault"


def test_group_and_missing_shape(tmp_path):
    example(tmp_path / "a.h5", group="x/y")
    said = info(f"{tmp_path}/a.h5:x/y")
    assert said["group"] == "x/y" and said["image shape"].startswith("unknown")
    assert "bounding box" not in said
    assert "bounding box" in info(f"{tmp_path}/a.h5:x/y", "--image-shape", "6,5")


def test_odd_entries(tmp_path):
    matrix = scipy.sparse.csr_matrix(
        (np.array([np.nan, 3, np.inf, 0]), np.array([2, 2, 1, 3]), np.array([0, 4])), shape=(1, 4)
    )
    said = info(write_batch(tmp_path / "a.h5", matrix, (2, 2)))
    assert said["values"] == "0 to 3" and said["not finite"] == "2" and said["stored zeros"] == "1"
    assert said["columns"] == "unsorted or with duplicates"


def test_no_images(tmp_path):
    said = info(write_batch(tmp_path / "a.h5", scipy.sparse.csr_matrix((0, 4)), (2, 2)))
    assert said["images"] == "0" and said["density"] == "0" and "entries" not in said


def test_it_checks_the_entries(tmp_path):
    path = example(tmp_path / "a.h5", image_shape=(5, 6))
    with h5py.File(path, "a") as file:
        file["images/indices"][20] = -1
    fail(3, "info", path)
