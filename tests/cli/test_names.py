"""Names of files and groups that are not UTF-8: names may hold any bytes."""

import json
import os

import h5py
import numpy as np
from program import random_images, run, succeed, write_batch

FILE, GROUP = os.fsdecode(b"caf\xe9.h5"), b"caf\xe9"  # Latin-1


def test_names_that_are_not_utf8(tmp_path):
    _, matrix = random_images(np.random.default_rng(1), 3, (4, 5))
    write_batch(tmp_path / "in.h5", matrix, (4, 5))
    with h5py.File(tmp_path / "in.h5", "a") as file:
        file.move(b"images", GROUP)
    os.rename(tmp_path / "in.h5", tmp_path / FILE)
    source, options = f"{tmp_path / FILE}:{os.fsdecode(GROUP)}", ["--filter", "box:3"]
    for layout in ("single", "sharded"):
        for number in range(2):
            output = tmp_path / os.fsdecode(b"\xff%d.h5" % number)
            path = f"{output}:{os.fsdecode(GROUP)}"
            report = tmp_path / os.fsdecode(b"\xfe.json")
            succeed("convolve", source, path, *options, "--layout", layout, "--report", report)
            with h5py.File(os.fsencode(output)) as file:
                assert file[GROUP]["indptr"].shape == (4,)
    succeed("convolve", source, f"{tmp_path}/out.h5:{os.fsdecode(GROUP)}", *options, "--resume")


def test_a_report_names_filters_that_are_not_utf8(tmp_path):
    _, matrix = random_images(np.random.default_rng(1), 3, (4, 5))
    write_batch(tmp_path / "in.h5", matrix, (4, 5))
    (tmp_path / os.fsdecode(b"psf\xe9.txt")).write_text("1 2 1\n")
    options = ["--filter", os.fsdecode(b"psf\xe9.txt"), "--filter", "box:3", "--report", "r.json"]
    succeed("convolve", "in.h5", "out.h5", *options, cwd=tmp_path)
    results = json.loads((tmp_path / "r.json").read_text())["results"]
    assert [result["filter"] for result in results] == ["psf\ufffd.txt", "box:3"]


def test_names_are_no_commands_of_a_terminal(tmp_path):
    """A name in somebody's file that a terminal would obey, such as this new title of its window."""
    path, name = tmp_path / "in.h5", "\x1b]0;title\x07"
    _, matrix = random_images(np.random.default_rng(1), 3, (4, 5))
    write_batch(path, matrix, (4, 5))
    with h5py.File(path, "a") as file:
        file.move("images", name)
    assert "?]0;title?" in succeed("info", path)
    with h5py.File(path, "a") as file:
        file.copy(name, name + "2")
    done = run("info", path)
    assert done.returncode == 3 and "?]0;title?" in done.stderr and "\x1b" not in done.stderr


def test_names_without_a_folder(tmp_path):
    """All files are in the folder in which the program runs."""
    options = {"cwd": tmp_path}
    box = ["--filter", "box:3"]
    for output in ("in.h5", "in.h5:more"):
        succeed("generate", output, "--images", 5, "--shape", "20,30", "--density", 0.1, **options)
    succeed("convolve", "in.h5:images", "out.h5", *box, "--report", "report.json", **options)
    succeed("convolve", "in.h5:images", "out.h5:blurred", *box, **options)
    for _ in range(2):
        succeed("convolve", "in.h5:more", "shards.h5", *box, "--layout", "sharded", **options)
    succeed("convolve", "in.h5:more", "shards.h5", *box, "--resume", **options)
    succeed("view", "out.h5:blurred", "picture.png", **options)
    same = succeed("compare", "out.h5:blurred", "out.h5:images", **options)
    assert "different       0 pixels" in same
    names = ["in.h5", "out.h5", "picture.png", "report.json", "shards.h5"]
    assert sorted(os.listdir(tmp_path)) == names
