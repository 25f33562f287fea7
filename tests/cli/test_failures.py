"""What the program says and leaves behind when something is wrong."""

import os
import resource
import signal

import h5py
import numpy as np
import pytest
import scipy.sparse
from program import fail, finish, kill, random_images, start, succeed, wait_for, write_batch


@pytest.fixture
def source(tmp_path):
    matrix = random_images(np.random.default_rng(0), 5, (8, 8))[1]
    return write_batch(tmp_path / "in.h5", matrix, (8, 8))


@pytest.fixture
def fails(tmp_path, source):
    """Convolves, and expects a code and a message. No file may come, go or change."""

    def files():
        return {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}

    def check(code, message, *options, source=source, output=tmp_path / "out.h5"):
        before = files()
        if "--filter" not in options:
            options = ("--filter", "box:3", *options)
        error = fail(code, "convolve", source, output, *options)
        assert message in error, error
        assert files() == before

    return check


@pytest.mark.parametrize(
    "options, message",
    [
        (("--mode", "middle"), "middle"),
        (("--method", "magic"), "magic"),
        (("--space", "abacus"), "abacus"),
        (("--dtype", "half"), "float|double"),
        (("--repeat", "0"), "--repeat"),
        (("--repeat", "many"), "--repeat"),
        (("--repeat", "1000000000000000000"), "from 1 to 1000000"),
        (("--repeat", "99999999999999999999"), "from 1 to 1000000"),
        (("--progress", "loud"), "auto|bar|plain|off"),
        (("--image-shape", "8"), "H,W"),
        (("--image-shape", "0,64"), "--image-shape"),
        (("--image-shape", "8,99999999999"), "2147483647"),
        (("--resumee",), "--resumee"),
        (("--memory-limit", "much"), "--memory-limit"),
        (("--memory-limit", "0G"), "--memory-limit"),
        (("--memory-limit", "99999999999G"), "too large"),
        (("--shard-size", "-1"), "--shard-size"),
        (("--layout", "round"), "single|sharded"),
        (("surplus",), "surplus"),
        (("--kokkos-num-threads=none",), "--kokkos-num-threads"),
        (("--kokkos-num-threads=0",), "--kokkos-num-threads"),
        (("--filter", "box:0"), "box"),
        (("--filter", "box:x"), "box"),
        (("--filter", "gaussian:-1"), "gaussian"),
        (("--filter", "cosine:"), "cosine"),
        (("--filter", "sinc:3"), "gaussian:SIGMA"),
    ],
)
def test_bad_command_line(fails, options, message):
    fails(2, message, *options)


@pytest.mark.parametrize(
    "arguments",
    [
        ("convolute",),
        ("convolve",),
        ("convolve", "in.h5"),
        ("info",),
        ("view", "in.h5"),
        ("generate", "out.h5", "--images", "3", "--shape", "4,4"),
        ("--nonsense",),
    ],
)
def test_incomplete_command_line(arguments):
    fail(2, *arguments)


def test_a_size_without_its_unit(fails):
    fails(3, "give at least 1K", "--shard-size", "256")


def test_required_filter(tmp_path, source):
    assert "--filter" in fail(2, "convolve", source, tmp_path / "out.h5")


def test_bad_filter_files(tmp_path, fails, source):
    (tmp_path / "words.txt").write_text("1 2\n3 four\n")
    (tmp_path / "ragged.txt").write_text("1 2\n3\n")
    (tmp_path / "empty.txt").write_text("")
    for name in ("words.txt", "ragged.txt", "empty.txt", "missing.txt"):
        fails(3, name, "--filter", tmp_path / name)
    fails(3, "in.h5", "--filter", f"{source}:images/nothing")
    fails(3, "in.h5", "--filter", f"{source}:images/data")


def test_bad_inputs(tmp_path, fails):
    (tmp_path / "text.h5").write_text("not HDF5")
    (tmp_path / "empty.h5").write_bytes(b"")
    with h5py.File(tmp_path / "groupless.h5", "w") as file:
        file["numbers"] = np.arange(3)
    write_batch(tmp_path / "shapeless.h5", scipy.sparse.csr_matrix((2, 12)))
    for name in ("text.h5", "empty.h5", "groupless.h5", "shapeless.h5", "missing.h5"):
        fails(3, name, source=tmp_path / name)


def test_column_out_of_range(tmp_path, fails, source):
    with h5py.File(source, "a") as file:
        file["images/indices"][-1] = 64
    fails(3, "in.h5")


def test_shapes_that_disagree(fails):
    fails(3, "7x9", "--image-shape", "7,9")
    fails(3, "are 8x8 and not 4x16", "--image-shape", "4,16")
    fails(3, "valid", "--mode", "valid", "--filter", "box:9")


def test_output_is_input(tmp_path, fails, source):
    os.symlink(source, tmp_path / "symbolic.h5")
    os.link(source, tmp_path / "hard.h5")
    os.symlink(tmp_path, tmp_path / "folder")
    for output in (
        source,
        tmp_path / "symbolic.h5",
        tmp_path / "hard.h5",
        f"{source}:other",
        tmp_path / "folder" / "in.h5",
        os.path.relpath(source),
    ):
        fails(3, "itself", output=output)
    fails(3, "itself", source=tmp_path / "symbolic.h5", output=source)


def test_output_is_filter_or_report(tmp_path, fails):
    (tmp_path / "filter.txt").write_text("1 2\n")
    fails(3, "itself", "--filter", tmp_path / "filter.txt", output=tmp_path / "filter.txt")
    fails(3, "itself", "--report", tmp_path / "out.h5")
    fails(3, "itself", "--report", tmp_path / "in.h5")
    (tmp_path / "link.json").symlink_to("out.h5")  # a file that does not exist yet
    fails(3, "itself", "--report", tmp_path / "link.json")


def test_output_cannot_be_written(tmp_path, fails):
    (tmp_path / "file").write_text("")
    for output in (
        tmp_path / "missing" / "out.h5",
        tmp_path / "file" / "out.h5",
        "/proc/out.h5",
        tmp_path,
        "/dev/null",
    ):
        fails(4, str(output), output=output)
        fails(4, str(output), "--report", output)


def test_file_size_limit(tmp_path):
    """Writing fails after it has begun, as on a full disk."""
    matrix = scipy.sparse.random(1000, 4096, 0.1, "csr", random_state=1)
    source = write_batch(tmp_path / "in.h5", matrix, (64, 64))
    limit = source.stat().st_size // 2
    fail(
        4,
        "convolve",
        source,
        tmp_path / "out.h5",
        "--filter",
        "box:3",
        "--progress",
        "off",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert list(tmp_path.iterdir()) == [source]


ENDING = ("SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGXCPU")


@pytest.mark.parametrize("number", [getattr(signal, name) for name in ENDING])
def test_signals(tmp_path, number):
    """A signal while the output grows. Nothing of the output stays."""
    matrix = scipy.sparse.random(4000, 4096, 0.05, "csr", random_state=2)
    source = write_batch(tmp_path / "in.h5", matrix, (64, 64))
    process = start(
        "convolve",
        source,
        tmp_path / "out.h5",
        "--filter",
        "gaussian:2",
        "--progress",
        "off",
        "--repeat",
        "100",
    )
    wait_for(lambda: len(list(tmp_path.iterdir())) > 1)
    process.send_signal(number)
    done = finish(process)
    assert done.returncode == 128 + number
    assert done.stderr.startswith(f"sparseconv: error: ended by signal {int(number)}: nothing")
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize("command", ["generate", "import", "convolve"])
def test_what_a_killed_run_left_is_removed(tmp_path, command):
    source, output = tmp_path / "in.h5", tmp_path / "out.h5"
    few = ("--images", 3, "--shape", "50,50", "--density", "0.1")
    succeed("generate", source, *few)
    process = start("generate", output, *few[:4], "--blobs", "1000000000:9")
    wait_for(lambda: list(tmp_path.glob(".out.h5.*/out.h5")))
    commands = {
        "generate": ("generate", output, *few),
        "import": ("import", source, output),
        "convolve": ("convolve", source, output, "--filter", "box:3"),
    }
    succeed(*commands[command])
    assert list(tmp_path.glob(".out.h5.*/out.h5"))  # that of a program at work
    assert kill(process)
    succeed(*commands[command])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.h5", "out.h5"]
