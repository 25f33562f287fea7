"""Batches in files, as anndata reads them."""

import anndata
import h5py
import numpy as np


def read_batch(path, group="images"):
    with h5py.File(path) as file:
        return anndata.io.read_elem(file[group])


def assert_same(a, b):
    assert a.shape == b.shape
    for name in ("data", "indices", "indptr"):
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name))
