"""The tables of what cannot be seen in a single configuration, and of work from file to file."""

from operator import itemgetter

from job import bytes_of
from markdown import print_table
from names import AUTOMATIC, FILES, ORIGINALS, SLICES
from sets import GROWTH, SETS
from tables import by_set, by_type, median, megabytes, print_side_by_side, rows_of_configurations


def thread_cells(results, who):
    times = [median(result, who) for result in results]
    if all(times):
        threads = ", ".join(str(result["value"]) for result in results)
        return threads, ", ".join(f"{times[0] / time:.2f}" for time in times)


def thread_rows(results):
    for name, of_set in by_set(results):
        if SETS[name].quantity == "threads":
            for who in (AUTOMATIC, ORIGINALS[0]):
                yield f"{SETS[name].title}: {who}", {
                    dtype: thread_cells(of_type, who) for dtype, of_type in by_type(of_set).items()
                }


def print_threads(results):
    columns = ("threads", "times faster than one")
    print_side_by_side("threads", columns, thread_rows(results))


def growth_cells(result):
    if result["set"] in GROWTH:
        nanoseconds = 1e6 * median(result, AUTOMATIC) / result["nnz_out"]
        return f"{result['nnz_out']:.3g}", f"{nanoseconds:.2f}"


def print_growth(results):
    columns = ("nonzeros of the result", "ns for each")
    print_side_by_side("growth", columns, rows_of_configurations(results, growth_cells))


def file_rows(results):
    """A row for each contestant of each configuration, and one for the limit."""
    for name in (*FILES, "limit dd"):
        def cells(result):
            if median(result, name):
                seconds, least = median(result, name) / 1e3, median(result, "limit dd") / 1e3
                size = result["milliseconds"][name]["bytes"] / 1e6
                rate = megabytes(result) / seconds
                numbers = (format(value, ".3g") for value in (size, seconds, rate))
                return *numbers, f"{seconds / least:.2f}"

        for title, of_types in rows_of_configurations(results, cells):
            yield f"{title}: {name}", of_types


def print_files(results):
    columns = ("MB of the file", "seconds", "MB/s of the result in memory", "over dd")
    print_side_by_side("from file to file", columns, file_rows(results))


def busy_cells(results, part):
    times = [median(result, part) for result in results]
    if len(times) == 2 and all(times):
        alone, beside = times
        return f"{alone:.4g}", f"{beside:.4g}", f"{beside / alone:.2f}"


def print_busy(results):
    """Prints how much longer the parts of a job take where other processes keep the cores busy."""
    of_set = [result for result in results if result["set"] == "busy"]
    rows = ((f"{SETS['busy'].title}: {part}", {dtype: busy_cells(of_type, part)
                                               for dtype, of_type in by_type(of_set).items()})
            for part in SLICES)
    print_side_by_side("a busy machine", ("alone, ms", "beside the loops, ms", "ratio"), rows)


def memory_rows(results, figures):
    idle = figures["program"]["peak_memory"]
    measured = [result for result in results if AUTOMATIC in result["milliseconds"]]
    for result in sorted(measured, key=itemgetter("nnz_out"))[-6:]:
        configuration = result["configuration"]
        images, dtype = configuration["images"], configuration["dtype"]
        batches = bytes_of(images, result["nnz_in"], dtype) / 1e6 + megabytes(result)
        peak = result["milliseconds"][AUTOMATIC]["peak_memory"] - idle
        yield f"{result['name']}, {dtype}", f"{batches:.1f}", f"{peak / 1e6:.1f}"


def print_memory(results, figures):
    """Prints the peak memory of the process, less its peak when there is next to nothing to do."""
    header = ("memory", "input and result, MB", "peak of the process, MB")
    print_table(header, memory_rows(results, figures))
