"""The program as a whole: help, version, Kokkos' options, standard streams."""

import os
import subprocess

import numpy as np
import pytest
from program import (
    COMMANDS,
    SPARSECONV,
    random_images,
    run,
    spaces,
    succeed,
    with_too_many_threads,
    write_batch,
)


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
    assert all(any(space in line.lower() for line in lines[3:]) for space in spaces())


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
    """Too many threads, which are not bound: Kokkos would give advice about both."""
    environment = with_too_many_threads()
    assert run("info", batch, env=environment).stderr == ""


def commands(folder, batch):
    """Commands that write their result to standard output, and commands that only tell about it."""
    options = ("--filter", "box:1", "--progress", "off")
    made = ("--images", 2, "--shape", "4,4", "--density", 1)
    printing = [
        ("--version",),
        ("--help",),
        ("info", batch),
        ("view", batch, "-"),
        ("convolve", batch, folder / "told.h5", *options, "--report", "-"),
    ]
    writing = [
        ("convolve", batch, folder / "convolved.h5", *options),
        ("generate", folder / "generated.h5", *made),
    ]
    return printing, writing


def printing_to(output, command):
    done = subprocess.run([SPARSECONV, *map(str, command)], stdout=output, stderr=subprocess.PIPE)
    return done.returncode, done.stderr.decode()


def test_reader_of_output_is_gone(tmp_path, batch):
    """As under `head`: the reader may leave before the end."""
    printing, writing = commands(tmp_path, batch)
    for command in printing + writing:
        read, write = os.pipe()
        os.close(read)
        assert printing_to(write, command) == (0, ""), command
        os.close(write)
    for command in writing:
        assert "no fault" in succeed("info", command[2 if command[0] == "convolve" else 1])


def test_full_output(tmp_path, batch):
    printing, writing = commands(tmp_path, batch)
    with open("/dev/full", "w") as full:
        for command in printing:
            code, message = printing_to(full, command)
            assert code == 4 and message.startswith("sparseconv: error: standard output cannot")
            assert "No space left" in message and message.count("\n") == 1
        for command in writing:
            code, message = printing_to(full, command)
            assert code == 0 and message.startswith("sparseconv: note: the result is complete")
            assert "No space left" in message and message.count("\n") == 1
            assert "no fault" in succeed("info", command[2 if command[0] == "convolve" else 1])


def test_a_text_longer_than_the_buffer():
    text = succeed("help", "convolve")
    assert len(text) > os.stat("/dev/full").st_blksize
    with open("/dev/full", "w") as full:
        assert "No space left" in printing_to(full, ("help", "convolve"))[1]


def test_closed_streams_do_not_end_up_in_files(tmp_path, batch):
    """The first opened file would get the number of a closed stream, and the text printed to it."""
    script = '"$@" <&- >&- 2>&-'
    convolve = (SPARSECONV, "convolve", batch, tmp_path / "out.h5", "--filter", "box:1")
    assert subprocess.run(["sh", "-c", script, "sh", *convolve]).returncode == 0
    assert "no fault" in succeed("info", tmp_path / "out.h5")
