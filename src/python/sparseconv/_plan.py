"""A convolution that is set up once."""

from __future__ import annotations

import dataclasses

import numpy as np
import scipy.sparse

from ._convolution import Convolution
from ._filters import as_filter
from ._linear_operator import make_linear_operator
from ._matrices import as_csr
from ._options import Options


class Plan:
    """A convolution with one filter, set up once and applied to many images.

    Parameters
    ----------
    image_shape : tuple of int
        Height and width ``(H, W)`` of the images, in pixels.
    filter : array_like or sparse matrix of shape (h, w), or str, or path-like
        Weights, or what the command line takes: ``"box:5"``, ``"gaussian:1.5"``, ``"cosine:10"``,
        or the name of a file with weights.
        Weights that are 0 contribute nothing, not even where an image holds an infinity. Infinite
        and NaN weights are multiplied with stored entries, as all others are.
    mode : {'same', 'full', 'valid'}
        Part of the convolution that is kept, as in `scipy.signal.convolve2d`. In mode ``'same'``
        the centre of a filter of even height h is its row ``(h - 1) // 2``, also with `correlate`;
        likewise for columns.
    boundary : {'zero', 'reflect', 'mirror', 'nearest', 'wrap'}
        What an image is taken to have beyond its edges, with the names of `scipy.ndimage`: nothing,
        or copies of its own pixels, which `numpy.pad` calls symmetric, reflect, edge and wrap.
    correlate : bool
        Correlates, as `scipy.signal.correlate2d` does with a real filter, instead of convolving.
    threshold : float
        Results of a smaller absolute value are dropped. For results of a real floating type alone,
        as is `normalize`.
    normalize : {None, 'sum', 'max'}
        Divides every image of a result by its sum or by its largest finite value, after
        `threshold`. An image stays as it is where the sum is 0 or not finite, or no finite value is
        above 0.
    method : {'automatic', 'direct', 'precomputed', 'lazy', 'gather_scatter'}
        How to compute. All methods give the same results up to rounding, and ``'automatic'`` is
        nearly always the fastest, and takes a method that fits the limits below.
    dtype : dtype, optional
        Type of the results, to which filter and images are cast. By default it follows the images:
        float32 for float32 and for all types that float32 holds, else float64; complex types
        likewise, also for a complex filter. Integers are added modulo two to the number of their
        bits; bool means "any of them". float16, which SciPy's sparse matrices do not take, is for
        dense images alone and computed in float32; longdouble is computed in float64.
    num_threads : int, optional
        Threads for each call, from 1 to 512. By default as many as OpenMP takes by itself
        (``OMP_NUM_THREADS``, the processor's cores). A lower limit of `threadpoolctl` is obeyed.
        A GPU takes no notice.
    space : str, optional
        Where to compute, one of `sparseconv.spaces`; by default the first.
    max_buffer_bytes : int
        Bytes of the buffers that ``'lazy'`` and ``'gather_scatter'`` fill at a time.
    memory_budget : int
        Bytes that the matrix of ``'precomputed'`` may take, with what is made of it for each call.

    Raises
    ------
    ValueError
        For shapes without pixels, for an image smaller than the filter in mode ``'valid'``, and for
        arguments that are not listed here.

    Notes
    -----
    A call releases the GIL. Plans work side by side in different threads; calls of one plan wait
    for each other. A call cannot be interrupted: Ctrl-C takes effect when it returns. Where that
    takes too long, `convolve_file` stops between slices. A plan can be pickled and copied.

    Examples
    --------
    >>> import numpy as np, scipy.sparse, sparseconv
    >>> images = scipy.sparse.random(100, 100 * 100, density=0.01, format="csr")
    >>> plan = sparseconv.Plan((100, 100), sparseconv.gaussian(1.5))
    >>> blurred = plan(images)
    >>> blurred.shape
    (100, 10000)
    """

    def __init__(self, image_shape, filter, *, mode="same", boundary="zero", correlate=False,
                 threshold=0.0, normalize=None, method="automatic", dtype=None, num_threads=None,
                 space=None, max_buffer_bytes=256 << 20, memory_budget=4 << 30):
        self._set_up(Options(image_shape, filter, mode, boundary, correlate, threshold, normalize,
                             method, dtype, num_threads, space, max_buffer_bytes, memory_budget))

    def _set_up(self, options):
        self._options = options
        self._convolution = Convolution(options)
        self._transpose = None  # the same for the transpose, see _adjoint

    @property
    def image_shape(self):
        """Height and width of the images."""
        return self._options.image_shape

    @property
    def output_shape(self):
        """Height and width of the results."""
        return self._options.output_shape(self.mode)

    @property
    def filter(self):
        """A copy of the weights, an array of shape (h, w)."""
        return self._options.filter.copy()

    @property
    def mode(self):
        """The part of the convolution that is kept."""
        return self._options.mode

    @property
    def boundary(self):
        """What an image is taken to have beyond its edges."""
        return self._options.boundary

    @property
    def correlate(self):
        """Whether the plan correlates instead of convolving."""
        return self._options.correlate

    @property
    def threshold(self):
        """Absolute value below which results are dropped."""
        return self._options.threshold

    @property
    def normalize(self):
        """What every image of a result is divided by: ``'sum'``, ``'max'`` or None."""
        return self._options.normalize

    @property
    def method(self):
        """The method that is used, never ``'automatic'``."""
        return self._convolution.method(self.mode)

    @property
    def dtype(self):
        """Type of the results, or None if it follows the images."""
        return self._options.dtype

    @property
    def num_threads(self):
        """The number of threads that was asked for, or None."""
        return self._options.num_threads

    @property
    def space(self):
        """Where the plan computes, one of `sparseconv.spaces`."""
        return self._options.space

    def __repr__(self):
        of = self._options
        others = {"correlate": of.correlate, "threshold": of.threshold, "normalize": of.normalize,
                  "dtype": of.dtype and of.dtype.name, "num_threads": of.num_threads}
        given = "".join(f", {name} {value!r}" for name, value in others.items()
                        if value != getattr(Options, name))
        return (f"<sparseconv.Plan: images {of.image_shape}, filter {of.filter.shape}, "
                f"mode {of.mode!r}, boundary {of.boundary!r}, method {of.method!r}, "
                f"space {of.space!r}{given}>")

    def __call__(self, x):
        """Convolves images.

        Parameters
        ----------
        x : sparse matrix or array, or ndarray
            Either a batch of shape ``(n, H * W)``, an image in each row, its pixels row by row; or
            one image of shape ``(H, W)``; or, as an ndarray, a stack of shape ``(n, H, W)``. If H
            is 1, a matrix of shape ``(1, W)`` is a batch. Columns may be unsorted and repeated;
            the values of repeated columns add up, once they are of the type of the results. A dense
            stack becomes a sparse batch by
            ``scipy.sparse.csr_matrix(stack.reshape(len(stack), -1))``.

        Returns
        -------
        csr_matrix, csr_array or ndarray
            Of shape ``(n, H_out * W_out)``, ``(H_out, W_out)`` or ``(n, H_out, W_out)``: sparse for
            sparse images, a sparse array for a sparse array. Columns are sorted and unique, and no
            stored value is 0. The arrays are in memory that the plan uses again when they are gone.

        Raises
        ------
        ValueError
            For images of another shape, and for a matrix that is not valid. The message names image
            and entry.
        MemoryError
            If there is not enough memory, or if the method may not take as much as it needs.
        RuntimeError
            In a process that was forked after sparseconv had been used.
        """
        return self._convolution.images(x)

    def at(self, x, pattern=None):
        """Computes the values at some pixels alone, which costs less than the whole result.

        Parameters
        ----------
        x : sparse matrix or array
            A batch of shape ``(n, H * W)`` or one image of shape ``(H, W)``.
        pattern : sparse matrix or array, optional
            The pixels: those that it stores, whatever their values. Of shape
            ``(n, H_out * W_out)`` or ``(H_out, W_out)``. By default the pixels of `x`.

        Returns
        -------
        csr_matrix or csr_array
            Exactly the pixels of the pattern, those with the value 0 too. The method is
            ``'direct'``, and `threshold` drops nothing. The sum or maximum of `normalize` is that
            of the values at these pixels alone.

        Raises
        ------
        ValueError
            For a pattern of another shape than the results.
        TypeError
            For results that are not of type float32 or float64.

        Examples
        --------
        >>> import scipy.sparse, sparseconv
        >>> hits = scipy.sparse.csr_matrix([[1., 0., 1., 0., 0., 1.]])
        >>> neighbours = sparseconv.Plan((1, 6), [[1., 1., 0., 1., 1.]])
        >>> neighbours.at(hits).data
        array([1., 1., 0.])
        """
        pattern = x if pattern is None else pattern
        if not (scipy.sparse.issparse(x) and scipy.sparse.issparse(pattern)):
            raise ValueError("values at some pixels are for sparse images and a sparse pattern")
        is_image = self._options.is_image(x.shape)
        height, width = self.output_shape
        shape = (height, width) if is_image else (x.shape[0], height * width)
        if pattern.shape != shape:
            raise ValueError(f"the pattern has shape {pattern.shape}, but the result has {shape}")
        return self._convolution.at(as_csr(x), as_csr(pattern), self.mode, is_image)

    def adjoint(self, y):
        """Applies the transpose of the plan's map, mode, boundary and filter included. `threshold`
        and `normalize`, which are not linear, are left out.

        Parameters
        ----------
        y : sparse matrix or array, or ndarray
            A batch of shape ``(n, H_out * W_out)``, an image of shape `output_shape`, or an ndarray
            of shape ``(n, H_out, W_out)``. If H_out is 1, a matrix of shape ``(1, W_out)`` is a
            batch.

        Returns
        -------
        csr_matrix, csr_array or ndarray
            Of shape ``(n, H * W)``, ``(H, W)`` or ``(n, H, W)``, such that the sums
            ``(plan(x) * y).sum()`` and ``(x * plan.adjoint(y)).sum()`` are the same up to rounding.
            A complex filter is not conjugated.

        Raises
        ------
        ValueError, MemoryError, RuntimeError
            As a call of the plan does.

        Examples
        --------
        >>> import numpy as np, sparseconv
        >>> plan = sparseconv.Plan((1, 4), [[1., 2.]], mode="full")
        >>> plan.adjoint(np.array([[1., 0., 0., 0., 3.]]))
        array([[1., 0., 0., 6.]])
        """
        return self._adjoint().images(y)

    def as_linear_operator(self):
        """The plan as a `scipy.sparse.linalg.LinearOperator`, for solvers such as `lsqr` and `cg`.

        Returns
        -------
        LinearOperator of shape (H_out * W_out, H * W)
            It maps an image, its pixels row by row, to the convolved one, and has an adjoint. Its
            type is that of the plan; by default float64, or complex128 for a complex filter, and
            complex images have complex results.

        Raises
        ------
        ValueError
            For a plan with a threshold or `normalize`, which is not linear.

        Examples
        --------
        >>> import numpy as np, scipy.sparse.linalg, sparseconv
        >>> plan = sparseconv.Plan((8, 8), "gaussian:0.5", boundary="reflect")
        >>> sharp = np.zeros(64)
        >>> sharp[27] = 1
        >>> found = scipy.sparse.linalg.lsqr(plan.as_linear_operator(), plan(sharp[None])[0])[0]
        >>> bool(np.allclose(found, sharp, atol=1e-4))
        True
        """
        if not self._options.is_linear:
            raise ValueError("a plan with a threshold or normalize is not linear: make one without")
        return make_linear_operator(self)

    def symbolic(self, x):
        """First half of a convolution, for images whose values change while their pattern stays.

        Parameters
        ----------
        x : sparse matrix or array of shape (n, H * W)

        Returns
        -------
        csr_matrix or csr_array
            The pixels that entries of `x` reach, each with the value 0.

        Raises
        ------
        ValueError
            If the plan was made for the method ``'lazy'`` or ``'gather_scatter'``, or with a
            threshold or `normalize`.
        """
        return self._convolution.symbolic(self._checked_batch(x), self.mode)

    def numeric(self, x, result):
        """Second half of a convolution: computes the values of a result of `symbolic`, in place.

        Parameters
        ----------
        x : sparse matrix or array of shape (n, H * W)
            Images with the pattern that `symbolic` was given, and any values.
        result : csr_matrix or csr_array
            A result of `symbolic`, whose values are written, so that they have to lie one after
            the other; the method ``'precomputed'`` takes only the latest result.
            Values that cancel to 0 stay stored.

        Raises
        ------
        ValueError
            For a result of another shape, and for a result whose values share memory with `x` or
            with its own columns, before anything is written. For a result of another pattern, too:
            its values are then not to be used.
        """
        self._convolution.numeric(self._checked_batch(x), self.mode, result)

    def update_filter(self, filter):
        """Replaces the filter by a filter of the same shape. Results of `symbolic` have to be made
        anew."""
        filter = as_filter(filter)
        if filter.shape != self._options.filter.shape:
            raise ValueError(f"the new filter is {filter.shape}, but the plan's is "
                             f"{self._options.filter.shape}: make another plan")
        self._set_up(dataclasses.replace(self._options, filter=filter))

    def release_memory(self):
        """Frees what the plan keeps to be faster: the memory of results that are gone, and the
        set-up, which the next call makes anew. Results that are in use stay as they are; with the
        method ``'precomputed'``, `symbolic` has to be called again before `numeric`."""
        self._set_up(self._options)

    def __getstate__(self):
        return {**self.__dict__, "_convolution": None, "_transpose": None}

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._set_up(self._options)

    def _adjoint(self):
        if self._transpose is None:
            self._transpose = Convolution(self._options.adjoint())
        return self._transpose

    def _checked_batch(self, x):
        if not scipy.sparse.issparse(x) or self._options.is_image(x.shape):
            raise ValueError("symbolic and numeric take a sparse batch of shape (n, H * W)")
        return as_csr(x)

    def _of_images(self, x):
        """The result for one image or a stack: what `x` is if no shape of images is given."""
        return self._convolution.images(x, is_image=x.ndim == 2)
