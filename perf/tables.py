"""The figures as tables, in Markdown."""

from itertools import groupby
from operator import itemgetter
from statistics import geometric_mean

from configurations import AUTOMATIC, COMPARED, FASTEST, ORIGINALS, OURS, SETS, SWEEPS
from contestants import bytes_of

def print_table(header, rows):
    """Prints a table. All columns but the first are numbers."""
    rows = list(rows)
    if rows:
        print(f"| {' | '.join(header)} |")
        print(f"|---|{'---:|' * (len(header) - 1)}")
        for row in rows:
            print(f"| {' | '.join(row)} |")
        print()


def by_set(results):
    for name, group in groupby(results, itemgetter("set")):
        yield name, list(group)


def methods_in(results):
    """Our methods, by name, that took part."""
    names = dict.fromkeys(name for result in results for name in result["milliseconds"])
    return [name for name in names if name.startswith(OURS) and name != AUTOMATIC]


def median(result, name):
    return result["milliseconds"][name]["median"]


def best(result, names):
    """The least median of the named contestants that took part, or None."""
    times = result["milliseconds"]
    return min((times[name]["median"] for name in names if name in times), default=None)


def ratio(result, ours=AUTOMATIC, rivals=FASTEST):
    """How many times faster ours is than the fastest rival, or None unless both ran."""
    rival = best(result, rivals)
    return rival / median(result, ours) if rival and ours in result["milliseconds"] else None


def numbers(values, form):
    return ", ".join(format(value, form) for value in values)


def configuration_rows(results):
    for result in results:
        times = result["milliseconds"]
        medians = (f"{median(result, one):.4g}" if one in times else "" for one in COMPARED)
        yield f"{result['set']}: {result['name']}", *medians, f"{ratio(result) or 0:.2f}"


def print_configurations(results):
    header = ("milliseconds a call, medians", *COMPARED, "ratio")
    print_table(header, configuration_rows(results))


def ratio_row(title, ratios, each=""):
    return title, each, f"{geometric_mean(ratios):.1f}", f"{min(ratios):.1f}"


def ratio_rows(results):
    of_sweeps = []
    for name, of_set in by_set(results):
        pairs = [(result["value"], ratio(result)) for result in of_set if ratio(result)]
        ratios = [each for value, each in pairs]
        each = ", ".join(f"{each:.1f} at {value:g}" for value, each in pairs)
        if name in SWEEPS or name == "grid":
            of_sweeps += ratios
        if ratios and not name.startswith("growth"):
            yield ratio_row(SETS[name].title, ratios, "" if name == "grid" else each)
    if of_sweeps:
        yield ratio_row("**sweeps and grid together**", of_sweeps)


def print_ratios(results):
    header = ("what varies", "ratios", "geometric mean", "smallest")
    print_table(header, ratio_rows(results))


def method_rows(results):
    for ours in methods_in(results):
        method = ours.split()[1]
        rivals = [name for name in ORIGINALS if method in name and "torch" not in name]
        ratios = [each for each in (ratio(result, ours, rivals) for result in results) if each]
        if ratios:
            yield method, str(len(ratios)), f"{geometric_mean(ratios):.2f}", f"{min(ratios):.2f}"


def print_methods(results):
    print_table(("method", "configurations", "geometric mean", "smallest"), method_rows(results))


def limit_rows(results):
    for result in results:
        if "limit fresh" in result["milliseconds"]:
            ours = median(result, AUTOMATIC)
            fresh, reused = (median(result, f"limit {kind}") for kind in ("fresh", "reused"))
            megabytes = bytes_of(result["configuration"]["images"], result["nnz_out"]) / 1e6
            yield (
                f"{result['set']}: {result['name']}",
                *(f"{number:.3g}" for number in (megabytes, ours, fresh, reused)),
                *(f"{number:.2f}" for number in (ours / fresh, ours / reused)),
            )


def print_limits(results):
    header = ("large results", "MB", "ours, ms", "fresh, ms", "reused, ms", "over fresh")
    print_table((*header, "over reused"), limit_rows(results))


def thread_rows(results):
    for name, of_set in by_set(results):
        if SETS[name].quantity == "threads":
            for who in (AUTOMATIC, ORIGINALS[0]):
                times = [median(result, who) for result in of_set]
                threads = numbers((result["value"] for result in of_set), "d")
                speedups = numbers((times[0] / time for time in times), ".2f")
                yield SETS[name].title, who, threads, speedups


def print_threads(results):
    print_table(("threads", "who", "threads", "times faster than one"), thread_rows(results))


def growth_rows(results):
    for name, of_set in by_set(results):
        if name.startswith("growth"):
            for result in of_set:
                nanoseconds = 1e6 * median(result, AUTOMATIC) / result["nnz_out"]
                yield result["name"], f"{result['nnz_out']:.3g}", f"{nanoseconds:.2f}"


def print_growth(results):
    print_table(("growth", "nonzeros of the result", "ns for each"), growth_rows(results))


def memory_rows(results, figures):
    idle = figures["program"]["peak_memory"]
    for result in sorted(results, key=itemgetter("nnz_out"))[-6:]:
        images = result["configuration"]["images"]
        batches = bytes_of(images, result["nnz_in"]) + bytes_of(images, result["nnz_out"])
        peak = result["milliseconds"][AUTOMATIC]["peak_memory"] - idle
        yield result["name"], f"{batches / 1e6:.1f}", f"{peak / 1e6:.1f}"


def print_memory(results, figures):
    """Prints the peak memory of the process, less its peak when there is next to nothing to do."""
    header = ("memory", "input and result, MB", "peak of the process, MB")
    print_table(header, memory_rows(results, figures))


def print_tables(figures):
    results = figures["results"]
    print_configurations(results)
    print_methods(results)
    print_limits(results)
    print_threads(results)
    print_growth(results)
    print_memory(results, figures)
    print_ratios(results)
