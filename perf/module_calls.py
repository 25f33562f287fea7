"""Times single calls of the Python module and of the package sparse_convolution, by turns.

    PYTHONPATH=build/python python perf/module_calls.py

That Python needs sparse_convolution 0.4.2, numba and scipy."""

import statistics
import time

import numpy as np
import scipy.sparse
import sparse_convolution

import sparseconv

TURNS, CALLS = 60, 30
N_BATCH = 100


def contestants(dtype):
    rng = np.random.default_rng(1)
    kernel = rng.random((5, 5)).astype(dtype)
    batch = scipy.sparse.random(1, 10000, 0.01, "csr", dtype, random_state=1)
    large = scipy.sparse.random(N_BATCH, 10000, 0.01, "csr", dtype, random_state=2)
    image = batch.reshape(100, 100).tocsr()
    theirs = sparse_convolution.Toeplitz_convolution2d((100, 100), kernel)
    ours = sparseconv.Toeplitz_convolution2d((100, 100), kernel)
    plan = sparseconv.Plan((100, 100), kernel, dtype=dtype)
    return {
        "a batch of one": {
            "original": lambda: theirs(batch),
            "Toeplitz_convolution2d": lambda: ours(batch),
            "Plan": lambda: plan(batch),
        },
        "a single image, batching=False": {
            "original": lambda: theirs(image, batching=False),
            "Toeplitz_convolution2d": lambda: ours(image, batching=False),
            "Plan": lambda: plan(image),
        },
        f"a batch of {N_BATCH}": {
            "original": lambda: theirs(large),
            "Toeplitz_convolution2d": lambda: ours(large),
            "Plan": lambda: plan(large),
        },
    }


def microseconds(call):
    start = time.perf_counter()
    for _ in range(CALLS):
        call()
    return 1e6 * (time.perf_counter() - start) / CALLS


def main():
    print("100x100, 1 %, 5x5: microseconds a call, median (least); times as fast as the original\n")
    for dtype in (np.float32, np.float64):
        for what, calls in contestants(dtype).items():
            times = {name: [microseconds(call)] for name, call in calls.items()}
            for _ in range(TURNS):
                for name, call in calls.items():
                    times[name].append(microseconds(call))
            print(f"{np.dtype(dtype)}, {what}")
            for name, of_one in times.items():
                ratio = statistics.median(a / b for a, b in zip(times["original"], of_one))
                print(f"  {name:24}{statistics.median(of_one[1:]):8.1f} ({min(of_one):.1f})"
                      f"{ratio:8.1f}")


main()
