"""Filters by name, compared with SciPy."""

import fractions

import numpy as np
import pytest
import scipy.ndimage

import sparseconv


def impulse(shape):
    image = np.zeros(shape)
    image[shape[0] // 2, shape[1] // 2] = 1
    return image


@pytest.mark.parametrize("sigma", [0.7, 1, 2.5])
def test_laplacian_of_gaussian_is_scipys(sigma):
    filter = sparseconv.laplacian_of_gaussian(sigma)
    wanted = scipy.ndimage.gaussian_laplace(impulse(filter.shape), sigma, mode="constant")
    np.testing.assert_allclose(filter, wanted, atol=1e-15)


@pytest.mark.parametrize("sigmas", [(1, 3), (2, 1.5)])
def test_difference_of_gaussians_is_scipys(sigmas):
    filter = sparseconv.difference_of_gaussians(*sigmas)
    a, b = (scipy.ndimage.gaussian_filter(impulse(filter.shape), sigma, mode="constant")
            for sigma in sigmas)
    np.testing.assert_allclose(filter, a - b, atol=1e-15)


@pytest.mark.parametrize("radius", [0, 1, 2.5, 7])
def test_disk_and_ring_are_distances(radius):
    filter = sparseconv.disk(radius)
    side = filter.shape[0] // 2
    y, x = np.ogrid[-side:side + 1, -side:side + 1]
    np.testing.assert_array_equal(filter > 0, x**2 + y**2 <= radius**2)
    ring = sparseconv.ring(radius, 2 * side + 2)  # which holds the corners
    beyond = ring.shape[0] // 2 - side
    np.testing.assert_array_equal(ring[beyond:-beyond, beyond:-beyond] > 0, filter == 0)
    assert filter.sum() == pytest.approx(1) and ring.sum() == pytest.approx(1)


def test_a_gaussian_has_no_negative_radius():
    assert sparseconv.gaussian(1.5, 0).shape == (1, 1)
    with pytest.raises(ValueError, match="radius is -1"):
        sparseconv.gaussian(1.5, radius=-1)


@pytest.mark.parametrize("call, message", [
    (lambda: sparseconv.gaussian("1"), "sigma cannot be '1': it must be a number"),
    (lambda: sparseconv.gaussian(1, 2.5), "radius cannot be 2.5: it must be an integer"),
    (lambda: sparseconv.gaussian(1, "2"), "radius cannot be '2': it must be an integer"),
    (lambda: sparseconv.box(2.5), "size cannot be 2.5: it must be an integer"),
    (lambda: sparseconv.cosine(None), "half_width cannot be None: it must be a number"),
    (lambda: sparseconv.disk("1"), "radius cannot be '1': it must be a number"),
    (lambda: sparseconv.disk(np.str_("1.5")), "radius cannot be .*: it must be a number"),
    (lambda: sparseconv.ring(1, "2"), "outer cannot be '2': it must be a number"),
    (lambda: sparseconv.laplacian_of_gaussian([1]), r"sigma cannot be \[1\]: it must be a number"),
    (lambda: sparseconv.difference_of_gaussians(1, "2"), "other_sigma cannot be '2'"),
])
def test_arguments_that_are_no_numbers(call, message):
    with pytest.raises(TypeError, match=message):
        call()


def test_numbers_of_every_type():
    np.testing.assert_array_equal(sparseconv.gaussian(np.float32(1.5), np.int8(2)),
                                  sparseconv.gaussian(1.5, 2))
    np.testing.assert_array_equal(sparseconv.disk(fractions.Fraction(3, 2)), sparseconv.disk(1.5))
    with pytest.raises(ValueError, match="which is too large"):
        sparseconv.box(2**64)
    with pytest.raises(ValueError, match="sigma is too large"):
        sparseconv.gaussian(10**400)


def test_weights_that_no_number_holds():
    for call in (lambda: sparseconv.laplacian_of_gaussian(1e-170),
                 lambda: sparseconv.Plan((5, 5), "log:1e-170")):
        with pytest.raises(ValueError, match="too large"):
            call()


@pytest.mark.parametrize("text, filter", [
    ("delta", sparseconv.delta()),
    ("disk:3", sparseconv.disk(3)),
    ("ring:2:4", sparseconv.ring(2, 4)),
    ("log:2", sparseconv.laplacian_of_gaussian(2)),
    ("dog:1:3", sparseconv.difference_of_gaussians(1, 3)),
])
def test_texts(text, filter):
    np.testing.assert_array_equal(sparseconv.Plan((50, 50), text).filter, filter)
