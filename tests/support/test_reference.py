"""The reference of the C++ tests against SciPy and numpy.pad."""

import itertools
import os
import subprocess
from dataclasses import dataclass

import numpy as np
import pytest
import scipy.ndimage
import scipy.signal
from padding import PAD, convolve_padded

MODES = ("full", "same", "valid")
REFERENCE = os.path.join(os.environ["SPARSECONV_BIN"], "reference_tool")


@dataclass
class Case:
    mode: object  # or a window: row, column, height, width
    image: np.ndarray
    weights: np.ndarray
    boundary: str = "zero"
    correlate: bool = False
    adjoint_of: tuple = None  # shape of the images, where `image` is a result

    def line(self):
        named = isinstance(self.mode, str)
        mode = self.mode if named else " ".join(map(str, ("window", *self.mode)))
        flags = f"{self.correlate:d} {self.adjoint_of is not None:d}"
        shape = (*(self.adjoint_of or self.image.shape), *self.weights.shape)
        numbers = np.concatenate([self.image.ravel(), self.weights.ravel()]).tolist()
        return f"{mode} {self.boundary} {flags} {' '.join(map(str, shape))} " + " ".join(
            map(repr, numbers)
        )


def run_reference(cases):
    lines = "\n".join(case.line() for case in cases)
    done = subprocess.run([REFERENCE], input=lines, capture_output=True, text=True, check=True)
    results = [np.array(line.split(), float) for line in done.stdout.splitlines()]
    assert len(results) == len(cases)
    return results


def random_case(rng, mode, image_shape, filter_shape, **more):
    image = rng.normal(size=image_shape) * (rng.random(image_shape) < 0.6)
    weights = rng.normal(size=filter_shape) * (rng.random(filter_shape) < 0.9)
    return Case(mode, image, weights, **more)


def has_result(mode, image_shape, filter_shape):
    return mode != "valid" or all(i >= f for i, f in zip(image_shape, filter_shape))


def check(cases, expected_of):
    for case, result in zip(cases, run_reference(cases)):
        np.testing.assert_allclose(result, expected_of(case).ravel(), rtol=1e-12, atol=1e-12)


def by_scipy(case):
    function = scipy.signal.correlate2d if case.correlate else scipy.signal.convolve2d
    return function(case.image, case.weights, mode=case.mode)


def by_padding(case):
    return convolve_padded(case.image, case.weights, case.mode, case.boundary, case.correlate)


def small_cases(rng, largest, **more):
    shapes = list(itertools.product(range(1, largest + 1), repeat=2))
    return [
        random_case(rng, mode, image, weights, **more)
        for image, weights, mode in itertools.product(shapes, shapes, MODES)
        if has_result(mode, image, weights)
    ]


@pytest.mark.parametrize("correlate", [False, True])
def test_all_small_shapes(correlate):
    check(small_cases(np.random.default_rng(1), 5, correlate=correlate), by_scipy)


@pytest.mark.parametrize("correlate", [False, True])
@pytest.mark.parametrize("boundary", PAD)
def test_boundaries_of_all_small_shapes(boundary, correlate):
    cases = small_cases(np.random.default_rng(2), 4, boundary=boundary, correlate=correlate)
    check(cases, by_padding)


@pytest.mark.parametrize("boundary", PAD)
def test_images_much_smaller_than_the_filter(boundary):
    rng = np.random.default_rng(3)
    shapes = [(1, 1), (1, 2), (2, 1), (3, 2), (2, 5)]
    cases = [random_case(rng, "full", shape, (13, 12), boundary=boundary) for shape in shapes]
    check(cases, by_padding)


@pytest.mark.parametrize("correlate", [False, True])
@pytest.mark.parametrize("boundary", PAD)
def test_anchors_as_ndimage_has_them(boundary, correlate):
    """scipy.ndimage lays pixel (h // 2, w // 2) of the filter on the image's pixel."""
    rng = np.random.default_rng(4)
    function = scipy.ndimage.correlate if correlate else scipy.ndimage.convolve
    mode = "constant" if boundary == "zero" else boundary

    def expected(case):
        return function(case.image, case.weights, mode=mode)

    cases = []
    for image, h, w in itertools.product([(7, 9), (4, 5)], (1, 2, 3, 4), (1, 2, 3, 4)):
        row, column = (h - 1 - h // 2, w - 1 - w // 2) if correlate else (h // 2, w // 2)
        window = (row, column, *image)
        cases.append(
            random_case(rng, window, image, (h, w), boundary=boundary, correlate=correlate)
        )
    check(cases, expected)


@pytest.mark.parametrize("boundary", PAD)
def test_adjoints_are_transposes(boundary):
    """Column after column, the matrices of a convolution and of its adjoint."""
    rng = np.random.default_rng(5)
    for mode, correlate in itertools.product((*MODES, (-1, 2, 3, 7)), (False, True)):
        weights, image = rng.normal(size=(2, 3)), (3, 4)
        more = {"boundary": boundary, "correlate": correlate}
        pixels = np.eye(12).reshape(12, *image)
        matrix = run_reference([Case(mode, pixel, weights, **more) for pixel in pixels])
        shape = {"full": (4, 6), "same": image, "valid": (2, 2)}.get(mode, (3, 7))
        units = np.eye(np.prod(shape)).reshape(-1, *shape)
        adjoint = run_reference(
            [Case(mode, unit, weights, adjoint_of=image, **more) for unit in units]
        )
        np.testing.assert_allclose(np.array(matrix).T, np.array(adjoint), atol=1e-14)


def test_random_larger_shapes():
    rng = np.random.default_rng(6)
    cases = []
    while len(cases) < 200:
        image, weights = rng.integers(1, 40, 2), rng.integers(1, 20, 2)
        mode = MODES[len(cases) % 3]
        if has_result(mode, image, weights):
            cases.append(random_case(rng, mode, tuple(image), tuple(weights)))
    check(cases, by_scipy)
