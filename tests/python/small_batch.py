"""A small batch, and a filter for its images."""

import numpy as np
import scipy.sparse

FILTER = np.arange(1.0, 13).reshape(3, 4)
SHAPE = (9, 7)


def batch(n=4, dtype=np.float64, kind=scipy.sparse.csr_matrix):
    return kind(scipy.sparse.random(n, 63, 0.2, "csr", dtype, random_state=n))
