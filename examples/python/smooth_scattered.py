"""A smooth picture of scattered measurements, some of which have failed and are NaN.

    python smooth_scattered.py

A plain convolution spreads a NaN over all that the filter reaches, and takes for 0 what was not
measured. So two things are convolved: the values where they are known, and their weights, which are
1 where a value is known. Each pixel of the first divided by that of the second is the weighted mean
of the known values around it: a normalized convolution (Knutsson and Westin, 1993)."""

import numpy as np
import scipy.sparse

import sparseconv

SHAPE = (120, 160)


def known(batch):
    """The entries that are numbers, and the same with ones for values."""
    is_known = ~np.isnan(batch.data)
    rows = np.repeat(np.arange(batch.shape[0]), np.diff(batch.indptr))[is_known]
    places = (rows, batch.indices[is_known])
    values = scipy.sparse.csr_matrix((batch.data[is_known], places), batch.shape)
    weights = scipy.sparse.csr_matrix((np.ones(len(rows)), places), batch.shape)
    return values, weights


def weighted_means(batch, image_shape, filter):
    """NaN where the filter reaches no known value."""
    plan_of_values = sparseconv.Plan(image_shape, filter)
    plan_of_weights = sparseconv.Plan(image_shape, filter)
    values, weights = known(batch)
    with np.errstate(invalid="ignore"):
        return plan_of_values(values).toarray() / plan_of_weights(weights).toarray()


def measure(rng, truth):
    """One pixel in twenty, and every tenth of these is NaN."""
    places = np.flatnonzero(rng.random(truth.size) < 0.05)
    values = np.where(rng.random(len(places)) < 0.1, np.nan, truth.ravel()[places])
    return scipy.sparse.csr_matrix((values, places, [0, len(places)]), (1, truth.size))


def main():
    y, x = np.mgrid[:SHAPE[0], :SHAPE[1]]
    truth = 20 + 5 * np.sin(x / 25) * np.cos(y / 20)
    batch = measure(np.random.default_rng(0), truth)
    plain = sparseconv.Plan(SHAPE, "gaussian:4")(batch).toarray()
    means = weighted_means(batch, SHAPE, "gaussian:4").reshape(SHAPE)
    print(f"{batch.nnz} pixels are measured, {np.isnan(batch.data).sum()} of them are NaN")
    print(f"a plain convolution makes {np.isnan(plain).sum()} pixels NaN")
    print(f"the weighted means are off by {np.sqrt(np.nanmean((means - truth) ** 2)):.2f} of "
          f"{np.ptp(truth):.0f}, {np.isnan(means).sum()} pixels are NaN")


main()
