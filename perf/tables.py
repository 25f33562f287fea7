"""Tables of both types, and what the figures of a configuration say."""

from itertools import groupby
from operator import itemgetter

from configurations import TYPES
from job import bytes_of
from markdown import print_table
from names import AUTOMATIC, FASTEST, OURS

DISTURBED = 2  # the upper quartile over the lower one, above which times make no ratio


def print_side_by_side(title, columns, rows):
    """Prints a table in which each type has its own columns. A row is its name, and the cells of
    each type that it has. Rows without any cells are left out."""
    rows = [(name, cells) for name, cells in rows if any(cells.values())]
    types = [dtype for dtype in TYPES if any(cells.get(dtype) for _, cells in rows)]
    header = (title, *(f"{dtype}: {column}" for dtype in types for column in columns))
    empty = [""] * len(columns)
    print_table(header, ((name, *(cell for dtype in types for cell in cells.get(dtype) or empty))
                         for name, cells in rows))


def by_set(results):
    for name, group in groupby(results, itemgetter("set")):
        yield name, list(group)


def by_type(results):
    """The results of each type."""
    return {dtype: of_type for dtype in TYPES
            if (of_type := [one for one in results if one["configuration"]["dtype"] == dtype])}


def rows_of_configurations(results, cells):
    """A row for each configuration, with the cells of its result in each type."""
    titles = dict.fromkeys((result["set"], result["name"]) for result in results)
    for title in titles:
        same = by_type([one for one in results if (one["set"], one["name"]) == title])
        yield ": ".join(title), {dtype: cells(one) for dtype, (one,) in same.items()}


def methods_in(results):
    """Our methods, by name, that took part."""
    names = dict.fromkeys(name for result in results for name in result["milliseconds"])
    return [name for name in names if name.startswith(OURS) and name != AUTOMATIC]


def median(result, name):
    """Milliseconds, or None if the contestant did not take part."""
    return result["milliseconds"].get(name, {}).get("median")


def medians(result, names):
    return tuple(number(median(result, name), ".4g") for name in names)


def number(value, form):
    """A cell with a number, or an empty cell."""
    return "" if value is None else format(value, form)


def is_disturbed(result, name):
    """Whether the times of a contestant are too far apart to say anything."""
    low, high = result["milliseconds"][name]["quartiles"]
    return high > DISTURBED * low


def opponents(result, ours=AUTOMATIC, rivals=FASTEST):
    """The names of the fastest rival and of ours, or nothing unless both ran."""
    times = {name: time for name in rivals if (time := median(result, name))}
    return (min(times, key=times.get), ours) if times and median(result, ours) else ()


def ratio(result, ours=AUTOMATIC, rivals=FASTEST):
    """How many times faster ours is than the fastest rival, or None unless both ran undisturbed."""
    both = opponents(result, ours, rivals)
    if not both or any(is_disturbed(result, name) for name in both):
        return None
    theirs, own = (median(result, name) for name in both)
    return theirs / own


def megabytes(result):
    """The size of the result in memory."""
    configuration = result["configuration"]
    return bytes_of(configuration["images"], result["nnz_out"], configuration["dtype"]) / 1e6
