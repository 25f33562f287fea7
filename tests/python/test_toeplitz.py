"""Toeplitz_convolution2d where the original's own tests do not look."""

import copy
import pickle

import numpy as np
import pytest
import scipy.sparse
import scipy.signal

import sparseconv
from sparseconv import Toeplitz_convolution2d

KERNEL = np.arange(1.0, 10).reshape(3, 3)


def image():
    return scipy.sparse.random(6, 5, 0.4, "csr", random_state=3)


@pytest.mark.parametrize(
    "arguments",
    [
        {"x_shape": np.array([6, 5])},
        {"x_shape": ("6", "5")},
        {"k": KERNEL.tolist()},
        {"k": np.ones(3)},
        {"mode": 1},
        {"mode": "all"},
        {"method": "fft"},
        {"method": None},
        {"method": "direct", "backend": "numpy"},
        {"method": "lazy", "backend": "numba"},
        {"backend": "jax"},
        {"mode": "valid", "x_shape": (2, 9)},
    ],
)
def test_arguments_that_the_original_asserts(arguments):
    with pytest.raises(AssertionError):
        Toeplitz_convolution2d(**{"x_shape": (6, 5), "k": KERNEL, **arguments})


@pytest.mark.parametrize(
    ("error", "x", "call"),
    [
        (AssertionError, np.zeros((2, 31)), {}),
        (AssertionError, np.zeros((2, 30)), {"batching": False}),
        (AssertionError, np.zeros((2, 30)), {"mode": "all"}),
        (IndexError, np.zeros(30), {}),
        (AttributeError, [[0] * 30], {}),
        (ValueError, np.zeros((1, 30, 1)), {}),
        (ValueError, np.zeros((1, 30), object), {}),
        (ValueError, np.full((1, 30), "a"), {}),
    ],
)
def test_images_that_the_original_refuses(error, x, call):
    with pytest.raises(error):
        Toeplitz_convolution2d((6, 5), KERNEL)(x, **call)


def test_assertions_stay_in_an_optimised_program(run_python):
    run_python("""
import numpy as np, sparseconv
conv = sparseconv.Toeplitz_convolution2d((6, 5), np.ones((3, 3)))
for shape, batching in [((2, 31), True), ((2, 30), False), ((1, 1), True)]:
    try:
        conv(np.zeros(shape), batching)
    except AssertionError:
        continue
    raise SystemExit(f"images of {shape} are not refused")
""", "-O")


def test_mode_valid_says_what_the_original_says():
    conv = Toeplitz_convolution2d((2, 9), KERNEL)
    with pytest.raises(AssertionError, match="x must be larger than k"):
        conv(np.zeros((2, 9)), batching=False, mode="valid")


@pytest.mark.parametrize("column", [30, -1, 2**40])
def test_columns_that_are_no_pixels(column):
    x = scipy.sparse.csr_matrix((2, 30))
    x.data, x.indices, x.indptr = np.ones(2), np.array([3, column]), np.array([0, 1, 2])
    with pytest.raises(ValueError, match=f"entry 0 of image 1 has column {column}"):
        Toeplitz_convolution2d((6, 5), KERNEL)(x)


def test_attributes_are_those_of_the_original():
    kernel = KERNEL.astype(np.float32)
    conv = Toeplitz_convolution2d([6.0, np.int64(5)], kernel, method="gather_scatter",
                                  max_buffer_bytes=99, device="cpu")
    assert conv.x_shape == (6, 5) and conv.k is not kernel and (conv.k == kernel).all()
    assert (conv.mode, conv.method, conv.backend, conv.device) == (
        "same", "gather_scatter", "numba", "cpu")
    assert conv.dtype == np.float32 and conv.max_buffer_bytes == 99
    defaults = {"direct": "numba", "precomputed": "numpy", "lazy": "numpy"}
    for method, backend in defaults.items():
        conv = Toeplitz_convolution2d((6, 5), KERNEL, method=method)
        assert conv.backend == backend and conv.device is None
    assert Toeplitz_convolution2d((6, 5), KERNEL, method="lazy", backend="torch").device is not None


@pytest.mark.skipif("cuda" in sparseconv.spaces, reason="there is a GPU in this build")
def test_a_gpu_that_is_not_there():
    with pytest.raises(RuntimeError, match="cuda"):
        Toeplitz_convolution2d((6, 5), KERNEL, method="lazy", backend="torch", device="cuda:0")


def test_attributes_can_be_set():
    conv = Toeplitz_convolution2d((6, 5), KERNEL)
    x = image()
    conv.k[1, 1] = -7
    expected = scipy.signal.convolve2d(x.toarray(), conv.k, "same")
    np.testing.assert_allclose(conv(x, batching=False).toarray(), expected)
    conv.k = np.ones((1, 2))
    conv.mode = "full"
    conv.dtype = np.float32
    result = conv(x, batching=False)
    assert result.dtype == np.float32 and result.shape == (6, 6)
    conv.x_shape, conv.method = (3, 10), "lazy"
    assert conv(x.reshape(3, 10), batching=False).shape == (3, 11)


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy,
                                       lambda conv: pickle.loads(pickle.dumps(conv))])
def test_copies(duplicate):
    conv = Toeplitz_convolution2d((6, 5), KERNEL, mode="full", dtype=np.float32)
    before = conv(image(), batching=False)
    other = duplicate(conv)
    assert (other(image(), batching=False) != before).nnz == 0
    assert (other.mode, other.dtype, other.x_shape) == (conv.mode, conv.dtype, conv.x_shape)


@pytest.mark.parametrize("method", ["lazy", "gather_scatter"])
def test_buffers_hold_an_image_at_least(method):
    conv = Toeplitz_convolution2d((60, 50), KERNEL, method=method, max_buffer_bytes=1)
    x = scipy.sparse.random(60, 50, 0.5, "csr", random_state=0)
    expected = scipy.signal.convolve2d(x.toarray(), KERNEL, "same")
    np.testing.assert_allclose(conv(x, batching=False).toarray(), expected)


def test_memory_can_be_released():
    conv = Toeplitz_convolution2d((3, 4), np.ones((3, 3)))
    before = conv(np.eye(1, 12))
    conv.release_memory()
    np.testing.assert_array_equal(conv(np.eye(1, 12)), before)


def test_nan_and_infinity_are_kept():
    x = scipy.sparse.csr_matrix([[0, np.nan, 0, 0, np.inf, 0]])
    result = Toeplitz_convolution2d((1, 6), np.array([[1.0, 1]]), mode="full")(x)
    np.testing.assert_array_equal(
        result.toarray(), [[0, np.nan, np.nan, 0, np.inf, np.inf, 0]])


@pytest.mark.parametrize("method", ["direct", "precomputed", "lazy", "gather_scatter"])
@pytest.mark.parametrize("density", [0.02, 0.9])
def test_weights_that_are_not_finite_are_taps(method, density):
    """Such weights reach the pixels around stored entries, and no other pixels."""
    kernel = np.array([[1, np.inf, 0], [0, 2, np.nan], [0, 0, 0]])
    x = scipy.sparse.random(30, 40, density, "csr", random_state=1)
    result = Toeplitz_convolution2d((30, 40), kernel, method=method)(x, batching=False)
    expected = np.zeros((32, 42))
    for row, column, value in zip(*scipy.sparse.find(x)):
        for i, j in zip(*np.nonzero(kernel)):
            expected[row + i, column + j] += value * kernel[i, j]
    np.testing.assert_allclose(result.toarray(), expected[1:-1, 1:-1])


def test_integers_wrap_around():
    x = np.array([[100, 0, 0]], np.int8)
    conv = Toeplitz_convolution2d((1, 3), np.array([[1, 2, 3]], np.int8))
    np.testing.assert_array_equal(conv(x), [[-56, 44, 0]])
    big = np.array([[2**62 + 3, 0, 7]])
    conv = Toeplitz_convolution2d((1, 3), np.array([[3, 2**61 + 5, -1]]))
    with np.errstate(over="ignore"):
        full = np.zeros(5, np.int64)
        for i, weight in enumerate([3, 2**61 + 5, -1]):
            full[i : i + 3] += big[0] * np.int64(weight)
    np.testing.assert_array_equal(conv(big), [full[1:4]])


def test_more_pixels_than_32_bits_number():
    x = scipy.sparse.csr_matrix(([1.0], ([0], [3_000_000_000])), shape=(1, 60_000**2))
    result = Toeplitz_convolution2d((60_000, 60_000), np.array([[1.0, 2]]))(x)
    assert result.indices.dtype == result.indptr.dtype == np.int64
    np.testing.assert_array_equal(result.indices, [3_000_000_000, 3_000_000_001])


def test_verbose_warns_of_a_large_matrix(capsys):
    Toeplitz_convolution2d((6, 5), KERNEL, verbose=True, method="precomputed")
    assert capsys.readouterr().out == ""
    kernel = np.zeros((200, 200))
    kernel[0, 0] = 1
    Toeplitz_convolution2d((60, 50), kernel, verbose=1, method="precomputed")
    assert "Warning" in capsys.readouterr().out
