"""Measures the coefficients of the cost model of the method `automatic`.

Each method convolves random batches of many kinds on one thread. The model of its time is a sum of
costs for each call, image, entry, product of entry and tap, stored pixel, pixel of the results'
bounding boxes, and pixel of the results; for precomputed also for each entry of its Toeplitz matrix
(src/methods/Cost.hpp). The program prints the coefficients that fit best, none of them negative, as
the line to put into the method's header, and how far the model is off."""

import argparse
import itertools
import json
import math
import statistics
import tempfile

import h5py
import numpy as np
from machine import BIN
from programs import methods_of, output_of
from scipy.optimize import nnls

QUANTITIES = ("call", "image", "entry", "product", "output", "area", "pixel", "toeplitz")
SPREAD = [
    (images, side, ("--density", density), taps)
    for images, side, density, taps in itertools.product(
        (1, 30, 1000), (10, 100, 300), (0.0005, 0.01, 0.1, 0.4), (3, 7, 15)
    )
    if images * side**2 * density * taps**2 < 2e7 and images * side**2 < 2e7
    if images * side**2 * density >= 5  # an empty batch tells nothing
]
FOOTPRINTS = [
    (images, side, ("--blobs", f"1:{radius}"), taps)
    for images, side, radius, taps in itertools.product(
        (30, 1000), (100, 300, 512), (4, 12), (3, 7, 15)
    )
    if images * side**2 < 3e7
]
KINDS = SPREAD + FOOTPRINTS


def arguments():
    parser = argparse.ArgumentParser(prog="calibrate", description=__doc__)
    add = parser.add_argument
    add("--program", default=BIN / "sparseconv", help="sparseconv [%(default)s]")
    add("--space", help="execution space, in which one thread runs [that of the program]")
    add("--kinds", type=int, default=len(KINDS), metavar="N",
        help=f"measure only the first N of {len(KINDS)} kinds of batches")
    return parser.parse_args()


def generate(options, folder, kind):
    images, side, pattern, _ = kind
    output_of(options.program, "generate", f"{folder}/batch.h5", "--images", images,
              "--shape", f"{side},{side}", *pattern, "--dtype", "float")


def area_of_results(path, side, taps):
    """Pixels of the bounding boxes of all images, widened by the filter."""
    with h5py.File(path) as file:
        offsets, columns = (file["images"][name][:] for name in ("indptr", "indices"))
    total = 0
    for first, last in zip(offsets[:-1], offsets[1:]):
        if first < last:
            rows_and_columns = np.divmod(columns[first:last], side)
            extents = [min(np.ptp(x) + taps, side) for x in rows_and_columns]
            total += math.prod(map(int, extents))
    return total


def measure(options, folder, kind, method):
    """The quantities of a batch, and the median seconds of nine calls after the first."""
    images, side, _, taps = kind
    report = f"{folder}/report.json"
    space = ["--space", options.space] if options.space else []
    output_of(options.program, "convolve", f"{folder}/batch.h5", f"{folder}/out.h5",
              "--filter", f"box:{taps}", "--method", method, *space,
              "--repeat", 10, "--report", report, OMP_NUM_THREADS="1")
    with open(report) as file:
        figures = json.load(file)
    products = figures["nnz_in"] * taps**2
    pixels = images * side**2
    area = area_of_results(f"{folder}/batch.h5", side, taps)
    quantities = [1, images, figures["nnz_in"], products, figures["nnz_out"], area, pixels]
    if method == "precomputed":
        quantities.append(side**2 * taps**2)
    return quantities, statistics.median(figures["convolve_seconds_samples"][1:])


def fit(quantities, seconds):
    """The coefficients in nanoseconds, and the modelled over the measured time of each batch.
    Small and large times count alike."""
    quantities, seconds = np.array(quantities, float), np.array(seconds)
    coefficients, _ = nnls(quantities / seconds[:, None], np.ones(len(seconds)))
    return 1e9 * coefficients, quantities @ coefficients / seconds


def main():
    options = arguments()
    measured = {method: [] for method in methods_of(options.program)}
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS[: options.kinds]:
            generate(options, folder, kind)
            for method in measured:
                measured[method].append(measure(options, folder, kind, method))
    for method, figures in measured.items():
        coefficients, ratios = fit(*zip(*figures))
        numbers = ", ".join(f"{c:.3g}" for c in coefficients)
        names = ", ".join(QUANTITIES[: len(coefficients)])
        print(f"{method:15} CostPerUnit per_unit{{{numbers}}};  // {names}")
        low, high = np.quantile(ratios, (0.1, 0.9))
        print(f"{'':15} model / measured: {low:.2f} to {high:.2f} for four of five")


if __name__ == "__main__":
    main()
