"""An old result stays until the new result is complete. Inputs and files of others always stay."""

import os
import random
import shutil
import signal
import time

import h5py
import numpy as np
import pytest
from outputs import BOX, GAUSSIAN, LAYOUTS, OPTIONS, RANKS, WITHOUT_END, data, limited, names, tree
from program import SEED, arrays, fail, finish, kill, manifest_line, start, succeed, wait_for

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


# An old result, until the new result is complete.


def old_result(folder, data, kind):
    """Puts something replaceable under the name of the output. Returns its contents."""
    output = folder / "out.h5"
    succeed("convolve", data["source"], output, *BOX, "--layout", kind)
    return data["box"]


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
        process = start(*job, *WITHOUT_END, *resume)
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
    output, rng = tmp_path / "out.h5", random.Random(f"{old} {new} {ranks} {SEED}")
    job = ("convolve", data["source"], output, *GAUSSIAN, "--layout", new)
    begin = time.monotonic()
    succeed("convolve", data["source"], tmp_path / "timed.h5", *GAUSSIAN, ranks=ranks)
    seconds = time.monotonic() - begin
    kills = runs = 0
    while runs < 8 or kills == 0:
        runs += 1
        assert runs < 100
        resume = ("--resume",) if rng.random() < 0.5 else ()
        process = start(*job, *resume, ranks=ranks)
        time.sleep(rng.uniform(0, 1.1 * seconds))
        kills += kill(process)
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


def test_no_images_leave_no_shards(tmp_path):
    succeed("generate", tmp_path / "in.h5", "--images", 0, "--shape", "5,5", "--density", 0.1)
    succeed("convolve", tmp_path / "in.h5", tmp_path / "out.h5", *BOX, "--layout", "sharded")
    assert not (tmp_path / "out.h5.shards").exists()


def test_a_moved_result_keeps_its_shards(tmp_path, data):
    """Another job then takes the name of the output, with and without --resume."""
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
    lines = ({"begun": "../../precious.h5"}, {"begun": -1})
    (job / "manifest.0").write_text("".join(map(manifest_line, lines)))
    succeed("convolve", data["source"], output, *BOX)
    assert precious.read_text() == "precious" and arrays(output) == data["box"]
