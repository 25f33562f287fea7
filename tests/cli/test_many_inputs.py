"""`sparseconv convolve` of many inputs into a folder."""

import json
import os

import h5py
import numpy as np
import pytest
from program import MPIRUN, arrays, fail, random_images, run, succeed, write_batch

FILTER = ("--filter", "box:3", "--progress", "off")


@pytest.fixture
def batches(tmp_path):
    rng = np.random.default_rng(5)
    return [
        write_batch(tmp_path / f"{name}.h5", random_images(rng, n, shape)[1], shape)
        for name, n, shape in [("a", 3, (8, 9)), ("b", 5, (12, 7)), ("c", 1, (4, 4))]
    ]


def damaged(tmp_path):
    """An input that is there, and of no use."""
    (tmp_path / "damaged.h5").write_text("nothing")
    return tmp_path / "damaged.h5"


def wanted(tmp_path, batches):
    """The result of each input alone."""
    for path in batches:
        succeed("convolve", path, tmp_path / "alone.h5", *FILTER)
        yield arrays(tmp_path / "alone.h5")


@pytest.mark.parametrize("ranks", [None, 2] if MPIRUN else [None])
def test_results_are_those_of_single_runs(tmp_path, batches, ranks):
    folder = tmp_path / "made" / "out"
    said = succeed("convolve", *batches, "--output-folder", folder, *FILTER, ranks=ranks)
    assert sorted(path.name for path in folder.iterdir()) == ["a.h5", "b.h5", "c.h5"]
    assert [arrays(folder / path.name) for path in batches] == list(wanted(tmp_path, batches))
    lines = said.splitlines()
    assert [line.split(": ")[0] for line in lines] == [str(folder / p.name) for p in batches]
    assert "3 images, " in lines[0] and "1 image, " in lines[2]


def test_one_or_two_inputs(tmp_path, batches):
    for n in (1, 2):
        folder = tmp_path / str(n)
        succeed("convolve", *batches[:n], "--output-folder", folder, *FILTER)
        assert len(list(folder.iterdir())) == n


def test_groups(tmp_path, batches):
    matrix = random_images(np.random.default_rng(6), 2, (5, 5))[1]
    write_batch(tmp_path / "d.h5", matrix, (5, 5), "run7/hits")
    inputs = (batches[0], f"{tmp_path}/d.h5:run7/hits")
    succeed("convolve", *inputs, "--output-folder", tmp_path / "out", *FILTER)
    succeed("convolve", inputs[1], tmp_path / "alone.h5", *FILTER)
    assert arrays(tmp_path / "out" / "d.h5") == arrays(tmp_path / "alone.h5")


def test_report(tmp_path, batches):
    told = ("--report", tmp_path / "report.json")
    succeed("convolve", *batches, "--output-folder", tmp_path / "out", *FILTER, *told)
    report = json.loads((tmp_path / "report.json").read_text())
    assert list(report) == ["version", "kokkos", "jobs"]
    assert [job["images"] for job in report["jobs"]] == [3, 5, 1]
    assert [job["image_shape"] for job in report["jobs"]] == [[8, 9], [12, 7], [4, 4]]


def test_two_results_of_one_name(tmp_path, batches):
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "a.h5"
    other.write_bytes(batches[0].read_bytes())
    folder = ("--output-folder", tmp_path / "out")
    error = fail(2, "convolve", batches[0], batches[1], other, *folder, *FILTER)
    assert "would both be written to" in error
    assert not (tmp_path / "out").exists()


def test_a_colon_in_a_name_is_no_group(tmp_path, batches):
    for name in ("run:1.h5", "run:2.h5", "run.1:2.h5"):
        (tmp_path / name).write_bytes(batches[0].read_bytes())
    inputs = [tmp_path / "run:1.h5", tmp_path / "run:2.h5"]
    folder = ("--output-folder", tmp_path / "out")
    error = fail(2, "convolve", *inputs, tmp_path / "run.1:2.h5", *folder, *FILTER)
    assert f"{tmp_path / 'out' / 'run.1:2.h5'}: would be the group 2.h5 of a file" in error
    assert not (tmp_path / "out").exists()
    succeed("convolve", *inputs, *folder, *FILTER)
    assert sorted(os.listdir(tmp_path / "out")) == ["run:1.h5", "run:2.h5"]


def test_inputs_are_not_written_over(tmp_path, batches):
    before = [path.read_bytes() for path in batches]
    fail(3, "convolve", *batches, "--output-folder", tmp_path, *FILTER, "--overwrite")
    assert [path.read_bytes() for path in batches] == before


def test_what_was_done_before_a_failure_stays(tmp_path, batches):
    inputs = (batches[0], damaged(tmp_path), batches[2])
    done = run("convolve", *inputs, "--output-folder", tmp_path / "out", *FILTER)
    assert done.returncode == 3 and "damaged.h5" in done.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.h5"]


def test_an_input_that_is_missing_is_noticed_at_once(tmp_path, batches):
    inputs = (*batches, tmp_path / "none.h5")
    error = fail(3, "convolve", *inputs, "--output-folder", tmp_path / "out", *FILTER)
    assert "none.h5: there is no such file" in error
    assert not (tmp_path / "out").exists()


def test_several_inputs_need_a_folder(tmp_path, batches):
    error = fail(2, "convolve", *batches, *FILTER)
    assert "c.h5" in error and "--output-folder" in error
    assert fail(2, "convolve", batches[0], *FILTER) == "sparseconv: error: OUTPUT is required\n"


def test_a_folder_that_cannot_be_made(tmp_path, batches):
    (tmp_path / "file").write_text("")
    error = fail(4, "convolve", *batches, "--output-folder", tmp_path / "file" / "out", *FILTER)
    assert "the folder cannot be made" in error


@pytest.mark.parametrize("name", ["", "--resume"])
def test_a_name_that_is_none(tmp_path, batches, name):
    """An empty name is what a variable of the shell that is not set leaves."""
    before = batches[1].read_bytes()
    for option in ("--output-folder", "--report"):
        for words in ([option, name], [f"{option}={name}"]):
            error = fail(2, "convolve", *batches[:2], *words, *FILTER)
            assert option in error
            error = fail(2, "convolve", *batches[:2], *FILTER, *words, "--resume")
            assert option in error
    assert batches[1].read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.h5", "b.h5", "c.h5"]


def test_results_of_lists_are_hdf5(tmp_path):
    for name in ("run1.csv", "run2.txt"):
        (tmp_path / name).write_text("image,row,column\n0,1,2\n")
    inputs = (tmp_path / "run1.csv", tmp_path / "run2.txt")
    options = ("--output-folder", tmp_path / "out", *FILTER, "--shape", "5,5")
    succeed("convolve", *inputs, *options)
    assert sorted(os.listdir(tmp_path / "out")) == ["run1.h5", "run2.h5"]
    (tmp_path / "run1.txt").write_text("image,row,column\n0,1,2\n")
    error = fail(2, "convolve", *inputs, tmp_path / "run1.txt", *options)
    assert "would both be written to" in error


def test_no_output_is_an_input_of_another_job(tmp_path, batches):
    """Which is said before any work is done."""
    (tmp_path / "y").mkdir()
    second = tmp_path / "y" / "b.h5"
    second.write_bytes(batches[1].read_bytes())
    folder = ("--output-folder", tmp_path / "y")
    assert "y/b.h5" in fail(3, "convolve", batches[0], second, *folder, *FILTER)
    succeed("convolve", batches[0], "--output-folder", tmp_path / "out", *FILTER)
    before = (tmp_path / "out" / "a.h5").read_bytes()
    (tmp_path / "cur.h5").symlink_to(tmp_path / "out" / "a.h5")
    folder = ("--output-folder", tmp_path / "out")
    error = fail(3, "convolve", batches[0], tmp_path / "cur.h5", *folder, *FILTER)
    assert "cur.h5 itself" in error
    assert os.listdir(tmp_path / "y") == ["b.h5"]
    assert (tmp_path / "out" / "a.h5").read_bytes() == before


def test_no_output_is_a_part_of_an_input_of_another_job(tmp_path, batches):
    folder = ("--output-folder", tmp_path / "out")
    succeed("convolve", batches[0], *folder, *FILTER)
    old = tmp_path / "out" / "a.h5"
    before = old.read_bytes()
    with h5py.File(tmp_path / "linked.h5", "w") as file:
        file["images"] = h5py.ExternalLink(str(old), "/images")
    error = fail(3, "convolve", batches[0], tmp_path / "linked.h5", *folder, *FILTER)
    assert f"{old}: this output is the file " in error
    assert os.listdir(tmp_path / "out") == ["a.h5"] and old.read_bytes() == before


def test_two_outputs_are_not_one_file(tmp_path, batches):
    folder = ("--output-folder", tmp_path / "out")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.h5").symlink_to("b.h5")
    error = fail(3, "convolve", *batches[:2], *folder, *FILTER)
    assert "lead to one file" in error and os.listdir(tmp_path / "out") == ["a.h5"]


def test_outputs_that_were_linked_to_save_room_are_replaced(tmp_path, batches):
    folder = ("--output-folder", tmp_path / "out")
    (tmp_path / "same.h5").write_bytes(batches[0].read_bytes())
    inputs = (batches[0], tmp_path / "same.h5")
    succeed("convolve", *inputs, *folder, *FILTER)
    (tmp_path / "out" / "same.h5").unlink()
    (tmp_path / "out" / "same.h5").hardlink_to(tmp_path / "out" / "a.h5")
    succeed("convolve", *inputs, *folder, *FILTER)


def test_the_report_has_what_is_complete(tmp_path, batches):
    told = ("--report", tmp_path / "report.json", "--output-folder", tmp_path / "out")
    fail(3, "convolve", *batches[:2], damaged(tmp_path), *FILTER, *told)
    report = json.loads((tmp_path / "report.json").read_text())
    assert [job["images"] for job in report["jobs"]] == [3, 5]


def test_resuming_needs_shards(tmp_path, batches):
    options = ("--output-folder", tmp_path / "out", *FILTER, "--resume")
    assert "needs --layout sharded" in fail(2, "convolve", *batches, *options)
    succeed("convolve", batches[0], *options)
    succeed("convolve", *batches, *options, "--layout", "sharded")
    shards = {path.stat().st_ino for path in (tmp_path / "out").rglob("0*.h5")}
    succeed("convolve", *batches, *options, "--layout", "sharded")
    assert len(shards) == 3
    assert {path.stat().st_ino for path in (tmp_path / "out").rglob("0*.h5")} == shards
