"""The program as such: help, version, Kokkos' options, standard streams."""

import os
import subprocess

import numpy as np
import pytest
from program import SPARSECONV, random_images, run, spaces, succeed, write_batch

COMMANDS = ("convolve", "generate", "info", "view")


@pytest.fixture
def batch(tmp_path):
    return write_batch(
        tmp_path / "in.h5", random_images(np.random.default_rng(0), 5, (8, 8))[1], (8, 8)
    )


def test_help():
    text = succeed("--help")
    assert all(command in text for command in COMMANDS)
    for command in COMMANDS:
        assert f"sparseconv {command} " in succeed(command, "--help").split("Examples:")[1]


def test_version():
    lines = succeed("--version").splitlines()
    assert lines[0].startswith("sparseconv ") and lines[2].startswith("Kokkos ")
    assert lines[1].startswith("Components: core ") and "io" in lines[1].split()
    assert any("Serial" in line for line in lines[3:])


def test_kokkos_options_pass_through(tmp_path, batch):
    space = "openmp" if "openmp" in spaces() else "serial"
    done = run(
        "convolve",
        batch,
        tmp_path / "out.h5",
        "--kokkos-num-threads=1",
        "--filter",
        "box:3",
        "--space",
        space,
    )
    assert done.returncode == 0 and done.stdout.endswith(" 1 thread\n")
    done = run("--kokkos-nonsense", "info", batch)
    assert done.returncode == 0 and "--kokkos-nonsense" in done.stderr


def test_no_advice_from_kokkos(batch):
    """Too many threads, not bound: both things that Kokkos would talk about."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("OMP_")}
    environment["OMP_NUM_THREADS"] = str(2 * os.cpu_count())
    assert run("info", batch, env=environment).stderr == ""


def test_reader_of_output_is_gone(batch):
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run([SPARSECONV, "info", batch], stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert done.returncode == 4
    assert done.stderr == b"sparseconv: error: standard output cannot be written\n"


def test_full_output(batch):
    with open("/dev/full", "w") as full:
        done = subprocess.run([SPARSECONV, "info", batch], stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 4


def test_closed_streams_do_not_end_up_in_files(tmp_path, batch):
    """The first file opened would get the number of a closed stream, and what is printed."""
    command = f"{SPARSECONV} convolve {batch} {tmp_path}/out.h5 --filter box:1 <&- >&- 2>&-"
    assert subprocess.run(command, shell=True).returncode == 0
    assert "no fault" in succeed("info", tmp_path / "out.h5")
