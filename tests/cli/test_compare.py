"""`sparseconv compare`."""

import numpy as np
import scipy.sparse
from program import fail, finish, run, start, succeed, write_batch

SHAPE = (5, 6)


def write(path, dense, shape=SHAPE):
    matrix = scipy.sparse.csr_matrix(dense.reshape(len(dense), -1))
    return write_batch(path, matrix, shape)


def example():
    dense = np.zeros((3, *SHAPE))
    dense[0, 1, 2], dense[1, 4, 5], dense[2, 0, 0] = 1, -2, 4
    return dense


def said(text):
    return {line[:16].strip(): line[16:] for line in text.splitlines()}


def different(a, b, *options):
    """What the program says about batches that differ."""
    done = run("compare", a, b, *options)
    assert done.returncode == 1
    assert done.stderr == f"sparseconv: error: {a} and {b} differ\n"
    return said(done.stdout)


def test_equal_batches(tmp_path):
    path = write(tmp_path / "a.h5", example())
    equal = said(succeed("compare", path, path))
    assert equal["compared"] == "3 images of 5x6"
    assert equal["stored"] == "in both 3, only in the first 0, only in the second 0"
    assert equal["different"] == "0 pixels" and "largest" not in equal


def test_largest_difference_and_its_place(tmp_path):
    other = example()
    other[0, 1, 2], other[1, 4, 5], other[1, 3, 1] = 1.5, -4.5, 0.25
    a, b = write(tmp_path / "a.h5", example()), write(tmp_path / "b.h5", other)
    found = different(a, b)
    assert found["stored"] == "in both 3, only in the first 0, only in the second 1"
    assert found["different"] == "3 pixels"
    assert found["largest"] == "2.5 in image 1, row 4, column 5: -2 and -4.5"
    assert found["relative"] == f"{2.5 / 4.5:.6g} of the largest value"
    assert different(b, a)["largest"] == "2.5 in image 1, row 4, column 5: -4.5 and -2"


def test_tolerance(tmp_path):
    a, b = write(tmp_path / "a.h5", example()), write(tmp_path / "b.h5", 1.25 * example())
    assert different(a, b, "--tolerance", 0.99)["largest"].startswith("1 in image 2, row 0")
    assert said(succeed("compare", a, b, "--tolerance", 1))["different"] == "3 pixels"
    fail(2, "compare", a, b, "--tolerance", "-1")


def test_order_duplicates_types_and_stored_zeros_do_not_count(tmp_path):
    a = write(tmp_path / "a.h5", example())
    values = np.array([0, 0.5, 0.5, -2, 3, 1], np.float32)
    columns, offsets = np.array([9, 8, 8, 29, 0, 0]), np.array([0, 3, 4, 6])
    matrix = scipy.sparse.csr_matrix((values, columns, offsets), (3, 30))
    b = write_batch(tmp_path / "b.h5", matrix, SHAPE)
    equal = said(succeed("compare", a, b))
    assert equal["different"] == "0 pixels"
    assert equal["stored"] == "in both 3, only in the first 0, only in the second 1"


def test_what_is_not_finite(tmp_path):
    dense = example()
    dense[0, 0, :2] = np.inf, np.nan
    a = write(tmp_path / "a.h5", dense)
    succeed("compare", a, a)
    b = write(tmp_path / "b.h5", np.where(np.isnan(dense), 0, dense))
    assert different(a, b)["largest"] == "inf in image 0, row 0, column 1: nan and 0"
    c = write(tmp_path / "c.h5", np.where(np.isinf(dense), -np.inf, dense))
    assert different(a, c, "--tolerance", "1e300")["largest"].endswith(": inf and -inf")


def test_batches_without_shape_and_in_groups(tmp_path):
    a = write(tmp_path / "a.h5", example(), None)
    other = example()
    other[2, 4, 4] = 1
    matrix = scipy.sparse.csr_matrix(other.reshape(3, -1))
    write_batch(tmp_path / "b.h5", matrix, None, "x/y")
    found = different(a, f"{tmp_path}/b.h5:x/y")
    assert found["compared"] == "3 images of 30 pixels"
    assert found["largest"] == "1 in image 2, pixel 28: 0 and 1"


def test_shapes_have_to_agree(tmp_path):
    a = write(tmp_path / "a.h5", example())
    for name, dense, shape in [
        ("fewer.h5", example()[:2], SHAPE),
        ("turned.h5", example(), SHAPE[::-1]),
        ("smaller.h5", example()[:, :4], (4, 6)),
    ]:
        error = fail(3, "compare", a, write(tmp_path / name, dense, shape))
        assert "cannot be compared: one has 3 images of 5x6, the other" in error


def test_more_images_than_a_slice_holds(tmp_path):
    matrix = scipy.sparse.random(70000, 30, 0.1, "csr", random_state=1)
    a = write_batch(tmp_path / "a.h5", matrix, SHAPE)
    matrix = matrix.tolil()
    matrix[69999, 7] = 9
    b = write_batch(tmp_path / "b.h5", matrix.tocsr(), SHAPE)
    assert "in image 69999, row 1, column 1: " in different(a, b)["largest"]


def test_lists_of_hits(tmp_path):
    for name, row in (("a.csv", 1), ("b.csv", 2)):
        (tmp_path / name).write_text(f"0,0,0\n2,{row},3\n")
    files = (tmp_path / "a.csv", tmp_path / "b.csv")
    assert "--image-shape H,W" in fail(3, "compare", *files)
    options = ("--image-shape", "5,6", "--images", 9)
    assert different(*files, *options)["compared"] == "9 images of 5x6"
    batch = write(tmp_path / "a.h5", example())
    assert "are 5x6 and not 6x5" in fail(3, "compare", batch, batch, "--shape", "6,5")


def test_missing_files(tmp_path):
    a = write(tmp_path / "a.h5", example())
    assert "none.h5" in fail(3, "compare", a, tmp_path / "none.h5")
    assert finish(start("compare", a)).returncode == 2
