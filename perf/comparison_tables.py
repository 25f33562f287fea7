"""The tables that compare SparseConv with the contestants and with the limit of the memory."""

import statistics
from collections import defaultdict
from statistics import geometric_mean

from names import AUTOMATIC, COMPARED, MODULE, OPENCV, ORIGINALS
from sets import GROWTH, SETS, SWEEPS
from tables import (by_set, by_type, is_disturbed, median, medians, megabytes, methods_in, number,
                    opponents, print_side_by_side, ratio, rows_of_configurations)


def share_of_limit(result, limit="limit reused"):
    """The limit's time over ours: how near ours is to what the machine can write at all."""
    return number(ratio(result, rivals=[limit]), ".0%")


def configuration_cells(result):
    if AUTOMATIC in result["milliseconds"]:
        names = (*COMPARED, *MODULE)
        return *medians(result, names), number(ratio(result), ".2f"), share_of_limit(result)


def print_configurations(results):
    columns = (*COMPARED, *MODULE, "ratio", "share of the write limit")
    rows = rows_of_configurations(results, configuration_cells)
    print_side_by_side("milliseconds a call, medians", columns, rows)


def opencv_cells(result):
    if any(name in result["milliseconds"] for name in OPENCV):
        ratios = (number(ratio(result, rivals=[name]), ".2f") for name in OPENCV)
        return *medians(result, (AUTOMATIC, *OPENCV)), *ratios


def print_opencv(results):
    columns = ("ours", *OPENCV, *(f"{name} over ours" for name in OPENCV))
    rows = rows_of_configurations(results, opencv_cells)
    print_side_by_side("OpenCV: milliseconds a call, medians", columns, rows)


def races(results):
    """Titles, and whom the means compare: each method with the same one of the original, without
    torch, and `automatic` with OpenCV and with the module."""
    for ours in methods_in(results):
        method = ours.split()[1]
        yield method, ours, [one for one in ORIGINALS if method in one and "torch" not in one]
    for name in (*OPENCV, *MODULE):
        yield f"{name} over automatic", AUTOMATIC, [name]


def mean_cells(results, ours, rivals):
    ratios = [each for result in results if (each := ratio(result, ours, rivals))]
    if ratios:
        numbers = (geometric_mean(ratios), min(ratios), max(ratios))
        return str(len(ratios)), *(f"{number:.2f}" for number in numbers)


def print_means(results):
    rows = ((title, {dtype: mean_cells(of_type, ours, rivals)
                     for dtype, of_type in by_type(results).items()})
            for title, ours, rivals in races(results))
    columns = ("configurations", "geometric mean", "smallest", "largest")
    print_side_by_side("ratios of single contestants", columns, rows)


def limit_cells(result):
    if median(result, "limit fresh"):
        times = (median(result, name) for name in (AUTOMATIC, "limit fresh", "limit reused"))
        numbers = (number(value, ".3g") for value in (megabytes(result), *times))
        shares = (share_of_limit(result, f"limit {kind}") for kind in ("fresh", "reused"))
        return *numbers, *shares


def print_limits(results):
    columns = ("MB", "ours, ms", "fresh, ms", "reused, ms", "share of fresh", "share of reused")
    rows = rows_of_configurations(results, limit_cells)
    print_side_by_side("the write limit", columns, rows)


def ratio_cells(results, each=True):
    pairs = [(result["value"], one) for result in results if (one := ratio(result))]
    if pairs:
        ratios = [one for _, one in pairs]
        places = (value if isinstance(value, str) else f"{value:g}" for value, _ in pairs)
        texts = (f"{one:.1f} at {place}" for place, one in zip(places, ratios))
        text = "; ".join(texts) if each else ""
        return text, f"{geometric_mean(ratios):.1f}", f"{min(ratios):.1f}"


def ratios_by_configuration(results, threads):
    """The ratios of each configuration: several where several sets have it."""
    ratios = defaultdict(list)
    for result in results:
        if one := ratio(result):
            configuration = result["configuration"]
            own_threads = configuration["threads"] or threads
            ratios[tuple({**configuration, "threads": own_threads}.items())].append(one)
    return list(ratios.values())


def together_cells(results, threads):
    """In the mean a configuration counts once, however many sets have it."""
    ratios = ratios_by_configuration(results, threads)
    if ratios:
        mean = geometric_mean(map(statistics.median, ratios))
        return "", f"{mean:.1f}", f"{min(map(min, ratios)):.1f}"


def smallest_cells(results):
    ratios = [one for result in results if (one := ratio(result))]
    return ("", "", f"{min(ratios):.1f}") if ratios else None


def ratio_rows(results, threads):
    for name, of_set in by_set(results):
        if name in GROWTH:  # a ratio that grows and grows says little
            continue
        yield SETS[name].title, {dtype: ratio_cells(of_type, name != "grid")
                                 for dtype, of_type in by_type(of_set).items()}
    of_sweeps = [result for result in results if result["set"] in (*SWEEPS, "grid")]
    yield "**sweeps and grid, each configuration once**", {
        dtype: together_cells(of_type, threads) for dtype, of_type in by_type(of_sweeps).items()
    }
    yield "**all sets**", {dtype: smallest_cells(of_type)
                           for dtype, of_type in by_type(results).items()}


def print_ratios(results, threads):
    columns = ("ratios", "geometric mean", "smallest")
    print_side_by_side("what varies", columns, ratio_rows(results, threads))


def noise_cells(results, threads):
    """How far apart the ratios of a configuration are, which should be one."""
    several = [ratios for ratios in ratios_by_configuration(results, threads) if len(ratios) > 1]
    if several:
        spreads = [max(ratios) / min(ratios) for ratios in several]
        return str(len(several)), f"{statistics.median(spreads):.2f}", f"{max(spreads):.2f}"


def print_noise(results, threads):
    columns = ("configurations", "largest over smallest ratio, median", "most")
    rows = (("measured in several sets", {dtype: noise_cells(of_type, threads)
                                          for dtype, of_type in by_type(results).items()}),)
    print_side_by_side("noise", columns, rows)


def disturbed_cells(result):
    for name in opponents(result):
        if is_disturbed(result, name):
            low, high = result["milliseconds"][name]["quartiles"]
            return name, f"{low:.4g} to {high:.4g}"


def print_disturbed(results):
    """Prints which ratios the other tables leave out."""
    rows = rows_of_configurations(results, disturbed_cells)
    print_side_by_side("no ratio, as times are disturbed", ("who", "quartiles, ms"), rows)
