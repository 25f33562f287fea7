"""The scripts of perf/ run. What perf/compare makes of its figures, and of filters for OpenCV."""

import json
import os
import pathlib
import subprocess
import sys
from dataclasses import asdict, replace

import numpy as np
import pytest
from program import SPARSECONV, run

PERF = pathlib.Path(__file__).parents[2] / "perf"
BIN = pathlib.Path(SPARSECONV).parent
BENCHMARK = BIN / "sparseconv_benchmark"
MODULE = BIN.parent / "python"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
TIMES = {
    "original direct numba": 6,
    "original precomputed numpy": 9,
    "sparseconv automatic": 2,
    "opencv csr": 8,
    "limit reused": 1,
}


@pytest.fixture(autouse=True)
def perf(monkeypatch):
    monkeypatch.syspath_prepend(PERF)


def summary(time, spread=1.2):
    return {"median": time, "quartiles": [time / spread, time]}


def figures(name, configuration, times):
    """The figures of a configuration in both types; all takes twice as long in float64."""
    from sets import SETS

    for dtype, factor in (("float32", 1), ("float64", 2)):
        one = replace(configuration, dtype=dtype)
        yield {
            "set": name,
            "name": str(one),
            "value": SETS[name].value(one),
            "configuration": asdict(one),
            "nnz_out": 1000,
            "milliseconds": {who: summary(factor * time) for who, time in times.items()},
        }


def rows(text):
    """The cells of the lines of a table."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]


def test_types_are_side_by_side(capsys):
    from comparison_tables import print_configurations
    from configurations import Configuration

    print_configurations(list(figures("batch", Configuration(10), TIMES)))
    header, _, row, _ = rows(capsys.readouterr().out)
    cells = dict(zip(header, row))
    assert cells["float32: sparseconv automatic"] == "2"
    assert cells["float64: sparseconv automatic"] == "4"
    assert cells["float64: module Plan"] == ""
    assert cells["float32: ratio"] == cells["float64: ratio"] == "3.00"
    assert cells["float64: share of the write limit"] == "50%"


def test_ratios_of_sweeps_are_summed_up_for_each_type(capsys):
    from comparison_tables import print_ratios
    from configurations import Configuration

    results = list(figures("batch", Configuration(10), TIMES))
    results += figures("growth_batch", Configuration(10), {**TIMES, "sparseconv automatic": 3})
    print_ratios(results, threads=2)
    _, _, batch, together, everything, _ = rows(capsys.readouterr().out)
    assert batch[1:] == ["3.0 at 10", "3.0", "3.0"] * 2
    assert together[1:] == ["", "3.0", "3.0"] * 2
    assert everything[1:] == ["", "", "2.0"] * 2


def test_a_configuration_of_several_sets_counts_once(capsys):
    from comparison_tables import print_noise, print_ratios
    from configurations import Configuration

    results = list(figures("batch", Configuration(10, filter=7), TIMES))
    results += figures("grid", Configuration(10), {**TIMES, "sparseconv automatic": 1})
    results += figures("grid", Configuration(10, threads=2), {**TIMES, "sparseconv automatic": 0.5})
    print_ratios(results, threads=2)
    together = rows(capsys.readouterr().out)[-3]
    assert together[1:] == ["", "5.2", "3.0"] * 2  # of 3 and the median of 6 and 12
    print_noise(results, threads=2)
    _, _, noise, _ = rows(capsys.readouterr().out)
    assert noise[1:] == ["1", "2.00", "2.00"] * 2


def test_disturbed_times_make_no_ratio(capsys):
    from comparison_tables import print_configurations, print_disturbed
    from configurations import Configuration

    results = list(figures("batch", Configuration(10), TIMES))
    results[1]["milliseconds"]["original direct numba"] = summary(12, spread=2.1)
    print_configurations(results)
    header, _, row, _ = rows(capsys.readouterr().out)
    cells = dict(zip(header, row))
    assert (cells["float32: ratio"], cells["float64: ratio"]) == ("3.00", "")
    print_disturbed(results)
    _, _, row, _ = rows(capsys.readouterr().out)
    assert row[1:] == ["original direct numba", "5.714 to 12"]


def test_opencv_is_compared_where_it_took_part(capsys):
    from comparison_tables import print_opencv
    from configurations import Configuration

    results = list(figures("crowded", Configuration(10), TIMES))
    without = {name: time for name, time in TIMES.items() if name != "opencv csr"}
    results += figures("batch", Configuration(10), without)
    print_opencv(results)
    header, _, row, _ = rows(capsys.readouterr().out)
    cells = dict(zip(header, row))
    assert cells["float32: opencv csr over ours"] == "4.00"
    assert cells["float32: opencv dense over ours"] == ""


def test_a_busy_machine_is_compared_with_a_quiet_one(capsys):
    from configurations import Configuration
    from other_tables import print_busy

    results = list(figures("busy", Configuration(10), {"slices convolve": 2}))
    results += figures("busy", Configuration(10, busy_loops=2), {"slices convolve": 9})
    print_busy(results)
    _, _, row, _ = rows(capsys.readouterr().out)
    assert row[1:] == ["2", "9", "4.50", "4", "18", "4.50"]


def test_who_lacks_a_package_is_named_and_left_out(monkeypatch):
    import importlib.util

    from names import MODULE, OPENCV, available, missing

    there = {"sparseconv"}
    monkeypatch.setattr(importlib.util, "find_spec", lambda package: package in there)
    assert missing([*MODULE, *OPENCV], SPARSECONV)["the Python package cv2"] == list(OPENCV)
    assert available([*MODULE, *OPENCV], SPARSECONV) == list(MODULE)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("taps", [1, 3, 31])
def test_gaussian_filters_are_a_column_times_a_row(dtype, taps):
    from configurations import Configuration
    from opencv import column_and_row

    gaussian = Configuration(1, filter=taps, sigma=max(1, taps / 6), dtype=dtype).make_filter(None)
    column, row = column_and_row(gaussian)
    assert column.dtype == gaussian.dtype
    np.testing.assert_allclose(np.outer(column, row), gaussian, 1e-5)
    gaussian[0, 0] *= 1.5
    assert taps == 1 or column_and_row(gaussian) is None


def test_both_types_have_the_same_batch():
    from configurations import Configuration, Footprints

    for kind in (Configuration(3, 20, 20, density=0.1), Footprints(3, 40, 40, density=0.05)):
        single, double = (
            replace(kind, dtype=dtype).random_batch(np.random.default_rng(1))
            for dtype in ("float32", "float64")
        )
        assert single.dtype == "float32" and double.dtype == "float64"
        assert (single.indices == double.indices).all()
        assert (single.data == double.data.astype("float32")).all()


def output_of(script, *arguments, python=sys.executable):
    """What a script prints. It finds its packages in the Python of the tests, or in another one."""
    command = [python, PERF / f"{script}.py", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return done.stdout


def python_of_compare():
    """The Python that perf/compare has made, or None if it has never run here."""
    for environment in sorted((CACHE / "sparseconv").glob("perf-*")):
        if (environment / ".complete").exists() and list(environment.glob("lib/*/*/numba")):
            return environment / "bin/python"
    return None


def test_each_link_has_a_script():
    links = [path for path in PERF.iterdir() if path.is_symlink()]
    assert links
    for link in links:
        script = link.with_name(link.name + ".py")
        assert script.exists() and link.resolve() in (PERF / "launch", script)


@pytest.mark.parametrize(
    "script",
    [
        "calibrate",
        "compressions",
        "device_instructions",
        "kernel_times",
        "module_builds",
        "scaling",
    ],
)
def test_help(script):
    assert output_of(script, "--help").startswith(f"usage: {script} ")


def test_calibrate():
    assert "CostPerUnit" in output_of("calibrate", "--program", SPARSECONV, "--kinds", 1)


def test_compressions():
    lines = rows(output_of("compressions", "--quick", "--program", SPARSECONV))
    sizes = {line[0]: float(line[1]) for line in lines if line[0] in ("none", "gzip:1")}
    assert sizes["gzip:1"] < sizes["none"]


@pytest.mark.skipif(not BENCHMARK.exists(), reason="there is no sparseconv_benchmark")
def test_kernel_times():
    output = output_of("kernel_times", "--quick", "--only", "tiny", "--build", BIN.parent)
    labels = [cells[0] for cells in rows(output) if len(cells) == 3]
    assert "SparseConv::validate::check" in labels and "SparseConv::direct::fill" in labels
    assert not any("reference" in label or "job" in label for label in labels)


@pytest.mark.skipif(not MODULE.exists(), reason="there is no Python module")
def test_module_builds():
    build = f"env PYTHONPATH={MODULE} {sys.executable}"
    assert "geometric mean" in output_of("module_builds", "--quick", build, build)


def test_scaling_prints_figures_that_are_there():
    figures = PERF / "results/epyc-2-cores/scaling.json"
    assert "single, 2 ranks" in output_of("scaling", "--from", figures)


def test_scaling_adds_up_the_work_in_shards(tmp_path):
    from scaling import work_of_ranks

    source, output, report = (tmp_path / name for name in ("in.h5", "out.h5", "report.json"))
    run("generate", source, "--images", 20, "--shape", "8,8", "--density", 0.1)
    run("convolve", source, output, "--filter", "box:3", "--layout", "sharded", "--report", report)
    counts = json.loads(report.read_text())
    manifests = pathlib.Path(f"{output}.shards").rglob("manifest.*")
    assert work_of_ranks(source, 8, manifests, 9) == [9 * counts["nnz_in"] + counts["nnz_out"] + 20]


@pytest.mark.skipif(not python_of_compare(), reason="perf/compare has not run here")
def test_compare(tmp_path):
    options = ("--program", SPARSECONV, "--module", MODULE, "--output", tmp_path)
    python = python_of_compare()
    output = output_of("compare", "--quick", "--only", "small", *options, python=python)
    assert "| small: 500 x 28x28, 1 %, 5x5 |" in output
    figures = ("--from", tmp_path / "figures.json")
    assert output == output_of("compare", *figures, *options, python=python)
