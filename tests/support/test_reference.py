"""The reference of the C++ tests against scipy.signal.convolve2d."""

import itertools
import os
import subprocess

import numpy as np
import scipy.signal

MODES = ("full", "same", "valid")
REFERENCE = os.path.join(os.environ["SPARSECONV_BIN"], "reference_tool")


def run_reference(cases):
    lines = []
    for mode, image, weights in cases:
        numbers = np.concatenate([image.ravel(), weights.ravel()])
        shape = (*image.shape, *weights.shape)
        lines.append(f"{mode} {' '.join(map(str, shape))} {' '.join(map(repr, numbers.tolist()))}")
    done = subprocess.run(
        [REFERENCE], input="\n".join(lines), capture_output=True, text=True, check=True
    )
    return [np.array(line.split(), float) for line in done.stdout.splitlines()]


def random_case(rng, mode, image_shape, filter_shape):
    image = rng.normal(size=image_shape) * (rng.random(image_shape) < 0.6)
    weights = rng.normal(size=filter_shape) * (rng.random(filter_shape) < 0.9)
    return mode, image, weights


def has_result(mode, image_shape, filter_shape):
    return mode != "valid" or all(i >= f for i, f in zip(image_shape, filter_shape))


def check(cases):
    results = run_reference(cases)
    assert len(results) == len(cases)
    for (mode, image, weights), result in zip(cases, results):
        expected = scipy.signal.convolve2d(image, weights, mode=mode)
        np.testing.assert_allclose(result, expected.ravel(), rtol=1e-12, atol=1e-12)


def test_all_small_shapes():
    rng = np.random.default_rng(1)
    shapes = list(itertools.product(range(1, 6), range(1, 6)))
    check(
        [
            random_case(rng, mode, image, weights)
            for image, weights, mode in itertools.product(shapes, shapes, MODES)
            if has_result(mode, image, weights)
        ]
    )


def test_random_larger_shapes():
    rng = np.random.default_rng(2)
    cases = []
    while len(cases) < 200:
        image, weights = rng.integers(1, 40, 2), rng.integers(1, 20, 2)
        mode = MODES[len(cases) % 3]
        if has_result(mode, image, weights):
            cases.append(random_case(rng, mode, tuple(image), tuple(weights)))
    check(cases)
