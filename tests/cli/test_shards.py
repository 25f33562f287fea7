"""Shards of interrupted jobs: which are used again, made again, kept or refused."""

import fcntl
import json
import os
import signal

import h5py
import pytest
from outputs import tree
from program import arrays, fail, finish, manifest_line, shards_of, start, succeed, wait_for
from resumed import JOB, RANKS, SHAPE, SLOWLY, interrupted_job, times_of_shards, undisturbed_job


@pytest.fixture(scope="module")
def job(tmp_path_factory):
    return undisturbed_job(tmp_path_factory)


def test_shards_that_were_damaged_are_made_again(tmp_path, job):
    source, wanted = job
    output = tmp_path / "out.h5"
    interrupted_job(source, output)
    first, second, third = shards_of(output)[:3]
    content = bytearray(first.read_bytes())
    content[len(content) // 2] ^= 1
    first.write_bytes(content)
    second.write_bytes(bytes(second.stat().st_size))
    third.unlink()
    with open(first.with_name("manifest.0"), "a") as manifest:
        manifest.write('{"rows":[0,')
    succeed("convolve", source, output, *JOB)
    assert arrays(output) == wanted


def test_shards_that_cannot_be_read_are_kept(tmp_path, job):
    """What the system refuses to read may be all right."""
    source, wanted = job
    output = tmp_path / "out.h5"
    folder = interrupted_job(source, output)
    kept = times_of_shards(output)
    with open(shards_of(output)[0]) as shard:
        fcntl.flock(shard, fcntl.LOCK_EX)
        fail(4, "convolve", source, output, *JOB)
        assert times_of_shards(output) == kept
    (manifest,) = folder.glob("*/manifest.0")
    hidden = manifest.rename(tmp_path / "manifest")
    manifest.mkdir()
    assert f"{manifest}: cannot be read" in fail(4, "convolve", source, output, *JOB)
    assert times_of_shards(output) == kept
    manifest.rmdir()
    hidden.rename(manifest)
    succeed("convolve", source, output, *JOB)
    assert arrays(output) == wanted


def test_images_are_not_lost_by_a_wrong_number_in_a_manifest(tmp_path, job):
    source, wanted = job
    output = tmp_path / "out.h5"
    folder = interrupted_job(source, output)
    (manifest,) = folder.glob("*/manifest.0")
    lines = [json.loads(line) for line in manifest.read_text().splitlines()]
    last = max((line for line in lines if "rows" in line), key=lambda line: line["rows"][1])
    last["rows"][1] += SHAPE[0]
    for line in lines:
        del line["checksum"]
    manifest.write_text("".join(map(manifest_line, lines)))
    succeed("convolve", source, output, *JOB)
    assert arrays(output) == wanted


def test_a_rank_that_outlives_its_run_is_waited_for(tmp_path, job):
    source, wanted = job
    output = tmp_path / "out.h5"
    (folder,) = interrupted_job(source, output).iterdir()
    kept = times_of_shards(output)
    rank = os.open(folder, os.O_RDONLY)
    fcntl.flock(rank, fcntl.LOCK_SH)
    message = fail(4, "convolve", source, output, *JOB)
    assert f"{folder}: a rank of an earlier run is still at work on these shards" in message
    assert times_of_shards(output) == kept
    os.close(rank)
    succeed("convolve", source, output, *JOB)
    assert arrays(output) == wanted


def test_files_beside_a_replaced_virtual_dataset_stay(tmp_path, job):
    """The folder that its source is in is that of no job."""
    source, wanted = job
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("raw.h5", "job.json", "manifest.0"):
        (folder / name).write_text("mine")
    layout = h5py.VirtualLayout((3,), "f4")
    layout[:] = h5py.VirtualSource("../raw.h5", "x", (3,))
    output = folder / "out.h5"
    with h5py.File(output, "w") as file:
        file.create_virtual_dataset("x", layout)
    succeed("convolve", source, output, *JOB, "--layout", "sharded", "--overwrite")
    assert arrays(output) == wanted
    for name in ("raw.h5", "job.json", "manifest.0"):
        assert (folder / name).read_text() == "mine"


def removed(manifest):
    manifest.unlink()


def emptied(manifest):
    manifest.write_bytes(b"")


def cut_off(manifest):
    manifest.write_bytes(manifest.read_bytes()[:100])


def overwritten(manifest):
    manifest.write_bytes(bytes(manifest.stat().st_size))


@pytest.mark.parametrize("damage", [removed, emptied, cut_off, overwritten])
def test_shards_that_no_manifest_lists_are_kept(tmp_path, job, damage):
    source, wanted = job
    output = tmp_path / "out.h5"
    folder = interrupted_job(source, output)
    (manifest,) = folder.glob("*/manifest.0")
    lines = manifest.read_bytes()
    damage(manifest)
    before = tree(folder)
    for _ in range(2):
        message = fail(3, "convolve", source, output, *JOB)
        assert f"{manifest}: was emptied, damaged or removed: it does not list" in message
        assert tree(folder) == before
    manifest.write_bytes(lines)
    succeed("convolve", source, output, *JOB)
    assert arrays(output) == wanted


@pytest.mark.parametrize("ranks", RANKS)
def test_shards_of_a_part_of_an_image_are_made_again(tmp_path, job, ranks):
    source, wanted = job
    output = tmp_path / "out.h5"
    succeed("convolve", source, output, *JOB, "--layout", "sharded")
    inside = [shard for shard in shards_of(output) if int(shard.stem) % SHAPE[0] != 0]
    assert {int(shard.stem) // SHAPE[0] for shard in inside} == {14, 29, 44}
    for shard in inside:
        shard.unlink()
    succeed("convolve", source, output, *JOB, "--layout", "sharded", ranks=ranks)
    assert arrays(output) == wanted


def test_shards_of_another_job_are_refused(tmp_path, job):
    source, wanted = job
    other = tmp_path / "in.h5"
    other.write_bytes(source.read_bytes())
    folder = interrupted_job(other, tmp_path / "out.h5")
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}
    for option, name in (
        (("--filter", "gaussian:2.1"), "filter"),
        (("--mode", "full"), "mode"),
        (("--dtype", "double"), "dtype"),
        (("--method", "lazy"), "method"),
        (("--layout", "sharded"), "layout"),
    ):
        options = [*JOB, *option] if option[0] != "--filter" else [*option, *JOB[2:]]
        message = fail(3, "convolve", other, tmp_path / "out.h5", *options)
        assert f"another {name}" in message
    os.utime(other, ns=(0, 0))
    assert "another input" in fail(3, "convolve", other, tmp_path / "out.h5", *JOB)
    assert before == {path: path.read_bytes() for path in folder.rglob("*.*")}
    succeed("convolve", other, tmp_path / "out.h5", *[o for o in JOB if o != "--resume"])
    assert arrays(tmp_path / "out.h5") == wanted and not folder.exists()


def test_a_job_to_another_group_leaves_shards_alone(tmp_path, job):
    """A file may hold the results of several jobs."""
    source, wanted = job
    output = tmp_path / "out.h5"
    process = start("convolve", source, f"{output}:first", *JOB, *SLOWLY)
    wait_for(lambda: len(shards_of(output)) >= 3)
    process.send_signal(signal.SIGTERM)
    assert finish(process).returncode == 143
    kept = times_of_shards(output)
    for options in (JOB, [option for option in JOB if option != "--resume"]):
        succeed("convolve", source, f"{output}:second", *options)
        assert times_of_shards(output) == kept
    succeed("convolve", source, f"{output}:first", *JOB)
    assert arrays(output, "first") == arrays(output, "second") == wanted
    assert not output.with_name("out.h5.shards").exists()


def test_an_input_with_the_same_size_and_time_is_another_one(tmp_path, job):
    """Files of one archive have the same time, and often the same size."""
    other = tmp_path / "in.h5"
    other.write_bytes(job[0].read_bytes())
    before = other.stat()
    interrupted_job(other, tmp_path / "out.h5")
    with h5py.File(other, "r+") as file:
        file["images/data"][:] *= -1
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert other.stat().st_size == before.st_size
    assert "another input" in fail(3, "convolve", other, tmp_path / "out.h5", *JOB)


def test_sharded_results_are_replaced(tmp_path, job):
    source, wanted = job
    output = tmp_path / "out.h5"
    options = [option for option in JOB if option != "--resume"]
    for layout in ("sharded", "sharded", "single"):
        succeed("convolve", source, output, *options, "--layout", layout)
        assert arrays(output) == wanted
        assert (tmp_path / "out.h5.shards").exists() == (layout == "sharded")


def test_shards_without_entries_do_not_stay(tmp_path):
    """No result refers to them, so that nobody would remove them later."""
    source, output = tmp_path / "in.h5", tmp_path / "out.h5"
    succeed("generate", source, "--images", "4", "--shape", "9,9", "--density", "0")
    for options in ((), ("--resume",)):
        succeed("convolve", source, output, *JOB[:4], "--layout", "sharded", *options)
        assert sorted(os.listdir(tmp_path)) == ["in.h5", "out.h5"]


def test_a_damaged_sharded_result_is_replaced(tmp_path, job):
    """HDF5 1.10 uses the number of a virtual dataset's sources without any check."""
    source, wanted = job
    output = tmp_path / "out.h5"
    succeed("convolve", source, output, *JOB[:4], "--layout", "sharded")
    content = bytearray(output.read_bytes())
    first_source = content.index(b"out.h5.shards/")
    content[first_source - 8 : first_source] = (1_000_000).to_bytes(8, "little")
    output.write_bytes(content)
    succeed("convolve", source, output, *JOB[:4])
    assert arrays(output) == wanted
