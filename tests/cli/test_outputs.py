"""What may be replaced and removed: an old result until the new one is complete, and nothing else."""

import os
import random
import resource
import shutil
import signal
import time

import anndata
import h5py
import numpy as np
import pytest
import scipy.sparse
from program import (
    MPIRUN,
    arrays,
    fail,
    finish,
    kill,
    random_images,
    read_batch,
    run,
    start,
    succeed,
    wait_for,
    write_batch,
)

SHAPE = (20, 30)
OPTIONS = ("--progress", "off", "--shard-size", "20K", "--kokkos-num-threads=1")
BOX = ("--filter", "box:3", *OPTIONS)
GAUSSIAN = ("--filter", "gaussian:1", *OPTIONS)
LAYOUTS = ("single", "sharded")
RANKS = (None, 3) if MPIRUN else (None,)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """An input, and what box and Gaussian make of it, and the Gaussian of the box."""
    folder = tmp_path_factory.mktemp("data")
    source = write_batch(
        folder / "in.h5", random_images(np.random.default_rng(3), 40, SHAPE, 0.1)[1], SHAPE
    )
    succeed("convolve", source, folder / "box.h5", *BOX)
    succeed("convolve", source, folder / "gaussian.h5", *GAUSSIAN)
    succeed("convolve", folder / "box.h5", folder / "both.h5", *GAUSSIAN)
    return {
        "source": source,
        **{name: arrays(folder / f"{name}.h5") for name in ("box", "gaussian", "both")},
    }


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def tree(folder):
    """Every file below a folder, with what it holds."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# A sharded result as the input.


@pytest.mark.parametrize("ranks", RANKS)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("take", [shutil.move, shutil.copy], ids=["move", "copy"])
def test_a_sharded_result_under_another_name_is_convolved_into_its_old_name(
    tmp_path, data, take, layout, ranks
):
    output = tmp_path / "out.h5"
    succeed("convolve", data["source"], output, *BOX, "--layout", "sharded")
    take(output, tmp_path / "in.h5")
    before = tree(tmp_path)
    succeed("convolve", tmp_path / "in.h5", output, *GAUSSIAN, "--layout", layout, ranks=ranks)
    assert arrays(output) == data["both"]
    assert arrays(tmp_path / "in.h5") == data["box"]
    after = tree(tmp_path)
    assert all(after.get(path) == content for path, content in before.items() if path != output)


def test_a_refused_run_leaves_a_sharded_input_alone(tmp_path, data):
    output = tmp_path / "out.h5"
    succeed("convolve", data["source"], output, *BOX, "--layout", "sharded")
    shutil.copy(output, tmp_path / "copy.h5")
    os.link(output, tmp_path / "link.h5")
    before = tree(tmp_path)
    fail(4, "convolve", tmp_path / "copy.h5", output, *GAUSSIAN, "--memory-limit", "1M")
    fail(3, "convolve", tmp_path / "link.h5", output, *GAUSSIAN)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("how", ["inside", "link", "hard link"])
def test_a_shard_is_the_input(tmp_path, data, how):
    output = tmp_path / "out.h5"
    succeed("convolve", data["source"], output, *BOX, "--layout", "sharded")
    shard = next(tmp_path.rglob("0*.h5"))
    content = shard.read_bytes()
    source, folder = shard, tmp_path
    if how == "inside":
        source, folder = shard.name, shard.parent
    elif how == "link":
        source = tmp_path / "link.h5"
        source.symlink_to(shard)
    else:
        source = tmp_path / "hard.h5"
        source.hardlink_to(shard)
    wanted = tmp_path / "wanted.h5"
    succeed("convolve", shard, wanted, *GAUSSIAN)
    succeed("convolve", source, output, *GAUSSIAN, cwd=folder)
    assert arrays(output) == arrays(wanted)
    assert shard.read_bytes() == content


def test_an_output_that_is_a_part_of_the_input_is_refused(tmp_path, data):
    succeed("convolve", data["source"], tmp_path / "in.h5", *BOX, "--layout", "sharded")
    shard = next(tmp_path.rglob("0*.h5"))
    with h5py.File(tmp_path / "linked.h5", "w") as file:
        file["images"] = h5py.ExternalLink("in.h5", "/images")
    before = tree(tmp_path)
    fail(3, "convolve", tmp_path / "in.h5", shard, *GAUSSIAN)
    fail(3, "convolve", tmp_path / "linked.h5", tmp_path / "in.h5", *GAUSSIAN)
    fail(3, "convolve", tmp_path / "linked.h5", shard, *GAUSSIAN)
    assert tree(tmp_path) == before


# An old result, until the new one is complete.


def old_result(folder, data, kind):
    """Puts something replaceable under the name of the output. Returns what it has to read as."""
    output = folder / "out.h5"
    succeed("convolve", data["source"], output, *BOX, "--layout", kind)
    return data["box"]


def limited(size):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("old", LAYOUTS)
@pytest.mark.parametrize("new", LAYOUTS)
def test_the_old_result_stays_when_a_run_fails(tmp_path, data, old, new):
    wanted = old_result(tmp_path, data, old)
    output, before = tmp_path / "out.h5", tree(tmp_path)
    job = ("convolve", data["source"], output, *GAUSSIAN, "--layout", new)
    fail(4, *job, "--memory-limit", "1M")
    assert tree(tmp_path) == before
    fail(4, *job, preexec_fn=limited(6000))
    assert tree(tmp_path) == before
    for resume in ((), ("--resume",)):
        process = start(*job, "--repeat", "1000", *resume)
        wait_for(lambda: len(list(tmp_path.rglob("*.partial"))) > 0)
        time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert finish(process).returncode == 143
        assert arrays(output) == wanted
        assert before.items() <= tree(tmp_path).items()
    succeed(*job, "--resume")
    assert arrays(output) == data["gaussian"]
    assert names(tmp_path) == ["out.h5"] + ["out.h5.shards"] * (new == "sharded")
    if new == "sharded":
        assert len(names(tmp_path / "out.h5.shards")) == 1


@pytest.mark.parametrize("old", LAYOUTS)
@pytest.mark.parametrize("new", LAYOUTS)
@pytest.mark.parametrize("ranks", RANKS)
def test_kills_leave_the_old_result_or_the_new_one(tmp_path, data, old, new, ranks):
    wanted = old_result(tmp_path, data, old)
    output, rng = tmp_path / "out.h5", random.Random(f"{old} {new} {ranks}")
    job = ("convolve", data["source"], output, *GAUSSIAN, "--layout", new)
    begin = time.monotonic()
    succeed("convolve", data["source"], tmp_path / "timed.h5", *GAUSSIAN, ranks=ranks)
    seconds = time.monotonic() - begin
    for _ in range(8):
        resume = ("--resume",) if rng.random() < 0.5 else ()
        process = start(*job, *resume, ranks=ranks)
        time.sleep(rng.uniform(0, 1.1 * seconds))
        kill(process)
        assert arrays(output) in (wanted, data["gaussian"])
    succeed(*job, ranks=ranks)
    assert arrays(output) == data["gaussian"]
    left = {path.name for path in tmp_path.iterdir()} - {"timed.h5", "out.h5"}
    assert left == ({"out.h5.shards"} if new == "sharded" else set())
    if new == "sharded":
        assert len(names(tmp_path / "out.h5.shards")) == 1


def test_a_result_is_replaced_in_every_order_of_layouts(tmp_path, data):
    output = tmp_path / "out.h5"
    for layout in ("sharded", "sharded", "single", "sharded", "single"):
        for options, name in ((BOX, "box"), (GAUSSIAN, "gaussian")):
            succeed("convolve", data["source"], output, *options, "--layout", layout)
            assert arrays(output) == data[name]
            shards = tmp_path / "out.h5.shards"
            assert shards.exists() == (layout == "sharded")
            assert layout == "single" or len(names(shards)) == 1


def test_a_moved_result_keeps_its_shards(tmp_path, data):
    """Whoever takes the name of the output next, with and without --resume."""
    output, moved = tmp_path / "out.h5", tmp_path / "moved.h5"
    succeed("convolve", data["source"], output, *BOX, "--layout", "sharded", "--resume")
    output.rename(moved)
    for options in ((*BOX, "--resume"), GAUSSIAN, BOX):
        for layout in LAYOUTS:
            if "--resume" in options and layout == "single":
                continue
            succeed("convolve", data["source"], output, *options, "--layout", layout)
            assert arrays(moved) == data["box"]
    output.unlink()
    assert arrays(moved) == data["box"]


def test_a_result_with_two_names_keeps_its_shards(tmp_path, data):
    output, second = tmp_path / "out.h5", tmp_path / "second.h5"
    succeed("convolve", data["source"], output, *BOX, "--layout", "sharded")
    second.hardlink_to(output)
    succeed("convolve", data["source"], output, *GAUSSIAN)
    assert arrays(output) == data["gaussian"] and arrays(second) == data["box"]


# Files of others.


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("as_link", [False, True])
def test_files_of_others_in_the_folder_of_shards_stay(tmp_path, data, layout, as_link):
    folder = tmp_path / "out.h5.shards"
    if as_link:
        (tmp_path / "precious").mkdir()
        folder.symlink_to("precious")
    else:
        folder.mkdir()
    for name in ("precious.h5", "000000000000000.h5", "manifest.0", "x.partial", "job.json"):
        (folder / name).write_text("precious")
    np.savetxt(folder / "filter.txt", np.ones((3, 3)))
    before = tree(folder)
    job = ("convolve", data["source"], tmp_path / "out.h5", "--filter", folder / "filter.txt")
    for _ in range(2):
        succeed(*job, *OPTIONS, "--layout", layout)
        fail(4, *job, *OPTIONS, "--layout", layout, "--memory-limit", "1M")
        assert before.items() <= tree(folder).items()
    succeed("convolve", data["source"], tmp_path / "out.h5", *BOX)
    assert tree(folder) == before


def test_files_of_others_in_the_folder_of_a_job_stay(tmp_path, data):
    output = tmp_path / "out.h5"
    succeed("convolve", data["source"], output, *BOX, "--layout", "sharded")
    (job,) = (tmp_path / "out.h5.shards").iterdir()
    for name in ("precious.h5", "900000000000000.h5", "manifest.old"):
        (job / name).write_text("precious")
    succeed("convolve", data["source"], output, *GAUSSIAN)
    assert names(job) == ["900000000000000.h5", "manifest.old", "precious.h5"]


def test_manifests_cannot_name_files_elsewhere(tmp_path, data):
    output, precious = tmp_path / "out.h5", tmp_path / "precious.h5"
    precious.write_text("precious")
    job = tmp_path / "out.h5.shards" / "0123456789abcdef"
    job.mkdir(parents=True)
    (job / "job.json").write_text('{"layout": "single", "keeps": false}')
    (job / "manifest.0").write_text('{"begun": "../../precious.h5"}\n{"begun": -1}\n')
    succeed("convolve", data["source"], output, *BOX)
    assert precious.read_text() == "precious" and arrays(output) == data["box"]


# What holds other things.


def test_a_group_is_added_to_a_file(tmp_path, data):
    output = tmp_path / "results.h5"
    with h5py.File(output, "w") as file:
        file["traces"] = np.arange(10.0)
        file["deep/er/kept"] = "text"
        file.attrs["note"] = "mine"
    os.chmod(output, 0o640)
    for ranks in RANKS:
        for layout in LAYOUTS:
            for name in ("blurred", "deep/er/blurred"):
                target = f"{output}:{name}"
                succeed("convolve", data["source"], target, *BOX, "--layout", layout, ranks=ranks)
                assert read_batch(output, name).nnz > 0
    with h5py.File(output) as file:
        assert set(file) == {"traces", "deep", "blurred"} and file.attrs["note"] == "mine"
        assert np.array_equal(file["traces"], np.arange(10.0))
        assert file["deep/er/kept"].asstr()[()] == "text"
    assert output.stat().st_mode & 0o777 == 0o640


def test_generate_adds_a_group_too(tmp_path):
    output = tmp_path / "results.h5"
    with h5py.File(output, "w") as file:
        file["traces"] = np.arange(10.0)
    images = ("--images", 3, "--shape", "4,5", "--density", 0.5)
    succeed("generate", f"{output}:random", *images)
    succeed("generate", f"{output}:random", *images)
    with h5py.File(output) as file:
        assert set(file) == {"traces", "random"}
    before = output.read_bytes()
    assert "traces" in fail(3, "generate", output, *images)
    assert output.read_bytes() == before
    succeed("generate", output, *images, "--overwrite")
    with h5py.File(output) as file:
        assert set(file) == {"images"}


def others(folder):
    """Files that are no results of ours, by what the message says of them."""
    (folder / "text.h5").write_text("my notes")
    np.save(folder / "array.npy", np.ones(3))
    np.savez(folder / "arrays.npz", np.ones(3))
    with h5py.File(folder / "traces.h5", "w") as file:
        file["traces"] = np.arange(3)
    write_batch(folder / "batch.h5", scipy.sparse.csr_matrix((2, 12)), (3, 4))
    return {
        "text.h5": "text",
        "array.npy": "NumPy",
        "arrays.npz": "zip",
        "traces.h5": "'traces'",
        "batch.h5": "'images'",
    }


@pytest.mark.parametrize("name", ["text.h5", "array.npy", "arrays.npz", "traces.h5", "batch.h5"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_no_result_is_not_replaced(tmp_path, data, name, layout):
    holds = others(tmp_path)[name]
    output, before = tmp_path / name, tree(tmp_path)
    job = ("convolve", data["source"], output, *BOX, "--layout", layout)
    message = fail(3, *job)
    assert str(output) in message and holds in message and "--overwrite" in message
    assert tree(tmp_path) == before
    succeed(*job, "--overwrite")
    assert arrays(output) == data["box"]


def test_what_is_no_batch_is_not_replaced_in_a_file(tmp_path, data):
    output = tmp_path / "results.h5"
    with h5py.File(output, "w") as file:
        file["traces"] = np.arange(3)
        file["group/thing"] = 1
    before = output.read_bytes()
    for name in ("traces", "group"):
        assert "no batch" in fail(3, "convolve", data["source"], f"{output}:{name}", *BOX)
    fail(3, "convolve", data["source"], f"{output}:traces/blurred", *BOX)
    assert output.read_bytes() == before
    succeed("convolve", data["source"], f"{output}:traces", *BOX, "--overwrite")
    with h5py.File(output) as file:
        assert set(file) == {"traces", "group"} and "indptr" in file["traces"]


def test_an_empty_file_is_filled(tmp_path, data):
    (tmp_path / "out.h5").touch()
    succeed("convolve", data["source"], tmp_path / "out.h5", *BOX)
    assert arrays(tmp_path / "out.h5") == data["box"]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_followed(tmp_path, data, layout, there):
    (tmp_path / "far").mkdir()
    target, link = tmp_path / "far" / "real.h5", tmp_path / "out.h5"
    if there:
        target.touch()
    link.symlink_to("far/real.h5")
    succeed("convolve", data["source"], link, *BOX, "--layout", layout)
    assert link.is_symlink() and arrays(link) == arrays(target) == data["box"]
    assert names(tmp_path) == ["far", "out.h5"]


def test_links_in_circles_are_refused(tmp_path, data):
    (tmp_path / "a.h5").symlink_to("b.h5")
    (tmp_path / "b.h5").symlink_to("a.h5")
    fail(4, "convolve", data["source"], tmp_path / "a.h5", *BOX)


def test_standard_output_is_no_file_for_a_batch(tmp_path, data):
    fail(2, "convolve", data["source"], "-", *BOX, cwd=tmp_path)
    fail(2, "generate", "-", "--images", 1, "--shape", "2,2", "--density", 1, cwd=tmp_path)
    assert names(tmp_path) == []


def test_there_is_no_room_for_the_copy(tmp_path, data):
    """What else is in the file is not given up for want of room."""
    output = tmp_path / "results.h5"
    with h5py.File(output, "w") as file:
        file["traces"] = np.random.default_rng(0).random(100_000)
    before = output.read_bytes()
    fail(4, "convolve", data["source"], f"{output}:blurred", *BOX, preexec_fn=limited(400_000))
    assert output.read_bytes() == before and names(tmp_path) == ["results.h5"]


# AnnData.


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("ranks", RANKS)
def test_an_annotated_matrix(tmp_path, data, layout, ranks):
    output = tmp_path / "cells.h5ad"
    job = ("convolve", data["source"])
    succeed(*job, output, *BOX, "--layout", layout, ranks=ranks)
    cells = anndata.read_h5ad(output)
    assert cells.shape == (40, 600) and list(cells.obs_names[:3]) == ["0", "1", "2"]
    wanted = read_batch(output, "X")
    assert (cells.X != wanted).nnz == 0 and wanted.nnz > 0
    succeed(*job, output, *BOX, "--layout", layout, ranks=ranks)  # which is a result of ours
    succeed(*job, f"{output}:layers/blurred", *GAUSSIAN, "--layout", layout, ranks=ranks)
    cells = anndata.read_h5ad(output)
    assert set(cells.layers) == {"blurred"} and (cells.X != wanted).nnz == 0
    assert cells.layers["blurred"].nnz > wanted.nnz
    assert "layers" in fail(3, *job, output, *BOX)


def test_layers_of_ones_own_annotated_matrix(tmp_path, data):
    output = tmp_path / "mine.h5ad"
    cells = anndata.AnnData(read_batch(data["source"]))
    cells.obs["area"] = np.arange(40)
    cells.write_h5ad(output)
    succeed("convolve", data["source"], f"{output}:layers/blurred", *BOX)
    read = anndata.read_h5ad(output)
    assert list(read.obs["area"]) == list(range(40)) and set(read.layers) == {"blurred"}
    before = output.read_bytes()
    message = fail(3, "convolve", data["source"], f"{output}:layers/full", *BOX, "--mode", "full")
    assert "600 pixels" in message and output.read_bytes() == before


def test_the_report_tells_of_all_files_of_the_input(tmp_path, data):
    import json

    succeed("convolve", data["source"], tmp_path / "in.h5", *BOX, "--layout", "sharded")
    report = tmp_path / "report.json"
    succeed("convolve", tmp_path / "in.h5", tmp_path / "out.h5", *BOX, "--report", report)
    shards = [path.stat().st_size for path in tmp_path.rglob("0*.h5")]
    size = (tmp_path / "in.h5").stat().st_size
    assert json.loads(report.read_text())["bytes"]["read"] == size + sum(shards)


def test_two_jobs_to_one_output(tmp_path, data):
    """A second job is told that another one is at work."""
    output = tmp_path / "out.h5"
    process = start("convolve", data["source"], output, *BOX, "--repeat", "100000")
    wait_for(lambda: (tmp_path / "out.h5.shards").exists())
    done = run("convolve", data["source"], output, *BOX)
    assert done.returncode == 4 and "another job is at work" in done.stderr
    process.send_signal(signal.SIGTERM)
    assert finish(process).returncode == 143 and names(tmp_path) == []
