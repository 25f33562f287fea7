"""Batches in files: AnnData's CSR encoding in HDF5, with the shape of the images."""

from __future__ import annotations

import collections.abc
import os
import typing

import numpy as np

from ._filters import as_filter, checked_integer
from ._matrices import MOST, as_csr, canonical, csr_matrix, stored, with_dtype
from ._native import core as _core, function_of_files
from ._options import (
    checked_bytes,
    checked_shape,
    checked_shape_of,
    checked_thread_count,
    native_norm,
)


def read_batch(path, *, dtype=None, image_shape=None, order=None, n_images=None):
    """Reads a batch.

    Parameters
    ----------
    path : str, bytes or path-like
        ``FILE`` or ``FILE:GROUP``; without a group, the group ``images``, or else the only batch in
        the file, of several in a file of AnnData ``X``. It may be a sparse matrix of AnnData,
        CaImAn, 10x or `scipy.sparse.save_npz`, dense images in HDF5 or ``.npy``, pixel masks of
        NWB, or a list of hits: ``FILE.csv`` with lines ``image,row,column[,weight]``, or a table
        with these columns in HDF5. Hits in the same pixel are added up.
    dtype : {float32, float64}, optional
        Type of the values; by default float32 if that loses no digits.
    image_shape : tuple of int, optional
        Height and width ``(H, W)``, if the file does not say; if it does, they have to agree.
    order : {'C', 'F'}, optional
        Whether the file numbers pixels along the rows of an image or down its columns; by default
        'F' for CaImAn, else 'C'. The returned batch is always in order C.
    n_images : int, optional
        Number of images of a list of hits; by default as many as have hits, and those before.

    Returns
    -------
    x : csr_matrix of shape (n, H * W)
    image_shape : tuple of int or None
        Height and width ``(H, W)``, if known.

    Raises
    ------
    FileNotFoundError
        For a file that is not there; it is a ValueError as well.
    ValueError
        For a file that is no such batch, or is damaged. The message names file and dataset.
    OSError
        If the system refuses something, such as memory, or disk space for sorting a list of hits.
    RuntimeError
        In a process that was forked after sparseconv had been used.
    KeyboardInterrupt
        At Ctrl-C, also while a list of hits is sorted, the pixels of dense images are counted, or
        the arrays of an ``.npz`` are expanded.

    Examples
    --------
    >>> import scipy.sparse, sparseconv, tempfile
    >>> images = scipy.sparse.csr_matrix([[0., 1., 0., 2.]])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sparseconv.write_batch(folder + "/batch.h5", images, (2, 2))
    ...     x, image_shape = sparseconv.read_batch(folder + "/batch.h5")
    >>> x.toarray(), image_shape
    (array([[0., 1., 0., 2.]]), (2, 2))
    """
    single = None if dtype is None else _is_single(np.dtype(dtype))
    read = function_of_files("read_batch")
    n_images, order = _checked_count(n_images), _checked_order(order)
    arrays, shape, image_shape = read(_as_path(path), single, _pair(image_shape), order, n_images)
    return csr_matrix(arrays, shape=shape, copy=False), image_shape


def write_batch(path, x, image_shape, *, compression="none", overwrite=False):
    """Writes a batch, as a file that `read_batch`, AnnData and h5py read.

    Parameters
    ----------
    path : str, bytes or path-like
        ``FILE`` or ``FILE:GROUP``; by default the group is ``images``. An earlier result with that
        name is replaced when the new file is complete; any other file is not, unless `overwrite` is
        True.
    x : sparse matrix or array of shape (n, H * W)
        The values must be of type float32 or float64.
    image_shape : tuple of int
        Height and width ``(H, W)``.
    compression : str, optional
        ``"none"`` or None, ``"gzip"``, ``"gzip:LEVEL"``, and with a plugin of HDF5 ``"lzf"`` or
        ``"zstd"``.
    overwrite : bool
        Whether any file may be replaced, not only a result.

    Raises
    ------
    ValueError
        For images of another size, and for a file that must not be replaced.
    OSError
        If the file cannot be written. The message says why.
    RuntimeError
        In a process that was forked after sparseconv had been used.

    Examples
    --------
    See `read_batch`.
    """
    x = as_csr(x)
    x = canonical(with_dtype(x, x.dtype.newbyteorder("=")))
    image_shape = checked_shape_of(x, image_shape)
    _is_single(x.dtype, ": convert them, as with x.astype(numpy.float32)")
    wide = max(x.shape) > MOST
    write = function_of_files("write_batch")
    write(_as_path(path), *stored(x), image_shape, wide, _text_of(compression), bool(overwrite))


def _text_of(compression):
    return "none" if compression is None else _checked_text("compression", compression)


def _checked_text(what, text):
    if not isinstance(text, str):
        raise TypeError(f"{what} cannot be {text!r}: it must be a text or None")
    return text


class _FileOutcome(typing.NamedTuple):
    images: int
    nnz_in: int
    nnz_out: int
    image_shape: tuple
    output_shape: tuple
    method: str
    space: str
    seconds: float


def convolve_file(input, output, filter, *, mode="same", boundary="zero", correlate=False,
                  adjoint=False, at_entries=False, threshold=0.0, normalize=None,
                  method="automatic", dtype=None, num_threads=None, space=None, image_shape=None,
                  order=None, n_images=None, memory_limit=None, layout="single",
                  compression="none", resume=False, overwrite=False, progress=None):
    """Convolves a file of any size into a file.

    The input is read in slices that fit the memory limit, as by the program ``sparseconv
    convolve``. A file with the name of the output stays as it is until the result is complete.

    Parameters
    ----------
    input : str, bytes or path-like
        ``FILE`` or ``FILE:GROUP``, as for `read_batch`.
    output : str, bytes or path-like
        ``FILE`` or ``FILE:GROUP``. An earlier result with that name is replaced; any other file is
        not, unless `overwrite` is True.
    filter : array_like of shape (h, w), or str, or a list or dict of these
        Weights, or a text such as ``"gaussian:1.5"``, or the name of a file with weights. With
        several, the input is read once, and the output holds a result for each: groups that are
        named by the dict, or as the texts of a list are, such as ``OUTPUT:images/gaussian:1.5``;
        an array in a list is ``3x3 weights``, so that two arrays of one shape need a dict.
        `read_batch` takes these names.
        In a file ``FILE.h5ad`` they are its layers. A dict names the result of a single filter,
        too.
    mode : {'same', 'full', 'valid'}
        As for `Plan`.
    boundary : {'zero', 'reflect', 'mirror', 'nearest', 'wrap'}
        As for `Plan`.
    correlate : bool
        As for `Plan`.
    adjoint : bool
        Applies the transpose, as `Plan.adjoint`: the input has results of `mode`.
    at_entries : bool
        Computes the values at the entries of the input alone, as `Plan.at`: `normalize` then counts
        these values alone.
    threshold : float
        As for `Plan`.
    normalize : {None, 'sum', 'max'}
        As for `Plan`. An image that does not fit into memory is then convolved twice.
    method : {'automatic', 'direct', 'precomputed', 'lazy', 'gather_scatter'}
        As for `Plan`.
    dtype : {float32, float64}, optional
        Type of the result; by default the type of the input.
    num_threads : int, optional
        As for `Plan`. ``compression="gzip"`` takes up to eight threads, whatever it says; a limit
        of `threadpoolctl` holds for both.
    space : str, optional
        One of `spaces`; by default the first.
    image_shape : tuple of int, optional
        Height and width ``(H, W)``, if the input does not say.
    order : {'C', 'F'}, optional
        How the input numbers pixels, as for `read_batch`.
    n_images : int, optional
        Number of images, as for `read_batch`.
    memory_limit : int, optional
        Most bytes that the process may take; by default half of the memory that the machine has, or
        that a limit on the process (``ulimit -v``, a container) allows.
    layout : {'single', 'sharded'}
        One file, or many files in a folder ``OUTPUT.shards`` to which the file OUTPUT refers.
    compression : str, optional
        Compression of the result, as for `write_batch`.
    resume : bool
        Whether to use the work of an earlier, interrupted call of the same job, and to keep the
        work of this call if it is interrupted.
    overwrite : bool
        Whether the output may replace any file, not only a result.
    progress : callable or bool, optional
        Called as ``progress(images_done, images)``. True shows a bar of `tqdm`, if `tqdm` is
        installed.

    Returns
    -------
    namedtuple
        ``images``, the number of images; ``nnz_in`` and ``nnz_out``, the numbers of stored entries
        of input and results; ``image_shape``, and ``output_shape``, that of the first result;
        ``method`` and ``space``, how and where the results were computed, ``'automatic'`` if by
        several methods; ``seconds``, the time of the whole call.

    Raises
    ------
    FileNotFoundError
        For an input or a filter that is not there; it is a ValueError as well.
    ValueError
        For an input that is not valid, and for an output that must not be replaced.
    OSError
        If disk space, memory or permissions are missing, or if another job writes the same output.
    RuntimeError
        In a process that was forked after sparseconv had been used.
    KeyboardInterrupt
        At Ctrl-C, after the files have been put in order. An exception of ``progress`` ends the
        call in the same way.

    Examples
    --------
    >>> import scipy.sparse, sparseconv, tempfile
    >>> images = scipy.sparse.random(100, 64 * 64, density=0.01, format="csr")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sparseconv.write_batch(folder + "/batch.h5", images, (64, 64))
    ...     done = sparseconv.convolve_file(folder + "/batch.h5", folder + "/blurred.h5",
    ...                                     "gaussian:1.5", mode="full")
    >>> done.images, done.output_shape
    (100, (76, 76))
    """
    convolve = function_of_files("convolve_file")
    if layout not in ("single", "sharded"):
        raise ValueError(f"there is no layout {layout!r}: use 'single' or 'sharded'")
    if memory_limit is not None:
        memory_limit = checked_bytes("memory_limit", memory_limit)
    job = _make_job(
        input=_as_path(input), output=_as_path(output), filters=_job_filters(filter), mode=mode,
        boundary=boundary, correlate=bool(correlate), adjoint=bool(adjoint),
        at_entries=bool(at_entries), threshold=threshold, normalize=native_norm(normalize),
        method=method, single_precision=None if dtype is None else _is_single(np.dtype(dtype)),
        space="" if space is None else _checked_text("space", space),
        image_shape=_pair(image_shape), order=_checked_order(order) or "",
        n_images=_checked_count(n_images),
        memory_limit=memory_limit, n_threads=checked_thread_count(num_threads) or 0,
        sharded=layout == "sharded", compression=_text_of(compression), resume=bool(resume),
        overwrite=bool(overwrite))
    with _Bar(progress) as advance:
        done = convolve(job, advance)
    return _FileOutcome(*(getattr(done, name) for name in _FileOutcome._fields))


def _make_job(**arguments):
    job = _core.FileJob()
    for name, value in arguments.items():
        try:
            setattr(job, name, value)
        except TypeError:
            raise TypeError(f"{name} cannot be {value!r}") from None
    return job


def _job_filters(filter):
    """Pairs of a filter and the name of its result."""
    if isinstance(filter, collections.abc.Mapping):
        for name in filter:
            if not isinstance(name, str):
                raise TypeError(f"names of results are of type str, but {name!r} is not")
            _check_characters("the name of a result", name)
        return [(_job_filter(one), name) for name, one in filter.items()]
    several = isinstance(filter, (list, tuple)) and all(
        isinstance(one, (str, os.PathLike)) or np.ndim(one) == 2 for one in filter)
    return [(_job_filter(one), "") for one in (filter if several else [filter])]


def _as_path(path):
    """A path as str or bytes. Raises ValueError for one with a zero, at which the system would take
    it to end."""
    path = os.fspath(path)
    _check_characters("a path", path)
    return path


def _check_characters(what, text):
    if (b"\0" if isinstance(text, bytes) else "\0") in text:
        raise ValueError(f"{what} has a null character in it")


def _job_filter(filter):
    if isinstance(filter, (str, os.PathLike)):
        return _as_path(filter)
    filter = as_filter(filter)
    if not np.can_cast(filter.dtype, np.float64, "same_kind"):
        raise TypeError(f"files hold real numbers, which a filter of type {filter.dtype} is not")
    return *filter.shape, filter.astype(np.float64).ravel().tolist()


class _Bar:
    """Gives the callable that is told the progress of a call: a bar if `progress` is True."""

    def __init__(self, progress):
        self._progress = progress
        self._bar = None

    def __enter__(self):
        if self._progress is not True:
            return self._progress or None
        try:
            from tqdm.auto import tqdm
        except ImportError:
            return None
        self._bar = tqdm(unit="images")
        return self._show

    def _show(self, done, images):
        self._bar.total = images
        self._bar.update(done - self._bar.n)

    def __exit__(self, *_):
        if self._bar is not None:
            self._bar.close()


def _checked_order(order):
    if order is not None and _checked_text("order", order) not in ("C", "F"):
        raise ValueError(f"there is no order {order!r}: use 'C' or 'F'")
    return order


def _checked_count(n_images):
    return None if n_images is None else checked_integer("n_images", n_images)


def _pair(image_shape):
    return None if image_shape is None else checked_shape(image_shape)


def _is_single(dtype, advice=""):
    if dtype not in (np.float32, np.float64):
        raise TypeError(f"files hold values of type float32 or float64, not {dtype}{advice}")
    return dtype == np.float32
