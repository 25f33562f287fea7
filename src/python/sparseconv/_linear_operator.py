"""A plan in the form that the solvers of `scipy.sparse.linalg` take."""

from __future__ import annotations

import numpy as np


def make_linear_operator(plan):
    """A plan and its adjoint, for columns of images. A solver asks for the conjugate transpose."""
    from scipy.sparse.linalg import LinearOperator

    n_out, n_in = (height * width for height, width in (plan.output_shape, plan.image_shape))
    dtype = plan.dtype or np.result_type(np.float64, plan.filter)

    def images(columns):
        of_images = plan.dtype or np.result_type(dtype, columns)  # complex columns stay complex
        return np.ascontiguousarray(columns.T, of_images)

    def matmat(x):
        return plan(images(x)).T

    def rmatmat(y):
        return plan.adjoint(images(y).conj()).T.conj()

    return LinearOperator((n_out, n_in), dtype=dtype, matmat=matmat, rmatmat=rmatmat,
                          matvec=lambda x: matmat(x.reshape(n_in, 1))[:, 0],
                          rmatvec=lambda y: rmatmat(y.reshape(n_out, 1))[:, 0])
