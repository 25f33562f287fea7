"""Plan: shapes and types in and out, memory, life."""

import copy
import pickle

import numpy as np
import pytest
import scipy.signal
import scipy.sparse
from small_batch import FILTER, SHAPE, batch

import sparseconv
from sparseconv import Plan


def expected(images, mode="same"):
    stack = images.reshape(-1, *SHAPE)
    return np.stack([scipy.signal.convolve2d(one, FILTER, mode) for one in stack])


@pytest.mark.parametrize("method", ["automatic", "direct", "precomputed", "lazy", "gather_scatter"])
@pytest.mark.parametrize("mode", ["full", "same", "valid"])
def test_every_form_of_images(method, mode):
    plan = Plan(SHAPE, FILTER, mode=mode, method=method)
    x = batch()
    dense = x.toarray()
    stack = expected(dense, mode)
    assert plan.output_shape == stack.shape[1:] and plan.method in sparseconv._options.METHODS[1:]
    np.testing.assert_allclose(plan(x).toarray(), stack.reshape(4, -1))
    np.testing.assert_allclose(plan(dense), stack.reshape(4, -1))
    np.testing.assert_allclose(plan(dense.reshape(4, *SHAPE)), stack)
    np.testing.assert_allclose(plan(dense[1].reshape(SHAPE)), stack[1])
    one = scipy.sparse.csr_matrix(dense[1].reshape(SHAPE))
    np.testing.assert_allclose(plan(one).toarray(), stack[1])
    one.indices[:] = one.indices[::-1]  # no longer sorted
    one.has_sorted_indices = False
    np.testing.assert_allclose(plan(one).toarray(), expected(one.toarray(), mode)[0])


@pytest.mark.parametrize("method", ["direct", "precomputed", "lazy", "gather_scatter"])
@pytest.mark.parametrize("boundary", ["zero", "reflect"])
def test_images_and_their_results_stay_as_they_are(method, boundary):
    """Results of images have the memory of results of batches, and nothing of the image."""
    plan = Plan(SHAPE, [[1.0]], method=method, boundary=boundary)
    image = batch(1).reshape(SHAPE).tocsr()
    before = image.copy()
    results = [plan(image), plan(image), plan.adjoint(image), plan.at(image)]
    plan(batch())
    for result in results:
        assert (result != before).nnz == 0 and result.nnz == before.nnz
        assert not np.shares_memory(result.data, image.data)
    assert (image != before).nnz == 0


def test_arrays_in_arrays_out():
    plan = Plan(SHAPE, FILTER)
    assert type(plan(batch(kind=scipy.sparse.csr_array))) is scipy.sparse.csr_array
    assert type(plan(batch(kind=scipy.sparse.coo_array))) is scipy.sparse.csr_array
    assert type(plan(batch(kind=scipy.sparse.csc_matrix))) is scipy.sparse.csr_matrix


@pytest.mark.parametrize(
    ("given", "computed"),
    [(np.float32, np.float32), (np.float64, np.float64), (np.int8, np.float32),
     (np.int64, np.float64), (np.bool_, np.float32), (np.complex64, np.complex64)],
)
def test_types_follow_the_images(given, computed):
    assert Plan(SHAPE, FILTER)(batch().astype(given)).dtype == computed
    assert Plan(SHAPE, FILTER)(batch().astype(given).toarray()).dtype == computed
    assert Plan(SHAPE, FILTER, dtype=np.float64)(batch().astype(given)).dtype == np.float64


@pytest.mark.parametrize("given", [np.float32, np.float64, np.int8, np.complex64])
def test_a_complex_filter_has_complex_results(given):
    x = batch().astype(given)
    result = Plan(SHAPE, FILTER * 1j)(x)
    assert result.dtype == np.result_type(given, np.complex64)
    np.testing.assert_allclose(result.toarray(), 1j * Plan(SHAPE, FILTER)(x).toarray(), rtol=1e-5)
    np.testing.assert_array_equal(Plan(SHAPE, FILTER * 1j)(x.toarray()), result.toarray())


@pytest.mark.parametrize("dtype", [np.float16, np.float64, np.complex64, np.uint8, np.int64, bool])
def test_plans_of_every_type_have_a_method(dtype):
    plan = Plan(SHAPE, FILTER, dtype=dtype)
    assert plan.method in sparseconv._options.METHODS[1:] and plan.dtype == dtype
    assert Plan(SHAPE, FILTER, dtype=dtype, method="lazy").method == "lazy"


def test_the_method_of_weights_that_float32_does_not_hold():
    plan = Plan(SHAPE, np.full((3, 3), 1e200), method="lazy")
    assert plan.method == "lazy"


def test_half_precision_is_for_dense_images_alone():
    x = batch()
    plan = Plan(SHAPE, sparseconv.box(3), dtype=np.float16)
    result = plan(x.toarray().astype(np.float16))
    assert result.dtype == np.float16 and result.shape == (4, 63)
    toeplitz = sparseconv.Toeplitz_convolution2d(SHAPE, FILTER, dtype=np.float16)
    for call in (plan, plan.adjoint, toeplitz):
        with pytest.raises(TypeError, match="hold no float16: give another dtype"):
            call(x)


def test_results_look_like_those_of_scipy():
    result = Plan(SHAPE, FILTER)(batch())
    usual = scipy.sparse.csr_matrix((result.data, result.indices, result.indptr), result.shape)
    assert result.has_canonical_format and result.has_sorted_indices
    assert vars(result).keys() >= vars(usual).keys()
    assert (result != usual).nnz == 0 and result.nnz == usual.nnz
    assert result.multiply(result.max(1).power(-1)).tocsr().max(0).shape == (1, 63)
    np.testing.assert_allclose((result @ result.T).toarray(), (usual @ usual.T).toarray())
    again = pickle.loads(pickle.dumps(result))
    assert (again != result).nnz == 0


def test_results_are_memory_of_the_plan():
    plan = Plan((64, 64), FILTER)
    x = scipy.sparse.random(300, 64 * 64, 0.05, "csr", random_state=1)
    first = plan(x)
    assert not first.data.flags.owndata and first.data.flags.writeable
    at, values = first.data.ctypes.data, first.data.copy()
    second = plan(x)
    assert not np.shares_memory(first.data, second.data)
    np.testing.assert_array_equal(first.data, values)
    del first
    assert plan(x).data.ctypes.data == at
    column = second.data[3:5]
    del second
    kept = column.copy()
    for _ in range(4):
        plan(x * 2)
    np.testing.assert_array_equal(column, kept)  # a slice keeps the whole array


def test_images_are_read_where_they_are():
    x = batch()
    for array in (x.data, x.indices, x.indptr):
        array.setflags(write=False)
    Plan(SHAPE, FILTER)(x)
    dense = x.toarray()
    dense.setflags(write=False)
    Plan(SHAPE, FILTER)(dense)


@pytest.mark.parametrize("method", ["direct", "precomputed"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_phases(method, dtype):
    plan = Plan(SHAPE, FILTER, method=method, dtype=dtype)
    x = batch(dtype=dtype)
    result = plan.symbolic(x)
    assert not result.data.any() and result.dtype == dtype
    values = x.copy()
    del x  # the plan keeps nothing of it
    for factor in (1, -3):
        x = values * factor
        plan.numeric(x, result)
        np.testing.assert_allclose(result.toarray(), plan(x).toarray(), rtol=1e-5)


def test_values_that_cannot_be_written():
    plan = Plan(SHAPE, FILTER, method="direct")
    x = batch()
    result = plan.symbolic(x)
    values = np.zeros(2 * result.nnz, result.dtype)
    for data in (values[::2], np.frombuffer(values.tobytes(), values.dtype)[: result.nnz]):
        result.data = data
        with pytest.raises(ValueError, match="writable and lie one after the other"):
            plan.numeric(x, result)
    for other in (result.tocsc(), result.toarray()):
        with pytest.raises(TypeError, match="no CSR matrix"):
            plan.numeric(x, other)


def test_results_that_numeric_refuses_stay_as_they_are():
    plan = Plan(SHAPE, [[1.0]], method="direct")  # the images have the pattern of their results
    x = batch()
    before = x.copy()
    other = scipy.sparse.csr_matrix((x.data.copy(), x.indices, x.indptr), shape=(4, 64))
    for images, result, message in [(x, x, "shares memory with the images"),
                                    (2 * x, other, r"has shape \(4, 64\), but .* \(4, 63\)")]:
        with pytest.raises(ValueError, match=message):
            plan.numeric(images, result)
        np.testing.assert_array_equal(result.data, before.data)


@pytest.mark.parametrize("array", ["indices", "indptr"])
@pytest.mark.parametrize("whose", ["images", "result"])
def test_numeric_does_not_write_over_a_pattern(array, whose):
    plan = Plan(SHAPE, FILTER, method="direct")
    x = batch()
    result = plan.symbolic(x)
    matrix = x if whose == "images" else result
    old = getattr(matrix, array)
    new = result.data.view(old.dtype)[: len(old)]
    new[:] = old
    setattr(matrix, array, new)
    with pytest.raises(ValueError, match="shares memory"):
        plan.numeric(x, result)
    np.testing.assert_array_equal(new, old)


def test_phases_of_small_images():
    plan = Plan((2, 2), np.ones((3, 10)))
    x = scipy.sparse.csr_matrix([[0.0, 1.0, 2.0, 0.0]])
    result = plan.symbolic(x)
    plan.numeric(x, result)
    np.testing.assert_allclose(result.toarray(), plan(x).toarray())


def test_update_filter():
    plan = Plan(SHAPE, FILTER)
    plan(batch())
    plan.update_filter(2 * FILTER)
    np.testing.assert_allclose(plan(batch()).toarray(),
                               2 * expected(batch().toarray()).reshape(4, -1))
    with pytest.raises(ValueError, match="make another plan"):
        plan.update_filter(np.ones((3, 3)))


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy,
                                       lambda plan: pickle.loads(pickle.dumps(plan))])
def test_copies(duplicate):
    plan = Plan(SHAPE, FILTER, mode="full", num_threads=1)
    before = plan(batch())
    other = duplicate(plan)
    assert repr(other) == repr(plan) and other.num_threads == 1
    other.update_filter(-FILTER)
    assert (other(batch()) != -before).nnz == 0 and (plan(batch()) != before).nnz == 0


@pytest.mark.parametrize(
    "arguments",
    [{"mode": "all"}, {"method": "fft"}, {"space": "abacus"}, {"num_threads": 0},
     {"num_threads": 513}, {"image_shape": (0, 3)}, {"image_shape": (9, 7, 1)},
     {"image_shape": (2, 2), "mode": "valid"},
     {"filter": "box"}, {"filter": np.ones(3)}, {"filter": np.ones((0, 3))},
     {"image_shape": (2**31, 1)}, {"image_shape": (1, 2**70)},
     {"image_shape": (2**31 - 1, 2), "mode": "full"}],
)
def test_arguments_that_are_refused(arguments):
    with pytest.raises(ValueError):
        Plan(**{"image_shape": SHAPE, "filter": FILTER, **arguments})


@pytest.mark.parametrize("name", ["mode", "boundary", "normalize", "method", "space"])
@pytest.mark.parametrize("kind", [list, np.array])
def test_names_that_are_no_texts(name, kind):
    with pytest.raises(ValueError, match="there is no .*: use one of"):
        Plan(SHAPE, FILTER, **{name: kind(["zero", "same"])})


def test_the_largest_images():
    for largest in ((1, 2**31 - 1), (2**31 - 1, 1)):
        assert Plan(largest, FILTER).output_shape == largest
        Plan(largest, FILTER).adjoint(scipy.sparse.csr_matrix((1, 2**31 - 1)))


def test_the_text_of_a_plan_tells_what_is_not_the_default():
    usual = repr(Plan(SHAPE, FILTER))
    options = ("correlate", "threshold", "normalize", "dtype", "num_threads")
    assert not any(name in usual for name in options)
    plan = Plan(SHAPE, FILTER, correlate=True, threshold=0.5, normalize="sum", dtype=np.float32,
                num_threads=2)
    assert repr(plan) == usual[:-1] + (", correlate True, threshold 0.5, normalize 'sum', "
                                       "dtype 'float32', num_threads 2>")


@pytest.mark.parametrize(
    "arguments", [{"num_threads": 2.5}, {"num_threads": "2"}, {"image_shape": (9.0, 7)},
                  {"image_shape": 9}, {"image_shape": "97"}])
def test_numbers_that_are_no_integers(arguments):
    with pytest.raises(TypeError, match="integer"):
        Plan(**{"image_shape": SHAPE, "filter": FILTER, **arguments})


@pytest.mark.parametrize("shape", [(4, 62), (7, 9), (4, 7, 9), (63,), ()])
def test_images_of_another_shape(shape):
    with pytest.raises(ValueError, match="9 x 7"):
        Plan(SHAPE, FILTER)(np.zeros(shape))
    if len(shape) == 2:
        with pytest.raises(ValueError, match="9 x 7"):
            Plan(SHAPE, FILTER)(scipy.sparse.csr_matrix(shape))


def test_types_that_are_refused():
    for dtype in ("M8[s]", "S3", object):
        with pytest.raises(TypeError, match="results are numbers"):
            Plan(SHAPE, FILTER, dtype=dtype)
        with pytest.raises(TypeError, match="results are numbers"):
            sparseconv.Toeplitz_convolution2d(SHAPE, FILTER, dtype=dtype)
    with pytest.raises(ValueError):
        Plan(SHAPE, FILTER)(np.zeros(SHAPE, object))


@pytest.mark.parametrize("wrong", [[["1"]], [[None]], np.array([["M"]])])
def test_weights_that_are_no_numbers(wrong):
    with pytest.raises(TypeError, match="the weights of a filter are numbers"):
        Plan(SHAPE, wrong)


def test_weights_that_the_type_of_the_results_does_not_hold():
    plan = Plan(SHAPE, [[1e300]])
    assert plan(batch()).nnz == batch().nnz
    with pytest.raises(ValueError, match="too large for results of type float32"):
        plan(batch().astype(np.float32))


@pytest.mark.skipif(np.finfo(np.longdouble).max == np.finfo(np.float64).max,
                    reason="longdouble is float64 here")
@pytest.mark.parametrize("dtype", [np.longdouble, np.clongdouble])
def test_weights_that_are_computed_in_float64_do_not_overflow(dtype):
    plan = Plan((1, 1), [[np.longdouble("1e400")]], dtype=dtype)
    with pytest.raises(ValueError, match="too large for results of type"):
        plan(np.ones((1, 1)))


@pytest.mark.parametrize("kind", [scipy.sparse.csr_matrix, scipy.sparse.coo_array])
def test_a_sparse_filter(kind):
    np.testing.assert_array_equal(Plan(SHAPE, kind(FILTER)).filter, FILTER)


def test_masked_elements_are_no_numbers():
    images = np.ma.masked_array(batch().toarray(), mask=False)
    assert (Plan(SHAPE, FILTER)(images) == Plan(SHAPE, FILTER)(images.data)).all()
    images[0, 0] = np.ma.masked
    for call in (Plan(SHAPE, FILTER), sparseconv.prune, lambda x: Plan((2, 2), x)):
        with pytest.raises(ValueError, match="masked"):
            call(images)


def test_memory_that_does_not_suffice():
    plan = Plan((3000, 3000), np.ones((41, 41)), method="precomputed")
    with pytest.raises(MemoryError, match="memory_budget"):
        plan(scipy.sparse.csr_matrix((1, 9_000_000)))


def test_limits_of_memory():
    for method, limit in (("precomputed", "memory_budget"), ("gather_scatter", "max_buffer_bytes")):
        with pytest.raises(MemoryError, match=limit):
            Plan(SHAPE, FILTER, method=method, **{limit: 99})(batch())
        Plan(SHAPE, FILTER, method=method, **{limit: 10**6})(batch())
        with pytest.raises(ValueError, match=f"{limit} is -1"):
            Plan(SHAPE, FILTER, **{limit: -1})


def test_an_image_that_only_its_extension_makes_large():
    """The extended image has more pixels than 32 bits can number, the image has not."""
    shape = (46_000, 46_000)
    x = scipy.sparse.csr_matrix(([1.0], [23_000 * 46_000 + 23_000], [0, 1]), shape=(1, 46_000**2))
    plan = Plan(shape, sparseconv.box(601), boundary="reflect")
    assert plan(x).nnz == 601**2
    assert plan.adjoint(x).nnz == 601**2


@pytest.mark.parametrize("given", [">f8", ">i2", np.float16])
@pytest.mark.parametrize("dtype", [np.int32, np.bool_, np.complex128])
def test_dense_images_of_types_that_scipy_refuses(given, dtype):
    images = (batch().toarray() > 0).astype(given)
    plan = Plan(SHAPE, np.ones((3, 4)), dtype=dtype)
    np.testing.assert_array_equal(plan(images), plan(images.astype(dtype)))


def test_integers_are_exact_under_a_filter_that_is_nearly_a_column_times_a_row():
    weights = np.full((9, 9), 10**14)
    weights[0, 0] += 1
    image = np.zeros((20, 20), np.int64)
    image[10, 10] = 1
    expected = np.zeros_like(image)
    expected[6:15, 6:15] = weights
    np.testing.assert_array_equal(Plan(image.shape, weights, dtype=np.int64)(image), expected)


@pytest.mark.parametrize("text", ["box:5", "gaussian:1.5", "gaussian:1.5:2", "cosine:10"])
def test_filters_by_name(text):
    kind, _, numbers = text.partition(":")
    array = getattr(sparseconv, kind)(*(float(number) if kind != "box" else int(number)
                                        for number in numbers.split(":")[:1]),
                                      *map(int, numbers.split(":")[1:]))
    np.testing.assert_array_equal(Plan((50, 50), text).filter, array)
    assert array.sum() == pytest.approx(1)


def test_integers_that_lose_what_is_behind_the_point():
    x = batch()
    with pytest.warns(UserWarning, match="weights of the filter are cast to int32"):
        assert Plan(SHAPE, FILTER / 2, dtype=np.int32)(x.astype(np.int32)).dtype == np.int32
    for images in (x, x.toarray()):
        with pytest.warns(UserWarning, match="images are cast to int64, the type of the results"
                          ) as warned:
            Plan(SHAPE, FILTER, dtype=np.int64)(images)
        assert [warning.filename for warning in warned] == [__file__]
    x.data[:] = 3
    assert Plan(SHAPE, FILTER, dtype=np.int32)(x).sum() > 0  # without a warning
