"""The figures as pictures, both types of values side by side: an overview of the sweeps, each sweep
alone, the winners of the grid."""

import math

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator
from names import AUTOMATIC, MODULE, OPENCV, ORIGINALS
from sets import SETS, SWEEPS
from tables import by_set, by_type, methods_in

STYLES = {
    **{name: {"color": f"C{i}", "marker": "s"} for i, name in enumerate(ORIGINALS)},
    AUTOMATIC: {"color": "black", "marker": "*", "markersize": 11, "linewidth": 2},
    MODULE[0]: {"color": "black", "marker": "x", "linestyle": "-."},
    **{name: {"color": "teal", "marker": marker} for name, marker in zip(OPENCV, "v^")},
    "limit fresh": {"color": "0.4", "linestyle": ":", "marker": "_"},
    "limit reused": {"color": "0.7", "linestyle": ":", "marker": "_"},
}


def style_of_method(name):
    """In the colour of the original's method of that name, if it has one."""
    same = (STYLES[one]["color"] for one in ORIGINALS if name.split()[1] in one.split())
    return {"color": next(same, "C9"), "marker": "o", "linestyle": "--"}


def draw_sweep(axes, title, results):
    """A line for each contestant: time over the quantity that varies."""
    values = [result["value"] for result in results]
    methods = {name: style_of_method(name) for name in methods_in(results)}
    for contestant, style in {**STYLES, **methods}.items():
        summaries = [result["milliseconds"].get(contestant, {}) for result in results]
        medians = [summary.get("median", math.nan) for summary in summaries]
        if not np.isnan(medians).all():
            axes.loglog(values, medians, label=contestant, **{"markersize": 5, **style})
    axes.set_title(title, fontsize="medium")
    axes.set_xticks(values, [f"{value:g}" for value in values])
    axes.set_ylabel("ms a call")
    axes.yaxis.set_major_locator(LogLocator(subs=(1,)))
    axes.minorticks_off()
    axes.grid(alpha=0.3)


def draw_sweeps(sets, path):
    """Draws all sets in one picture with one legend: a row for each set, a column for each type."""
    columns = max(len(by_type(results)) for results in sets.values())
    figure = Figure(figsize=(5 * columns, 1.6 + 3.3 * len(sets)), layout="constrained")
    for row, (name, results) in enumerate(sets.items()):
        for column, (dtype, of_type) in enumerate(by_type(results).items(), start=1):
            axes = figure.add_subplot(len(sets), columns, row * columns + column)
            draw_sweep(axes, f"{SETS[name].title}: {dtype}", of_type)
    legend = {}
    for axes in figure.axes:
        legend.update(zip(*reversed(axes.get_legend_handles_labels())))
    figure.legend(legend.values(), legend, loc="outside lower center", ncols=2 * columns,
                  fontsize="small")
    figure.savefig(path, dpi=90)


def winner(result):
    """The fastest contestant, and how many times faster it is than the second."""
    times = {
        name: summary["median"]
        for name, summary in result["milliseconds"].items()
        if not name.startswith("limit")
    }
    first, second = sorted(times, key=times.get)[:2]
    return first, times[second] / times[first]


def draw_winners_of_type(axes, title, results):
    """A cell for each batch and density: the fastest, and its lead over the second."""
    batches = sorted({result["configuration"]["images"] for result in results})
    densities = sorted({result["configuration"]["density"] for result in results})
    leads = np.full((len(densities), len(batches)), math.nan)
    for result in results:
        x = batches.index(result["configuration"]["images"])
        y = densities.index(result["configuration"]["density"])
        name, leads[y, x] = winner(result)
        text = f"{name.replace(' ', chr(10), 1)}\n{leads[y, x]:.1f}x"
        axes.text(x, y, text, ha="center", va="center", fontsize="small")
    axes.set_xticks(range(len(batches)), batches)
    axes.set_yticks(range(len(densities)), [f"{100 * density:g} %" for density in densities])
    axes.set_xlabel("images")
    axes.set_ylabel("density")
    axes.set_title(title, fontsize="medium")
    return axes.imshow(leads, cmap="Greens", vmin=1, vmax=16, aspect="auto", origin="lower")


def draw_winners(results, path):
    types = by_type(results)
    figure = Figure(figsize=(8 * len(types), 5.5), layout="constrained")
    for place, (dtype, of_type) in enumerate(types.items(), start=1):
        axes = figure.add_subplot(1, len(types), place)
        title = f"the fastest in each cell, 100x100, 5x5: {dtype}"
        image = draw_winners_of_type(axes, title, of_type)
    figure.colorbar(image, ax=figure.axes, label="lead over the second")
    figure.savefig(path, dpi=90)


def draw(results, folder):
    sets = dict(by_set(results))
    sweeps = {name: of_set for name, of_set in sets.items() if name in SWEEPS}
    if sweeps:
        draw_sweeps(sweeps, folder / "sweeps.png")
    for name, of_set in sweeps.items():
        draw_sweeps({name: of_set}, folder / f"sweep_{name}.png")
    if "grid" in sets:
        draw_winners(sets["grid"], folder / "winners.png")
