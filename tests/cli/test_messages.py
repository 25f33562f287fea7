"""How much the program tells: `--quiet`, `--verbose`, progress."""

import numpy as np
import pytest
from program import fail, random_images, run, with_too_many_threads, write_batch

MADE = ("--images", 2, "--shape", "4,4", "--density", 1)


@pytest.fixture
def batch(tmp_path):
    matrix = random_images(np.random.default_rng(0), 5, (8, 8))[1]
    return write_batch(tmp_path / "in.h5", matrix, (8, 8))


def commands(folder, batch):
    """Commands that tell about a result, and commands that are asked to tell something."""
    writing = [
        ("convolve", batch, folder / "convolved.h5", "--filter", "box:3"),
        ("generate", folder / "generated.h5", *MADE),
        ("view", batch, folder / "out.png"),
    ]
    printing = [("info", batch), ("compare", batch, batch)]
    return writing, printing


def told(*command, **options):
    done = run(*command, **options)
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


def test_quiet(tmp_path, batch):
    writing, printing = commands(tmp_path, batch)
    for command in writing:
        assert told(*command)[0].count("\n") == 1
        assert told(*command, "--quiet") == ("", "")
        assert told(*command, "--quiet", "--progress", "bar") == ("", "")
    for command in printing:
        assert told(*command, "--quiet") == told(*command)
        assert told(*command)[0] != ""


def test_quiet_about_warnings_and_notes(tmp_path, batch):
    """More threads than Kokkos can start: without --quiet the program says so in a note."""
    options = ("convolve", batch, tmp_path / "out.h5", "--filter", "box:3", "--progress", "off")
    many = ("--kokkos-num-threads=100000",)
    noted = run(*options, *many)
    if noted.returncode != 0 or "note: " not in noted.stderr:
        pytest.skip("so many threads are nothing to note here")
    assert told(*options, *many, "--quiet")[1] == ""


def test_errors_are_told_all_the_same(tmp_path, batch):
    fail(3, "info", tmp_path / "none.h5", "--quiet")


def test_report_is_written_all_the_same(tmp_path, batch):
    command = ("convolve", batch, tmp_path / "out.h5", "--filter", "box:3", "--report", "-")
    out, err = told(*command, "--quiet")
    assert out.startswith("{") and err == ""


def test_verbose(tmp_path, batch):
    command = ("convolve", batch, tmp_path / "out.h5", "--filter", "box:3", "--progress", "off")
    details = [line for line in told(*command, "--verbose")[1].splitlines() if "detail: " in line]
    assert all(line.startswith("sparseconv: detail: ") for line in details)
    memory, piece, times = (line.split("detail: ")[1] for line in details)
    assert memory.startswith("memory limit ") and " for each process" in memory
    assert piece.startswith("slice with 5 images and ") and piece.endswith(" nonzeros")
    assert times.startswith("reading ") and ", peak memory " in times
    assert "detail: " not in told(*command)[1]


@pytest.mark.parametrize("text, bytes", [("4GB", "4G"), ("4gib", "4G"), ("2097152kB", "2G")])
def test_the_memory_limit_that_was_understood(tmp_path, batch, text, bytes):
    options = ("--filter", "box:3", "--memory-limit", text, "--verbose")
    said = told("convolve", batch, tmp_path / "out.h5", *options)[1]
    assert f"memory limit {bytes} for each process" in said


def test_kokkos_advises_where_it_is_asked(tmp_path, batch):
    environment = with_too_many_threads()
    assert "Kokkos" not in told("info", batch, env=environment)[1]
    if "OpenMP" in told("--version")[0]:
        assert "OMP_PROC_BIND" in told("info", batch, "--verbose", env=environment)[1]


def test_quiet_and_verbose_are_opposites(batch):
    assert "--quiet" in fail(2, "info", batch, "--quiet", "--verbose")


@pytest.mark.parametrize("style", ["plain", "bar"])
def test_progress_where_it_is_asked_for(tmp_path, batch, style):
    writing, printing = commands(tmp_path, batch)
    for command in writing + printing:
        out, err = told(*command, "--progress", style)
        images = 2 if command[0] == "generate" else 5
        assert f"100%  {images}/{images} images, " in err, command
        assert err.splitlines()[-1].endswith(" in all" + ("\033[K" if style == "bar" else ""))


def test_quick_commands_show_no_progress(tmp_path, batch):
    writing, printing = commands(tmp_path, batch)
    for command in writing[1:] + printing:
        assert told(*command)[1] == "", command


def test_progress_of_several_slices(tmp_path):
    matrix = random_images(np.random.default_rng(0), 70000, (2, 2))[1]
    path = write_batch(tmp_path / "many.h5", matrix, (2, 2))
    lines = told("info", path, "--progress", "bar")[1].split("\r")
    assert "  0%  0/70000 images" in lines[1] and "100%  70000/70000 images" in lines[-1]


@pytest.mark.parametrize("method, shape", [("gather_scatter", 9000), ("precomputed", 700)])
def test_limits_that_are_no_options_are_not_named(tmp_path, method, shape):
    batch = tmp_path / "in.h5"
    run("generate", batch, "--images", 1, "--shape", f"{shape},{shape}", "--density", 1e-5)
    job = ("convolve", batch, tmp_path / "out.h5", "--filter", "box:51", "--method", method)
    error = fail(4, *job)
    assert error.endswith(": use the method direct\n") and "(m" not in error


@pytest.mark.parametrize("words, message", [
    (["convolve", "--", "a.h5", "b.h5"], "--filter is required"),
    (["info", "--order", "X", "--", "a.h5"], "'X' is not C|F"),
    (["convolve", "a.h5", "b.h5", "--filter="], "there is nothing behind '--filter='"),
])
def test_mistakes_beside_marks(words, message):
    """`--` is no option, and nothing is taken for the value of `--option=`."""
    assert message in fail(2, *words)
