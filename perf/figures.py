"""The results for people: tables and a picture."""

import math
import statistics
from itertools import groupby
from operator import itemgetter

from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator


def cell(summary):
    if summary is None:
        return "-"
    low, high = summary["quartiles"]
    return f"{summary['median']:.5g} ({low:.4g} - {high:.4g})"


def print_table(results, ours, rivals):
    """A line for each configuration in which `ours` and at least one of its rivals took part."""
    row = "{:<11}{:<32}" + "{:>31}" * (len(rivals) + 1) + "{:>8}"
    print(row.format("", "", *rivals, ours, "ratio"))
    ratios = []
    for result in results:
        times = result["milliseconds"]
        present = [times[name]["median"] for name in rivals if name in times]
        if ours in times and present:
            ratios.append(min(present) / times[ours]["median"])
            cells = [cell(times.get(name)) for name in [*rivals, ours]]
            print(row.format(result["set"], result["name"], *cells, f"{ratios[-1]:.2f}"))
    if ratios:
        mean = statistics.geometric_mean(ratios)
        print(f"ratio: geometric mean {mean:.2f}, smallest {min(ratios):.2f}\n")


def draw_set(axes, name, results, contestants):
    """A line for each contestant: time over the quantity that the set varies."""
    values = [result["value"] for result in results]
    for contestant in contestants:
        summaries = [result["milliseconds"].get(contestant, {}) for result in results]
        medians = [summary.get("median", math.nan) for summary in summaries]
        style = "o-" if contestant.startswith("sparseconv") else "s--"
        axes.loglog(values, medians, style, label=contestant)
    axes.set_title(f"{name}, from {results[0]['name']}", fontsize="medium")
    axes.set_xlabel(results[0]["quantity"])
    axes.set_xticks(values, [f"{value:g}" for value in values])
    axes.set_ylabel("ms a call")
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter("{x:g}")
    axes.minorticks_off()
    axes.grid(alpha=0.3)


def draw(results, path):
    contestants = dict.fromkeys(name for result in results for name in result["milliseconds"])
    sets = [(name, list(group)) for name, group in groupby(results, itemgetter("set"))]
    rows = math.ceil(len(sets) / 2)
    figure = Figure(figsize=(11, 1 + 3.2 * rows), layout="constrained")
    for place, (name, of_set) in enumerate(sets, start=1):
        draw_set(figure.add_subplot(rows, 2, place), name, of_set, contestants)
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=3)
    figure.savefig(path, dpi=150)
