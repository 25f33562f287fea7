"""Files that NumPy and SciPy write are read here: filters."""

import numpy as np
import pytest
from batch_files import assert_refused, run

REAL_TYPES = ["<f2", "<f4", ">f4", "<f8", ">f8"]
TYPES = [*REAL_TYPES, "?", "i1", "u1", "<i2", ">u2", "<i4", ">u4", "<i8", ">u8"]


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
    huge = f"({2**62}, {2**62})".encode()
    path.write_bytes(content.replace(b"(3, 5), }" + b" " * (len(huge) - 6), huge + b", }"))
    assert_refused(run("filter", path), "more elements than the file holds")


